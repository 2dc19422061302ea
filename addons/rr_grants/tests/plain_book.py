# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The ledger kept a second time, in plain Python: what its SQL must agree with."""

from ..tools.effects import BALANCES, EFFECTS


def apply_entries(entries):
    """Sum ``(effect, sign, amount)`` triples into a dict of balances."""
    total = dict.fromkeys(BALANCES, 0)
    for effect, sign, amount in entries:
        for name, coefficient in EFFECTS[effect].items():
            total[name] += sign * coefficient * amount
    return total
