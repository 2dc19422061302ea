# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from . import test_split
from . import test_fund_entry
from . import test_grant_path
