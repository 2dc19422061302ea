"""Inputs for the planner's tests: the golden case, small plans, random plans."""

import json
from pathlib import Path

from hypothesis import strategies as st

GOLDEN = Path(__file__).with_name("data") / "golden.json"
STATUSES = ("appropriated", "signed", "pledged", "pipeline", "lost")


def golden():
    """The worked example: four lines, two donors that leave, rent on the state."""
    return json.loads(GOLDEN.read_text(encoding="utf-8"))


def line(code, quantity=10, unit_cost="100", priority=1, **more):
    return {
        "code": code,
        "quantity": quantity,
        "unit_cost": unit_cost,
        "priority": priority,
        "category": "goods_services",
        **more,
    }


def commitment(code, amount="100", lines=(), source="A", year=2026, **more):
    return {
        "code": code,
        "source": source,
        "currency": "EUR",
        "amount": amount,
        "start": f"{year}-01-01",
        "end": f"{year}-12-31",
        "lines": list(lines),
        "status": "signed",
        **more,
    }


def a_plan(lines, commitments=(), years=1, **more):
    return {
        "base_year": 2026,
        "years": years,
        "view": "secure",
        "lines": list(lines),
        "sources": [
            {"code": "A", "type": "donor"},
            {"code": "B", "type": "donor"},
            {"code": "STATE", "type": "state"},
            {"code": "TOWN", "type": "municipality"},
        ],
        "commitments": list(commitments),
        **more,
    }


def rows(result, table, **where):
    """The rows of a table of the result in which every named key has that value."""
    return [
        row
        for row in result[table]
        if all(row[key] == value for key, value in where.items())
    ]


def row(result, table, **where):
    (found,) = rows(result, table, **where)
    return found


def column(result, table, key, **where):
    return [row[key] for row in rows(result, table, **where)]


def decimals(highest, places):
    """Decimal texts from 0 to ``highest`` with so many places."""
    scale = 10**places
    return st.integers(0, highest * scale).map(
        lambda n: f"{n // scale}.{n % scale:0{places}}"
    )


SHARES = st.sampled_from(("0", "1", "0.5", "0.3333", "0.125", "0.9999"))
PRICES = decimals(500, 3)
AMOUNTS = decimals(9000, 2)
RATES = st.sampled_from(("1", "0.9217", "1.0643", "0.0085"))


@st.composite
def commitments(draw, number, codes):
    first = draw(st.integers(2024, 2029))
    last = first + draw(st.integers(0, 3))
    found = {
        "code": f"C{number}",
        "source": draw(st.sampled_from(("A", "B", "STATE", "TOWN"))),
        "currency": draw(st.sampled_from(("EUR", "USD", "CHF"))),
        "amount": draw(AMOUNTS),
        "start": f"{first}-{draw(st.integers(1, 6)):02}-11",
        "end": f"{last}-{draw(st.integers(6, 12)):02}-28",
        "status": draw(st.sampled_from(STATUSES)),
        "probability": draw(SHARES),
        "lines": draw(st.lists(st.sampled_from(codes), unique=True)),
    }
    if draw(st.booleans()):
        parts = draw(st.lists(AMOUNTS, min_size=1, max_size=3))
        cents = [int(part.replace(".", "")) for part in parts]
        found["amount"] = f"{sum(cents) // 100}.{sum(cents) % 100:02}"
        found["tranches"] = {str(first + i): part for i, part in enumerate(parts)}
    return found


@st.composite
def plans(draw):
    """Any valid input, small enough that 2,000 of them are no burden."""
    years = draw(st.integers(1, 4))
    span = [str(2026 + t) for t in range(years)]
    codes = ["l1", "l2", "l3", "l4"][: draw(st.integers(1, 4))]
    by_year = st.fixed_dictionaries({year: decimals(40, 1) for year in span})
    count = draw(st.integers(0, 5))
    return a_plan(
        [
            line(
                code,
                quantity=draw(st.integers(0, 40) | by_year),
                unit_cost=draw(PRICES),
                priority=draw(st.integers(1, 3)),
                price_group=draw(st.sampled_from(("cpi", "unnamed"))),
                overhead=draw(st.sampled_from(("0", "0.07"))),
                category=draw(st.sampled_from(("wages", "goods_services"))),
                kind=draw(st.sampled_from(("baseline", "new"))),
            )
            for code in codes
        ],
        [draw(commitments(number, codes)) for number in range(count)],
        years=years,
        view=draw(st.sampled_from(("secure", "probable", "expected"))),
        price_index={"cpi": {year: "0.0235" for year in span[1:]}},
        fx={c: {year: draw(RATES) for year in span} for c in ("USD", "CHF")},
        state_share={
            code: {draw(st.sampled_from(span)): draw(SHARES)} for code in codes
        },
        ceilings={"wages": {span[-1]: draw(AMOUNTS)}},
    )


@st.composite
def plans_and_an_addition(draw):
    """A valid input and a commitment that could be added to it."""
    data = draw(plans())
    codes = [item["code"] for item in data["lines"]]
    return data, draw(commitments("added", codes))
