# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from . import audited_mixin
from . import audited_core
from . import audit_append_only
from . import audit_entry
from . import audit_seal
from . import res_users
from . import ir_actions_report
from . import start_page
from . import first_steps
