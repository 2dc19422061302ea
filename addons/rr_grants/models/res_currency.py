# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from decimal import Decimal

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

#: days after which a rate is called stale (weekend and a holiday)
STALE_DAYS = 5


class ResCurrency(models.Model):
    _inherit = "res.currency"

    def _rr_rate(self, date):
        """Return the reference rate that holds on a date.

        :param date: the day of the ledger entry.
        :return: ``(units of this currency for one EUR, day of the rate)``; EUR
            itself gives ``(Decimal(1), None)``.
        :raises UserError: no rate is known on or before the day. Odoo would use 1.
        """
        self.ensure_one()
        euro = self.env.ref("base.EUR")
        if self == euro:
            return Decimal(1), None
        rate, rate_date = self._rr_last_rate(date)
        if not rate:
            raise UserError(
                self.env._(
                    "No exchange rate for %(currency)s on or before %(date)s.",
                    currency=self.name,
                    date=date,
                )
            )
        euro_rate, _date = euro._rr_last_rate(date)
        return rate / (euro_rate or Decimal(1)), rate_date

    def _rr_last_rate(self, date):
        """Return ``(rate, day)`` of Odoo's rate table, ``(None, None)`` if empty."""
        rates = self.env["res.currency.rate"]
        rates.flush_model(["name", "rate", "currency_id", "company_id"])
        rows = self.env.execute_query(
            SQL(
                """SELECT rate::text, name FROM res_currency_rate
                WHERE currency_id = %s AND name <= %s
                  AND (company_id IS NULL OR company_id = %s)
                ORDER BY name DESC, company_id LIMIT 1""",
                self.id,
                date,
                self.env.company.root_id.id,
            )
        )
        return (Decimal(rows[0][0]), rows[0][1]) if rows else (None, None)

    def _rr_stale_warning(self, date):
        """Return a sentence when the rate for a date is old or absent, else False."""
        self.ensure_one()
        if self == self.env.ref("base.EUR"):
            return False
        _rate, rate_date = self._rr_last_rate(date)
        if not rate_date:
            return self.env._("No exchange rate for %(currency)s.", currency=self.name)
        age = (fields.Date.to_date(date) - rate_date).days
        if age > STALE_DAYS:
            return self.env._(
                "The exchange rate for %(currency)s is %(days)s days old (%(date)s).",
                currency=self.name,
                days=age,
                date=rate_date,
            )
        return False
