# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What each kind of ledger entry does to each balance: data, no Odoo.

An entry has a *kind* (what the user did) and an *effect* (what it does to the
balances). Most kinds have one effect; a transfer, a release and a refund need a
*variant* to say which. A ``reverse`` carries the effect of the entry it names with
the opposite sign, so that one multiplication gives every balance:
``sum(sign * amount * EFFECTS[effect][balance])``.
"""

BALANCES = (
    "allocated",
    "reserved",
    "committed",
    "paid",
    "admitted",
    "claimed",
    "repaid",
    "written_off",
    "cash",
)

EFFECTS = {
    "allocate": {"allocated": 1},
    "transfer_out": {"allocated": -1},
    "transfer_in": {"allocated": 1},
    "reserve": {"reserved": 1},
    "commit": {"reserved": -1, "committed": 1},
    "pay": {"committed": -1, "paid": 1},
    "release_reserved": {"reserved": -1},
    "release_committed": {"committed": -1},
    "admit": {"admitted": 1},
    "claim_back": {"claimed": 1},
    "repaid": {"claimed": -1, "repaid": 1},
    "write_off": {"claimed": -1, "written_off": 1},
    "receive": {"cash": 1},
    "interest": {"cash": 1},
    "refund_cash": {"cash": -1},
    "refund_line": {"allocated": -1},
}

#: kind -> its variants; a kind that is absent here has the effect of its own name
VARIANTS = {
    "transfer": ("out", "in"),
    "release": ("reserved", "committed"),
    "refund": ("cash", "line"),
}

KINDS = (
    "allocate",
    "transfer",
    "reserve",
    "commit",
    "pay",
    "release",
    "admit",
    "claim_back",
    "repaid",
    "write_off",
    "reverse",
    "receive",
    "interest",
    "refund",
)

#: effects that belong to the agreement and have no budget line
CASH_EFFECTS = frozenset({"receive", "interest", "refund_cash"})

#: what is left to promise, as coefficients of the balances
AVAILABLE = {"allocated": 1, "reserved": -1, "committed": -1, "paid": -1, "repaid": 1}

#: effects that make a new promise or spend: the line must be open and the date inside
SPENDING = frozenset({"reserve", "commit", "pay"})

#: balances that may never fall below zero, on a line and on one document of a line
NEVER_NEGATIVE = ("allocated", "reserved", "committed", "paid", "admitted", "claimed")


def effect_of(kind, variant=None):
    """Return the effect name of a kind and its variant.

    :raises ValueError: the kind is unknown, or the variant is missing or unknown.
    """
    if kind not in KINDS or kind == "reverse":
        raise ValueError(f"unknown kind of ledger entry: {kind!r}")
    variants = VARIANTS.get(kind)
    if variants is None:
        if variant:
            raise ValueError(f"{kind!r} has no variant, got {variant!r}")
        return kind
    if variant not in variants:
        raise ValueError(f"{kind!r} needs one of {variants}, got {variant!r}")
    return f"{kind}_{variant}"


def available(balances):
    """Return what is left to promise from a mapping of balances."""
    return sum(coefficient * balances[name] for name, coefficient in AVAILABLE.items())
