# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from . import municipal_list
from . import municipal_home
from . import community_application
from . import community_spending
