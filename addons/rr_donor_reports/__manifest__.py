# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
{
    "name": "Reintegration: Donor reports",
    "summary": "Indicators, snapshots, signed workbooks, PDF and IATI for donors",
    "version": "19.0.1.0.0",
    "license": "LGPL-3",
    "author": "Reintegration Register contributors",
    "category": "Reintegration",
    "depends": ["rr_grants"],
    "external_dependencies": {"python": ["weasyprint", "xlsxwriter", "babel"]},
    "data": [
        "security/ir.model.access.csv",
        "security/rr_rules.xml",
        "data/rr_report_template_data.xml",
        "data/rr_indicator_data.xml",
        "views/rr_donor_report_views.xml",
        "views/rr_indicator_views.xml",
        "views/rr_report_template_views.xml",
        "views/rr_report_delivery_views.xml",
        "views/rr_menus.xml",
    ],
}
