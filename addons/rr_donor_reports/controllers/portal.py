# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import http
from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import content_disposition, request

from ..models.donor_report_files import FORMATS

_COMMENT_LENGTH = 4000


class DonorPortal(CustomerPortal):
    """A donor's contact reads, downloads, accepts and sends back; all under the
    contact's own rights. What is not theirs is not found."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "donor_report_count" in counters:
            values["donor_report_count"] = (
                request.env["rr.donor.report"].search_count([])
                if request.env.user.has_group("rr_base.group_donor")
                else 0
            )
        return values

    def _report(self, report_id):
        """The report, when this user may read it; else 404."""
        report = request.env["rr.donor.report"].browse(report_id).exists()
        if not report:
            raise request.not_found()
        try:
            report.check_access("read")
        except (AccessError, MissingError):
            raise request.not_found() from None
        return report

    @http.route("/my/reports", type="http", auth="user", methods=["GET"], website=True)
    def reports(self, **_kwargs):
        if not request.env.user.has_group("rr_base.group_donor"):
            raise request.not_found()
        reports = request.env["rr.donor.report"].search(
            [], order="date_to desc, version desc"
        )
        return request.render(
            "rr_donor_reports.portal_reports",
            {
                "page_name": "donor_reports",
                "reports": reports,
                "due": reports._next_due(),
            },
        )

    @http.route(
        "/my/reports/<int:report_id>",
        type="http", auth="user", methods=["GET"], website=True,
    )
    def report(self, report_id, error=None, **_kwargs):
        report = self._report(report_id)
        return self._render_report(report)

    def _render_report(self, report, error=None):
        return request.render(
            "rr_donor_reports.portal_report",
            {
                "page_name": "donor_reports",
                "report": report,
                "formats": report._issued_formats(),
                "steps": report._rr_available_steps(),
                "error": error,
            },
        )

    @http.route(
        "/my/reports/<int:report_id>/<string:file_format>",
        type="http", auth="user", methods=["GET"], website=True,
    )
    def download(self, report_id, file_format, **_kwargs):
        """An issued file; the download is recorded before it begins."""
        report = self._report(report_id)
        if file_format not in report._issued_formats():
            raise request.not_found()
        content = report._file_content(file_format)
        report._record_download(file_format)
        return self._file_response(report, file_format, content)

    @http.route(
        "/rr/report/<int:report_id>/<string:file_format>",
        type="http", auth="user", methods=["GET"], readonly=False,
    )
    def preview(self, report_id, file_format, **_kwargs):
        """A file of a report for the staff who work on it, drafts included."""
        if not request.env.user._is_internal():
            raise request.not_found()
        report = self._report(report_id)
        if file_format == "annex":
            return self._annex(report)
        if file_format not in FORMATS:
            raise request.not_found()
        if file_format == "xml" and file_format not in report._open_formats():
            raise request.not_found()
        try:
            content = report._file_content(file_format)
        except UserError as error:
            return request.make_response(
                str(error), [("Content-Type", "text/plain; charset=utf-8")], status=409
            )
        return self._file_response(report, file_format, content)

    def _annex(self, report):
        """The verifier's list of payees, for finance and head; recorded."""
        try:
            content = report._render_annex()
        except UserError:
            raise request.not_found() from None
        return self._file_response(report, "xlsx", content, "verifier-annex")

    def _file_response(self, report, file_format, content, name=None):
        return request.make_response(
            content,
            [
                ("Content-Type", FORMATS[file_format][1]),
                ("Content-Length", len(content)),
                ("Cache-Control", "no-store"),
                ("X-Content-Type-Options", "nosniff"),
                (
                    "Content-Disposition",
                    content_disposition(
                        f"{name}-{report._slug()}.{file_format}"
                        if name
                        else report._file_name(file_format)
                    ),
                ),
            ],
        )

    @http.route(
        "/my/reports/<int:report_id>/answer",
        type="http", auth="user", methods=["POST"], website=True,
    )
    def answer(self, report_id, decision=None, comment=None, **_kwargs):
        report = self._report(report_id)
        comment = (comment or "").strip()[:_COMMENT_LENGTH]
        try:
            if decision == "accept":
                report.action_accept(comment)
            elif decision == "send_back":
                report.action_send_back(comment)
            else:
                raise request.not_found()
            request.env.flush_all()
        except AccessError:
            raise request.not_found() from None
        except UserError as problem:
            request.env.cr.rollback()
            return self._render_report(report, error=str(problem))
        return request.redirect(f"/my/reports/{report.id}")
