# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from . import rr_intake
from . import rr_case_reassign
from . import rr_person_import
from . import rr_person_import_sheets
