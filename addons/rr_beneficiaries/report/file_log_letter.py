# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import datetime

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class ReportFileLog(models.AbstractModel):
    """“Who saw my file”: the answer to a person, in the person's language."""

    _name = "report.rr_beneficiaries.letter_file_log"
    _description = "Letter: who saw my file"

    @api.model
    def _get_report_values(self, docids, data=None):
        requests = self.env["rr.subject.request"].browse(docids)
        requests.check_access("read")
        for request in requests:
            if request.kind != "log":
                raise UserError(
                    self.env._(
                        "%(name)s does not ask who saw the file.", name=request.name
                    )
                )
        return {
            "doc_model": "rr.subject.request",
            "docs": requests,
            "letters": [self._rr_letter(request) for request in requests],
        }

    def _rr_letter(self, request):
        # The language alone is taken from a person whom the officer cannot read.
        lang = request.sudo().beneficiary_id._rr_lang_code()
        request = request.with_context(lang=lang)
        return {
            "request": request,
            "lang": lang,
            "addressee": self._rr_addressee(request),
            "rows": self.with_context(lang=lang)._rr_rows(request),
            "date": fields.Date.context_today(self),
        }

    def _rr_addressee(self, request):
        """The person's name while the request is open, the code afterwards."""
        identities = self.env["rr.beneficiary.identity"].search(
            [("beneficiary_id", "=", request.sudo().beneficiary_id.id)]
        )
        try:
            names = [identities.first_name, identities.last_name]
        except AccessError:
            names = []
        return " ".join(filter(None, names)) or request.person_code

    def _rr_rows(self, request):
        """Entries of the trail, one row per day, user, act and kind of record.

        :return: list of dicts ``day``, ``user``, ``role``, ``act``, ``what``, ``count``,
            ``reasons``
        """
        entries = self.env["rr.audit.entry"]._search_person(
            request.person_code,
            request.date_from,
            # The last day of the period is in.
            request.date_to and request.date_to + datetime.timedelta(days=1),
        )
        acts = dict(entries._fields["operation"]._description_selection(self.env))
        rows = {}
        for entry in entries:
            day = fields.Datetime.context_timestamp(self, entry.date).date()
            # Names of staff are shown to the person, whatever the reader may open.
            user = entry.user_id.sudo()
            key = (day, user, entry.operation, entry.model)
            row = rows.setdefault(
                key,
                {
                    "day": day,
                    "user": user.name or self.env._("outside the application"),
                    "role": ", ".join(
                        user.all_group_ids.filtered("rr_role").mapped("name")
                    ),
                    "act": acts.get(entry.operation, entry.operation),
                    "what": entry.model_name,
                    "count": 0,
                    "reasons": set(),
                },
            )
            row["count"] += 1
            if entry.reason:
                row["reasons"].add(entry.reason)
        return [rows[key] for key in sorted(rows, key=lambda key: (key[0], key[1].id))]
