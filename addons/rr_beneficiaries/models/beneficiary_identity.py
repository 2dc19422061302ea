# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import difflib
import re

from odoo import api, fields, models
from odoo.addons.rr_base.tools.replica import refuse_replica
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import NO_ACCESS
from odoo.tools import SQL

from ..tools import crypto
from ..tools.crypto import fold

MIN_LETTERS = 3
# Names at least this alike are shown as a possible duplicate; 1 is equal.
_ALIKE = 0.85


class RrBeneficiaryIdentity(models.Model):
    """Who a person is: names, number, date of birth, contacts. Sealed at rest.

    Never ``res.partner``: any internal user can read partners. Each opening and each
    search is recorded in the trail.
    """

    _name = "rr.beneficiary.identity"
    _inherit = ["rr.encrypted.mixin", "rr.audited.mixin"]
    _description = "Identity"
    _order = "id desc"

    _encrypted_fields = {
        "first_name": "first_name_cipher",
        "last_name": "last_name_cipher",
        "father_name": "father_name_cipher",
        "personal_number": "personal_number_cipher",
        "birth_date": "birth_date_cipher",
        "phone": "phone_cipher",
        "email": "email_cipher",
        "address": "address_cipher",
        "safe_contact": "safe_contact_cipher",
        "guardian": "guardian_cipher",
    }
    _encrypted_groups = (
        "rr_base.group_officer",
        "rr_base.group_head",
        "rr_base.group_dpo",
    )
    _rr_audit_exclude = frozenset(
        {*_encrypted_fields.values(), "personal_number_index"}
    )

    beneficiary_id = fields.Many2one(
        "rr.beneficiary", string="Person", required=True, ondelete="cascade"
    )
    first_name = fields.Char(compute="_compute_encrypted", inverse="_inverse_encrypted")
    last_name = fields.Char(compute="_compute_encrypted", inverse="_inverse_encrypted")
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
    email = fields.Char(compute="_compute_encrypted", inverse="_inverse_encrypted")
    address = fields.Text(compute="_compute_encrypted", inverse="_inverse_encrypted")
    safe_contact = fields.Text(
        string="Safe contact",
        compute="_compute_encrypted",
        inverse="_inverse_encrypted",
        help="How, when and through whom the person may be contacted safely.",
    )
    guardian = fields.Char(
        string="Guardian of a minor",
        compute="_compute_encrypted",
        inverse="_inverse_encrypted",
    )

    first_name_cipher = fields.Char(groups=NO_ACCESS, copy=False)
    last_name_cipher = fields.Char(groups=NO_ACCESS, copy=False)
    father_name_cipher = fields.Char(groups=NO_ACCESS, copy=False)
    personal_number_cipher = fields.Char(groups=NO_ACCESS, copy=False)
    birth_date_cipher = fields.Char(groups=NO_ACCESS, copy=False)
    phone_cipher = fields.Char(groups=NO_ACCESS, copy=False)
    email_cipher = fields.Char(groups=NO_ACCESS, copy=False)
    address_cipher = fields.Char(groups=NO_ACCESS, copy=False)
    safe_contact_cipher = fields.Char(groups=NO_ACCESS, copy=False)
    guardian_cipher = fields.Char(groups=NO_ACCESS, copy=False)
    personal_number_index = fields.Char(groups=NO_ACCESS, copy=False)

    _one_per_person = models.Constraint(
        "UNIQUE (beneficiary_id)", "This person's identity is recorded already."
    )
    _personal_number_unique = models.UniqueIndex(
        "(personal_number_index) WHERE personal_number_index IS NOT NULL",
        "This personal number is recorded already.",
    )

    # ---------------------------------------------------------------- computes

    @api.depends("beneficiary_id.code")
    def _compute_display_name(self):
        for identity in self:
            identity.display_name = identity.beneficiary_id.code or ""

    # -------------------------------------------------------------------- CRUD

    def write(self, vals):
        if "beneficiary_id" in vals:
            raise UserError(self.env._("An identity stays with its person."))
        return super().write(vals)

    # ------------------------------------------------------------------- hooks

    def _rr_associated_data(self):
        # Sealed values of two persons cannot be swapped in the database.
        return f"identity:{self.sudo().beneficiary_id.code}"

    def _rr_check_encrypted(self, name, text):
        if not text:
            return
        if name == "personal_number":
            self._rr_check_personal_number(text)
        elif name == "birth_date":
            self._rr_check_birth_date(fields.Date.to_date(text))
        elif name == "email" and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", text):
            raise ValidationError(self.env._("Email: this is no address."))
        elif name == "phone" and not re.fullmatch(r"[+0-9 ()/.-]{5,30}", text):
            raise ValidationError(
                self.env._("Phone: digits, blanks and + ( ) / . - only.")
            )

    def _rr_check_personal_number(self, text):
        if not re.fullmatch(r"[0-9]{10}", text):
            raise ValidationError(
                self.env._("Personal number: it has exactly 10 digits.")
            )
        twin = self._rr_by_personal_number(text) - self
        if twin:
            raise ValidationError(
                self.env._(
                    "Personal number: it is recorded already, for %(code)s.",
                    code=twin.beneficiary_id.code,
                )
            )

    def _rr_check_birth_date(self, birth_date):
        if birth_date > fields.Date.context_today(self):
            raise ValidationError(self.env._("Date of birth: it lies in the future."))
        # The identity is being written by who may; the person is its own.
        year = self.sudo().beneficiary_id.birth_year
        if year and year != birth_date.year:
            raise ValidationError(
                self.env._(
                    "Date of birth: the year differs from the person's birth year "
                    "(%(year)s).",
                    year=year,
                )
            )

    def _rr_index_values(self, name, text):
        if name != "personal_number":
            return {}
        return {"personal_number_index": crypto.keyed_index(text, "personal_number")}

    # ------------------------------------------------------------------ search

    def _rr_number_indexes(self):
        """The keyed indexes of the personal numbers under each key that is there: a
        backup of before a change of the key holds the index of the former one."""
        column = "personal_number_cipher"
        # Compared with indexes only; no number leaves this method.
        return {
            index
            for identity in self.sudo()
            for index in (
                identity.personal_number_index,
                *crypto.keyed_indexes(
                    identity._rr_decrypt(column, identity[column]) or "",
                    "personal_number",
                ),
            )
            if index
        }

    @api.model
    def _rr_by_personal_number(self, text):
        """Identity with this personal number, whoever may read it (sudo)."""
        indexes = crypto.keyed_indexes(text, "personal_number")
        return self.sudo().search([("personal_number_index", "in", indexes)])

    @api.model
    def _rr_find(self, text):
        """Persons by part of a name or by a personal number, among those whose
        identity the acting user may open.

        :param text: letters of one or more names, or ten digits
        :return: set of ids of ``rr.beneficiary``
        :raises UserError: fewer than three letters
        """
        self._rr_check_search_right()
        digits = re.sub(r"\s", "", text or "")
        readable = self._search([])
        if re.fullmatch(r"[0-9]{10}", digits):
            indexes = crypto.keyed_indexes(digits, "personal_number")
            self.flush_model()
            rows = self.env.execute_query(
                SQL(
                    "SELECT beneficiary_id FROM rr_beneficiary_identity "
                    "WHERE personal_number_index IN %s AND id IN %s",
                    tuple(indexes),
                    readable.subselect(),
                )
            )
            found = {row[0] for row in rows}
        else:
            words = fold(text).split()
            if not words or max(len(word) for word in words) < MIN_LETTERS:
                raise UserError(
                    self.env._(
                        "Enter at least %(count)s letters of a name, or a whole "
                        "personal number.",
                        count=MIN_LETTERS,
                    )
                )
            found = {
                person
                for person, names in self._rr_scan_names(readable)
                if all(word in names for word in words)
            }
        # A search is an act of its own: probing by “not found” reads nothing else.
        self._rr_trail("read", reason="search", values={"found": len(found)})
        return found

    def _rr_check_search_right(self):
        if not self._rr_may_decrypt():
            raise AccessError(self.env._("Your role does not search by name."))
        self.check_access("read")

    @api.model
    def _rr_scan_names(self, query):
        """Folded names, opened outside the ORM so that nothing is cached or logged.

        :param query: ``Query`` of identities that are looked at
        :return: iterator of (id of the person, folded names)
        """
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT i.beneficiary_id, b.code, i.first_name_cipher,
                       i.last_name_cipher
                  FROM rr_beneficiary_identity i
                  JOIN rr_beneficiary b ON b.id = i.beneficiary_id
                 WHERE i.id IN %s
                """,
                query.subselect(),
            )
        )
        refuse_replica(self.env, self._name)
        opened = crypto.opener(self._encrypted_purpose)
        for person, code, first, last in rows:
            place = f"identity:{code}"
            names = [
                opened(token, f"{place}:{column}")
                for column, token in (
                    ("first_name_cipher", first),
                    ("last_name_cipher", last),
                )
                if token
            ]
            yield person, fold(" ".join(names))

    @api.model
    def _rr_similar(self, first_name, last_name, birth_year):
        """Persons with a like name and a birth year at most one apart, for the check
        of duplicates at entry. All persons are looked at: the answer is a code.

        :return: ``rr.beneficiary`` records, most alike first
        """
        self._rr_check_search_right()
        wanted = " ".join(sorted(fold(f"{first_name or ''} {last_name or ''}").split()))
        if len(wanted) < MIN_LETTERS or not birth_year:
            return self.env["rr.beneficiary"]
        # Everybody's names are compared; only codes leave this method.
        query = self.sudo()._search(
            [
                ("beneficiary_id.birth_year", ">=", birth_year - 1),
                ("beneficiary_id.birth_year", "<=", birth_year + 1),
            ]
        )
        alike = []
        for person, names in self.sudo()._rr_scan_names(query):
            ratio = difflib.SequenceMatcher(
                None, wanted, " ".join(sorted(names.split()))
            ).ratio()
            if ratio >= _ALIKE:
                alike.append((ratio, person))
        alike.sort(reverse=True)
        return self.env["rr.beneficiary"].browse([person for _ratio, person in alike])
