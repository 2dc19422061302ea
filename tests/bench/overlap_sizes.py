"""The overlap check at two sizes of the register, in turns, and its query plan.

Runs in Odoo's shell (``test_overlap_sizes``). Rows are made in the transaction of
``env``; who calls it rolls back.
"""

import random
import statistics
import time
from datetime import date

from odoo.tools import SQL
from overlap import one_check

PERSONS_PER_HOUSEHOLD = 3
#: records of support per person, as a programme of a few years has
RECORDS_PER_PERSON = 6
#: medians taken per size; the least one counts
ROUNDS = 12


def fill(env, records):
    """Add support records (and persons for them) up to a number; return persons."""
    persons = max(30, records // RECORDS_PER_PERSON)
    municipality = env["rr.municipality"].search([], limit=1).id
    env.flush_all()
    cr = env.cr
    cr.execute(
        SQL(
            """INSERT INTO rr_household (code, municipality_id)
            SELECT 'B' || %(size)s || '-' || n, %(place)s
            FROM generate_series(1, %(count)s) n RETURNING id""",
            size=records,
            place=municipality,
            count=persons // PERSONS_PER_HOUSEHOLD,
        )
    )
    households = [row[0] for row in cr.fetchall()]
    cr.execute(
        SQL(
            """INSERT INTO rr_beneficiary (code, active, sex, language,
                municipality_id, household_id, kind, entry_date, work_status)
            SELECT 'B' || %(size)s || '-' || n, TRUE, 'f', 'sq', %(place)s,
                (%(households)s)[1 + n %% %(count)s], 'direct', CURRENT_DATE, 'unknown'
            FROM generate_series(1, %(persons)s) n RETURNING id""",
            size=records,
            place=municipality,
            households=households,
            count=len(households),
            persons=persons,
        )
    )
    ids = [row[0] for row in cr.fetchall()]
    cr.execute(
        SQL(
            """INSERT INTO rr_support_record (beneficiary_id, household_id, category,
                date_from, date_to, currency_id, amount, payer_kind, status, origin)
            SELECT b.id, b.household_id,
                (ARRAY['rent','equipment','food','medical'])[1 + n %% 4],
                d.day, (d.day + interval '1 month' * (1 + n %% 3))::date - 1,
                %(eur)s, 100 + n %% 400, 'municipality',
                (ARRAY['asked','approved','paid'])[1 + n %% 3], 'declaration'
            FROM generate_series(1, %(records)s) n
            JOIN rr_beneficiary b ON b.id = (%(ids)s)[1 + n %% %(persons)s]
            CROSS JOIN LATERAL (
                SELECT (DATE '2022-01-01' + (n * 37 %% 1500))::date AS day) d""",
            eur=env.ref("base.EUR").id,
            records=records,
            ids=ids,
            persons=len(ids),
        )
    )
    cr.execute("ANALYZE rr_support_record")
    cr.execute("ANALYZE rr_beneficiary")
    env.invalidate_all()
    return ids


def measure(env, ids, samples):
    """Return the median seconds of one check, and how many found something."""
    rng = random.Random(5)
    times, hits = [], 0
    persons = env["rr.beneficiary"].browse(rng.sample(ids, min(samples, len(ids))))
    persons.fetch(["household_id"])
    persons.household_id.member_ids.fetch(["household_id"])
    for number in range(samples):
        person = persons[number % len(persons)]
        start = date(rng.randint(2022, 2025), rng.randint(1, 12), 1)
        begun = time.perf_counter()
        findings = one_check(env, person, start)
        times.append(time.perf_counter() - begun)
        hits += any(finding.verdict != "none" for finding in findings)
    return statistics.median(times), hits


def plan(env, ids):
    """Return PostgreSQL's plan of the check's one statement, as lines."""
    person = env["rr.beneficiary"].browse(ids[0])
    query = env["rr.support.record"]._support_query(
        person.household_id.member_ids.ids,
        person.household_id.id,
        date(2023, 1, 1),
        date(2023, 6, 30),
        -1,
        "0" * 64,
    )
    rows = env.execute_query(SQL("EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) %s", query))
    return [row[0] for row in rows]


def shadow(env, is_on):
    """Let a temporary table of the same name hide the register, or not.

    The sizes are then measured in turns, at the same moments: what else the machine
    does falls on both alike.
    """
    old, new = ("rr_bench_support", "rr_support_record")
    if not is_on:
        old, new = new, old
    env.cr.execute(
        SQL(
            "ALTER TABLE pg_temp.%s RENAME TO %s",
            SQL.identifier(old),
            SQL.identifier(new),
        )
    )


def run(env, sizes=(1000, 100000), samples=40):
    """Measure the check at two numbers of records, in turns.

    :return: dict with ``sizes`` (records, median_ms, hits), ``ratio`` of the last to
        the first median, and ``plan`` at the last size.
    """
    small, large = sizes
    few = fill(env, small)
    env.cr.execute(
        "CREATE TEMP TABLE rr_bench_support (LIKE rr_support_record INCLUDING ALL)"
    )
    env.cr.execute("INSERT INTO rr_bench_support SELECT * FROM rr_support_record")
    env.cr.execute("ANALYZE rr_bench_support")
    many = few + fill(env, large - small)
    rounds = {small: [], large: []}
    for _round in range(ROUNDS):
        shadow(env, True)
        measure(env, few, 10)  # warm
        rounds[small].append(measure(env, few, samples))
        shadow(env, False)
        measure(env, many, 10)
        rounds[large].append(measure(env, many, samples))
    found = []
    for size in sizes:
        median, hits = min(rounds[size])
        found.append({"records": size, "median_ms": 1000 * median, "hits": hits})
    figures = {
        "sizes": found,
        "ratio": found[1]["median_ms"] / found[0]["median_ms"],
        "plan": plan(env, many),
    }
    env.cr.execute("DROP TABLE pg_temp.rr_bench_support")
    return figures
