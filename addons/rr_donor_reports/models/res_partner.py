# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError

# IATI standard ruleset 2.03: identifiers hold none of / & | ?
_REF = re.compile(r"[^/&|?\s]+")


class ResPartner(models.Model):
    _inherit = "res.partner"

    rr_iati_ref = fields.Char(string="IATI organisation identifier")
    rr_iati_type = fields.Selection(
        [
            ("10", "Government"),
            ("11", "Local government"),
            ("15", "Other public sector"),
            ("21", "International NGO"),
            ("22", "National NGO"),
            ("40", "Multilateral"),
            ("60", "Foundation"),
            ("70", "Private sector"),
        ],
        string="IATI organisation type",
    )

    @api.constrains("rr_iati_ref")
    def _check_iati_ref(self):
        for partner in self.filtered("rr_iati_ref"):
            if not _REF.fullmatch(partner.rr_iati_ref):
                raise ValidationError(
                    self.env._(
                        "IATI organisation identifier: “%(ref)s” holds a character "
                        "that the standard forbids (/ & | ? or a space).",
                        ref=partner.rr_iati_ref,
                    )
                )
