# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A document as a PDF: one HTML, tagged (PDF/UA-1), charts as vectors."""

from markupsafe import Markup
from odoo.addons.rr_base.report.letter import html_to_pdf

from .charts import draw
from .document import Chart, Facts, Paragraph, Table
from .xlsx import SIGNALS

#: A table of as many rows or fewer stays on one page, with its title and note.
_SHORT = 8


def render(document, words):
    """Draw a document as a PDF.

    :param document: :class:`.document.Document`
    :param words: :class:`.words.Words` of the reader
    :return: bytes of a tagged PDF
    """
    return html_to_pdf(html(document, words))


def html(document, words):
    """The HTML that becomes the PDF (a whole document)."""
    sections = Markup("").join(
        _section(sheet, number, words) for number, sheet in enumerate(document.sheets)
    )
    return Markup(
        '<!DOCTYPE html>\n<html lang="{lang}"><head><meta charset="utf-8"/>'
        "<title>{title}</title>"
        '<link rel="stylesheet" href="/rr_donor_reports/static/src/css/report.css"/>'
        '</head><body><div class="running-head">{head}</div>'
        '<div class="running-foot">{foot}</div>{sections}</body></html>'
    ).format(
        lang=document.lang,
        title=document.title,
        head=document.running_head,
        foot=document.footer,
        sections=sections,
    )


def _section(sheet, number, words):
    level = "cover" if number == 0 else "sheet"
    heading = Markup("<h1>{}</h1>").format(sheet.title)
    if number:
        heading = Markup('<h2><span class="number">{}</span> {}</h2>').format(
            number + 1, sheet.title
        )
    blocks = Markup("").join(_block(block, words) for block in sheet.blocks)
    return Markup('<section class="{} {}">{}{}</section>').format(
        level, sheet.name.lower().replace(" ", "-"), heading, blocks
    )


def _block(block, words):
    if isinstance(block, Paragraph):
        return Markup('<p class="{}">{}</p>').format(block.style, block.text)
    if isinstance(block, Facts):
        return _facts(block, words)
    if isinstance(block, Table):
        return _table(block, words)
    assert isinstance(block, Chart)
    return Markup("<figure><figcaption>{}</figcaption>{}</figure>").format(
        block.title, draw(block, words)
    )


def _facts(block, words):
    title = Markup("<h3>{}</h3>").format(block.title) if block.title else ""
    rows = Markup("").join(
        Markup('<tr><th scope="row">{}</th>{}</tr>').format(label, _cell(value, words))
        for label, value in block.rows
    )
    return Markup('{}<table class="facts"><tbody>{}</tbody></table>').format(title, rows)


def _table(block, words):
    title = Markup("<h3>{}</h3>").format(block.title) if block.title else ""
    total = sum(column.width for column in block.columns)
    columns = Markup("").join(
        Markup('<col style="width:{:.2f}%"/>').format(100 * column.width / total)
        for column in block.columns
    )
    head = Markup("").join(
        Markup('<th scope="col" class="{}">{}</th>').format(
            "number" if column.kind in ("integer", "decimal", "money", "percent") else "words",
            column.title,
        )
        for column in block.columns
    )
    rows = Markup("").join(
        Markup('<tr class="{}">{}</tr>').format(
            block.styles.get(number, ""),
            Markup("").join(_cell(value, words) for value in row),
        )
        for number, row in enumerate(block.rows)
    )
    wide = " wide" if len(block.columns) > 8 else ""
    if len(block.columns) == 2:
        wide = " slim"
    note = Markup('<p class="note">{}</p>').format(block.note) if block.note else ""
    return Markup(
        '<div class="{}">{}<table class="data{} {}"><colgroup>{}</colgroup>'
        "<thead><tr>{}</tr></thead><tbody>{}</tbody></table>{}</div>"
    ).format(
        "whole" if len(block.rows) <= _SHORT else "long",
        title, wide, block.name, columns, head, rows, note,
    )


def _cell(value, words):
    if value.kind == "sign":
        return Markup('<td style="color:{}">{}</td>').format(
            SIGNALS.get(value.reason, "inherit"), value.value
        )
    classes = "number" if value.is_number or value.kind == "withheld" else "words"
    if value.kind == "missing":
        classes += " missing"
    return Markup('<td class="{}">{}</td>').format(classes, words.show(value))
