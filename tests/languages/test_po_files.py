"""The translation files are written in one way: code that moves changes no byte."""

import polib
import pytest
from catalogues import ADDONS
from rrcli import po_files

FILES = sorted(
    path for pattern in ("*/i18n/*.po", "*/i18n/*.pot") for path in ADDONS.glob(pattern)
)


def levelled(po, addon="rr_base"):
    po_files.level(po, addon)
    return str(po)


def of(*terms):
    """A file whose terms are pairs of (source, places)."""
    po = polib.POFile()
    for source, places in terms:
        po.append(polib.POEntry(msgid=source, msgstr="x", occurrences=places))
    return po


@pytest.mark.parametrize(
    "path", FILES, ids=lambda path: f"{path.parent.parent.name}-{path.name}"
)
def test_each_file_is_as_the_command_writes_it(path):
    there = path.read_text(encoding="utf-8")
    assert levelled(polib.pofile(str(path)), path.parent.parent.name) == there


def test_code_that_moves_changes_nothing():
    place = ("model:ir.model,name:rr_base.model_a", "")
    before = of(("a", [("code:addons/rr_base/models/one.py", "7"), place]), ("b", []))
    after = of(("b", []), ("a", [place, ("code:addons/rr_base/tools/two.py", "0"),
                                 ("code:addons/rr_base/tools/six.py", "9")]))
    assert levelled(before) == levelled(after)


def test_what_odoo_needs_to_load_a_term_stays():
    """A model's term is found by its record; one of the code by its line's number."""
    text = levelled(of(("a", [("code:addons/rr_base/models/one.py", "7")]),
                       ("b", [("model_terms:ir.ui.view,arch_db:rr_base.v", "")])))
    assert "#: code:addons/rr_base:0\n" in text
    assert "#: model_terms:ir.ui.view,arch_db:rr_base.v\n" in text
    assert levelled(of(("a", [("code:addons/rr_base/models/one.py", "7")]))) != levelled(
        of(("a", [("model:ir.model,name:rr_base.model_a", "")]))
    )
