# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import SUPERUSER_ID, api, fields, models
from odoo.addons.rr_base.tools.language import format_date
from odoo.addons.rr_base.tools.money import money, split
from odoo.exceptions import UserError
from odoo.tools import date_utils

from .grant_data import PAYING


class ApplicationContract(models.Model):
    _inherit = "rr.grant.application"

    def _guard_convert(self, reason):
        if self.grant_id:
            return self.env._("it has its grant already")
        if not self.appeal_until or fields.Date.context_today(self) <= self.appeal_until:
            return self.env._(
                "complaints are taken until %(date)s",
                date=format_date(self.env, self.appeal_until) or "–",
            )
        appealed = self.call_id.application_ids.filtered(
            lambda a: a.state == "appealed"
        )
        if appealed:
            return self.env._(
                "the complaint about %(application)s is open",
                application=appealed[0].name,
            )
        if not self.partner_id.is_company:
            return self.env._("a community grant goes to an organisation")
        return None

    def _after_convert(self, reason):
        for application in self:
            grant = self.env["rr.grant"].create(application._grant_values())
            # sudo of the steps: the officer may not write a decided application
            application.write({"grant_id": grant.id})

    def _grant_values(self):
        """Return the values of the grant: budget and funding of what was awarded."""
        self.ensure_one()
        start = max(self.date_start, fields.Date.context_today(self))
        end = max(self.date_end, start)
        awarded = money(self.amount_awarded)
        lines = self.line_ids.filtered(lambda line: money(line.amount) > 0)
        parts = split(awarded, [money(line.amount) for line in lines])
        return {
            "kind": "community",
            "category": "other",
            "application_id": self.id,
            "partner_id": self.partner_id.id,
            "municipality_id": self.municipality_id.id
            or self.partner_id.rr_municipality_id.id,
            "purpose": self.title,
            "officer_id": self.env.uid,
            "date_request": self.submitted_on.date(),
            "date_start": start,
            "date_end": end,
            "currency_id": self.currency_id.id,
            "own_share_agreed": round(self.own_share, 2),
            "line_ids": [
                fields.Command.create(
                    {
                        "name": line.name,
                        "month": start.replace(day=1),
                        "amount": float(part),
                        "need": float(part),
                        "need_basis": self.name,
                    }
                )
                for line, part in zip(lines, parts, strict=True)
                if part
            ],
            "document_ids": [
                fields.Command.create({"type_id": kind.id, "reference": self.name})
                for kind in self.document_ids.type_id
            ],
            "funding_ids": [
                fields.Command.create({"line_id": line.id, "amount": float(part)})
                for line, part in self._funding(awarded)
            ],
        }

    def _funding(self, amount):
        """Take the money from the call's lines, one after the other."""
        shares, left = [], amount
        for line in self.call_id.line_ids.sorted("id"):
            part = min(left, max(self.call_id._eur_available(line), money(0)))
            if part:
                shares.append((line, part))
                left -= part
        if left:
            raise UserError(
                self.env._(
                    "%(missing)s EUR are missing on the budget lines of %(call)s.",
                    missing=left,
                    call=self.call_id.display_name,
                )
            )
        return shares


#: states in which the recipient accounts for the money: receipts, the report
ACCOUNTING = ("active", "suspended", "completed")


