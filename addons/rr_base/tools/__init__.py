# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from . import language
from . import workbook
from . import xlsx_import
