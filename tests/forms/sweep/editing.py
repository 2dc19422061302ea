"""Typing into every field of a record that shows as editable."""

from webclient.errors import ServerError
from webclient.expressions import evaluate

from sweep.filling import MODIFIERS, Filler, standing
from sweep.recording import SERVER, kind_of

SEEDS = (0, 1, 2)
# Rows that a rule refuses to write and that are opened to see what can be typed.
UNWRITABLE = 20
# After these another value is not tried.
FINAL = ("AccessError", SERVER)


def _nodes(screen, record):
    """Fields that can be typed into and changed by typing one value."""
    filler = Filler(screen.client)
    return [
        node for node in screen.client.editable(screen.form.arch, record)
        if not record.is_("readonly", node.name) and node.name != "active"
        and (node.kind != "one2many" or filler.can_add(node))
    ]


def edit_fields(screen, record, step, limit=None):
    """Change one field after the other and save, three values each at most."""
    if screen.form.arch.can["edit"]:
        for node in _nodes(screen, record)[:limit]:
            _edit(screen, record, node, step)


def _edit(screen, record, node, step):
    """Type, save, take back.

    A refusal is written down with the number of values tried: the judge reads from
    it whether any value would do.
    """
    refused, unfinished = [], None
    for seed in SEEDS:
        filler = Filler(screen.client, seed, full=seed > 0)
        with screen.sandbox():
            record.reset()
            ok, typed = screen.recorder.outcome(
                lambda f=filler: _type_and_save(f, node, record)
            )
        if ok and typed:
            screen.recorder.note(step, node.name, "works")
            return
        if ok:
            unfinished = filler.unfinished
            continue
        refused.append(typed)
        if isinstance(typed, ServerError) and kind_of(typed) in FINAL:
            break
    if refused:
        screen.recorder.failed(step, node.name, refused[0], values=len(refused))
    else:
        screen.recorder.note(step, node.name, "novalue", line=unfinished)


def _type_and_save(filler, node, record):
    if not filler.put(node, record, standing(record, node.name)):
        return False
    record.save()
    return True


def edit_list(screen, res_id):
    """The same in a list that is edited in place."""
    arch = screen.listed
    if not arch.editable or not arch.can["edit"]:
        return
    record = screen.client.open_in(arch, res_id, screen.context)
    for node in arch.nodes:
        scope = record.scope()
        hidden = any(evaluate(getattr(node, m), scope) for m in MODIFIERS)
        if not hidden and node.widget not in ("handle", "badge"):
            _edit(screen, record, node, "edit in list")


def onchanges(screen, sample):
    """Type into every field that asks the server, on many records; save nothing.

    :param sample: number of the newest records that are tried. What goes wrong there
        depends on what the record holds, so two of a state are too few.
    """
    if screen.form is None or not screen.form.arch.can["edit"]:
        return
    if not any(node.on_change for node in screen.form.arch.nodes):
        return
    for res_id in screen.newest(sample):
        ok, record = screen.recorder.outcome(lambda i=res_id: screen.open(i))
        if ok:
            _onchanges(screen, record)
        else:
            screen.recorder.failed("open", "record", record)


def _onchanges(screen, record):
    filler = Filler(screen.client)
    for node in _nodes(screen, record):
        if not screen.form.active[node.name].on_change:
            continue
        record.reset()
        with screen.sandbox():
            screen.recorder.attempt("onchange", node.name, lambda n=node: filler.put(
                n, record, standing(record, n.name)
            ))
        record.reset()


def writable_rows(screen):
    """Rows that open in an editable form and that the rules refuse to write.

    A form may know: one in which nothing can be typed for such a row is right.
    """
    if screen.form is None or not screen.form.arch.can["edit"]:
        return
    ids = screen.client.transport.unwritable(screen.model, screen.domain, screen.context)
    for res_id in ids[:UNWRITABLE]:
        record = screen.open(res_id)
        if screen.client.editable(screen.form.arch, record):
            screen.recorder.note(
                "open", "row", "refused", error="AccessError",
                message="this row opens in an editable form and cannot be written",
            )
            return
    screen.recorder.note("open", "row", "works")
