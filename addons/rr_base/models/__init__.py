# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from . import res_groups, res_partner, res_users, rr_audited_mixin, rr_municipality
