# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The ceiling arithmetic of support across payers: plain values, no Odoo.

*Unmet* = need − all support approved or paid for the person or household in that
category and month, whoever the payer. What is asked may not exceed it.
"""

from dataclasses import dataclass, field
from decimal import Decimal

from odoo.addons.rr_base.tools.money import month_parts

#: raised whenever the rules below change; stored with every result
RULE_VERSION = "2026.1"

COUNTED = ("approved", "paid")
VERDICTS = ("none", "co_financing", "warning", "stop")


@dataclass(frozen=True)
class Support:
    """One record of support by anyone, in EUR over its whole period."""

    id: int
    category: str
    date_from: object
    date_to: object
    amount: Decimal
    status: str
    payer_kind: str
    is_same_household: bool = True

    def months(self):
        """Return ``{(year, month): Decimal}``, the even share of each month."""
        first = self.date_from.year * 12 + self.date_from.month - 1
        last = self.date_to.year * 12 + self.date_to.month - 1
        parts = month_parts(self.amount, last - first + 1)
        return {divmod(first + offset, 12): part for offset, part in enumerate(parts)}


@dataclass
class OverlapFinding:
    """What was found for one category and month."""

    category: str
    year: int
    month: int
    need: Decimal | None
    asked: Decimal
    others: Decimal = Decimal(0)
    verdict: str = "none"
    counted: list = field(default_factory=list)
    asked_elsewhere: list = field(default_factory=list)
    same_payee: list = field(default_factory=list)

    @property
    def unmet(self):
        """What is still needed, None where no need is stated."""
        return None if self.need is None else self.need - self.others

    @property
    def excess(self):
        """How much of what is asked lies above the unmet need."""
        return max(Decimal(0), self.asked - max(Decimal(0), self.unmet or Decimal(0)))


def check(asks, supports):
    """Compare what is asked with what others give.

    :param asks: iterable of ``(category, year, month, need or None, asked)``;
        several of one category and month are added up.
    :param supports: iterable of :class:`Support` (this grant's own left out).
    :return: list of :class:`OverlapFinding`, one per category and month, in order.
    """
    findings = {}
    for category, year, month, need, asked in asks:
        key = (category, year, month)
        found = findings.get(key)
        if found is None:
            findings[key] = OverlapFinding(category, year, month, need, asked)
        else:
            found.asked += asked
            if need is not None:
                found.need = (found.need or Decimal(0)) + need
    for support in supports:
        for (year, month0), part in support.months().items():
            found = findings.get((support.category, year, month0 + 1))
            if found is None:
                continue
            if not support.is_same_household:
                found.same_payee.append(support.id)
            elif support.status in COUNTED:
                found.others += part
                found.counted.append(support.id)
            elif support.status == "asked":
                found.asked_elsewhere.append(support.id)
    for found in findings.values():
        found.verdict = _verdict(found)
    return [findings[key] for key in sorted(findings)]


def _verdict(found):
    if found.need is None:
        if found.counted:
            return "stop"
    elif found.asked > found.unmet:
        return "stop"
    if found.asked_elsewhere or found.same_payee:
        return "warning"
    return "co_financing" if found.counted else "none"


def worst(findings):
    """Return the gravest verdict of the findings, ``none`` without any."""
    return max(
        (finding.verdict for finding in findings), key=VERDICTS.index, default="none"
    )
