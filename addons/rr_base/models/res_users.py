# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class ResUsers(models.Model):
    _name = "res.users"
    _inherit = ["res.users", "rr.alphabet.mixin"]

    rr_municipality_ids = fields.Many2many(
        "rr.municipality",
        "rr_municipality_res_users_rel",
        "user_id",
        "municipality_id",
        string="Municipalities",
        help="Municipalities this officer is responsible for: their persons and cases "
        "are open to the officer beside the officer's own cases.",
    )

    # ------------------------------------------------------------ constraints

    @api.constrains("group_ids", "active")
    def _check_exclusive_roles(self):
        """An exclusive role (planner, data protection officer, administrator) stands
        alone, whoever writes it: superuser and imports included."""
        for user in self.sudo():
            groups = user.all_group_ids.filtered("rr_role")
            exclusive = groups.filtered("rr_is_exclusive")[:1]
            others = groups.filtered(
                lambda group, key=exclusive.rr_role: group.rr_role != key
            )
            if exclusive and others:
                raise ValidationError(
                    self.env._(
                        "User %(user)s: the role “%(exclusive)s” excludes every "
                        "other role, and this user would also hold “%(others)s”.",
                        user=user.login,
                        exclusive=exclusive.name,
                        others=", ".join(others.mapped("name")),
                    )
                )

    # ------------------------------------------------------------------ roles

    def _rr_roles(self):
        """Keys of the roles this user holds by their groups.

        :return: set of role keys such as ``{"officer", "head"}``
        """
        self.ensure_one()
        # Groups are the administrator's to read; keys of roles leave here.
        return set(self.sudo().all_group_ids.mapped("rr_role")) - {False, ""}

    def _rr_holds_role(self, role, on_date=None):
        """Whether this user may act in a role: by their groups, or as a stand-in.

        :param role: role key such as ``"head"``
        :param on_date: date of the act, today when left out
        :return: bool
        """
        self.ensure_one()
        return role in self._rr_roles() or bool(self._rr_standin_for(role, on_date))

    def _rr_standin_for(self, role, on_date=None):
        """The stand-in record by which this user acts in a role, if any.

        It counts only while the absent person holds the role themselves.

        :param role: role key
        :param on_date: date of the act, today when left out
        :return: ``rr.standin`` record, possibly empty
        """
        self.ensure_one()
        day = on_date or fields.Date.context_today(self)
        # A stand-in cannot read the list of stand-ins; only the answer leaves here.
        standins = (
            self.env["rr.standin"]
            .sudo()
            .search(
                [
                    ("standin_user_id", "=", self.id),
                    ("group_id.rr_role", "=", role),
                    # said here: a client may ask for archived rows by its context
                    ("active", "=", True),
                    ("date_from", "<=", day),
                    ("date_to", ">=", day),
                ]
            )
            .filtered(
                lambda standin: (
                    standin.absent_user_id.active
                    and role in standin.absent_user_id._rr_roles()
                )
            )
        )
        return standins[:1].sudo(False)

    def _rr_holds_group(self, xmlid):
        """As :meth:`_rr_holds_role`, for a group by its external id."""
        self.ensure_one()
        # Groups are the administrator's to read; the key of a role stays here.
        role = self.env.ref(xmlid).sudo().rr_role
        return self._rr_holds_role(role) if role else self.has_group(xmlid)

    def _deactivate_portal_user(self, **post):
        """Odoo lets portal users archive themselves; here an account is given and taken.

        Who did what stays beside a person's name, and an organisation's only trainer
        does not lock it out by a press.

        :raise UserError: always
        """
        raise UserError(
            self.env._("The division that gave you this account closes it. Write to it.")
        )
