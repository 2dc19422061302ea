# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.exceptions import AccessError, UserError

from .. import measures
from ..facts.persons import Programme, RecordError


class RrRelease(models.Model):
    """What a release is made of: persons of the register, as anonymous records."""

    _inherit = "rr.release"

    @api.model
    def _programme(self, date, version):
        """The persons of a day, as the engine takes them.

        :raises UserError: a person lacks what every table needs; the code is named
        """
        self.env.flush_all()
        rows = measures.rows(self.env.cr, "disclosure_records", as_of=date)
        # Facts are over everybody, whoever starts the round.
        agreements = self.sudo().env["rr.fund.agreement"].search(
            [("state", "in", ("signed", "closed")), ("date_start", "<=", date)],
            order="date_start, code",
        )
        regions = {
            code: region.name for region in version.region_ids for code in region._codes()
        }
        try:
            return Programme(
                rows,
                [
                    {
                        "id": agreement.id,
                        "code": agreement.code,
                        "attribution": agreement.attribution,
                        "is_donor": agreement.source_id.kind == "donor",
                        "threshold": agreement.report_template_id.threshold,
                    }
                    for agreement in agreements
                ],
                version._bands(),
                regions,
                self._next_label(date),
                version._engine(),
            )
        except RecordError as error:
            raise UserError(
                self.env._("No release can be made: %(reason)s", reason=error)
            ) from error

    @api.model
    def _start(self, date, with_tables=True):
        """Start a round: totals of a day and, half-yearly, the tables.

        :param date: day of the facts
        :param with_tables: False: totals alone
        :return: ``rr.release`` in the state “proposed”
        :raises UserError: it is not time, or the records do not allow it
        """
        version = self.env["rr.disclosure.policy"]._at(date)
        if not version:
            raise UserError(
                self.env._("No publication policy is in force on %(date)s.", date=date)
            )
        if with_tables:
            if not self.env.user._rr_holds_group("rr_base.group_reporter"):
                raise AccessError(
                    self.env._("A release is started by the reporting officer.")
                )
            objection = self._attempt_objection(date)
            if objection:
                raise UserError(objection)
        programme = self._programme(date, version)
        links = self.env["rr.disclosure.link"]
        groups, tables = programme.groups(), programme.tables()
        names = {group.name for group in groups}
        # Names of groups that were ever published; nobody may read who is in them.
        names |= set(self.sudo().env["rr.release.group"].search([]).mapped("name"))
        records = programme.records_of(names)
        fresh = links._number_records(records)
        release = self._propose(
            version, date, records, groups, tables if with_tables else []
        )
        links._keep(fresh)
        return release
