"""Writing into the ledger with eight writers at once. Runs in Odoo's shell, on a copy
of its own: what is booked is committed.

Against: eight connections that insert and commit the same rows into a table of the
same shape, with nothing of a ledger about it; for the balances of a line, one sum.
"""

import itertools
import statistics
import threading
import time

import psycopg2
from measure import TIMES, medians, row
from odoo import api
from odoo.modules.registry import Registry

WRITERS = 8
ENTRIES = 25  # of each writer
TRIES = 200
NUMBERS = itertools.count()  # of the entries, each with a key of its own


def _together(work):
    """Seconds that the writers need side by side; errors of theirs are raised."""
    errors = []

    def guarded(number):
        try:
            work(number)
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=guarded, args=[n]) for n in range(WRITERS)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    return time.perf_counter() - began


def _writer(registry, lines, retries):
    """A writer that books and commits entry after entry, again after a collision."""

    def work(number):
        for _entry in range(ENTRIES):
            key = f"bench:{next(NUMBERS)}"
            for _try in range(TRIES):
                with registry.cursor() as cr:
                    ledger = api.Environment(cr, api.SUPERUSER_ID, {})["rr.fund.entry"]
                    try:
                        ledger._post(
                            [{"kind": "reserve", "line_id": lines[number % len(lines)],
                              "amount": 0.01, "key": key, "is_opening": True}]
                        )
                        cr.commit()
                        break
                    except psycopg2.OperationalError:
                        cr.rollback()
                        retries.append(number)
            else:
                raise RuntimeError("an entry found no turn")

    return work


def _plain(registry, sample):
    columns = ", ".join(sample)
    marks = ", ".join(["%s"] * len(sample))

    def work(number):
        with registry.cursor() as cr:
            for _entry in range(ENTRIES):
                cr.execute(
                    f"INSERT INTO rr_bench_plain ({columns}) VALUES ({marks})",
                    [*sample.values()],
                )
                cr.commit()

    return work


def _balances(env):
    """The balances of the line with most rows, as each posting on it reads them."""
    ledger = env["rr.fund.entry"]
    env.cr.execute(
        "SELECT line_id, count(*) FROM rr_fund_entry WHERE line_id IS NOT NULL"
        " GROUP BY line_id ORDER BY 2 DESC LIMIT 1"
    )
    line, rows = env.cr.fetchone()
    ours, plain = medians(
        lambda: ledger._balances(lines=[line]),
        lambda: env.cr.execute(
            "SELECT sum(sign * amount) FROM rr_fund_entry WHERE line_id = %s", [line]
        ),
    )
    return row("balances of the longest line", ours, "one SUM over its rows", plain, rows)


def run(env, scale):
    """:return: rows of the benchmark, milliseconds for one entry or one reading"""
    balances = _balances(env)
    env.cr.execute("CREATE TABLE rr_bench_plain (LIKE rr_fund_entry)")
    env.cr.execute("SELECT * FROM rr_fund_entry WHERE line_id IS NOT NULL LIMIT 1")
    names = [column.name for column in env.cr.description]
    sample = dict(zip(names, env.cr.fetchone(), strict=True))
    lines = env["rr.budget.line"].search([]).sorted("available", reverse=True).ids
    before = env["rr.fund.entry"].search_count([])
    env.cr.commit()
    registry = Registry(env.cr.dbname)
    spans, retries = {"own": [], "one": [], "plain": []}, {"own": [], "one": []}
    for _turn in range(TIMES):
        spans["own"].append(
            _together(_writer(registry, lines[:WRITERS], retries["own"]))
        )
        spans["one"].append(_together(_writer(registry, lines[:1], retries["one"])))
        spans["plain"].append(_together(_plain(registry, sample)))
    own, one, plain = (
        1000 * statistics.median(taken) / (WRITERS * ENTRIES)
        for taken in spans.values()
    )
    env.cr.rollback()
    env.invalidate_all()
    booked = env["rr.fund.entry"].search_count([]) - before
    assert booked == 2 * TIMES * WRITERS * ENTRIES, f"{booked} entries were booked"
    assert not env["rr.fund.entry"]._verify(), "the ledger does not verify"
    print("ledger: collisions retried", {k: len(v) for k, v in retries.items()})
    against = "8 writers' plain INSERT and COMMIT"
    return [
        row("ledger entry, 8 writers on 8 lines", own, against, plain, before),
        row("ledger entry, 8 writers on one line", one, against, plain, before),
        balances,
    ]
