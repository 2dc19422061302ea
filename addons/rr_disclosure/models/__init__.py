# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from . import append_only
from . import disclosure_policy
from . import known_total
from . import release
from . import release_register
from . import release_table
from . import release_cell
from . import release_atom
