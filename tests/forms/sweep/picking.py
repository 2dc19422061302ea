"""Pickers: what they show is found when it is typed; what they offer to make is made."""

from sweep.filling import Filler

OFFERED = 200
TYPED = 3
FIXED = ("selection", "radio")


def pick(screen, record, seen):
    """Try every many2one of a form that can be chosen.

    :param seen: (model, field) that were tried for this role; the new ones are added
    """
    for node in screen.client.editable(screen.form.arch, record):
        if node.kind != "many2one" or (record.model, node.name) in seen:
            continue
        seen.add((record.model, node.name))
        _pick(screen, record, node)


def _pick(screen, record, node):
    filler, relation = Filler(screen.client), node.field["relation"]

    def lost():
        """Shown texts, and their first words, that do not find their record."""
        offered = filler.candidates(node, record, limit=OFFERED)
        return sorted({
            typed
            for item in offered[:TYPED]
            for typed in {item["display_name"], *item["display_name"].split()[:1]}
            if item["id"] not in [
                found["id"] for found in filler.candidates(node, record, typed, OFFERED)
            ]
        })

    ok, result = screen.recorder.outcome(lost)
    if not ok:
        screen.recorder.failed("picker", node.name, result, relation=relation)
    else:
        screen.recorder.note("picker", node.name, "works", relation=relation, lost=result)
    offers = node.can_create and not any(
        node.options.get(option) for option in ("no_create", "no_quick_create")
    )
    if offers and node.widget not in FIXED:
        with screen.sandbox():
            screen.recorder.attempt("picker creates", node.name, lambda: screen.client.call(
                relation, "name_create", ["Probe"],
                context=record.field_context(node.name, node.context),
            ), relation=relation)
