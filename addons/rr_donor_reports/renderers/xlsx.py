# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A document as a workbook: values only, native charts, ready to print."""

import datetime
from decimal import Decimal

from odoo.addons.rr_base.tools.workbook import ACCENT, Workbook, safe_text

from .document import (
    CHART_ROWS,
    HEADING_ROWS,
    WITHHELD_SIGN,
    Chart,
    Facts,
    Paragraph,
    Table,
    layout,
)

SERIES = ("#9DB8BF", ACCENT, "#C98B2B", "#7A8B50", "#8C5A6B", "#5B6770")
SIGNALS = {
    "on_track": "#2E6B3E",
    "behind": "#9A6200",
    "off_track": "#A32A2A",
    "no_target": "#5B6770",
    "waiting": "#5B6770",
}
#: Characters over which headings and sentences are spread.
_LINE = 110
_KINDS = {"sign": "text", "withheld": "text", "blank": "text", "missing": "text"}


def render(document, lang="en_US"):
    """Draw a document as a workbook.

    :param document: :class:`.document.Document`
    :param lang: language code of the reader
    :return: bytes of an XLSX file
    """
    created = datetime.datetime.fromisoformat(document.created).replace(tzinfo=None)
    book = Workbook(lang=lang, title=document.title, created=created)
    for sheet in document.sheets:
        _Sheet(book, document, sheet).write()
    return book.close()


def _lines(words, width):
    """Lines that a text takes in a column, broken between words."""
    count = 0
    for paragraph in words.split("\n"):
        count += 1
        left = width
        for word in paragraph.split():
            if len(word) > left and left < width:
                count, left = count + 1, width
            left -= len(word) + 1
            while left < -width:
                count, left = count + 1, left + width
    return count


def _indent(index, column):
    """What keeps a text from touching the number in the column before it."""
    if index and column.kind in ("text", "date"):
        return {"align": "left", "indent": 1}
    return {}


