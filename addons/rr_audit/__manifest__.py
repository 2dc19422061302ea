# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
{
    "name": "Reintegration: Trail",
    "summary": "Sealed, append-only trail of who read, wrote and exported what",
    "version": "19.0.1.0.0",
    "license": "LGPL-3",
    "author": "Reintegration Register contributors",
    "category": "Reintegration",
    "depends": ["rr_base"],
    "data": [
        "security/ir.model.access.csv",
        "data/ir_cron_data.xml",
        "views/rr_audit_entry_views.xml",
        "views/rr_audit_seal_views.xml",
        "wizard/audit_search_views.xml",
        "views/rr_audit_menus.xml",
    ],
    "pre_init_hook": "pre_init_hook",
    "uninstall_hook": "uninstall_hook",
}
