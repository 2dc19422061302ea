# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64
import hashlib

from dateutil.relativedelta import relativedelta
from markupsafe import Markup
from odoo import fields, models
from odoo.exceptions import AccessError, UserError


class DonorReportDelivery(models.Model):
    """Handing a report out: title for outsiders, notice, record, next due date."""

    _inherit = "rr.donor.report"

    title = fields.Char(readonly=True, copy=False, translate=True)

    def message_post(self, **kwargs):
        """A donor's contact answers by the steps, which log them; the log is no way to
        write to others, or in another's name."""
        if self.env.user.share and not self.env.su:
            if set(kwargs) - {"body", "subtype_xmlid"}:
                raise AccessError(self.env._("A donor's contact changes no report."))
        return super().message_post(**kwargs)

    def _record_download(self, file_format):
        """Note who took which file of the report."""
        self.ensure_one()
        content = self._file_content(file_format)
        self.env["rr.report.delivery"]._record(
            {
                "report_id": self.id,
                "kind": "download",
                "file_format": file_format,
                "sha256": hashlib.sha256(content).hexdigest(),
            }
        )

    def get_file(self, file_format):
        """Hand out an issued file to who may read the report, and record that.

        For the donor's own systems over the external API; the portal does the same.

        :param file_format: ``xlsx``, ``pdf``, ``json``, or ``xml`` when IATI is
            released
        :return: dict of ``name``, ``sha256`` (of the file), ``content`` (base64)
        :raises AccessError: the report is not the reader's
        :raises UserError: it is not issued, withdrawn, or has no such file
        """
        self.ensure_one()
        self.check_access("read")
        if file_format not in self._issued_formats():
            raise UserError(
                self.env._(
                    "There is no issued file “%(format)s” of this report.",
                    format=file_format,
                )
            )
        content = self._file_content(file_format)
        self._record_download(file_format)
        return {
            "name": self._file_name(file_format),
            "sha256": hashlib.sha256(content).hexdigest(),
            "content": base64.b64encode(content).decode(),
        }

    def _donor_contacts(self):
        """Users of the donor who may read the report in the portal."""
        self.ensure_one()
        # Users of the donor are looked up for the notice; portal users stay unread.
        report = self.sudo()
        group = self.env.ref("rr_base.group_donor").sudo()
        return group.all_user_ids.filtered(
            lambda user: user.active
            and user.commercial_partner_id == report.donor_id
            and report.donor_id
        )

    def _notify_donor(self):
        """Tell the donor's contacts that a report is ready: no figure, no file."""
        for report in self:
            contacts = report._donor_contacts()
            for user in contacts.filtered("email"):
                words = self.env["ir.qweb"].with_context(lang=user.lang).env
                link = f"{report.get_base_url()}/my/reports/{report.id}"
                body = Markup("<p>{}</p><p><a href='{}'>{}</a></p>").format(
                    words._("A report of your agreement is ready in the portal."),
                    link,
                    link,
                )
                # The words are fixed above: no figure, no text of the sender.
                mails = self.env["mail.mail"].sudo()
                mails.create(
                    {
                        "subject": words._("A report is ready"),
                        "body_html": body,
                        "email_to": user.email_formatted,
                        "auto_delete": True,
                    }
                )
            if contacts:
                deliveries = self.env["rr.report.delivery"]
                deliveries._record(
                    {
                        "report_id": report.id,
                        "kind": "notice",
                        "comment": ", ".join(contacts.mapped("name")),
                    }
                )

    def _next_due(self):
        """Day on which the next report of these reports' agreements is due.

        :return: date, or ``False`` when none is due any more
        """
        days = []
        # A day alone, of agreements whose reports the reader may read.
        for agreement in self.sudo().agreement_id:
            last = max(
                (r.date_to for r in self if r.agreement_id == agreement), default=None
            )
            if not agreement.report_months or not last:
                continue
            # Counted from the agreement's own beginning, as its periods are: month by
            # month the end of February would move every later day.
            spans = agreement._report_spans()
            end = next((end for _start, end in spans if end > last), None)
            if end:
                days.append(end + relativedelta(days=agreement.report_due_days))
        return min(days, default=False)
