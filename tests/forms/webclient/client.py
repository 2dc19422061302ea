"""A signed-in person's browser: views, actions, forms, buttons.

Follows ``views/form/form_controller.js``, ``views/view_button/view_button_hook.js``
and ``webclient/actions/action_service.js``.
"""

import ast
import dataclasses
import datetime
import functools
import json
import re

from lxml import etree

from .arch import ALWAYS, DISPLAY_WIDGETS, Arch
from .expressions import Scope, evaluate, evaluate_dict
from .loading import Active, extract
from .record import Record

VIEW_REFERENCE = re.compile(r"'([a-z]*_view_ref)' *: *'(.*?)'")
DISPLAY_NAME = {"type": "char", "name": "display_name"}


@dataclasses.dataclass
class Form:
    """A form ready to be opened: its architecture and the fields it loads."""

    model: str
    arch: Arch
    active: dict
    definitions: dict
    toolbar: dict


class Client:
    """What one person's browser knows and does.

    :param transport: reaches the server with ``call``, ``button``, ``action``,
        ``menus`` and ``session`` (:mod:`transports`)
    """

    def __init__(self, transport):
        self.transport = transport
        session = transport.session()
        self.uid = session["uid"]
        companies = session.get("user_companies") or {}
        self.company = companies.get("current_company") or 1
        self.user_context = {
            "allowed_company_ids": [self.company], **session["user_context"],
        }
        self._views = {}

    def call(self, model, method, args, context=None, **kwargs):
        """One request; its answer."""
        kwargs["context"] = {**self.user_context, **(context or {})}
        return self.transport.call(model, method, args, kwargs)

    @functools.cached_property
    def may_export(self):
        """Whether lists show *Export*."""
        return self.call(
            "res.users", "has_group", [[self.uid], "base.group_allow_export"]
        )

    def scope(self, context):
        """Names that expressions know without a record."""
        return {
            **self._fixed_scope, "context": Scope(context),
            "active_id": context.get("active_id", False),
            "active_ids": context.get("active_ids", []),
            "active_model": context.get("active_model", False),
        }

    @functools.cached_property
    def _fixed_scope(self):
        now = datetime.datetime.now().replace(microsecond=0)
        return {
            "uid": self.uid, "allowed_company_ids": [self.company],
            "current_company_id": self.company, "now": now.isoformat(" "),
            "current_date": now.date().isoformat(), "today": now.date().isoformat(),
        }

    # ------------------------------------------------------------------ actions

    def action(self, action_id, context=None):
        return self.transport.action(
            action_id, {**self.user_context, **(context or {})}
        )

    def prepare(self, action, extra=None):
        """(context, domain) of an action, without what only the search box takes.

        :param extra: what the opener adds, such as ``active_id``
        """
        extra = extra or {}
        context = {**self.user_context, **extra}
        scope = {**self.scope(context), **extra}
        context.update(evaluate_dict(action.get("context") or {}, scope))
        domain = action.get("domain") or []
        if isinstance(domain, str):
            domain = evaluate(domain, {**scope, **context}) or []
        kept = {k: v for k, v in context.items() if not k.startswith("search_default_")}
        return kept, domain

    # ------------------------------------------------------------------ views

    def views(self, model, views, context, action_id=False):
        """The answer of ``get_views``, asked once."""
        references = {k: v for k, v in context.items() if k.endswith("_view_ref")}
        key = json.dumps([model, views, action_id, references])
        if key not in self._views:
            language = {k: v for k, v in context.items() if k == "lang"}
            self._views[key] = self.call(
                model, "get_views", [[list(view) for view in views]],
                options={"action_id": action_id, "load_filters": True, "toolbar": True},
                context={**language, **references},
            )
        return self._views[key]

    def form(self, model, view_id, context, action_id=False):
        """The form of a model, with the views of its lines loaded."""
        answer = self.views(model, [[view_id, "form"], [False, "search"]], context, action_id)
        view = answer["views"]["form"]
        arch = Arch(etree.fromstring(view["arch"]), answer["models"], model, "form")
        self._load_views_of_lines(arch)
        active, definitions = extract(arch)
        active.setdefault("display_name", Active())
        definitions.setdefault("display_name", DISPLAY_NAME)
        return Form(model, arch, active, definitions, view.get("toolbar") or {})

    def _load_views_of_lines(self, arch):
        for node in arch.nodes:
            if not node.has_view or node.invisible in ALWAYS or node.view:
                continue
            references = dict(VIEW_REFERENCE.findall(node.context))
            relation, mode = node.field["relation"], node.view_mode
            answer = self.views(relation, [[False, mode]], references)
            element = etree.fromstring(answer["views"][mode]["arch"])
            node.views[mode] = Arch(element, answer["models"], relation, mode)

    def line_arch(self, node):
        """The form that a line opens which is not edited in its list."""
        if "form" in node.views:
            self._load_views_of_lines(node.views["form"])
            return node.views["form"]
        references = dict(VIEW_REFERENCE.findall(node.context))
        return self.form(node.field["relation"], False, references).arch

    # ------------------------------------------------------------------ records

    def new(self, form, context):
        """*New*: the record that the server's onchange fills."""
        record = Record(self, form.model, form.active, form.definitions, False, context)
        record.load(record._onchange({}, []))
        return record

    def open(self, form, res_id, context):
        record = Record(self, form.model, form.active, form.definitions, res_id, context)
        record.reload()
        return record

    def open_in(self, arch, res_id, context):
        """A record as a row of a list."""
        active, definitions = extract(arch)
        active.setdefault("display_name", Active())
        definitions.setdefault("display_name", DISPLAY_NAME)
        record = Record(self, arch.model, active, definitions, res_id, context)
        record.reload()
        return record

    def new_in(self, arch, context):
        """A new row of a list that is edited in place."""
        record = Record(self, arch.model, *extract(arch), False, context)
        record.load(record._onchange({}, []))
        return record

    def open_line(self, node, row):
        """(architecture, record) of the form that a line of a form opens."""
        arch = self.line_arch(node)
        record = Record(self, row.model, *extract(arch), row.id, row.context)
        record.reload()
        record.lines = row.lines
        return arch, record

    # ------------------------------------------------------------------ what is seen

    def visible(self, arch, record):
        """(field nodes, elements of buttons) that a person can come to see."""
        scope = record.scope()
        nodes, buttons = [], []

        def walk(element, hidden):
            for child in element:
                if not isinstance(child.tag, str) or child.tag == "templates":
                    continue
                gone = hidden or bool(evaluate(child.get("invisible"), scope))
                if child.tag == "field":
                    if not gone:
                        nodes.append(arch.node_of(child))
                elif child.tag == "button":
                    if not gone:
                        buttons.append(child)
                else:
                    walk(child, gone)

        walk(arch.root, False)
        return nodes, buttons

    def editable(self, arch, record):
        """The field nodes that a person can type into, in their order."""
        scope = record.scope()
        found = []
        for node in self.visible(arch, record)[0]:
            if evaluate(node.readonly, scope):
                continue
            if node.widget in DISPLAY_WIDGETS and not node.options.get("editable"):
                continue
            if node.widget == "statusbar" and not node.options.get("clickable"):
                continue
            found.append(node)
        return found

    # ------------------------------------------------------------------ buttons

    def press(self, button, record):
        """Press a form's button: the record is saved first; the action that follows.

        A button of a dialogue that only saves or closes returns ``None``.
        """
        special = button.get("special")
        if special == "cancel":
            return None
        record.save()
        if special == "save" or not button.get("name"):
            return None
        return self.press_on(button, record)

    def press_on(self, button, record):
        """Press a button of a line or a form on a record as it is stored."""
        own = evaluate_dict(button.get("context"), record.scope(False))
        context = {**record.context, **own}
        if button.get("type") == "action":
            return self._action_of_button(button.get("name"), context, record)
        args = [[record.id] if record.id else []]
        if button.get("args"):
            args += ast.literal_eval(button.get("args"))
        return self.transport.button(
            record.model, button.get("name"), args,
            {"context": {**self.user_context, **context}},
        )

    def _action_of_button(self, name, context, record):
        context = {
            **context, "active_id": record.id, "active_ids": [record.id],
            "active_model": record.model,
        }
        action = dict(self.action(int(name) if name.isdigit() else name, context))
        own, _domain = self.prepare(action, context)
        action["context"] = {**context, **own}
        return action
