# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo.addons.portal.controllers.web import Home
from odoo.addons.rr_base.tools.language import format_number
from odoo.http import request, route

from .common import A_YEAR, COOKIE, LANGUAGES, ProviderPages, page
from .start import provider_figures

PARTNERS = (
    "rr_base.group_ngo",
    "rr_base.group_municipality",
    "rr_base.group_donor",
)
DONE = {"planned", "edited", "cancelled", "postponed"}


class ProviderHome(ProviderPages):
    @route("/rr", type="http", auth="public", sitemap=False)
    @page
    def entry(self, **kwargs):
        """The first page: languages and sign-in, or the sessions of today."""
        if request.env.user._is_public():
            return self._render("portal_entry", title=request.env._("Courses"))
        return self._first_page()

    def _first_page(self):
        """The first page of who signed in; addons above know other partners."""
        if not request.env["rr.course.session"].has_access("read"):
            return self._render("portal_no_courses", title=request.env._("Courses"))
        return self._render("portal_home", **self._home_values())

    def _home_values(self):
        Session, today = request.env["rr.course.session"], self._today()
        uid = request.env.uid
        open_states = [("state", "in", ("planned", "held"))]
        todays = Session.search([("date", "=", today), *open_states])
        week = Session.search(
            [
                ("date", ">", today),
                ("date", "<=", today + timedelta(days=7)),
                ("state", "=", "planned"),
            ]
        )
        waiting = Session.search(
            [("date", "<", today), *Session._rr_step_domain("submit_sheet")]
        ).filtered(lambda session: session._rr_may_take("submit_sheet"))
        second = Session.search(Session._rr_step_domain("verify_sheet")).filtered(
            lambda session: session._rr_may_take("verify_sheet")
        )
        courses = request.env["rr.course"].search(
            [("state", "in", ("confirmed", "running"))]
        )
        older = request.env["rr.course"].search_count([("state", "=", "done")])
        return {
            "title": request.env._("Courses"),
            "uid": uid,
            "today": self._day(today),
            "todays": [self._session_card(session) for session in todays],
            "week": [self._session_card(session) for session in week],
            "waiting": [self._session_card(session) for session in waiting],
            "second": [self._session_card(session) for session in second],
            "courses": [
                {
                    "url": f"/rr/course/{course.id}",
                    "name": course.name,
                    "count": course.enrolment_count,
                    "sessions": course.session_count,
                }
                for course in courses
            ],
            "older": older,
            **provider_figures(self, today),
        }

    @route("/rr/lang/<string:code>", type="http", auth="public", sitemap=False)
    def language(self, code, to="/rr", **kwargs):
        """Choose the language, before or after signing in."""
        # Only a path of this site: no address that leads away.
        target = to if to.startswith("/") and not to.startswith("//") else "/rr"
        response = request.redirect(target)
        if code in LANGUAGES:
            response.set_cookie(COOKIE, code, max_age=A_YEAR, samesite="Lax")
            # The sign-in page is Odoo's own and follows this cookie.
            response.set_cookie(
                "frontend_lang", LANGUAGES[code][0], max_age=A_YEAR, samesite="Lax"
            )
        return response

    @route("/rr/course/<int:course_id>", type="http", auth="user", sitemap=False)
    @page
    def course(self, course_id, done=None, **kwargs):
        """One course: its sessions, and where each participant stands."""
        course = self._course(course_id)
        today = self._today()
        sessions = course.session_ids.sorted("date_start")
        alerts = request.env["rr.attendance.alert"].search(
            [("course_id", "=", course.id), ("is_open", "=", True)]
        )
        alerted = set(alerts.enrolment_id.ids)
        return self._render(
            "portal_course",
            title=course.name,
            course={
                "id": course.id,
                "name": course.name,
                "code": course.code,
                "trainer": course.trainer_name or "",
                "venue": course.venue or "",
                "hours": format_number(request.env, course.planned_hours),
                "required": course.completion_rate,
                "is_open": course._takes_sessions(),
                "period": self._period(course),
            },
            coming=[
                self._session_card(session)
                for session in sessions
                if session.date >= today
            ],
            past=[
                self._session_card(session)
                for session in reversed(sessions)
                if session.date < today
            ],
            people=[
                self._person(enrolment, enrolment.id in alerted)
                for enrolment in course.enrolment_ids._by_name()
            ],
            notice=done if done in DONE else None,
        )

    def _period(self, course):
        days = [day for day in (course.date_start, course.date_end) if day]
        return " – ".join(self._day(day, "d MMM y") for day in days)

    def _person(self, enrolment, alerted):
        return {
            "number": enrolment.number,
            "name": enrolment.roster_name or "",
            "state": enrolment.state,
            "has_rate": enrolment.has_rate,
            "rate": round(enrolment.rate),
            "planned_rate": round(enrolment.planned_rate),
            "excused": format_number(request.env, enrolment.excused_hours),
            "can_reach": enrolment.can_reach_completion,
            "streak": enrolment.absences_in_a_row,
            "alerted": alerted,
        }


class ProviderLogin(Home):
    def _login_redirect(self, uid, redirect=None):
        """Partners arrive at their first page: a provider at the courses."""
        user = request.env["res.users"].browse(uid)
        if not redirect and any(user.has_group(group) for group in PARTNERS):
            redirect = "/rr"
        return super()._login_redirect(uid, redirect=redirect)
