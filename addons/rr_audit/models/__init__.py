# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from . import rr_audited_mixin
from . import audited_core
from . import rr_audit_append_only
from . import rr_audit_entry
from . import rr_audit_seal
from . import res_users
from . import ir_actions_report
from . import rr_start_page
from . import rr_first_steps
