# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The trainer records assessments, confirms completion, prints certificates."""

from odoo.addons.rr_base.tools.language import format_number
from odoo.http import request, route

from .common import page
from .roster import ProviderRoster


class ProviderCompletion(ProviderRoster):
    @route(
        "/rr/course/<int:course_id>/completion",
        type="http",
        auth="user",
        methods=["GET", "POST"],
        sitemap=False,
    )
    @page
    def completion(self, course_id, action=None, enrolment="", **kwargs):
        course, error = self._course(course_id), None
        if request.httprequest.method == "POST":
            chosen = course.enrolment_ids.filtered(lambda e: str(e.id) == enrolment)
            actions = {
                "passed": lambda: chosen.write({"has_passed_assessment": True}),
                "failed": lambda: chosen.write({"has_passed_assessment": False}),
                "confirm": chosen.action_confirm_completion,
                "certify": chosen.action_certify,
            }
            if not chosen or action not in actions:
                return self._not_found()
            error = self._attempt(actions[action])
            if not error:
                return request.redirect(f"/rr/course/{course_id}/completion", code=303)
        return self._render(
            "portal_completion",
            status=422 if error else 200,
            title=course.name,
            error=error,
            course={
                "id": course.id,
                "name": course.name,
                "required": course.completion_rate,
                "has_assessment": course.has_assessment,
                "limit": course.has_absence_limit and course.max_unexcused_absences,
                "has_limit": course.has_absence_limit,
            },
            people=self._people(course),
        )

    def _people(self, course):
        enrolments = course.enrolment_ids._by_name()
        standings = enrolments._standings()
        return [self._completing(e, standings[e.id]) for e in enrolments]

    def _completing(self, enrolment, where):
        certificate = enrolment.certificate_ids.filtered(lambda c: c.state == "valid")
        steps = enrolment._rr_available_steps()
        return {
            "id": enrolment.id,
            "number": enrolment.number,
            "name": enrolment.roster_name or "",
            "state": enrolment.state,
            "steps": steps,
            "passed": enrolment.has_passed_assessment,
            "hours": format_number(request.env, enrolment.credited_hours),
            "planned_rate": round(enrolment.planned_rate),
            "missing": enrolment._why_not_eligible(where) if "complete" in steps else "",
            "serial": certificate[:1].serial or "",
            "certificate_url": certificate
            and f"/rr/certificate/{certificate[:1].id}.pdf",
        }

    @route("/rr/certificate/<int:certificate_id>.pdf", type="http", auth="user")
    @page
    def certificate_pdf(self, certificate_id, **kwargs):
        certificate = request.env["rr.certificate"].search(
            [("id", "=", certificate_id)], limit=1
        )
        if not certificate:
            return self._not_found()
        return self._pdf(
            "rr_training.rr_certificate_report",
            certificate,
            f"certificate-{certificate.serial}.pdf",
        )
