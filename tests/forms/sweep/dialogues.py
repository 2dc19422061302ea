"""What a button opens: a dialogue is filled and its own buttons are pressed."""

from webclient.errors import ServerError

from sweep.filling import Filler
from sweep.recording import SERVER, kind_of

SEEDS = (0, 1, 2, 3)


def follow(screen, action, record, step, label):
    """Open what a button answered; fill it and press what it offers."""
    views = action.get("views") or [[False, "form"]]
    forms = {kind: view_id for view_id, kind in views}
    if "form" not in forms:
        return
    opens = action["res_model"]
    extra = {
        "active_id": record.id, "active_ids": [record.id], "active_model": record.model,
    }

    def prepared():
        context, _domain = screen.client.prepare(action, extra)
        form = screen.client.form(opens, forms["form"], context, action.get("id") or False)
        return form, context

    ok, result = screen.recorder.outcome(prepared)
    if not ok:
        screen.recorder.failed(f"{step} > dialogue", label, result, model=opens)
        return
    if views[0][1] != "form":
        return
    Dialogue(screen, action, *result, step, label).walk()


class Dialogue:
    """A form that a button opened.

    :param form: the dialogue's form
    :param context: the action's context
    :param label: the button that opened it
    """

    def __init__(self, screen, action, form, context, step, label):
        self.screen, self.client, self.recorder = screen, screen.client, screen.recorder
        self.res_id, self.is_dialogue = action.get("res_id"), action.get("target") == "new"
        self.form, self.context = form, context
        self.step, self.label = f"{step} > dialogue", label

    def _opened(self):
        if self.res_id:
            return self.client.open(self.form, self.res_id, self.context)
        return self.client.new(self.form, self.context)

    def _buttons(self, record):
        _nodes, buttons = self.client.visible(self.form.arch, record)
        return [
            b for b in buttons
            if b.get("type") in ("object", "action") and b.get("special") != "cancel"
        ]

    def walk(self):
        ok, record = self.recorder.attempt(
            self.step, self.label, self._opened, model=self.form.model
        )
        if not ok or (self.res_id and not self.is_dialogue):
            # A record's own form is walked where its menu is.
            return
        buttons = self._buttons(record)
        for number, button in enumerate(buttons):
            self._press(number, button.get("string") or button.get("name"))
        if not buttons:
            self._press(None, "Save")

    def _press(self, number, text):
        """Fill and press until one way of filling works."""
        failures = []
        for seed in SEEDS:
            with self.screen.sandbox():
                ok, result = self.recorder.outcome(lambda s=seed: self._run(s, number))
            if ok and result:
                self._note("works", text)
                return
            if ok:
                # This filling hides the button.
                continue
            failures.append(result)
            if isinstance(result, ServerError) and kind_of(result) == SERVER:
                break
        if failures:
            self.recorder.failed(
                self.step, f"{self.label} > {text}", failures[0],
                model=self.form.model, values=len(failures),
            )

    def _note(self, verdict, text):
        self.recorder.note(
            self.step, f"{self.label} > {text}", verdict, model=self.form.model
        )

    def _run(self, seed, number):
        record = self._opened()
        Filler(self.client, seed, full=seed % 2 == 1).fill(self.form.arch, record)
        if number is None:
            record.save()
            return True
        buttons = self._buttons(record)
        if number >= len(buttons):
            return False
        self.client.press(buttons[number], record)
        return True
