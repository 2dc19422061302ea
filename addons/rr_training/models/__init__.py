# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from . import rr_holiday
from . import rr_course
from . import rr_course_session
from . import rr_session_series
from . import session_sheet
from . import session_marks
from . import session_roster
from . import rr_enrolment
from . import enrolment_standing
from . import roster_names
from . import rr_permission
from . import rr_beneficiary
from . import rr_attendance
from . import rr_attendance_key
from . import rr_attendance_alert
from . import rr_certificate
from . import rr_start_page
