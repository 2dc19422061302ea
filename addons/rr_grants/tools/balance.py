# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a recipient is still owed, or owes, when a grant has ended.

Plain values in, plain values out; all amounts are Decimals of two places in the
grant's currency.
"""

from dataclasses import dataclass
from decimal import Decimal

from odoo.addons.rr_base.tools.money import money

HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Balance:
    """The outcome of a grant's account.

    ``kind`` is ``final_tranche`` (still owed to the recipient), ``claim_back`` (owed by
    the recipient), ``tolerated`` (owed by the recipient, too small to ask for) or
    ``even``; ``amount`` is how much; ``entitlement`` what the grant pays in all.
    """

    kind: str
    amount: Decimal
    entitlement: Decimal


def entitlement(approved, admitted, own_admitted=0, own_share=0):
    """Return what a grant pays in all for the spending that was admitted.

    At most what was approved, at most what was admitted against the grant, and at most
    the grant's part of the whole cost: an own share that falls short lowers the grant
    in proportion (the rule of co-financed grants; its rate is agreed in the contract).

    :param approved: amount of the grant
    :param admitted: receipts admitted against the grant
    :param own_admitted: receipts admitted for the own share
    :param own_share: agreed own share, in per cent of the whole cost

    >>> entitlement(900, 900, 100, 10)
    Decimal('900.00')
    >>> entitlement(900, 900, 50, 10)
    Decimal('855.00')
    """
    approved, admitted = money(approved), money(admitted)
    whole = admitted + money(own_admitted)
    rate = HUNDRED - Decimal(str(own_share or 0))
    return min(approved, admitted, money(whole * rate / HUNDRED))


def settle(
    approved,
    paid,
    admitted,
    own_admitted=0,
    own_share=0,
    justified=0,
    claimed=0,
    repaid=0,
    written_off=0,
    tolerance=0,
):
    """Return the :class:`Balance` of a grant that has ended.

    :param paid: gross payments that were not returned by the bank
    :param justified: proof that came after a claim-back, admitted by it
    :param claimed: claimed back and still outstanding
    :param repaid: come back, offsets included
    :param written_off: given up
    :param tolerance: a debt up to this amount is not asked for
    """
    due = entitlement(approved, admitted, own_admitted, own_share)
    due = min(money(approved), due + money(justified))
    held = money(paid) - money(claimed) - money(repaid) - money(written_off)
    difference = due - held
    if difference > 0:
        return Balance("final_tranche", difference, due)
    if difference < 0:
        small = -difference <= money(tolerance)
        return Balance("tolerated" if small else "claim_back", -difference, due)
    return Balance("even", Decimal("0.00"), due)
