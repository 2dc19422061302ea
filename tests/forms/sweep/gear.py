"""The gear menu of a record: Duplicate, Archive, Delete, and the bound actions."""

from sweep.dialogues import follow

WINDOW = "ir.actions.act_window"


def use_gear(screen, record):
    """Everything that the menu shows, each taken back."""
    arch = screen.form.arch

    def duplicate():
        new = screen.call("copy", [[record.id]])
        screen.open(new[0] if isinstance(new, list) else new)

    if arch.can["create"] and arch.can["duplicate"]:
        _try(screen, "duplicate", duplicate)
    field = screen.form.definitions.get("active", {})
    if "active" in screen.form.active and not field.get("readonly"):
        _try(screen, "archive", lambda: screen.call("action_archive", [[record.id]]))
    if arch.can["delete"]:
        _try(screen, "delete", lambda: screen.call("unlink", [[record.id]]))
    for item in screen.form.toolbar.get("action", []):
        _bound(screen, item, record)


def _try(screen, step, function):
    with screen.sandbox():
        screen.recorder.attempt(step, step.capitalize(), function)


def _bound(screen, item, record):
    extra = {
        "active_id": record.id, "active_ids": [record.id], "active_model": record.model,
    }
    context = {**screen.client.user_context, **screen.context, **extra}
    with screen.sandbox():
        if item.get("type") == "ir.actions.server":
            run = screen.client.transport.run_action
            ok, action = screen.recorder.attempt(
                "bound action", item["name"], lambda: run(item["id"], context)
            )
        else:
            ok, action = screen.recorder.attempt(
                "bound action", item["name"],
                lambda: screen.client.action(item["id"], context),
            )
        if ok and isinstance(action, dict) and action.get("type") == WINDOW:
            follow(screen, action, record, "bound action", item["name"])
