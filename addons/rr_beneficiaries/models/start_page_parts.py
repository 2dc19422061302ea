# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the people addon puts on the start pages, as data."""

from odoo.addons.rr_base.tools.start_parts import (
    Figure,
    Hint,
    Late,
    LateRows,
    Picture,
    Task,
    Waiting,
)
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

OFFICER = ("officer",)
PSYCHOLOGIST = ("psychologist",)
HEAD = ("head",)
DIVISION = OFFICER + HEAD
KEEPERS = ("head", "dpo")
DPO = ("dpo",)

_REFERRALS = [("state", "=", "sent"), ("direction", "=", "in")]
_RELEASES = [
    ("date_release", ">=", "today"),
    ("date_release", "<=", "today +90d"),
    ("date_plan", "=", False),
]

PARTS = (
    # Tasks: one click from the start page
    Task(
        _lt("Register a person"), OFFICER, 10, action="rr_beneficiaries.rr_intake_action"
    ),
    Task(_lt("Cases by stage"), DIVISION, 12, action="rr_beneficiaries.rr_case_action"),
    Task(_lt("Referrals"), DIVISION, 14, action="rr_beneficiaries.rr_referral_action"),
    Task(
        _lt("Follow-ups"),
        OFFICER,
        40,
        action="rr_beneficiaries.rr_outcome_followup_action",
    ),
    Task(
        _lt("Reassign cases"),
        HEAD,
        45,
        action="rr_beneficiaries.rr_case_reassign_action",
    ),
    Task(
        _lt("Sessions"),
        PSYCHOLOGIST,
        10,
        action="rr_beneficiaries.rr_psychosocial_session_action",
    ),
    Task(_lt("Cases"), PSYCHOLOGIST, 20, action="rr_beneficiaries.rr_case_action"),
    Task(
        _lt("Referrals"), PSYCHOLOGIST, 30, action="rr_beneficiaries.rr_referral_action"
    ),
    Task(
        _lt("Services"), PSYCHOLOGIST, 40, action="rr_beneficiaries.rr_service_action"
    ),
    Task(
        _lt("Requests of data subjects"),
        DPO,
        20,
        action="rr_beneficiaries.rr_subject_request_action",
    ),
    Task(_lt("Breaches"), DPO, 40, action="rr_beneficiaries.rr_breach_action"),
    Task(
        _lt("Retention rules"), DPO, 50, action="rr_beneficiaries.rr_retention_rule_action"
    ),
    # What waits
    Waiting(
        _lt("Referrals to answer"),
        DIVISION + PSYCHOLOGIST,
        10,
        model="rr.referral",
        domain=_REFERRALS,
        since="date",
    ),
    Waiting(
        _lt("Releases ahead without a plan of the prison"),
        DIVISION,
        20,
        model="rr.handover",
        domain=_RELEASES,
        since="date_release",
    ),
    Waiting(
        _lt("Follow-ups to ask now"),
        DIVISION,
        30,
        model="rr.outcome.followup",
        domain="_rr_followups_now",
    ),
    Waiting(
        _lt("Open complaints"),
        DIVISION,
        60,
        model="rr.complaint",
        domain=[("state", "!=", "answered")],
    ),
    Waiting(
        _lt("Cases without a plan yet"),
        DIVISION,
        40,
        model="rr.case",
        domain="_rr_cases_without_plan",
    ),
    Waiting(
        _lt("Requests of data subjects to answer"),
        KEEPERS,
        50,
        model="rr.subject.request",
        domain=[("state", "=", "open")],
        since="date_received",
    ),
    Waiting(
        _lt("Breaches that are open"),
        KEEPERS,
        5,
        model="rr.breach",
        domain=[("state", "=", "open")],
    ),
    Waiting(
        _lt("Psychosocial services planned for the next 14 days"),
        PSYCHOLOGIST,
        20,
        model="rr.service",
        domain=[
            ("kind", "=", "psychosocial"),
            ("state", "=", "planned"),
            ("date_planned", ">=", "today"),
            ("date_planned", "<=", "today +14d"),
        ],
        since="date_planned",
    ),
    # What is late
    LateRows(_lt("Cases and services"), DIVISION, method="_rr_late_cases"),
    Late(
        _lt("Answer to a request was due"),
        KEEPERS,
        model="rr.subject.request",
        domain=[("state", "=", "open"), ("date_due", "<", "today")],
        date="date_due",
    ),
    Late(
        _lt("Notice of a breach was due"),
        KEEPERS,
        model="rr.breach",
        domain=[("state", "=", "open"), ("date_deadline", "<", "now")],
        date="date_deadline",
    ),
    Late(
        _lt("planned, not started"),
        PSYCHOLOGIST,
        model="rr.service",
        domain=[
            ("kind", "=", "psychosocial"),
            ("state", "=", "planned"),
            ("date_planned", "<", "today"),
        ],
        date="date_planned",
    ),
    # Figures and the picture
    Figure(_lt("Active cases"), DIVISION, 10, method="_rr_figure_active"),
    Figure(
        _lt("Plans within 30 days, this quarter"),
        DIVISION,
        20,
        method="_rr_figure_plans",
    ),
    Figure(
        _lt("Follow-ups reached, this quarter"),
        DIVISION,
        30,
        method="_rr_figure_followups",
    ),
    Figure(
        _lt("Sessions, this quarter"), PSYCHOLOGIST, 10, method="_rr_figure_sessions"
    ),
    Figure(
        _lt("Attended, this quarter"), PSYCHOLOGIST, 20, method="_rr_figure_attended"
    ),
    Figure(
        _lt("Cases with sessions, this quarter"),
        PSYCHOLOGIST,
        30,
        method="_rr_figure_session_cases",
    ),
    Figure(
        _lt("Requests answered in time, this year"),
        DPO,
        30,
        method="_rr_figure_requests",
    ),
    Picture(
        _lt("Needs met: now, and at first (mark)"),
        DIVISION,
        10,
        method="_rr_picture_needs",
    ),
    Picture(
        _lt("My sessions by month"), PSYCHOLOGIST, 10, method="_rr_picture_sessions"
    ),
    Hint(
        _lt("Register a person, or wait for referrals, releases and follow-ups."),
        OFFICER,
    ),
    Hint(_lt("Referrals, grants and reports to decide on appear here."), HEAD),
    Hint(_lt("Open a case and note a session to begin."), PSYCHOLOGIST),
    Hint(_lt("Requests, breaches and reports to check appear here."), DPO),
)
