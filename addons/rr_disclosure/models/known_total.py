# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import ormcache

from ..engine.register import Count, KnownTotal


class RrKnownTotal(models.Model):
    """A public fact that an outsider may add to what is published here."""

    _name = "rr.known.total"
    _inherit = ["rr.audited.mixin"]
    _description = "Known total"
    _order = "date desc, id"

    name = fields.Char(required=True, translate=True)
    source = fields.Char(required=True, help="Where anybody can read it.")
    date = fields.Date(required=True)
    persons = fields.Integer(required=True)
    use = fields.Selection(
        [
            ("equation", "Exactly these persons are recorded"),
            ("bound", "At most as many are recorded"),
            ("none", "No field of the records says which persons"),
        ],
        required=True,
        default="none",
        help="An equation only where a field of the records defines the same persons "
        "and the count agrees; a bound where the records hold some of them; else it is "
        "kept here and refused by the audit, by name.",
    )
    sex = fields.Selection([("f", "Women and girls"), ("m", "Men and boys")])
    age_band = fields.Char(help="As in the policy's age bands.")
    region = fields.Char(help="As in the policy's regions.")
    group_name = fields.Char(
        string="Group", help="As in the publication register, e.g. grants."
    )
    verdict = fields.Char(compute="_compute_verdict", string="In the audit")

    _persons_not_negative = models.Constraint(
        "CHECK (persons >= 0)", "A number of persons cannot be negative."
    )

    @api.depends("use", "persons", "sex", "age_band", "region", "group_name")
    def _compute_verdict(self):
        # The verdict in words leaves; the register it rests on does not.
        release = self.env["rr.release"].sudo()
        words = {
            "equation": self.env._("an equation of every audit"),
            "bound": self.env._("a bound in every audit"),
            "none": self.env._(
                "refused: no field of the records defines the same persons"
            ),
            "early": self.env._("waits for the first release"),
            "disagrees": self.env._(
                "refused: the records do not agree with it; no release passes until "
                "it is mended"
            ),
        }
        used = self.filtered(lambda known: known.use != "none")
        asked = tuple(sorted({known._asked() for known in used}, key=str))
        counted = self._counted(release._register_mark(), asked) if asked else {}
        for known in self:
            known.verdict = words[known._judge(counted.get(known._asked()))]

    @api.model
    @ormcache("mark", "asked")
    def _counted(self, mark, asked):
        """True counts of what was asked; kept until something is published, because
        the whole register is read for them.

        :param mark: of the register (``rr.release._register_mark``)
        :param asked: tuple of ``_asked()``
        :return: ``{asked: persons}``, empty before the first release
        """
        register = self.env["rr.release"].sudo()._load_register()
        if register is None or not register.periods:
            return {}
        period = len(register.periods) - 1
        return {one: register.value(Count(period, *one)) for one in asked}

    def _judge(self, counted):
        """The key of the verdict.

        :param counted: persons of the last release that it speaks of, None before one
        """
        if self.use == "none":
            return "none"
        if counted is None:
            return "early"
        agrees = (
            counted == self.persons
            if self.use == "equation"
            else counted <= self.persons
        )
        return self.use if agrees else "disagrees"

    def _asked(self):
        """Whom the fact speaks of: ``(profile, group)`` of the engine's ``Count``."""
        profile = tuple(
            (name, value)
            for name, value in (
                ("sex", self.sex),
                ("age", self.age_band),
                ("region", self.region),
            )
            if value
        )
        return profile, self.group_name or None

    def _count(self, register):
        return Count(max(len(register.periods) - 1, 0), *self._asked())

    def _add_to(self, register):
        """Take every usable fact into a register.

        :raises InconsistentError: one contradicts the records; it is named
        """
        for known in self.search([("use", "!=", "none")]):
            register.add_known(
                KnownTotal(
                    known.name,
                    known._count(register),
                    known.persons,
                    known.use == "equation",
                    known.source,
                )
            )
