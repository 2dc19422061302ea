# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
{
    "name": "Reintegration: Budget Transition",
    "summary": "Need, funding, gap and takeover scenarios: from donor to state money",
    "version": "19.0.1.0.0",
    "license": "LGPL-3",
    "author": "Reintegration Register contributors",
    "category": "Reintegration",
    "application": True,
    "depends": ["rr_grants"],
    "external_dependencies": {"python": ["weasyprint", "xlsxwriter", "openpyxl"]},
    "data": [
        "security/ir.model.access.csv",
        "data/rr.transition.calendar.csv",
        "data/rr.transition.code.csv",
        "report/brief_templates.xml",
        "wizard/line_import_views.xml",
        "wizard/override_add_views.xml",
        "views/transition_scenario_views.xml",
        "views/transition_line_views.xml",
        "views/transition_data_views.xml",
        "views/menus.xml",
    ],
    "assets": {
        "web.assets_backend": ["rr_sustainability/static/src/**/*"],
    },
}
