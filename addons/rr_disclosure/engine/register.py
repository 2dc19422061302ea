# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Everything ever published, as equations over anonymous atoms.

An atom is a number with a profile (one category per dimension, as at entry),
the period of entry, and for each group the period of joining. Who an atom is
lies in a table of somebody else, which erasure empties; the atom stays, so
that published counts remain true.
"""

from dataclasses import asdict, dataclass, field

from .members import Members
from .model import InconsistentError, InputError, names_group

FORMAT = "rr-disclosure-ledger"
VERSION = 1
EQUAL, WITHHELD = "equal", "withheld"


@dataclass(frozen=True)
class Count:
    """A count of persons: those who by ``period`` match all that is given.

    period: index of a quarter. profile: ((dimension, category), ...), where a
    category may be a tuple of merged categories. group: joined by then, or
    None for everybody. category: of the joining.
    """

    period: int
    profile: tuple = ()
    group: str | None = None
    category: str | None = None


@dataclass(frozen=True)
class Row:
    """One published (or withheld) cell. value: persons, the true count."""

    count: Count
    value: int
    table: str
    audience: str = "public"
    kind: str = EQUAL
    threshold: int = 5


@dataclass(frozen=True)
class Group:
    """A group of persons: a donor's, all with grants, one wave's, …

    parent: the group that one must have joined before, or None. categories:
    of joining, e.g. outcome groups. has_total: its size is public.
    minimum: persons under which only the total is given (donors: 30).
    """

    name: str
    parent: str | None = None
    categories: tuple = ()
    has_total: bool = False
    minimum: int = 0


@dataclass
class Atom:
    """One anonymous history; ``joined`` maps group -> (period, category)."""

    profile: tuple
    entry: int
    joined: dict = field(default_factory=dict)
    ngos: tuple = ()

    def counted(self, count):
        """Is this atom one of the persons of ``count``?"""
        if self.entry > count.period:
            return False
        if count.group is not None:
            joined = self.joined.get(count.group)
            if joined is None or joined[0] > count.period:
                return False
            if count.category is not None and joined[1] != count.category:
                return False
        for wanted in count.profile:
            if wanted in self.profile:
                continue
            name, category = wanted
            # Merged classes: any of several categories.
            if not isinstance(category, tuple) or not any(
                (name, one) in self.profile for one in category
            ):
                return False
        return True


@dataclass
class Version:
    """An issue of a table: ``cells`` are (key, Count, value)."""

    number: int
    period: int
    date: str
    cells: list


@dataclass(frozen=True)
class KnownTotal:
    """A public fact. as_equation: a field defines the same persons."""

    name: str
    count: Count
    value: int
    as_equation: bool
    source: str = ""


class PublicationRegister:
    """The publication register of one programme.

    dimensions: {name: [category, …]} of profiles. groups: list of Group,
    parents before children. impossible: structural zeros, each
    {"profile": {dimension: category}, "group": name or None, "reason": text}.
    """

    def __init__(self, dimensions, groups, impossible=()):
        self.dimensions = {name: list(cats) for name, cats in dimensions.items()}
        self.groups = {}
        for group in groups:
            self.add_group(group)
        self.impossible = list(impossible)
        self.periods = []
        self.atoms = {}
        self._members = None
        self.rows = []
        self.versions = {}
        self.held_since = {}
        self.known = []

    def add_group(self, group):
        """A new donor, wave or sector. Its parent must be there already."""
        if group.parent is not None and group.parent not in self.groups:
            raise InputError(f"groups.{group.name}.parent: unknown group")
        known = self.groups.get(group.name)
        if known is not None and known != group:
            raise InputError(f"groups.{group.name}: defined differently before")
        self.groups[group.name] = group

    def open_period(self, label, records):
        """Begin the period ``label`` with the persons that are there now.

        records: plain dicts {"atom": number, <dimension>: category, …,
        "groups": {name: True or category}, "ngos": [name, …]}. An atom keeps
        the profile and the joinings it had in earlier periods, because counts
        with them are out. Returns the conflicts: [(atom, what differs)].
        """
        if label in self.periods:
            raise InputError(f"period: {label} was opened before")
        seen = set()
        for position, record in enumerate(records):
            self._check(record, f"records[{position}]")
            if record["atom"] in seen:
                raise InputError(f"records[{position}].atom: given twice")
            seen.add(record["atom"])
        period = len(self.periods)
        self.periods.append(label)
        self._members = None
        conflicts = []
        for record in records:
            conflicts.extend(self._absorb(record, period))
        return conflicts

    def _check(self, record, where):
        if isinstance(record.get("atom"), bool) or not isinstance(
            record.get("atom"), int
        ):
            raise InputError(f"{where}.atom: a whole number is needed")
        for name, categories in self.dimensions.items():
            if record.get(name) not in categories:
                raise InputError(f"{where}.{name}: not a category of {name}")
        groups = record.get("groups", {})
        for name, joined in groups.items():
            group = self.groups.get(name)
            if group is None:
                raise InputError(f"{where}.groups.{name}: unknown group")
            if group.categories and joined and joined not in group.categories:
                raise InputError(f"{where}.groups.{name}: unknown category")
            if joined and group.parent and not groups.get(group.parent):
                raise InputError(f"{where}.groups.{name}: not in {group.parent}")
        for zero in self.impossible:
            if zero.get("group") is None or any(
                joined and names_group(zero, name) for name, joined in groups.items()
            ):
                if all(record[n] == c for n, c in zero["profile"].items()):
                    raise InconsistentError(
                        f"{where}: contradicts the structural zero "
                        f"({zero.get('reason', 'no reason')})"
                    )

    def _absorb(self, record, period):
        number = record["atom"]
        profile = tuple((name, record[name]) for name in self.dimensions)
        atom = self.atoms.get(number)
        conflicts = []
        if atom is None:
            atom = self.atoms[number] = Atom(profile, period)
        elif atom.profile != profile:
            conflicts.append((number, "profile"))
        atom.ngos = tuple(sorted(set(atom.ngos) | set(record.get("ngos", ()))))
        groups = record.get("groups", {})
        for name in self.groups:
            joined = groups.get(name)
            before = atom.joined.get(name)
            category = joined if self.groups[name].categories else None
            if joined and before is None:
                atom.joined[name] = (period, category)
            elif before is not None and not joined:
                conflicts.append((number, name))
            elif before is not None and before[1] != category:
                conflicts.append((number, name))
        return conflicts

    def value(self, count):
        """The true count, in persons."""
        if self._members is None or len(self._members.numbers) != len(self.atoms):
            self._members = Members(self.atoms)
        return self._members.value(count)

    def members(self, count):
        """The atom numbers of a count."""
        return frozenset(n for n, atom in self.atoms.items() if atom.counted(count))

    def last(self, table):
        """The last issued Version of a table, or None."""
        versions = self.versions.get(table)
        return versions[-1] if versions else None

    def publish(self, table, cells, audience, threshold, kind=EQUAL):
        """Record cells [(Count, value)] as known to ``audience``."""
        for count, value in cells:
            row = Row(count, value, table, audience, kind, threshold)
            if row not in self.rows:
                self.rows.append(row)

    def add_known(self, known):
        """Take a public fact into every later audit.

        Equation where a field of the records defines the same persons and the
        count agrees; a bound otherwise. Raises InconsistentError, by name.
        """
        counted = self.value(known.count)
        if known.as_equation and counted != known.value:
            raise InconsistentError(
                f"known_totals.{known.name}: does not agree with the records"
            )
        if counted > known.value:
            raise InconsistentError(
                f"known_totals.{known.name}: the records exceed this bound"
            )
        self.known.append(known)

    def check(self):
        """Raise InconsistentError unless every row is true of the atoms."""
        self._members = None
        for row in self.rows:
            if self.value(row.count) != row.value:
                raise InconsistentError(
                    f"register.{row.table}: a published count contradicts the atoms"
                )
        for known in self.known:
            counted = self.value(known.count)
            if counted > known.value or (known.as_equation and counted != known.value):
                raise InconsistentError(f"known_totals.{known.name}: inconsistent")

    def to_dict(self):
        """A JSON-able copy; ``from_dict`` restores it."""
        return {
            "format": FORMAT,
            "version": VERSION,
            "dimensions": self.dimensions,
            "groups": [asdict(group) for group in self.groups.values()],
            "impossible": self.impossible,
            "periods": self.periods,
            # ``asdict`` copies every value deeply, which takes its time with each atom.
            "atoms": {
                str(number): {
                    "profile": atom.profile,
                    "entry": atom.entry,
                    "joined": dict(atom.joined),
                    "ngos": atom.ngos,
                }
                for number, atom in self.atoms.items()
            },
            "rows": [asdict(row) for row in self.rows],
            "versions": {
                table: [asdict(version) for version in versions]
                for table, versions in self.versions.items()
            },
            "held_since": self.held_since,
            "known": [asdict(known) for known in self.known],
        }

    @classmethod
    def from_dict(cls, data):
        """The register that ``to_dict`` wrote. Raises InputError."""
        if data.get("format") != FORMAT or data.get("version") != VERSION:
            raise InputError("register.format: not a register of this engine")
        groups = [
            Group(**{**group, "categories": tuple(group["categories"])})
            for group in data["groups"]
        ]
        register = cls(data["dimensions"], groups, data["impossible"])
        register.periods = list(data["periods"])
        for number, atom in data["atoms"].items():
            register.atoms[int(number)] = Atom(
                _pairs(atom["profile"]),
                atom["entry"],
                {name: tuple(joined) for name, joined in atom["joined"].items()},
                tuple(atom["ngos"]),
            )
        register.rows = [
            Row(**{**row, "count": _count(row["count"])}) for row in data["rows"]
        ]
        for table, versions in data["versions"].items():
            register.versions[table] = [
                Version(
                    version["number"],
                    version["period"],
                    version["date"],
                    [
                        (_pairs(key), _count(count), value)
                        for key, count, value in version["cells"]
                    ],
                )
                for version in versions
            ]
        register.held_since = dict(data["held_since"])
        register.known = [
            KnownTotal(**{**known, "count": _count(known["count"])})
            for known in data["known"]
        ]
        return register


def _pairs(data):
    return tuple(
        (name, tuple(category) if isinstance(category, list) else category)
        for name, category in data
    )


def _count(data):
    return Count(
        data["period"], _pairs(data["profile"]), data["group"], data["category"]
    )
