"""*New*: nothing typed, the required fields, all fields; and the record just made."""

from webclient.errors import ClientRefusal

from sweep.editing import edit_fields
from sweep.filling import Filler
from sweep.gear import use_gear
from sweep.picking import pick
from sweep.pressing import press_form, press_lines

# (seed, whether optional fields are filled), until one of each kind is saved
FILLINGS = (
    (0, False), (1, False), (2, False),
    (0, True), (1, True), (2, True), (3, True), (4, True), (5, True),
)
ROW_FILLINGS = ((0, False), (1, True), (2, True), (3, True))
FIRST_FIELDS = 3
EMPTY = (False, None, [], 0, 0.0, "")


def sparse(values):
    """The values that somebody would write in a program: without what is empty."""
    kept = {}
    for name, value in values.items():
        if isinstance(value, list):
            value = [
                [*c[:2], sparse(c[2])] if len(c) > 2 and isinstance(c[2], dict) else c
                for c in value
            ]
        if value not in EMPTY:
            kept[name] = value
    return kept


def shows_new(screen):
    """Whether a person sees *New*."""
    listing = screen.listed or screen.arches.get("kanban")
    return screen.form.arch.can["create"] and (
        listing is None or listing.can["create"]
    )


def create(screen, seen_pickers):
    """Make a record as a person would; each try is taken back."""
    if not shows_new(screen):
        screen.recorder.note("new", "button", "absent")
        return
    _save_untouched(screen)
    saved = set()
    for seed, full in FILLINGS:
        if full not in saved:
            with screen.sandbox():
                if _make(screen, seed, full, seen_pickers):
                    saved.add(full)


def _save_untouched(screen):
    """Save with nothing typed: as well what reloading or leaving the page does."""
    if screen.client.transport.is_transient(screen.model):
        # A dialogue behind a menu: what it stores is swept away.
        return
    with screen.sandbox():
        screen.recorder.attempt(
            "save untouched", "New",
            lambda: screen.client.new(screen.form, screen.context).save(),
        )


def _make(screen, seed, full, seen_pickers):
    what = "all fields" if full else "required fields"
    record = None

    def made():
        nonlocal record
        record = screen.client.new(screen.form, screen.context)
        Filler(screen.client, seed, full).fill(screen.form.arch, record)
        record.save()

    ok, error = screen.recorder.outcome(made)
    if not ok:
        screen.recorder.failed("new", what, error, **_why(screen, record, error))
        return False
    screen.recorder.note("new", what, "works")
    record.reload()
    pick(screen, record, seen_pickers)
    edit_fields(screen, record, "edit", FIRST_FIELDS)
    press_form(screen, record)
    press_lines(screen, record)
    use_gear(screen, record)
    return True


def _why(screen, record, error):
    """What the judge asks of a refusal.

    ``sparse``: the server takes the same values without the empty ones.
    ``stuck``: required fields that can be typed nowhere.
    """
    if record is None:
        return {}
    if isinstance(error, ClientRefusal):
        reach = set()
        for node in screen.client.editable(screen.form.arch, record):
            reach |= {node.name, *node.range_ends}
        return {"stuck": [name for name in error.fields if name not in reach]}
    if not record.sent or record.id:
        return {}
    with screen.sandbox():
        ok, _result = screen.recorder.outcome(lambda: screen.client.call(
            record.model, "web_save", [[], sparse(record.sent)], specification={},
            context=record.context,
        ))
    return {"sparse": ok}


def create_in_list(screen):
    """A new row of a list that is edited in place."""
    arch = screen.listed
    if not arch.editable or not arch.can["create"]:
        return
    for seed, full in ROW_FILLINGS:
        with screen.sandbox():
            record = None

            def made(seed=seed, full=full):
                nonlocal record
                record = screen.client.new_in(arch, screen.context)
                Filler(screen.client, seed, full).fill_row(arch, record)
                record.save()

            ok, error = screen.recorder.outcome(made)
            if ok:
                screen.recorder.note("new", "row", "works")
                return
            why = {}
            if screen.form is not None:
                why = _why(screen, record, error)
            screen.recorder.failed("new", "row", error, **why)
