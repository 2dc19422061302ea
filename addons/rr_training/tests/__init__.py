# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from . import test_hours
from . import test_series
from . import test_marks
from . import test_sheet
from . import test_standing
from . import test_standing_range
from . import test_steps
from . import test_access
from . import test_planning
from . import test_portal
from . import test_erasure
from . import test_calendar
from . import test_language
