# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from . import transition_part
from . import transition_code
from . import transition_calendar
from . import transition_scenario
from . import scenario_input
from . import scenario_screen
from . import scenario_register
from . import scenario_export
from . import transition_line
from . import transition_source
from . import transition_commitment
from . import transition_ceiling
from . import transition_assumption
from . import transition_override
from . import transition_result
from . import start_page
from . import first_steps
