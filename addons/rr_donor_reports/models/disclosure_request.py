# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64

from markupsafe import Markup
from odoo import api, fields, models
from odoo.addons.rr_base.tools.workbook import Column, Workbook
from odoo.exceptions import UserError, ValidationError
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

STEPS = {
    "answer": {
        "from": ["draft", "answered"],
        "to": "answered",
        "groups": ["rr_base.group_reporter"],
        "label": _lt("Protect the table"),
    },
    "hand_out": {
        "from": ["answered"],
        "to": "handed_out",
        "groups": ["rr_base.group_dpo"],
        "label": _lt("Sign and hand out"),
    },
    "refuse": {
        "from": ["draft", "answered"],
        "to": "refused",
        "groups": ["rr_base.group_reporter", "rr_base.group_dpo"],
        "reason": True,
        "label": _lt("Refuse"),
    },
}
DIMENSIONS = ("sex", "age", "region")
ASKED = frozenset(
    {"partner_id", "question", "group_name", "by_sex", "by_age", "by_region"}
)


class RrDisclosureRequest(models.Model):
    """Somebody asks for a table that no report has (“sex by region, please”).

    It is answered from the last release, protected against a reader who knows every
    person and all that was ever published, audited, signed by a second person, and
    recorded as published to who asked.
    """

    _name = "rr.disclosure.request"
    _inherit = ["mail.thread", "rr.audited.mixin", "rr.transition.mixin"]
    _description = "Request for a table"
    _order = "id desc"
    _steps = STEPS
    _frozen = dict.fromkeys(("answered", "handed_out", "refused"), ASKED)
    _steps_alone = True
    _guard_hint = _lt("What was asked stays: refuse it and make a new request.")

    name = fields.Char(compute="_compute_name", store=True)
    partner_id = fields.Many2one(
        "res.partner",
        string="Asked by",
        required=True,
        domain="[('is_company', '=', True)]",
        ondelete="restrict",
    )
    question = fields.Text(required=True, help="In the words of who asks.")
    group_name = fields.Selection(
        [
            ("programme", "All direct beneficiaries"),
            ("grants", "With a paid individual grant"),
            ("courses", "Ever enrolled in a course"),
        ],
        string="Of whom",
        required=True,
        default="programme",
    )
    by_sex = fields.Boolean(default=True)
    by_age = fields.Boolean(string="By age at entry")
    by_region = fields.Boolean()
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("answered", "Answered"),
            ("handed_out", "Handed out"),
            ("refused", "Refused"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
    )
    asked_by_id = fields.Many2one(
        "res.users", string="Prepared by", readonly=True, copy=False
    )
    signed_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    signed_on = fields.Date(readonly=True, copy=False)
    release_id = fields.Many2one("rr.release", readonly=True, copy=False)
    date = fields.Date(string="Facts to", readonly=True, copy=False)
    cells = fields.Json(readonly=True, copy=False)
    ledger_mark = fields.Char("Publication mark", readonly=True, copy=False)
    is_blocked = fields.Boolean(readonly=True, copy=False)
    blocked_reason = fields.Char(readonly=True, copy=False)
    audit_text = fields.Char(string="Audit", readonly=True, copy=False)
    answer_html = fields.Html(
        compute="_compute_answer_html", string="Answer", sanitize=False
    )
    file_xlsx = fields.Binary(
        string="Workbook", attachment=True, readonly=True, copy=False
    )
    file_name = fields.Char(compute="_compute_file_name")

    _two_persons = models.Constraint(
        "CHECK (asked_by_id <> signed_by_id)",
        "Who prepared a table does not sign it.",
    )

    @api.depends("partner_id", "group_name", "by_sex", "by_age", "by_region")
    def _compute_name(self):
        for request in self:
            by = " × ".join(request._by())
            request.name = (
                f"{request.partner_id.name}: {request.group_name} {by}"
                if request.partner_id
                else False
            )

    def _compute_file_name(self):
        for request in self:
            request.file_name = f"table-{request.id}.xlsx"

    def _by(self):
        return [name for name in DIMENSIONS if self[f"by_{name}"]]

    @api.constrains("by_sex", "by_age", "by_region")
    def _check_by(self):
        for request in self:
            if not request._by():
                raise ValidationError(
                    self.env._("A table needs at least one of sex, age and region.")
                )

    # --------------------------------------------------------------------- CRUD

    @api.ondelete(at_uninstall=False)
    def _unlink_only_draft(self):
        if any(request.state != "draft" for request in self):
            raise UserError(self.env._("Only a draft can be deleted."))

    # -------------------------------------------------------------------- steps

    def action_answer(self):
        return self._do_step("answer")

    def action_hand_out(self):
        return self._do_step("hand_out")

    def _after_answer(self, reason):
        releases = self.env["rr.release"]
        # Behind the guards of the steps: an answer is written by nobody else.
        for request in self.sudo():
            group = None if request.group_name == "programme" else request.group_name
            label = f"request-{request.id}"
            release, cells, protected = releases._answer(
                request._by(), group=group, name=label
            )
            blocked = protected.blocked.get(label)
            request.write(
                {
                    "asked_by_id": self.env.uid,
                    "release_id": release.id,
                    "date": release.date,
                    "cells": cells,
                    "ledger_mark": releases._register_mark(),
                    "is_blocked": bool(blocked),
                    "blocked_reason": blocked,
                    "audit_text": request._audit_words(protected, cells),
                }
            )

    def _audit_words(self, protected, cells):
        withheld = sum(bool(cell.get("withheld")) for cell in cells)
        if protected.audit.safe and cells:
            return self.env._(
                "Passed: %(published)s cells published, %(withheld)s withheld; "
                "nothing withheld can be worked out.",
                published=len(cells) - withheld,
                withheld=withheld,
            )
        return self.env._("Not passed: the table is left out whole.")

    def _guard_hand_out(self, reason):
        # Who asked binds every signatory; a reason leaves.
        request = self.sudo()
        if request.asked_by_id == self.env.user:
            return self.env._("who prepared a table does not sign it")
        if request.is_blocked or not request.cells:
            return self.env._("it cannot be made safe: %(why)s", why=request.blocked_reason)
        if request.ledger_mark != self.env["rr.release"]._register_mark():
            return self.env._(
                "something was published since it was protected: protect it again"
            )
        return None

    def _after_hand_out(self, reason):
        # Behind the guards of the steps: an answer is written by nobody else.
        for request in self.sudo():
            group = None if request.group_name == "programme" else request.group_name
            request.release_id._hand_out(
                request.cells,
                group,
                request.release_id.policy_id.threshold,
                request.partner_id.name,
            )
            request.write(
                {
                    "signed_by_id": self.env.uid,
                    "signed_on": fields.Date.context_today(self),
                    "file_xlsx": base64.b64encode(request._workbook()),
                }
            )
            self.env["rr.audit.entry"]._log(
                "export", self._name, request.id, reason=request.question
            )

    # ------------------------------------------------------------------- answer

    def _labels(self):
        return {
            "f": self.env._("Women and girls"),
            "m": self.env._("Men and boys"),
            "sex": self.env._("Sex"),
            "age": self.env._("Age at entry"),
            "region": self.env._("Region"),
            "all": self.env._("All"),
        }

    def _rows(self):
        """Rows of the answer: categories, then the count or the one sign."""
        labels = self._labels()
        for cell in self.cells or ():
            key = cell["key"]
            names = [
                labels.get(key[name], key[name]) if name in key else labels["all"]
                for name in self._by()
            ]
            yield [*names, "·" if cell.get("withheld") else cell["value"]]

    def _grid(self):
        """The answer as a table: the last of several dimensions goes across.

        :return: list of rows of texts and counts; the first row is the head
        """
        labels, by = self._labels(), self._by()
        values = {
            tuple(cell["key"].get(name) for name in by): "·"
            if cell.get("withheld")
            else cell["value"]
            for cell in self.cells
        }
        # In the order of the answer; None is the margin.
        lines = list(dict.fromkeys(key[:-1] for key in values))
        lines.sort(key=lambda line: [part is None for part in line])
        across = list(dict.fromkeys(key[-1] for key in values))
        across.sort(key=lambda part: part is None)

        def word(part):
            return labels["all"] if part is None else labels.get(part, part)

        if len(by) == 1:
            head = [[labels[by[0]], self.env._("Persons")]]
            return head + [[word(part), values[(part,)]] for part in across]
        head = [[labels[name] for name in by[:-1]] + [word(part) for part in across]]
        return head + [
            [word(part) for part in line]
            + [values.get((*line, part), "") for part in across]
            for line in lines
        ]

    @api.depends("cells", "state")
    def _compute_answer_html(self):
        for request in self:
            if not request.cells:
                request.answer_html = False
                continue
            head, *rows = request._grid()
            words = max(len(request._by()) - 1, 1)

            def line(tag, row, words=words):
                return Markup("<tr>{}</tr>").format(
                    Markup("").join(
                        Markup('<{0} class="{1}">{2}</{0}>').format(
                            Markup(tag), "" if place < words else "text-end", value
                        )
                        for place, value in enumerate(row)
                    )
                )

            request.answer_html = Markup(
                '<div class="table-responsive"><table class="table table-sm w-auto">'
                "<thead>{}</thead><tbody>{}</tbody></table></div>"
            ).format(
                line("th", head), Markup("").join(line("td", row) for row in rows)
            )

    def _workbook(self):
        """The answer as a workbook.

        :return: bytes
        """
        labels = self._labels()
        book = Workbook(title=self.env._("Protected table"))
        columns = [Column(labels[name], width=28) for name in self._by()]
        columns.append(Column(self.env._("Persons"), "integer", 14))
        book.add_table(
            "Table",
            columns,
            list(self._rows()),
            title=self.env._(
                "Facts to %(date)s. · is withheld; it does not mean zero.",
                date=self.date,
            ),
        )
        return book.close()