class _Sheet:
    def __init__(self, book, document, sheet):
        self.book, self.document, self.sheet = book, document, sheet
        self.page = book.add_sheet(sheet.name)
        self.widths = self._widths()
        self.tops = {}  # id of a table → row of its head

    def write(self):  # pylint: disable=method-required-super
        page = self.page
        for index, width in enumerate(self.widths):
            page.set_column(index, index, width)
        self._heading()
        frozen = False
        for block, place in zip(self.sheet.blocks, layout(self.sheet), strict=True):
            if isinstance(block, Paragraph):
                self._paragraph(block, place.row)
            elif isinstance(block, Facts):
                self._facts(block, place.row)
            elif isinstance(block, Table):
                top = self._table(block, place.row)
                if not frozen and block is self.sheet.blocks[0]:
                    page.freeze_panes(top + 1, 1)
                    page.repeat_rows(top)
                    frozen = True
        # Charts last: they read cells that stand below them, too.
        for block, place in zip(self.sheet.blocks, layout(self.sheet), strict=True):
            if isinstance(block, Chart):
                self._chart(block, place.row)
        if not frozen:
            page.freeze_panes(HEADING_ROWS - 1, 0)
            page.repeat_rows(0, 1)
        footer = safe_text(self.document.footer).replace("&", "&&")
        page.set_footer(f"&L&8{footer}&C&8&A&R&8&P / &N")
        page.set_header(f"&L&8{safe_text(self.document.title).replace('&', '&&')}")
        if self.sheet is self.document.sheets[0]:
            page.activate()

    # ---------------------------------------------------------------- widths

    def _widths(self):
        widths = []
        for block in self.sheet.blocks:
            if isinstance(block, Table):
                wanted = [column.width for column in block.columns]
            elif isinstance(block, Facts):
                wanted = [34, 18]
            else:
                continue
            for index, width in enumerate(wanted):
                if index < len(widths):
                    widths[index] = max(widths[index], width)
                else:
                    widths.append(width)
        while sum(widths) < _LINE:
            widths.append(12)
        return widths

    def _last(self, first=0):
        """Index of the column at which a sentence that begins in ``first`` ends."""
        total = 0
        for index in range(first, len(self.widths)):
            total += self.widths[index]
            if total >= _LINE:
                return index
        return len(self.widths) - 1

    # ---------------------------------------------------------------- blocks

    def _heading(self):
        page = self.page
        page.set_row(0, 26)
        self.book.write(
            page, 0, 0, self.sheet.title,
            self.book.format(
                "text", bold=True, font_size=17, font_color=ACCENT, text_wrap=False
            ),
        )
        if self.sheet.title != self.document.title:
            self.book.write(
                page, 1, 0, self.document.title,
                self.book.format("text", font_color="#5B6770", text_wrap=False),
            )

    def _sentence(self, row, words, first=0, **extra):
        """A text over several columns, with a height that fits it."""
        last = self._last(first)
        cell_format = self.book.format("text", **extra)
        width = sum(self.widths[first : last + 1])
        lines = _lines(words, width / 1.08)
        if last > first:
            self.page.merge_range(row, first, row, last, "", cell_format)
        self.book.write(self.page, row, first, words, cell_format)
        if lines > 1:
            self.page.set_row(row, 15 * lines)

    def _paragraph(self, block, row):
        extra = {
            "note": {"italic": True, "font_color": "#5B6770"},
            "lead": {"font_size": 12},
            "title": {"bold": True, "font_color": ACCENT, "font_size": 13},
        }.get(block.style, {})
        self._sentence(row, block.text, **extra)

    def _title(self, row, title):
        self.book.write(
            self.page, row, 0, title,
            self.book.format(
                "text", bold=True, font_size=12, font_color=ACCENT, text_wrap=False
            ),
        )

    def _facts(self, block, row):
        if block.title:
            self._title(row, block.title)
            row += 1
        line = {"bottom": 1, "bottom_color": "#DDE5E7"}
        label_format = self.book.format("text", font_color="#5B6770", **line)
        for label, value in block.rows:
            self.book.write(self.page, row, 0, label, label_format)
            if value.kind == "text":
                self._sentence(row, str(value.value), first=1, **line)
            else:
                self._value(row, 1, value, {**line, "align": "left"})
            self._fit(row, [label])
            row += 1

    def _table(self, block, row):
        if block.title:
            self._title(row, block.title)
            row += 1
        top = row
        self.tops[id(block)] = top
        for index, column in enumerate(block.columns):
            head = self.book.header_format(column.kind, **_indent(index, column))
            self.book.write(self.page, row, index, column.title, head)
        self._fit(row, [column.title for column in block.columns], 1.15)
        for number, values in enumerate(block.rows):
            row += 1
            extra = {"border": 1, "border_color": "#C8D3D6"}
            if block.styles.get(number) == "total":
                extra.update(bold=True, bg_color="#E9EFF1", top=2)
            for index, value in enumerate(values):
                indent = _indent(index, block.columns[index])
                self._value(row, index, value, {**extra, **indent})
            self._fit(row, [v.value if v.kind == "text" else "" for v in values])
        if block.note:
            self._sentence(row + 1, block.note, italic=True, font_color="#5B6770")
        return top

    def _fit(self, row, texts, wide=1.0):
        """Give a row the height that its longest text needs: programs other than
        Excel do not do so by themselves."""
        lines = 1
        for index, words in enumerate(texts):
            lines = max(lines, _lines(str(words or ""), self.widths[index] / wide))
        if lines > 1:
            self.page.set_row(row, 15 * lines)

    def _value(self, row, index, value, extra):
        page, book = self.page, self.book
        kind = _KINDS.get(value.kind, value.kind)
        extra = dict(extra)
        if value.kind == "withheld":
            book.write(
                page, row, index, WITHHELD_SIGN,
                book.format("text", **{"align": "right", "font_color": "#5B6770", **extra}),
            )
        elif value.kind in ("blank", "missing") or value.value is None:
            if value.kind == "missing":
                extra["bg_color"] = "#FBE9D0"
            page.write_blank(row, index, None, book.format("text", **extra))
        elif value.kind == "sign":
            colour = SIGNALS.get(value.reason, ACCENT)
            book.write(
                page, row, index, value.value,
                book.format("text", font_color=colour, **extra),
            )
        elif value.kind == "date":
            day = datetime.date.fromisoformat(str(value.value)[:10])
            page.write_datetime(
                row, index, day, book.format("date", **{**extra, "align": "left"})
            )
        elif value.is_number:
            shape = {"decimal": "number"}.get(kind, kind)
            if value.kind == "decimal" and value.decimals == 1:
                extra["num_format"] = "#,##0.0"
            page.write_number(
                row, index, Decimal(str(value.value)), book.format(shape, **extra)
            )
        else:
            book.write(page, row, index, value.value, book.format("text", **extra))

    # ---------------------------------------------------------------- charts

    def _chart(self, block, row):
        kinds = {
            "bars": {"type": "bar"},
            "stacked": {"type": "column", "subtype": "stacked"},
            "lines": {"type": "line"},
            "shares": {"type": "bar", "subtype": "percent_stacked"},
        }
        chart = self.book.book.add_chart(kinds[block.kind])
        top = self.tops[id(block.table)]
        name = self.sheet.name
        first, last = top + 1 + block.rows[0], top + 1 + block.rows[-1]
        for number, index in enumerate(block.series):
            colour = SERIES[number % len(SERIES)]
            look = {"line": {"color": colour, "width": 2.25}}
            if block.kind != "lines":
                look = {"fill": {"color": colour}, "border": {"none": True}}
            chart.add_series(
                {
                    "name": [name, top, index],
                    "categories": [name, first, block.labels, last, block.labels],
                    "values": [name, first, index, last, index],
                    "gap": 60,
                    **look,
                }
            )
        chart.set_title(
            {"name": safe_text(block.title), "name_font": {"size": 11, "color": ACCENT}}
        )
        axis = {"num_font": {"size": 8}, "line": {"color": "#C8D3D6"}}
        grid = {"major_gridlines": {"visible": True, "line": {"color": "#E3E9EB"}}}
        if block.kind in ("bars", "shares"):
            # From top to bottom, and the numbers below all the same.
            chart.set_y_axis({**axis, "reverse": True, "crossing": "max"})
            chart.set_x_axis({**axis, **grid, "min": 0})
        else:
            chart.set_x_axis(axis)
            chart.set_y_axis({**axis, **grid, "min": 0, "num_format": "#,##0"})
        chart.set_legend({"position": "bottom", "font": {"size": 9}})
        chart.set_size({"width": 860, "height": CHART_ROWS * 20 - 16})
        self.page.insert_chart(
            row, 0, chart,
            {"description": block.description, "object_position": 1, "x_offset": 4},
        )
