# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from . import rr_session_edit
from . import rr_sheet_reopen
from . import rr_enrolment_resolve
from . import rr_enrolment_withdraw
