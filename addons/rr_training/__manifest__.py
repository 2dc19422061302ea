# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
{
    "name": "Reintegration: courses and attendance",
    "summary": "Courses, sessions, attendance on a phone, neutral certificates",
    "version": "19.0.1.0.0",
    "category": "Reintegration",
    "author": "Reintegration Register contributors",
    "license": "LGPL-3",
    "depends": ["rr_beneficiaries"],
    "external_dependencies": {"python": ["python-dateutil"]},
    "data": [
        "security/rr_training_rules.xml",
        "security/ir.model.access.csv",
        "data/rr.holiday.csv",
        "data/ir_sequence.xml",
        "report/paper_templates.xml",
        "views/portal_layout.xml",
        "views/portal_roster.xml",
        "views/portal_planning.xml",
    ],
    "installable": True,
    "application": False,
}
