# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from . import test_clock
from . import test_health
from . import test_language
from . import test_letter
from . import test_money
from . import test_municipality
from . import test_permit
from . import test_roles
from . import test_standin
from . import test_workbook
from . import test_xlsx_import
from . import test_sessions
from . import test_start_page
from . import test_production
from . import test_replica
from . import test_first_steps
