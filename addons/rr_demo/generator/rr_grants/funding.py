# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Where the money comes from: rates, sources, agreements signed, cash received.

What an agreement gives is known here before anybody has signed it: whoever plans to
spend it reads ``world.budget``, a list of :class:`PlannedLine`.
"""

import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from odoo.fields import Command
from odoo.tools.misc import file_open


@dataclass(frozen=True)
class PlannedLine:
    """A budget line as it is planned.

    ``agreement`` and ``code`` name it; ``amount`` is in the agreement's currency.
    """

    agreement: str
    code: str
    cost: str
    amount: float
    currency: str
    channel: str
    start: date
    end: date

    def record(self, world):
        """The line of the agreement that was signed."""
        lines = world.agreements[self.agreement].line_ids
        return lines.filtered(lambda line: line.code == self.code)


def read_plan():
    """What ``data/agreements.json`` says."""
    with file_open("rr_demo/data/agreements.json") as source:
        return json.load(source)


def plan(world):
    data = read_plan()
    channels = {row["code"]: row["channel"] for row in data["sources"]}
    rows = [
        {**row, "start": date.fromisoformat(row["start"]),
         "end": date.fromisoformat(row["end"]), "channel": channels[row["source"]]}
        for row in data["agreements"]
    ]
    rows = [row for row in rows if row["start"] <= world.today]
    world.sources = {}
    # Each code is known from the start, its record from the day of the signature.
    nothing = world.env["rr.fund.agreement"]
    world.agreements = {row["code"]: nothing for row in rows}
    world.budget = [line for row in rows for line in _lines(world, row)]
    # Agreement's code → first days of the months in which money leaves it.
    world.spending = defaultdict(set)
    _plan_rates(world, data["rates"])
    if rows:
        first = min(row["start"] for row in rows)
        world.on(first, _sources, world, data["sources"], hour=6)
    for row in rows:
        world.on(row["start"], _agreement, world, row, hour=7)
        world.on(row["start"], _sign, world, row, hour=8)
        if row["channel"] == "designated":
            _plan_cash(world, row)


def _lines(world, row):
    for code, _name, cost, _economic, amount in row["lines"]:
        yield PlannedLine(row["code"], code, cost, world.money(amount), row["currency"],
                   row["channel"], row["start"], row["end"])


# ------------------------------------------------------------------------ rates


def _plan_rates(world, rates):
    """Units of a currency for one EUR, and the day's own rate: none is stale."""
    days = defaultdict(dict)
    for code, table in rates.items():
        past = {date.fromisoformat(day): rate for day, rate in table.items()}
        past = {day: rate for day, rate in past.items() if day <= world.today}
        if past:
            past.setdefault(world.today, past[max(past)])
        for day, rate in past.items():
            days[day][code] = rate
    for day, values in days.items():
        world.on(day, _rates, world, values, hour=5)


def _rates(world, values):
    with world.without_door("res.currency.rate"):
        for code, rate in values.items():
            currency = world.env.ref(f"base.{code}")
            currency.active = True
            world.env["res.currency.rate"].create(
                {"currency_id": currency.id, "name": world.day, "rate": rate}
            )
        world.env.flush_all()


def rates_at_most(world):
    """Currency's code → the most units that one EUR has bought so far."""
    rates = {"EUR": 1.0}
    for code, table in read_plan()["rates"].items():
        past = [rate for day, rate in table.items()
                if date.fromisoformat(day) <= world.today]
        rates[code] = max(past, default=1.0)
    return rates


# ---------------------------------------------------------- sources, agreements


def _sources(world, rows):
    ids = world.door("finance").create(
        "rr.fund.source",
        [
            {
                "code": row["code"],
                "name": row["name"],
                "kind": row["kind"],
                "channel": row["channel"],
                "partner_id": world.organisations[row["partner"]].id,
            }
            for row in rows
        ],
    )
    sources = world.env["rr.fund.source"].browse(ids)
    world.sources.update({source.code: source for source in sources})


def _agreement(world, row):
    lines = [
        {
            "code": code,
            "name": name,
            "cost_category": cost,
            "economic_category": economic,
            "amount_original": world.money(amount),
        }
        for code, name, cost, economic, amount in row["lines"]
    ]
    implementer = row.get("implementer")
    agreement = world.door("finance").create(
        "rr.fund.agreement",
        {
            "code": row["code"],
            "name": row["name"],
            "source_id": world.sources[row["source"]].id,
            "implementer_id": world.organisations[implementer].id
            if implementer
            else False,
            "currency_id": world.env.ref(f"base.{row['currency']}").id,
            "amount": sum(line["amount_original"] for line in lines),
            "date_start": row["start"],
            "date_end": row["end"],
            "attribution": row["attribution"],
            "report_months": row["report_months"],
            "line_ids": [Command.create(line) for line in lines],
        },
    )
    world.agreements[row["code"]] = world.env["rr.fund.agreement"].browse(agreement)


def _sign(world, row):
    agreement = world.agreements[row["code"]]
    world.door("finance").button("rr.fund.agreement", agreement, "action_sign")


# ------------------------------------------------------------------------- cash


def _plan_cash(world, row):
    """Two instalments of a designated grant."""
    amount = sum(world.money(line[-1]) for line in row["lines"])
    half = round(amount / 2, 2)
    middle = row["start"] + (row["end"] - row["start"]) / 2
    instalments = ((row["start"], half), (middle, amount - half))
    for number, (day, part) in enumerate(instalments, start=1):
        world.on(day, _receive, world, row["code"], number, part, hour=12)


def _receive(world, code, number, amount):
    agreement = world.as_user("finance", world.agreements[code])
    with world.without_door("rr.fund.agreement._receive"):
        # sudo: rows of the ledger are written by no role's own right
        agreement.sudo()._receive(
            amount, world.day, f"demo:{code}:cash:{number}",
            document=f"Bank statement {number}/{world.day.year}",
        )
