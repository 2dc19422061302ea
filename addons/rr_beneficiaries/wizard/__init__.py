# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from . import intake
from . import case_reassign
from . import person_import
from . import person_import_sheets
