# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a plan consists of, checked and exact; immutable, so a variant is a copy."""

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

VIEWS = ("secure", "probable", "expected")
STATUSES = ("appropriated", "signed", "pledged", "pipeline", "lost")
SOURCE_TYPES = ("state", "municipality", "donor")
CHANNELS = ("state_budget", "designated_donor_grant", "off_budget")
KINDS = ("baseline", "new")
HOME_CURRENCY = "EUR"


@dataclass(frozen=True)
class NeedLine:
    """A need line: so many units a year at a price."""

    code: str
    quantity: tuple[Fraction, ...]  # persons or units, one value per year
    unit_cost: Fraction  # EUR at base-year prices
    price_group: str | None
    overhead: Fraction  # 0.07 is 7 % on top
    priority: int  # 1 is served first
    category: str  # economic category of the state budget
    kind: str
    state_share: tuple[Fraction, ...]  # 0..1 of need, one value per year

    @property
    def rank(self):
        return self.priority, self.code


@dataclass(frozen=True)
class Source:
    code: str
    type: str
    channel: str | None


@dataclass(frozen=True)
class Commitment:
    """Money that a source has promised, in the commitment's own currency."""

    code: str
    source: str
    currency: str
    amount: Fraction
    start: date
    end: date  # included
    tranches: tuple[tuple[int, Fraction], ...] | None  # (year, amount), by year
    lines: frozenset[str]  # empty: free
    status: str
    probability: Fraction

    @property
    def rank(self):
        """Earmarked before free, fewest lines first, earlier start, code."""
        return not self.lines, len(self.lines), self.start, self.code


@dataclass(frozen=True)
class Plan:
    """A checked plan. Lines stand by priority, commitments as they are served."""

    base_year: int
    years: tuple[int, ...]
    view: str
    lines: tuple[NeedLine, ...]
    sources: dict[str, Source]
    commitments: tuple[Commitment, ...]
    price_growth: dict[str, dict[int, Fraction]] = field(default_factory=dict)
    fx: dict[str, dict[int, Fraction]] = field(default_factory=dict)
    ceilings: dict[str, dict[int, int]] = field(default_factory=dict)  # cents

    def type_of(self, commitment):
        return self.sources[commitment.source].type

    def of_donors(self):
        """Return the commitments whose source is a donor."""
        return [c for c in self.commitments if self.type_of(c) == "donor"]
