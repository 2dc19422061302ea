# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The publication policy as data, with its history, and the tables it names."""

from dataclasses import asdict, dataclass, fields

from .model import InputError

HALF_YEAR, YEAR = "half-year", "year"


@dataclass(frozen=True)
class GatePolicy:
    """One version of the policy. Numbers of persons unless said otherwise.

    threshold: T of programme and donors' profile tables. status_threshold: T
    of donors' outcome and training tables. donor_minimum: a donor with fewer
    persons gets totals only. region_minimum: smallest region at the start.
    insider_minimum: what a cell minus one NGO's own persons must reach.
    growing_categories: how many categories must have grown. growth: the
    public total must have grown by this since the last issue, or None.
    percentage_minimum: smallest denominator of a percentage. half_year and
    year: quarters between two attempts at a table.
    """

    number: int = 1
    since: str = "2024-01-01"
    threshold: int = 5
    status_threshold: int = 10
    donor_minimum: int = 30
    region_minimum: int = 30
    insider_minimum: int = 3
    growing_categories: int = 2
    growth: int | None = None
    percentage_minimum: int = 20
    payees_minimum: int = 5
    half_year: int = 2
    year: int = 4
    audit_seconds: float = 60.0

    @classmethod
    def from_dict(cls, data):
        """A policy from plain data. Raises InputError that names the key."""
        known = {field.name: field for field in fields(cls)}
        for key in data:
            if key not in known:
                raise InputError(f"policy.{key}: unknown key")
        for key, value in data.items():
            if key in ("since", "audit_seconds") or (key == "growth" and value is None):
                continue
            if isinstance(value, bool) or not isinstance(value, int) or value < 1:
                raise InputError(f"policy.{key}: a whole number of at least 1")
        return cls(**data)

    def to_dict(self):
        """Plain data for storage and for the record of an issue."""
        return asdict(self)


class PolicyHistory:
    """Versions of the policy; T may rise from one to the next, never fall."""

    def __init__(self, versions):
        self.versions = sorted(versions, key=lambda policy: policy.since)
        if not self.versions:
            raise InputError("policy: no version")
        for before, after in zip(self.versions, self.versions[1:], strict=False):
            if after.number <= before.number or after.since == before.since:
                raise InputError(f"policy.number: {after.number} is out of order")
            for key in ("threshold", "status_threshold"):
                if getattr(after, key) < getattr(before, key):
                    raise InputError(f"policy.{key}: a threshold is never lowered")

    def at(self, date):
        """The GatePolicy in force on an ISO date."""
        valid = [policy for policy in self.versions if policy.since <= date]
        if not valid:
            raise InputError(f"policy.since: no version in force on {date}")
        return valid[-1]


@dataclass(frozen=True)
class TableSpec:
    """One table of the programme or of a donor.

    group: whose persons, None for the programme. by: dimensions. parts: for a
    status table instead of ``by``, ((label, group, category), ...). merge:
    ((dimension, ((new category, (old, …)), …)), …) for a coarser table, then
    ``replaces`` names the finer table it follows. threshold: T. every: how
    often it is attempted. audience: who receives it. minimum: persons in the
    group under which the table is not attempted. A table without ``by`` and
    ``parts`` has one cell (an indicator).
    """

    name: str
    group: str | None = None
    by: tuple = ()
    parts: tuple = ()
    merge: tuple = ()
    replaces: str | None = None
    threshold: int = 5
    every: str = HALF_YEAR
    audience: str = "public"
    minimum: int = 0

    @property
    def single(self):
        """One cell: clause (b) without the two categories."""
        return not self.by and not self.parts


def standard_tables(policy, supports=("employed", "grants", "courses"), donors=()):
    """The tables of the policy: programme, supports by sex, each donor.

    supports, donors: names of register groups. Status tables of waves and
    sectors are added with ``wave_table`` and ``sector_table``.
    """
    t = policy.threshold
    tables = [
        TableSpec("programme/sex", by=("sex",), threshold=t),
        TableSpec("programme/age", by=("age",), threshold=t),
        TableSpec("programme/region", by=("region",), threshold=t),
    ]
    tables += [
        TableSpec(f"{name}/sex", group=name, by=("sex",), threshold=t)
        for name in supports
    ]
    tables.append(
        TableSpec("programme/sex_age", by=("sex", "age"), threshold=t, every=YEAR)
    )
    for donor in donors:
        tables += [
            TableSpec(
                f"{donor}/{dimension}",
                group=donor,
                by=(dimension,),
                threshold=t,
                audience=donor,
                minimum=policy.donor_minimum,
            )
            for dimension in ("sex", "age", "region")
        ]
    return tables


def wave_table(policy, donor, due, reached, categories):
    """A donor's outcomes of one wave: due, reached and the four groups.

    due, reached: names of register groups, reached below due below the donor.
    """
    parts = (("due", due, None), ("reached", reached, None))
    parts += tuple((category, reached, category) for category in categories)
    return TableSpec(
        f"{donor}/{due}",
        group=donor,
        parts=parts,
        threshold=policy.status_threshold,
        audience=donor,
        minimum=policy.donor_minimum,
    )


def sector_table(policy, donor, sector, steps):
    """A donor's training in one sector. steps: ((label, group), …)."""
    return TableSpec(
        f"{donor}/{sector}",
        group=donor,
        parts=tuple((label, group, None) for label, group in steps),
        threshold=policy.status_threshold,
        audience=donor,
        minimum=policy.donor_minimum,
    )
