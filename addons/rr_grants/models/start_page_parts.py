# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the money addon puts on the start pages, as data."""

from odoo.addons.rr_base.tools.start_parts import (
    Figure,
    Hint,
    LateRows,
    Picture,
    Task,
    Waiting,
)
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

OFFICER = ("officer",)
HEAD = ("head",)
DIRECTOR = ("director",)
FINANCE = ("finance",)
MEMBERS = ("reviewer", "chair")
CHAIR = ("chair",)
QUEUE = "rr.grant.queue"


def _turn(role, *steps):
    return [("role", "=", role), ("step", "in", list(steps))]


def _queue(label, role, sequence, *steps):
    return Waiting(
        label, (role,), sequence, model=QUEUE, domain=_turn(role, *steps), since="since"
    )


PARTS = (
    Task(
        _lt("Whose turn is it"),
        OFFICER + HEAD,
        20,
        action="rr_grants.rr_grant_queue_action",
    ),
    Task(
        _lt("Whose turn is it"),
        DIRECTOR + FINANCE,
        10,
        action="rr_grants.rr_grant_queue_action",
    ),
    Task(_lt("Grants"), OFFICER + HEAD, 25, action="rr_grants.rr_grant_action"),
    Task(_lt("Grants"), DIRECTOR, 20, action="rr_grants.rr_grant_action"),
    Task(_lt("Payments"), FINANCE, 20, action="rr_grants.rr_grant_payment_action"),
    Task(_lt("Tranches"), FINANCE, 22, action="rr_grants.rr_grant_tranche_action"),
    Task(
        _lt("Partners' statements"),
        FINANCE,
        30,
        action="rr_grants.rr_fund_statement_action",
    ),
    Task(
        _lt("Budget lines"), DIRECTOR + FINANCE, 40, action="rr_grants.rr_budget_line_action"
    ),
    Task(_lt("Ledger"), FINANCE, 50, action="rr_grants.rr_fund_entry_action"),
    Task(
        _lt("Approval bands"), DIRECTOR, 60, action="rr_grants.rr_grant_band_action"
    ),
    Task(_lt("To assess"), MEMBERS, 10, action="rr_grants.rr_grant_declaration_action"),
    Task(_lt("Reviews"), MEMBERS, 20, action="rr_grants.rr_grant_review_action"),
    Task(
        _lt("Commission sessions"),
        MEMBERS,
        30,
        action="rr_grants.rr_grant_session_action",
    ),
    Task(_lt("Calls"), MEMBERS, 40, action="rr_grants.rr_grant_call_action"),
    # What waits
    Waiting(
        _lt("Conflicts of interest to declare"),
        MEMBERS,
        10,
        model="rr.grant.declaration",
        domain="_rr_my_declarations",
        since="state_since",
    ),
    Waiting(
        _lt("Reviews to finish"),
        MEMBERS,
        20,
        model="rr.grant.review",
        domain="_rr_my_reviews",
        since="state_since",
    ),
    Waiting(
        _lt("Commission sessions to lead"),
        CHAIR,
        30,
        model="rr.grant.session",
        domain=[("state", "in", ["planned", "open"])],
        since="date",
    ),
    Waiting(
        _lt("Applications to check"),
        OFFICER,
        58,
        model="rr.grant.application",
        domain=[("state", "=", "submitted")],
        since="state_since",
    ),
    Waiting(
        _lt("Complaints on applications to decide"),
        HEAD,
        22,
        model="rr.grant.application",
        domain=[("state", "=", "appealed")],
        since="state_since",
    ),
    Waiting(
        _lt("My grants to take further"),
        OFFICER,
        50,
        model=QUEUE,
        domain="_rr_my_grants",
        since="since",
    ),
    _queue(_lt("Tranches to request"), "officer", 52, "request"),
    _queue(_lt("Tranches to certify"), "officer", 54, "certify"),
    _queue(_lt("Visits due"), "officer", 56, "visit"),
    _queue(_lt("Grants to approve"), "head", 12, "approve"),
    _queue(_lt("Amendments to decide"), "head", 14, "amend"),
    _queue(_lt("Grants to close, money to demand back"), "head", 16, "close", "demand"),
    _queue(_lt("Grants to approve above the head's limit"), "director", 10, "approve"),
    _queue(_lt("Payments to authorise"), "finance", 10, "authorise"),
    _queue(_lt("Payments to record"), "finance", 12, "pay"),
    _queue(_lt("Receipts to decide"), "finance", 14, "admit"),
    _queue(_lt("Recoveries to book"), "finance", 16, "book"),
    Waiting(
        _lt("Partners' statements to settle"),
        FINANCE,
        20,
        model="rr.fund.statement",
        domain=[("state", "=", "draft")],
        since="month",
    ),
    # What is late
    LateRows(
        _lt("Steps past their day"),
        OFFICER + HEAD + DIRECTOR + FINANCE,
        method="_rr_late_queue",
    ),
    # Figures and the picture
    Figure(_lt("Applications given to me"), MEMBERS, 10, method="_rr_figure_given"),
    Figure(_lt("Reviews submitted"), MEMBERS, 20, method="_rr_figure_reviewed"),
    Figure(_lt("Next commission session"), MEMBERS, 30, method="_rr_figure_session"),
    Picture(_lt("My applications by call"), MEMBERS, 10, method="_rr_picture_calls"),
    Figure(_lt("Available now"), HEAD, 25, method="_rr_figure_available"),
    Figure(_lt("Approved, this year"), DIRECTOR, 10, method="_rr_figure_approved"),
    Figure(_lt("Paid, this year"), DIRECTOR, 20, method="_rr_figure_paid_year"),
    Figure(_lt("Available now"), DIRECTOR, 30, method="_rr_figure_available"),
    Figure(_lt("Paid, this quarter"), FINANCE, 10, method="_rr_figure_paid_quarter"),
    Figure(
        _lt("Authorised, not yet paid"), FINANCE, 20, method="_rr_figure_authorised"
    ),
    Figure(_lt("Available now"), FINANCE, 30, method="_rr_figure_available"),
    Picture(
        _lt("Money by source, in EUR"),
        DIRECTOR + FINANCE,
        10,
        method="_rr_picture_sources",
    ),
    Hint(
        _lt("Grants above the head's limit appear here when they are proposed."),
        DIRECTOR,
    ),
    Hint(
        _lt("Enter sources, agreements and budget lines first; certified tranches "
            "then appear here."),
        FINANCE,
    ),
)
