# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class ResGroups(models.Model):
    _inherit = "res.groups"

    rr_role = fields.Char(
        string="Role key",
        help="Key of the role that this group stands for. Groups with the same key "
        "count as one role.",
    )
    rr_is_exclusive = fields.Boolean(
        string="Excludes other roles",
        help="Who holds this role can hold no other role of the register.",
    )

    @api.constrains(
        "user_ids", "implied_ids", "implied_by_ids", "rr_role", "rr_is_exclusive"
    )
    def _check_exclusive_roles(self):
        """Refuse a change on the group's side that gives a user clashing roles.

        Any group below or above the changed one may carry a role, so that all users
        of all groups that imply it are looked at.
        """
        self.env.registry.clear_cache("groups")
        self.invalidate_model(["all_implied_ids", "all_implied_by_ids"])
        # The rule holds for whoever writes; groups and users may be closed to them.
        above = self.sudo().all_implied_by_ids | self.sudo()
        users = above.with_context(active_test=False).user_ids
        users.invalidate_recordset(["all_group_ids"])
        users._check_exclusive_roles()
