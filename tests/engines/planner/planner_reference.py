"""The planner's rules a second time, written as the rules are told.

Slow, without tables by position, with Decimal rounding in place of integers: an
opinion to compare the engine with, that shares no code with it.
"""

import datetime
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

CENT = Decimal("0.01")
COUNTS = {
    "secure": ("appropriated", "signed"),
    "probable": ("appropriated", "signed", "pledged"),
    "expected": ("appropriated", "signed", "pledged", "pipeline"),
}


def cent(value):
    value = Fraction(value)
    with localcontext() as context:
        context.prec = 400
        exact = Decimal(value.numerator) / Decimal(value.denominator)
        return exact.quantize(CENT, rounding=ROUND_HALF_UP)


def slices(item):
    if "tranches" in item:
        return {year: Fraction(amount) for year, amount in item["tranches"].items()}
    day = datetime.date.fromisoformat(item["start"])
    end = datetime.date.fromisoformat(item["end"])
    days = {}
    while day <= end:
        days[str(day.year)] = days.get(str(day.year), 0) + 1
        day += datetime.timedelta(days=1)
    left, found = Fraction(item["amount"]), {}
    for year in sorted(days):
        share = Fraction(item["amount"]) * days[year] / sum(days.values())
        found[year] = left if year == max(days) else min(left, Fraction(cent(share)))
        left -= found[year]
    return found


def euro_slice(data, item, year):
    if item["status"] not in COUNTS[data["view"]]:
        return Decimal(0)
    amount = slices(item).get(year, Fraction(0))
    if item["currency"] != "EUR":
        amount *= Fraction(data["fx"][item["currency"]][year])
    amount = cent(amount)
    if data["view"] == "expected":
        amount = cent(Fraction(amount) * Fraction(item.get("probability", "1")))
    return amount


def need(data, item, year):
    quantity = item["quantity"]
    quantity = quantity[year] if isinstance(quantity, dict) else quantity
    value = Fraction(quantity) * Fraction(item["unit_cost"])
    value *= 1 + Fraction(item.get("overhead", "0"))
    growth = data["price_index"].get(item.get("price_group"), {})
    for passed in range(data["base_year"] + 1, int(year) + 1):
        value *= 1 + Fraction(growth.get(str(passed), "0"))
    return cent(value)


def solve(data):
    """Return {(line, year): (need, state, funded)}, {(source, year): money, used}."""
    types = {item["code"]: item["type"] for item in data["sources"]}
    lines = sorted(data["lines"], key=lambda item: (item["priority"], item["code"]))
    served = sorted(
        (item for item in data["commitments"] if item.get("lines")),
        key=lambda item: (len(item["lines"]), item["start"], item["code"]),
    ) + sorted(
        (item for item in data["commitments"] if not item.get("lines")),
        key=lambda item: (item["start"], item["code"]),
    )
    by_line, by_source = {}, {}
    for number in range(data["years"]):
        year = str(data["base_year"] + number)
        needs = {item["code"]: need(data, item, year) for item in lines}
        shares = {code: data["state_share"].get(code, {}) for code in needs}
        state = {
            code: cent(Fraction(amount) * Fraction(shares[code].get(year, "0")))
            for code, amount in needs.items()
        }
        funded = dict(state)
        for source in types:
            by_source[source, int(year)] = [Decimal(0), Decimal(0)]
        for item in served:
            money = euro_slice(data, item, year)
            by_source[item["source"], int(year)][0] += money
            for target in lines:
                code = target["code"]
                if item.get("lines") and code not in item["lines"]:
                    continue
                paid = min(money, needs[code] - funded[code])
                money -= paid
                funded[code] += paid
                by_source[item["source"], int(year)][1] += paid
                if types[item["source"]] == "state":
                    state[code] += paid
        for code, amount in needs.items():
            by_line[code, int(year)] = (amount, state[code], funded[code])
    return by_line, by_source
