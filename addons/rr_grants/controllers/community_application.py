# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""An organisation applies: calls, the application, its files, the answer."""

from odoo.addons.rr_base.tools.language import format_number
from odoo.addons.rr_training.controllers.common import page
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.http import Response, request, route

from .community_common import CommunityPages

TEXTS = ("summary", "activities", "results")
NOTICES = ("saved", "submitted", "withdrawn", "appealed", "filed")
#: empty rows of the budget beside those that are filled in
SPARE_ROWS = 3


class ApplicationPages(CommunityPages):
    @route("/rr/grants", type="http", auth="user", sitemap=False)
    @page
    def grants(self, **kwargs):
        """Calls that are open, one's applications, one's grants."""
        self._must_apply()
        applications = request.env["rr.grant.application"].search([])
        calls = request.env["rr.grant.call"].search([]).filtered("is_accepting")
        applied = applications._by_call()
        return self._grants_page(
            "portal_grants",
            back="/rr",
            title=request.env._("Community grants"),
            calls=[
                {**self._call_card(call), "has_applied": call in applied}
                for call in calls
            ],
            applications=[self._application_card(a) for a in applications],
            grants=[
                {
                    "url": f"/rr/grants/grant/{grant.id}",
                    "name": grant.name,
                    "purpose": grant.purpose or "",
                    "amount": self._money(grant.amount, grant.currency_id),
                    "state": self._state(grant),
                }
                for grant in request.env["rr.grant"].search([])
            ],
        )

    def _call_card(self, call):
        return {
            "url": f"/rr/grants/call/{call.id}",
            "code": call.code,
            "name": call.name,
            "until": self._grant_date(call.date_close),
            "days": (call.date_close - self._today()).days,
            "least": self._money(call.amount_min, call.currency_id),
            "most": self._money(call.amount_max, call.currency_id),
        }

    def _application_card(self, application):
        return {
            "url": f"/rr/grants/application/{application.id}",
            "name": application.name,
            "title": application.title,
            "state": application.state,
            "label": self._state(application),
            "amount": self._money(application.amount, application.currency_id),
        }

    @route(
        "/rr/grants/call/<int:call_id>",
        type="http",
        auth="user",
        methods=["GET", "POST"],
        sitemap=False,
    )
    @page
    def call(self, call_id, **form):
        """What is asked for; the first title begins a draft."""
        call, error = self._find("rr.grant.call", call_id), None
        mine = request.env["rr.grant.application"]._by_call().get(call)
        if request.httprequest.method == "POST" and not mine:
            made = []
            error = self._attempt(lambda: made.append(self._begin(call, form)))
            if not error:
                return request.redirect(
                    f"/rr/grants/application/{made[0].id}", code=303
                )
        return self._grants_page(
            "portal_call",
            title=call.name,
            error=error,
            call={
                **self._call_card(call),
                "purpose": call.purpose or "",
                "projects": f"{self._grant_date(call.date_start)} – "
                f"{self._grant_date(call.date_end)}",
                "own_share": format_number(request.env, call.own_share_min),
                "is_accepting": call.is_accepting,
                "appeal_days": call.appeal_days,
            },
            criteria=[
                (criterion.name, format_number(request.env, criterion.weight))
                for criterion in call.criterion_ids
            ],
            documents=request.env["rr.grant.document.type"]
            .search([("step", "=", "submit")])
            .mapped("name"),
            mine=mine and self._application_card(mine),
        )

    def _begin(self, call, form):
        title = self._text(form, "title", 200)
        if not title:
            raise UserError(request.env._("Give your project a title."))
        return request.env["rr.grant.application"].create(
            {"call_id": call.id, "title": title}
        )

    @route(
        "/rr/grants/application/<int:application_id>",
        type="http",
        auth="user",
        methods=["GET", "POST"],
        sitemap=False,
    )
    @page
    def application(self, application_id, action=None, done=None, step=None, **form):
        """The form while it is a draft, its state afterwards.

        :param step: ``withdraw``: the page that asks why, also of a draft
        """
        application, error = self._find("rr.grant.application", application_id), None
        if request.httprequest.method == "POST":
            actions = {
                "save": (self._save, "saved"),
                "submit": (self._submit_application, "submitted"),
                "upload": (self._upload, "filed"),
                "remove": (self._remove, "saved"),
                "withdraw": (self._withdraw, "withdrawn"),
                "appeal": (self._appeal, "appealed"),
            }
            if action not in actions:
                return self._not_found()
            act, notice = actions[action]
            error = self._attempt(lambda: act(application, form))
            if not error:
                return request.redirect(
                    f"/rr/grants/application/{application.id}?done={notice}", code=303
                )
        return self._grants_page(
            "portal_application",
            title=application.title,
            error=error,
            notice=done if done in NOTICES and not error else None,
            **self._application_values(application, form if error else {}, action or step),
        )

    def _application_values(self, application, form, step=None):
        # A page of its own: what is typed into the draft would be lost beside it.
        call, currency = application.call_id, application.currency_id
        steps = application._rr_available_steps()
        is_open = "submit" in steps and step != "withdraw"
        decided = application._is_decided()
        fields = application._fields
        return {
            "application": {
                **self._application_card(application),
                "id": application.id,
                "call": call.name,
                "until": self._grant_date(call.date_close),
                "steps": steps,
                "is_open": is_open,
                "query": application.query or "",
                "own_amount": self._money(application.own_amount, currency),
                "own_share": format_number(request.env, application.own_share, 1),
                "own_share_min": format_number(request.env, call.own_share_min),
                "projects": f"{self._grant_date(call.date_start)} – "
                f"{self._grant_date(call.date_end)}",
                "period": f"{self._grant_date(application.date_start)} – "
                f"{self._grant_date(application.date_end)}",
                "submitted": self._moment(application.submitted_on),
                "decided": decided and self._grant_date(application.decided_on),
                "awarded": decided
                and application.amount_awarded
                and self._money(application.amount_awarded, currency),
                "answer": decided and application.answer or "",
                "has_letter": application._has_letter(),
                "appeal_until": self._grant_date(application.appeal_until),
                "appeal": application.appeal_text or "",
                "grant_url": self._grant_url(application),
            },
            "texts": [
                (
                    name,
                    fields[name]._description_string(request.env),
                    form.get(name, application[name] or ""),
                )
                for name in TEXTS
            ],
            "form": {
                "title": form.get("title", application.title),
                "participants": form.get(
                    "participants", application.participants or ""
                ),
                "date_start": form.get("date_start", application.date_start or ""),
                "date_end": form.get("date_end", application.date_end or ""),
            },
            "budget": self._budget_rows(application, form, is_open),
            "documents": [
                {
                    "id": document.id,
                    "kind": document.type_id.name,
                    "name": document.file_name,
                }
                for document in application.document_ids
            ],
            "kinds": [
                (kind.id, kind.name, kind.step == "submit")
                for kind in request.env["rr.grant.document.type"].search([])
            ],
        }

    def _grant_url(self, application):
        grant = request.env["rr.grant"].search(
            [("application_id", "=", application.id)], limit=1
        )
        return grant and f"/rr/grants/grant/{grant.id}"

    def _budget_rows(self, application, form, is_open):
        count = sum(1 for name in form if name.startswith("cost_"))
        if count:
            return [
                tuple(form.get(f"{name}_{n}", "") for name in ("cost", "asked", "own"))
                for n in range(count)
            ]
        rows = [
            (
                line.name,
                format_number(request.env, line.amount, 2),
                format_number(request.env, line.own_amount, 2),
            )
            for line in application.line_ids
        ]
        return rows + [("", "", "")] * (SPARE_ROWS if is_open else 0)

    # What the form does

    def _save(self, application, form):
        env, fields = request.env, application._fields
        label = {
            name: fields[name]._description_string(env)
            for name in ("date_start", "date_end", "participants")
        }
        lines, number = [], 0
        while f"cost_{number}" in form:
            cost = self._text(form, f"cost_{number}", 200)
            place = env._("Budget, row %(number)s", number=number + 1)
            asked = self._amount(form.get(f"asked_{number}"), place)
            own = self._amount(form.get(f"own_{number}"), place)
            if asked + own and not cost:
                raise UserError(
                    env._("%(place)s: say what the money is for.", place=place)
                )
            if cost and not asked + own:
                raise UserError(env._("%(place)s: the amount is missing.", place=place))
            if cost:
                lines.append(
                    {"name": cost, "amount": float(asked), "own_amount": float(own)}
                )
            number += 1
        title = self._text(form, "title", 200)
        if not title:
            raise UserError(env._("Give your project a title."))
        application.write(
            {
                "title": title,
                **{name: self._text(form, name) for name in TEXTS},
                "participants": self._number(
                    form, "participants", label["participants"]
                ),
                "date_start": self._form_date(form, "date_start", label["date_start"]),
                "date_end": self._form_date(form, "date_end", label["date_end"]),
                "line_ids": [Command.clear()]
                + [Command.create(values) for values in lines],
            }
        )

    def _submit_application(self, application, form):
        self._save(application, form)
        application._do_step("submit")

    def _upload(self, application, form):
        kinds = request.env["rr.grant.document.type"].search([])
        kind = kinds.filtered(lambda k: str(k.id) == form.get("kind"))
        if not kind:
            raise UserError(request.env._("Choose what kind of document it is."))
        content, name = self._file(form.get("file"))
        request.env["rr.grant.application.document"].create(
            {
                "application_id": application.id,
                "type_id": kind.id,
                "file": content,
                "file_name": name,
            }
        )

    def _remove(self, application, form):
        application.document_ids.filtered(
            lambda d: str(d.id) == form.get("document")
        ).unlink()

    def _withdraw(self, application, form):
        application._do_step("withdraw", self._text(form, "reason", 500))

    def _appeal(self, application, form):
        application._do_step("appeal", self._text(form, "reason", 4000))

    # Files

    @route("/rr/grants/document/<int:document_id>", type="http", auth="user")
    @page
    def document(self, document_id, **kwargs):
        document = self._find("rr.grant.application.document", document_id)
        return self._stream(document, document.file_name)

    @route("/rr/grants/letter/<int:application_id>.pdf", type="http", auth="user")
    @page
    def letter(self, application_id, **kwargs):
        application = self._find("rr.grant.application", application_id)
        if not application._has_letter():
            return self._not_found()
        content, _kind = request.env["ir.actions.report"]._render_qweb_pdf(
            "rr_grants.report_answer", application.ids
        )
        name = application.name.replace("/", "-")
        return Response(
            content,
            content_type="application/pdf",
            headers={
                "Content-Disposition": f'inline; filename="decision-{name}.pdf"',
                "Cache-Control": "no-store",
            },
        )
