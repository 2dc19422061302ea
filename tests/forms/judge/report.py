"""The tables that a run prints."""

import collections

from judge.assertions import CLIENT, NO_ACCESS, PRESSING, SERVER
from judge.wording import why_unusable

OUTCOMES = (
    "works", "told well", "wrongly", "unusable", "crash", "client asks", "no value",
)


def outcome(line):
    """What a try came to, or ``None`` where nothing was tried.

    *wrongly*: a program may do what the screen may not, or a button that shows is
    never the role's. *unusable*: nobody can act on the message.
    """
    if line["verdict"] == "works":
        return "works"
    if line["verdict"] == "novalue":
        return "no value"
    if line["verdict"] != "refused":
        return None
    if line["error"] == SERVER:
        return "crash"
    if line["error"] == CLIENT:
        return "client asks"
    no_button = line["step"] in PRESSING and line["error"] == NO_ACCESS
    if line.get("sparse") or no_button:
        return "wrongly"
    return "unusable" if why_unusable(line["message"]) else "told well"


def forms_by_role(tries):
    """{role: number of actions with a form that were opened}."""
    found = collections.defaultdict(set)
    for line in tries:
        if line["step"] == "open" and line["what"] == "action":
            found[line["role"]].add(line["action"])
    return {role: len(actions) for role, actions in found.items()}


def table(tries, name, extra=None):
    """Lines of a table: outcomes by ``role`` or by ``step``.

    :param extra: (heading, {key: number}) of a column before the outcomes
    """
    rows = collections.defaultdict(collections.Counter)
    for line in tries:
        kind = outcome(line)
        if kind:
            key = line[name].split(" > ")[0] if name == "step" else line[name]
            rows[key][kind] += 1
    heads = [name, *([extra[0]] if extra else []), *OUTCOMES]
    body = []
    for key, counted in rows.items():
        more = [extra[1].get(key, 0)] if extra else []
        body.append([key, *more, *(counted[kind] for kind in OUTCOMES)])
    total = ["all", *(sum(column) for column in list(zip(*body, strict=True))[1:])]
    widths = [max(len(str(row[i])) for row in [heads, *body, total]) for i in range(len(heads))]
    return [
        "  ".join(
            str(cell).ljust(width) if i == 0 else str(cell).rjust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in [heads, *body, total]
    ]


def rows(failures):
    """A line for each failure, roles together, under a head for each kind."""
    roles = collections.defaultdict(list)
    for failure in failures:
        place = (failure.kind, failure.model, failure.step, failure.what, failure.message)
        roles[place].append(failure.role)
    kind = None
    for place, who in roles.items():
        if place[0] != kind:
            kind = place[0]
            total = sum(len(w) for p, w in roles.items() if p[0] == kind)
            yield f"{kind}: {total}"
        yield "   " + " · ".join([*place[1:4], ", ".join(who), place[4]])
