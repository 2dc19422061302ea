# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Where the money comes from: rates, sources, agreements signed, cash received."""

import json
from datetime import date

from odoo.addons.rr_grants.tools.clock import on_date
from odoo.fields import Command
from odoo.tools.misc import file_open


def build(world):
    with file_open("rr_demo/data/agreements.json") as source:
        plan = json.load(source)
    _rates(world, plan["rates"])
    world.sources = _sources(world, plan["sources"])
    world.agreements = {}
    for row in plan["agreements"]:
        if date.fromisoformat(row["start"]) <= world.today:
            world.agreements[row["code"]] = _agreement(world, row)


def _rates(world, rates):
    """Units of a currency for one EUR, and the day's own rate: none is stale."""
    for code, table in rates.items():
        currency = world.env.ref(f"base.{code}")
        currency.active = True
        days = {date.fromisoformat(day): rate for day, rate in table.items()}
        past = {day: rate for day, rate in days.items() if day <= world.today}
        past[world.today] = list(past.values())[-1]
        world.env["res.currency.rate"].create(
            [
                {"currency_id": currency.id, "name": day, "rate": rate}
                for day, rate in past.items()
            ]
        )


def _sources(world, rows):
    sources = world.env["rr.fund.source"].create(
        [
            {
                "code": row["code"],
                "name": row["name"],
                "kind": row["kind"],
                "channel": row["channel"],
                "partner_id": world.organisations[row["partner"]].id,
            }
            for row in rows
        ]
    )
    return {source.code: source for source in sources}


def _agreement(world, row):
    """One agreement: lines, signature, and cash by half-years where cash comes."""
    lines = [
        (code, name, cost, economic, world.money(amount))
        for code, name, cost, economic, amount in row["lines"]
    ]
    implementer = row.get("implementer")
    agreement = world.env["rr.fund.agreement"].create(
        {
            "code": row["code"],
            "name": row["name"],
            "source_id": world.sources[row["source"]].id,
            "implementer_id": world.organisations[implementer].id
            if implementer
            else False,
            "currency_id": world.env.ref(f"base.{row['currency']}").id,
            "amount": sum(amount for *_words, amount in lines),
            "date_start": row["start"],
            "date_end": row["end"],
            "attribution": row["attribution"],
            "report_months": row["report_months"],
            "line_ids": [
                Command.create(
                    {
                        "code": code,
                        "name": name,
                        "cost_category": cost,
                        "economic_category": economic,
                        "amount_original": amount,
                    }
                )
                for code, name, cost, economic, amount in lines
            ],
        }
    )
    on_date(
        world.as_user("finance", agreement), agreement.date_start
    ).action_sign()
    if agreement.channel == "designated":
        _receive(world, agreement)
    return agreement


def _receive(world, agreement):
    """Two instalments of a designated grant, as far as their day has come."""
    half = round(agreement.amount / 2, 2)
    middle = agreement.date_start + (agreement.date_end - agreement.date_start) / 2
    for number, (day, amount) in enumerate(
        ((agreement.date_start, half), (middle, agreement.amount - half)), start=1
    ):
        if day <= world.today:
            world.as_user("finance", agreement).sudo()._receive(
                amount, day, f"demo:{agreement.code}:cash:{number}",
                document=f"Bank statement {number}/{day.year}",
            )
