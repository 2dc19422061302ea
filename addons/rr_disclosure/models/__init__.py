# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from . import append_only
from . import rr_disclosure_policy
from . import rr_known_total
from . import rr_release
from . import release_ledger
from . import rr_release_table
from . import rr_release_cell
from . import rr_release_atom
