"""Faults that are planted for a walk, to show that the judge finds each kind.

Rights, rules and views are changed in the transaction that is taken back; methods
are patched for the time of the walk.
"""

import contextlib
from unittest.mock import patch


@contextlib.contextmanager
def planted(env, plant):
    """Plant a fault.

    :param plant: ``{"fault": name in FAULTS, "model": …, …}``
    """
    with contextlib.ExitStack() as stack:
        FAULTS[plant["fault"]](env, stack, **{k: v for k, v in plant.items() if k != "fault"})
        env.flush_all()
        env.invalidate_all()
        yield


def _class(env, model):
    return env.registry[model]


def _raising(stack, env, model, method, error):
    """Let a method of a model raise."""

    def broken(self, *args, **kwargs):
        raise error

    stack.enter_context(patch.object(_class(env, model), method, broken))


def crash(env, stack, model):
    """Opening a record ends in an error of the server."""
    _raising(stack, env, model, "web_read", KeyError(1))


def refused_by_field_name(env, stack, model):
    """Creation refuses a field that is there, even where it is empty."""
    from odoo.exceptions import UserError

    cls = _class(env, model)
    create = cls.create

    def strict(self, vals_list):
        rows = [vals_list] if isinstance(vals_list, dict) else vals_list
        if any(value is False for row in rows for value in row.values()):
            raise UserError(self.env._("Some values are written by the steps alone."))
        return create(self, vals_list)

    stack.enter_context(patch.object(cls, "create", strict))


def right_withdrawn(env, stack, model, method):
    """A method behind a button answers that one may not."""
    from odoo.exceptions import AccessError

    _raising(stack, env, model, method, AccessError("This step belongs to another role."))


def field_closed(env, stack, model, field):
    """A field that shows as open is refused whatever is typed."""
    from odoo.exceptions import UserError

    cls = _class(env, model)
    write = cls.write

    def closed(self, vals):
        if field in vals:
            raise UserError(self.env._("This is closed now."))
        return write(self, vals)

    stack.enter_context(patch.object(cls, "write", closed))


def rows_not_writable(env, stack, model):
    """A record rule lets nobody write what everybody reads."""
    env["ir.rule"].create({
        "name": "planted", "model_id": env["ir.model"]._get_id(model),
        "domain_force": "[(0, '=', 1)]", "perm_read": False, "perm_create": False,
        "perm_unlink": False,
    })


def name_not_found(env, stack, model):
    """A picker does not find what it shows."""
    cls = _class(env, model)
    web_name_search = cls.web_name_search

    def forgetful(self, name, *args, **kwargs):
        return [] if name else web_name_search(self, name, *args, **kwargs)

    stack.enter_context(patch.object(cls, "web_name_search", forgetful))


def _view(env, model, kind, arch):
    parent = env["ir.ui.view"].search(
        [("model", "=", model), ("type", "=", kind), ("inherit_id", "=", False)], limit=1
    )
    env["ir.ui.view"].create({
        "name": "planted", "model": model, "inherit_id": parent.id, "arch": arch,
    })


def search_closed(env, stack, model):
    """A filter asks what the role may not read."""
    domain = "[('create_uid.partner_id.bank_ids.acc_number', '=', '1')]"
    _view(env, model, "search", (
        '<search position="inside">'
        f'<filter name="planted" string="Planted" domain="{domain}"/></search>'
    ))


def defaults_for_all(env, stack, model, values):
    """Everything that a new record needs stands there already."""
    cls = _class(env, model)
    default_get = cls.default_get

    def generous(self, names):
        return {**default_get(self, names), **values}

    stack.enter_context(patch.object(cls, "default_get", generous))


def never_copied(env, stack, model):
    """*Duplicate* shows and never works."""
    from odoo.exceptions import UserError

    _raising(stack, env, model, "copy", UserError("This is not duplicated."))


def technical_words(env, stack, model):
    """A refusal speaks of the program."""
    from odoo.exceptions import ValidationError

    _raising(
        stack, env, model, "create",
        ValidationError("Missing required value for the field 'Name' (name)."),
    )


FAULTS = {
    fault.__name__: fault
    for fault in (
        crash, refused_by_field_name, right_withdrawn, field_closed, rows_not_writable,
        name_not_found, search_closed, defaults_for_all, never_copied, technical_words,
    )
}
