# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Reference rates of the European Central Bank into Odoo's own rate table.

Format: the bank publishes one ``Cube`` with a ``time`` and, in it, one ``Cube`` per
currency with ``currency`` and ``rate`` (units of the currency for one euro).
"""

import logging
from datetime import timedelta
from decimal import Decimal, InvalidOperation

import requests
from lxml import etree
from odoo import api, fields, models
from odoo.exceptions import UserError
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

_logger = logging.getLogger(__name__)

PARAMETER = "rr_grants.reference_rates_url"
#: seconds, for the connection and for each read
TIMEOUT = 15
MAX_BYTES = 1_000_000
NAMESPACE = "{http://www.ecb.int/vocabulary/2002-08-01/eurofxref}"
#: a daily rate that moves further than this from the last one is not believed
MAX_CHANGE = Decimal("0.5")
#: a feed older than this is stale: weekend, holidays at Easter and the year's end
MAX_AGE = timedelta(days=7)


def parse_feed(content):
    """Read a feed.

    :param content: bytes of the XML.
    :return: ``(date, {currency code: Decimal})``.
    :raises ValueError: the feed is malformed; the message says how.
    """
    try:
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
        )
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise ValueError("no readable XML") from error
    days = [cube for cube in root.iter(f"{NAMESPACE}Cube") if cube.get("time")]
    if len(days) != 1:
        raise ValueError(f"one day expected, found {len(days)}")
    try:
        day = fields.Date.to_date(days[0].get("time"))
    except ValueError as error:
        raise ValueError(f"no date: {days[0].get('time')}") from error
    rates = {}
    for cube in days[0].iter(f"{NAMESPACE}Cube"):
        code, text = cube.get("currency"), cube.get("rate")
        if code is None:
            continue
        if len(code) != 3 or not code.isalpha() or code in rates:
            raise ValueError(f"no currency, or twice: {code}")
        try:
            rate = Decimal(text or "")
        except InvalidOperation as error:
            raise ValueError(f"{code}: no number: {text}") from error
        if not rate.is_finite() or rate <= 0:
            raise ValueError(f"{code}: no rate: {text}")
        rates[code] = rate
    if not rates:
        raise ValueError("no rates")
    return day, rates


class ResCurrencyRate(models.Model):
    _inherit = "res.currency.rate"

    @api.model
    def _fetch_reference_rates(self, url=None):
        """Fetch the feed and write the rates of the active currencies.

        :param url: address of the feed; the system parameter when left out.
        :return: the rates that are new.
        :raises UserError: the feed cannot be reached or is malformed; the rates stay
            as they were.
        """
        # the address is the administrator's, readable by nobody else
        url = url or self.env["ir.config_parameter"].sudo().get_param(PARAMETER)
        if not url:
            raise UserError(self.env._("No address of a feed is set."))
        try:
            day, rates = parse_feed(self._download(url))
        except requests.RequestException as error:
            raise UserError(
                self.env._(
                    "The reference rates cannot be reached: %(error)s",
                    error=type(error).__name__,
                )
            ) from error
        except ValueError as error:
            raise UserError(
                self.env._(
                    "The feed of reference rates is refused: %(error)s", error=error
                )
            ) from error
        today = fields.Date.context_today(self)
        if day > today:
            raise UserError(
                self.env._(
                    "The feed of reference rates is refused: %(day)s is in the future.",
                    day=day,
                )
            )
        if today - day > MAX_AGE:
            _logger.warning("reference rates: the feed is of %s", day)
        return self._store_reference_rates(day, rates)

    @api.model
    def _download(self, url):
        """Read the feed with a timeout and three tries."""
        http = requests.Session()
        retry = Retry(total=3, backoff_factor=0.3, status_forcelist=(500, 502, 503))
        for scheme in ("http://", "https://"):
            http.mount(scheme, HTTPAdapter(max_retries=retry))
        with http.get(url, timeout=TIMEOUT, stream=True) as answer:
            answer.raise_for_status()
            content = answer.raw.read(MAX_BYTES + 1, decode_content=True)
        if len(content) > MAX_BYTES:
            raise ValueError("larger than a feed can be")
        return content

    @api.model
    def _store_reference_rates(self, day, rates):
        euro = self.env.ref("base.EUR")
        company = self.env.company
        if company.currency_id != euro:
            raise UserError(self.env._("The company's currency is not the euro."))
        currencies = self.env["res.currency"].search(
            [("name", "in", list(rates)), ("id", "!=", euro.id)]
        )
        values = []
        for currency in currencies:
            rate = rates[currency.name]
            last, _day = currency._rr_last_rate(day)
            if last and abs(rate - last) > MAX_CHANGE * last:
                raise UserError(
                    self.env._(
                        "The feed of reference rates is refused: %(currency)s went "
                        "from %(last)s to %(rate)s.",
                        currency=currency.name,
                        last=last,
                        rate=rate,
                    )
                )
            values.append((currency, float(rate)))
        known = self.search(
            [
                ("name", "=", day),
                ("currency_id", "in", currencies.ids),
                ("company_id", "in", (False, company.root_id.id)),
            ]
        ).currency_id
        return self.create(
            [
                {"name": day, "currency_id": currency.id, "rate": rate}
                for currency, rate in values
                if currency not in known
            ]
        )

    @api.model
    def _cron_fetch_reference_rates(self):
        """The daily job: a failure is logged, and old rates warn on the agreement."""
        try:
            self._fetch_reference_rates()
        except UserError as error:
            _logger.warning("reference rates: %s", error)
