# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import Command, api, fields, models
from odoo.addons.rr_disclosure.engine.merge import propose_regions
from odoo.addons.rr_disclosure.engine.model import InputError
from odoo.exceptions import AccessError, UserError

from .. import measures
from ..facts.regions import NEIGHBOURS


class RrRegionProposal(models.TransientModel):
    """Regions large enough to publish, made of neighbouring districts: chosen once per
    programme. The counts are shown here and go nowhere."""

    _name = "rr.region.proposal"
    _description = "Propose regions"

    policy_id = fields.Many2one("rr.disclosure.policy", required=True)
    date = fields.Date(
        string="Persons as of", required=True, default=fields.Date.context_today
    )
    line_ids = fields.One2many(
        "rr.region.proposal.line", "proposal_id", readonly=True
    )

    @api.model_create_multi
    def create(self, vals_list):
        proposals = super().create(vals_list)
        for proposal in proposals:
            proposal._propose()
        return proposals

    def _propose(self):
        if not self.env.user._rr_holds_group(
            "rr_base.group_reporter"
        ) and not self.env.user._rr_holds_group("rr_base.group_head"):
            raise AccessError(
                self.env._("Regions are proposed by the head or the reporting officer.")
            )
        names = dict(self.env["rr.municipality"]._fields["district"].selection)
        counts = dict.fromkeys(names, 0)
        self.env.flush_all()
        for row in measures.rows(self.env.cr, "disclosure_records", as_of=self.date):
            if row["district"] in counts:
                counts[row["district"]] += 1
        try:
            regions = propose_regions(
                counts, NEIGHBOURS, self.policy_id.region_minimum
            )
        except InputError as error:
            raise UserError(
                self.env._(
                    "No regions of %(least)s persons can be made: all districts "
                    "together are too few.",
                    least=self.policy_id.region_minimum,
                )
            ) from error
        self.line_ids = [Command.clear()] + [
            Command.create(
                {
                    "name": " + ".join(names[code] for code in districts),
                    "districts": ", ".join(districts),
                    "persons": sum(counts[code] for code in districts),
                    "detail": ", ".join(
                        f"{names[code]} {counts[code]}" for code in districts
                    ),
                }
            )
            for districts in regions.values()
        ]

    def action_apply(self):
        """Write the regions into the draft."""
        self.ensure_one()
        self.policy_id.write(
            {
                "region_ids": [Command.clear()]
                + [
                    Command.create(
                        {
                            "name": line.name,
                            "districts": line.districts,
                            "sequence": 10 * number,
                        }
                    )
                    for number, line in enumerate(self.line_ids, start=1)
                ]
            }
        )
        return {"type": "ir.actions.act_window_close"}


class RrRegionProposalLine(models.TransientModel):
    """One proposed region."""

    _name = "rr.region.proposal.line"
    _description = "Proposed region"

    proposal_id = fields.Many2one(
        "rr.region.proposal", required=True, ondelete="cascade"
    )
    name = fields.Char(string="Region")
    districts = fields.Char()
    persons = fields.Integer()
    detail = fields.Char(string="Of which")


class RrDisclosurePolicy(models.Model):
    _inherit = "rr.disclosure.policy"

    def action_propose_regions(self):
        """Open the dialogue with the proposed regions and their counts."""
        self.ensure_one()
        proposal = self.env["rr.region.proposal"].create({"policy_id": self.id})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Proposed regions"),
            "res_model": "rr.region.proposal",
            "res_id": proposal.id,
            "view_mode": "form",
            "target": "new",
        }
