# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.addons.rr_base.tools.xlsx_import import Fault
from odoo.exceptions import AccessError

from ..tools.crypto import fold

KIND = "persons"
_PERSON_FIELDS = (
    "sex",
    "language",
    "kind",
    "entry_route",
    "entry_date",
    "entry_status",
)
_IDENTITY_FIELDS = (
    "first_name",
    "last_name",
    "father_name",
    "personal_number",
    "birth_date",
    "phone",
    "address",
)
_REFERRAL_FIELDS = ("source", "date", "personal_number", "contact", "details")


class RrPersonImport(models.TransientModel):
    """Persons and referrals from a workbook: every fault by sheet and cell, all rows or
    none, first as a trial; the same file or row a second time changes nothing."""

    _name = "rr.person.import"
    _inherit = ["rr.workbook.import"]
    _description = "Import of persons"
    # An uploaded file holds names: it goes soon, and at once when it was imported.
    _transient_max_hours = 0.25

    def _rr_check_right(self):
        if not {"officer", "head"} & self.env.user._rr_roles():
            raise AccessError(self.env._("Officers and the head import persons."))

    def _rr_kind(self):
        return KIND

    def _rr_template(self):
        return (
            "persons.xlsx",
            self.env._("Persons and referrals"),
            [self.env._("One row per person or referral.")],
        )

    def _rr_summary(self, plan):
        lines = [
            self.env._("%(count)s persons new", count=len(plan["persons"])),
            self.env._("%(count)s persons there already", count=plan["known"]),
            self.env._("%(count)s referrals new", count=len(plan["referrals"])),
            self.env._("%(count)s referrals there already", count=plan["repeated"]),
        ]
        for row, codes in plan["similar"]:
            lines.append(
                self.env._(
                    "%(sheet)s %(row)s: similar to %(codes)s",
                    sheet=row.sheet,
                    row=row.number,
                    codes=", ".join(codes),
                )
            )
        return lines

    # -------------------------------------------------------------------- plan

    def _rr_plan(self, rows, faults):
        """Decide row by row what is new, what is there and what is wrong."""
        persons_sheet, referrals_sheet = self._rr_sheets()
        plan = {
            "persons": [],
            "known": 0,
            "referrals": [],
            "repeated": 0,
            "similar": [],
        }
        seen = {}
        for row in rows.get(persons_sheet.name, []):
            self._rr_plan_person(row, plan, seen, faults)
        for row in rows.get(referrals_sheet.name, []):
            self._rr_plan_referral(row, plan, seen)
        return plan

    def _rr_plan_person(self, row, plan, seen, faults):
        values = row.values
        identity = self.env["rr.beneficiary.identity"]
        number = values["personal_number"]
        born = values["birth_date"]
        if born and born > fields.Date.context_today(self):
            faults.append(row.fault("birth_date", self.env._("lies in the future")))
            return
        if born and values["birth_year"] and born.year != values["birth_year"]:
            faults.append(
                row.fault("birth_year", self.env._("differs from the date of birth"))
            )
            return
        if not number and not born:
            faults.append(
                row.fault(
                    "personal_number",
                    self.env._("give a personal number or a full date of birth"),
                )
            )
            return
        name = fold(f"{values['first_name']} {values['last_name']}")
        key = number or (name, born)
        if key in seen:
            faults.append(
                Fault(
                    row.sheet,
                    row.number,
                    row.cells.get("personal_number", ""),
                    self.env._("the same person as in row %(row)s", row=seen[key]),
                )
            )
            return
        seen[key] = row.number
        if number and self.env["rr.tombstone"]._rr_buried(number):
            faults.append(
                row.fault(
                    "personal_number",
                    self.env._(
                        "this person's data was erased; if the person returned, "
                        "register them by hand"
                    ),
                )
            )
            return
        if number and identity._rr_by_personal_number(number):
            plan["known"] += 1
            return
        year = born.year if born else values["birth_year"]
        similar = identity._rr_similar(values["first_name"], values["last_name"], year)
        if not number and self._rr_is_known(similar, name, born):
            plan["known"] += 1
            return
        if similar:
            plan["similar"].append((row, similar.mapped("code")))
        plan["persons"].append(row)

    def _rr_is_known(self, similar, name, born):
        """Whether one of the similar persons has this very name and date of birth.

        Only a yes or no leaves this method; what is compared is opened outside the
        ORM and not kept.
        """
        for identity in similar.sudo().identity_ids:
            opened = {
                field: identity._rr_decrypt(column, identity[column])
                for field, column in identity._encrypted_fields.items()
                if field in ("first_name", "last_name", "birth_date")
                and identity[column]
            }
            same_name = name == fold(
                f"{opened.get('first_name', '')} {opened.get('last_name', '')}"
            )
            if same_name and opened.get("birth_date") == fields.Date.to_string(born):
                return True
        return False

    def _rr_plan_referral(self, row, plan, seen):
        values = row.values
        name = fold(values["person_name"])
        key = ("referral", values["date"], values["source"], name)
        if key in seen or self._rr_referral_known(values, name):
            plan["repeated"] += 1
            return
        seen[key] = row.number
        plan["referrals"].append(row)

    def _rr_referral_known(self, values, name):
        # Compared with everybody's referrals; only a yes or no leaves this method.
        referrals = (
            self.env["rr.referral"]
            .sudo()
            .search(
                [
                    ("date", "=", values["date"]),
                    ("source", "=", values["source"]),
                    ("municipality_id", "=", values["municipality_id"]),
                ]
            )
        )
        return any(
            fold(item._rr_decrypt("person_name_cipher", item.person_name_cipher) or "")
            == name
            for item in referrals
        )

    # ------------------------------------------------------------------- write

    def _rr_write(self, plan):
        for row in plan["persons"]:
            values = row.values
            born = values["birth_date"]
            person = self.env["rr.beneficiary"].create(
                {
                    "municipality_id": values["municipality_id"],
                    "birth_year": born.year if born else values["birth_year"],
                    **{name: values[name] for name in _PERSON_FIELDS if values[name]},
                }
            )
            self.env["rr.beneficiary.identity"].create(
                {
                    "beneficiary_id": person.id,
                    **{name: values[name] for name in _IDENTITY_FIELDS if values[name]},
                }
            )
            self.env["rr.case"].create(
                {"beneficiary_id": person.id, "date_open": values["entry_date"]}
            )
        for row in plan["referrals"]:
            values = row.values
            self.env["rr.referral"].create(
                {
                    "municipality_id": values["municipality_id"],
                    "officer_id": self.env.uid,
                    "person_name": values["person_name"],
                    **{name: values[name] for name in _REFERRAL_FIELDS if values[name]},
                }
            )
