# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import date

from odoo import fields, models
from odoo.addons.rr_base.models.guard_mixin import STEP
from odoo.exceptions import UserError

from ..tools.places import SMALL, protected
from .register_counts import (
    DRIVERS,
    UNIT_COSTS,
    count_by_place,
    paid_by_cost_category,
    unit_cost,
)

SOURCE_TYPES = {
    "state_mia": "state",
    "state_other": "state",
    "municipality": "municipality",
    "donor": "donor",
}
CHANNELS = {
    "state_budget": "state_budget",
    "designated": "designated_donor_grant",
    "off_budget": "off_budget",
}
# A draft agreement is a hope, a signed one a promise; the chance is the planner's.
DRAFT_PROBABILITY = 0.5


class TransitionScenario(models.Model):
    """What a baseline reads of the register: counts, unit costs, agreements.

    Everything here passes through SQL that returns numbers, or through the money
    columns of agreements; no record of a person is browsed.
    """

    _inherit = "rr.transition.scenario"

    def _rr_last_year(self):
        """Return first and last day of the year before the base year."""
        return date(self.base_year - 1, 1, 1), date(self.base_year - 1, 12, 31)

    def _rr_check_loading(self):
        self.ensure_one()
        self.check_access("write")
        if self.state != "draft" or self.baseline_id:
            raise UserError(
                self.env._("Only a baseline in draft reads the register again.")
            )

    def action_load_register(self):
        """Count drivers and read unit costs of all lines that ask for it, and last
        year's actuals. What is typed stays; what cannot be read is said."""
        self._rr_check_loading()
        first, last = self._rr_last_year()
        notes, counts = [], {}
        paid = paid_by_cost_category(self.env, first, last)
        shared = {}
        for line in self.line_ids:
            shared[line.cost_category] = shared.get(line.cost_category, 0) + 1
        for line in self.line_ids:
            values = {"actual_note": "", "actual_quantity": 0, "actual_amount": 0}
            if line.driver != "typed":
                if line.driver not in counts:
                    counts[line.driver] = count_by_place(
                        self.env, line.driver, first, last
                    )
                values.update(self._rr_line_count(line, counts[line.driver], notes))
            if line.cost_basis != "typed":
                cost, cases = unit_cost(self.env, line.cost_basis, first, last)
                if cost:
                    values["unit_cost"] = round(cost, 2)
                else:
                    notes.append(
                        self.env._(
                            "%(line)s: %(cases)s paid cases in %(year)s are too few "
                            "for a unit cost; the typed one stays.",
                            line=line.name,
                            cases=f"≤ {SMALL}" if cases <= SMALL else cases,
                            year=first.year,
                        )
                    )
            if line.cost_category in paid:
                values["actual_amount"] = round(paid[line.cost_category], 2)
                values["actual_note"] = (
                    self.env._("ledger, whole cost category")
                    if shared[line.cost_category] > 1
                    else self.env._("ledger")
                )
            line._rr_step_write(values)
        return self._rr_notify(notes)

    def _rr_line_count(self, line, counts, notes):
        """Return what a line takes from its driver's counts; widens its place."""
        whole = sum(counts.values())
        if not line.municipality_id and not line.district:
            return self._rr_counted(line, whole)
        shown = protected(counts)
        place = ("municipality", line.municipality_id.code)
        if line.municipality_id and place in shown:
            return self._rr_counted(line, shown[place])
        district = line.district or line.municipality_id.district
        widened = {"municipality_id": False, "district": district}
        for key in (("district", district), ("rest", "")):
            if shown.get(key):
                if line.municipality_id or key[0] == "rest":
                    notes.append(
                        self.env._(
                            "%(line)s: few persons in one place; counted for its "
                            "district, or with other districts.",
                            line=line.name,
                        )
                    )
                return {**self._rr_counted(line, shown[key]), **widened}
        notes.append(
            self.env._("%(line)s: too few to count by place.", line=line.name)
        )
        return widened

    def _rr_counted(self, line, number):
        values = {"actual_quantity": number}
        if number:
            values["quantity"] = number
        return values

    def _rr_notify(self, notes):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if notes else "success",
                "title": self.env._("Read from the register"),
                "message": "\n".join(notes) or self.env._("Everything was read."),
                "sticky": bool(notes),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    # ---------------------------------------------------------------- agreements

    def action_load_agreements(self):
        """Read funding agreements that reach into the horizon as commitments.

        An agreement gives one commitment per cost category that need lines name,
        earmarked for these lines. Money of categories without a need line (such as
        indirect costs) pays for nothing here and is said. Pipeline rows and others
        that were typed stay; rows read before are read anew.
        """
        self._rr_check_loading()
        first_day = date(self.base_year, 1, 1)
        last_day = date(self.base_year + self.year_count - 1, 12, 31)
        # The planner reads no agreement; code, dates and amounts leave here.
        agreements_sudo = self.env["rr.fund.agreement"].sudo().search(
            [("date_end", ">=", first_day), ("date_start", "<=", last_day)],
            order="code",
        )
        self.commitment_ids.filtered("agreement_code").unlink()
        sources = {row.code: row for row in self.source_ids}
        lines = self.line_ids.filtered("cost_category").grouped("cost_category")
        rows, notes = [], []
        for agreement in agreements_sudo:
            giver = agreement.source_id
            if giver.code not in sources:
                sources[giver.code] = self.env["rr.transition.source"].create(
                    {
                        "scenario_id": self.id,
                        "code": giver.code,
                        "name": giver.name,
                        "type": SOURCE_TYPES[giver.kind],
                        "channel": CHANNELS[giver.channel],
                    }
                )
            amounts = self._rr_agreement_amounts(agreement)
            for category, amount in sorted(amounts.items()):
                if category not in lines:
                    notes.append(
                        self.env._(
                            "%(agreement)s: %(amount)s %(currency)s for a cost "
                            "category without a need line are left out.",
                            agreement=agreement.code,
                            amount=f"{amount:,.2f}",
                            currency=agreement.currency_id.name,
                        )
                    )
                elif amount > 0:
                    rows.append(
                        self._rr_commitment_values(
                            agreement, sources[giver.code], category, amount, lines
                        )
                    )
        STEP.on(self.env["rr.transition.commitment"]).create(rows)
        self._rr_load_rates(agreements_sudo.currency_id, notes)
        return self._rr_notify(notes)

    def _rr_agreement_amounts(self, agreement_sudo):
        """Return {cost category: amount} in the agreement's currency."""
        amounts = {}
        for line in agreement_sudo.line_ids:
            amount = (
                line.amount_original
                if agreement_sudo.state == "draft"
                else float(line.allocated)
            )
            amounts[line.cost_category] = amounts.get(line.cost_category, 0) + amount
        return amounts

    def _rr_commitment_values(self, agreement_sudo, source, category, amount, lines):
        is_draft = agreement_sudo.state == "draft"
        if is_draft:
            status = "pipeline"
        else:
            status = "appropriated" if source.type == "state" else "signed"
        return {
            "scenario_id": self.id,
            "code": f"{agreement_sudo.code}/{category}",
            "name": agreement_sudo.name,
            "source_id": source.id,
            "agreement_code": agreement_sudo.code,
            "currency_id": agreement_sudo.currency_id.id,
            "amount": amount,
            "date_start": agreement_sudo.date_start,
            "date_end": agreement_sudo.date_end,
            "status": status,
            "probability": DRAFT_PROBABILITY if is_draft else 1.0,
            "line_ids": [(6, 0, lines[category].ids)],
        }

    def _rr_load_rates(self, currencies, notes):
        """Take today's reference rate for every year; typed rates stay."""
        euro = self.env.ref("base.EUR")
        today = fields.Date.context_today(self)
        known = {(row.currency, row.year) for row in self.rate_ids}
        for currency in currencies - euro:
            try:
                units, day = currency._rr_rate(today)
            except UserError as error:
                notes.append(str(error))
                continue
            self.env["rr.transition.rate"].create(
                [
                    {
                        "scenario_id": self.id,
                        "currency": currency.name,
                        "year": year,
                        "rate": round(1 / float(units), 6),
                        "as_of": day,
                        "origin": self.env._("reference rate of the day"),
                    }
                    for year in self._rr_years()
                    if (currency.name, year) not in known
                ]
            )


assert set(DRIVERS) >= set(UNIT_COSTS)
