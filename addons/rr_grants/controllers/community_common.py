# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the pages of community grants share. No elevated rights are used here."""

import base64
from datetime import date
from decimal import Decimal, InvalidOperation

from odoo.addons.rr_base.tools.money import money
from odoo.addons.rr_training.controllers.common import ProviderPages, sent_file
from odoo.addons.rr_training.controllers.roster import (
    SIGNED_SHEET_BYTES,
    SIGNED_SHEET_TYPES,
)
from odoo.exceptions import AccessError, UserError
from odoo.http import request
from odoo.tools.misc import format_amount

FILE_BYTES = SIGNED_SHEET_BYTES
#: by their first bytes; the name that a browser sends says nothing
FILE_TYPES = {**SIGNED_SHEET_TYPES, b"PK\x03\x04": "office"}
DOCX_XLSX = (".docx", ".xlsx", ".odt", ".ods")
TEXT_LENGTH = 10000


class CommunityPages(ProviderPages):
    def _grants_page(self, name, back="/rr/grants", error=None, status=None, **values):
        """Render a page of this addon in the frame of the provider's pages."""
        response = self._render(
            f"rr_grants.{name}",
            status=status or (422 if error else 200),
            back=back,
            error=error,
            csrf_token=request.csrf_token(),
            **values,
        )
        return response

    def _must_apply(self):
        """Only an organisation's portal user has these pages."""
        if not request.env.user.has_group("rr_base.group_ngo"):
            raise AccessError(request.env._("These pages are for organisations."))

    def _find(self, model, record_id):
        self._must_apply()
        record = request.env[model].search([("id", "=", record_id)], limit=1)
        if not record:
            raise AccessError(request.env._("This is not your organisation's."))
        return record

    # Words

    def _money(self, amount, currency):
        return format_amount(request.env, amount, currency, request.env.lang)

    def _grant_date(self, day):
        return self._day(day, "d MMMM y") if day else ""

    def _state(self, record):
        return record._rr_state_label(record.state)

    # What a form sends

    def _text(self, form, name, most=TEXT_LENGTH):
        return (form.get(name) or "").replace("\r\n", "\n").strip()[:most] or False

    def _amount(self, text, label):
        """Return a Decimal from “1 234,50”, “1234.5” or nothing (zero)."""
        plain = (text or "").replace("\xa0", "").replace(" ", "").replace("€", "")
        if "," in plain and "." in plain:
            # the later sign is the decimal one
            thousands = "," if plain.rfind(",") < plain.rfind(".") else "."
            plain = plain.replace(thousands, "")
        plain = plain.replace(",", ".")
        try:
            value = money(Decimal(plain or "0"))
            fits = 0 <= value < 10**9  # “NaN” is read as a number, and compares to none
        except InvalidOperation:
            fits = False
        if not fits:
            raise UserError(
                request.env._(
                    "%(label)s: “%(text)s” is not an amount.",
                    label=label,
                    text=(text or "")[:20],
                )
            )
        return value

    def _form_date(self, form, name, label):
        text = (form.get(name) or "").strip()
        if not text:
            return False
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise UserError(
                request.env._(
                    "%(label)s: “%(text)s” is not a day.", label=label, text=text[:20]
                )
            ) from None

    def _number(self, form, name, label):
        text = (form.get(name) or "0").strip()
        if not text.isdecimal() or len(text) > 7:
            raise UserError(
                request.env._(
                    "%(label)s: “%(text)s” is not a whole number.",
                    label=label,
                    text=text[:20],
                )
            )
        return int(text)

    def _file(self, upload, required=True):
        """Return (base64, name) of an uploaded file, checked by its content.

        :raises UserError: nothing was chosen, too large, or of a kind not taken.
        """
        upload = sent_file(upload)
        content = upload.read(FILE_BYTES + 1) if upload else b""
        if not content:
            if required:
                raise UserError(request.env._("Choose a file."))
            return False, False
        if len(content) > FILE_BYTES:
            raise UserError(
                request.env._(
                    "The file is larger than %(megabytes)s MB.",
                    megabytes=FILE_BYTES // 1024**2,
                )
            )
        kind = next(
            (kind for start, kind in FILE_TYPES.items() if content.startswith(start)),
            None,
        )
        name = (upload.filename or "file").replace("/", "-").replace("\\", "-")[-80:]
        if not kind or (kind == "office" and not name.lower().endswith(DOCX_XLSX)):
            raise UserError(
                request.env._("A file is a PDF, a photo, a text document or a table.")
            )
        return base64.b64encode(content), name

    def _stream(self, record, name):
        if not record.with_context(bin_size=True).file:
            return self._not_found()
        stream = request.env["ir.binary"]._get_stream_from(
            record, "file", filename=name
        )
        return stream.get_response(as_attachment=True)
