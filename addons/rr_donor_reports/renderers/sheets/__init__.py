# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The fourteen sheets of a donor report, from a snapshot."""

from ..canonical import digest
from ..document import Document, Sheet
from . import closing, front, money, persons, results
from .snapshot_reader import SnapshotReader

#: Name of the tab (fixed: readers' formulas refer to it) and who builds it.
SHEETS = (
    ("Cover", front.cover),
    ("Summary", front.summary),
    ("Results", results.results),
    ("Outputs", results.outputs),
    ("Participation", persons.participation),
    ("Training", persons.training),
    ("Outcomes", persons.outcomes),
    ("Grants", money.grants),
    ("Financial statement", money.statement),
    ("Variance notes", money.variance_notes),
    ("Co-financing", money.co_financing),
    ("Risks", closing.risks),
    ("Methods", closing.methods),
    ("Change log", closing.change_log),
)


def build(snapshot, words, signatures=(), status="draft"):
    """The document that every format draws.

    :param snapshot: dict as ``rr.donor.report`` makes it
    :param words: :class:`..words.Words` of the reader's language
    :param signatures: list of ``{"step", "name", "date"}``
    :param status: state of the report when it is drawn
    :return: :class:`..document.Document`
    """
    meta = snapshot["meta"]
    reader = SnapshotReader(snapshot, words, signatures, status)
    sheets = []
    for name, make in SHEETS:
        title, blocks = make(reader)
        sheets.append(Sheet(name, title, blocks))
    title = words.pick(meta["title"])
    return Document(
        title=title,
        subject=words._("Donor report"),
        lang=words.tag,
        running_head=title,
        footer=words._(
            "Version %(version)s · SHA-256 %(hash)s",
            version=meta["version"],
            hash=digest(snapshot)[:16],
        ),
        sheets=sheets,
        created=meta["generated_at"],
    )
