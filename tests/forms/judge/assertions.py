"""The ten assertions on a sweep, each a function over its tries.

Each yields failures: who, where, what, and the message without its particulars.
"""

import collections
import dataclasses

from judge.wording import OF_ANOTHER_ROLE, normal, why_unusable

NO_ACCESS = "AccessError"
SERVER, CLIENT = "server", "client"
READING = ("read", "filter", "search box", "group", "start", "export")
PRESSING = (
    "button", "button of row", "button of line", "button of list", "bound action",
    "button > dialogue", "button of row > dialogue", "button of line > dialogue",
    "button of list > dialogue", "bound action > dialogue",
)
EDITING = ("edit", "edit in list")
# Steps in which a refusal for want of rights is a failure of a kind of its own.
WITHOUT_ACCESS = (
    *READING, *PRESSING, *EDITING, "open", "open line", "new", "picker", "picker creates",
)
GEAR = ("duplicate", "archive", "delete")
# Values that are tried before a field counts as closed.
VALUES = 2
NEVER = "is never saved: "
LOST = "what it shows is not found when typed"
UNTOUCHED = "saved with nothing typed"
SPARSE = "refused for its empty values: "


@dataclasses.dataclass(frozen=True, order=True)
class Failure:
    """One cause in one place for one role; how often it was met does not matter."""

    kind: str
    role: str
    model: str
    step: str
    what: str
    message: str


def _failure(kind, line, message=None):
    return Failure(
        kind, line["role"], line["model"], line["step"], line["what"],
        normal(line.get("message", "")) if message is None else message,
    )


def _refused(tries, steps=None):
    """Tries that were refused; one that ended in an error is a crash and no refusal."""
    for line in tries:
        if line["verdict"] == "refused" and (steps is None or line["step"] in steps):
            if line["error"] != SERVER:
                yield line


def _by(tries, steps, *names):
    """Tries of some steps, grouped by values of theirs."""
    groups = collections.defaultdict(list)
    for line in tries:
        if line["step"] in steps and line["verdict"] in ("works", "refused"):
            groups[tuple(line.get(name) for name in names)].append(line)
    return groups.values()


def no_crash(tries):
    """Nothing ends in an error of the server."""
    for line in tries:
        if line["verdict"] == "refused" and line["error"] == SERVER:
            yield _failure("1 crash", line)


def new_is_saved(tries):
    """What shows *New* can be made, and not only by a program."""
    for group in _by(tries, ("new",), "role", "action", "model"):
        refused = [line for line in group if line["verdict"] == "refused"]
        for line in refused:
            if line.get("sparse"):
                yield _failure("2 new", line, SPARSE + normal(line["message"]))
            elif line["error"] == NO_ACCESS:
                yield _failure("2 new", line)
        if len(refused) == len(group):
            yield _failure("2 new", refused[0], NEVER + normal(refused[0]["message"]))


def button_may_be_pressed(tries):
    """A button that shows never answers that one may not, in whatever words."""
    for line in _refused(tries, PRESSING):
        if line["error"] == NO_ACCESS or OF_ANOTHER_ROLE.search(line["message"]):
            yield _failure("3 button", line)


def field_may_be_typed(tries):
    """A field that can be typed into is not refused whatever is typed."""
    for group in _by(tries, EDITING, "role", "model", "what", "state"):
        for line in group:
            if line["verdict"] == "refused" and line["error"] == NO_ACCESS:
                yield _failure("4 field", line)
        refused = [line for line in group if line["verdict"] == "refused"]
        ruled = [
            line for line in refused
            if line["error"] not in (SERVER, CLIENT, NO_ACCESS)
            and line.get("values", 0) >= VALUES
        ]
        if ruled and len(refused) == len(group):
            yield _failure("4 field", ruled[0])


def row_may_be_written(tries):
    """What opens in a form that can be typed into may be written."""
    for line in _refused(tries, ("open",)):
        if line["what"] == "row":
            yield _failure("5 row", line)


def picker_finds(tries):
    """What a picker shows it finds, and what it offers to make it makes."""
    for line in tries:
        if line["step"] == "picker" and line.get("lost"):
            yield _failure("6 picker", line, LOST)
    for line in _refused(tries, ("picker", "picker creates")):
        yield _failure("6 picker", line)


def search_opens(tries):
    """Views, filters, search boxes, groupings and exports open for the role."""
    for line in _refused(tries, (*READING, "open", "open line")):
        if line["what"] != "row" and line["error"] == NO_ACCESS:
            yield _failure("7 search", line)


def nothing_typed_is_not_saved(tries):
    """No record comes to be by leaving a page on which nothing was typed."""
    for line in tries:
        if line["step"] == "save untouched" and line["verdict"] == "works":
            yield _failure("8 empty", line, UNTOUCHED)


def gear_works(tries):
    """Duplicate, Archive and Delete work on at least one record where they show."""
    for group in _by(tries, GEAR, "role", "model", "step"):
        if all(line["verdict"] == "refused" for line in group):
            yield _failure("9 gear", group[0])


def words_can_be_acted_on(tries):
    """No message speaks of the program instead of the work.

    A refusal for want of rights is not judged by its words where it is a failure
    whatever it says.
    """
    for line in _refused(tries):
        if line["error"] == CLIENT or not why_unusable(line["message"]):
            continue
        if line["error"] != NO_ACCESS or line["step"] not in WITHOUT_ACCESS:
            yield _failure("10 words", line)


ASSERTIONS = {
    "1 crash": no_crash,
    "2 new": new_is_saved,
    "3 button": button_may_be_pressed,
    "4 field": field_may_be_typed,
    "5 row": row_may_be_written,
    "6 picker": picker_finds,
    "7 search": search_opens,
    "8 empty": nothing_typed_is_not_saved,
    "9 gear": gear_works,
    "10 words": words_can_be_acted_on,
}


def judge(tries):
    """All failures of a sweep, each once, in a fixed order."""
    found = set()
    for assertion in ASSERTIONS.values():
        found.update(assertion(tries))
    return sorted(found, key=_order)


def _order(failure):
    return (int(failure.kind.split()[0]), *dataclasses.astuple(failure)[1:])
