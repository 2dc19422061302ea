# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging
import statistics
import time
from unittest.mock import patch

from odoo.tests import TransactionCase, tagged

from ..models.rr_audited_mixin import RrAuditedMixin

_logger = logging.getLogger("odoo.tests.result.cost")

RECORDS = 300
ROUNDS = 7


@tagged("-at_install", "post_install")
class TestCost(TransactionCase):
    """The trail costs little: nobody should want it switched off.

    For comparison: OCA's auditlog makes the same 300 creations 15 times and the
    readings 450 times as slow.
    """

    def _values(self):
        district = self.env["rr.municipality"].search([], limit=1).district
        letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
        codes = [a + b for a in letters for b in letters]
        taken = set(self.env["rr.municipality"].search([]).mapped("code"))
        free = [code for code in codes if code not in taken][:RECORDS]
        return [{"code": c, "name": f"P {c}", "district": district} for c in free]

    def _time(self, work, trail=True):
        """Seconds of one run, undone afterwards."""
        with self.env.cr.savepoint() as savepoint:
            if not trail:
                self.env.cr.execute("ALTER TABLE rr_municipality DISABLE TRIGGER USER")
            self.env.flush_all()
            with patch.object(
                RrAuditedMixin,
                "_rr_audit_act",
                RrAuditedMixin._rr_audit_act if trail else lambda self: None,
            ):
                begin = time.perf_counter()
                work()
                self.env.flush_all()
                span = time.perf_counter() - begin
            savepoint.rollback()
        self.env.invalidate_all()
        return span

    def test_slowdown_of_creating_and_reading_300_records(self):
        Place = self.env["rr.municipality"]
        values = self._values()
        places = Place.search([])
        self.assertEqual(len(values), RECORDS)

        def one_by_one():
            for vals in values:
                Place.create(vals)

        def batch():
            Place.create(values)

        def read():
            for _time in range(8):
                self.env.invalidate_all()
                places.read(["code", "name", "district"])

        def log_reads():
            self.env["rr.audit.entry"]._log("read", "rr.probe", list(range(RECORDS)))

        works = {"create one by one": one_by_one, "create in a batch": batch}
        works["read"] = read
        # By turns: what slows one down meanwhile slows the other down too.
        spans = {(name, trail): [] for name in works for trail in (True, False)}
        for _round in range(ROUNDS):
            for name, trail in spans:
                spans[name, trail].append(self._time(works[name], trail))
        medians = {key: statistics.median(values) for key, values in spans.items()}
        with_trail = {name: medians[name, True] for name in works}
        without = {name: medians[name, False] for name in works}
        log_cost = statistics.median(self._time(log_reads) for _ in range(ROUNDS))
        for name, span in with_trail.items():
            _logger.info(
                "%s records, %s: %.0f ms with the trail, %.0f ms without, x%.2f",
                RECORDS,
                name,
                span * 1000,
                without[name] * 1000,
                span / without[name],
            )
        _logger.info(
            "%s entries of reading an identity: %.1f ms", RECORDS, log_cost * 1000
        )
        self.assertLess(with_trail["create one by one"] / without["create one by one"], 4)
        self.assertLess(with_trail["create in a batch"] / without["create in a batch"], 6)
        self.assertLess(with_trail["read"] / without["read"], 1.5)
        self.assertLess(log_cost, 0.3)
