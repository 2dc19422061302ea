# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What erasing a person or a referral removes, and the proof that it is gone."""

from odoo import fields, models
from odoo.tools import SQL

# Texts shorter than this would be found everywhere by chance.
_MIN_NEEDLE = 6


class RrBeneficiary(models.Model):
    _inherit = "rr.beneficiary"

    # Who is marked as erased is passed over by the job that erases.
    erased_on = fields.Date(readonly=True, copy=False)
    hold_ids = fields.One2many(
        "rr.retention.hold",
        "beneficiary_id",
        groups="rr_base.group_head,rr_base.group_dpo",
    )

    def _rr_hold_reason(self):
        """Why this person is not erased now: a hold or an open matter. Addons above
        add theirs (money that is still owed, a course that still runs).

        :return: text, empty when nothing holds
        """
        self.ensure_one()
        # Only a reason leaves this method; who asks need not read holds.
        person = self.sudo()
        today = fields.Date.context_today(self)
        hold = person.hold_ids.filtered(
            lambda hold: hold.active and hold.date_from <= today <= hold.date_to
        )
        if hold:
            return hold[0].reason
        if person.case_ids.filtered(lambda case: case.state != "closed"):
            return self.env._("an open case")
        if person.env["rr.subject.request"].search_count(
            [("beneficiary_id", "=", person.id), ("state", "=", "open")], limit=1
        ):
            return self.env._("an open request of the person")
        if person.env["rr.complaint"].search_count(
            [("beneficiary_id", "=", person.id), ("state", "!=", "answered")], limit=1
        ):
            return self.env._("an open complaint")
        return ""

    def _rr_erase(self, rule=None, reason=None):
        """Erase one person and leave a tombstone.

        The row of the person stays without anything that tells who it is: money and
        published figures refer to its code.

        :param rule: ``rr.retention.rule`` under which it is done
        :param reason: text, where no rule is named
        :return: ``rr.tombstone`` record
        """
        self.ensure_one()
        # Called by the daily job: no client reaches this method, and what is erased goes
        # whole, whatever anybody's rules.
        person = self.sudo().with_context(active_test=False)
        needles = person._rr_needles()
        index = person.identity_ids.personal_number_index
        removed = {name: n for name, n in person._rr_erase_records().items() if n}
        person.write(
            {
                "birth_year": False,
                "household_id": False,
                "entry_route": False,
                "language": "sq",
                "active": False,
                "erased_on": fields.Date.context_today(self),
            }
        )
        self.env.flush_all()
        found, tables = person._rr_search_tables(needles)
        return (
            self.env["rr.tombstone"]
            .sudo()
            .create(
                {
                    "code": person.code,
                    "date": fields.Date.context_today(self),
                    "rule_id": rule.id if rule else False,
                    "reason": reason or (rule.name if rule else False),
                    "removed": removed,
                    "searched_tables": tables,
                    "residue_count": sum(found.values()),
                    "residue_text": ", ".join(sorted(found)) or False,
                    "personal_number_index": index,
                }
            )
        )

    def _rr_erase_records(self):
        """Remove or blank what hangs on the person. Addons above extend it.

        :return: mapping of what → number of rows removed or blanked
        """
        self.ensure_one()
        cases = self.case_ids
        removed = {}
        for model in (
            "rr.case.note",
            "rr.psychosocial.session",
            "rr.assessment.reference",
            "rr.case.paper",
            "rr.handover",
        ):
            records = self.env[model].sudo().search([("case_id", "in", cases.ids)])
            removed[model] = len(records)
            records.unlink()
        removed["rr.beneficiary.identity"] = len(self.identity_ids)
        self.identity_ids.unlink()
        removed["rr.permission"] = len(self.permission_ids)
        self.permission_ids.unlink()
        needs = cases.need_ids.filtered("action")
        needs.write({"action": False})
        removed["rr.need.action"] = len(needs)
        removed["rr.plan.goal"] = len(cases.goal_ids)
        cases.goal_ids.unlink()
        referrals = (
            self.env["rr.referral"].sudo().search([("beneficiary_id", "=", self.id)])
        )
        removed["rr.referral"] = len(referrals)
        referrals._rr_blank()
        complaints = (
            self.env["rr.complaint"].sudo().search([("beneficiary_id", "=", self.id)])
        )
        removed["rr.complaint"] = len(complaints)
        complaints.write({"description_cipher": False, "answer_cipher": False})
        requests = (
            self.env["rr.subject.request"]
            .sudo()
            .search([("beneficiary_id", "=", self.id), ("outcome", "!=", False)])
        )
        removed["rr.subject.request.outcome"] = len(requests)
        requests.write({"outcome": False})
        removed.update(self._rr_erase_traces(self, cases, referrals))
        return removed

    def _rr_erase_traces(self, *recordsets):
        """Messages, activities, followers and attachments of these records."""
        removed = {}
        for records in recordsets:
            owner = [("model", "=", records._name), ("res_id", "in", records.ids)]
            owned = [("res_model", "=", records._name), ("res_id", "in", records.ids)]
            for model, domain in (
                ("mail.message", owner),
                ("mail.activity", owned),
                ("mail.followers", owned),
                # Odoo leaves files of fields out unless the domain names one of these.
                ("ir.attachment", [*owned, ("id", "!=", 0)]),
            ):
                traces = self.env[model].sudo().search(domain)
                removed[model] = removed.get(model, 0) + len(traces)
                traces.unlink()
        return removed

    # ------------------------------------------------------------------- proof

    def _rr_needles(self):
        """Texts that would betray the person if they were found somewhere, opened
        for this search only and never stored."""
        self.ensure_one()
        needles = set()
        for identity in self.identity_ids:
            opened = {
                name: identity._rr_decrypt(column, identity[column])
                for name, column in identity._encrypted_fields.items()
                if identity[column]
            }
            first, last = opened.get("first_name", ""), opened.get("last_name", "")
            needles |= {f"{first} {last}", f"{last} {first}"} if last else set()
            needles |= {
                opened.get(name, "")
                for name in ("personal_number", "phone", "email", "address")
            }
        return {text for text in needles if len(text.strip()) >= _MIN_NEEDLE}

    def _rr_search_tables(self, needles):
        """Look for texts in every text column of every table and view.

        :return: ``({table: rows found}, number of tables searched)``
        """
        if not needles:
            return {}, 0
        columns = self.env.execute_query(
            SQL(
                """
                SELECT table_schema, table_name, array_agg(column_name::text)
                  FROM information_schema.columns
                 WHERE table_schema NOT IN ('pg_catalog', 'information_schema')
                   AND data_type IN ('text', 'character varying', 'jsonb', 'json')
                   AND has_table_privilege(
                           quote_ident(table_schema) || '.' || quote_ident(table_name),
                           'SELECT')
              GROUP BY 1, 2
                """
            )
        )
        patterns = [
            "%"
            + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
            + "%"
            for text in needles
        ]
        found = {}
        for schema, table, names in columns:
            texts = SQL(", ").join(
                SQL("%s::text", SQL.identifier(name)) for name in names
            )
            count = self.env.execute_query(
                SQL(
                    "SELECT count(*) FROM %s.%s WHERE concat_ws(' ', %s) ILIKE ANY (%s)",
                    SQL.identifier(schema),
                    SQL.identifier(table),
                    texts,
                    patterns,
                )
            )[0][0]
            if count:
                found[f"{schema}.{table}"] = count
        return found, len(columns)


class RrReferral(models.Model):
    _inherit = "rr.referral"

    erased_on = fields.Date(
        readonly=True,
        copy=False,
        groups="rr_base.group_officer,rr_base.group_head,rr_base.group_psychologist",
    )

    def _rr_hold_reason(self):
        self.ensure_one()
        return self.beneficiary_id._rr_hold_reason() if self.beneficiary_id else ""

    def _rr_blank(self):
        """Remove what tells who it was; the row stays for the counts."""
        self.write(
            {
                **dict.fromkeys(self._encrypted_fields.values(), False),
                "erased_on": fields.Date.context_today(self),
            }
        )

    def _rr_erase(self, rule=None, reason=None):
        """Erase one referral."""
        self.ensure_one()
        # As a person's: called by the job alone.
        self.sudo()._rr_blank()
