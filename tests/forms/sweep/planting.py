"""Faults that are planted for a walk, to show that the judge finds each kind.

Rights, rules and views are changed in the transaction that is taken back; methods
are patched for the time of the walk.
"""

import contextlib
import functools
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


def _replace(stack, env, model, method, make):
    """Put another function in the place of a model's method.

    :param make: gets the method and returns the other; what the framework has noted
        about the method (who may call it, with ids or without) is kept
    """
    cls = env.registry[model]
    original = getattr(cls, method)
    replaced = functools.wraps(original)(make(original))
    stack.enter_context(patch.object(cls, method, replaced))


def _raising(stack, env, model, method, error):
    """Let a method of a model raise."""

    def make(_original):
        def broken(self, *args, **kwargs):
            raise error

        return broken

    _replace(stack, env, model, method, make)


def crash(env, stack, model):
    """Opening a record ends in an error of the server."""
    _raising(stack, env, model, "web_read", KeyError(1))


def refused_by_field_name(env, stack, model):
    """Creation refuses a field that is there, even where it is empty."""
    from odoo.exceptions import UserError

    def make(create):
        def strict(self, vals_list):
            rows = [vals_list] if isinstance(vals_list, dict) else vals_list
            if any(value is False for row in rows for value in row.values()):
                raise UserError("Some values are written by the steps alone.")
            return create(self, vals_list)

        return strict

    _replace(stack, env, model, "create", make)


def right_withdrawn(env, stack, model, method):
    """A method behind a button answers that one may not."""
    from odoo.exceptions import AccessError

    _raising(stack, env, model, method, AccessError("This step belongs to another role."))


def field_closed(env, stack, model, field):
    """A field that shows as open is refused whatever is typed."""
    from odoo.exceptions import UserError

    def make(write):
        def closed(self, vals):
            if field in vals:
                raise UserError("This is closed now.")
            return write(self, vals)

        return closed

    _replace(stack, env, model, "write", make)


def rows_not_writable(env, stack, model):
    """A record rule lets nobody write what everybody reads."""
    env["ir.rule"].create({
        "name": "planted", "model_id": env["ir.model"]._get_id(model),
        "domain_force": "[(0, '=', 1)]", "perm_read": False, "perm_create": False,
        "perm_unlink": False,
    })


def name_not_found(env, stack, model):
    """A picker does not find what it shows."""

    def make(web_name_search):
        def forgetful(self, name, *args, **kwargs):
            return [] if name else web_name_search(self, name, *args, **kwargs)

        return forgetful

    _replace(stack, env, model, "web_name_search", make)


def lines_not_readable(env, stack, model, lines):
    """A search box asks about records that the role may not read."""
    rights = env["ir.model.access"].search([("model_id.model", "=", lines)])
    rights.write({"perm_read": False})


def defaults_for_all(env, stack, model, values):
    """Everything that a new record needs stands there already."""

    def make(default_get):
        def generous(self, names):
            return {**default_get(self, names), **values}

        return generous

    _replace(stack, env, model, "default_get", make)


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
        name_not_found, lines_not_readable, defaults_for_all, never_copied, technical_words,
    )
}
