# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The roster on the phone, and the calls it makes."""

import base64

from markupsafe import Markup
from odoo.exceptions import AccessError, UserError
from odoo.http import Response, request, route
from odoo.tools.json import scriptsafe

from ..models.attendance import EXCUSES, MARKS
from ..models.attendance_alert import TRAINER_ABSENCES
from .common import ProviderPages, page, sent_file

#: A photo of a sheet; a phone's camera makes less.
SIGNED_SHEET_BYTES = 8 * 1024 * 1024
SIGNED_SHEET_TYPES = {
    b"%PDF-": "pdf",
    b"\xff\xd8\xff": "jpg",
    b"\x89PNG\r\n\x1a\n": "png",
}


class ProviderRoster(ProviderPages):
    @route("/rr/session/<int:session_id>", type="http", auth="user", sitemap=False)
    @page
    def roster(self, session_id, error=None, **kwargs):
        session = self._session(session_id)
        return self._roster_page(session)

    def _roster_page(self, session, error=None):
        rows = session.get_roster()
        blocked = session._why_not_markable()
        return self._render(
            "portal_roster",
            status=200 if not error else 422,
            title=session.course_id.name,
            error=error,
            session={
                **self._session_card(session),
                "course_url": f"/rr/course/{session.course_id.id}",
                "blocked": blocked,
                "blocked_text": blocked and session._markable_message(blocked),
                "reason": session.state_reason or "",
                "can_reopen": session.can_reopen_freely,
                "steps": session._rr_available_steps(),
                "is_locked": session._is_locked(),
                "has_signed_sheet": bool(
                    session.with_context(bin_size=True).signed_sheet
                ),
                "code": session.sheet_code,
                "note": session.note or "",
                "submitted_by": session.submitted_by_name or "",
                "submitted_at": self._moment(session.submitted_at),
                "verified_by": session.verified_by_name or "",
                "verified_at": self._moment(session.verified_at),
                "makes_up": session.makeup_of_id
                and self._day(session.makeup_of_id.date),
            },
            uid=request.env.uid,
            rows=rows,
            summary=self._summary(rows),
            warn_at=TRAINER_ABSENCES,
            excuses=self._labels("excuse", EXCUSES),
            marks=self._labels("mark", MARKS),
            config={"minutes": session.minutes},
            json_config=self._script_values(
                session=session.id,
                uid=request.env.uid,
                minutes=session.minutes,
                rows=rows,
                warnAt=TRAINER_ABSENCES,
                labels=dict(self._labels("mark", MARKS)),
                terms=self._terms(),
            ),
        )

    def _script_values(self, **values):
        """Return values for a script element: no name in them can close it."""
        return Markup(scriptsafe.dumps(values))  # noqa: S704

    def _labels(self, name, selection):
        field = request.env["rr.attendance"]._fields[name]
        labels = dict(field._description_selection(request.env))
        return [(key, labels[key]) for key, _label in selection]

    def _summary(self, rows):
        attended = {"present", "late", "left_early"}
        return {
            "present": sum(row["mark"] in attended for row in rows),
            "all": len(rows),
            "rest": [row for row in rows if row["mark"] != "present"],
        }

    def _terms(self):
        """Return the sentences that the script of the roster shows."""
        return {
            "present_of": request.env._("%(present)s present of %(all)s"),
            "waiting_one": request.env._("1 mark waiting for the network"),
            "waiting": request.env._("%(count)s marks waiting for the network"),
            "waiting_submit": request.env._("The sheet will be submitted when the network is back"),
            "sending": request.env._("Sending…"),
            "saved": request.env._("Saved"),
            "refused": request.env._("Not saved:"),
            "conflict_keep": request.env._("Keep theirs"),
            "conflict_mine": request.env._("Use mine"),
            "signed_out": request.env._("You were signed out. Your marks are kept on this phone."),
            "sign_in": request.env._("Sign in again"),
            "submit_stopped": request.env._("Not submitted yet: look at the rows in red first."),
            "minutes": request.env._("%(mark)s, %(minutes)s min"),
            "minutes_short": request.env._("%(minutes)s min"),
            "name_missing": request.env._("Write a name first."),
            "offline_name": request.env._("A name can be added only while the network is there."),
            "changed": request.env._("The roster has changed meanwhile. It is being loaded again."),
            "server_error": request.env._("The server could not answer. Trying again."),
        }

    # Calls of the script

    @route("/rr/api/session/<int:session_id>/marks", type="jsonrpc", auth="user")
    def api_marks(self, session_id, marks=(), submit=False, seen=None, **kwargs):
        """Save marks, and submit the sheet once nothing stands against it.

        :param marks: as :meth:`rr.course.session.save_marks` takes them
        :param submit: whether to submit the sheet afterwards
        :param seen: enrolments that the sender sees on the roster; a sheet with
            others is not submitted
        :returns: ``{"answers", "submitted", "message"}``, or ``{"error"}`` when
            the session is not the user's
        """
        self._set_language()
        try:
            session = self._session(session_id)
        except AccessError as error:
            return {"error": {"code": "unknown_session", "message": str(error)}}
        answers = session.save_marks(list(marks)) if marks else []
        result = {"answers": answers, "submitted": False, "message": ""}
        clean = all(answer["status"] in ("saved", "again") for answer in answers)
        if submit and clean:
            result.update(self._submit(session, seen))
        return result

    def _submit(self, session, seen):
        if session._is_submitted() and session.submitted_by_id.id == request.env.uid:
            return {"submitted": True}  # the answer to the first call was lost
        if seen is not None and not session._roster_enrolments().keys() <= set(seen):
            return {"code": "roster_changed"}
        message = self._attempt(session.action_submit_sheet)
        return {"submitted": message is None, "message": message or ""}

    @route("/rr/api/session/<int:session_id>/add_name", type="jsonrpc", auth="user")
    def api_add_name(self, session_id, name="", **kwargs):
        """Put somebody on the roster who is not on the list.

        No person is created; the case officer resolves the name later.
        """
        self._set_language()
        try:
            session = self._session(session_id)
        except AccessError as error:
            return {"error": {"code": "unknown_session", "message": str(error)}}
        try:
            enrolment = session._add_name(name)
        except UserError as error:
            request.env.cr.rollback()
            return {"error": {"code": "refused", "message": str(error)}}
        rows = session.get_roster()
        return {"row": next(row for row in rows if row["id"] == enrolment.id)}

    # Steps of the sheet

    @route(
        "/rr/session/<int:session_id>/<string:step>",
        type="http",
        auth="user",
        methods=["POST"],
        sitemap=False,
    )
    @page
    def sheet_step(self, session_id, step, reason="", **kwargs):
        session = self._session(session_id)
        actions = {
            "reopen": lambda: session.action_reopen_sheet(reason),
            "verify": session.action_verify_sheet,
            "replan": session.action_replan,
        }
        if step not in actions:
            return self._not_found()
        error = self._attempt(actions[step])
        if error:
            return self._roster_page(session, error)
        return request.redirect(f"/rr/session/{session_id}", code=303)

    # Paper

    @route("/rr/session/<int:session_id>/sheet.pdf", type="http", auth="user")
    @page
    def sheet_pdf(self, session_id, **kwargs):
        session = self._session(session_id)
        return self._pdf(
            "rr_training.rr_course_session_report_sheet",
            session,
            f"{session.sheet_code}.pdf",
        )

    def _pdf(self, report, records, filename):
        content, _kind = request.env["ir.actions.report"]._render_qweb_pdf(
            report, records.ids
        )
        return Response(
            content,
            content_type="application/pdf",
            headers={
                "Content-Disposition": f'inline; filename="{filename}"',
                "Cache-Control": "no-store",
            },
        )

    @route(
        "/rr/session/<int:session_id>/signed",
        type="http",
        auth="user",
        methods=["GET"],
        sitemap=False,
    )
    @page
    def signed_sheet(self, session_id, **kwargs):
        session = self._session(session_id)
        if not session.with_context(bin_size=True).signed_sheet:
            return self._not_found()
        stream = request.env["ir.binary"]._get_stream_from(
            session, "signed_sheet", filename=session.signed_sheet_name
        )
        return stream.get_response(as_attachment=True)

    @route(
        "/rr/session/<int:session_id>/signed",
        type="http",
        auth="user",
        methods=["POST"],
        sitemap=False,
    )
    @page
    def upload_signed_sheet(self, session_id, sheet=None, **kwargs):
        session = self._session(session_id)
        sheet = sent_file(sheet)
        content = sheet.read(SIGNED_SHEET_BYTES + 1) if sheet else b""
        error = self._attempt(lambda: self._store_signed_sheet(session, content))
        if error:
            return self._roster_page(session, error)
        return request.redirect(f"/rr/session/{session_id}", code=303)

    def _store_signed_sheet(self, session, content):
        if not content:
            raise UserError(request.env._("Choose the photo or the PDF of the signed sheet."))
        if len(content) > SIGNED_SHEET_BYTES:
            raise UserError(
                request.env._(
                    "The file is larger than %(megabytes)s MB.",
                    megabytes=SIGNED_SHEET_BYTES // 1024**2,
                )
            )
        # By its content: the name a phone gives says nothing.
        kind = next(
            (
                kind
                for start, kind in SIGNED_SHEET_TYPES.items()
                if content.startswith(start)
            ),
            None,
        )
        if not kind:
            raise UserError(request.env._("The signed sheet is a PDF, a JPEG or a PNG file."))
        session.write(
            {
                "signed_sheet": base64.b64encode(content),
                "signed_sheet_name": f"{session.sheet_code}.{kind}",
            }
        )
