# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.translate import LazyTranslate

from .constants import VERIFICATIONS, WORK_STATUSES

_lt = LazyTranslate(__name__)

WAVES = ("0", "3", "6", "12")
_RECORDED = {
    "beneficiary_id",
    "anchor_kind",
    "anchor_ref",
    "anchor_date",
    "wave",
    "status",
    "verification",
    "date_done",
}
WINDOW_BEFORE_DAYS = 14
WINDOW_AFTER_DAYS = 30

_STAFF = ("rr_base.group_officer", "rr_base.group_head")


class RrOutcomeFollowup(models.Model):
    """One question to one person: what do you do now, months after a course ended or
    a grant closed. Who is not reached is lost to follow-up and stays in the count."""

    _name = "rr.outcome.followup"
    _rr_on_replica = True
    _inherit = ["rr.transition.mixin", "rr.audited.mixin"]
    _description = "Follow-up"
    _order = "date_due, id"
    _frozen = {"done": _RECORDED}

    _steps = {
        # An answer taken inside the window may be typed in after it.
        "record": {
            "label": _lt("record"),
            "from": ["planned", "lost"],
            "to": "done",
            "groups": _STAFF,
        },
        "lose": {
            "label": _lt("lose"),
            "from": ["planned"],
            "to": "lost",
            "groups": _STAFF,
            "system": True,
        },
    }

    beneficiary_id = fields.Many2one(
        "rr.beneficiary",
        string="Person",
        required=True,
        index=True,
        ondelete="restrict",
    )
    municipality_id = fields.Many2one(related="beneficiary_id.municipality_id")
    anchor_kind = fields.Selection(
        [],  # each addon adds the ends that it brings about
        string="Counted from",
        required=True,
        readonly=True,
    )
    anchor_ref = fields.Char(string="Course or grant", required=True, readonly=True)
    anchor_date = fields.Date(required=True, readonly=True)
    wave = fields.Selection(
        [
            ("0", "At once"),
            ("3", "After 3 months"),
            ("6", "After 6 months"),
            ("12", "After 12 months"),
        ],
        required=True,
        readonly=True,
    )
    date_due = fields.Date(string="Due on", required=True, readonly=True, index=True)
    window_from = fields.Date(required=True, readonly=True)
    window_to = fields.Date(string="Window ends", required=True, readonly=True)
    state = fields.Selection(
        [("planned", "Planned"), ("done", "Reached"), ("lost", "Lost to follow-up")],
        required=True,
        default="planned",
        readonly=True,
        copy=False,
        index=True,
    )
    status = fields.Selection(WORK_STATUSES)
    verification = fields.Selection(VERIFICATIONS, string="Known by")
    date_done = fields.Date(string="Asked on")

    _once = models.Constraint(
        "UNIQUE (beneficiary_id, anchor_kind, anchor_ref, wave)",
        "This follow-up is scheduled already.",
    )
    _done_is_complete = models.Constraint(
        "CHECK (state <> 'done' OR (status IS NOT NULL AND verification IS NOT NULL "
        "AND date_done IS NOT NULL))",
        "A follow-up that reached the person has a status, its source and a date.",
    )

    @api.depends("beneficiary_id", "wave")
    def _compute_display_name(self):
        labels = dict(self._fields["wave"]._description_selection(self.env))
        for item in self:
            item.display_name = (
                f"{item.beneficiary_id.code or ''} {labels.get(item.wave, '')}"
            )

    @api.constrains("date_done")
    def _check_date_done(self):
        today = fields.Date.context_today(self)
        for item in self:
            if item.date_done and item.date_done > today:
                raise ValidationError(self.env._("Asked on: it lies in the future."))

    @api.model
    def _schedule(self, beneficiary, anchor_kind, anchor_ref, anchor_date):
        """Schedule the four waves after an anchor; calling it again changes nothing,
        except that planned waves move when the anchor's date was mended.

        :param beneficiary: ``rr.beneficiary`` record
        :param anchor_kind: what ended, a value of the field
        :param anchor_ref: its name
        :param anchor_date: date on which it ended
        :return: the follow-ups of this anchor
        """
        beneficiary.ensure_one()
        anchor_date = fields.Date.to_date(anchor_date)
        key = {
            "beneficiary_id": beneficiary.id,
            "anchor_kind": anchor_kind,
            "anchor_ref": anchor_ref,
        }
        # The step that ends a course or closes a grant schedules; whoever takes it
        # need not be allowed to write follow-ups.
        waves_sudo = self.sudo().search([(name, "=", key[name]) for name in key])
        present = {item.wave: item for item in waves_sudo}
        new = []
        for wave in WAVES:
            due = anchor_date + relativedelta(months=int(wave))
            values = {
                "anchor_date": anchor_date,
                "date_due": due,
                "window_from": due - relativedelta(days=WINDOW_BEFORE_DAYS),
                "window_to": due + relativedelta(days=WINDOW_AFTER_DAYS),
            }
            item = present.get(wave)
            if item is None:
                new.append({**key, "wave": wave, **values})
            elif item.state == "planned" and item.anchor_date != anchor_date:
                item.write(values)
        waves_sudo |= self.sudo().create(new)
        return self.browse(waves_sudo.ids)

    # ------------------------------------------------------------------ guards

    def _guard_record(self, _reason):
        if not (self.status and self.verification and self.date_done):
            return self.env._("status, source and date are needed")
        if not self.window_from <= self.date_done <= self.window_to:
            return self.env._(
                "%(day)s is outside the window (%(start)s to %(end)s)",
                day=self.date_done,
                start=self.window_from,
                end=self.window_to,
            )
        return None

    def _guard_lose(self, _reason):
        if fields.Date.context_today(self) <= self.window_to:
            return self.env._(
                "the window is still open, until %(end)s", end=self.window_to
            )
        return None

    def _after_record(self, _reason):
        for item in self:
            item.beneficiary_id._rr_set_work_status(
                item.status, item.date_done, item.verification
            )

    @api.model
    def _cron_mark_lost(self):
        """Daily job: planned waves whose window is over are lost to follow-up."""
        today = fields.Date.context_today(self)
        over = self.search([("state", "=", "planned"), ("window_to", "<", today)])
        if over:
            over._do_step("lose")
