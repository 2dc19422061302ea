# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Letters and other printed papers: PDF by WeasyPrint behind ordinary Odoo reports.

WeasyPrint prints page numbers and running heads and writes tagged files (PDF/UA-1)
that a screen reader can follow. A report chooses it by ``pdf_engine``; the print menu
and the report routes then work as for any other report.
"""

import io
import logging
from pathlib import Path
from urllib.parse import urlsplit

import weasyprint
from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import file_path
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

# One line per stage of each paper would fill the server's log.
logging.getLogger("weasyprint.progress").setLevel(logging.WARNING)

# A reserved name that resolves nowhere (RFC 2606, section 2): addresses under it are
# files of our addons, anything else is refused.
ASSET_BASE = "https://assets.invalid/"
_MIME_TYPES = {
    ".css": "text/css",
    ".ttf": "font/ttf",
    ".png": "image/png",
    ".svg": "image/svg+xml",
}


class AssetFetcher(URLFetcher):
    """Lets a paper load ``data:`` addresses and static files of the register's addons.

    Nothing else is opened: no network, no other file of the machine.
    """

    def __init__(self):
        super().__init__(allowed_protocols=["data"], allow_redirects=False)

    def fetch(self, url, headers=None):
        if url.startswith("data:"):
            return super().fetch(url, headers)
        if not url.startswith(ASSET_BASE):
            raise FatalURLFetchingError(f"address not allowed in a paper: {url[:80]}")
        path = urlsplit(url).path.lstrip("/")
        parts = Path(path).parts
        suffix = Path(path).suffix
        if (
            len(parts) < 3
            or not parts[0].startswith("rr_")
            or parts[1] != "static"
            or ".." in parts
            or suffix not in _MIME_TYPES
        ):
            raise FatalURLFetchingError(f"file not allowed in a paper: {path[:80]}")
        try:
            found = file_path(path)
        except FileNotFoundError as error:
            raise FatalURLFetchingError(f"file missing: {path[:80]}") from error
        # Under its own address, not the file's: style sheets name their fonts from it.
        return URLFetcherResponse(
            url, Path(found).read_bytes(), {"Content-Type": _MIME_TYPES[suffix]}
        )


def html_to_pdf(html):
    """Render a whole HTML document.

    :param html: text of a document with its own ``<html lang>`` and ``<title>``
    :return: bytes of a tagged PDF (PDF/UA-1)
    :raises ValueError: the document asks for an address that a paper may not load
    """
    try:
        document = weasyprint.HTML(
            string=html, base_url=ASSET_BASE, url_fetcher=AssetFetcher()
        )
        return document.write_pdf(pdf_variant="pdf/ua-1")
    except FatalURLFetchingError as error:
        # It derives from BaseException and would end the worker otherwise.
        raise ValueError(str(error)) from None


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    pdf_engine = fields.Selection(
        [("wkhtmltopdf", "wkhtmltopdf"), ("weasyprint", "WeasyPrint")],
        string="PDF engine",
        default="wkhtmltopdf",
        required=True,
    )

    def get_wkhtmltopdf_state(self):
        """The web client asks this before it prints; our papers do not need it."""
        return "ok"

    def _render_qweb_pdf_prepare_streams(self, report_ref, data, res_ids=None):
        report_sudo = self._get_report(report_ref)
        if report_sudo.pdf_engine != "weasyprint":
            return super()._render_qweb_pdf_prepare_streams(report_ref, data, res_ids)
        # One document for the batch: joining finished files loses their tags. Papers
        # that are kept as attachments are rendered one by one.
        if report_sudo.attachment and res_ids:
            return {
                res_id: {
                    "stream": self._rr_pdf_stream(report_ref, data, [res_id]),
                    "attachment": None,
                }
                for res_id in res_ids
            }
        key = res_ids[0] if res_ids and len(res_ids) == 1 else False
        stream = self._rr_pdf_stream(report_ref, data, res_ids)
        return {key: {"stream": stream, "attachment": None}}

    def _rr_pdf_stream(self, report_ref, data, res_ids):
        html = self._render_qweb_html(report_ref, res_ids, data=dict(data or {}))[0]
        if isinstance(html, bytes):
            html = html.decode()
        try:
            return io.BytesIO(html_to_pdf(html))
        except ValueError as error:
            raise UserError(
                self.env._("The paper could not be printed: %(reason)s", reason=error)
            ) from error

    def _pre_render_qweb_pdf(self, report_ref, res_ids=None, data=None):
        # Odoo answers HTML while tests run, for want of wkhtmltopdf; this engine is
        # there, so tests get the PDF that users get.
        if self._get_report(report_ref).pdf_engine == "weasyprint":
            self = self.with_context(force_report_rendering=True)
        return super()._pre_render_qweb_pdf(report_ref, res_ids=res_ids, data=data)
