# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Judges IATI files by the 2.03 standard that pyIATI carries: its XSD and its ruleset.

Knows no Odoo, so that tests of written files may load it by its path.
"""

import importlib.util
import json
import re
from datetime import date
from pathlib import Path

from lxml import etree

#: What a baseline, a target and an actual look like. The schema and the ruleset would
#: both take ``<5``.
PLAIN = re.compile(r"-?\d+(\.\d+)?$")
NUMBERS = "//baseline/@value|//target/@value|//actual/@value"


def standard_folder():
    """Folder of the IATI 2.03 standard that pyIATI carries.

    The package is not imported: it wants libraries that it does not need for this.
    """
    spec = importlib.util.find_spec("iati")
    for place in spec.submodule_search_locations:
        folder = Path(place) / "resources/standard/2-03"
        if folder.is_dir():
            return folder
    raise AssertionError("the IATI 2.03 standard is not in the environment")


def schema_errors(document):
    schema = etree.XMLSchema(
        etree.parse(str(standard_folder() / "schemas/iati-activities-schema.xsd"))
    )
    schema.validate(document)
    return [f"{entry.line}: {entry.message}" for entry in schema.error_log]


def ruleset_errors(document):
    """Judge a document by the standard ruleset, rule by rule."""
    path = standard_folder() / "rulesets/standard_ruleset.json"
    errors = []
    for context, rules in json.loads(path.read_text()).items():
        for element in document.xpath(context):
            for rule, body in rules.items():
                for case in body["cases"]:
                    if not _RULES[rule](element, case):
                        errors.append(f"{context} {rule} {case}")
    return errors


def _values(element, path):
    return [
        found if isinstance(found, str) else (found.text or "")
        for found in element.xpath(path)
    ]


def _date_order(element, case):
    now = [date.today().isoformat()]
    less = now if case["less"] == "NOW" else _values(element, case["less"])
    more = now if case["more"] == "NOW" else _values(element, case["more"])
    return all(a[:10] <= b[:10] for a in less for b in more)


def _regex(element, case):
    return all(
        re.fullmatch(case["regex"], value)
        for path in case["paths"]
        for value in _values(element, path)
    )


def _sum(element, case):
    values = [float(v) for path in case["paths"] for v in _values(element, path)]
    return not values or abs(sum(values) - case["sum"]) < 1e-9


_RULES = {
    "atleast_one": lambda e, case: any(_values(e, path) for path in case["paths"]),
    "no_more_than_one": lambda e, case: (
        sum(len(e.xpath(path)) for path in case["paths"]) <= 1
    ),
    "date_order": _date_order,
    "regex_matches": _regex,
    "sum": _sum,
}
