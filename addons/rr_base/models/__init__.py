# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from . import rr_audited_mixin
from . import res_groups
from . import rr_municipality
from . import res_partner
from . import res_users
