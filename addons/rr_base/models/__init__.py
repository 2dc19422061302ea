# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from . import rr_alphabet_mixin
from . import rr_audited_mixin
from . import rr_transition_mixin
from . import res_groups
from . import rr_municipality
from . import res_company
from . import res_partner
from . import rr_standin
from . import res_users
from . import res_users_two_factor
from . import rr_import_log
from . import ir_http
from . import ir_http_idle
from . import rr_start_page
from . import res_users_password
from . import rr_first_steps
from . import res_users_apikeys
