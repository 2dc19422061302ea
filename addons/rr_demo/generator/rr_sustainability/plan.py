# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The budget transition: a frozen baseline from the register, six scenarios on it."""

from datetime import date

# code: (name, unit, persons?, quantity, EUR, priority, economic category,
#        cost category, driver, cost basis, kind); quantity and EUR hold where the
#        register has too little to count from.
LINES = {
    "rent": ("Temporary accommodation", "households", True, 14, 2100, 1,
             "subsidies_transfers", "rent", "rent_households", "rent_households",
             "baseline"),
    "grants": ("Individual grants", "persons", True, 28, 2600, 2,
               "subsidies_transfers", "individual_grants", "individual_grants",
               "individual_grants", "baseline"),
    "psychosocial": ("Psychosocial services", "persons", True, 46, 980, 2,
                     "goods_services", "services", "psychosocial", "typed",
                     "baseline"),
    "training": ("Vocational training", "places", True, 48, 820, 3,
                 "goods_services", "training", "course_places", "course_places",
                 "baseline"),
    "school": ("School and recreation of children", "children", True, 40, 460, 3,
               "goods_services", "services", "school", "typed", "baseline"),
    "community": ("Community grants", "grants", False, 6, 8200, 4,
                  "subsidies_transfers", "community_grants", "community_grants",
                  "community_grants", "baseline"),
    "staff": ("Case officers paid by donors", "posts", False, 2, 9600, 1,
              "wages", "staff", "typed", "typed", "baseline"),
    "monitoring": ("Monitoring visits", "rounds", False, 4, 1950, 5,
                   "goods_services", "monitoring", "typed", "typed", "baseline"),
    "aftercare": ("After-care and mentoring", "persons", True, 30, 420, 4,
                  "goods_services", False, "typed", "typed", "new"),
}
# Names of the lines in the other languages, where these are installed.
NAMES = {
    "sq_AL": {
        "rent": "Akomodim i përkohshëm", "grants": "Grante individuale",
        "psychosocial": "Shërbime psikosociale", "training": "Trajnim profesional",
        "school": "Shkolla dhe rekreacioni i fëmijëve", "community": "Grante komunitare",
        "staff": "Zyrtarë të rasteve të paguar nga donatorët",
        "monitoring": "Vizita monitoruese", "aftercare": "Përkujdesje dhe mentorim",
    },
    "sr@latin": {
        "rent": "Privremeni smeštaj", "grants": "Pojedinačni grantovi",
        "psychosocial": "Psihosocijalne usluge", "training": "Stručna obuka",
        "school": "Škola i rekreacija dece", "community": "Grantovi zajednici",
        "staff": "Službenici koje plaćaju donatori", "monitoring": "Posete praćenja",
        "aftercare": "Naknadna nega i mentorstvo",
    },
}
BASELINE = {"sq_AL": "Baza", "sr@latin": "Osnova"}
# Planned numbers against last year's count: those who wait are counted in.
GROWTH_OF_NUMBERS = {"grants": 1.4, "training": 1.5, "psychosocial": 2, "school": 2,
                     "rent": 1.6}
PRICE_GROWTH = 0.025
STATUS_QUO_MOST = 0.45  # of rent: the ministry asks for what it has
# code: (source, name, currency, amount, first and last day after the base year,
#        lines, status, probability)
HOPES = {
    "GCERF-2": ("GCERF", "Community reintegration, second phase", "USD", 165000,
                (1, 1, 1), (2, 12, 31), ("grants", "training", "psychosocial"),
                "pledged", 0.75),
    "NL-2": ("NL", "Women and children, extension", "EUR", 36000, (1, 1, 1),
             (1, 12, 31), ("psychosocial", "school"), "pledged", 0.8),
    "EU-2": ("EU", "Reintegration support, next programme", "EUR", 240000,
             (2, 1, 1), (3, 12, 31), (), "pipeline", 0.4),
    "GJ-1": ("GJ", "Municipality of Gjilan: recreation of children", "EUR", 6000,
             (0, 1, 1), (2, 12, 31), ("school",), "appropriated", 1.0),
}
# What of a hope is agreed for which year after the base year, as shares of it.
TRANCHES = {"GCERF-2": {1: 0.5, 2: 0.5}, "GJ-1": {0: 0.25, 1: 0.375, 2: 0.375}}
YEARS = 4
# After everything that the baseline counts.
HOUR = 20
# category: EUR a year from the year after the base year on
CEILINGS = {"subsidies_transfers": 95000, "goods_services": 70000, "wages": 12000}


def plan(world):
    """The planner makes the baseline from what the register knows today."""
    world.on(world.today, _make, world, hour=HOUR)


def _make(world):
    door, year = world.door("planner"), world.today.year
    baseline = door.create(
        "rr.transition.scenario",
        {
            "name": f"Baseline {year}–{year + YEARS - 1}",
            "code": f"baseline-{year}",
            "base_year": year,
            "year_count": YEARS,
        },
    )
    world.baseline = world.env["rr.transition.scenario"].browse(baseline)
    _assumptions(world, door, baseline)
    lines = _lines(world, door, baseline)
    door.button("rr.transition.scenario", baseline, "action_load_register")
    _grow(door, lines)
    door.button("rr.transition.scenario", baseline, "action_load_agreements")
    _status_quo(door, year, lines["rent"])
    # The new service begins the year after the base year.
    _write_years(door, lines["aftercare"], "=", year, {"quantity": 0})
    _hopes(world, door, baseline, lines)
    _translate(world, door, baseline, lines)
    door.button("rr.transition.scenario", baseline, "action_freeze")
    door.button("rr.transition.scenario", baseline, "action_ship_scenarios")


