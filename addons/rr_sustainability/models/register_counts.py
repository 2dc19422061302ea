# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the planner may learn of the register: counts and averages, no rows.

Each query returns (district, municipality code, number) and nothing else.
``from`` and ``to`` are the first and last day of the period.
"""

from odoo.tools import SQL

#: an average over fewer cases could be one person's money
LEAST_CASES = 5

_GRANT = """
    SELECT m.district, m.code, count(DISTINCT {who})
      FROM rr_grant g JOIN rr_municipality m ON m.id = g.municipality_id
     WHERE g.kind = {kind} AND {category}
       AND g.agreed_on BETWEEN %(from)s AND %(to)s
     GROUP BY m.district, m.code"""
_SERVICE = """
    SELECT m.district, m.code, count(DISTINCT s.beneficiary_id)
      FROM rr_service s JOIN rr_municipality m ON m.id = s.municipality_id
     WHERE {kind} AND s.state IN ('started', 'done')
       AND s.date_planned BETWEEN %(from)s AND %(to)s
     GROUP BY m.district, m.code"""

DRIVERS = {
    "individual_grants": {
        "label": "Persons with an individual grant, rent apart",
        "sql": _GRANT.format(
            who="g.beneficiary_id",
            kind="'individual'",
            category="g.category NOT IN ('rent', 'stipend')",
        ),
    },
    "stipends": {
        "label": "Persons with a training stipend",
        "sql": _GRANT.format(
            who="g.beneficiary_id", kind="'individual'", category="g.category = 'stipend'"
        ),
    },
    "rent_households": {
        "label": "Households with a rent grant",
        "sql": _GRANT.format(
            who="g.household_id", kind="'individual'", category="g.category = 'rent'"
        ),
    },
    "community_grants": {
        "label": "Community grants",
        "sql": _GRANT.format(who="g.id", kind="'community'", category="TRUE"),
    },
    "course_places": {
        "label": "Places taken in courses",
        "sql": """
    SELECT m.district, m.code, count(e.id)
      FROM rr_enrolment e
      JOIN rr_course c ON c.id = e.course_id
      JOIN rr_municipality m ON m.id = c.municipality_id
     WHERE c.state <> 'cancelled' AND e.date_from BETWEEN %(from)s AND %(to)s
     GROUP BY m.district, m.code""",
    },
    "psychosocial": {
        "label": "Persons with psychosocial services",
        "sql": _SERVICE.format(kind="s.kind = 'psychosocial'"),
    },
    "school": {
        "label": "Children with school services and recreation",
        "sql": _SERVICE.format(kind="s.kind IN ('school', 'recreation')"),
    },
    "other_services": {
        "label": "Persons with other services",
        "sql": _SERVICE.format(
            kind="s.kind NOT IN ('psychosocial', 'school', 'recreation')"
        ),
    },
    "open_cases": {
        "label": "Persons with an open case",
        "sql": """
    SELECT m.district, m.code, count(DISTINCT c.beneficiary_id)
      FROM rr_case c JOIN rr_municipality m ON m.id = c.municipality_id
     WHERE c.date_open <= %(to)s
       AND (c.date_closed IS NULL OR c.date_closed >= %(from)s)
     GROUP BY m.district, m.code""",
    },
}

# Paid in EUR and the number of cases it was paid for, over the ledger's rows.
_PAID_GRANTS = """
    SELECT COALESCE(sum(e.sign * e.amount_eur), 0), count(DISTINCT e.grant_id)
      FROM rr_fund_entry e JOIN rr_grant g ON g.id = e.grant_id
     WHERE e.effect = 'pay' AND {grants} AND e.date BETWEEN %(from)s AND %(to)s"""

UNIT_COSTS = {
    "individual_grants": {
        "label": "Paid per individual grant, rent apart",
        "sql": _PAID_GRANTS.format(
            grants="g.kind = 'individual' AND g.category NOT IN ('rent', 'stipend')"
        ),
    },
    "stipends": {
        "label": "Paid per training stipend",
        "sql": _PAID_GRANTS.format(
            grants="g.kind = 'individual' AND g.category = 'stipend'"
        ),
    },
    "rent_households": {
        "label": "Paid per rent grant",
        "sql": _PAID_GRANTS.format(
            grants="g.kind = 'individual' AND g.category = 'rent'"
        ),
    },
    "community_grants": {
        "label": "Paid per community grant",
        "sql": _PAID_GRANTS.format(grants="g.kind = 'community'"),
    },
    "course_places": {
        "label": "Paid per place in a course",
        "sql": """
    SELECT COALESCE(sum(e.sign * e.amount_eur), 0),
           (SELECT count(*) FROM rr_enrolment n WHERE n.course_id IN (
                SELECT f2.course_id FROM rr_fund_entry e2
                  JOIN rr_activity_funding f2 ON f2.id = e2.activity_id
                 WHERE e2.effect = 'pay' AND e2.date BETWEEN %(from)s AND %(to)s))
      FROM rr_fund_entry e
      JOIN rr_activity_funding f ON f.id = e.activity_id
     WHERE e.effect = 'pay' AND f.course_id IS NOT NULL
       AND e.date BETWEEN %(from)s AND %(to)s""",
    },
}


def count_by_place(env, driver, first, last):
    """Return {(district, municipality code): number} of a driver in a period.

    Counts cover everybody, whatever the reader may open: no row, name or code of a
    person leaves the query.
    """
    env.flush_all()
    query = SQL(DRIVERS[driver]["sql"], **{"from": first, "to": last})
    return {
        (district, place): number
        for district, place, number in env.execute_query(query)
    }


def unit_cost(env, basis, first, last):
    """Return (EUR per case, cases), or (None, cases) with fewer than LEAST_CASES."""
    env.flush_all()
    query = SQL(UNIT_COSTS[basis]["sql"], **{"from": first, "to": last})
    ((paid, cases),) = env.execute_query(query)
    if cases < LEAST_CASES:
        return None, cases
    return float(paid) / cases, cases


def paid_by_cost_category(env, first, last):
    """Return {cost category: EUR paid} of the ledger in a period."""
    env.flush_all()
    query = SQL(
        """SELECT l.cost_category, sum(e.sign * e.amount_eur)
             FROM rr_fund_entry e JOIN rr_budget_line l ON l.id = e.line_id
            WHERE e.effect = 'pay' AND e.date BETWEEN %s AND %s
            GROUP BY l.cost_category""",
        first,
        last,
    )
    return {category: float(paid) for category, paid in env.execute_query(query)}
