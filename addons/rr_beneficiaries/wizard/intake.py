# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import NO_ACCESS

from ..models.constants import LANGUAGES, WORK_STATUSES

IDENTITY_FIELDS = (
    "first_name",
    "last_name",
    "father_name",
    "personal_number",
    "birth_date",
    "phone",
    "address",
    "safe_contact",
    "guardian",
)


class RrIntake(models.TransientModel):
    """Registers a person in one pass: identity, person, permission and case.

    Names typed here are sealed like those of an identity, since dialogues are stored
    too, and the row is removed when the person is registered.
    """

    _name = "rr.intake"
    _inherit = ["rr.encrypted.mixin"]
    _description = "Registration of a person"
    _transient_max_hours = 1.0

    _encrypted_fields = {name: f"{name}_cipher" for name in IDENTITY_FIELDS}
    _encrypted_log_reads = False

    referral_id = fields.Many2one("rr.referral", readonly=True)
    first_name = fields.Char(
        required=True, compute="_compute_encrypted", inverse="_inverse_encrypted"
    )
    last_name = fields.Char(
        required=True, compute="_compute_encrypted", inverse="_inverse_encrypted"
    )
    father_name = fields.Char(
        string="Father's name",
        compute="_compute_encrypted",
        inverse="_inverse_encrypted",
    )
    personal_number = fields.Char(
        compute="_compute_encrypted", inverse="_inverse_encrypted", help="10 digits."
    )
    birth_date = fields.Date(
        string="Date of birth",
        compute="_compute_encrypted",
        inverse="_inverse_encrypted",
    )
    phone = fields.Char(compute="_compute_encrypted", inverse="_inverse_encrypted")
    address = fields.Text(compute="_compute_encrypted", inverse="_inverse_encrypted")
    safe_contact = fields.Text(
        compute="_compute_encrypted", inverse="_inverse_encrypted"
    )
    guardian = fields.Char(
        string="Guardian of a minor",
        compute="_compute_encrypted",
        inverse="_inverse_encrypted",
    )
    first_name_cipher = fields.Char(groups=NO_ACCESS)
    last_name_cipher = fields.Char(groups=NO_ACCESS)
    father_name_cipher = fields.Char(groups=NO_ACCESS)
    personal_number_cipher = fields.Char(groups=NO_ACCESS)
    birth_date_cipher = fields.Char(groups=NO_ACCESS)
    phone_cipher = fields.Char(groups=NO_ACCESS)
    address_cipher = fields.Char(groups=NO_ACCESS)
    safe_contact_cipher = fields.Char(groups=NO_ACCESS)
    guardian_cipher = fields.Char(groups=NO_ACCESS)

    sex = fields.Selection([("f", "Female"), ("m", "Male")], required=True)
    birth_year = fields.Integer(help="Where the full date is not known.")
    language = fields.Selection(LANGUAGES, required=True, default="sq")
    municipality_id = fields.Many2one(
        "rr.municipality",
        required=True,
        default=lambda self: self.env.user.rr_municipality_ids[:1],
    )
    household_id = fields.Many2one("rr.household")
    kind = fields.Selection(
        [("direct", "Direct beneficiary"), ("family", "Family member")],
        required=True,
        default="direct",
    )
    entry_route = fields.Selection(
        [
            ("returnee", "Returnee from a war zone"),
            ("offender", "Sentenced in Kosovo"),
            ("referred", "Referred by a mechanism or the family"),
        ],
        required=True,
    )
    entry_date = fields.Date(required=True, default=fields.Date.context_today)
    entry_status = fields.Selection(
        WORK_STATUSES, string="Status at entry", required=True
    )
    permission_from = fields.Date(
        string="Agreed to participate on", default=fields.Date.context_today
    )
    has_case = fields.Boolean(string="Open a case", default=True)

    twin_code = fields.Char(compute="_compute_duplicates")
    similar_ids = fields.Many2many(
        "rr.beneficiary", string="Similar persons", compute="_compute_duplicates"
    )
    is_compared = fields.Boolean(
        string="I compared: this is another person", default=False
    )

    @api.depends(
        "first_name", "last_name", "personal_number", "birth_date", "birth_year"
    )
    def _compute_duplicates(self):
        identities = self.env["rr.beneficiary.identity"]
        for intake in self:
            year = intake.birth_date.year if intake.birth_date else intake.birth_year
            number = (intake.personal_number or "").strip()
            twin = (
                identities._rr_by_personal_number(number)
                if len(number) == 10
                else identities
            )
            # Of somebody else's person the code alone, against a second registration.
            intake.twin_code = twin.sudo().beneficiary_id.code
            similar = identities._rr_similar(intake.first_name, intake.last_name, year)
            intake.similar_ids = similar - twin.beneficiary_id.sudo(False)

    def _rr_check_encrypted(self, name, text):
        # The identity's own rules say what is wrong, at the first save.
        if text and name in ("personal_number", "phone"):
            self.env["rr.beneficiary.identity"]._rr_check_encrypted(name, text)

    def action_register(self):
        """Create the person with identity, permission and case, and open the case.

        :raises ValidationError: a like person is there and nobody said that it is
            another one
        """
        self.ensure_one()
        if self.twin_code:
            raise ValidationError(
                self.env._(
                    "Personal number: it is recorded already, for %(code)s.",
                    code=self.twin_code,
                )
            )
        if self.similar_ids and not self.is_compared:
            raise UserError(
                self.env._(
                    "There are similar persons: %(codes)s. Compare first, then tick "
                    "that this is another person.",
                    codes=", ".join(self.similar_ids.mapped("code")),
                )
            )
        person = self.env["rr.beneficiary"].create(
            {
                "sex": self.sex,
                "birth_year": (
                    self.birth_date.year if self.birth_date else self.birth_year
                ),
                "language": self.language,
                "municipality_id": self.municipality_id.id,
                "household_id": self.household_id.id,
                "kind": self.kind,
                "entry_route": self.entry_route,
                "entry_date": self.entry_date,
                "entry_status": self.entry_status,
            }
        )
        self.env["rr.beneficiary.identity"].create(
            {
                "beneficiary_id": person.id,
                **{name: self[name] for name in IDENTITY_FIELDS if self[name]},
            }
        )
        if self.permission_from:
            self.env["rr.permission"].create(
                {
                    "beneficiary_id": person.id,
                    "kind": "participation",
                    "date_from": self.permission_from,
                }
            )
        case = self.env["rr.case"]
        if self.has_case:
            case = case.create(
                {"beneficiary_id": person.id, "date_open": self.entry_date}
            )
        if self.referral_id:
            self.referral_id.write(
                {
                    "beneficiary_id": person.id,
                    "case_id": case.id,
                    "officer_id": self.env.uid,
                }
            )
            self.referral_id._do_step("accept")
        # Nothing of what was typed stays behind; users may not delete dialogues.
        self.sudo().unlink()
        return (
            person.action_open_case()
            if case
            else {
                "type": "ir.actions.act_window",
                "res_model": "rr.beneficiary",
                "view_mode": "form",
                "res_id": person.id,
            }
        )
