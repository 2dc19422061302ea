# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the pages of the provider share: language, layout, dates, errors.

The pages use none of Odoo's own terms and no elevated rights: whatever they show,
the record rules let this user read.
"""

import functools
from datetime import timedelta

from odoo import fields, http
from odoo.addons.rr_base.tools.language import format_date
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import request
from werkzeug.datastructures import FileStorage

from ..engine import series as calendar

LANGUAGES = {
    "sq": ("sq_AL", "Shqip"),
    "sr": ("sr@latin", "Srpski"),
    "en": ("en_US", "English"),
}
COOKIE = "rr_lang"
A_YEAR = int(timedelta(days=365).total_seconds())
#: Changes with the files, so that phones fetch the new ones.
ASSET_VERSION = "19.0.1.0.0-4"


def sent_file(value):
    """The file that a form sent; none where it sent text in the file's place."""
    return value if isinstance(value, FileStorage) else None


def page(handler):
    """Set the language of a page, and answer 404 to what is not the user's."""

    @functools.wraps(handler)
    def wrapper(self, *args, **kwargs):
        self._set_language()
        try:
            return handler(self, *args, **kwargs)
        except (AccessError, MissingError):
            return self._not_found()

    return wrapper


class ProviderPages(http.Controller):
    # Language

    def _set_language(self):
        code = self._language()
        request.update_context(lang=LANGUAGES[code][0])
        return code

    def _language(self):
        """Return ``sq``, ``sr`` or ``en``: cookie, then user, then browser."""
        chosen = request.cookies.get(COOKIE)
        if chosen in LANGUAGES:
            return chosen
        user_lang = None if request.env.user._is_public() else request.env.user.lang
        for code, (lang, _name) in LANGUAGES.items():
            if user_lang == lang:
                return code
        wanted = request.httprequest.accept_languages
        return wanted.best_match(list(LANGUAGES), default="sq")

    # Layout

    def _render(self, template, status=200, **values):
        code = self._language()
        request.update_context(lang=LANGUAGES[code][0])
        lang = LANGUAGES[code][0]
        user = request.env.user
        response = request.render(
            template if "." in template else f"rr_training.{template}",
            {
                "page_lang": "sr-Latn" if code == "sr" else code,
                "language": code,
                "languages": [(key, name) for key, (_c, name) in LANGUAGES.items()],
                "here": request.httprequest.full_path.rstrip("?"),
                "asset_version": ASSET_VERSION,
                "user_name": "" if user._is_public() else user.name,
                "lang_code": lang,
                "back_label": request.env._("Back"),
                "language_label": request.env._("Language"),
                "error": None,
                "notice": None,
                **values,
            },
        )
        response.status_code = status
        # What a roster shows stays in no cache of the phone.
        response.headers["Cache-Control"] = "no-store"
        response.headers["Referrer-Policy"] = "same-origin"
        return response

    def _not_found(self):
        return self._render("portal_not_found", status=404)

    def _attempt(self, action):
        """Run an action; return the reason it was refused, or None.

        What a refused action had written is rolled back. Collisions of two
        requests are no refusal: they pass through and the server tries again.
        """
        try:
            with request.env.cr.savepoint():
                action()
        except AccessError:
            raise
        except UserError as error:
            return str(error)
        return None

    # Dates and sessions

    def _today(self):
        return calendar.to_local(fields.Datetime.now()).date()

    def _day(self, day, pattern="EEEE d MMMM"):
        """Return a day written out in the language of the page."""
        return format_date(
            request.env, day, date_format=pattern, lang_code=request.env.lang
        )

    def _moment(self, moment):
        """Return day and time of a naive UTC datetime."""
        if not moment:
            return ""
        local = calendar.to_local(moment)
        return f"{self._day(local.date(), 'd MMMM')}, {local:%H:%M}"

    def _times(self, session):
        start, end = map(calendar.to_local, (session.date_start, session.date_end))
        return f"{start:%H:%M}–{end:%H:%M}"

    def _session_card(self, session):
        """Return what a list shows of a session, as plain values."""
        return {
            "id": session.id,
            "url": f"/rr/session/{session.id}",
            "course": session.course_id.name,
            "day": self._day(session.date),
            "short_day": self._day(session.date, "EEE d MMM"),
            "times": self._times(session),
            "venue": session.venue or session.course_id.venue or "",
            "trainer": session.trainer_name or "",
            "is_makeup": session.kind == "makeup",
            "state": session.state,
            "sheet": session.sheet_state,
            "is_submitted": session._is_submitted(),
            "present": session.present_count,
            "marks": session.mark_count,
            "is_open": session._rr_may_take("submit_sheet"),
        }

    def _session(self, session_id):
        return request.env["rr.course.session"]._mine(session_id)

    def _course(self, course_id):
        course = request.env["rr.course"].search([("id", "=", course_id)], limit=1)
        if not course:
            raise AccessError(request.env._("This course is not one of yours."))
        return course
