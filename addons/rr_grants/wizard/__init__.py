# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from . import money_dialog
from . import history_import
from . import fund_export
