# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from .constants import LANGUAGE_CODES, LANGUAGES, VERIFICATIONS, WORK_STATUSES

PERSON_ROLES = "rr_base.group_officer,rr_base.group_psychologist,rr_base.group_head"


class RrBeneficiary(models.Model):
    """A person of the programme, by code. Names and contacts lie apart, sealed."""

    _name = "rr.beneficiary"
    _rr_on_replica = True
    _inherit = ["rr.audited.mixin"]
    _description = "Person"
    _rec_name = "code"
    _order = "code desc"
    _numbered = {"code": "rr.beneficiary"}

    code = fields.Char(readonly=True, copy=False, default="/")
    active = fields.Boolean(default=True)
    sex = fields.Selection([("f", "Female"), ("m", "Male")], required=True)
    birth_year = fields.Integer(
        aggregator=None,
        help="Year only; the full date of birth is part of the identity."
    )
    language = fields.Selection(LANGUAGES, required=True, default="sq")
    municipality_id = fields.Many2one("rr.municipality", required=True, index=True)
    household_id = fields.Many2one("rr.household", index="btree_not_null")
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
        groups=PERSON_ROLES,
        help="Known to the division only.",
    )
    entry_date = fields.Date(required=True, default=fields.Date.context_today)
    entry_status = fields.Selection(
        WORK_STATUSES, string="Status at entry", help="Mandatory before the plan."
    )
    work_status = fields.Selection(
        WORK_STATUSES,
        string="Latest status",
        required=True,
        default="unknown",
        readonly=True,
        help="Latest known status of work or education, from the follow-ups.",
    )
    work_status_date = fields.Date(string="Status known on", readonly=True)
    work_status_verification = fields.Selection(
        VERIFICATIONS, string="Known by", readonly=True
    )

    case_ids = fields.One2many("rr.case", "beneficiary_id")
    identity_ids = fields.One2many(
        "rr.beneficiary.identity",
        "beneficiary_id",
        groups="rr_base.group_officer,rr_base.group_head",
    )
    permission_ids = fields.One2many("rr.permission", "beneficiary_id")
    service_ids = fields.One2many("rr.service", "beneficiary_id", groups=PERSON_ROLES)
    followup_ids = fields.One2many("rr.outcome.followup", "beneficiary_id")
    subject_request_ids = fields.One2many(
        "rr.subject.request",
        "beneficiary_id",
        groups="rr_base.group_head,rr_base.group_dpo",
    )
    case_id = fields.Many2one(
        "rr.case",
        string="Present case",
        compute="_compute_case_id",
        groups=PERSON_ROLES,
    )
    identity_query = fields.Char(
        string="Name or personal number",
        compute="_compute_identity_query",
        search="_search_identity_query",
        groups="rr_base.group_officer,rr_base.group_head",
        help="At least three letters of a name, or a whole personal number. Letter "
        "case, marks and script do not matter. Searches are recorded.",
    )

    _code_unique = models.Constraint("UNIQUE (code)", "The code is taken.")
    _birth_year_range = models.Constraint(
        "CHECK (birth_year IS NULL OR birth_year = 0 OR birth_year >= 1900)",
        "The birth year is before 1900.",
    )

    # ------------------------------------------------------------- constraints

    @api.constrains("birth_year")
    def _check_birth_year(self):
        this_year = fields.Date.context_today(self).year
        for person in self:
            if person.birth_year and not 1900 <= person.birth_year <= this_year:
                raise ValidationError(
                    self.env._(
                        "Birth year: %(year)s is not between 1900 and %(now)s.",
                        year=person.birth_year,
                        now=this_year,
                    )
                )

    @api.constrains("entry_date")
    def _check_entry_date(self):
        today = fields.Date.context_today(self)
        for person in self:
            if person.entry_date > today:
                raise ValidationError(self.env._("Entry date: it lies in the future."))

    # ---------------------------------------------------------------- computes

    @api.depends("case_ids.state")
    def _compute_case_id(self):
        for person in self:
            cases = person.case_ids.sorted(
                lambda case: (case.state != "closed", case.date_open, case.id),
                reverse=True,
            )
            person.case_id = cases[:1]

    def _compute_identity_query(self):
        # Only a search: it never answers with anything.
        self.identity_query = False

    @api.model
    def _search_identity_query(self, operator, value):
        if operator not in ("ilike", "like", "=", "in"):
            return NotImplemented
        texts = [value] if isinstance(value, str) else list(value)
        found = set()
        for text in texts:
            found |= self.env["rr.beneficiary.identity"]._rr_find(text)
        return Domain("id", "in", list(found))

    # -------------------------------------------------------------------- CRUD

    def copy_data(self, default=None):
        raise UserError(self.env._("A person cannot be copied."))

    # ----------------------------------------------------------------- actions

    def action_open_identity(self):
        """Button: open the identity; the opening is recorded."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Identity of %(code)s", code=self.code),
            "res_model": "rr.beneficiary.identity",
            "view_mode": "form",
            "res_id": self.identity_ids[:1].id,
            "context": {"default_beneficiary_id": self.id},
        }

    def action_open_case(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.code,
            "res_model": "rr.case",
            "view_mode": "form",
            "res_id": self.case_id.id,
            "context": {"default_beneficiary_id": self.id},
        }

    # ------------------------------------------------------------------- tools

    def _rr_lang_code(self):
        """Odoo's language code for letters to this person."""
        self.ensure_one()
        return LANGUAGE_CODES[self.language]

    def _rr_may_share(self, partner, purpose=None, date=None):
        """Whether a sharing permission covers this recipient, purpose and day.

        :param partner: ``res.partner``; its organisation counts
        :param purpose: key of the purposes of ``rr.permission``; any when left out
        :param date: day of the sharing, today when left out
        :return: bool
        """
        self.ensure_one()
        day = date or fields.Date.context_today(self)
        domain = [
            ("beneficiary_id", "=", self.id),
            ("kind", "=", "sharing"),
            ("recipient_id", "=", partner.commercial_partner_id.id),
        ]
        if purpose:
            domain.append(("purpose", "=", purpose))
        # The answer is yes or no; who asks need not read permissions.
        permissions = self.env["rr.permission"].sudo().search(domain)
        return any(permission._rr_is_valid(day) for permission in permissions)

    def _rr_set_work_status(self, status, date, verification):
        """Note a newer status of work; an older one changes nothing."""
        for person in self:
            if not person.work_status_date or person.work_status_date <= date:
                person._rr_step_write(
                    {
                        "work_status": status,
                        "work_status_date": date,
                        "work_status_verification": verification,
                    }
                )
