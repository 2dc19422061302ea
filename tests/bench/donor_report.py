#!/usr/bin/env python3
"""How long a donor report takes at a hundred times the programme.

Copies the demonstration database, multiplies its rows by SQL, and measures in one
Odoo process: the facts of one report (one statement per measure), the same statements
run straight in PostgreSQL, the whole report with its four files, and beside them a
count made in Odoo's own way (search, read, loop).

Usage: .rr/venv/bin/python tests/bench/donor_report.py [TIMES] (default 99)
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))

from rrcli import odoo, postgres  # noqa: E402

DATABASE = "rr_bench_report"
#: Table → columns that point to multiplied rows; texts that must stay unique.
TABLES = {
    "rr_household": ((), ("code",)),
    "rr_beneficiary": (("household_id",), ("code",)),
    "rr_course": ((), ("code",)),
    "rr_course_session": (("course_id", "makeup_of_id"), ("sheet_code",)),
    "rr_enrolment": (("course_id", "beneficiary_id"), ()),
    "rr_attendance": (("course_id", "session_id", "enrolment_id"), ()),
    "rr_grant": (("beneficiary_id", "household_id"), ("name",)),
    "rr_activity_funding": (("course_id",), ()),
    "rr_fund_entry": (("grant_id", "activity_id", "reversed_id"), ("key",)),
    "rr_support_record": (("beneficiary_id", "household_id", "grant_id"), ()),
    "rr_outcome_followup": (("beneficiary_id",), ("anchor_ref",)),
}
OFFSET = 1_000_000

MEASURE = """
import json, time
from odoo.addons.rr_donor_reports import measures
from odoo.addons.rr_donor_reports.renderers import (
    canonical, iati, pdf, sheets, xlsx,
)

def timed(call, times=3):
    best = None
    for _ in range(times):
        env.invalidate_all()
        began = time.perf_counter()
        call()
        spent = time.perf_counter() - began
        best = spent if best is None else min(best, spent)
    return best

counts = {}
for table in ("rr_beneficiary", "rr_attendance", "rr_fund_entry", "rr_grant"):
    env.cr.execute(f"SELECT count(*) FROM {table}")
    counts[table] = env.cr.fetchone()[0]
issued = env["rr.donor.report"].search(
    [("agreement_id", "!=", False), ("state", "=", "issued")], limit=1
)
report = issued
statements = []
cursor = env.cr
class Recorder:
    def __init__(self, inner): self.inner = inner
    def execute(self, query, params=None, **kw):
        if isinstance(query, str) and isinstance(params, dict) and "as_of" in params:
            statements.append((query, params))
        return self.inner.execute(query, params, **kw)
    def __getattr__(self, name): return getattr(self.inner, name)
inner_rows, inner_persons, inner_value = measures.rows, measures.persons, measures.value
measures.rows = lambda c, *a, **k: inner_rows(Recorder(c), *a, **k)
measures.persons = lambda c, *a, **k: inner_persons(Recorder(c), *a, **k)
measures.value = lambda c, *a, **k: inner_value(Recorder(c), *a, **k)
report._make_snapshot()
measures.rows, measures.persons, measures.value = inner_rows, inner_persons, inner_value
recorded = list(statements)

def straight():
    raw = env.cr._cnx.cursor()
    for query, params in recorded:
        raw.execute(query, params)
        raw.fetchall()
    raw.close()

def whole():
    snapshot = report._make_snapshot()
    words = report._words("en_US")
    document = sheets.build(snapshot, words, (), "approved")
    return [xlsx.render(document), pdf.render(document, words), iati.render(snapshot),
            canonical.to_bytes(snapshot)]

def by_hand():
    # Odoo's own way for one of the measures: persons with a paid individual grant.
    people = set()
    for person in env["rr.beneficiary"].search(
        [("kind", "=", "direct"), ("entry_date", "<=", report.date_to)]
    ):
        grants = env["rr.grant"].search(
            [("beneficiary_id", "=", person.id), ("kind", "=", "individual")]
        )
        for grant in grants:
            entries = env["rr.fund.entry"].search(
                [("grant_id", "=", grant.id), ("effect", "=", "pay"),
                 ("date", "<=", report.date_to)]
            )
            if sum(e.sign * e.amount for e in entries) > 0:
                people.add(person.id)
    return len(people)

figures = {
    "rows": counts,
    "statements": len(recorded),
    "facts in PostgreSQL, s": timed(straight),
    "facts of the report, s": timed(report._make_snapshot),
    "whole report with four files, s": timed(whole, 1),
    "one measure by its statement, s": timed(
        lambda: measures.persons(env.cr, "supported_by_grants", as_of=report.date_to,
                                 start=report.date_from, agreement=None)),
    "the same in Odoo's own way, s": timed(by_hand, 1),
}
figures["ratio of facts"] = (
    figures["facts of the report, s"] / figures["facts in PostgreSQL, s"]
)
print("figures: " + json.dumps(figures))
slow = []
for query, params in recorded:
    raw = env.cr._cnx.cursor()
    began = time.perf_counter(); raw.execute(query, params); raw.fetchall(); raw.close()
    slow.append((round(time.perf_counter() - began, 3), query[:110].replace(chr(10), " ")))
for item in sorted(slow, reverse=True)[:6]:
    print("slowest:", *item)
"""


def multiply(cluster, times):
    """Copy the rows of every table, with new ids and new texts."""
    for table, (links, texts) in TABLES.items():
        columns = cluster.sql(
            "SELECT column_name FROM information_schema.columns WHERE table_name = "
            f"'{table}' AND table_schema = 'public' ORDER BY ordinal_position",
            DATABASE,
        ).split()
        moved = {"id": f"id + k * {OFFSET}"}
        moved.update({name: f"{name} + k * {OFFSET}" for name in links})
        moved.update({name: f"{name} || '~' || k" for name in texts})
        values = ", ".join(moved.get(name, f'"{name}"') for name in columns)
        names = ", ".join(f'"{name}"' for name in columns)
        cluster.sql(
            f"ALTER TABLE {table} DISABLE TRIGGER ALL; "
            f"INSERT INTO {table} ({names}) SELECT {values} FROM {table}, "
            f"generate_series(1, {times}) k; ANALYZE {table};",
            DATABASE,
        )


def main():
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 99
    with postgres.running() as cluster:
        cluster.drop(DATABASE)
        cluster.copy(odoo.DEMO_DATABASE, DATABASE)
        try:
            multiply(cluster, times)
            done = subprocess.run(
                odoo.command(cluster, DATABASE, "--no-http", sub="shell"),
                input=MEASURE, text=True, capture_output=True, env=odoo.environment(),
            )
        finally:
            cluster.drop(DATABASE)
    lines = [
        line
        for line in done.stdout.splitlines()
        if line.startswith(("figures: ", "slowest:"))
    ]
    print("\n".join(lines) or done.stdout[-2000:] + done.stderr[-3000:])
    return 0 if lines else 1


if __name__ == "__main__":
    sys.exit(main())
