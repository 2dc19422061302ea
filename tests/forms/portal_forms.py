"""The forms of a page, and what somebody writes into them.

Values follow from the inputs alone (type, name, what stands in them): a new form is
filled like the others, without a line here.
"""

import datetime
import re
from collections import defaultdict
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from weasyprint import HTML

# Into a field of these somebody writes or chooses; the rest is the page's own
TYPED = {"text", "textarea", "number", "date", "time", "email", "tel", "url", "search",
         "select", "radio", "checkbox"}
# What would be written again by hand; a choice is one tap
WRITTEN = {"text", "textarea", "email", "tel", "url", "search"}
# What is written where nothing else is asked for; no word of the pages' languages but one
NOTE = "Shënim"
FILE = "shenim"
# By name, where the type says too little: the first pattern that fits
BY_NAME = (
    (re.compile(r"e-?mail"), "person@example.org"),
    (re.compile(r"phone|tel"), "+383 44 000 000"),
    (re.compile(r"personal_number"), "1234567892"),
    (re.compile(r"tax|vat"), "810000001"),
    (re.compile(r"zip"), "10000"),
    (re.compile(r"serial"), "AAAA-BBBB-CCCC"),
)
DAYS_AHEAD = 10
XLSX = ".xlsx"


def without_language(path):
    """An address as it stands without the language that Odoo puts before it."""
    return re.sub(r"^/(?:sq|sr|en)(?:[_@]\w+)?(?=/|$)", "", path) or "/"


def pattern(path):
    """An address without its language, numbers, serials and questions.

    ``/sq/rr/session/161/reopen?x=1`` is ``/rr/session/<id>/reopen``,
    ``/rr/check/XX72-QKUM-S7ZB`` is ``/rr/check/<serial>``.
    """
    path = without_language(urlsplit(path).path)
    path = re.sub(r"(?<=/)\d+(?=[./]|$)", "<id>", path)
    return re.sub(r"(?<=/)[A-Z0-9]{4}(-[A-Z0-9]{4}){2}(?=/|$)", "<serial>", path)


@dataclass
class Field:
    """An input: its name, type, what stands in it, what it offers."""

    name: str
    type: str
    value: str = ""
    choices: list = field(default_factory=list)
    is_checked: bool = False
    is_decimal: bool = False
    accept: str = ""


@dataclass
class Form:
    """A form with its fields and the buttons that send it."""

    action: str
    fields: list
    buttons: list

    @property
    def signature(self):
        """What makes it the same form on another record's page."""
        names = sorted({re.sub(r"\d+", "<n>", item.name) for item in self.fields})
        return pattern(self.action), tuple(self.buttons), tuple(names)

    def written(self):
        """Fields into which text is written."""
        return [item for item in self.fields if item.type in WRITTEN]

    def is_same(self, other):
        """Whether it is that form again, on this or on another page."""
        names = {item.name for item in self.fields}
        return pattern(self.action) == pattern(other.action) and names >= {
            item.name for item in other.written()
        }


def forms(tree, path, method="post"):
    """The forms of a page that are sent by a method."""
    return [
        _form(tree, element, path)
        for element in tree.iterfind(".//form")
        if (element.get("method") or "get").lower() == method
    ]


def _form(tree, element, path):
    elements = list(element.iter("input", "textarea", "select", "button"))
    if element.get("id"):
        elements += tree.xpath("//*[@form=$id]", id=element.get("id"))
    fields, buttons = [], []
    for item in elements:
        kind = item.tag if item.tag != "input" else (item.get("type") or "text").lower()
        if item.get("disabled") is not None:
            continue
        if kind == "button" and (item.get("type") or "submit") == "submit":
            buttons.append((item.get("name") or "", item.get("value") or ""))
        elif kind == "submit":
            buttons.append((item.get("name") or "", item.get("value") or ""))
        elif item.get("name") and kind not in ("button", "image", "reset"):
            fields.append(_field(item, kind))
    return Form(
        urljoin(path, element.get("action") or path),
        fields, buttons or [("", "")],
    )


