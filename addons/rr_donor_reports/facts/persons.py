# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""From rows of persons to the plain records, groups and tables of the disclosure check.

Nothing here knows Odoo or an identity: a row comes with a database id, which leaves as
``person`` and is replaced by an anonymous number elsewhere.
"""

import json
from dataclasses import replace

from odoo.addons.rr_disclosure.engine.policy import (
    TableSpec,
    sector_table,
    standard_tables,
    wave_table,
)
from odoo.addons.rr_disclosure.engine.register import Group

from ..measures import IN_WORK

#: Groups of outcomes, in the order of the page.
OUTCOMES = ("in_work", "education", "not_in_work", "other")
_OUTCOME_OF = {
    **dict.fromkeys(IN_WORK, "in_work"),
    "education": "education",
    "seeking": "not_in_work",
    "inactive": "not_in_work",
}
WAVES = ("0", "3", "6", "12")
STEPS = ("enrolled", "completed", "certified", "dropped")
#: Measures of an agreement that are shown as tables of one cell.
SINGLE = (
    "agreement_grant_persons",
    "agreement_course_persons",
    "agreement_certified_persons",
    "agreement_employed_persons",
)


class RecordError(ValueError):
    """A person lacks something that every table needs. The message names the code."""


def outcome_of(status):
    """The group of an outcome status.

    >>> outcome_of("self_employed"), outcome_of("abroad")
    ('in_work', 'other')
    """
    return _OUTCOME_OF.get(status, "other")


def age_band(age, bands):
    """The band of an age in years; a negative age is in the first.

    >>> age_band(18, [("0-17", 0, 17), ("18+", 18, None)])
    '18+'
    """
    for label, _first, last in bands:
        if last is None or age <= last:
            return label
    raise ValueError(age)


class Programme:
    """Rows of the measure ``disclosure_records`` as the engine takes them.

    :param rows: list of dicts
    :param agreements: list of dicts ``{"id", "code", "attribution", "is_donor"}``
    :param bands: ``[(label, first, last)]`` of ages
    :param regions: dict, district code → region
    :param label: of the period; a status that may change back is a group of its own
        for each period, for the same persons are not counted again
    :param policy: the engine's ``GatePolicy``
    """

    def __init__(self, rows, agreements, bands, regions, label, policy):
        self.rows, self.label, self.policy = rows, label, policy
        self.bands, self.regions = bands, regions
        self.codes = {agreement["id"]: agreement["code"] for agreement in agreements}
        self.agreements = agreements
        self.records = [self._record(row) for row in rows]

    # ------------------------------------------------------------------ records

    def _record(self, row):
        if not row["birth_year"] or row["sex"] not in ("f", "m"):
            raise RecordError(f"{row['code']}: sex or year of birth is missing")
        if row["district"] not in self.regions:
            raise RecordError(f"{row['code']}: the municipality lies in no region")
        facts = row["facts"]
        if isinstance(facts, str):
            facts = json.loads(facts)
        groups, ngos = {}, set()
        for what, agreement, label, category in facts:
            if what == "ngo":
                ngos.add(label)
            else:
                groups.update(self._joined(what, self.codes.get(agreement), label, category))
        self._close(groups)
        return {
            "person": row["beneficiary_id"],
            "sex": row["sex"],
            "age": age_band(row["entry_date"].year - row["birth_year"], self.bands),
            "region": self.regions[row["district"]],
            "groups": groups,
            "ngos": sorted(ngos),
        }

    def _joined(self, what, code, label, category):
        """Names of groups that one fact puts a person into."""
        if what in ("grants", "courses"):
            return {what: True}
        if what == "status":
            return {self.employed: True} if category in IN_WORK else {}
        if what == "due":
            return {f"wave {label}/due": True}
        if what == "reached":
            return {f"wave {label}/reached": outcome_of(category)}
        if code is None:
            return {}
        found = {code: True}
        if what == "granted":
            found[f"{code}/agreement_grant_persons"] = True
        elif what == "trained":
            found[f"{code}/agreement_course_persons"] = True
            found[f"{code}/{label}/enrolled"] = True
        elif what == "ended":
            found[f"{code}/{label}/{category}"] = True
            if category == "certified":
                found[f"{code}/agreement_certified_persons"] = True
        return found

    def _close(self, groups):
        """What follows from two facts together: a wave among a donor's persons."""
        own = [a["code"] for a in self.agreements if groups.get(a["code"])]
        for wave in WAVES:
            for step in ("due", "reached"):
                joined = groups.get(f"wave {wave}/{step}")
                for code in own if joined else ():
                    groups[f"{code}/wave {wave}/{step}"] = joined
        for code in own:
            paid = groups.get(f"{code}/agreement_grant_persons") or groups.get(
                f"{code}/agreement_course_persons"
            )
            if paid and groups.get(self.employed):
                groups[f"{code}/agreement_employed_persons@{self.label}"] = True

    @property
    def employed(self):
        """The group of those in work at this period."""
        return f"employed@{self.label}"

    def size(self, group):
        """How many persons are in a group."""
        return sum(bool(record["groups"].get(group)) for record in self.records)

    # ------------------------------------------------------------- groups, tables

    def donors(self):
        """Agreements that may have tables: enough persons."""
        return [
            a
            for a in self.agreements
            if a["is_donor"] and self.size(a["code"]) >= self.policy.donor_minimum
        ]

    def groups(self):
        """The groups of this period, parents first. Totals that nobody publishes
        (another mode of attribution) are no equations. Only donors with tables have
        groups below their own."""
        found = [
            Group("grants", has_total=True),
            Group("courses", has_total=True),
            Group(self.employed, has_total=True),
        ]
        for wave in WAVES:
            found.append(Group(f"wave {wave}/due"))
            found.append(
                Group(f"wave {wave}/reached", f"wave {wave}/due", tuple(OUTCOMES))
            )
        for agreement in self.agreements:
            is_total = agreement["attribution"] == "contribution"
            found.append(Group(agreement["code"], has_total=is_total))
        for agreement in self.donors():
            found += self._groups_of(agreement["code"])
        return found

    def _groups_of(self, code):
        found = [Group(f"{code}/{name}", code) for name in SINGLE[:3]]
        found.append(Group(f"{code}/{SINGLE[3]}@{self.label}", code))
        for wave in WAVES:
            due = f"{code}/wave {wave}/due"
            found.append(Group(due, code))
            found.append(Group(f"{code}/wave {wave}/reached", due, tuple(OUTCOMES)))
        for sector in self.sectors(code):
            enrolled = f"{code}/{sector}/{STEPS[0]}"
            found.append(Group(enrolled, code))
            found += [Group(f"{code}/{sector}/{step}", enrolled) for step in STEPS[1:]]
        return found

    def records_of(self, names):
        """The records with the groups of these names alone.

        :param names: names of groups that the ledger has
        """
        return [
            {
                **record,
                "groups": {
                    name: joined
                    for name, joined in record["groups"].items()
                    if name in names
                },
            }
            for record in self.records
        ]

    def totals(self):
        """Sizes of what reports print as exact totals, by name in the ledger."""
        found = {"programme": len(self.records), "employed": self.size(self.employed)}
        for name in ("grants", "courses"):
            found[name] = self.size(name)
        for agreement in self.agreements:
            if agreement["attribution"] == "contribution":
                found[agreement["code"]] = self.size(agreement["code"])
        return found

    def sectors(self, code):
        """Sectors in which enough persons of an agreement were trained for a table."""
        prefix, suffix = f"{code}/", f"/{STEPS[0]}"
        named = {
            name[len(prefix) : -len(suffix)]
            for record in self.records
            for name in record["groups"]
            if name.startswith(prefix) and name.endswith(suffix)
        }
        least = self.policy.status_threshold
        return sorted(s for s in named if self.size(f"{prefix}{s}{suffix}") >= least)

    def tables(self):
        """Tables to attempt, in order of preference."""
        policy = self.policy
        donors = [a["code"] for a in self.donors()]
        tables = [
            replace(table, group=self.employed) if table.group == "employed" else table
            for table in standard_tables(policy, donors=donors)
        ]
        for wave in WAVES:
            if self.size(f"wave {wave}/due") >= policy.donor_minimum:
                tables.append(_programme_wave(policy, wave))
        for code in donors:
            for name in SINGLE:
                group = f"{code}/{name}"
                if name == SINGLE[3]:
                    group += f"@{self.label}"
                tables.append(
                    TableSpec(
                        f"{code}/{name}", group=group, threshold=policy.threshold,
                        audience=code,
                    )
                )
            tables += self._status_tables(code)
        # A donor may ask for a higher threshold, never for a lower one.
        own = {a["code"]: a.get("threshold") or 0 for a in self.agreements}
        return [
            replace(table, threshold=max(table.threshold, own.get(table.audience, 0)))
            for table in tables
        ]

    def _status_tables(self, code):
        tables = [
            wave_table(
                self.policy, code, f"{code}/wave {wave}/due",
                f"{code}/wave {wave}/reached", OUTCOMES,
            )
            for wave in WAVES
        ]
        tables += [
            sector_table(
                self.policy, code, sector,
                [(step, f"{code}/{sector}/{step}") for step in STEPS],
            )
            for sector in self.sectors(code)
        ]
        return [_named(table) for table in tables]


def _named(table):
    """``EU-1/EU-1/wave 3/due`` of the engine's makers as ``EU-1/wave 3``."""
    name = table.name.removeprefix(f"{table.group}/").removesuffix("/due")
    if not name.startswith(f"{table.group}/"):
        name = f"{table.group}/{name}"
    return replace(table, name=name)


def _programme_wave(policy, wave):
    due, reached = f"wave {wave}/due", f"wave {wave}/reached"
    parts = (("due", due, None), ("reached", reached, None))
    parts += tuple((outcome, reached, outcome) for outcome in OUTCOMES)
    return TableSpec(
        f"programme/wave {wave}", parts=parts, threshold=policy.status_threshold
    )
