# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from .grant_data import CATEGORIES, NEXT_STEP
from .grant_overlap import OVERLAP_LABELS

STEP_LABELS = [
    ("submit", "Submit"),
    ("check", "Check"),
    ("propose", "Propose"),
    ("approve", "Approve"),
    ("agree", "Agree"),
    ("activate", "Activate"),
    ("verify", "Verify"),
    ("close", "Close"),
    ("request", "Request tranche"),
    ("certify", "Certify tranche"),
    ("authorise", "Authorise payment"),
    ("pay", "Record payment"),
    ("admit", "Decide receipt"),
    ("demand", "Demand back"),
    ("book", "Book recovery"),
    ("amend", "Decide amendment"),
    ("visit", "Visit"),
]
ROLE_LABELS = [
    ("officer", "Case officer"),
    ("head", "Head of division"),
    ("director", "Director"),
    ("finance", "Finance officer"),
]

#: how long before its day a visit is in the queue
VISIT_AHEAD = timedelta(days=14)
#: model -> rows: (number, table, state, step, role, days); the grant is its parent
PARTS = (
    (2, "rr_grant_tranche", "requested", "certify", "officer", 5),
    (2, "rr_grant_tranche", "certified", "authorise", "finance", 5),
    (2, "rr_grant_tranche", "authorised", "pay", "finance", 5),
    (3, "rr_grant_receipt", "entered", "admit", "finance", 15),
    (4, "rr_grant_recovery", "open", "demand", "head", 10),
    (4, "rr_grant_recovery", "demanded", "book", "finance", 5),
    (5, "rr_grant_amendment", "proposed", "amend", "head", 10),
)


class GrantQueue(models.Model):
    """Whose turn is it: every step that waits, with its age and deadline."""

    _name = "rr.grant.queue"
    _description = "Work queue of grants"
    _auto = False
    _log_access = False
    _order = "deadline, id"
    _depends = {
        "rr.grant": ["state", "state_since", "kind", "amount", "overlap_state"],
        "rr.grant.tranche": ["state", "state_since", "date_due", "amount"],
        "rr.grant.receipt": ["state", "state_since", "amount"],
        "rr.grant.recovery": ["state", "state_since", "amount"],
        "rr.grant.amendment": ["state", "state_since"],
        "rr.grant.visit": ["state", "date_due"],
        "rr.grant.band": ["kind", "amount_to", "role"],
    }

    grant_id = fields.Many2one("rr.grant", readonly=True)
    res_model = fields.Char(readonly=True)
    res_id = fields.Many2oneReference(
        model_field="res_model", readonly=True, aggregator=None
    )
    step = fields.Selection(STEP_LABELS, readonly=True)
    role = fields.Selection(ROLE_LABELS, string="Whose turn", readonly=True)
    category = fields.Selection(CATEGORIES, readonly=True)
    amount = fields.Monetary(readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    officer_id = fields.Many2one("res.users", readonly=True)
    since = fields.Datetime(string="Waiting since", readonly=True)
    deadline = fields.Date(readonly=True)
    overlap_state = fields.Selection(OVERLAP_LABELS, string="Overlap", readonly=True)
    funding_text = fields.Char(related="grant_id.funding_text", string="Funded by")
    waiting_text = fields.Char(compute="_compute_waiting_text", string="Waiting")
    is_late = fields.Boolean(compute="_compute_waiting_text", search="_search_is_late")
    is_mine = fields.Boolean(compute="_compute_is_mine", search="_search_is_mine")

    @property
    def _table_query(self):
        day = fields.Date.context_today(self)
        steps = SQL(", ").join(
            SQL("(%s, %s, %s, %s)", state, step, role, days)
            for state, (step, role, days) in NEXT_STEP.items()
        )
        branches = [
            SQL(
                """SELECT g.id * 10 + 1 AS id, g.id AS grant_id, 'rr.grant' AS res_model,
                    g.id AS res_id, n.step,
                    CASE WHEN n.step = 'approve' THEN COALESCE((
                        SELECT b.role FROM rr_grant_band b
                        WHERE b.kind = g.kind AND b.amount_to >= g.amount
                        ORDER BY b.amount_to LIMIT 1), 'director')
                    ELSE n.role END AS role,
                    g.amount, g.state_since AS since, n.days
                FROM rr_grant g JOIN (VALUES %s) AS n(state, step, role, days)
                  ON n.state = g.state""",
                steps,
            ),
            SQL(
                """SELECT t.id * 10 + 2, t.grant_id, 'rr.grant.tranche', t.id,
                    'request', 'officer', t.amount, t.date_due::timestamp, 5
                FROM rr_grant_tranche t JOIN rr_grant g ON g.id = t.grant_id
                WHERE t.state IN ('planned', 'returned') AND g.state = 'active'
                  AND t.date_due <= %s""",
                day,
            ),
            SQL(
                """SELECT v.id * 10 + 6, v.grant_id, 'rr.grant.visit', v.id,
                    'visit', 'officer', NULL, v.date_due::timestamp, 14
                FROM rr_grant_visit v
                WHERE v.state = 'planned'
                  AND v.date_due <= %s""",
                day + VISIT_AHEAD,
            ),
        ]
        for number, table, state, step, role, days in PARTS:
            amount = SQL("NULL") if table == "rr_grant_amendment" else SQL("p.amount")
            branches.append(
                SQL(
                    """SELECT p.id * 10 + %s, p.grant_id, %s, p.id, %s, %s, %s,
                        p.state_since, %s
                    FROM %s p WHERE p.state = %s""",
                    number,
                    table.replace("_", "."),
                    step,
                    role,
                    amount,
                    days,
                    SQL.identifier(table),
                    state,
                )
            )
        return SQL(
            """SELECT q.id, q.grant_id, q.res_model, q.res_id, q.step, q.role,
                q.amount, q.since, (q.since::date + q.days) AS deadline,
                g.category, g.currency_id, g.officer_id, g.overlap_state
            FROM (%s) q JOIN rr_grant g ON g.id = q.grant_id""",
            SQL(" UNION ALL ").join(branches),
        )

    @api.depends("since", "deadline")
    def _compute_waiting_text(self):
        now = fields.Datetime.now()
        for row in self:
            days = max((now - row.since).days, 0) if row.since else 0
            row.is_late = bool(row.deadline and row.deadline < now.date())
            late = " !" if row.is_late else ""
            row.waiting_text = self.env._("%(days)s d%(late)s", days=days, late=late)

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        day = fields.Date.context_today(self)
        if set(value) == {True}:
            return [("deadline", "<", day)]
        return [("deadline", ">=", day)]

    @api.depends_context("uid")
    @api.depends("role")
    def _compute_is_mine(self):
        mine = self._my_roles()
        for row in self:
            row.is_mine = row.role in mine

    def _search_is_mine(self, operator, value):
        if operator != "in":
            return NotImplemented
        inside = "in" if True in value else "not in"
        return [("role", inside, self._my_roles())]

    def _my_roles(self):
        user = self.env.user
        return [role for role, _label in ROLE_LABELS if user._rr_holds_role(role)]

    def action_open(self):
        """Open what waits: the grant, or the part of it."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "rr.grant",
            "res_id": self.grant_id.id,
            "view_mode": "form",
        }