def _field(item, kind):
    made = Field(item.get("name"), kind, item.get("value") or "")
    made.is_decimal = item.get("inputmode") == "decimal"
    made.accept = item.get("accept") or ""
    if kind == "textarea":
        # A browser leaves out the line break after the tag
        made.value = re.sub(r"^\r?\n", "", item.text_content())
    elif kind == "select":
        made.choices = [
            (option.get("value") if option.get("value") is not None
             else option.text_content().strip())
            for option in item.iterfind(".//option")
        ]
        chosen = [
            choice
            for choice, option in zip(made.choices, item.iterfind(".//option"), strict=True)
            if option.get("selected") is not None
        ]
        made.value = (chosen or made.choices or [""])[0]
    elif kind in ("radio", "checkbox"):
        made.value = item.get("value") or "on"
        made.is_checked = item.get("checked") is not None
    return made


def given_back(form):
    """What stands in a form's fields: ``{name: set of values}``."""
    found = defaultdict(set)
    for item in form.fields:
        if item.type not in ("radio", "checkbox") or item.is_checked:
            found[item.name].add(" ".join(item.value.split()))
    return found


# What is written


def empty(form):
    """The page's own values, and nothing written: ``(data, {})``."""
    data = {}
    for item in form.fields:
        if item.type == "hidden":
            data[item.name] = item.value
        elif item.type == "select":
            data[item.name] = "" if "" in item.choices else item.value
        elif item.type == "radio" and item.is_checked:
            data[item.name] = item.value
        elif item.type not in ("radio", "checkbox", "file"):
            data[item.name] = ""
    return data, {}


def filled(form, today, workbook=None):
    """Plausible values: ``(data, typed)``, typed as ``{name: value}``.

    :param workbook: bytes for a field that takes workbooks
    """
    data, typed = {}, {}
    for number, item in enumerate(form.fields):
        if item.type == "file":
            data[item.name] = _file(item, workbook)
            continue
        # Not what the next form is filled with
        mark = f"{number}-{len(form.fields)}"
        value = item.value if item.type == "hidden" else _value(item, mark, today)
        data[item.name] = value
        if item.type in TYPED:
            typed[item.name] = value
    return data, typed


def wrong(form, today):
    """As filled, but numbers cannot be read and no file was chosen.

    :return: ``(data, typed)``; None where nothing of the form can be wrong so
    """
    data, typed = filled(form, today)
    bad = [item for item in form.fields if item.is_decimal or item.type == "number"]
    files = [item.name for item in form.fields if item.type == "file"]
    if not bad and not files:
        return None
    for item in bad:
        data[item.name] = typed[item.name] = "12x"
    for name in files:
        del data[name]
    return data, typed


def _value(item, mark, today):
    if item.type == "password":
        return "Lule-mali-2026!"
    if item.type == "select":
        # The last, so that a choice that is forgotten shows
        return item.choices[-1] if item.choices else ""
    if item.type in ("radio", "checkbox"):
        return item.value
    if item.type == "date":
        return item.value or (today + datetime.timedelta(days=DAYS_AHEAD)).isoformat()
    if item.type == "time":
        return item.value or ("12:00" if "to" in item.name.split("_") else "10:00")
    if item.type == "number":
        return item.value if item.value not in ("", "0") else "12"
    if item.is_decimal:
        return "1250"
    for name, value in BY_NAME:
        if name.search(item.name):
            return value
    return f"{NOTE} {mark}"


def _file(item, workbook):
    if XLSX in item.accept and workbook:
        return (workbook, f"{FILE}.xlsx")
    return (_paper(), f"{FILE}.pdf")


_PAPER = []


def _paper():
    """A page of paper, as PDF."""
    if not _PAPER:
        _PAPER.append(HTML(string="<p>Shënim</p>").write_pdf())
    return _PAPER[0]
