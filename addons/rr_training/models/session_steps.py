# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Who plans sessions, and the steps of a session's sheet, as data."""

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

PLANNERS = ("rr_base.group_ngo", "rr_base.group_officer", "rr_base.group_head")
STAFF = ("rr_base.group_officer", "rr_base.group_head")
PROVIDER_AND_STAFF = ("rr_base.group_ngo", *STAFF)

SHEET_STEPS = {
    "submit_sheet": {
        "label": _lt("submit the sheet"),
        "field": "sheet_state",
        "from": ["draft"],
        "to": "submitted",
        "groups": PROVIDER_AND_STAFF,
    },
    "reopen_sheet": {
        "label": _lt("reopen the sheet"),
        "field": "sheet_state",
        "from": ["submitted", "verified"],
        "to": "draft",
        "groups": PROVIDER_AND_STAFF,
    },
    "verify_sheet": {
        "label": _lt("verify the sheet"),
        "field": "sheet_state",
        "from": ["submitted"],
        "to": "verified",
        "groups": PROVIDER_AND_STAFF,
    },
    # A stipend run or the closing of a reporting period, never a person.
    "lock_sheet": {
        "label": _lt("lock the sheet"),
        "field": "sheet_state",
        "from": ["verified"],
        "to": "locked",
        "by_code": True,
    },
}