class CommunityGrant(models.Model):
    """What a community grant has that an individual one has not."""

    _inherit = "rr.grant"

    application_id = fields.Many2one(
        "rr.grant.application", readonly=True, copy=False, index=True
    )
    own_share_agreed = fields.Float(
        string="Own share agreed %", help="The organisation's part of the whole cost."
    )
    own_admitted = fields.Monetary(
        string="Own share shown", compute="_compute_own_share"
    )
    own_share_shown = fields.Float(
        string="Own share shown %", compute="_compute_own_share"
    )
    report_ids = fields.One2many("rr.grant.report", "grant_id")

    _application_once = models.UniqueIndex(
        "(application_id) WHERE application_id IS NOT NULL AND state <> 'cancelled'",
        "The application has its grant already.",
    )

    def _compute_own_share(self):
        for grant in self:
            # A sum over all receipts, for all who read the grant.
            decided = grant.sudo().receipt_ids.filtered(
                lambda r: r.state in ("admitted", "part_admitted")
            )
            own = decided.filtered("is_own_share")
            grant.own_admitted = sum(own.mapped("amount_admitted"))
            whole = sum(decided.mapped("amount_admitted"))
            grant.own_share_shown = 100 * grant.own_admitted / whole if whole else 0.0

    @api.model_create_multi
    def create(self, vals_list):
        """A community grant begins with an application, made into it by its step."""
        if not self._rr_by_code() and any(
            vals.get("kind") == "community" for vals in vals_list
        ):
            raise UserError(
                self.env._(
                    "A community grant is made from an awarded application to a call."
                )
            )
        return super().create(vals_list)

    def _content(self):
        content = super()._content()
        if self.kind == "community":
            content["own_share"] = str(money(self.own_share_agreed))
        return content

    def write(self, vals):
        if "own_share_agreed" in vals and "state" not in vals:
            self._content_changes()
        return super().write(vals)

    def _takes_accounts(self):
        """Whether the recipient hands in receipts and the report of this grant."""
        self.ensure_one()
        return self.kind == "community" and self.state in ACCOUNTING

    # Steps

    def _guard_approve(self, reason):
        # Who voted binds, whether or not the approver reads votes.
        votes = self.sudo().application_id.item_ids.vote_ids
        if self.kind == "community" and self.env.user in votes.user_id:
            return self.env._("who voted in the commission does not approve")
        return super()._guard_approve(reason)

    def _guard_agree(self, reason):
        if self.kind == "community" and not self.payee_id:
            return self.env._("no payee is named")
        return super()._guard_agree(reason)

    def _after_activate(self, reason):
        for grant in self.filtered(lambda g: g.kind == "community"):
            grant._plan_monitoring()

    def _plan_monitoring(self):
        """Plan a visit in the middle of the project, or where the rule says."""
        rule = self.env["rr.grant.rule"]._for(self.kind, self.category)
        months = [int(m) for m in (rule.visit_months or "").split(",") if m.strip()]
        days = [date_utils.add(self.date_start, months=m) for m in months] or [
            self.date_start + (self.date_end - self.date_start) / 2
        ]
        self.env["rr.grant.visit"].create(
            [
                {"grant_id": self.id, "kind": "monitoring", "date_due": day}
                for day in days
                if day <= self.date_end
            ]
        )

    def _generate_tranches(self):
        community = self.filtered(lambda g: g.kind == "community")
        for grant in community:
            # The call fixed the shares; the officer's step only applies them.
            shares = grant.sudo().application_id.call_id._shares() or [money(100)]
            parts = split(money(grant.amount), shares)
            span = grant.date_end - grant.date_start
            values = []
            for number, part in enumerate(parts):
                last = len(parts) > 1 and number == len(parts) - 1
                values.append(
                    {
                        "grant_id": grant.id,
                        "sequence": number + 1,
                        "date_due": grant.date_end
                        if last
                        else grant.date_start + span * number / len(parts),
                        "amount": float(part),
                        "is_final": last,
                    }
                )
            self.env["rr.grant.tranche"].create(values)
        return super(CommunityGrant, self - community)._generate_tranches()

    def _guard_complete(self, reason):
        if self.kind != "community":
            return super()._guard_complete(reason)
        moving = self.tranche_ids.filtered(
            lambda t: t.state in ("requested", "certified", "authorised", "returned")
        )
        if moving:
            return self.env._(
                "tranche %(number)s is on its way", number=moving[0].sequence
            )
        return None

    def _after_complete(self, reason):
        self._balance_accounts()

    def _guard_verify(self, reason):
        return self._community_gate_report() or super()._guard_verify(reason)

    # Closing gates of a community grant, one by one

    def _guard_close(self, reason):
        if self.kind == "community":
            for gate in (
                self._community_gate_report,
                self._community_gate_receipts,
                self._community_gate_balance,
                self._community_gate_confirmation,
                self._community_gate_visits,
            ):
                text = gate()
                if text:
                    return text
        return super()._guard_close(reason)

    def _community_gate_report(self):
        if self.kind == "community" and not self.report_ids.filtered(
            lambda r: r.kind == "final" and r.state == "accepted"
        ):
            return self.env._("the final report is not accepted")
        return None

    def _community_gate_receipts(self):
        undecided = self.receipt_ids.filtered(
            lambda r: r.state in ("entered", "queried")
        )
        if undecided:
            return self.env._(
                "receipt %(number)s is not decided", number=undecided[0].number
            )
        return None

    def _community_gate_balance(self):
        if not self.balance_kind:
            return self.env._("the account is not balanced")
        return None

    def _community_gate_confirmation(self):
        waiting = self.payment_ids.filtered(
            lambda p: p.state == "paid" and not p.confirmed_on
        )
        if waiting:
            return self.env._(
                "the recipient has not confirmed the payment %(reference)s",
                reference=waiting[0].bank_ref,
            )
        return None

    def _community_gate_visits(self):
        if self.visit_ids.filtered(
            lambda v: v.state == "planned" and v.kind != "retention"
        ):
            return self.env._("a visit is still due")
        return None


class CommunityTranche(models.Model):
    _inherit = "rr.grant.tranche"

    is_final = fields.Boolean(
        string="Final",
        readonly=True,
        help="Its amount follows from what was admitted in the end.",
    )

    def _blocked_by_grant(self):
        grant = self.grant_id
        if (
            grant.kind == "community"
            and self.is_final
            and grant.state in (*PAYING, "completed", "verified")
        ):
            if not grant.balance_kind:
                return self.env._(
                    "it is the final tranche: its amount follows from the final "
                    "report and the receipts"
                )
            return None
        return super()._blocked_by_grant() or self._earlier_spending()

    def _earlier_spending(self):
        """A later tranche waits until earlier money is accounted for."""
        grant = self.grant_id
        if grant.kind != "community" or self.state not in (
            "planned",
            "requested",
            "certified",
            "returned",
        ):
            return None
        rule = self.env["rr.grant.rule"]._for(grant.kind, grant.category)
        open_amount = money(grant.unsettled)
        if open_amount > money(rule.small_sum):
            return self.env._(
                "%(amount)s of earlier payments is not yet admitted",
                amount=open_amount,
            )
        return None

    def _cancel_by_balance(self, reason):
        return self.with_user(SUPERUSER_ID)._do_step("cancel", reason)


class CommunityVisit(models.Model):
    _inherit = "rr.grant.visit"

    kind = fields.Selection(
        [
            ("delivery", "After delivery"),
            ("monitoring", "Monitoring"),
            ("retention", "End of retention"),
        ],
        default="delivery",
        required=True,
    )


class RetentionCheck(models.Model):
    _inherit = "rr.grant.delivery"

    def _plan_visits(self):
        """Also look once more when the retention period ends."""
        result = super()._plan_visits()
        for delivery in self:
            known = delivery.grant_id.visit_ids.filtered(
                lambda v, d=delivery: (
                    v.kind == "retention" and v.date_due == d.retention_until
                )
            )
            if delivery.retention_until and not known:
                self.env["rr.grant.visit"].create(
                    {
                        "grant_id": delivery.grant_id.id,
                        "kind": "retention",
                        "date_due": delivery.retention_until,
                    }
                )
        return result
