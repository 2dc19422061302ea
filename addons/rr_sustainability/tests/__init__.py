# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from . import test_access
from . import test_line_import
from . import test_places
from . import test_scenario
from . import test_workbook
from . import test_start_page
