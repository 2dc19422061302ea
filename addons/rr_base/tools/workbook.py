# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Workbooks (XLSX) in the house style, written by XlsxWriter.

Values only: no formula is ever written. Text that a spreadsheet would take for one is
escaped, because what a person typed into a form must not run on a reader's computer.
"""

import datetime
import io
from dataclasses import dataclass
from decimal import Decimal

import xlsxwriter

# Characters at which spreadsheets begin a formula; tab and line breaks because some
# readers strip them first.
_FORMULA_STARTS = ("=", "+", "-", "−", "@", "\t", "\r", "\n")

# Windows language ids for the date patterns: Albanian, Serbian (Latin), English (UK).
_LANGUAGE_IDS = {"sq": "41C", "sr": "81A", "en": "809"}
_DATE_PATTERNS = {"sq": "dd.mm.yyyy", "sr": "dd.mm.yyyy.", "en": "d mmm yyyy"}

#: The programme's colour, in workbooks, papers and pictures alike.
ACCENT = "#1D5566"


def safe_text(value):
    """Text that no spreadsheet reads as a formula.

    :param value: anything; ``None`` and ``False`` give an empty text
    :return: the text, with an apostrophe before it where it begins like a formula

    >>> safe_text("=1+1"), safe_text("plain"), safe_text(None)
    ("'=1+1", 'plain', '')
    """
    text = "" if value is None or value is False else str(value)
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def unescape_text(text):
    """What :func:`safe_text` escaped, as it was.

    >>> unescape_text("'=1+1"), unescape_text("'quoted'")
    ('=1+1', "'quoted'")
    """
    if text.startswith("'") and text[1:].startswith(_FORMULA_STARTS):
        return text[1:]
    return text


@dataclass(frozen=True)
class Column:
    """A column of a table.

    ``kind`` is one of text, integer, number (two decimals), money, percent (a
    fraction: 0.25 prints 25 %), date, datetime, and in a donor report decimal (each
    value says how many); ``width`` is in characters.
    """

    title: str
    kind: str = "text"
    width: int = 14


class Workbook:
    """A workbook in memory.

    :param lang: language code of the reader (``sq_AL``, ``sr@latin``, ``en_US``)
    :param title: title of the document
    :param created: datetime to state as creation time; fixed for repeatable files
    """

    def __init__(self, lang="en_US", title="", created=None):
        self.lang = (lang or "en")[:2]
        self._buffer = io.BytesIO()
        self.book = xlsxwriter.Workbook(
            self._buffer,
            {
                "in_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "remove_timezone": True,
            },
        )
        properties = {"title": title}
        if created:
            properties["created"] = created
        self.book.set_properties(properties)
        self._formats = {}

    # ---------------------------------------------------------------- formats

    def number_format(self, kind):
        """Excel pattern of a kind of value in the reader's language."""
        language = _LANGUAGE_IDS.get(self.lang, _LANGUAGE_IDS["en"])
        date = _DATE_PATTERNS.get(self.lang, _DATE_PATTERNS["en"])
        return {
            "text": "@",
            "integer": f"[$-{language}]#,##0",
            "number": f"[$-{language}]#,##0.00",
            "money": f"[$-{language}]#,##0.00",
            "percent": "0.0%",
            "date": f"[$-{language}]{date}",
            "datetime": f"[$-{language}]{date} hh:mm",
        }[kind]

    def format(self, kind="text", **extra):
        """A cell format, made once per combination (XlsxWriter keeps every one)."""
        key = (kind, tuple(sorted(extra.items())))
        if key not in self._formats:
            properties = {"valign": "top", "num_format": self.number_format(kind)}
            if kind == "text":
                properties["text_wrap"] = True
            properties.update(extra)
            self._formats[key] = self.book.add_format(properties)
        return self._formats[key]

    def header_format(self, kind="text", **extra):
        """The format of a column's head, which stands above its values.

        :param kind: of the column's values
        """
        if kind not in ("text", "date", "datetime"):
            extra.setdefault("align", "right")
        return self.format(
            "text",
            bold=True,
            font_color="#FFFFFF",
            bg_color=ACCENT,
            text_wrap=True,
            valign="vcenter",
            border=1,
            border_color="#C8D3D6",
            **extra,
        )

    # ----------------------------------------------------------------- sheets

    def add_sheet(self, name, landscape=True):
        """An empty sheet, set up for A4: one page wide, page numbers below."""
        sheet = self.book.add_worksheet(name[:31])
        sheet.set_paper(9)
        if landscape:
            sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        sheet.set_footer("&L&8&A&R&8&P / &N")
        sheet.hide_gridlines(2)
        return sheet

    def add_table(self, name, columns, rows, title=None, landscape=True):
        """A sheet with one table: title, header that stays, rows, print titles.

        :param columns: list of :class:`Column`
        :param rows: iterable of sequences of plain values
        :param title: text above the header, optional
        :return: the XlsxWriter worksheet
        """
        sheet = self.add_sheet(name, landscape)
        top = 0
        if title:
            self.write(
                sheet,
                0,
                0,
                title,
                self.format("text", bold=True, font_size=13, text_wrap=False),
            )
            top = 2
        for index, column in enumerate(columns):
            sheet.set_column(index, index, column.width)
            self.write(
                sheet, top, index, column.title, self.header_format(column.kind)
            )
        last = top
        for last, row in enumerate(rows, start=top + 1):
            for index, (column, value) in enumerate(zip(columns, row, strict=True)):
                self.write_value(sheet, last, index, value, column.kind)
        sheet.freeze_panes(top + 1, 0)
        sheet.repeat_rows(top)
        if columns and last > top:
            sheet.autofilter(top, 0, last, len(columns) - 1)
        return sheet

    # pylint: disable-next=method-required-super
    def write(self, sheet, row, column, text, cell_format=None):
        """Write a text, escaped."""
        sheet.write_string(
            row, column, safe_text(text), cell_format or self.format("text")
        )

    def write_value(self, sheet, row, column, value, kind="text"):
        """Write a value by its kind: numbers as numbers, dates as dates.

        ``None`` and ``False`` leave the cell blank, with its format; a text in a
        column of numbers (such as a sign for a withheld figure) is written as text.
        """
        if value is None or value is False or value == "":
            sheet.write_blank(row, column, None, self.format(kind))
        elif isinstance(value, datetime.datetime | datetime.date):
            dated = kind if kind in ("date", "datetime") else "date"
            sheet.write_datetime(row, column, value, self.format(dated))
        elif isinstance(value, int | float | Decimal) and kind != "text":
            sheet.write_number(row, column, value, self.format(kind))
        else:
            self.write(sheet, row, column, value)

    def close(self):
        """Finish the file.

        :return: bytes of the workbook
        """
        self.book.close()
        return self._buffer.getvalue()
