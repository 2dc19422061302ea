# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.addons.rr_base.tools.language import format_date
from odoo.addons.rr_disclosure.engine import narrative
from odoo.exceptions import UserError

#: Measure of a public total → its name in the publication register.
TOTALS = {
    "direct_beneficiaries": "programme",
    "supported_by_grants": "grants",
    "course_participants": "courses",
    "employed_or_self_employed": "employed",
}
STAFF = (
    "rr_base.group_reporter,rr_base.group_head,rr_base.group_finance,"
    "rr_base.group_dpo"
)


class DonorReportDisclosure(models.Model):
    """The disclosure check: a report shows what releases issued, its totals are in the
    publication register, the audit of everything ever published passes, and its texts name
    no small group."""

    _inherit = "rr.donor.report"

    disclosure_text = fields.Text(
        compute="_compute_disclosure_text", string="Disclosure", groups=STAFF
    )

    def _compute_disclosure_text(self):
        for report in self:
            if not report.sha256:
                report.disclosure_text = False
                continue
            told = report._load_snapshot().get("disclosure") or {}
            if not told.get("release"):
                report.disclosure_text = self.env._(
                    "No release of tables covers this period: exact totals only."
                )
            else:
                report.disclosure_text = self.env._(
                    "Release of %(date)s. Tables issued: %(issued)s; held at an "
                    "earlier date: %(held)s.",
                    date=format_date(self.env, told["date"]),
                    issued=len(told["issued"]),
                    held=len(told["held"]),
                )

    # -------------------------------------------------------------------- checks

    def _disclosure_objection(self):
        """Why gate or audit object to this report, or ``None``. Fails closed: an audit
        that does not finish objects."""
        self.ensure_one()
        # The audit reads the whole register and tells one sentence.
        return (
            self._cells_objection() or self.env["rr.release"].sudo()._audit_objection()
        )

    def _cells_objection(self):
        """Whether each count of persons is a public total or a published cell."""
        snapshot = self._load_snapshot()
        published = {}
        for table in self._own_tables().values():
            for cell in table._cells():
                key = (table.name, tuple(sorted(dict(cell.key or []).items())))
                published[key] = cell.value
        singles = {
            indicator["code"] for indicator in snapshot["indicators"]
            if indicator.get("issue")
        }
        # Catalogue rows, codes of agreements and whether anybody was erased: what is
        # read with elevated rights here and below is compared, never shown.
        totals = {
            i.code: i
            for i in self.env["rr.indicator"].sudo().search([])
            if i._is_public_total()
        }
        for cell in snapshot["cells"]:
            if cell.get("withheld") or cell["table"] == "public_totals":
                continue
            if cell["table"] == "results":
                code = cell["key"]["indicator"]
                if code in totals:
                    continue
                measure = self._measure_of(code)
                key = (f"{self.sudo().agreement_id.code}/{measure}", ())
                if code in singles and published.get(key) == cell["value"]:
                    continue
            else:
                key = (cell["table"], tuple(sorted(cell["key"].items())))
                if published.get(key) == cell["value"]:
                    continue
            return self.env._(
                "%(table)s, %(key)s: the count was not issued by a release; generate "
                "the report again",
                table=cell["table"],
                key=", ".join(str(value) for value in cell["key"].values()),
            )
        return None

    def _measure_of(self, code):
        found = self.env["rr.indicator"].sudo().search([("code", "=", code)], limit=1)
        return found.measure

    def _record_totals(self):
        """Write the report's exact totals into the publication register: each later audit
        reckons with them.

        :raises UserError: the facts changed since the snapshot
        """
        self.ensure_one()
        releases = self.env["rr.release"]
        last = releases._last()
        if last and self.date_to < last.date:
            # The register runs forward: a total of an earlier day is public and exact,
            # and is no equation of its own.
            return
        printed = self._printed_totals()
        version = self.env["rr.disclosure.policy"]._at(self.date_to)
        if not version:
            raise UserError(
                self.env._(
                    "No publication policy is in force on %(date)s.", date=self.date_to
                )
            )
        if last.date == self.date_to and self._agree(printed, last.totals):
            return
        counted = releases._programme(self.date_to, version).totals()
        differing = [
            name for name, value in printed.items() if counted.get(name, value) != value
        ]
        erased = self.env["rr.beneficiary"].sudo().with_context(active_test=False)
        if differing and not erased.search_count([("erased_on", "!=", False)], limit=1):
            raise UserError(
                self.env._(
                    "%(report)s: facts changed since the snapshot (%(totals)s): "
                    "generate it again.",
                    report=self.name,
                    totals=", ".join(differing),
                )
            )
        releases._start(self.date_to, with_tables=False)._do_step("record")

    def _agree(self, printed, totals):
        known = {name.partition("@")[0]: value for name, value in (totals or {}).items()}
        return all(known.get(name) == value for name, value in printed.items())

    def _printed_totals(self):
        """Totals that the snapshot prints, by their name in the publication register."""
        found = {}
        agreement = self.sudo().agreement_id
        for cell in self._load_snapshot()["cells"]:
            if cell["table"] == "public_totals" and not cell.get("withheld"):
                measure = cell["key"]["measure"]
                if measure in TOTALS:
                    found[TOTALS[measure]] = cell["value"]
                elif (
                    measure == "agreement_persons"
                    and agreement.attribution == "contribution"
                ):
                    found[agreement.code] = cell["value"]
        return found

    # ------------------------------------------------------------------ narrative

    def _narrative_points(self):
        """Numbers beside words that name a category, field by field.

        Totals that the report prints exactly may be named.
        """
        self.ensure_one()
        report = self.sudo()
        municipalities = report.env["rr.municipality"].search([])
        words = [
            *municipalities.mapped("name"),
            *dict(municipalities._fields["district"].selection).values(),
        ]
        exact = {
            str(cell["value"])
            for cell in self._load_snapshot()["cells"]
            if cell["table"] == "public_totals" and not cell.get("withheld")
        }
        points = []
        for place, text in report._narrative_fields():
            for hit in narrative.scan(text or "", words):
                if hit.number not in exact:
                    points.append(
                        self.env._(
                            "%(place)s: “%(number)s” stands beside “%(word)s”; a text "
                            "names no number of persons",
                            place=place,
                            number=hit.number,
                            word=hit.word,
                        )
                    )
        return points

    def _narrative_fields(self):
        """``(sheet and field, text)`` of everything a person writes into a report."""
        yield self.env._("Summary: summary"), self.summary
        yield self.env._("Change log: reason"), self.restatement_reason
        for note in self.variance_note_ids:
            yield (
                self.env._("Variance notes, line %(line)s", line=note.line_code),
                note.text,
            )
        for comment in self.comment_ids:
            yield (
                self.env._(
                    "Results, comment on %(code)s", code=comment.indicator_id.code
                ),
                comment.text,
            )
        for number, risk in enumerate(self.risk_ids, start=1):
            for name in ("name", "mitigation", "next_step"):
                yield (
                    self.env._(
                        "Risks, row %(row)s, %(field)s",
                        row=number,
                        field=risk._fields[name].string,
                    ),
                    risk[name],
                )