def _translate(world, door, baseline, lines):
    """Names in the other languages, as the web client's dialogue writes them."""
    installed = {code for code, _name in world.env["res.lang"].get_installed()}
    [row] = door.read("rr.transition.scenario", baseline, ["name"])
    horizon = row["name"].split(" ", 1)[1]
    for lang in sorted(installed & set(NAMES)):
        door.write("rr.transition.scenario", baseline,
                   {"name": f"{BASELINE[lang]} {horizon}"}, lang=lang)
        for code, line in lines.items():
            door.write("rr.transition.line", line, {"name": NAMES[lang][code]},
                       lang=lang)


def _assumptions(world, door, baseline):
    years = range(world.today.year + 1, world.today.year + YEARS)
    door.create(
        "rr.transition.price",
        [
            {
                "scenario_id": baseline,
                "price_group": "cpi",
                "year": year,
                "growth": PRICE_GROWTH,
                "as_of": world.before(months=1),
                "origin": "Medium-term framework (demo)",
            }
            for year in years
        ],
    )
    door.create(
        "rr.transition.ceiling",
        [
            {
                "scenario_id": baseline,
                "category": category,
                "year": year,
                "amount": world.money(amount),
                "document": "Budget circular (demo)",
            }
            for year in years
            for category, amount in CEILINGS.items()
        ],
    )


def _lines(world, door, baseline):
    """The need lines; code → id."""
    subprogramme = world.env.ref("rr_sustainability.code_subprogramme")
    keys = ("name", "unit", "is_persons", "quantity", "unit_cost", "priority",
            "category", "cost_category", "driver", "cost_basis", "kind")
    rows = []
    for code, values in LINES.items():
        row = dict(zip(keys, values, strict=True), code=code, scenario_id=baseline,
                   subprogramme_id=subprogramme.id)
        row["quantity"] = max(1, round(row["quantity"] * world.full))
        rows.append(row)
    return dict(zip(LINES, door.create("rr.transition.line", rows), strict=True))


def _grow(door, lines):
    for code, factor in GROWTH_OF_NUMBERS.items():
        [row] = door.read("rr.transition.line", lines[code], ["quantity"])
        door.write("rr.transition.line", lines[code],
                   {"quantity": round(row["quantity"] * factor)})


def _write_years(door, line, sign, year, values):
    """Write on the years of a line that compare so with ``year``."""
    found = door.search(
        "rr.transition.line.year", [("line_id", "=", line), ("year", sign, year)]
    )
    door.write("rr.transition.line.year", [row["id"] for row in found], values)


def _status_quo(door, year, rent):
    """After the base year the ministry goes on asking for what it has for rent."""
    has = sum(
        row["amount"]
        for row in door.search(
            "rr.transition.commitment",
            [
                ("line_ids", "in", [rent]),
                ("source_id.type", "=", "state"),
                ("date_start", ">=", date(year, 1, 1)),
                ("date_start", "<=", date(year, 12, 31)),
            ],
            ["amount"],
        )
    )
    [line] = door.read("rr.transition.line", rent, ["quantity", "unit_cost"])
    need = line["quantity"] * line["unit_cost"]
    share = min(STATUS_QUO_MOST, round(has / need, 2)) if need else 0
    _write_years(door, rent, ">", year, {"state_share": share})


def _hopes(world, door, baseline, lines):
    """Money that is not agreed yet, typed by the planner."""
    sources = {
        row["code"]: row["id"]
        for row in door.search(
            "rr.transition.source", [("scenario_id", "=", baseline)], ["code"]
        )
    }
    # What the planner has heard of, though agreements are not the planner's to read.
    known = world.env["rr.fund.source"].search([]).grouped("code")
    year, rows = world.today.year, []
    for code, (source, name, currency, amount, first, last, earmarked, status,
               probability) in HOPES.items():
        if source not in sources:
            sources[source] = door.create(
                "rr.transition.source",
                {
                    "scenario_id": baseline,
                    "code": source,
                    "name": known[source].name if source in known else
                    world.municipalities["GJ"].name,
                    "type": "donor" if source in known else "municipality",
                },
            )
        if currency != "EUR":
            _rates(world, door, baseline, currency)
        rows.append(
            {
                "scenario_id": baseline,
                "code": code,
                "name": name,
                "source_id": sources[source],
                "currency_id": world.env.ref(f"base.{currency}").id,
                "amount": world.money(amount),
                "date_start": date(year + first[0], *first[1:]),
                "date_end": date(year + last[0], *last[1:]),
                "line_ids": [(6, 0, [lines[key] for key in earmarked])],
                "status": status,
                "probability": probability,
                "tranche_ids": [
                    (0, 0, {"year": year + number,
                            "amount": world.money(amount * share)})
                    for number, share in TRANCHES.get(code, {}).items()
                ],
            }
        )
    door.create("rr.transition.commitment", rows)


def _rates(world, door, baseline, currency):
    """Type the rate of the day of a currency that no agreement brought."""
    of_currency = [("scenario_id", "=", baseline), ("currency", "=", currency)]
    if door.search("rr.transition.rate", of_currency, limit=1):
        return
    [latest] = door.search(
        "res.currency.rate",
        [("currency_id.name", "=", currency), ("name", "<=", world.day)],
        ["name", "rate"], order="name desc", limit=1,
    )
    door.create(
        "rr.transition.rate",
        [
            {
                "scenario_id": baseline,
                "currency": currency,
                "year": year,
                "rate": round(1 / latest["rate"], 6),
                "as_of": latest["name"],
                "origin": "reference rate of the day",
            }
            for year in range(world.today.year, world.today.year + YEARS)
        ],
    )
