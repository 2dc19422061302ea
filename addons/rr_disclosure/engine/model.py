# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Plain data that every part of the engine passes around.

Nothing here computes anything: the auditor shares these types, and only
these types, with the suppressor and the gate that it judges.
"""

from dataclasses import dataclass, field

PRESENT = "present"
POSSIBLE = "possible"
SHOW = "show"
WITHHOLD = "withhold"


class InputError(ValueError):
    """Bad input. The message is one line that names the key at fault."""


class InconsistentError(InputError):
    """Statements that no population satisfies: an error, never "safe"."""


@dataclass(frozen=True)
class Policy:
    """How one file is protected.

    threshold: persons; a count of 1..threshold-1 is small.
    atoms: "present" or "possible", the attacker's model.
    zeros: "show" publishes zeros, "withhold" treats them like small counts.
    public_totals: each table's grand total is published and no target.
    insider_field: record field that names the NGO, or None.
    group_min: records under which a filtered table gives its total only.
    time_limit: seconds for the audit; running out fails closed.
    """

    threshold: int = 5
    atoms: str = PRESENT
    zeros: str = SHOW
    public_totals: bool = True
    insider_field: str | None = None
    group_min: int | None = None
    time_limit: float = 60.0


@dataclass(frozen=True)
class Cell:
    """One count to publish: ``members`` are the atoms that it adds up."""

    table: str
    key: tuple
    members: frozenset
    value: int
    threshold: int
    is_total: bool = False
    insider: bool = False  # one NGO would be left with 1 or 2 other persons
    where: tuple = ()


@dataclass(frozen=True)
class Statement:
    """What a reader knows: the sum over ``members`` is/at least/at most."""

    kind: str  # "equal", "at_least" or "at_most"
    members: frozenset
    value: int
    label: str = ""


@dataclass(frozen=True)
class Target:
    """A value that the reader must not learn.

    need_high: the greatest possible value must reach this, in persons.
    need_width: greatest minus least must reach this, in persons.
    """

    members: frozenset
    value: int
    need_high: int
    need_width: int
    label: str = ""


@dataclass(frozen=True)
class Finding:
    """A target that the audit does not pass, and what a reader learns."""

    target: Target
    low: float
    high: float
    reason: str  # "exact", "narrow", "small" or "time"


@dataclass
class Audit:
    """The verdict. ``safe`` is False whenever anything was left undecided."""

    safe: bool
    atoms_model: str
    equations: int
    atoms: int
    findings: list = field(default_factory=list)
    targets: int = 0
    seconds: float = 0.0
    programs: int = 0


@dataclass
class Request:
    """A parsed input file."""

    form: str  # "records", "counts" or "atoms"
    policy: Policy
    atoms: dict  # atom id -> its true value, in persons
    cells: list
    tables: list  # table names in the order of the file
    known: list = field(default_factory=list)  # Statements
    earlier: list = field(default_factory=list)  # release.Released
    names: tuple = ()  # form "atoms": every cell's own name
    derived: list = field(default_factory=list)  # Targets nobody publishes


@dataclass
class Protected:
    """The answer: which cells are withheld, which tables are blocked."""

    withheld: set  # indices into Request.cells
    blocked: dict  # table name -> reason
    audit: Audit


def names_group(zero, group):
    """Does a structural zero speak of a group (None: of everybody)?

    A status of one day is a group of its own, "employed@2026-06-30", and a zero
    that names "employed" speaks of it on every day.
    """
    name = zero.get("group")
    if name is None or group is None:
        return name is None and group is None
    return name in (group, group.partition("@")[0])
