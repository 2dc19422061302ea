# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from . import test_case
from . import test_crypto
from . import test_followup
from . import test_identity
from . import test_identity_search
from . import test_need_to_know
from . import test_permission
