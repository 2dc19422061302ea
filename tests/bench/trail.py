"""What the trail costs, and what proving it takes. Runs in Odoo's shell.

Against: the same work without the trail; for the comparison of every row with the
trail, and for its seals, one reading of every entry.
"""

from measure import TIMES, medians, row
from odoo.addons.rr_audit import bench
from odoo.addons.rr_audit.tools.replay import replay


def _read(env, column, view):
    env.cr.execute(f"SELECT sum(length({column}::text)) FROM rr_trail.{view}")


def _compare(env, seen):
    rows, _models, problems = replay(env)
    assert not problems, problems[:3]
    seen["rows"] = rows


def _seals(env):
    found = env["rr.audit.seal"]._verify_chain()
    assert not found.problems, found.problems[:3]


def run(env, scale):
    """:return: rows of the benchmark"""
    # What takes minutes at a hundredfold is not done five times.
    times, seen = TIMES if scale <= 1 else 1, {}
    compared, told, sealed, text = medians(
        lambda: _compare(env, seen),
        lambda: _read(env, "changes", "entry_list"),
        lambda: _seals(env),
        lambda: _read(env, "canonical", "entry_text"),
        times=times,
    )
    env.cr.execute("SELECT count(*) FROM rr_trail.entry_list")
    [entries] = env.cr.fetchone()
    return [
        row(f"300 records, {work}", found["with_ms"], "the same without the trail",
            found["without_ms"], bench.RECORDS)
        for work, found in bench.run(env).items()
    ] + [
        row("verify: every row compared with the trail", compared,
            "reading what the trail tells", told, seen["rows"]),
        row("verify: seals over every entry", sealed, "reading the entries' texts", text,
            entries),
    ]
