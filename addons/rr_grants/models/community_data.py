# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The life of a community grant before its contract, as data.

Open call, commission, complaint, contract and report are what Kosovo's rules on public
funding of non-governmental organisations ask for; the order of the steps is ours.
"""

from odoo.tools.translate import LazyTranslate

from .grant_data import HEAD, OFFICER

_lt = LazyTranslate(__name__)

REVIEWER = "rr_base.group_reviewer"
CHAIR = "rr_base.group_chair"
NGO = "rr_base.group_ngo"
MEMBERS = (REVIEWER, CHAIR)
#: field groups: an applicant reads its application, not what is thought of it
INSIDE = "rr_base.group_staff"

CALL_STATES = [
    ("draft", "Draft"),
    ("open", "Open"),
    ("closed", "Closed for applications"),
    ("decided", "Decided"),
    ("ended", "Ended"),
    ("cancelled", "Cancelled"),
]
CALL_STEPS = {
    "publish": {
        "label": _lt("publish"),
        "from": ["draft"],
        "to": "open",
        "groups": (HEAD,),
    },
    "close_entry": {
        "from": ["open"],
        "to": "closed",
        "groups": (OFFICER, HEAD),
        "system": True,
        "label": _lt("close for applications"),
    },
    "settle": {
        "from": ["closed"],
        "to": "decided",
        "groups": (HEAD,),
        "label": _lt("publish the result"),
    },
    "end": {
        "label": _lt("end"),
        "from": ["decided"],
        "to": "ended",
        "groups": (HEAD,),
    },
    "cancel": {
        "label": _lt("cancel"),
        "from": ["draft", "open", "closed"],
        "to": "cancelled",
        "groups": (HEAD,),
        "reason": True,
    },
}

APPLICATION_STATES = [
    ("draft", "Draft"),
    ("submitted", "Submitted"),
    ("queried", "To be completed"),
    ("checked", "Admitted to assessment"),
    ("scored", "Assessed"),
    ("awarded", "Awarded"),
    ("reserve", "Reserve list"),
    ("declined", "Declined"),
    ("excluded", "Not eligible"),
    ("appealed", "Complaint filed"),
    ("contracted", "Contracted"),
    ("withdrawn", "Withdrawn"),
]
APPLICATION_STEPS = {
    "submit": {
        "label": _lt("submit"),
        "from": ["draft", "queried"],
        "to": "submitted",
        "groups": (NGO, OFFICER),
    },
    "query": {
        "from": ["submitted"],
        "to": "queried",
        "groups": (OFFICER,),
        "reason": True,
        "label": _lt("ask to complete"),
    },
    "check": {
        "label": _lt("check"),
        "from": ["submitted"],
        "to": "checked",
        "groups": (OFFICER,),
    },
    "exclude": {
        "from": ["submitted", "queried"],
        "to": "excluded",
        "groups": (HEAD,),
        "reason": True,
        "label": _lt("not eligible"),
    },
    "assess": {
        "label": _lt("assess"),
        "from": ["checked"],
        "to": "scored",
        "groups": MEMBERS,
    },
    "award": {
        "label": _lt("award"),
        "from": ["scored"],
        "to": "awarded",
        "groups": (HEAD,),
    },
    "keep_in_reserve": {
        "label": _lt("keep in reserve"),
        "from": ["scored"],
        "to": "reserve",
        "groups": (HEAD,),
    },
    "decline": {
        "label": _lt("decline"),
        "from": ["scored"],
        "to": "declined",
        "groups": (HEAD,),
    },
    "promote": {
        "from": ["reserve"],
        "to": "awarded",
        "groups": (HEAD,),
        "reason": True,
        "label": _lt("award from the reserve list"),
    },
    "appeal": {
        "from": ["declined", "reserve", "excluded"],
        "to": "appealed",
        "groups": (NGO,),
        "reason": True,
        "label": _lt("complain"),
    },
    "uphold": {
        "from": ["appealed"],
        "to": "scored",
        "groups": (HEAD,),
        "reason": True,
        "label": _lt("uphold the complaint"),
    },
    "readmit": {
        "from": ["appealed"],
        "to": "submitted",
        "groups": (HEAD,),
        "reason": True,
        "label": _lt("admit after a complaint"),
    },
    "dismiss": {
        "from": ["appealed"],
        "to": "declined",
        "groups": (HEAD,),
        "reason": True,
        "label": _lt("dismiss the complaint"),
    },
    "convert": {
        "from": ["awarded"],
        "to": "contracted",
        "groups": (OFFICER,),
        "label": _lt("make the grant"),
    },
    "withdraw": {
        "label": _lt("withdraw"),
        "from": ["draft", "submitted", "queried", "checked", "scored", "reserve",
                 "awarded"],
        "to": "withdrawn",
        "groups": (NGO, OFFICER),
        "reason": True,
        "system": True,
    },
}  # fmt: skip
#: states in which the applicant types
APPLICATION_OPEN = ("draft", "queried")
#: states after which nothing more happens to an application
APPLICATION_FINAL = ("declined", "excluded", "contracted", "withdrawn", "reserve")
#: states from which the applicant knows a decision
APPLICATION_DECIDED = (
    "awarded",
    "reserve",
    "declined",
    "excluded",
    "appealed",
    "contracted",
)

DECLARATION_STATES = [
    ("pending", "To declare"),
    ("none", "No conflict"),
    ("conflict", "Conflict"),
]
DECLARATION_STEPS = {
    "declare_none": {
        "from": ["pending"],
        "to": "none",
        "groups": MEMBERS,
        "label": _lt("declare no conflict"),
    },
    "declare_conflict": {
        "from": ["pending", "none"],
        "to": "conflict",
        "groups": MEMBERS,
        "reason": True,
        "label": _lt("declare a conflict"),
    },
}

REVIEW_STATES = [
    ("draft", "Draft"),
    ("submitted", "Submitted"),
    ("void", "Void"),
]
REVIEW_STEPS = {
    "submit": {
        "label": _lt("submit"),
        "from": ["draft"],
        "to": "submitted",
        "groups": MEMBERS,
    },
    "void": {
        "label": _lt("void"),
        "from": ["draft", "submitted"],
        "to": "void",
        "groups": MEMBERS,
        "reason": True,
    },
}

SESSION_STATES = [
    ("planned", "Planned"),
    ("open", "In session"),
    ("closed", "Minutes ready"),
    ("signed", "Signed"),
    ("cancelled", "Cancelled"),
]
SESSION_STEPS = {
    "open": {
        "label": _lt("open"),
        "from": ["planned"],
        "to": "open",
        "groups": (CHAIR,),
    },
    "close": {
        "label": _lt("close"),
        "from": ["open"],
        "to": "closed",
        "groups": (CHAIR,),
    },
    "sign": {
        "label": _lt("sign"),
        "from": ["closed"],
        "to": "signed",
        "groups": (HEAD,),
    },
    "send_back": {
        "from": ["closed"],
        "to": "open",
        "groups": (HEAD,),
        "reason": True,
        "label": _lt("send back"),
    },
    "cancel": {
        "label": _lt("cancel"),
        "from": ["planned", "open"],
        "to": "cancelled",
        "groups": (CHAIR, HEAD),
        "reason": True,
    },
}
OUTCOMES = [
    ("award", "Award"),
    ("reserve", "Reserve list"),
    ("decline", "Decline"),
]
#: what a session decided → the step of the application
OUTCOME_STEPS = {
    "award": "award",
    "reserve": "keep_in_reserve",
    "decline": "decline",
}
VOTES = [("for", "For"), ("against", "Against"), ("abstain", "Abstained")]

REPORT_STATES = [
    ("draft", "Draft"),
    ("submitted", "Submitted"),
    ("returned", "To be completed"),
    ("accepted", "Accepted"),
]
REPORT_STEPS = {
    "submit": {
        "label": _lt("submit"),
        "from": ["draft", "returned"],
        "to": "submitted",
        "groups": (NGO, OFFICER),
    },
    "return": {
        "from": ["submitted"],
        "to": "returned",
        "groups": (OFFICER,),
        "reason": True,
        "label": _lt("ask to complete"),
    },
    "accept": {
        "label": _lt("accept"),
        "from": ["submitted"],
        "to": "accepted",
        "groups": (OFFICER,),
    },
}
