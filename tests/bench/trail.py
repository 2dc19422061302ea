"""What the trail costs, and what proving it takes. Runs in Odoo's shell.

Against: the same work without the trail; for the comparison of every row with the
trail, and for its seals, one reading of every entry. For comparison: OCA's auditlog
makes the same 300 creations 15 times and the readings 450 times as slow.
"""

import statistics
import time
from itertools import product
from string import ascii_uppercase
from unittest.mock import patch

from measure import TIMES, medians, row
from odoo.addons.rr_audit.models.audited_mixin import RrAuditedMixin
from odoo.addons.rr_audit.tools.replay import replay

RECORDS = 300
ROUNDS = 7


def _values(env):
    places = env["rr.municipality"].search([])
    taken = set(places.mapped("code"))
    codes = ("".join(pair) for pair in product(ascii_uppercase, repeat=2))
    free = [code for code in codes if code not in taken][:RECORDS]
    district = places[:1].district
    return [{"code": c, "name": f"P {c}", "district": district} for c in free]


def _time(env, work, trail):
    """Seconds of one run, undone afterwards."""
    with env.cr.savepoint() as savepoint:
        if not trail:
            env.cr.execute("ALTER TABLE rr_municipality DISABLE TRIGGER USER")
        env.flush_all()
        act = RrAuditedMixin._rr_audit_act if trail else lambda self: None
        with patch.object(RrAuditedMixin, "_rr_audit_act", act):
            begin = time.perf_counter()
            work()
            env.flush_all()
            span = time.perf_counter() - begin
        savepoint.rollback()
    env.invalidate_all()
    return span


def _with_and_without(env):
    """{work: (milliseconds with the trail, without)}, medians measured by turns: what
    slows one down slows the other too."""
    model, values = env["rr.municipality"], _values(env)
    places = model.search([])

    def one_by_one():
        for vals in values:
            model.create(vals)

    def read():
        for _time in range(8):
            env.invalidate_all()
            places.read(["code", "name", "district"])

    works = {
        "create one by one": one_by_one,
        "create in a batch": lambda: model.create(values),
        "read": read,
    }
    spans = {(name, trail): [] for name in works for trail in (True, False)}
    for _round in range(ROUNDS):
        for name, trail in spans:
            spans[name, trail].append(_time(env, works[name], trail))
    return {
        name: tuple(1000 * statistics.median(spans[name, trail]) for trail in (True, False))
        for name in works
    }


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
        row(f"300 records, {work}", with_trail, "the same without the trail", without,
            RECORDS)
        for work, (with_trail, without) in _with_and_without(env).items()
    ] + [
        row("verify: every row compared with the trail", compared,
            "reading what the trail tells", told, seen["rows"]),
        row("verify: seals over every entry", sealed, "reading the entries' texts", text,
            entries),
    ]
