# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Reading of workbooks that people filled in: every fault with sheet, row and cell.

The reader never writes to the database. Whoever imports reads the whole file first,
stops if there is any fault, and only then writes, in one transaction: all or nothing.
"""

import datetime
import io
import re
import zipfile
from dataclasses import dataclass, field

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from .workbook import Column, Workbook, unescape_text

# A file of the programme has some hundred rows; these bounds stop a bomb.
MAX_BYTES = 10 * 1024 * 1024
MAX_UNPACKED_BYTES = 100 * 1024 * 1024
MAX_ROWS = 20_000


@dataclass(frozen=True)
class ExpectedColumn:
    """A column that is expected, found by its title and not by its place.

    :param key: name of the value in the rows read
    :param title: title in the header row; ``titles`` are other accepted ones
        (translations); letter case and blanks at the ends do not matter
    :param kind: text, digits (text of digits, also if typed as a number), integer,
        number, date, choice
    :param choices: for a choice: mapping of accepted text (folded) to value
    :param check: function(value) → message or None, for rules of one cell
    """

    key: str
    title: str
    kind: str = "text"
    required: bool = False
    titles: tuple = ()
    choices: dict = field(default_factory=dict)
    max_length: int = 0
    check: object = None
    help: str = ""


@dataclass(frozen=True)
class ExpectedSheet:
    """A sheet that is expected.

    :param name: its name; ``names`` are other accepted ones
    """

    name: str
    columns: tuple
    names: tuple = ()
    required: bool = True


@dataclass(frozen=True)
class Fault:
    """One fault. ``row`` and ``cell`` may be empty where the sheet itself is wrong."""

    sheet: str
    row: int
    cell: str
    message: str

    def __str__(self):
        place = " ".join(filter(None, (self.sheet, self.cell or str(self.row or ""))))
        return f"{place}: {self.message}" if place else self.message


@dataclass
class RowRead:
    """One row read: its number in the file, its values by key, its cells by key."""

    sheet: str
    number: int
    values: dict
    cells: dict

    def fault(self, key, message):
        """A fault in one cell of this row, for rules the importer checks itself."""
        return Fault(self.sheet, self.number, self.cells.get(key, ""), message)


def _folded(text):
    return re.sub(r"\s+", " ", str(text)).strip().casefold()


class WorkbookReader:
    """Reads a workbook against the sheets that are expected.

    :param env: Odoo environment, for the language of the messages
    :param sheets: sequence of :class:`ExpectedSheet`
    """

    def __init__(self, env, sheets):
        self.env = env
        self.sheets = sheets

    def read(self, content):  # pylint: disable=method-required-super
        """Read a file.

        :param content: bytes
        :return: ``(rows, faults)``: mapping of sheet name → list of :class:`RowRead`, and a
            list of :class:`Fault`; where there is any fault nothing may be written
        """
        book, fault = self._open(content)
        if fault:
            return {}, [fault]
        rows, faults, known = {}, [], set()
        by_name = {_folded(name): name for name in book.sheetnames}
        for sheet in self.sheets:
            found = next(
                (
                    by_name[_folded(name)]
                    for name in (sheet.name, *sheet.names)
                    if _folded(name) in by_name
                ),
                None,
            )
            if found is None:
                if sheet.required:
                    faults.append(
                        Fault(
                            sheet.name,
                            0,
                            "",
                            self.env._(
                                "the sheet is missing; the file has: %(names)s",
                                names=", ".join(book.sheetnames),
                            ),
                        )
                    )
                continue
            known.add(found)
            rows[sheet.name] = self._read_sheet(sheet, book[found], faults)
        return rows, faults

    # -------------------------------------------------------------- the file

    def _open(self, content):
        if len(content) > MAX_BYTES:
            return None, Fault("", 0, "", self.env._("The file is larger than 10 MB."))
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                unpacked = sum(item.file_size for item in archive.infolist())
            if unpacked > MAX_UNPACKED_BYTES:
                return None, Fault("", 0, "", self.env._("The file is too large."))
            book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
        except (
            zipfile.BadZipFile,
            InvalidFileException,
            KeyError,
            ValueError,
            TypeError,
            OSError,
        ):
            return None, Fault(
                "",
                0,
                "",
                self.env._("This is not a workbook of the kind XLSX."),
            )
        return book, None

    # ------------------------------------------------------------- one sheet

    def _read_sheet(self, sheet, worksheet, faults):
        for merged in getattr(worksheet, "merged_cells", None).ranges or ():
            faults.append(
                Fault(
                    sheet.name,
                    merged.min_row,
                    merged.coord,
                    self.env._(
                        "cells are merged; write the value into each cell instead"
                    ),
                )
            )
        places, header_row = self._find_header(sheet, worksheet, faults)
        if places is None:
            return []
        rows = []
        for number, cells in enumerate(
            worksheet.iter_rows(min_row=header_row + 1), start=header_row + 1
        ):
            if all(self._is_blank(cell.value) for cell in cells):
                continue
            if len(rows) >= MAX_ROWS:
                faults.append(
                    Fault(
                        sheet.name,
                        number,
                        "",
                        self.env._("more than %(count)s rows", count=MAX_ROWS),
                    )
                )
                break
            rows.append(self._read_row(sheet, number, cells, places, faults))
        return rows

    def _find_header(self, sheet, worksheet, faults):
        """Place of each column, looked for in the first ten rows."""
        best, best_row = {}, 0
        wanted = {
            _folded(title): column
            for column in sheet.columns
            for title in (column.title, *column.titles)
        }
        for number, cells in enumerate(worksheet.iter_rows(max_row=10), start=1):
            places = {}
            for index, cell in enumerate(cells):
                column = wanted.get(_folded(cell.value or "").rstrip(" *"))
                if column is None:
                    continue
                if column.key in places:
                    faults.append(
                        Fault(
                            sheet.name,
                            number,
                            cell.coordinate,
                            self.env._(
                                "the column “%(title)s” is there twice",
                                title=column.title,
                            ),
                        )
                    )
                places[column.key] = index
            if len(places) > len(best):
                best, best_row = places, number
        missing = [
            column.title
            for column in sheet.columns
            if column.required and column.key not in best
        ]
        if missing:
            faults.append(
                Fault(
                    sheet.name,
                    best_row or 1,
                    "",
                    self.env._(
                        "missing columns: %(titles)s", titles=", ".join(missing)
                    ),
                )
            )
            return None, 0
        return best, best_row

    def _read_row(self, sheet, number, cells, places, faults):
        row = RowRead(sheet.name, number, {}, {})
        for column in sheet.columns:
            index = places.get(column.key)
            if index is None:
                row.values[column.key] = None
                continue
            value = cells[index].value if index < len(cells) else None
            row.cells[column.key] = f"{get_column_letter(index + 1)}{number}"
            result, message = self._convert(column, value)
            if not message and result is not None and column.check:
                message = column.check(result)
            if message:
                faults.append(row.fault(column.key, f"{column.title}: {message}"))
                result = None
            row.values[column.key] = result
        return row

    # ------------------------------------------------------------- one cell

    @staticmethod
    def _is_blank(value):
        return value is None or (isinstance(value, str) and not value.strip())

    def _convert(self, column, value):
        """Value of a cell by the kind of its column: ``(value, message)``."""
        if self._is_blank(value):
            if column.required:
                return None, self.env._("is empty")
            return None, None
        if isinstance(value, str) and value.startswith("#"):
            return None, self.env._(
                "is a spreadsheet error (%(text)s)", text=value[:20]
            )
        return getattr(self, f"_convert_{column.kind}")(column, value)

    def _convert_text(self, column, value):
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, datetime.datetime | datetime.date | bool):
            return None, self.env._("is not a text")
        text = unescape_text(str(value)).strip()
        if column.max_length and len(text) > column.max_length:
            return None, self.env._(
                "is longer than %(count)s characters", count=column.max_length
            )
        return text, None

    def _convert_digits(self, column, value):
        text, message = self._convert_text(column, value)
        if message:
            return None, message
        text = re.sub(r"[\s.-]", "", text)
        if not text.isascii() or not text.isdigit():
            return None, self.env._("is not a number of digits only")
        if column.max_length and len(text) != column.max_length:
            return None, self.env._(
                "has %(found)s digits and needs %(count)s",
                found=len(text),
                count=column.max_length,
            )
        return text, None

    def _convert_integer(self, column, value):
        if isinstance(value, bool | datetime.datetime | datetime.date):
            return None, self.env._("is not a whole number")
        try:
            number = float(value)
        except ValueError:
            return None, self.env._("is not a whole number")
        if not number.is_integer():
            return None, self.env._("is not a whole number")
        return int(number), None

    def _convert_number(self, column, value):
        if isinstance(value, bool | datetime.datetime | datetime.date):
            return None, self.env._("is not a number")
        if isinstance(value, str):
            # “1.200,50” and “1,200.50” cannot be told apart in general.
            return None, self.env._(
                "is a text; enter the number as a number, without a currency sign"
            )
        return value, None

    def _convert_date(self, column, value):
        if isinstance(value, datetime.datetime):
            return value.date(), None
        if isinstance(value, datetime.date):
            return value, None
        return None, self.env._(
            "is not a date but “%(text)s”; format the cell as a date",
            text=str(value)[:20],
        )

    def _convert_choice(self, column, value):
        choices = {_folded(key): item for key, item in column.choices.items()}
        key = _folded(value)
        if key not in choices:
            return None, self.env._(
                "“%(text)s” is not one of: %(choices)s",
                text=str(value)[:40],
                choices=", ".join(column.choices),
            )
        return choices[key], None


def build_template(lang, title, sheets, guide=(), rows=None):
    """A workbook that :class:`WorkbookReader` accepts, with lists in choice columns.

    :param lang: language code
    :param title: title of the document
    :param sheets: sequence of :class:`ExpectedSheet`
    :param guide: sequence of texts for a last sheet that explains
    :param rows: name of a sheet → list of dicts by column key, for a sample; a choice
        is given by its value; empty when left out
    :return: bytes
    """
    rows = rows or {}
    workbook = Workbook(lang, title)
    for sheet in sheets:
        columns = [
            Column(
                column.title + (" *" if column.required else ""),
                column.kind if column.kind in ("date", "number", "integer") else "text",
                max(14, len(column.title) + 4),
            )
            for column in sheet.columns
        ]
        worksheet = workbook.add_table(
            sheet.name,
            columns,
            [
                [_as_typed(column, row.get(column.key)) for column in sheet.columns]
                for row in rows.get(sheet.name, ())
            ],
        )
        for index, column in enumerate(sheet.columns):
            worksheet.set_column(
                index, index, columns[index].width, workbook.format(columns[index].kind)
            )
            if column.help:
                worksheet.write_comment(0, index, column.help)
            # Excel allows 255 characters in a list written into the rule itself.
            if column.choices and len(",".join(column.choices)) <= 255:
                worksheet.data_validation(
                    1,
                    index,
                    5000,
                    index,
                    {"validate": "list", "source": list(column.choices)},
                )
    if guide:
        page = workbook.add_sheet("?", landscape=False)
        page.set_column(0, 0, 100)
        for number, text in enumerate(guide):
            workbook.write(page, number, 0, text)
    return workbook.close()


def _as_typed(column, value):
    """The text that a person would type for a value of a column."""
    if column.kind == "choice" and value is not None:
        for text, key in column.choices.items():
            if key == value:
                return text
    return value


def faults_as_text(faults, limit=50):
    """Faults one per line, the first ``limit`` of them."""
    lines = [str(fault) for fault in faults[:limit]]
    if len(faults) > limit:
        lines.append(f"… +{len(faults) - limit}")
    return "\n".join(lines)
