# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.addons.rr_base.tools.language import format_date, format_number
from odoo.addons.rr_beneficiaries.models.constants import LANGUAGE_CODES
from odoo.exceptions import UserError
from odoo.tools.misc import format_amount


class GrantPapers(models.Model):
    _inherit = "rr.grant"

    def _decision_values(self):
        """Return what the decision letter says, in the recipient's language.

        The name is read under the rights of who prints, and the reading is recorded.
        Neither the person's code nor the programme appears.
        """
        self.ensure_one()
        if not self.approval_ids.filtered("is_valid"):
            raise UserError(
                self.env._("%(grant)s has no valid approval.", grant=self.name)
            )
        person = self.beneficiary_id
        lang = LANGUAGE_CODES.get(person.language, "sq_AL")
        grant = self.with_context(lang=lang)
        addressee = self.partner_id.name
        if person:
            identity = person.identity_ids[:1]
            addressee = " ".join(
                part for part in (identity.first_name, identity.last_name) if part
            )
        return {
            "lang": lang,
            "addressee": addressee,
            "date": self.approved_on,
            "reference": self.name,
            "amount": format_amount(grant.env, self.amount, self.currency_id, lang),
            "category": dict(
                grant._fields["category"]._description_selection(grant.env)
            )[self.category],
            "purpose": self.purpose,
            "months": [
                {
                    "month": format_date(
                        grant.env, line.month, lang_code=lang, date_format="MMMM y"
                    ),
                    "text": line.name or "",
                    "amount": format_amount(
                        grant.env, line.amount, self.currency_id, lang
                    ),
                }
                for line in self.line_ids
            ],
            "override_reason": self.override_reason,
        }

    def _order_values(self):
        """Return what the order to the supplier says: goods and price, no person."""
        self.ensure_one()
        if self.category != "equipment" or not self.payee_id:
            raise UserError(
                self.env._(
                    "%(grant)s: an order is printed for equipment with a supplier.",
                    grant=self.name,
                )
            )
        if self.state not in ("agreed", "active"):
            raise UserError(self.env._("%(grant)s is not agreed yet.", grant=self.name))
        payee = self.payee_id
        lang = LANGUAGE_CODES[payee.language]
        return {
            "lang": lang,
            "addressee": payee.name,
            "date": self.agreed_on,
            "reference": self.name,
            "goods": [
                {
                    "text": line.name or self.purpose or "",
                    "amount": format_amount(
                        self.env, line.amount, self.currency_id, lang
                    ),
                }
                for line in self.line_ids
            ],
            "amount": format_amount(self.env, self.amount, self.currency_id, lang),
            "deliver_by": format_date(self.env, self.date_end, lang_code=lang),
        }


class TranchePapers(models.Model):
    _inherit = "rr.grant.tranche"

    def _payment_order_values(self):
        """Return what the payment order says: payee and account, no person's code."""
        self.ensure_one()
        grant = self.grant_id
        if self.state not in ("authorised", "paid"):
            raise UserError(
                self.env._("%(tranche)s is not authorised.", tranche=self.display_name)
            )
        if set(grant.funding_ids.line_id.agreement_id.mapped("channel")) == {
            "off_budget"
        }:
            raise UserError(
                self.env._(
                    "%(tranche)s is paid by the partner: no payment order.",
                    tranche=self.display_name,
                )
            )
        hindrance = self._payee_hindrance()
        if hindrance:
            raise UserError(
                self.env._(
                    "%(grant)s: %(reason)s.", grant=self.display_name, reason=hindrance
                )
            )
        opened = grant.payee_id._open_for_order(self.display_name)
        return {
            "lang": self.env.lang or "en_US",
            "reference": self.display_name,
            "date": self.authorised_on,
            "payee": opened["name"],
            "account": opened["account"],
            "amount": format_amount(self.env, self.amount, self.currency_id),
            "funding": [
                {
                    "line": part.line_id.display_name,
                    "economic": dict(
                        part.line_id._fields[
                            "economic_category"
                        ]._description_selection(self.env)
                    )[part.line_id.economic_category],
                    "share": format_number(self.env, part.share_percent, 2) + " %",
                }
                for part in grant.funding_ids
            ],
        }
