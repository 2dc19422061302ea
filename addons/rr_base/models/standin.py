# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError


class RrStandin(models.Model):
    """A named person takes a role for a named absent one, between two dates.

    A stand-in may take the steps of the role; what the person already did on a record
    still counts, so nobody takes two steps that want two persons.
    """

    _name = "rr.standin"
    _inherit = ["rr.audited.mixin"]
    _description = "Stand-in"
    _order = "date_from desc, id desc"

    absent_user_id = fields.Many2one(
        "res.users", required=True, index=True, ondelete="restrict"
    )
    standin_user_id = fields.Many2one(
        "res.users", string="Stand-in", required=True, index=True, ondelete="restrict"
    )
    group_id = fields.Many2one(
        "res.groups",
        string="Role",
        required=True,
        domain=[("rr_role", "not in", [False, "administrator"])],
        ondelete="restrict",
    )
    role = fields.Char(related="group_id.rr_role", string="Role key")
    date_from = fields.Date(
        string="From", required=True, default=fields.Date.context_today
    )
    date_to = fields.Date(string="To", required=True)
    reason = fields.Char(required=True)
    active = fields.Boolean(default=True)
    state = fields.Selection(
        [("planned", "Planned"), ("valid", "In force"), ("over", "Over")],
        compute="_compute_state",
    )

    _dates_in_order = models.Constraint(
        "CHECK (date_from <= date_to)", "The stand-in ends before it begins."
    )
    _two_persons = models.Constraint(
        "CHECK (absent_user_id <> standin_user_id)",
        "Nobody stands in for themselves.",
    )

    @api.depends("absent_user_id", "standin_user_id", "group_id")
    def _compute_display_name(self):
        for record in self:
            record.display_name = (
                f"{record.standin_user_id.name or ''} → "
                f"{record.absent_user_id.name or ''} ({record.group_id.name or ''})"
            )

    @api.depends("date_from", "date_to", "active")
    def _compute_state(self):
        today = fields.Date.context_today(self)
        for record in self:
            if not record.date_from or today < record.date_from:
                record.state = "planned"
            elif not record.active or (record.date_to and today > record.date_to):
                record.state = "over"
            else:
                record.state = "valid"

    @api.constrains("absent_user_id", "standin_user_id", "group_id")
    def _check_roles(self):
        for record in self:
            # Roles of others are compared; the head reads no groups.
            group = record.group_id.sudo()
            role = group.rr_role
            if not role or role == "administrator":
                raise ValidationError(
                    self.env._("A stand-in takes a role of the register.")
                )
            if role not in record.absent_user_id._rr_roles():
                raise ValidationError(
                    self.env._(
                        "%(user)s does not hold the role “%(role)s”.",
                        user=record.absent_user_id.name,
                        role=group.name,
                    )
                )
            if not record.standin_user_id._rr_roles():
                raise ValidationError(
                    self.env._(
                        "%(user)s holds no role of the register.",
                        user=record.standin_user_id.name,
                    )
                )
            if record.standin_user_id.share != record.absent_user_id.share:
                raise ValidationError(
                    self.env._("Portal users and staff do not stand in for each other.")
                )
            # As above: roles of others are compared.
            others = record.standin_user_id.sudo().all_group_ids.filtered(
                lambda item, role=role: item.rr_role and item.rr_role != role
            )
            if others and (
                group.rr_is_exclusive or any(others.mapped("rr_is_exclusive"))
            ):
                raise ValidationError(
                    self.env._(
                        "%(user)s cannot stand in as “%(role)s”: it excludes the "
                        "role “%(others)s”.",
                        user=record.standin_user_id.name,
                        role=group.name,
                        others=", ".join(others.mapped("name")),
                    )
                )
