"""Expressions of views: modifiers, contexts, domains.

Follows ``core/py_js`` and ``combineModifiers`` and ``evalPartialContext`` of
``model/relational_model/utils.js``. The expressions are those of the product's own
views, so Python's own evaluation, without builtins, serves.
"""

import ast
import datetime
import functools
import time
import types

from dateutil.relativedelta import relativedelta

YES = (True, "True", "true", "1")
NO = (None, False, "", "False", "false", "0")


class Scope(dict):
    """A record's values in an expression, by ``parent.field`` or ``context.key``."""

    def __getattr__(self, name):
        return self.get(name, False)


def _today():
    return datetime.date.today()


@functools.cache
def _names():
    """The names that py.js knows; made late, since the day may be moved before."""
    return {
        "__builtins__": {},
        "datetime": types.SimpleNamespace(
            date=datetime.date, datetime=datetime.datetime, timedelta=datetime.timedelta
        ),
        "relativedelta": relativedelta, "context_today": _today, "time": time,
        "set": set, "list": list, "len": len, "bool": bool, "max": max, "min": min,
        "str": str, "true": True, "false": False, "None": None,
    }


@functools.cache
def _compiled(expression):
    return compile(expression.strip(), "<view>", "eval")


def evaluate(expression, scope):
    """The value of an expression; an absent one is ``False``."""
    if expression in NO:
        return False
    if expression in YES:
        return True
    return eval(_compiled(expression), _names(), scope)


def evaluate_dict(expression, scope):
    """A context as a dictionary, whether it is written or already read."""
    if not expression or expression == "{}":
        return {}
    if isinstance(expression, dict):
        return expression
    return dict(evaluate(expression, scope) or {})


def partial_dict(expression, scope):
    """The keys of a context whose value does not need the record.

    What a specification is asked with: the record is not there yet, so the client
    leaves out what it cannot work out.
    """
    if not expression or expression == "{}":
        return {}
    if isinstance(expression, dict):
        return expression
    found = {}
    for key, value in _parts(expression):
        try:
            found[key] = evaluate(value, scope)
        except (NameError, AttributeError, TypeError, ValueError):
            continue
    return found


@functools.cache
def _parts(expression):
    """(key, expression) of what is written as a dictionary."""
    tree = ast.parse(expression.strip(), mode="eval").body
    if not isinstance(tree, ast.Dict):
        return ()
    return tuple(
        (ast.literal_eval(key), ast.unparse(value))
        for key, value in zip(tree.keys, tree.values, strict=True)
    )


def combine(one, two, operator):
    """Two modifiers joined by ``AND`` or ``OR``, constants simplified away."""
    one, two = one or "False", two or "False"
    decisive, neutral = ("False", "True") if operator == "AND" else ("True", "False")
    if decisive in (one, two):
        return decisive
    if one == neutral:
        return two
    if two == neutral:
        return one
    return f"({one}) {operator.lower()} ({two})"


def is_truthy(value):
    """An attribute of an arch: ``"1"`` and ``"True"`` are, ``"0"`` is not."""
    return bool(value) and str(value).lower() not in ("false", "0")
