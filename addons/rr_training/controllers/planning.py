# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The provider plans: series with preview, one / following / all, make-up."""

from datetime import date, datetime

from odoo.addons.rr_base.tools.language import format_number
from odoo.exceptions import UserError
from odoo.http import request, route

from ..engine import series as calendar
from ..models.session_series import SCOPES, WEEKDAYS
from .common import ProviderPages, page


class ProviderPlanning(ProviderPages):
    @route(
        "/rr/course/<int:course_id>/plan",
        type="http",
        auth="user",
        methods=["GET", "POST"],
        sitemap=False,
    )
    @page
    def plan(self, course_id, create=None, **form):
        """A series of sessions: fill in, preview, create."""
        course = self._course(course_id)
        preview, error = None, None
        if request.httprequest.method == "POST":
            series = {}
            error = self._attempt(
                lambda: series.update(self._series(course, form, bool(create)))
            )
            if create and not error:
                return request.redirect(
                    f"/rr/course/{course.id}?done=planned", code=303
                )
            preview = series or None
        names = request.env["rr.session.series"]._fields
        return self._render(
            "portal_plan",
            status=422 if error else 200,
            title=course.name,
            error=error,
            course={"id": course.id, "name": course.name, "venue": course.venue or ""},
            form=form or {"count": "10", "time_from": "17:00", "time_to": "19:00",
                          "interval": "1", "end_kind": "count",
                          "date_from": self._today().isoformat(),
                          "venue": course.venue or ""},
            weekdays=[
                # Monday 5 January 2026 and the days after it.
                (name, self._day(date(2026, 1, 5 + at), "EEE"))
                for at, name in enumerate(WEEKDAYS)
                if name in names
            ],
            trainers=course._trainer_choices(),
            preview=preview,
        )  # fmt: skip

    def _series(self, course, form, create):
        """Build the series of a form; create its sessions if asked to."""
        Series = request.env["rr.session.series"]
        values = {
            "course_id": course.id,
            "date_from": self._date(form.get("date_from")),
            "interval": self._whole(form.get("interval") or "1"),
            "end_kind": "until" if form.get("end_kind") == "until" else "count",
            "until": form.get("until") and self._date(form["until"]),
            "count": self._whole(form.get("count") or "0"),
            "time_from": self._clock(form.get("time_from")),
            "time_to": self._clock(form.get("time_to")),
            "venue": (form.get("venue") or "").strip()[:200] or False,
            "trainer_id": self._trainer(course, form.get("trainer_id")),
            **{day: bool(form.get(day)) for day in WEEKDAYS},
        }
        if create:
            Series.create(values).action_create_sessions()
            return {}
        days = Series.new(values)._occurrences()
        sessions = [day for day in days if not day.holiday]
        return {
            "days": [
                {
                    "day": self._day(day.day, "EEE d MMM y"),
                    "holiday": day.holiday,
                    "times": f"{calendar.to_local(day.start):%H:%M}"
                    f"–{calendar.to_local(day.end):%H:%M}",
                }
                for day in days
            ],
            "count": len(sessions),
            "hours": format_number(
                request.env, sum(day.minutes for day in sessions) / 60
            ),
        }

    @route(
        "/rr/session/<int:session_id>/edit",
        type="http",
        auth="user",
        methods=["GET", "POST"],
        sitemap=False,
    )
    @page
    def edit(self, session_id, action=None, **form):
        """Change or cancel this session, this and the following, or all."""
        session, error = self._session(session_id), None
        if request.httprequest.method == "POST":
            actions = {
                "edit": self._edit,
                "cancel": self._cancel,
                "postpone": self._postpone,
                "makeup": self._makeup,
            }
            if action not in actions:
                return self._not_found()
            error = self._attempt(lambda: actions[action](session, form))
            if not error:
                done = {"cancel": "cancelled", "postpone": "postponed"}
                return request.redirect(
                    f"/rr/course/{session.course_id.id}"
                    f"?done={done.get(action, 'edited')}",
                    code=303,
                )
        local = calendar.to_local(session.date_start)
        return self._render(
            "portal_edit",
            status=422 if error else 200,
            title=session.course_id.name,
            error=error,
            session={
                **self._session_card(session),
                "steps": session._rr_available_steps(),
                "may_be_made_up": session._may_be_made_up(),
            },
            editable=bool(session._scope_sessions("one")),
            reach={scope: len(session._scope_sessions(scope)) for scope in SCOPES},
            form=form
            or {
                "scope": "one",
                "date": local.date().isoformat(),
                "time_from": f"{local:%H:%M}",
                "time_to": f"{calendar.to_local(session.date_end):%H:%M}",
                "venue": session.venue or "",
                "trainer_id": str(session.trainer_id.id or ""),
                "makeup_date": self._today().isoformat(),
            },
            trainers=session.course_id._trainer_choices(),
        )

    def _edit(self, session, form):
        local = calendar.to_local(session.date_start).date()
        session._edit_series(
            form.get("scope") or "one",
            days=(self._date(form.get("date")) - local).days,
            time_from=self._clock(form.get("time_from")),
            time_to=self._clock(form.get("time_to")),
            venue=(form.get("venue") or "").strip()[:200] or False,
            trainer_id=self._trainer(session.course_id, form.get("trainer_id")),
        )

    def _cancel(self, session, form):
        scope = session._scope_sessions(form.get("scope") or "one")
        if not scope:
            raise UserError(request.env._("Held sessions stay; there is none to cancel."))
        scope.action_cancel(form.get("reason"))

    def _postpone(self, session, form):
        session.action_postpone(form.get("reason"))

    def _makeup(self, session, form):
        """Plan a session in which those who missed this one make it up."""
        day = self._date(form.get("makeup_date"))
        request.env["rr.course.session"].create(
            {
                "course_id": session.course_id.id,
                "kind": "makeup",
                "makeup_of_id": session.id,
                "date_start": self._utc(day, form.get("time_from")),
                "date_end": self._utc(day, form.get("time_to")),
                "venue": session.venue,
            }
        )

    # What a form sends

    def _date(self, text):
        try:
            return date.fromisoformat(text or "")
        except ValueError:
            raise UserError(
                request.env._("“%(text)s” is not a day.", text=(text or "")[:20])
            ) from None

    def _clock(self, text):
        try:
            clock = datetime.strptime(text or "", "%H:%M")
        except ValueError:
            raise UserError(
                request.env._("“%(text)s” is not a time.", text=(text or "")[:20])
            ) from None
        return clock.hour + clock.minute / 60

    def _utc(self, day, text):
        hours = self._clock(text)
        clock = datetime.min.replace(
            hour=int(hours), minute=round(hours % 1 * 60)
        ).time()
        return calendar.to_utc(day, clock)

    def _whole(self, text):
        if not text.isdecimal() or len(text) > 4:
            raise UserError(
                request.env._("“%(text)s” is not a whole number.", text=text[:20])
            )
        return int(text)

    def _trainer(self, course, text):
        if not text:
            return False
        number = self._whole(text)
        if number not in dict(course._trainer_choices()):
            raise UserError(request.env._("Choose a trainer of your organisation."))
        return number
