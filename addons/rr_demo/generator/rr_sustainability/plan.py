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
# category: EUR a year from the year after the base year on
CEILINGS = {"subsidies_transfers": 95000, "goods_services": 70000, "wages": 12000}


def build(world):
    model = world.as_user("planner", world.env["rr.transition.scenario"])
    year = world.today.year
    baseline = model.create(
        {
            "name": f"Baseline {year}–{year + 3}",
            "code": f"baseline-{year}",
            "base_year": year,
            "year_count": 4,
        }
    )
    _assumptions(world, baseline)
    lines = _lines(world, baseline)
    baseline.action_load_register()
    for code, factor in GROWTH_OF_NUMBERS.items():
        lines[code].quantity = round(lines[code].quantity * factor)
    baseline.action_load_agreements()
    _status_quo(baseline, lines["rent"])
    _new_line(baseline, lines["aftercare"])
    _hopes(world, baseline, lines)
    _translate(world, baseline, lines)
    baseline.action_freeze()
    baseline.action_ship_scenarios()
    world.baseline = baseline.with_env(world.env)


def _translate(world, baseline, lines):
    installed = {code for code, _name in world.env["res.lang"].get_installed()}
    for lang in installed & set(NAMES):
        horizon = baseline.name.split(" ", 1)[1]
        baseline.with_context(lang=lang).name = f"{BASELINE[lang]} {horizon}"
        for code, line in lines.items():
            line.with_context(lang=lang).name = NAMES[lang][code]


def _assumptions(world, baseline):
    years = baseline._rr_years()
    env = baseline.env
    env["rr.transition.price"].create(
        [
            {
                "scenario_id": baseline.id,
                "price_group": "cpi",
                "year": year,
                "growth": PRICE_GROWTH,
                "as_of": world.before(months=1),
                "origin": "Medium-term framework (demo)",
            }
            for year in years[1:]
        ]
    )
    env["rr.transition.ceiling"].create(
        [
            {
                "scenario_id": baseline.id,
                "category": category,
                "year": year,
                "amount": world.money(amount),
                "document": "Budget circular (demo)",
            }
            for year in years[1:]
            for category, amount in CEILINGS.items()
        ]
    )


def _lines(world, baseline):
    subprogramme = world.env.ref("rr_sustainability.code_subprogramme")
    keys = ("name", "unit", "is_persons", "quantity", "unit_cost", "priority",
            "category", "cost_category", "driver", "cost_basis", "kind")
    rows = []
    for code, values in LINES.items():
        row = dict(zip(keys, values, strict=True), code=code, scenario_id=baseline.id,
                   subprogramme_id=subprogramme.id)
        row["quantity"] = max(1, round(row["quantity"] * world.full))
        rows.append(row)
    created = baseline.env["rr.transition.line"].create(rows)
    return dict(zip(LINES, created, strict=True))


def _status_quo(baseline, rent):
    """After the base year the ministry goes on asking for what it has for rent."""
    base_year = baseline.base_year
    has = sum(
        row.amount
        for row in baseline.commitment_ids
        if row.source_id.type == "state" and rent in row.line_ids
        and row.date_start.year == base_year
    )
    need = rent.quantity * rent.unit_cost
    share = min(STATUS_QUO_MOST, round(has / need, 2)) if need else 0
    rent.year_ids.filtered(lambda row: row.year > base_year).state_share = share


def _new_line(baseline, line):
    """The new service begins the year after the base year."""
    line.year_ids.filtered(lambda row: row.year == baseline.base_year).quantity = 0


def _hopes(world, baseline, lines):
    env, year = baseline.env, baseline.base_year
    sources = {row.code: row for row in baseline.source_ids}
    known = world.env["rr.fund.source"].search([]).grouped("code")
    for code, (source, name, currency, amount, first, last, earmarked, status,
               probability) in HOPES.items():
        if source not in sources:
            sources[source] = env["rr.transition.source"].create(
                {
                    "scenario_id": baseline.id,
                    "code": source,
                    "name": known[source].name if source in known else
                    world.municipalities["GJ"].name,
                    "type": "donor" if source in known else "municipality",
                }
            )
        if currency != "EUR" and currency not in baseline.rate_ids.mapped("currency"):
            baseline._rr_load_rates(world.env.ref(f"base.{currency}"), [])
        env["rr.transition.commitment"].create(
            {
                "scenario_id": baseline.id,
                "code": code,
                "name": name,
                "source_id": sources[source].id,
                "currency_id": world.env.ref(f"base.{currency}").id,
                "amount": world.money(amount),
                "date_start": date(year + first[0], *first[1:]),
                "date_end": date(year + last[0], *last[1:]),
                "line_ids": [(6, 0, [lines[key].id for key in earmarked])],
                "status": status,
                "probability": probability,
                "tranche_ids": [
                    (0, 0, {"year": year + number,
                            "amount": world.money(amount * share)})
                    for number, share in TRANCHES.get(code, {}).items()
                ],
            }
        )
