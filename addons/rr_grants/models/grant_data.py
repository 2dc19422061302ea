# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The life of a grant as data: states, steps, who takes them, whose turn it is."""

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

OFFICER = "rr_base.group_officer"
HEAD = "rr_base.group_head"
DIRECTOR = "rr_base.group_director"
FINANCE = "rr_base.group_finance"

STATES = [
    ("draft", "Draft"),
    ("submitted", "Submitted"),
    ("checked", "Checked"),
    ("proposed", "Proposed"),
    ("approved", "Approved"),
    ("agreed", "Agreed"),
    ("active", "Active"),
    ("completed", "Completed"),
    ("verified", "Verified"),
    ("closed", "Closed"),
    ("returned", "Returned"),
    ("waitlisted", "Waiting list"),
    ("rejected", "Rejected"),
    ("withdrawn", "Withdrawn"),
    ("cancelled", "Cancelled"),
    ("suspended", "Suspended"),
    ("terminated", "Terminated"),
    ("recovery", "Recovery"),
]

CATEGORIES = [
    ("equipment", "Start-up equipment"),
    ("rent", "Rent"),
    ("stipend", "Training stipend"),
    ("other", "Other"),
]

#: cost categories of budget lines that may pay for a category of grant
ELIGIBLE_COSTS = {
    "equipment": ("individual_grants",),
    "rent": ("individual_grants", "rent"),
    "stipend": ("individual_grants", "training"),
    "other": ("individual_grants",),
}
COMMUNITY_COSTS = ("community_grants",)

BEFORE_AGREEMENT = (
    "draft",
    "submitted",
    "checked",
    "proposed",
    "approved",
    "returned",
    "waitlisted",
)

#: states in which the content may be typed; later it changes by an amendment
EDITABLE = ("draft", "submitted", "checked", "returned", "waitlisted")
#: states in which typing is possible, and voids what was decided
VOIDING = ("proposed", "approved")
#: states in which money may leave
PAYING = ("active",)

STEPS = {
    "submit": {
        "label": _lt("submit"),
        "from": ["draft", "returned"],
        "to": "submitted",
        "groups": (OFFICER,),
    },
    "check": {
        "label": _lt("check"),
        "from": ["submitted", "checked"],
        "to": "checked",
        "groups": (OFFICER,),
    },
    "propose": {
        "label": _lt("propose"),
        "from": ["checked", "waitlisted"],
        "to": "proposed",
        "groups": (OFFICER,),
    },
    "approve": {
        "label": _lt("approve"),
        "from": ["proposed"],
        "to": "approved",
        "groups": (HEAD, DIRECTOR),
    },
    "agree": {
        "label": _lt("agree"),
        "from": ["approved"],
        "to": "agreed",
        "groups": (OFFICER,),
    },
    "activate": {
        "label": _lt("activate"),
        "from": ["agreed"],
        "to": "active",
        "groups": (OFFICER,),
    },
    "complete": {
        "label": _lt("complete"),
        "from": ["active"],
        "to": "completed",
        "groups": (OFFICER,),
    },
    "verify": {
        "label": _lt("verify"),
        "from": ["completed", "terminated"],
        "to": "verified",
        "groups": (OFFICER,),
    },
    "close": {
        "label": _lt("close"),
        "from": ["verified", "recovery"],
        "to": "closed",
        "groups": (HEAD,),
    },
    "return": {
        "label": _lt("return"),
        "from": ["submitted", "checked", "proposed", "approved"],
        "to": "returned",
        "groups": (OFFICER, HEAD, DIRECTOR),
        "reason": True,
    },
    "void": {
        "label": _lt("void"),
        "from": ["proposed", "approved"],
        "to": "returned",
        "groups": (OFFICER, HEAD),
        "reason": True,
    },
    "waitlist": {
        "label": _lt("waitlist"),
        "from": ["checked", "proposed"],
        "to": "waitlisted",
        "groups": (OFFICER, HEAD),
        "reason": True,
    },
    "reject": {
        "label": _lt("reject"),
        "from": ["submitted", "checked", "proposed", "waitlisted"],
        "to": "rejected",
        "groups": (HEAD, DIRECTOR),
        "reason": True,
    },
    "withdraw": {
        "label": _lt("withdraw"),
        "from": BEFORE_AGREEMENT,
        "to": "withdrawn",
        "groups": (OFFICER,),
        "reason": True,
    },
    "cancel": {
        "label": _lt("cancel"),
        "from": ["approved", "agreed", "active"],
        "to": "cancelled",
        "groups": (HEAD,),
        "reason": True,
    },
    "suspend": {
        "label": _lt("suspend"),
        "from": ["active"],
        "to": "suspended",
        "groups": (HEAD,),
        "reason": True,
    },
    "resume": {
        "label": _lt("resume"),
        "from": ["suspended"],
        "to": "active",
        "groups": (HEAD,),
        "reason": True,
    },
    "terminate": {
        "label": _lt("terminate"),
        "from": ["agreed", "active", "suspended"],
        "to": "terminated",
        "groups": (HEAD,),
        "reason": True,
    },
    "recover": {
        "label": _lt("recover"),
        "from": ["completed", "terminated", "verified"],
        "to": "recovery",
        "groups": (HEAD,),
        "reason": True,
    },
}

#: state -> (next step, role whose turn it is, days the institution gives itself)
NEXT_STEP = {
    "draft": ("submit", "officer", 14),
    "returned": ("submit", "officer", 14),
    "submitted": ("check", "officer", 5),
    "checked": ("propose", "officer", 5),
    "waitlisted": ("propose", "officer", 90),
    "proposed": ("approve", "head", 5),
    "approved": ("agree", "officer", 10),
    "agreed": ("activate", "officer", 5),
    "completed": ("verify", "officer", 30),
    "terminated": ("verify", "officer", 30),
    "verified": ("close", "head", 10),
    "recovery": ("close", "head", 60),
}

#: state of a tranche -> (next step, role whose turn it is)
TRANCHE_STEP = {
    "planned": ("request", "officer"),
    "returned": ("request", "officer"),
    "requested": ("certify", "officer"),
    "certified": ("authorise", "finance"),
    "authorised": ("pay", "finance"),
}

#: duties of which nobody takes two on one grant
EXCLUSIVE_DUTIES = ("propose", "approve", "certify", "authorise")

SUPPORT_STATUS = {
    "draft": None,
    "submitted": "asked",
    "checked": "asked",
    "proposed": "asked",
    "returned": "asked",
    "waitlisted": "asked",
    "approved": "approved",
    "agreed": "approved",
    "active": "approved",
    "suspended": "approved",
    "completed": "approved",
    "verified": "approved",
    "closed": "approved",
    "recovery": "approved",
    "terminated": "approved",
    "rejected": "refused",
    "withdrawn": "refused",
    "cancelled": "refused",
}
