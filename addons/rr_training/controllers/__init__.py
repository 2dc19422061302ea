# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from . import common
from . import start
from . import home
from . import roster
from . import planning
from . import completion
from . import certificate
