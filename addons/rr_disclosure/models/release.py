# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.addons.rr_base.models.guard_mixin import by_hand
from odoo.exceptions import AccessError, UserError
from odoo.fields import NO_ACCESS
from odoo.tools.translate import LazyTranslate

# See append_only.STORING: only the methods of this model make and finish releases.
from .append_only import STORING

_lt = LazyTranslate(__name__)

#: Two attempts at tables are this far apart at least (disclosure policy, clause 4).
BETWEEN_ATTEMPTS = relativedelta(months=6)


class RrRelease(models.Model):
    """One round: the public totals of a day, and for each table issued or held.

    A round with tables is proposed by the reporting officer and checked by the data
    protection officer; only then does it count as published. A round of totals alone
    decides nothing and is stored at once.
    """

    _name = "rr.release"
    _inherit = ["mail.thread", "rr.audited.mixin", "rr.transition.mixin"]
    _description = "Release"
    _order = "date desc, id desc"
    _steps = {
        "check": {
            "from": ["proposed"],
            "to": "checked",
            "groups": ["rr_base.group_dpo"],
            "label": _lt("Sign the release"),
        },
        "record": {
            "from": ["proposed"],
            "to": "checked",
            "groups": ["rr_base.group_reporter", "rr_base.group_dpo"],
            "label": _lt("Record the totals"),
        },
        "discard": {
            "from": ["proposed"],
            "to": "discarded",
            "groups": ["rr_base.group_reporter", "rr_base.group_dpo"],
            "reason": True,
            "label": _lt("Discard"),
        },
    }

    name = fields.Char(string="Label", required=True, readonly=True, copy=False)
    date = fields.Date(required=True, readonly=True, copy=False, index=True)
    period = fields.Integer(
        readonly=True, copy=False, help="Place in the publication register, from 0."
    )
    policy_id = fields.Many2one(
        "rr.disclosure.policy", required=True, readonly=True, copy=False
    )
    is_attempt = fields.Boolean(
        string="Tables attempted",
        readonly=True,
        copy=False,
        help="Half-yearly; between two attempts only totals are published.",
    )
    state = fields.Selection(
        [("proposed", "Proposed"), ("checked", "Checked"), ("discarded", "Discarded")],
        default="proposed",
        required=True,
        readonly=True,
        copy=False,
        index=True,
    )
    proposed_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    checked_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    checked_on = fields.Date(readonly=True, copy=False)
    totals = fields.Json(readonly=True, copy=False)
    table_ids = fields.One2many("rr.release.table", "release_id", readonly=True)
    cell_ids = fields.One2many("rr.release.cell", "release_id", readonly=True)
    issued_count = fields.Integer(compute="_compute_counts")
    held_count = fields.Integer(compute="_compute_counts")
    record = fields.Json(readonly=True, copy=False)
    proposed_text = fields.Text(
        compute="_compute_proposed_text", string="What would be published"
    )
    audit_safe = fields.Boolean(string="Audit passed", readonly=True, copy=False)
    audit_model = fields.Selection(
        [
            ("possible", "Knows every release, not who exists"),
            ("present", "Knows every release and every person"),
        ],
        string="Attacker model",
        readonly=True,
        copy=False,
    )
    audit_equations = fields.Integer(readonly=True, copy=False)
    audit_targets = fields.Integer(
        string="Values looked at", readonly=True, copy=False
    )
    audit_seconds = fields.Float(readonly=True, copy=False)
    conflict_text = fields.Text(
        string="Records that changed since they were counted", readonly=True, copy=False
    )
    # The whole register as it would become: with atoms and what is held back.
    proposal = fields.Json(readonly=True, copy=False, groups=NO_ACCESS)
    proposal_base = fields.Char(readonly=True, copy=False, groups=NO_ACCESS)

    _one_proposal = models.UniqueIndex(
        "(state) WHERE state = 'proposed'",
        "Another release is proposed: it is checked or discarded first.",
    )
    _label_once = models.UniqueIndex(
        "(name) WHERE state <> 'discarded'", "There is a release of this label."
    )

    @api.depends("table_ids.status")
    def _compute_counts(self):
        for release in self:
            statuses = release._statuses()
            release.issued_count = statuses.count("issued")
            release.held_count = statuses.count("held")

    def _statuses(self):
        """Of each table; of a proposal from its record, which names no count."""
        if self.state == "checked":
            return self.table_ids.mapped("status")
        return [row["status"] for row in (self.record or {}).get("tables", ())]

    @api.depends("record", "state")
    def _compute_proposed_text(self):
        """The outcome of a proposal, table by table, without any count."""
        words = {
            "issued": self.env._("● issued"),
            "held": self.env._("▲ held"),
            "never issued": self.env._("– never issued yet"),
        }
        for release in self:
            hint = self.env["rr.release.table"]._hint
            release.proposed_text = "\n".join(
                " · ".join(
                    filter(
                        None,
                        (
                            f"{words[row['status']]}: {row['table']}",
                            hint(row["reasons"], row["coarser"]),
                        ),
                    )
                )
                for row in (release.record or {}).get("tables", ())
            )

    # --------------------------------------------------------------------- CRUD

    @api.model_create_multi
    def create(self, vals_list):
        if not STORING.held(self):
            raise AccessError(
                self.env._("A release is made from the records, never typed.")
            )
        return super().create(vals_list)

    def write(self, vals):
        storing = STORING.held(self)
        free = {"state", "message_follower_ids", "message_ids", "activity_ids"}
        if set(vals) - free and not storing:
            raise by_hand(
                AccessError(self.env._("A release is never edited.")), vals
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _never_unlink(self):
        raise UserError(
            self.env._("A release is not deleted; a proposal can be discarded.")
        )

    def _storing(self):
        # Behind the guards of the steps: no role writes these rows by itself.
        return STORING.on(self.sudo())

    # -------------------------------------------------------------------- steps

    def action_check(self):
        return self._do_step("check")

    def _guard_check(self, reason):
        # Who proposed, and the audit, bind every signatory; a reason leaves.
        release = self.sudo()
        if release.proposed_by_id == self.env.user:
            return self.env._("who proposed a release does not sign it")
        if release.is_attempt and not release.audit_safe and release._issues():
            return self.env._("its audit did not pass")
        if release.proposal_base != release._register_mark():
            return self.env._(
                "something was published since it was proposed: propose it again"
            )
        return None

    def _issues(self):
        return any(
            row["status"] == "issued" for row in (self.record or {}).get("tables", ())
        )

    def _after_check(self, reason):
        for release in self._storing():
            release._store_proposal()
            release.write(
                {
                    "checked_by_id": self.env.uid,
                    "checked_on": fields.Date.context_today(self),
                }
            )

    def _guard_record(self, reason):
        if self.is_attempt:
            return self.env._("a round with tables is signed after its audit")
        return None

    def _after_record(self, reason):
        for release in self._storing():
            release._store_proposal()

    def _after_discard(self, reason):
        self._storing().write({"proposal": False})

    # -------------------------------------------------------------------- tools

    @api.model
    def _last(self, date=None, attempt=None):
        """The last checked release (on or before a day; with tables attempted)."""
        domain = [("state", "=", "checked")]
        if date:
            domain.append(("date", "<=", date))
        if attempt:
            domain.append(("is_attempt", "=", True))
        # What was released is public; reports rest on it, whoever generates them.
        return self.sudo().search(domain, order="date desc, period desc", limit=1)

    @api.model
    def _attempt_objection(self, date):
        """Why no tables may be attempted on a day; ``None`` when they may."""
        last = self._last()
        if last and date < last.date:
            return self.env._(
                "there is a release of %(date)s already: rounds follow one another",
                date=last.date,
            )
        attempt = self._last(attempt=True)
        if attempt and date < attempt.date + BETWEEN_ATTEMPTS:
            return self.env._(
                "tables were attempted on %(date)s; the next attempt is half a year "
                "later",
                date=attempt.date,
            )
        return None

    @api.model
    def _next_label(self, date):
        # Names of all releases, also of those that the caller may not read.
        checked = self.sudo().search([("state", "=", "checked")])
        taken = set(checked.mapped("name"))
        label, number = date.isoformat(), 2
        while label in taken:
            label, number = f"{date.isoformat()}/{number}", number + 1
        return label

    @api.model
    def _periods_of_a_year(self, date):
        """In how many periods from a table's last issue a year will be over."""
        # A count of rounds, the same for every reader.
        recent = self.sudo().search_count(
            [
                ("state", "=", "checked"),
                ("date", ">", date - relativedelta(years=1)),
            ]
        )
        return recent + 1
