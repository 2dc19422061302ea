# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64
import json

from odoo import fields, models
from odoo.addons.rr_base.models.guard_mixin import STEP
from odoo.exceptions import UserError

from .. import measures
from ..facts import attribution, changes, results
from ..facts.cells import Cells
from ..measures import MEASURES
from ..renderers.canonical import canonical, digest
from .report_languages import LANGUAGES

PROGRAMME_TOTALS = (
    "direct_beneficiaries",
    "direct_and_family",
    "supported_by_grants",
    "course_participants",
    "employed_or_self_employed",
)


class _Facts:
    """Results of measures of one snapshot; RPC cannot send one."""

    def __init__(self):
        self.found = {}

    def once(self, key, run):
        if key not in self.found:
            self.found[key] = run()
        return self.found[key]


class DonorReportSnapshot(models.Model):
    """Facts into a snapshot: one transaction, one statement per measure.

    The snapshot is a dict: ``meta``; ``cells`` (counts of persons: ``{"table", "key",
    "value"}`` or ``{"table", "key", "withheld": true}``), ``figures`` (other numbers,
    with their ``unit``; a percentage is a fraction), ``money`` (decimal strings with
    their ``currency``); and the rows that say what stands where (``indicators``,
    ``lines``, ``outputs``, …), which hold words and keys and no number of persons.
    """

    _inherit = "rr.donor.report"

    # ------------------------------------------------------------------ public

    def _build_snapshot(self):
        """Read the facts and store the snapshot with its hash."""
        self.ensure_one()
        snapshot = self._make_snapshot()
        titles = snapshot["meta"]["title"]
        stepping = STEP.on(self)
        stepping.with_context(lang="en_US").write(
            {
                "snapshot": base64.b64encode(canonical(snapshot)),
                "sha256": digest(snapshot),
                "title": titles["en_US"],
            }
        )
        for lang in LANGUAGES[1:]:
            stepping.with_context(lang=lang).write({"title": titles[lang]})
        self._write_results(snapshot)
        return snapshot

    def _load_snapshot(self):
        """The stored snapshot as dict.

        :raises UserError: there is none yet
        """
        self.ensure_one()
        # Every signatory checks the same bytes; the field is closed to donors.
        data = self.sudo().with_context(bin_size=False).snapshot
        if not data:
            raise UserError(
                self.env._("%(report)s has no snapshot yet.", report=self.name)
            )
        return json.loads(base64.b64decode(data))

    def _is_snapshot_intact(self):
        self.ensure_one()
        return bool(self.sha256) and digest(self._load_snapshot()) == self.sha256

    # -------------------------------------------------------------------- facts

    def _make_snapshot(self):
        """Read every fact in this transaction and put the snapshot together.

        :return: dict
        :raises UserError: the transaction does not see one consistent state
        """
        self.ensure_one()
        self.env.flush_all()
        self._require_one_snapshot_transaction()
        # Facts are over everybody: access never changes a count.
        report = self.sudo().with_context(rr_report_facts=_Facts())
        cells = Cells(report.currency_id.name)
        snapshot = {
            "format": "rr-donor-report/1",
            "meta": report._snapshot_meta(),
            "methods": [],
        }
        report._fill_totals(cells)
        snapshot.update(report._fill_tables(cells))
        snapshot.update(report._fill_indicators(cells))
        snapshot.update(report._fill_statement(cells))
        snapshot.update(report._fill_grants(cells))
        snapshot.update(report._fill_co_financing(cells))
        snapshot.update(report._fill_iati(cells))
        snapshot.update(report._fill_outputs(cells))
        snapshot.update(report._fill_texts())
        snapshot.update(
            cells=cells.cells, figures=cells.figures, money=cells.money
        )
        snapshot.update(report._fill_changes(snapshot))
        snapshot.update(report._fill_late())
        return snapshot

    def _require_one_snapshot_transaction(self):
        """All statements must see the same moment, on the primary."""
        self.env.cr.execute("SHOW transaction_isolation")
        isolation = self.env.cr.fetchone()[0]
        if isolation not in ("repeatable read", "serializable") or self.env.cr.readonly:
            raise UserError(
                self.env._(
                    "A snapshot needs one REPEATABLE READ transaction on the primary; "
                    "this one is “%(isolation)s”.",
                    isolation=isolation,
                )
            )

    def _parameters(self):
        return {
            "as_of": self.date_to,
            "start": self.date_from,
            "agreement": self.agreement_id.id or None,
            "threshold": self.template_id.threshold,
        }

    def _measure(self, name, **more):
        """``(to date, in the period)`` of a measure, run once per snapshot.

        Of persons, the second is by the day of each fact; what is printed for a
        period is :meth:`_new_persons`.
        """
        entry = MEASURES[name]
        parameters = {**self._parameters(), **more}
        if entry["scope"] == "programme":
            parameters["agreement"] = None
        run = measures.persons if entry["kind"] == "persons" else measures.value
        return self._once(name, run, parameters)

    def _rows(self, name, **more):
        return self._once(name, measures.rows, {**self._parameters(), **more})

    def _once(self, name, run, parameters):
        key = (name, tuple(sorted(parameters.items(), key=str)))
        return self._remembered(key, lambda: run(self.env.cr, name, **parameters))

    def _remembered(self, key, run):
        """What was read for this key in this snapshot before, else what is read now."""
        facts = self.env.context.get("rr_report_facts")
        if not isinstance(facts, _Facts):
            facts = _Facts()
        return facts.once(key, run)

    def _texts(self, record, field):
        """A translated field in the three languages."""
        return {
            lang: record.with_context(lang=lang)[field] or "" for lang in LANGUAGES
        }

    # --------------------------------------------------------------------- meta

    def _snapshot_meta(self):
        agreement = self.agreement_id
        meta = {
            "kind": "agreement" if agreement else "programme",
            "slug": self._slug(),
            "title": self._title(),
            "version": self.version,
            "lang": self.lang,
            "currency": self.currency_id.name,
            "period": {
                "start": self.date_from.isoformat(),
                "end": self.date_to.isoformat(),
            },
            "as_of": self.date_to.isoformat(),
            "generated_at": fields.Datetime.now().isoformat(timespec="seconds"),
            "publisher": {"name": self.env.company.name},
            "template": self.template_id.code,
            "attribution": agreement.attribution or "contribution",
            "policy": {"threshold": self.template_id.threshold},
            "summary": self.summary or "",
            "introduction": self.template_id.with_context(
                lang=self.lang
            ).introduction or "",
            "predecessor": None,
        }
        if agreement:
            source = agreement.source_id
            meta["agreement"] = {
                "code": agreement.code,
                "name": self._texts(agreement, "name"),
                "donor": {
                    lang: source.partner_id.name or text
                    for lang, text in self._texts(source, "name").items()
                },
                "start": agreement.date_start.isoformat(),
                "end": agreement.date_end.isoformat(),
                "channel": agreement.channel,
            }
        if self.predecessor_id:
            meta["predecessor"] = {
                "version": self.predecessor_id.version,
                "sha256": self.predecessor_id.sha256,
                "reason": self.restatement_reason or "",
            }
        return meta

    def _title(self):
        """The report's title in the three languages."""
        titles = {}
        for lang in LANGUAGES:
            words = self._words(lang)
            period = f"{words.date(self.date_from)} – {words.date(self.date_to)}"
            agreement = self.agreement_id.with_context(lang=lang)
            subject = (
                agreement.name or agreement.code
                if agreement
                else words._("Reintegration programme")
            )
            titles[lang] = f"{subject}: {period}"
        return titles

    # ------------------------------------------------------------------- totals

    def _fill_totals(self, cells):
        for name in PROGRAMME_TOTALS:
            cells.count("public_totals", self._measure(name)[0], measure=name)
        if self.agreement_id:
            persons = self._agreement_persons()
            cells.count("public_totals", persons, measure="agreement_persons")
        to_date, _new = self._measure("municipalities_with_beneficiaries")
        cells.figure(
            "public_totals", to_date, "municipalities",
            measure="municipalities_with_beneficiaries",
        )
        for name in ("sessions_held", "hours_held"):
            entry = MEASURES[name]
            cells.figure(
                "training", self._measure(name)[1], entry["unit"], measure=name
            )

    def _agreement_persons(self):
        """Persons of the agreement in its own mode of attribution, and no other: two
        modes beside each other would tell more than either.

        :return: int
        """
        mode = self.agreement_id.attribution
        if mode == "contribution":
            return self._measure("agreement_persons")[0]
        rows = self._rows("attribution")
        return attribution.persons_of(rows, self.agreement_id.id, mode)

    # --------------------------------------------------------------- indicators

    def _reported_indicators(self):
        """The report's indicators: those in every report, and those with a target."""
        targets = self.env["rr.indicator.target"].search(
            [("agreement_id", "=", self.agreement_id.id)]
        )
        indicators = self.env["rr.indicator"].search([]).filtered(
            lambda i: i.is_always or i in targets.indicator_id
        )
        return indicators, targets

    def _fill_indicators(self, cells):
        indicators, targets = self._reported_indicators()
        comments = {c.indicator_id: c.text for c in self.comment_ids}
        rows, headlines = [], []
        for indicator in indicators:
            if indicator.scope == "agreement" and not self.agreement_id:
                continue
            entry = self._indicator_entry(indicator, targets)
            signal = results.fill(cells, entry)
            rows.append(
                {
                    "code": indicator.code,
                    "level": indicator.level,
                    "name": self._texts(indicator, "name"),
                    "unit": indicator.unit,
                    "rule": indicator.rule,
                    "definition": self._texts(indicator, "definition"),
                    "cohort": self._texts(indicator, "cohort"),
                    "source": entry["source"],
                    "population": entry["population"],
                    "baseline_year": entry["baseline_year"],
                    "comment": comments.get(indicator, ""),
                    **({"issue": entry["issue"]} if entry.get("issue") else {}),
                }
            )
            if indicator.is_headline:
                headlines.append({"indicator": indicator.code, "signal": signal})
        return {"indicators": rows, "headlines": headlines}

    def _indicator_entry(self, indicator, targets):
        own = targets.filtered(lambda t: t.indicator_id == indicator)
        life = own.filtered(lambda t: t.kind == "life")[:1]
        period = own.filtered(
            lambda t: t.kind == "period"
            and t.date_from >= self.date_from
            and t.date_to <= self.date_to
        )
        entry = {
            "code": indicator.code,
            "unit": indicator.unit,
            "baseline": life.baseline if life.has_baseline else None,
            "baseline_year": life.baseline_year if life.has_baseline else None,
            "target_life": life.value if life else None,
            "target_period": sum(period.mapped("value")) if period else None,
            "source": self._texts(indicator, "source"),
            "population": self._texts(indicator, "population"),
            "actual_period": None,
            "actual_cumulative": None,
        }
        if indicator.kind == "typed":
            self._read_typed(indicator, entry)
        elif indicator.unit == "persons" and not indicator._is_public_total():
            # A count of persons that is no public total passes the disclosure gate.
            self._read_issued(indicator, entry)
        elif indicator.unit == "persons":
            self._read_total(indicator, entry)
        else:
            to_date, in_period = self._measure(indicator.measure)
            entry["actual_cumulative"] = to_date
            entry["actual_period"] = to_date if indicator.rule == "latest" else in_period
        return entry

    def _read_total(self, indicator, entry):
        """A public total of persons: exact, and what it grew by in the period."""
        measure = indicator.measure
        if measure == "agreement_persons":
            to_date = self._agreement_persons()
        else:
            to_date = self._measure(measure)[0]
        entry["actual_cumulative"] = to_date
        if indicator.rule == "latest":
            entry["actual_period"] = to_date
        elif (
            measure != "agreement_persons"
            or self.agreement_id.attribution == "contribution"
        ):
            # A share of the persons of a period is not given.
            entry["actual_period"] = self._new_persons(measure, to_date)

    def _read_typed(self, indicator, entry):
        reading = indicator._reading(self.date_to)
        if not reading:
            return
        entry["actual_cumulative"] = reading.value
        entry["source"] = dict.fromkeys(LANGUAGES, reading.source)
        population = self._texts(reading, "population")
        window = self._texts(reading, "window")
        entry["population"] = {
            lang: f"{population[lang]}; {window[lang]}" for lang in LANGUAGES
        }

    # ------------------------------------------------------------------ outputs

    def _fill_outputs(self, cells):
        outputs = []
        for row in self._rows("outputs"):
            code = row["code"]
            cells.figure("outputs", row["planned"], "hours", output=code, column="planned")
            cells.figure("outputs", row["done"], "hours", output=code, column="done")
            outputs.append(
                {
                    "code": code,
                    "kind": "course",
                    "name": row["name"],
                    "unit": "hours",
                    "date": row["date"].isoformat(),
                }
            )
        return {"outputs": outputs}

    # -------------------------------------------------------------------- texts

    def _fill_texts(self):
        risks = [
            {
                "name": risk.name,
                "mitigation": risk.mitigation or "",
                "next_step": risk.next_step or "",
                "date": risk.date.isoformat() if risk.date else None,
            }
            for risk in self.risk_ids
        ]
        note = self._texts(self.template_id, "method_note")
        return {"risks": risks, "methods": [note] if any(note.values()) else []}

    def _fill_changes(self, snapshot):
        """Versions so far, and what differs from the one before."""
        versions, before = [], self.predecessor_id
        while before:
            versions.append(
                {
                    "version": before.version,
                    "date": before.issued_on.isoformat() if before.issued_on else None,
                    "reason": before.restatement_reason or "",
                    "sha256": before.sha256,
                }
            )
            before = before.predecessor_id
        versions.reverse()
        versions.append(
            {
                "version": self.version,
                "date": None,
                "reason": self.restatement_reason or "",
                "sha256": "",
            }
        )
        found = []
        if self.predecessor_id:
            found = changes.difference(self.predecessor_id._load_snapshot(), snapshot)
        else:
            last = self._report_before()
            if last:
                found = changes.fallen(last._load_snapshot(), snapshot)
        return {"versions": versions, "changes": found}

    def _report_before(self):
        """The last issued report of the same agreement with an earlier end."""
        return self.search(
            [
                ("agreement_id", "=", self.agreement_id.id),
                ("date_to", "<", self.date_to),
                ("state", "in", ("issued", "accepted", "sent_back")),
            ],
            order="date_to desc, version desc",
            limit=1,
        )
