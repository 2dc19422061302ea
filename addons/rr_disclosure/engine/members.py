# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Which atoms a count counts, as bits: thousands of counts over tens of thousands of
atoms are asked for in a round, and one look at each atom for each count is too slow."""

from itertools import chain


class Members:
    """An index of atoms as they are now; a change of an atom needs a new one.

    :param atoms: dict, number → ``register.Atom``
    """

    def __init__(self, atoms):
        self.numbers = list(atoms)
        entries, profiles, joinings = {}, {}, {}
        for place, atom in enumerate(atoms.values()):
            entries.setdefault(atom.entry, []).append(place)
            for part in atom.profile:
                profiles.setdefault(part, []).append(place)
            for group, joined in atom.joined.items():
                own = joinings.setdefault(group, {})
                own.setdefault(tuple(joined), []).append(place)
        self.entries = {key: self._bits(places) for key, places in entries.items()}
        self.profiles = {key: self._bits(places) for key, places in profiles.items()}
        self.joinings = {
            group: {key: self._bits(places) for key, places in own.items()}
            for group, own in joinings.items()
        }

    def _bits(self, places):
        data = bytearray(len(self.numbers) // 8 + 1)
        for place in places:
            data[place >> 3] |= 1 << (place & 7)
        return int.from_bytes(data, "little")

    def _of(self, count):
        """The bits of those for whom ``Atom.counted`` is true."""
        found = 0
        for entry, bits in self.entries.items():
            if entry <= count.period:
                found |= bits
        if count.group is not None:
            joined = 0
            for (period, category), bits in self.joinings.get(count.group, {}).items():
                if period <= count.period and count.category in (None, category):
                    joined |= bits
            found &= joined
        for name, category in count.profile:
            # Merged classes: any of several categories.
            merged = category if isinstance(category, tuple) else ()
            bits = 0
            for one in chain((category,), merged):
                bits |= self.profiles.get((name, one), 0)
            found &= bits
        return found

    def value(self, count):
        """How many atoms are of ``count``."""
        return self._of(count).bit_count()
