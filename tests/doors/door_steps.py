"""The buttons of the views beside the tables of steps.

A table (``_steps``) says from which states and by whom a step is taken; a view
says when and to whom its button shows, most of them by asking ``rr_steps``. Both are
compared as data: per step the states and the groups in which the two differ.
"""

import ast
from dataclasses import dataclass

from door_graph import ACTION, COMMAND, ROUTE, SCRIPT, VIEW, is_hidden
from door_source import STEP

# Kinds of differences.
NO_DOOR = "no door leads to it"
SHOWN_IN_VAIN = "shown in a state where it does not start"
STARTS_UNSEEN = "starts in a state where no button shows"
NO_BUTTON = "no button for a group that may"
NO_PAGE = "no portal page for a group that may"
IN_VAIN = "button for a group that may not"
NO_RIGHT = "button for a group that may not write the record"
BY_HAND = "button for a step that only code takes"

# The field that buttons ask: the steps that are open.
OPEN_STEPS = "rr_steps"

# The role that every user of the staff has; it stands behind the others.
EVERY_STAFF = "rr_base.group_staff"


@dataclass(frozen=True, order=True)
class Difference:
    """One difference: of which step, of what kind, in which states or for whom."""

    model: str
    step: str
    kind: str
    what: str


def truth(expression, values):
    """Three-valued result of a condition of a view: True, False or None (unknown).

    :param expression: Python expression as views write it; empty is False
    :param values: name → value of what is known; ``rr_steps`` is a dict of step →
        whether it is open, of the steps of which that is known
    """
    if not expression:
        return False
    return _truth(ast.parse(expression.strip(), mode="eval").body, values)


def _truth(node, values):
    if isinstance(node, ast.BoolOp):
        parts = [_truth(part, values) for part in node.values]
        decisive = isinstance(node.op, ast.Or)
        if decisive in parts:
            return decisive
        return None if None in parts else not decisive
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        inner = _truth(node.operand, values)
        return None if inner is None else not inner
    if _asks_steps(node):
        is_open = values.get(OPEN_STEPS, {}).get(node.left.value)
        return is_open if is_open is None or isinstance(node.ops[0], ast.In) else not is_open
    names = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
    if not names <= {*values, "True", "False", "None"} or any(
        isinstance(part, ast.Attribute | ast.Call) for part in ast.walk(node)
    ):
        return None
    code = compile(ast.Expression(node), "<condition>", "eval")
    return bool(eval(code, {"__builtins__": {}}, dict(values)))  # noqa: S307


def _asks_steps(node):
    """Whether a node is ``'<step>' in rr_steps`` or ``… not in rr_steps``."""
    return (
        isinstance(node, ast.Compare)
        and len(node.ops) == 1
        and isinstance(node.ops[0], ast.In | ast.NotIn)
        and isinstance(node.left, ast.Constant)
        and isinstance(node.comparators[0], ast.Name)
        and node.comparators[0].id == OPEN_STEPS
    )


def open_steps(table, field, state, held=None):
    """What ``rr_steps`` says of the steps that move a field, as far as a table knows.

    :param table: step → rule, of one model
    :param held: the reader's groups; None stands for somebody who has them all
    :return: dict of step → whether it is open
    """
    return {
        step: not rule["by_code"]
        and state in rule["from"]
        and (held is None or not rule["groups"] or bool(held & set(rule["groups"])))
        for step, rule in table.items()
        if rule["field"] == field
    }


def may_show(button, model, table, state, field="state", held=None):
    """Whether a button may be seen on a record of the model in a state.

    See :func:`open_steps` for table, field and held.
    """
    values = {field: state, OPEN_STEPS: open_steps(table, field, state, held)}
    return not any(
        truth(part["invisible"], values) is True
        for part in button["around"]
        if part["model"] == model
    )


