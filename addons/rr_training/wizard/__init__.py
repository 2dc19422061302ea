# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from . import session_edit
from . import sheet_reopen
from . import enrolment_resolve
from . import enrolment_withdraw
