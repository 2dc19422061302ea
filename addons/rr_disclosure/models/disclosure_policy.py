# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import re

from odoo import SUPERUSER_ID, api, fields, models
from odoo.addons.rr_base.models.guard_mixin import AllBut
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools.translate import LazyTranslate

from ..engine.model import InputError
from ..engine.policy import GatePolicy, PolicyHistory

_lt = LazyTranslate(__name__)

#: Field of the policy → key of the engine's policy.
NUMBERS = (
    "threshold",
    "status_threshold",
    "donor_minimum",
    "region_minimum",
    "insider_minimum",
    "growing_categories",
    "percentage_minimum",
    "payees_minimum",
)
_BAND = re.compile(r"^(\d{1,3})(?:-(\d{1,3})|\+)$")


class RrDisclosurePolicy(models.Model):
    """One version of what may be published. In force it is never edited: the next
    version follows it, and a threshold never falls."""

    _name = "rr.disclosure.policy"
    _inherit = ["mail.thread", "rr.audited.mixin", "rr.transition.mixin"]
    _description = "Publication policy"
    _order = "number desc"
    _steps = {
        "put_in_force": {
            "from": ["draft"],
            "to": "in_force",
            "groups": ["rr_base.group_dpo"],
            "system": True,
            "label": _lt("Put in force"),
        },
    }

    _frozen = {"in_force": AllBut({"state"})}
    _steps_alone = True
    _guard_hint = _lt("A policy in force is never edited: make the next version.")

    number = fields.Integer(
        string="Version", readonly=True, copy=False, default=lambda s: s._next_number()
    )
    state = fields.Selection(
        [("draft", "Draft"), ("in_force", "In force")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
    )
    valid_from = fields.Date(required=True, copy=False)
    threshold = fields.Integer(
        required=True, default=5, help="Least number of persons in a published cell."
    )
    status_threshold = fields.Integer(
        string="Threshold of donors' outcome and training tables",
        required=True,
        default=10,
    )
    donor_minimum = fields.Integer(
        required=True,
        default=30,
        help="A donor with fewer persons gets totals and money only.",
    )
    region_minimum = fields.Integer(
        required=True, default=30, help="Smallest region when regions are chosen."
    )
    insider_minimum = fields.Integer(
        required=True,
        default=3,
        help="What a cell leaves when one organisation subtracts its own persons.",
    )
    growing_categories = fields.Integer(
        required=True,
        default=2,
        help="How many categories must have grown since the last issue.",
    )
    growth = fields.Integer(
        help="The public total must have grown by this since the last issue; 0: not "
        "asked."
    )
    percentage_minimum = fields.Integer(
        string="Least denominator of a percentage", required=True, default=20
    )
    payees_minimum = fields.Integer(
        string="Least new payees of a money line", required=True, default=5
    )
    audit_seconds = fields.Float(
        string="Time limit of the audit (s)",
        required=True,
        default=60.0,
        help="An audit that runs out of time fails.",
    )
    age_bands = fields.Char(
        required=True,
        default="0-17, 18-29, 30+",
        help="Age at entry, such as “0-17, 18-29, 30+”.",
    )
    region_ids = fields.One2many("rr.disclosure.region", "policy_id", copy=True)
    zero_ids = fields.One2many("rr.disclosure.zero", "policy_id", copy=True)
    reason = fields.Text(help="What is different from the version before, and why.")

    _number_once = models.Constraint("UNIQUE (number)", "The version exists already.")
    _floors = models.Constraint(
        "CHECK (threshold >= 5 AND status_threshold >= threshold "
        "AND donor_minimum >= 1 AND region_minimum >= 1 AND insider_minimum >= 3 "
        "AND growing_categories >= 2 AND percentage_minimum >= 20 "
        "AND payees_minimum >= 5 AND growth >= 0 AND audit_seconds > 0)",
        "A number of the policy is below its floor: threshold 5, insider 3, growing "
        "categories 2, percentages 20, payees 5.",
    )

    @api.model
    def _next_number(self):
        # Numbers follow one another over all versions.
        last = self.sudo().search([], limit=1, order="number desc")
        return last.number + 1

    @api.depends("number", "valid_from")
    def _compute_display_name(self):
        for policy in self:
            policy.display_name = self.env._(
                "Policy %(number)s, from %(date)s",
                number=policy.number,
                date=policy.valid_from or "–",
            )

    @api.constrains("age_bands")
    def _check_age_bands(self):
        for policy in self:
            policy._bands()

    def _bands(self):
        """``[(label, first age, last age or None)]`` of the age bands.

        :raises ValidationError: a gap, an overlap or another form
        """
        self.ensure_one()
        found, expected = [], 0
        for label in (part.strip() for part in (self.age_bands or "").split(",")):
            match = _BAND.match(label)
            first = int(match[1]) if match else None
            if first != expected:
                raise ValidationError(
                    self.env._(
                        "Age bands: “%(band)s” does not follow the one before; write "
                        "them like “0-17, 18-29, 30+”.",
                        band=label,
                    )
                )
            last = int(match[2]) if match[2] else None
            found.append((label, first, last))
            expected = last + 1 if last is not None else None
        if expected is not None:
            raise ValidationError(
                self.env._("Age bands: the last one is open, like “30+”.")
            )
        return found

    # -------------------------------------------------------------------- edits

    def write(self, vals):
        result = super().write(vals)
        if AllBut({"state"}).of(vals) and not self._rr_by_code():
            self._check_drafter()
        return result

    def _check_drafter(self):
        """Who puts a policy in force has the right to write it for that step alone."""
        user = self.env.user
        if not user._rr_holds_role("head") and not user._rr_holds_role("reporter"):
            raise AccessError(
                self.env._("A policy is drafted by the head or the reporting officer.")
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_only_draft(self):
        if any(policy.state == "in_force" for policy in self):
            raise UserError(self.env._("A policy that was in force stays."))

    def action_new_version(self):
        """Draft the version that follows this one."""
        self.ensure_one()
        new = self.copy({"valid_from": fields.Date.context_today(self)})
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": new.id,
            "view_mode": "form",
        }

    @api.model
    def _begin(self):
        """Put the first version in force when the addon is installed: nobody could
        have signed it before there were users."""
        first = self.env.ref("rr_disclosure.policy_first")
        if first.state == "draft":
            first._do_step("put_in_force")

    def action_put_in_force(self):
        return self._do_step("put_in_force")

    def _guard_put_in_force(self, reason):
        if self.create_uid == self.env.user and self.env.uid != SUPERUSER_ID:
            return self.env._("who wrote a policy does not put it in force")
        if not self.region_ids:
            return self.env._("it names no region")
        # Compared with all other versions and the last release, whoever signs.
        versions = self.sudo().search([("state", "=", "in_force")]) | self
        try:
            PolicyHistory([version._engine() for version in versions])
        except InputError as error:
            return str(error)
        release = self.env["rr.release"].sudo()._last()
        if release and self.valid_from <= release.date:
            return self.env._(
                "a release of %(date)s rests on the version before", date=release.date
            )
        used = release.policy_id
        if used and used._dimensions() != self._dimensions():
            return self.env._(
                "age bands and regions were published already: they stay for the whole "
                "programme"
            )
        return None

    # ------------------------------------------------------------------- engine

    @api.model
    def _at(self, date):
        """The version in force on a day; an empty recordset where there is none."""
        # Every internal user reads policies; facts are asked for by others too.
        return self.sudo().search(
            [("state", "=", "in_force"), ("valid_from", "<=", date)],
            order="valid_from desc",
            limit=1,
        )

    def _engine(self):
        """The engine's ``GatePolicy``."""
        self.ensure_one()
        return GatePolicy(
            number=self.number,
            since=self.valid_from.isoformat(),
            growth=self.growth or None,
            audit_seconds=self.audit_seconds,
            **{name: self[name] for name in NUMBERS},
        )

    def _dimensions(self):
        """Categories of each dimension, as the register keeps them."""
        self.ensure_one()
        return {
            "sex": ["f", "m"],
            "age": [label for label, _first, _last in self._bands()],
            "region": self.region_ids.mapped("name"),
        }

    def _impossible(self):
        """Structural zeros, as the engine takes them."""
        return [
            {
                "profile": {"age": zero.age_band} if zero.age_band else {},
                "group": zero.group_name or None,
                "reason": zero.reason,
            }
            for zero in self.zero_ids
        ]


class RrDisclosurePolicyPart(models.AbstractModel):
    """A line of a policy: it is fixed with the policy."""

    _name = "rr.disclosure.policy.part"
    _description = "Part of a publication policy"

    policy_id = fields.Many2one(
        "rr.disclosure.policy", required=True, index=True, ondelete="cascade"
    )

    @api.model_create_multi
    def create(self, vals_list):
        found = super().create(vals_list)
        found._refuse_in_force()
        return found

    def write(self, vals):
        self._refuse_in_force()
        result = super().write(vals)
        # also where it comes to: a policy in force gains no part
        self._refuse_in_force()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_only_draft(self):
        self._refuse_in_force()

    def _refuse_in_force(self):
        if any(one.policy_id.state == "in_force" for one in self):
            raise UserError(
                self.env._("A policy in force is never edited: make the next version.")
            )


class RrDisclosureRegion(models.Model):
    """A region of publication: districts that are shown together, for good."""

    _name = "rr.disclosure.region"
    _inherit = ["rr.disclosure.policy.part", "rr.audited.mixin"]
    _description = "Region of publication"
    _order = "policy_id, sequence, id"

    sequence = fields.Integer(default=10)
    name = fields.Char(required=True)
    districts = fields.Char(
        required=True, help="Codes of districts, separated by commas."
    )

    _name_once = models.Constraint(
        "UNIQUE (policy_id, name)", "The policy has a region of this name already."
    )

    def _codes(self):
        return [code.strip() for code in (self.districts or "").split(",")]

    @api.constrains("districts", "policy_id")
    def _check_districts(self):
        known = dict(self.env["rr.municipality"]._fields["district"].selection)
        for region in self:
            codes = [c for one in region.policy_id.region_ids for c in one._codes()]
            for code in region._codes():
                if code not in known:
                    raise ValidationError(
                        self.env._(
                            "%(region)s: there is no district “%(code)s”.",
                            region=region.name,
                            code=code,
                        )
                    )
                if codes.count(code) > 1:
                    raise ValidationError(
                        self.env._(
                            "District %(code)s stands in two regions.", code=code
                        )
                    )


class RrDisclosureZero(models.Model):
    """A combination that cannot occur, with the reason: readers know it too."""

    _name = "rr.disclosure.zero"
    _inherit = ["rr.disclosure.policy.part", "rr.audited.mixin"]
    _description = "Structural zero"
    _order = "policy_id, id"

    age_band = fields.Char(help="As in the policy's age bands.")
    group_name = fields.Char(
        string="Group", help="As in the publication register, e.g. employed."
    )
    reason = fields.Char(required=True)

    @api.constrains("age_band", "policy_id")
    def _check_band(self):
        for zero in self:
            bands = [label for label, _f, _l in zero.policy_id._bands()]
            if zero.age_band and zero.age_band not in bands:
                raise ValidationError(
                    self.env._(
                        "Structural zero: “%(band)s” is no age band of the policy.",
                        band=zero.age_band,
                    )
                )
