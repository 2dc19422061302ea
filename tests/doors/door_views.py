"""Names that views, menus and scripts call, looked up where they must stand."""

def lost_buttons(buttons, models, actions):
    """Buttons that call nothing: sentences.

    :param buttons: facts of the views
    :param models: facts of the models
    :param actions: ids of the actions that there are
    """
    for button in buttons:
        if button["type"] == "object":
            if why := lost_method(button["model"], button["name"], models):
                yield f"{button['view']}: {why}"
        elif not button["name"].isdigit() or int(button["name"]) not in actions:
            yield f"{button['view']}: there is no action {button['name']}"
        if button["step"] and button["step"] not in models[button["model"]]["steps"]:
            yield f"{button['view']}: {button['model']} has no step {button['step']}"


def lost_method(model, name, models):
    """Why a name cannot be called from outside; None when it can."""
    if model not in models:
        return f"there is no model {model}"
    if name.startswith("_"):
        return f"{model}.{name} is private"
    if name not in models[model]["methods"]:
        return f"{model} has no method {name}"
    return None


def lost_menus(menus, models):
    """Menus that lead nowhere: sentences."""
    for menu in menus:
        if not menu["opens"] and not menu["has_children"]:
            yield f"{menu['name']} opens nothing"
        elif menu["model"] and menu["model"] not in models:
            yield f"{menu['name']} opens {menu['model']}, which is no model"
