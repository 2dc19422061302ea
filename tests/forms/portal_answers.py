"""What an answer of the portal shows: texts, links, refusals, what is typical of it."""

import json
from urllib.parse import urljoin, urlsplit

from portal_client import HOST
from portal_forms import forms, pattern
from portal_pages import texts

_BAD = "contains(concat(' ', @class, ' '), ' {} ')"
# Odoo's box of an error, and ours
REFUSAL = ".//*[({} or ({} and {})) and not(@hidden)]".format(
    _BAD.format("alert-danger"), _BAD.format("message"), _BAD.format("bad")
)


def texts_of(answer):
    """What a reader sees; of an answer to a script its sentences."""
    if not answer.is_data:
        return texts(answer.tree) if answer.tree is not None else []
    found, waiting = [], [json.loads(answer.content)]
    while waiting:
        value = waiting.pop()
        if isinstance(value, (dict, list)):
            waiting += value.values() if isinstance(value, dict) else value
        elif isinstance(value, str) and " " in value:
            found.append(value)
    return found


def section(path):
    """The part of the pages to which an address belongs: ``/rr/grants``, ``/my``."""
    return "/".join(urlsplit(path).path.split("/")[:3])


def links(tree, path):
    """Addresses of this site to which a page leads."""
    found = []
    for link in tree.iterfind(".//a[@href]"):
        target = urlsplit(urljoin(HOST + path, link.get("href").split("#")[0]))
        if target.netloc == urlsplit(HOST).netloc and link.get("href")[:1] != "#":
            found.append(target.path + (f"?{target.query}" if target.query else ""))
    return list(dict.fromkeys(found))


def features(tree, path):
    """What stands on a page, whatever record it shows."""
    return (
        {form.signature for form in forms(tree, path)}
        | {pattern(link) for link in links(tree, path)}
        | {name for node in tree.iter() for name in (node.get("class") or "").split()}
    )


def is_refusal(answer):
    """Whether a page says that something was not done."""
    return answer.status_code >= 400 or bool(answer.tree.xpath(REFUSAL))
