# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from . import rr_transition_reason, rr_workbook_import
