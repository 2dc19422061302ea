"""Every button that shows: on forms, on their lines, on lists; and its dialogue."""

from webclient.expressions import evaluate

from sweep.dialogues import follow

WINDOW = "ir.actions.act_window"
ROWS_WITHOUT_STATE = 3


def label_of(button):
    """What the person reads on it."""
    text = button.get("string") or "".join(button.itertext()).strip()
    return text or button.get("title") or button.get("name") or "?"


def press(screen, button, record, step, presser):
    """Press one button, follow its dialogue, take everything back."""
    label, name = label_of(button), button.get("name")
    with screen.sandbox():
        record.reset()
        ok, action = screen.recorder.attempt(
            step, label, lambda: presser(button, record), method=name, model=record.model
        )
        if ok and isinstance(action, dict) and action.get("type") == WINDOW:
            follow(screen, action, record, step, label)
    record.reset()


def press_form(screen, record, step="button"):
    """The buttons of a form."""
    _nodes, buttons = screen.client.visible(screen.form.arch, record)
    for button in buttons:
        if not button.get("special"):
            press(screen, button, record, step, screen.client.press)


def press_row(screen, arch, record, step):
    """The buttons on a row of a list, or of a list in a form."""
    scope = record.scope()
    for button in arch.root.iter("button"):
        hidden = any(
            evaluate(button.get(name), scope) for name in ("invisible", "column_invisible")
        )
        if button.getparent().tag != "header" and not hidden:
            press(screen, button, record, step, screen.client.press_on)


def press_header(screen):
    """The buttons above a list, with its newest record ticked."""
    for button in screen.listed.root.iter("button"):
        if button.getparent().tag != "header" or button.get("type") != "object":
            continue
        for res_id in screen.newest(1):
            record = screen.client.open_in(screen.listed, res_id, screen.context)
            press(screen, button, record, "button of list", screen.client.press_on)


def press_lines(screen, record):
    """The buttons on the lines of a form, and on the forms that lines open.

    One line of each state, or the first few where lines have none.
    """
    nodes, _buttons = screen.client.visible(screen.form.arch, record)
    for node in nodes:
        if node.kind != "one2many" or node.view is None:
            continue
        seen = []
        for row in record.data[node.name].rows():
            state = row.data.get("state")
            if not isinstance(row.id, int) or (state and state in seen):
                continue
            if not state and len(seen) >= ROWS_WITHOUT_STATE:
                break
            seen.append(state)
            if node.view.type == "list":
                press_row(screen, node.view, row, "button of line")
            if not node.view.editable:
                _press_opened(screen, node, row)
        record.reset()


def _press_opened(screen, node, row):
    client = screen.client
    ok, result = screen.recorder.attempt(
        "open line", node.name, lambda: client.open_line(node, row), model=row.model
    )
    if not ok:
        return
    arch, record = result
    _nodes, buttons = client.visible(arch, record)
    for button in buttons:
        if not button.get("special"):
            press(screen, button, record, "button of line", client.press)
