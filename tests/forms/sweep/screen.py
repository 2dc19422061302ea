"""One menu's action as one person sees it: views, domain, records to look at."""

import dataclasses

from lxml import etree
from webclient.arch import Arch
from webclient.client import Client, Form
from webclient.errors import ServerError
from webclient.loading import extract, specification

from sweep.recording import Recorder

STATES = ("state", "stage", "status")
WITH_FIELDS = ("list", "kanban")


@dataclasses.dataclass
class Screen:
    """What the steps of the sweep share about an action."""

    client: Client
    recorder: Recorder
    model: str
    context: dict
    domain: list
    # view type → architecture; a parsed one of lists, kanbans and forms
    arches: dict
    fields: dict
    form: Form | None
    # records of each state that are looked at
    per_state: int = 2

    @property
    def listed(self):
        return self.arches.get("list")

    def sandbox(self):
        return self.client.transport.sandbox()

    def call(self, method, args, model=None, context=None, **kwargs):
        """A request about the action's model in the action's context."""
        return self.client.call(
            model or self.model, method, args,
            context={**self.context, **(context or {})}, **kwargs,
        )

    def open(self, res_id):
        return self.client.open(self.form, res_id, self.context)

    def list_specification(self):
        """What the list, or a view like it, reads of a record."""
        view = self.listed or self.arches.get("kanban")
        if view is None:
            return {"display_name": {}}
        return specification(*extract(view), self.client.scope(self.context))

    def _state_field(self):
        for name in STATES:
            field = self.fields.get(name, {})
            if field.get("type") == "selection" and field.get("store", True):
                return name
        nodes = self.form.arch.nodes if self.form else ()
        return next(
            (n.name for n in nodes
             if n.widget == "statusbar" and n.kind == "selection"), None
        )

    def samples(self):
        """(id, state) of the newest records of each state."""
        name = self._state_field()
        found = []
        for key, _label in self.fields[name]["selection"] if name else ():
            try:
                ids = self.call(
                    "search", [[*self.domain, [name, "=", key]]],
                    limit=self.per_state, order="id desc",
                )
            except ServerError:
                # A state that cannot be searched: the newest records serve.
                return self._newest()
            found += [(res_id, key) for res_id in ids]
        return found or self._newest()

    def _newest(self):
        ids = self.newest(2 * self.per_state)
        return [(res_id, "") for res_id in ids]

    def newest(self, limit):
        return self.call("search", [self.domain], limit=limit, order="id desc")


def open_screen(client, recorder, action, per_state):
    """The screen of an action; its first requests are written down by the caller."""
    model = action["res_model"]
    context, domain = client.prepare(action)
    search = action.get("search_view_id") or False
    search = search[0] if isinstance(search, list | tuple) else search
    views = [[view_id, kind] for view_id, kind in action["views"]]
    answer = client.views(model, [*views, [search, "search"]], context, action["id"])
    arches = {}
    for kind, view in answer["views"].items():
        element = etree.fromstring(view["arch"])
        arches[kind] = (
            Arch(element, answer["models"], model, kind) if kind in WITH_FIELDS
            else element
        )
    form_id = {kind: view_id for view_id, kind in action["views"]}.get("form")
    form = (
        client.form(model, form_id, context, action["id"])
        if "form" in arches else None
    )
    return Screen(
        client, recorder, model, context, domain, arches,
        answer["models"][model]["fields"], form, per_state,
    )
