# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.addons.rr_disclosure.models.table_title import subject_title, table_title

from ..facts.persons import OUTCOMES, STEPS, WAVES
from ..facts.results import LEAST_DENOMINATOR
from .report_languages import LANGUAGES

#: Tables of the whole programme that stand in every report.
COMMON = ("programme/sex", "programme/age", "programme/region")


class DonorReportTables(models.Model):
    """Tables of persons in a snapshot: what releases have issued, and nothing else.

    No count of persons is made here: every cell is read from the published cells,
    with the version and the date under which it was published.
    """

    _inherit = "rr.donor.report"

    def _issued_tables(self):
        """Tables of the releases to the report's end, by name.

        :return: dict, name → ``rr.release.table`` with a version
        """
        # Reports rest on what was released; not every signatory reads releases.
        release = self.env["rr.release"].sudo()._last(date=self.date_to, attempt=True)
        return {table.name: table for table in release.table_ids if table.version}

    def _own_tables(self):
        """Of those, the ones that this report prints, in its order."""
        # Who signs the check reads no agreement.
        found, code = self._issued_tables(), self.sudo().agreement_id.code
        if code:
            own = [name for name, table in found.items() if table.audience == code]
            own += [name for name in COMMON if name in found]
        else:
            own = [name for name, table in found.items() if table.audience == "public"]
        return {name: found[name] for name in own}

    def _read_issued(self, indicator, entry):
        """Fill an indicator from its table of one cell, or leave it withheld."""
        name = f"{self.agreement_id.code}/{indicator.measure}"
        table = self._own_tables().get(name) if self.agreement_id else None
        cell = table and table._cells()[:1]
        if not cell:
            entry["is_withheld"] = True
            return
        entry["actual_cumulative"] = cell.value
        entry["issue"] = self._issue(table)

    def _issue(self, table):
        return {
            "version": table.version,
            "date": table.version_date.isoformat(),
            "held": table.status != "issued" or table.version_date < self.date_to,
        }

    # ------------------------------------------------------------------ snapshot

    def _fill_tables(self, cells):
        """Write the cells of the issued tables, and how they are laid out.

        :return: dict with the keys ``tables`` and ``disclosure``
        """
        tables = self._own_tables()
        entries, waves, sectors = [], [], []
        for name, table in tables.items():
            subject, what = name.split("/", 1)
            spec = table.spec or {}
            if spec.get("by"):
                entries.append(self._profile_entry(cells, table))
            elif what.startswith("wave "):
                waves.append((subject, what.removeprefix("wave "), table))
            elif spec.get("parts"):
                sectors.append((subject, what, table))
        entries += self._status_entries(cells, waves, self._wave_layout)
        entries += self._status_entries(cells, sectors, self._sector_layout)
        return {"tables": entries, "disclosure": self._disclosure_record(tables)}

    def _in_languages(self, make):
        return {lang: make(self._words(lang)) for lang in LANGUAGES}

    def _write_cells(self, cells, table):
        """The published cells of a table's version; their keys, in order."""
        keys = []
        for cell in table._cells():
            key = dict(cell.key or [])
            cells.count(table.name, cell.value, **key)
            keys.append(key)
        return keys

    def _profile_entry(self, cells, table):
        keys = self._write_cells(cells, table)
        by = table.spec["by"]
        rows = list(dict.fromkeys(key[by[-1]] for key in keys))
        if len(by) == 1:
            columns = [
                {"label": self._in_languages(lambda w: w._("Persons")), "key": {}}
            ]
        else:
            columns = [
                {"label": self._category(by[0], value), "key": {by[0]: value}}
                for value in dict.fromkeys(key[by[0]] for key in keys)
            ]
        return {
            "sheet": "participation",
            "name": table.name,
            "title": self._in_languages(lambda w: self._full(w, table_title(w, table.name), table)),
            "corner": self._in_languages(lambda w: _dimension(w, by[-1])),
            "rows": [
                {"label": self._category(by[-1], value), "key": {by[-1]: value}}
                for value in rows
            ],
            "columns": columns,
            **self._issue(table),
        }

    def _full(self, words, title, table):
        """The title, and for a donor whose total is a share that here it is none."""
        agreement = self.agreement_id
        if table.audience == agreement.code and agreement.attribution != "contribution":
            return words._("%(title)s, each person in full", title=title)
        return title

    def _category(self, dimension, value):
        if dimension == "sex":
            return self._in_languages(
                lambda w: {"f": w._("Women and girls"), "m": w._("Men and boys")}[value]
            )
        return dict.fromkeys(LANGUAGES, value)

    def _status_entries(self, cells, found, layout):
        """Tables of one version and date stand together, a row for each."""
        together = {}
        for subject, what, table in found:
            mark = (subject, table.version, table.version_date)
            together.setdefault(mark, []).append((what, table))
        entries = []
        for (subject, _version, _date), rows in together.items():
            for _what, table in rows:
                self._write_cells(cells, table)
            entry = layout(subject, rows, cells)
            entries.append({**entry, **self._issue(rows[0][1])})
        return entries

    def _wave_layout(self, subject, rows, cells):
        rows = sorted(rows, key=lambda row: WAVES.index(row[0]))
        for _of_wave, table in rows:
            values = {dict(c.key)["status"]: c.value for c in table._cells()}
            if values["due"] >= LEAST_DENOMINATOR:
                cells.figure(
                    table.name, values["reached"] / values["due"], "percent",
                    status="response_rate",
                )
        return {
            "sheet": "outcomes",
            "corner": self._in_languages(lambda w: w._("Asked")),
            "name": f"{subject}/waves of {rows[0][1].version_date.isoformat()}",
            "title": self._in_languages(lambda w: subject_title(w, subject, w._("outcomes by wave"))),
            "rows": [
                {
                    "label": self._in_languages(lambda w, wave=wave: _wave(w, wave)),
                    "key": {},
                    "table": table.name,
                }
                for wave, table in rows
            ],
            "columns": [
                {
                    "label": self._in_languages(lambda w, s=status: _status(w, s)),
                    "key": {"status": status},
                    **({"kind": "percent"} if status == "response_rate" else {}),
                }
                for status in ("response_rate", "due", "reached", *OUTCOMES)
            ],
            "chart": "stacked",
            "series": [4, 5, 6, 7],
        }

    def _sector_layout(self, subject, rows, cells):
        labels = dict(self.env["rr.course"]._fields["sector"].selection)

        def sector(lang, name):
            names = self.env["rr.course"].with_context(lang=lang)._fields["sector"]
            own = dict(names._description_selection(self.with_context(lang=lang).env))
            return own.get(name, labels.get(name, name))

        return {
            "sheet": "training",
            "corner": self._in_languages(lambda w: w._("Sector")),
            "name": f"{subject}/sectors of {rows[0][1].version_date.isoformat()}",
            "title": self._in_languages(lambda w: subject_title(w, subject, w._("training by sector"))),
            "rows": [
                {
                    "label": {lang: sector(lang, name) for lang in LANGUAGES},
                    "key": {},
                    "table": table.name,
                }
                for name, table in rows
            ],
            "columns": [
                {
                    "label": self._in_languages(lambda w, s=status: _status(w, s)),
                    "key": {"status": status},
                }
                for status in STEPS
            ],
        }

    def _disclosure_record(self, tables):
        """What is told of the check in the files: nothing that helps an attacker."""
        # As above.
        release = self.env["rr.release"].sudo()._last(date=self.date_to, attempt=True)
        if not release:
            return {"release": None}
        held = [name for name, table in tables.items() if table.status != "issued"]
        return {
            "release": release.name,
            "date": release.date.isoformat(),
            "policy": release.policy_id.number,
            "thresholds": [
                release.policy_id.threshold, release.policy_id.status_threshold
            ],
            "attacker": release.audit_model or "",
            "audit": "passed",
            "approver": release.checked_by_id.name or "",
            "issued": sorted(set(tables) - set(held)),
            "held": sorted(held),
        }


def _dimension(words, name):
    return {
        "sex": words._("Sex"),
        "age": words._("Age at entry"),
        "region": words._("Region"),
    }[name]


def _wave(words, wave):
    if wave == "0":
        return words._("At the end")
    return words._("After %(months)s months", months=wave)


def _status(words, status):
    return {
        "response_rate": words._("Response rate"),
        "due": words._("Due"),
        "reached": words._("Reached"),
        "in_work": words._("In work"),
        "education": words._("In education or training"),
        "not_in_work": words._("Not in work"),
        "other": words._("Other or unknown"),
        "enrolled": words._("Enrolled"),
        "completed": words._("Completed"),
        "certified": words._("Certified"),
        "dropped": words._("Dropped out"),
    }[status]
