# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.addons.rr_base.models.guard_mixin import ALL
from odoo.addons.rr_base.tools.money import money
from odoo.exceptions import AccessError, UserError, ValidationError

from .community_data import (
    OUTCOME_STEPS,
    OUTCOMES,
    SESSION_STATES,
    SESSION_STEPS,
    VOTES,
)
from .grant_application import DECIDING


class GrantSession(models.Model):
    """A sitting of the commission: ranked list, votes, exceptions, minutes.

    What is ranked are applications of organisations. The head signs the minutes and
    with them the decisions; whoever voted does not sign.
    """

    _name = "rr.grant.session"
    _inherit = ["rr.audited.mixin", "rr.transition.mixin"]
    _description = "Session of the commission"
    _order = "date desc, id desc"
    _steps = SESSION_STEPS
    _step_as_sudo = True
    _numbered = {"name": "rr.grant.session"}
    _frozen = dict.fromkeys(("closed", "signed", "cancelled"), ALL)

    name = fields.Char(string="Number", default="/", readonly=True, copy=False)
    call_id = fields.Many2one(
        "rr.grant.call", required=True, index=True, ondelete="restrict"
    )
    date = fields.Date(required=True, default=fields.Date.context_today)
    place = fields.Char()
    state = fields.Selection(
        SESSION_STATES, default="planned", required=True, readonly=True
    )
    state_since = fields.Datetime(default=fields.Datetime.now, readonly=True)
    present_ids = fields.Many2many(
        "res.users",
        "rr_grant_session_present_rel",
        "session_id",
        "user_id",
    )
    quorum = fields.Integer(related="call_id.quorum")
    currency_id = fields.Many2one(related="call_id.currency_id")
    amount_total = fields.Monetary(related="call_id.amount_total")
    item_ids = fields.One2many("rr.grant.session.item", "session_id")
    amount_awarded = fields.Monetary(compute="_compute_amount_awarded")
    remarks = fields.Text(help="What the minutes should keep beside the decisions.")
    closed_by_id = fields.Many2one("res.users", string="Chair", readonly=True)
    signed_by_id = fields.Many2one("res.users", readonly=True)
    signed_on = fields.Date(readonly=True)

    _name_unique = models.Constraint("UNIQUE(name)", "The number is taken.")

    def _compute_amount_awarded(self):
        for session in self:
            # sudo: the sum, also of what a recused member does not see
            items = session.sudo().item_ids.filtered(lambda i: i.outcome == "award")
            session.amount_awarded = sum(items.mapped("amount"))

    @api.constrains("present_ids", "call_id")
    def _check_present(self):
        # A constraint over all who are present.
        for session in self.sudo():
            strangers = session.present_ids - session.call_id.member_ids
            if strangers:
                raise ValidationError(
                    self.env._(
                        "%(user)s is no member of the commission.",
                        user=strangers[0].name,
                    )
                )

    def write(self, vals):
        if "call_id" in vals and self.item_ids:
            raise UserError(self.env._("The session has its list already."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_only_planned(self):
        if self.filtered(lambda s: s.state != "planned"):
            raise UserError(self.env._("A session that was opened is kept."))

    # Steps

    def _guard_open(self, reason):
        call = self.call_id
        if call.state != "closed":
            return self.env._("the call still takes applications")
        if len(self.present_ids) < call.quorum:
            return self.env._(
                "%(present)s members are present, the quorum is %(quorum)s",
                present=len(self.present_ids),
                quorum=call.quorum,
            )
        if self.env.user not in self.present_ids:
            return self.env._("the chair is not among those present")
        waiting = call.application_ids.filtered(
            lambda a: a.state in ("submitted", "queried", "checked")
        )
        if waiting:
            return self.env._(
                "application %(application)s is not assessed",
                application=waiting[0].name,
            )
        if not call.application_ids.filtered(lambda a: a.state == "scored"):
            return self.env._("no application is assessed")
        return None

    def _after_open(self, reason):
        """Make the list: applications by their points, the earlier one first."""
        for session in self:
            ranked = session.call_id.application_ids.filtered(
                lambda a: a.state == "scored"
            ).sorted(lambda a: (-round(a.points, 4), a.submitted_on, a.id))
            session.env["rr.grant.session.item"].create(
                [
                    {
                        "session_id": session.id,
                        "application_id": application.id,
                        "rank": number,
                        "points": application.points,
                        "amount": application.amount,
                    }
                    for number, application in enumerate(ranked, 1)
                ]
            )

    def _guard_close(self, reason):
        if self.env.user not in self.present_ids:
            return self.env._("the chair is not among those present")
        objections = [
            self.env._(
                "%(application)s: %(reason)s",
                application=item.application_id.name,
                reason=text,
            )
            for item in self.item_ids
            if (text := item._objection())
        ]
        if objections:
            return "\n".join(objections)
        awarded = sum(money(i.amount) for i in self.item_ids if i.outcome == "award")
        left = money(self.call_id.amount_total) - money(self.call_id.awarded)
        if awarded > left:
            return self.env._(
                "%(awarded)s would be awarded; %(left)s of the call are left",
                awarded=awarded,
                left=left,
            )
        return None

    def _after_close(self, reason):
        self.write({"closed_by_id": self.env.uid})

    def _guard_sign(self, reason):
        if self.env.user in self.item_ids.vote_ids.user_id:
            return self.env._("who voted does not sign the decision")
        stale = self.item_ids.filtered(lambda i: i.application_id.state != "scored")
        if stale:
            return self.env._(
                "application %(application)s changed since",
                application=stale[0].application_id.name,
            )
        return None

    def _after_sign(self, reason):
        """The head's signature makes the decisions, all or none."""
        for session in self:
            session.write({"signed_by_id": self.env.uid, "signed_on": fields.Date.context_today(self)})
            for item in session.item_ids:
                application = DECIDING.on(item.application_id)
                application._do_step(OUTCOME_STEPS[item.outcome])
                application = item.application_id
                application.write(
                    {"amount_awarded": item.amount if item.outcome == "award" else 0.0}
                )
                application._decided(item.reason or False)

    def _expected(self):
        """Return the items that points and money alone would award.

        By rank, from the call's least points, until the money is used up.
        """
        self.ensure_one()
        left = money(self.call_id.amount_total) - money(self.call_id.awarded)
        expected = self.env["rr.grant.session.item"]
        for item in self.item_ids.sorted("rank"):
            wanted = money(item.amount if item.outcome == "award" else 0) or money(
                item.application_id.amount
            )
            if item.points < self.call_id.points_min or wanted > left:
                break
            expected |= item
            left -= wanted
        return expected


class GrantSessionItem(models.Model):
    """One application on the list of a session."""

    _name = "rr.grant.session.item"
    _inherit = ["rr.audited.mixin"]
    _description = "Application on the list of a session"
    _order = "session_id, rank"

    session_id = fields.Many2one(
        "rr.grant.session",
        string="Commission session",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    application_id = fields.Many2one(
        "rr.grant.application",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    state = fields.Selection(related="session_id.state")
    rank = fields.Integer(string="Place", readonly=True)
    points = fields.Float(readonly=True)
    currency_id = fields.Many2one(related="application_id.currency_id")
    asked = fields.Monetary(related="application_id.amount", string="Asked")
    amount = fields.Monetary(string="Proposed")
    outcome = fields.Selection(OUTCOMES)
    reason = fields.Char(help="As the applicant reads it.")
    exception_reason = fields.Char(
        string="Why it departs from the list",
        help="Asked for where the outcome is not what points and money alone give.",
    )
    is_exception = fields.Boolean(compute="_compute_is_exception")
    vote_ids = fields.One2many("rr.grant.vote", "item_id")
    votes_for = fields.Integer(compute="_compute_votes", string="For")
    votes_against = fields.Integer(compute="_compute_votes", string="Against")
    votes_abstain = fields.Integer(compute="_compute_votes", string="Abstained")
    recused_text = fields.Char(compute="_compute_votes", string="Recused")
    my_vote = fields.Selection(VOTES, compute="_compute_my_vote")

    _once = models.Constraint(
        "UNIQUE(session_id, application_id)", "The application is on the list already."
    )
    _amount_positive = models.Constraint(
        "CHECK (amount >= 0)", "A proposed amount is not below zero."
    )

    @api.depends("application_id.name", "rank")
    def _compute_display_name(self):
        for item in self:
            item.display_name = f"{item.rank}. {item.application_id.name}"

    @api.depends("vote_ids.choice")
    def _compute_votes(self):
        for item in self:
            # sudo: the count of votes belongs to the minutes, also of recused members
            votes = item.sudo().vote_ids
            item.votes_for = len(votes.filtered(lambda v: v.choice == "for"))
            item.votes_against = len(votes.filtered(lambda v: v.choice == "against"))
            item.votes_abstain = len(votes.filtered(lambda v: v.choice == "abstain"))
            recused = item.sudo().application_id.declaration_ids.filtered(
                lambda d: d.state == "conflict"
            )
            item.recused_text = ", ".join(recused.user_id.mapped("name"))

    @api.depends_context("uid")
    @api.depends("vote_ids.choice")
    def _compute_my_vote(self):
        for item in self:
            item.my_vote = item.vote_ids.filtered(lambda v: v.user_id == self.env.user)[
                :1
            ].choice

    @api.depends("outcome", "amount", "session_id.item_ids.outcome")
    def _compute_is_exception(self):
        for item in self:
            # The whole list, also what is closed to the reader; a yes or no leaves.
            expected = item.sudo().session_id._expected()
            item.is_exception = bool(item.outcome) and (
                (item.outcome == "award") != (item in expected)
            )

    def write(self, vals):
        if not self._rr_by_code():
            self._rr_refuse_by_hand(self._rr_step_names(vals))
            for item in self:
                item._must_sit()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _never_unlink(self):
        if self.session_id.filtered(lambda s: s.state != "planned"):
            raise UserError(self.env._("The list of a session is kept."))

    def _must_sit(self):
        """The acting user sits in the open session and has no conflict."""
        self.ensure_one()
        # Who sits, and with what conflict, is asked of the session itself.
        session = self.sudo().session_id
        if session.state != "open":
            raise UserError(self.env._("The session is not open."))
        if self.env.user not in session.present_ids or not self.env[
            "rr.grant.declaration"
        ]._is_clear(self.sudo().application_id, self.env.user):
            raise AccessError(
                self.env._(
                    "%(user)s does not decide on this application.",
                    user=self.env.user.name,
                )
            )

    def _objection(self):
        """Return why this item is not decided, or None."""
        quorum = self.session_id.call_id.quorum
        if len(self.vote_ids) < quorum:
            return self.env._(
                "%(votes)s members voted, the quorum is %(quorum)s",
                votes=len(self.vote_ids),
                quorum=quorum,
            )
        if not self.outcome:
            return self.env._("no outcome is set")
        if (self.votes_for > self.votes_against) != (self.outcome != "decline"):
            return self.env._(
                "the outcome is not what was voted (%(for)s for, %(against)s against)",
                **{"for": self.votes_for, "against": self.votes_against},
            )
        if self.outcome == "award" and not 0 < money(self.amount) <= money(self.asked):
            return self.env._(
                "the amount lies between zero and the %(asked)s asked",
                asked=money(self.asked),
            )
        if self.outcome != "award" and not (self.reason or "").strip():
            return self.env._("the applicant is told no reason")
        if self.is_exception and not (self.exception_reason or "").strip():
            return self.env._("it departs from the list without an explanation")
        return None

    def _vote(self, choice):
        """Cast or change the acting member's vote on these applications."""
        self.check_access("read")
        for item in self:
            item._must_sit()
            # One's own vote; votes are typed by nobody.
            mine = item.sudo().vote_ids.filtered(lambda v: v.user_id == self.env.user)
            if mine:
                mine.write({"choice": choice})
            else:
                item.env["rr.grant.vote"].sudo().create(
                    {"item_id": item.id, "user_id": self.env.uid, "choice": choice}
                )
        self.invalidate_recordset(["vote_ids", "my_vote"])
        return True

    def action_for(self):
        return self._vote("for")

    def action_against(self):
        return self._vote("against")

    def action_abstain(self):
        return self._vote("abstain")


class GrantVote(models.Model):
    """One member's vote on one application."""

    _name = "rr.grant.vote"
    _inherit = ["rr.audited.mixin"]
    _description = "Vote"
    _order = "item_id, id"
    _rec_name = "choice"

    item_id = fields.Many2one(
        "rr.grant.session.item",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    user_id = fields.Many2one(
        "res.users", required=True, readonly=True, ondelete="restrict"
    )
    choice = fields.Selection(VOTES, required=True, readonly=True)

    _once = models.Constraint("UNIQUE(item_id, user_id)", "The member has voted.")

    @api.constrains("item_id", "user_id")
    def _check_cleared(self):
        """Nobody votes on what they have a conflict with; superuser included."""
        for vote in self:
            # A constraint: presence and declarations bind whoever votes.
            item = vote.sudo().item_id
            if vote.user_id not in item.session_id.present_ids or not self.env[
                "rr.grant.declaration"
            ]._is_clear(item.application_id, vote.user_id):
                raise ValidationError(
                    self.env._(
                        "%(user)s does not decide on this application.",
                        user=vote.user_id.name,
                    )
                )
