# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from . import health
from . import replica
from . import sign_in
