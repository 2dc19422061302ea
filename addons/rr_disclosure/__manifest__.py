# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
{
    "name": "Reintegration: Disclosure control",
    "summary": "What may be published: gate, audit and register of everything published",
    "version": "19.0.1.0.0",
    "license": "LGPL-3",
    "author": "Reintegration Register contributors",
    "category": "Reintegration",
    "depends": ["rr_base", "rr_audit"],
    "external_dependencies": {"python": ["highspy", "numpy"]},
    "data": [
        "security/ir.model.access.csv",
        "security/rr_rules.xml",
        "data/rr_disclosure_policy_data.xml",
        "data/rr_known_total_data.xml",
        "views/rr_disclosure_policy_views.xml",
        "views/rr_known_total_views.xml",
        "views/rr_release_table_views.xml",
        "views/rr_release_views.xml",
        "views/rr_menus.xml",
    ],
}
