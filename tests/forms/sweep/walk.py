"""The walk of one role over its menus."""

from sweep import creating, editing, gear, picking, pressing, reading, searching
from sweep.screen import open_screen

WINDOW = "ir.actions.act_window"
OURS = "rr_"


class Walk:
    """One role's way through all of its menus.

    :param models: only actions of these models; all when empty
    :param steps: only these of :data:`STEPS`; all when empty
    :param per_state: records of each state whose fields and buttons are tried
    :param sample: records of an action on whose fields onchange is tried
    """

    def __init__(self, client, recorder, models=(), steps=(), per_state=2, sample=60):
        self.client, self.recorder = client, recorder
        self.models, self.steps = models, steps
        self.per_state, self.sample = per_state, sample
        self.seen_pickers = set()

    def menus(self):
        """The product's own menus that open a window, each action once."""
        found = {}
        for key, menu in self.client.transport.menus().items():
            is_ours = key != "root" and (menu.get("xmlid") or "").startswith(OURS)
            if is_ours and menu.get("actionID") and menu["actionModel"] == WINDOW:
                found.setdefault(menu["actionID"], menu)
        return list(found.values())

    def run(self):
        if not self.models:
            reading.start_page(self.client, self.recorder)
        for menu in self.menus():
            self.recorder.where = {"action": menu["xmlid"]}
            ok, action = self.recorder.outcome(
                lambda m=menu: self.client.action(m["actionID"])
            )
            if ok and self.models and action["res_model"] not in self.models:
                continue
            self.recorder.where["model"] = action["res_model"] if ok else "?"
            if not ok:
                self.recorder.failed("open", "action", action)
                continue
            ok, screen = self.recorder.attempt("open", "action", lambda a=action: open_screen(
                self.client, self.recorder, a, self.per_state
            ))
            if ok:
                self.walk(screen)

    def walk(self, screen):
        """All steps of one action; a step that falls over is written down."""
        for name, step in STEPS.items():
            if self.steps and name not in self.steps:
                continue
            ok, error = self.recorder.outcome(lambda s=step: s(self, screen))
            if not ok:
                self.recorder.failed("walk", name, error)

    # ------------------------------------------------------------------ steps

    def read(self, screen):
        reading.read_views(screen)
        reading.drag_in_calendar(screen)
        reading.drag_in_kanban(screen)
        reading.quick_create(screen)

    def search(self, screen):
        searching.search(screen)

    def lists(self, screen):
        if screen.listed is None:
            return
        pressing.press_header(screen)
        for res_id, _state in screen.samples():
            record = screen.client.open_in(screen.listed, res_id, screen.context)
            pressing.press_row(screen, screen.listed, record, "button of row")
            editing.edit_list(screen, res_id)
        creating.create_in_list(screen)

    def new(self, screen):
        if screen.form is not None:
            creating.create(screen, self.seen_pickers)

    def records(self, screen):
        for res_id, state in screen.samples() if screen.form is not None else ():
            with screen.sandbox():
                self.recorder.where["state"] = state
                ok, record = self.recorder.attempt(
                    "open", "record", lambda i=res_id: screen.open(i)
                )
                if ok:
                    editing.edit_fields(screen, record, "edit")
                    picking.pick(screen, record, self.seen_pickers)
                    pressing.press_form(screen, record)
                    pressing.press_lines(screen, record)
                    gear.use_gear(screen, record)
                    reading.export(screen, record)
                self.recorder.where.pop("state")

    def onchanges(self, screen):
        editing.onchanges(screen, self.sample)

    def rows(self, screen):
        editing.writable_rows(screen)


STEPS = {
    "read": Walk.read, "search": Walk.search, "lists": Walk.lists, "new": Walk.new,
    "records": Walk.records, "onchanges": Walk.onchanges, "rows": Walk.rows,
}
