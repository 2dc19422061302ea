# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from . import test_attribution
from . import test_iati
from . import test_life_cycle
from . import test_measures
from . import test_one_rate
from . import test_periods
from . import test_portal
from . import test_renderers
from . import test_statement
from . import test_start_page
from . import test_disclosure
from . import test_refusals
from . import test_disclosure_doors
from . import test_disclosure_rounds
