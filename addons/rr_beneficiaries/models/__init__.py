# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from . import rr_encrypted_mixin
from . import rr_household
from . import rr_beneficiary
from . import rr_beneficiary_identity
from . import rr_case
from . import rr_need
from . import rr_plan_goal
from . import rr_service
from . import rr_permission
from . import rr_outcome_followup
