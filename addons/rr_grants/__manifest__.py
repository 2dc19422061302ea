# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
{
    "name": "Reintegration: Grants and Money",
    "summary": "Funding sources, append-only ledger, grants, overlaps of support",
    "version": "19.0.1.0.0",
    "license": "LGPL-3",
    "author": "Reintegration Register contributors",
    "category": "Reintegration",
    "application": True,
    "depends": ["rr_training"],
    "external_dependencies": {"python": ["requests"]},
    "data": [
        "security/ir.model.access.csv",
        "data/ir_sequence_data.xml",
        "data/rr_grant_rule_data.xml",
    ],
}
