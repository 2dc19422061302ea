# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json

from odoo import api, fields, models


class RrDisclosureLink(models.Model):
    """Which anonymous number of the publication register is whose. Nobody reads it; erasure
    deletes a person's row, and the number then belongs to nobody."""

    _name = "rr.disclosure.link"
    _inherit = ["rr.audited.mixin"]
    _description = "Link to the publication register"
    # The trail keeps that a link was made, never to which number.
    _rr_audit_only = frozenset({"beneficiary_id"})

    beneficiary_id = fields.Many2one(
        "rr.beneficiary", required=True, index=True, ondelete="cascade"
    )
    number = fields.Integer(required=True)

    _person_once = models.Constraint("UNIQUE (beneficiary_id)", "A second link.")
    _number_once = models.Constraint("UNIQUE (number)", "The number is taken.")

    @api.model
    def _number_records(self, records):
        """Replace ``person`` in each record by its anonymous number, ``atom``.

        New persons are numbered in the order of what is counted about them, so that
        the order of numbers tells no more than the register itself.

        :param records: list of dicts with ``person``; changed in place
        :return: dict, person → number of those that are new
        """
        # Nobody may read the links; numbers leave, never who has them.
        known = {
            link.beneficiary_id.id: link.number for link in self.sudo().search([])
        }
        last = self.sudo().env["rr.release.atom"].search(
            [], order="number desc", limit=1
        )
        number = max([last.number, *known.values()])
        new = [record for record in records if record["person"] not in known]

        def content(record):
            told = {key: value for key, value in record.items() if key != "person"}
            return json.dumps(told, sort_keys=True), record["person"]

        fresh = {}
        for record in sorted(new, key=content):
            number += 1
            fresh[record["person"]] = number
        known.update(fresh)
        for record in records:
            record["atom"] = known[record.pop("person")]
        records.sort(key=lambda record: record["atom"])
        return fresh

    @api.model
    def _keep(self, fresh):
        """Store new links."""
        # Nobody may write the links.
        self.sudo().create(
            [
                {"beneficiary_id": person, "number": number}
                for person, number in sorted(fresh.items(), key=lambda item: item[1])
            ]
        )


class RrBeneficiary(models.Model):
    _inherit = "rr.beneficiary"

    def _rr_erase_records(self):
        removed = super()._rr_erase_records()
        # Part of an erasure, which runs elevated; the count alone is kept.
        links = self.env["rr.disclosure.link"].sudo()
        links = links.search([("beneficiary_id", "in", self.ids)])
        removed["rr.disclosure.link"] = len(links)
        links.unlink()
        return removed
