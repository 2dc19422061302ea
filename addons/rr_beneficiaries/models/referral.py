# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import re

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import NO_ACCESS
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

_STAFF = ("rr_base.group_officer", "rr_base.group_head")
_READERS = "rr_base.group_officer,rr_base.group_head,rr_base.group_psychologist"


class RrReferral(models.Model):
    """A person referred to the division, or by it to a partner.

    The focal point of a municipality sends one through the portal and sees only that
    it was received: anything more would tell who is in the programme.
    """

    _name = "rr.referral"
    _rr_on_replica = True
    _inherit = ["rr.transition.mixin", "rr.encrypted.mixin", "rr.audited.mixin"]
    _description = "Referral"
    _order = "date desc, id desc"
    _numbered = {"name": "rr.referral"}

    _steps = {
        "accept": {
            "label": _lt("accept"),
            "from": ["sent"],
            "to": "accepted",
            "groups": _STAFF,
        },
        "reject": {
            "label": _lt("reject"),
            "from": ["sent"],
            "to": "rejected",
            "groups": _STAFF,
        },
        "finish": {
            "label": _lt("finish"),
            "from": ["accepted"],
            "to": "done",
            "groups": _STAFF,
        },
    }
    _encrypted_fields = {
        "person_name": "person_name_cipher",
        "personal_number": "personal_number_cipher",
        "contact": "contact_cipher",
        "details": "details_cipher",
    }
    _encrypted_purpose = "referral"
    _rr_audit_exclude = frozenset(_encrypted_fields.values())

    name = fields.Char(string="Number", readonly=True, copy=False, default="/")
    direction = fields.Selection(
        [("in", "To the division"), ("out", "By the division")],
        required=True,
        default="in",
        groups=_READERS,
    )
    source = fields.Selection(
        [
            ("family", "Family"),
            ("mechanism", "Municipal mechanism"),
            ("kcs", "Correctional Service"),
            ("kps", "Probation Service"),
            ("school", "School"),
            ("csw", "Centre for social work"),
            ("health", "Health"),
            ("employment", "Employment Agency"),
            ("ngo", "NGO"),
            ("self", "The person"),
        ],
        string="From or to",
        required=True,
        default="mechanism",
        groups=_READERS,
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Organisation",
        domain="[('is_company', '=', True)]",
        index="btree_not_null",
    )
    municipality_id = fields.Many2one("rr.municipality", required=True, index=True)
    date = fields.Date(
        string="Sent on", required=True, default=fields.Date.context_today
    )
    state = fields.Selection(
        [
            ("sent", "Sent"),
            ("accepted", "Accepted"),
            ("rejected", "Rejected"),
            ("done", "Done"),
        ],
        required=True,
        default="sent",
        readonly=True,
        copy=False,
        index=True,
        groups=_READERS,
    )
    officer_id = fields.Many2one(
        "res.users", index=True, domain="[('share', '=', False)]", groups=_READERS
    )
    beneficiary_id = fields.Many2one(
        "rr.beneficiary",
        string="Person",
        index="btree_not_null",
        ondelete="restrict",
        groups=_READERS,
    )
    case_id = fields.Many2one(
        "rr.case",
        domain="[('beneficiary_id', '=', beneficiary_id)]",
        index="btree_not_null",
        groups=_READERS,
    )
    date_answer = fields.Date(string="Answered on", copy=False, groups=_READERS)
    answer_days = fields.Integer(
        string="Days to the answer",
        compute="_compute_answer_days",
        store=True,
        groups=_READERS,
    )
    reject_reason = fields.Selection(
        [
            ("not_eligible", "Not eligible"),
            ("no_consent", "The person does not agree"),
            ("elsewhere", "Another body is responsible"),
            ("duplicate", "Referred already"),
            ("other", "Other"),
        ],
        copy=False,
        groups=_READERS,
    )
    person_name = fields.Char(
        string="Person's name",
        compute="_compute_encrypted",
        inverse="_inverse_encrypted",
        help="Until the person is registered.",
    )
    personal_number = fields.Char(
        compute="_compute_encrypted", inverse="_inverse_encrypted"
    )
    contact = fields.Char(compute="_compute_encrypted", inverse="_inverse_encrypted")
    details = fields.Text(
        string="Reason of the referral",
        compute="_compute_encrypted",
        inverse="_inverse_encrypted",
    )
    person_name_cipher = fields.Char(groups=NO_ACCESS, copy=False)
    personal_number_cipher = fields.Char(groups=NO_ACCESS, copy=False)
    contact_cipher = fields.Char(groups=NO_ACCESS, copy=False)
    details_cipher = fields.Char(groups=NO_ACCESS, copy=False)

    _name_unique = models.Constraint("UNIQUE (name)", "The number is taken.")

    @api.depends("date", "date_answer")
    def _compute_answer_days(self):
        for item in self:
            item.answer_days = (
                (item.date_answer - item.date).days
                if item.date and item.date_answer
                else 0
            )

    @api.constrains("date", "date_answer")
    def _check_dates(self):
        # A constraint looks at fields that the sender may not read back.
        for item in self.sudo():
            if item.date > fields.Date.context_today(self):
                raise ValidationError(self.env._("Sent on: it lies in the future."))
            if item.date_answer and item.date_answer < item.date:
                raise ValidationError(
                    self.env._("Answered on: it lies before the referral.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.user.share:
            vals_list = [self._rr_portal_values(vals) for vals in vals_list]
            # the defaults leave the context, all else stays
            # pylint: disable-next=context-overridden
            self = self.with_context(
                {
                    key: value
                    for key, value in self.env.context.items()
                    if not key.startswith("default_")
                }
            )
        return super().create(vals_list)

    @api.model
    def _rr_portal_values(self, vals):
        """What a focal point may say; the rest follows from who they are."""
        allowed = {"person_name", "personal_number", "contact", "details"}
        foreign = set(vals) - allowed - {"partner_id", "municipality_id", "date"}
        if foreign:
            raise AccessError(
                self.env._(
                    "A referral through the portal has no field: %(names)s",
                    names=", ".join(sorted(foreign)),
                )
            )
        partner = self.env.user.commercial_partner_id
        if partner.rr_kind != "municipality" or not partner.rr_municipality_id:
            raise AccessError(
                self.env._("Your user does not belong to a municipality.")
            )
        return {
            **{name: vals[name] for name in allowed & set(vals)},
            "partner_id": partner.id,
            "municipality_id": partner.rr_municipality_id.id,
        }

    # ------------------------------------------------------------------- hooks

    def _rr_check_encrypted(self, name, text):
        if name == "personal_number" and text and not re.fullmatch("[0-9]{10}", text):
            raise ValidationError(
                self.env._("Personal number: it has exactly 10 digits.")
            )

    # ------------------------------------------------------------------ guards

    def _guard_accept(self, _reason):
        if self.direction == "in" and not self.beneficiary_id:
            return self.env._("register the person first, then name their code here")
        return None

    def _guard_reject(self, _reason):
        return None if self.reject_reason else self.env._("the reason is missing")

    def _before_accept(self, _reason):
        self._rr_answered()

    def _before_reject(self, _reason):
        self._rr_answered()

    def action_register(self):
        """Button: register the person whom this referral names."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Register a person"),
            "res_model": "rr.intake",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_referral_id": self.id,
                "default_municipality_id": self.municipality_id.id,
                "default_entry_route": "referred",
            },
        }

    def _rr_answered(self):
        self.filtered(lambda item: not item.date_answer).write(
            {"date_answer": fields.Date.context_today(self)}
        )

    def _rr_answer_for_sender(self):
        """What the sender may read of the answer: nothing beyond “received”, unless a
        sharing permission of the person names the sender's organisation.

        :return: label of the state, or the word “received”
        """
        self.ensure_one()
        # Only a word leaves this method.
        item = self.sudo()
        person = item.beneficiary_id
        if (
            person
            and item.partner_id
            and person._rr_may_share(item.partner_id, "referral")
        ):
            return item._rr_state_label(item.state)
        return self.env._("received")
