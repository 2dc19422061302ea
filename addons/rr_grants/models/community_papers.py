# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.addons.rr_base.tools.language import format_date, format_number
from odoo.addons.rr_beneficiaries.models.constants import LANGUAGE_CODES
from odoo.exceptions import AccessError, UserError
from odoo.tools.misc import format_amount

LETTER_LANGUAGES = tuple(LANGUAGE_CODES.values())


def letter_lang(partner):
    """Return the language of letters to an organisation; Albanian where none is set."""
    return partner.lang if partner.lang in LETTER_LANGUAGES else "sq_AL"


class ApplicationPapers(models.Model):
    _inherit = "rr.grant.application"

    def _answer_values(self):
        """Return what the decision letter to an applicant says."""
        self.ensure_one()
        if self.state not in ("awarded", "contracted", "reserve", "declined",
                              "excluded"):  # fmt: skip
            raise UserError(self.env._("%(name)s is not decided.", name=self.name))
        lang = letter_lang(self.partner_id)
        kind = "award" if self.state in ("awarded", "contracted") else self.state
        return {
            "lang": lang,
            "addressee": self.partner_id.name,
            "date": self.decided_on,
            "reference": self.name,
            "kind": kind,
            "title": self.title,
            "call": self.call_id.with_context(lang=lang).display_name,
            "amount": format_amount(
                self.env, self.amount_awarded, self.currency_id, lang
            ),
            "own_share": format_number(self.env, self.own_share, 1, lang) + " %",
            "reason": self.answer,
            "appeal_until": format_date(self.env, self.appeal_until, lang_code=lang),
        }


class SessionPapers(models.Model):
    _inherit = "rr.grant.session"

    def _minutes_values(self):
        """Return the minutes, once for each language.

        A member with a conflict reads them when they are signed and so published.
        """
        self.ensure_one()
        self.check_access("read")
        # sudo: minutes are whole; who reads them before the signature is checked below
        session = self.sudo()
        if session.state not in ("closed", "signed"):
            raise UserError(self.env._("The minutes are not closed yet."))
        recused = session.item_ids.application_id.declaration_ids.filtered(
            lambda d: d.state == "conflict"
        ).user_id
        if session.state == "closed" and self.env.user in recused:
            raise AccessError(
                self.env._("The minutes open to you when they are signed.")
            )
        return [session._minutes_in(lang) for lang in LETTER_LANGUAGES]

    def _minutes_in(self, lang):
        session = self.with_context(lang=lang)
        items = session.item_ids
        outcomes = dict(items._fields["outcome"]._description_selection(session.env))
        return {
            "lang": lang,
            "reference": session.name,
            "date": session.date,
            "place": session.place,
            "call": session.call_id.display_name,
            "present": ", ".join(session.present_ids.mapped("name")),
            "absent": ", ".join(
                (session.call_id.member_ids - session.present_ids).mapped("name")
            ),
            "quorum": session.quorum,
            "chair": session.closed_by_id.name,
            "remarks": session.remarks,
            "signed_by": session.signed_by_id.name,
            "signed_on": format_date(session.env, session.signed_on),
            "items": [
                {
                    "rank": item.rank,
                    "application": item.application_id.name,
                    "applicant": item.application_id.partner_id.name,
                    "points": format_number(session.env, item.points, 1),
                    "votes": (
                        f"{item.votes_for} : {item.votes_against} : "
                        f"{item.votes_abstain}"
                    ),
                    "recused": item.recused_text,
                    "outcome": outcomes.get(item.outcome, ""),
                    "amount": format_amount(
                        session.env, item.amount, session.currency_id, lang
                    )
                    if item.outcome == "award"
                    else "",
                    "reason": item.reason,
                    "exception": item.exception_reason if item.is_exception else "",
                }
                for item in items
            ],
            "total": format_amount(
                session.env, session.amount_awarded, session.currency_id, lang
            ),
        }


class RecoveryPapers(models.Model):
    _inherit = "rr.grant.recovery"

    def _demand_values(self):
        """Return what the demand letter says; it names no programme and no code."""
        self.ensure_one()
        if self.state not in ("open", "demanded", "booked"):
            raise UserError(
                self.env._("%(recovery)s is settled.", recovery=self.display_name)
            )
        if not (self.notice_ref and self.date_due):
            raise UserError(
                self.env._(
                    "%(recovery)s: the notice and its due date are missing.",
                    recovery=self.display_name,
                )
            )
        grant = self.grant_id
        if grant.partner_id:
            lang, addressee = letter_lang(grant.partner_id), grant.partner_id.name
        else:
            person = grant.beneficiary_id
            lang = LANGUAGE_CODES.get(person.language, "sq_AL")
            identity = person.identity_ids[:1]
            addressee = " ".join(
                part for part in (identity.first_name, identity.last_name) if part
            )
        owed = self.outstanding if self.state == "booked" else self.amount
        return {
            "lang": lang,
            "addressee": addressee,
            "date": self.state_since.date(),
            "reference": self.notice_ref,
            "grant": grant.name,
            "amount": format_amount(self.env, owed, self.currency_id, lang),
            "due": format_date(self.env, self.date_due, lang_code=lang),
        }
