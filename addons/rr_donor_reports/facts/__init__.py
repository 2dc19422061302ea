# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""From rows of measures to the cells of a snapshot: plain values in and out."""
from . import attribution
from . import cells
from . import changes
from . import iati
from . import merge
from . import persons
from . import regions
from . import results
from . import statement
