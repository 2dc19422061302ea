# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import threading
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, HTTPServer

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import TransactionCase, freeze_time, tagged
from odoo.tools import mute_logger

from ..models.res_currency_rate import PARAMETER, parse_feed

FEED = """<?xml version="1.0" encoding="UTF-8"?>
<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01"
 xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">
<gesmes:subject>Reference rates</gesmes:subject>
<Cube><Cube time="%s">%s</Cube></Cube></gesmes:Envelope>"""
RATES = '<Cube currency="USD" rate="1.1617"/><Cube currency="GBP" rate="0.87"/>'


class FeedServer(HTTPServer):
    """A server of the loopback that answers what it is told, and counts."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), FeedHandler)
        self.answers, self.requests = [], 0
        self.thread = threading.Thread(target=self.serve_forever, daemon=True)
        self.thread.start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/daily.xml"

    def stop(self):
        self.shutdown()
        self.server_close()
        self.thread.join()


class FeedHandler(BaseHTTPRequestHandler):
    def do_GET(self):
        server = self.server
        status, body = server.answers[min(server.requests, len(server.answers) - 1)]
        server.requests += 1
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


@tagged("post_install", "-at_install")
@freeze_time("2026-11-20 10:00:00", tick=True)
class TestRates(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.currency.rate"].search([]).unlink()
        cls.usd = cls.env.ref("base.USD")
        cls.env.ref("base.GBP").active = True
        cls.usd.active = True
        cls.today = fields.Date.context_today(cls.usd)

    def setUp(self):
        super().setUp()
        self.server = FeedServer()
        self.addCleanup(self.server.stop)
        self.env["ir.config_parameter"].set_param(PARAMETER, self.server.url)

    def feed(self, day=None, rates=RATES, status=200):
        return status, (FEED % (day or self.today, rates)).encode()

    def fetch(self):
        return self.env["res.currency.rate"]._fetch_reference_rates()

    def test_rates_of_active_currencies_are_written_once(self):
        self.server.answers = [self.feed()]
        self.assertEqual(len(self.fetch()), 2)
        self.assertFalse(self.fetch())
        self.assertEqual(self.usd._rr_rate(self.today), (Decimal("1.1617"), self.today))

    def test_a_failing_server_is_asked_again(self):
        self.server.answers = [
            self.feed(status=503),
            self.feed(status=503),
            self.feed(),
        ]
        self.assertTrue(self.fetch())
        self.assertEqual(self.server.requests, 3)

    def test_a_dead_server_leaves_the_rates_as_they_were(self):
        self.server.answers = [self.feed(status=500)]
        with self.assertRaisesRegex(UserError, "cannot be reached"):
            self.fetch()
        self.assertFalse(self.env["res.currency.rate"].search([]))

    def test_malformed_feeds_are_refused(self):
        bad = {
            "no readable XML": b"<html",
            "one day expected": b"<a/>",
            "no date": (FEED % ("yesterday", RATES)).encode(),
            "no rates": (FEED % (self.today, "")).encode(),
            "no number": self.feed(rates='<Cube currency="USD" rate="a"/>')[1],
            "no rate": self.feed(rates='<Cube currency="USD" rate="-1"/>')[1],
            "no rate: NaN": self.feed(rates='<Cube currency="USD" rate="NaN"/>')[1],
            "twice": self.feed(rates=RATES + '<Cube currency="USD" rate="2"/>')[1],
        }
        for message, content in bad.items():
            with self.subTest(message), self.assertRaisesRegex(ValueError, message):
                parse_feed(content)
        self.server.answers = [(200, bad["no rate"])]
        with self.assertRaisesRegex(UserError, "refused"):
            self.fetch()
        self.assertFalse(self.env["res.currency.rate"].search([]))

    def test_entities_are_not_resolved(self):
        bomb = (
            b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
            + (FEED % (self.today, RATES.replace("USD", "&x;"))).encode()[39:]
        )
        with self.assertRaises(ValueError):
            parse_feed(bomb)

    def test_a_future_day_and_a_wild_jump_are_refused(self):
        self.server.answers = [self.feed(fields.Date.add(self.today, days=1))]
        with self.assertRaisesRegex(UserError, "future"):
            self.fetch()
        self.env["res.currency.rate"].create(
            {
                "currency_id": self.usd.id,
                "name": fields.Date.subtract(self.today, days=1),
                "rate": 0.5,
            }
        )
        self.server.answers = [self.feed()]
        with self.assertRaisesRegex(UserError, "USD"):
            self.fetch()

    def test_a_stale_feed_and_a_failed_job_warn(self):
        self.server.answers = [self.feed(fields.Date.subtract(self.today, days=20))]
        with self.assertLogs("odoo.addons.rr_grants.models.res_currency_rate") as logs:
            self.fetch()
            self.server.answers = [(404, b"")]
            self.env["res.currency.rate"]._cron_fetch_reference_rates()
        self.assertEqual(len(logs.output), 2)
        self.assertIn("20 days", self.usd._rr_stale_warning(self.today))
        self.assertFalse(self.env.ref("base.EUR")._rr_stale_warning(self.today))

    @mute_logger("odoo.addons.rr_grants.models.res_currency_rate")
    def test_without_an_address_nothing_is_asked(self):
        self.env["ir.config_parameter"].set_param(PARAMETER, False)
        with self.assertRaisesRegex(UserError, "address"):
            self.fetch()