class Comparison:
    """Compares the steps of all models of ours with their buttons.

    :param facts: what ``door_facts`` wrote
    :param graph: the :class:`door_graph.Graph` of the same addons
    """

    def __init__(self, facts, graph):
        self.facts, self.graph = facts, graph
        self.groups = facts["groups"]
        self.seen_by_staff = graph.reached(VIEW, ACTION, SCRIPT, COMMAND)
        self.seen_outside = graph.reached(ROUTE)
        self.seen = graph.reached()
        self.buttons = {}
        for button in facts["buttons"]:
            if button["type"] == "object" and not is_hidden(button):
                for step in self._steps_of(button):
                    self.buttons.setdefault((button["model"], step), []).append(button)

    def _steps_of(self, button):
        """The steps that a button takes, or that the dialogue takes which it opens.

        A dialogue serves several steps and is told by the step's name which it is.
        """
        if button["step"]:
            return {button["step"]}
        family = self.graph.families.get(button["model"], set())
        named = {
            name
            for owner in family
            for model, name in self._references(owner, button["name"])
            if model in family
        }
        steps = set(self.facts["models"][button["model"]]["steps"])
        taken = {name.removeprefix(STEP) for name in named if name.startswith(STEP)}
        return (taken or named) & steps

    def _references(self, owner, name):
        place = self.graph.places.get((owner, name))
        return place.references if place else ()

    def differences(self):
        """Sorted list of :class:`Difference`."""
        found = set()
        for model, facts in self.facts["models"].items():
            for step, rule in facts["steps"].items():
                if not facts["is_abstract"]:
                    found |= set(self._of_step(model, step, rule))
        return sorted(found)

    def _of_step(self, model, step, rule):
        key = (model, STEP + step)
        if rule["by_code"]:
            if any(b["step"] == step for b in self.buttons.get((model, step), ())):
                yield Difference(model, step, BY_HAND, "-")
            return
        if key not in self.seen:
            yield Difference(model, step, NO_DOOR, "-")
            return
        yield from self._by_group(model, step, rule)
        buttons = self.buttons.get((model, step), [])
        states = self._states(model, rule)
        if not buttons:
            return
        for button in buttons:
            if button["is_bulk"]:
                continue  # above a list, for whichever rows are ticked
            vain = [
                state
                for state in states
                if state not in rule["from"] and self._shows(button, model, rule, state)
            ]
            if vain:
                yield Difference(model, step, SHOWN_IN_VAIN, " ".join(sorted(vain)))
        unseen = [
            state
            for state in rule["from"]
            if not any(self._shows(button, model, rule, state) for button in buttons)
        ]
        if unseen:
            yield Difference(model, step, STARTS_UNSEEN, " ".join(sorted(unseen)))

    def _states(self, model, rule):
        return self.facts["models"][model]["states"].get(rule["field"], ())

    def _shows(self, button, model, rule, state, held=None):
        table = self.facts["models"][model]["steps"]
        return may_show(button, model, table, state, rule["field"], held)

    def _by_group(self, model, step, rule):
        key = (model, STEP + step)
        buttons = self.buttons.get((model, step), [])
        for group in rule["groups"]:
            if self.groups[group]["is_share"]:
                if key not in self.seen_outside:
                    yield Difference(model, step, NO_PAGE, group)
            elif buttons and not self._sees_any(group, buttons, model, rule):
                yield Difference(model, step, NO_BUTTON, group)
            elif not buttons and key not in self.seen_by_staff:
                yield Difference(model, step, NO_BUTTON, group)
            if self._sees_any(group, buttons, model, rule) and not self._may_write(
                model, group
            ):
                yield Difference(model, step, NO_RIGHT, group)
        for role in self._roles() if rule["groups"] else ():
            held = self._held(role)
            if not held & set(rule["groups"]) and self._sees_any(
                role, buttons, model, rule
            ):
                yield Difference(model, step, IN_VAIN, role)

    def _may_write(self, model, group):
        """Whether the step's writing is allowed: by the group's own rights, or because
        the model takes its steps with elevated ones (``_step_as_sudo``)."""
        writers = self.facts["writers"].get(model, ())
        return (
            self.facts["models"][model]["steps_as_sudo"]
            or "" in writers
            or bool(self._held(group) & set(writers))
        )

    def _roles(self):
        return [
            name
            for name, facts in self.groups.items()
            if name.startswith("rr_base.") and not facts["is_share"] and name != EVERY_STAFF
        ]

    def _held(self, group):
        return {group, *self.groups[group]["implies"]}

    def _sees_any(self, group, buttons, model, rule):
        """Whether one of the buttons shows to a member of a group in some state."""
        held = self._held(group)
        return any(
            self._reads(held, button)
            and (
                button["is_bulk"]
                or any(
                    self._shows(button, model, rule, state, held)
                    for state in self._states(model, rule)
                )
            )
            for button in buttons
        )

    def _reads(self, held, button):
        """Whether a holder of groups may read what a button stands on, and is not
        kept from it by the groups that the view names."""
        for part in button["around"]:
            readers = self.facts["readers"].get(part["model"], ())
            if "" not in readers and not held & set(readers):
                return False
            if not _admits(part["groups"], held):
                return False
        return True


def _admits(groups, held):
    """What the attribute ``groups`` of a view says to a holder of some groups."""
    names = [name.strip() for name in groups.split(",") if name.strip()]
    if any(name[0] == "!" and name[1:] in held for name in names):
        return False
    wanted = {name for name in names if name[0] != "!"}
    return not wanted or bool(wanted & held)
