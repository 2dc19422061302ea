# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class RrHoliday(models.Model):
    """Official holidays: days on which a series makes no session.

    Source of the shipped days: Law 03/L-064 on Official Holidays in the
    Republic of Kosovo. Easter follows both calendars; the two Bajram days
    follow the moon and are announced each year, so they are editable data.
    """

    _name = "rr.holiday"
    _inherit = ["rr.audited.mixin"]
    _description = "Official holiday"
    _order = "date"

    name = fields.Char(required=True, translate=True)
    date = fields.Date(required=True)
    is_expected = fields.Boolean(
        string="Date expected",
        help="The day depends on the moon and is still to be announced.",
    )

    _date_unique = models.UniqueIndex("(date)", "This day is a holiday already.")

    @api.model
    def _between(self, date_from, date_to):
        """Return ``{day: name}`` of the holidays in the period, both ends in."""
        domain = [("date", ">=", date_from), ("date", "<=", date_to)]
        return {day.date: day.name for day in self.search(domain)}
