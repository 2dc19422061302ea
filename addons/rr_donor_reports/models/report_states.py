# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""States of a donor report and the steps between them, as data."""

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

REPORTER = "rr_base.group_reporter"
DPO = "rr_base.group_dpo"
FINANCE = "rr_base.group_finance"
HEAD = "rr_base.group_head"
DONOR = "rr_base.group_donor"

STATES = [
    ("draft", "Draft"),
    ("generated", "Generated"),
    ("checked", "Disclosure checked"),
    ("finance_signed", "Finance signed"),
    ("approved", "Approved"),
    ("issued", "Issued"),
    ("accepted", "Accepted"),
    ("sent_back", "Sent back"),
    ("restated", "Restated"),
    ("withdrawn", "Withdrawn"),
]

#: States in which texts may still be written.
OPEN = ("draft", "generated")
#: States in which the files are out: nothing about them changes any more.
FINAL = ("issued", "accepted", "sent_back", "restated", "withdrawn")
#: States in which an issued version stands.
CURRENT = ("issued", "accepted", "sent_back")

STEPS = {
    "generate": {
        "from": ["draft", "generated"],
        "to": "generated",
        "groups": (REPORTER,),
        "label": _lt("Generate"),
    },
    "check": {
        "from": ["generated"],
        "to": "checked",
        "groups": (DPO,),
        "label": _lt("Sign the disclosure check"),
    },
    "sign": {
        "from": ["checked"],
        "to": "finance_signed",
        "groups": (FINANCE,),
        "label": _lt("Sign for finance"),
    },
    "approve": {
        "from": ["finance_signed"],
        "to": "approved",
        "groups": (HEAD,),
        "label": _lt("Approve"),
    },
    "issue": {
        "from": ["approved"],
        "to": "issued",
        "groups": (HEAD, REPORTER),
        "label": _lt("Issue"),
    },
    "reopen": {
        "from": ["generated", "checked", "finance_signed", "approved"],
        "to": "draft",
        "groups": (REPORTER, DPO, FINANCE, HEAD),
        "reason": True,
        "label": _lt("Back to draft"),
    },
    "accept": {
        "from": ["issued"],
        "to": "accepted",
        "groups": (DONOR, REPORTER),
        "label": _lt("Accept"),
    },
    "send_back": {
        "from": ["issued"],
        "to": "sent_back",
        "groups": (DONOR, REPORTER),
        "reason": True,
        "label": _lt("Send back"),
    },
    "restate": {
        "from": ["issued", "accepted", "sent_back"],
        "to": "restated",
        "groups": (HEAD, REPORTER),
        "reason": True,
        "label": _lt("Superseded by a new version"),
    },
    "withdraw": {
        "from": ["issued", "accepted", "sent_back"],
        "to": "withdrawn",
        "groups": (HEAD,),
        "reason": True,
        "label": _lt("Withdraw"),
    },
}

#: Step → (field of who, field of when, key on the cover).
SIGNATURES = {
    "generate": ("prepared_by_id", "prepared_on", "prepared"),
    "check": ("checked_by_id", "checked_on", "disclosure"),
    "sign": ("finance_by_id", "finance_on", "finance"),
    "approve": ("approved_by_id", "approved_on", "approved"),
    "issue": ("issued_by_id", "issued_on", "issued"),
}
#: Nobody takes two of these on one report.
SEPARATE = ("generate", "check", "sign", "approve")

#: Fields that the reporter writes while the report is open.
CONTENT = frozenset(
    {
        "agreement_id",
        "template_id",
        "date_from",
        "date_to",
        "lang",
        "summary",
        "variance_note_ids",
        "comment_ids",
        "risk_ids",
    }
)
