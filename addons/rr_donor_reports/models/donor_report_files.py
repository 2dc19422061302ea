# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64
import hashlib
from pathlib import Path

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.translate import code_translations

from ..renderers import canonical, iati, pdf, sheets, xlsx
from ..renderers.words import Words

MODULE = "rr_donor_reports"

#: Format → (field of the frozen file, MIME type).
FORMATS = {
    "xlsx": (
        "file_xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    "pdf": ("file_pdf", "application/pdf"),
    "xml": ("file_xml", "application/xml"),
    "json": ("file_json", "application/json"),
}


class DonorReportFiles(models.Model):
    """The files of a report: drawn from the snapshot, frozen when it is issued."""

    _inherit = "rr.donor.report"

    file_xlsx = fields.Binary(
        string="Workbook", attachment=True, readonly=True, copy=False
    )
    file_pdf = fields.Binary(string="PDF", attachment=True, readonly=True, copy=False)
    file_xml = fields.Binary(string="IATI", attachment=True, readonly=True, copy=False)
    file_json = fields.Binary(string="JSON", attachment=True, readonly=True, copy=False)
    file_hashes = fields.Json(readonly=True, copy=False)
    file_name_xlsx = fields.Char(compute="_compute_file_names")
    file_name_pdf = fields.Char(compute="_compute_file_names")
    file_name_xml = fields.Char(compute="_compute_file_names")
    file_name_json = fields.Char(compute="_compute_file_names")

    @api.depends("agreement_id")
    def _compute_file_names(self):
        for report in self:
            for file_format in FORMATS:
                report[f"file_name_{file_format}"] = report._file_name(file_format)

    is_iati_authorised = fields.Boolean(
        string="IATI export authorised", readonly=True, copy=False
    )
    iati_authorised_by_id = fields.Many2one(
        "res.users", readonly=True, copy=False,
        groups="rr_base.group_reporter,rr_base.group_head,rr_base.group_finance,"
        "rr_base.group_dpo",
    )
    iati_authorised_on = fields.Date(readonly=True, copy=False)

    def action_authorise_iati(self):
        """Authorise the export of the IATI file: an act of the head by itself."""
        self.check_access("write")
        if not self.env.user._rr_holds_role("head"):
            raise AccessError(
                self.env._("The IATI export is authorised by the head of division.")
            )
        for report in self:
            if report.state not in ("issued", "accepted"):
                raise UserError(
                    self.env._("%(report)s is not issued.", report=report.name)
                )
        self._rr_step_write(
            {
                "is_iati_authorised": True,
                "iati_authorised_by_id": self.env.uid,
                "iati_authorised_on": fields.Date.context_today(self),
            }
        )
        for report in self:
            report.message_post(
                body=self.env._("The export of the IATI file was authorised.")
            )
        return True

    # ---------------------------------------------------------------- rendering

    @api.model
    def _words(self, lang=None):
        """Words of a language, from the translations of this addon."""
        lang = lang or "en_US"
        catalogue = (
            {}
            if lang == "en_US"
            else dict(code_translations.get_python_translations(MODULE, lang))
        )
        return Words(lang, catalogue)

    def _document(self, lang=None):
        """The document of the report, in the report's language or another."""
        self.ensure_one()
        words = self._words(lang or self.lang)
        snapshot = self._load_snapshot()
        return sheets.build(snapshot, words, self._signatures(), self.state), words

    def _render_file(self, file_format, lang=None):
        """One file of the report, drawn from its snapshot.

        :param file_format: key of ``FORMATS``
        :return: bytes
        """
        self.ensure_one()
        if file_format == "json":
            return canonical.to_bytes(self._load_snapshot(), self._signatures())
        if file_format == "xml":
            return iati.render(self._load_snapshot())
        document, words = self._document(lang)
        if file_format == "xlsx":
            return xlsx.render(document, words.lang)
        if file_format == "pdf":
            return pdf.render(document, words)
        raise UserError(
            self.env._("There is no file format “%(name)s”.", name=file_format)
        )

    def _open_formats(self):
        """Formats that may be handed out: the IATI file only once its export was
        authorised."""
        self.ensure_one()
        return tuple(
            name for name in FORMATS if name != "xml" or self.is_iati_authorised
        )

    def _issued_formats(self):
        """Formats that its readers outside get: none of a draft, and none of what was
        withdrawn."""
        self.ensure_one()
        if not self._is_final() or self.state == "withdrawn":
            return ()
        return self._open_formats()

    def _freeze_files(self):
        """Draw the files and keep them: from now on they are what was issued."""
        self.ensure_one()
        values, hashes = {}, {}
        for file_format in FORMATS:
            content = self._render_file(file_format)
            values[FORMATS[file_format][0]] = base64.b64encode(content)
            hashes[file_format] = hashlib.sha256(content).hexdigest()
        self._rr_step_write({**values, "file_hashes": hashes})

    def _file_content(self, file_format):
        """A file: the frozen one of an issued report, else a fresh drawing.

        :return: bytes
        :raises UserError: the frozen file is not the one that was issued
        """
        self.ensure_one()
        if file_format not in FORMATS:
            raise UserError(
                self.env._("There is no file format “%(name)s”.", name=file_format)
            )
        if not self._is_final():
            return self._render_file(file_format)
        data = self.with_context(bin_size=False)[FORMATS[file_format][0]]
        content = base64.b64decode(data or b"")
        expected = (self.file_hashes or {}).get(file_format)
        if hashlib.sha256(content).hexdigest() != expected:
            raise UserError(
                self.env._(
                    "%(report)s: the file is not the one that was issued.",
                    report=self.name,
                )
            )
        return content

    def _file_name(self, file_format):
        self.ensure_one()
        return f"donor-report-{self._slug()}.{file_format}"

    # ------------------------------------------------------------------- export

    @api.model
    def _export_files(self, folder):
        """Write the files of the latest issued report of each agreement, and of the
        programme, into a folder.

        :param folder: path of an existing or new folder
        :return: list of the paths written
        """
        target = Path(folder)
        target.mkdir(parents=True, exist_ok=True)
        latest = {}
        domain = [("state", "in", ("issued", "accepted", "sent_back"))]
        for report in self.search(domain, order="date_to, version, id"):
            latest[report.agreement_id] = report
        written = []
        for report in latest.values():
            for file_format in report._open_formats():
                path = target / report._file_name(file_format)
                path.write_bytes(report._file_content(file_format))
                written.append(path)
        return written
