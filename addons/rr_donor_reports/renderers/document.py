# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a report consists of, before it becomes a workbook or a PDF."""

from dataclasses import dataclass, field

#: The one sign of every withheld count, in every format that people read.
WITHHELD_SIGN = "·"


@dataclass(frozen=True)
class Value:
    """One value on the page.

    ``kind``: text, integer, decimal, percent (a fraction), money, date, withheld,
    blank (nothing is due here; ``reason`` says why), missing (something is due here
    and is not there: the checklist objects), sign (a state that has a word and a
    mark). ``ref`` names the snapshot's cell that the value was read from.
    """

    kind: str
    value: object = None
    ref: tuple | None = None
    reason: str = ""
    decimals: int = 1

    @property
    def is_number(self):
        return self.kind in ("integer", "decimal", "percent", "money")


def text(value):
    return Value("text", "" if value is None else str(value))


BLANK = Value("blank")


@dataclass
class Paragraph:
    text: str
    style: str = "body"  # body, note, title, lead


@dataclass
class Facts:
    """Label and value, one below the other."""

    rows: list  # of (label, Value)
    title: str = ""


@dataclass
class Table:
    """A table. ``styles`` names rows that look different: ``{index: "total"}``."""

    columns: list  # of rr_base.tools.workbook.Column
    rows: list = field(default_factory=list)  # of lists of Value
    title: str = ""
    note: str = ""
    styles: dict = field(default_factory=dict)
    name: str = ""


@dataclass
class Chart:
    """A picture of a table's columns.

    ``kind``: bars (clustered), stacked, lines, shares (bars of 100 %). ``table`` is
    the table it draws, ``labels`` the index of the column with the names, ``series``
    the indexes of the columns with the numbers, ``rows`` the rows that it shows.
    """

    kind: str
    title: str
    table: Table
    labels: int
    series: list
    rows: list
    unit: str = ""
    description: str = ""


def longest_run(indexes):
    """The longest run of neighbours: a native chart draws neighbouring rows.

    >>> longest_run([0, 1, 4, 5, 6, 9])
    [4, 5, 6]
    """
    runs = []
    for index in indexes:
        if runs and runs[-1][-1] == index - 1:
            runs[-1].append(index)
        else:
            runs.append([index])
    return max(runs, key=len, default=[])


@dataclass
class Sheet:
    """One sheet of the workbook, one section of the PDF.

    ``name`` is the fixed name of the tab; ``title`` is the heading in the reader's
    language.
    """

    name: str
    title: str
    blocks: list


@dataclass
class Document:
    title: str
    subject: str
    lang: str
    running_head: str
    footer: str
    sheets: list
    created: object = None


@dataclass(frozen=True)
class Place:
    """Where a block begins in the workbook (rows and columns from 0)."""

    row: int
    height: int


#: Rows that a sheet's heading takes.
HEADING_ROWS = 3
CHART_ROWS = 17


def layout(sheet):
    """Where each block of a sheet stands in the workbook.

    :return: list of :class:`Place`, one per block. A table's head stands in the first
        row after its title.
    """
    row, places = HEADING_ROWS, []
    for block in sheet.blocks:
        if isinstance(block, Paragraph):
            height = 1
        elif isinstance(block, Facts):
            height = len(block.rows) + bool(block.title)
        elif isinstance(block, Table):
            height = len(block.rows) + 1 + bool(block.title) + bool(block.note)
        else:
            height = CHART_ROWS
        places.append(Place(row, height))
        row += height + 1
    return places


def column_letters(index):
    """A column's letters: ``0 → A``, ``27 → AB``."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def cells(document):
    """Every value with its address.

    :return: generator of ``(sheet name, address such as "H4", label, Value)``; the
        label joins the head of the column and the first text of the row.
    """
    for sheet in document.sheets:
        for block, place in zip(sheet.blocks, layout(sheet), strict=True):
            if isinstance(block, Facts):
                top = place.row + bool(block.title)
                for number, (label, value) in enumerate(block.rows):
                    yield sheet.name, f"B{top + number + 1}", label, value
            elif isinstance(block, Table):
                top = place.row + bool(block.title) + 1
                for number, row in enumerate(block.rows):
                    head = next((v.value for v in row if v.kind == "text"), "")
                    for index, value in enumerate(row):
                        label = f"{block.columns[index].title}, {head}"
                        address = f"{column_letters(index)}{top + number + 1}"
                        yield sheet.name, address, label, value
