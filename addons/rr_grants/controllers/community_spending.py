# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""An organisation reports on its grant: receipts, payments, the final report."""

from odoo.addons.rr_base.tools.language import format_number
from odoo.addons.rr_training.controllers.common import page
from odoo.exceptions import UserError
from odoo.http import request, route

from .community_common import CommunityPages

NOTICES = ("receipt", "removed", "confirmed", "report", "report_saved", "answered")


class SpendingPages(CommunityPages):
    @route(
        "/rr/grants/grant/<int:grant_id>",
        type="http",
        auth="user",
        methods=["GET", "POST"],
        sitemap=False,
    )
    @page
    def grant(self, grant_id, action=None, done=None, **form):
        grant, error = self._find("rr.grant", grant_id), None
        if request.httprequest.method == "POST":
            actions = {
                "receipt": (self._add_receipt, "receipt"),
                "remove": (self._remove_receipt, "removed"),
                "answer": (self._answer_receipt, "answered"),
                "confirm": (self._confirm, "confirmed"),
                "save_report": (self._save_report, "report_saved"),
                "report": (self._hand_in_report, "report"),
            }
            if action not in actions:
                return self._not_found()
            act, notice = actions[action]
            error = self._attempt(lambda: act(grant, form))
            if not error:
                return request.redirect(
                    f"/rr/grants/grant/{grant.id}?done={notice}", code=303
                )
        return self._grants_page(
            "portal_grant",
            title=grant.purpose or grant.name,
            error=error,
            notice=done if done in NOTICES and not error else None,
            **self._grant_values(grant, form if error else {}),
        )

    def _grant_values(self, grant, form):
        currency = grant.currency_id
        report = grant.report_ids.filtered(lambda r: r.kind == "final")[:1]
        takes_accounts = grant._takes_accounts()
        return {
            "grant": {
                "id": grant.id,
                "name": grant.name,
                "state": self._state(grant),
                "period": f"{self._grant_date(grant.date_start)} – "
                f"{self._grant_date(grant.date_end)}",
                "takes_receipts": takes_accounts,
                "takes_report": report._rr_may_take("submit")
                if report
                else takes_accounts,
                "own_agreed": format_number(request.env, grant.own_share_agreed),
                "own_shown": format_number(request.env, grant.own_share_shown, 1),
                "unsettled": self._money(max(grant.unsettled, 0), currency),
            },
            "sums": [
                (request.env._("Awarded"), self._money(grant.amount, currency)),
                (request.env._("Paid"), self._money(grant.paid, currency)),
                (request.env._("Admitted"), self._money(grant.admitted, currency)),
            ],
            "tranches": [
                {
                    "number": tranche.sequence,
                    "due": self._grant_date(tranche.date_due),
                    "amount": self._money(tranche.amount, currency),
                    "state": tranche.state,
                    "label": self._state(tranche),
                    "is_final": tranche.is_final,
                }
                for tranche in grant.tranche_ids
            ],
            "payments": [
                {
                    "id": payment.id,
                    "reference": payment.bank_ref,
                    "date": self._grant_date(payment.date),
                    "amount": self._money(payment.amount, currency),
                    "waits": payment._waits_for_confirmation(),
                }
                for payment in grant.payment_ids
                if payment.state == "paid"
            ],
            "receipts": [self._receipt(receipt) for receipt in grant.receipt_ids],
            "report": {
                "state": report.state or "draft",
                "label": report and self._state(report),
                "query": report.query or "",
                "done": form.get("done_text", report.done or ""),
                "results": form.get("results", report.results or ""),
                "participants": form.get("participants", report.participants or ""),
                "file_name": report.file_name or "",
            },
            "form": form,
        }

    def _receipt(self, receipt):
        currency = receipt.currency_id
        reasons = dict(
            receipt._fields["rejection_reason"]._description_selection(request.env)
        )
        return {
            "id": receipt.id,
            "number": receipt.number,
            "supplier": receipt.supplier,
            "date": self._grant_date(receipt.date),
            "amount": self._money(receipt.amount, currency),
            "admitted": receipt.amount_admitted
            and self._money(receipt.amount_admitted, currency),
            "state": receipt.state,
            "label": self._state(receipt),
            "steps": receipt._rr_available_steps(),
            "is_removable": receipt._is_removable(),
            "reason": reasons.get(receipt.rejection_reason, ""),
            "question": receipt.question or "",
            "is_own": receipt.is_own_share,
            "has_file": bool(receipt.with_context(bin_size=True).file),
        }

    # What the forms do

    def _add_receipt(self, grant, form):
        env = request.env
        content, name = self._file(form.get("file"))
        values = {
            "number": self._text(form, "number", 60),
            "supplier": self._text(form, "supplier", 120),
            "supplier_tax_number": self._text(form, "tax_number", 20),
            "date": self._form_date(form, "date", env._("Date")),
        }
        if not all(values.values()):
            raise UserError(
                env._("Number, supplier, tax number and date are all on the invoice.")
            )
        amount = self._amount(form.get("amount"), env._("Amount"))
        if not amount:
            raise UserError(env._("The amount is missing."))
        twin = env["rr.grant.receipt"].search_count(
            [
                ("supplier_tax_number", "=", values["supplier_tax_number"].upper()),
                ("number", "=", "".join(values["number"].split()).upper()),
                ("state", "!=", "rejected"),
            ],
            limit=1,
        )
        if twin:
            raise UserError(
                env._(
                    "An invoice of this supplier with this number was already entered."
                )
            )
        env["rr.grant.receipt"].create(
            {
                **values,
                "grant_id": grant.id,
                "amount": float(amount),
                "is_own_share": form.get("paid_from") == "own",
                "file": content,
                "file_name": name,
            }
        )

    def _own_receipt(self, grant, form):
        receipt = grant.receipt_ids.filtered(lambda r: str(r.id) == form.get("receipt"))
        if not receipt:
            raise UserError(request.env._("This receipt is not there."))
        return receipt

    def _remove_receipt(self, grant, form):
        self._own_receipt(grant, form).unlink()

    def _answer_receipt(self, grant, form):
        """Another file or a corrected number, and the receipt goes back."""
        receipt = self._own_receipt(grant, form)
        content, name = self._file(form.get("file"), required=False)
        if content:
            receipt.write({"file": content, "file_name": name})
        receipt._do_step("answer")

    def _confirm(self, grant, form):
        payment = grant.payment_ids.filtered(lambda p: str(p.id) == form.get("payment"))
        payment._confirm_received()

    def _save_report(self, grant, form):
        env = request.env
        report = grant.report_ids.filtered(lambda r: r.kind == "final")[:1]
        values = {
            "done": self._text(form, "done_text"),
            "results": self._text(form, "results"),
            "participants": self._number(form, "participants", env._("People reached")),
        }
        content, name = self._file(form.get("file"), required=False)
        if content:
            values.update(file=content, file_name=name)
        if report:
            report.write(values)
            return report
        return env["rr.grant.report"].create({"grant_id": grant.id, **values})

    def _hand_in_report(self, grant, form):
        self._save_report(grant, form)._do_step("submit")

    # Files

    @route("/rr/grants/receipt/<int:receipt_id>", type="http", auth="user")
    @page
    def receipt_file(self, receipt_id, **kwargs):
        receipt = self._find("rr.grant.receipt", receipt_id)
        return self._stream(receipt, receipt.file_name)
