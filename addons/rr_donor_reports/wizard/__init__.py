# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from . import rr_release_start
from . import rr_region_proposal
