# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

_KEEPERS = ("rr_base.group_head", "rr_base.group_dpo")


class RrSubjectRequest(models.Model):
    """A person asks about their own data: who saw it, what it says, what is wrong.

    While one is open the data protection officer may open that person's identity."""

    _name = "rr.subject.request"
    _inherit = ["rr.clock.mixin", "rr.transition.mixin", "rr.audited.mixin"]
    _description = "Request of a data subject"
    _order = "date_received desc, id desc"
    _numbered = {"name": "rr.subject.request"}
    _rr_audit_exclude = frozenset({"outcome"})

    _steps = {
        "answer": {
            "label": _lt("answer"),
            "from": ["open"],
            "to": "answered",
            "groups": _KEEPERS,
        },
        "refuse": {
            "label": _lt("refuse"),
            "from": ["open"],
            "to": "refused",
            "groups": _KEEPERS,
        },
    }

    name = fields.Char(string="Number", readonly=True, copy=False, default="/")
    person_code = fields.Char(
        string="Person's code",
        compute="_compute_person_code",
        inverse="_inverse_person_code",
        help="As the person or the case officer states it, such as RR-000123.",
    )
    beneficiary_id = fields.Many2one(
        "rr.beneficiary",
        string="Person",
        index=True,
        readonly=True,
        ondelete="restrict",
    )
    kind = fields.Selection(
        [
            ("log", "Who saw my file"),
            ("access", "Copy of my data"),
            ("correction", "Correction"),
            ("objection", "Objection"),
            ("erasure", "Erasure"),
        ],
        required=True,
        default="log",
    )
    date_from = fields.Date(string="Period from")
    date_to = fields.Date(string="Period to")
    is_identity_checked = fields.Boolean(string="Identity of the asking person checked")
    outcome = fields.Text(help="What was answered, without names of persons.")
    state = fields.Selection(
        [("open", "Open"), ("answered", "Answered"), ("refused", "Refused")],
        required=True,
        default="open",
        readonly=True,
        copy=False,
        index=True,
    )

    _name_unique = models.Constraint("UNIQUE (name)", "The number is taken.")
    _period_in_order = models.Constraint(
        "CHECK (date_to IS NULL OR date_from IS NULL OR date_to >= date_from)",
        "The period ends before it begins.",
    )

    def copy_data(self, default=None):
        """A copy is a request of the same person: the code leads there again."""
        return [
            {"person_code": item.person_code, **data}
            for item, data in zip(self, super().copy_data(default), strict=True)
        ]

    @api.depends("beneficiary_id")
    def _compute_person_code(self):
        for item in self:
            # The code alone, for who answers requests and reads no persons.
            item.person_code = item.beneficiary_id.sudo().code

    def _inverse_person_code(self):
        for item in self:
            # The data protection officer reads no persons: a code in, a person out.
            person = (
                self.env["rr.beneficiary"]
                .sudo()
                .with_context(active_test=False)
                .search([("code", "=", (item.person_code or "").strip().upper())])
            )
            if not person:
                raise ValidationError(
                    self.env._(
                        "Person's code: %(code)s is not known.", code=item.person_code
                    )
                )
            if item.beneficiary_id and item.beneficiary_id != person:
                raise UserError(self.env._("A request stays with its person."))
            item._rr_step_write({"beneficiary_id": person.id})

    @api.constrains("beneficiary_id")
    def _check_person(self):
        for item in self:
            if not item.beneficiary_id:
                raise ValidationError(self.env._("Person's code: it is missing."))

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._check_person()
        return records

    def _guard_answer(self, _reason):
        if not self.is_identity_checked:
            return self.env._("the identity of the asking person was not checked")
        return None if self.outcome else self.env._("the answer is missing")

    def _guard_refuse(self, _reason):
        return None if self.outcome else self.env._("the grounds are missing")
