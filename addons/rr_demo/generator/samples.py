# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Files of the demonstration: a paper of one page, a municipality's list."""

import base64
from datetime import datetime, time

from dateutil.relativedelta import relativedelta
from odoo.addons.rr_base.tools.workbook import Workbook


def paper(text):
    """A PDF of one page with one line, always the same bytes for the same text.

    :param text: the line; letters outside ASCII are left out
    :return: base64 of the file, as a Binary field takes it
    """
    line = text.encode("ascii", "ignore").replace(b"(", b"").replace(b")", b"")
    page = b"BT /F1 11 Tf 60 780 Td (" + line + b") Tj ET"
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(page), page),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj%s endobj\n" % (number, content)
    start = len(body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    body += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
    body += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1, start,
    )
    return base64.b64encode(body)


def support_list(world, day, rows):
    """A list of support as a municipality fills it in; none of the numbers is of a
    person in the programme.

    :param day: the day on which it is sent; support lies in the months before
    :param rows: number of rows
    :return: bytes of an XLSX file
    """
    sheet_of = world.env["rr.municipal.list"]._sheet()
    book = Workbook("sq_AL", sheet_of.name, datetime.combine(day, time(8)))
    sheet = book.add_sheet(sheet_of.name)
    for column, expected in enumerate(sheet_of.columns):
        sheet.write(0, column, expected.title)
    first = day.replace(day=1) - relativedelta(months=3)
    for number in range(1, rows + 1):
        start = first + relativedelta(months=number % 2)
        end = start + relativedelta(months=1, days=-1)
        sheet.write_row(number, 0, (f"81{day:%y%m}{number:04d}",
                                    ("Rent", "Food", "Education")[number % 3]))
        sheet.write_datetime(number, 2, datetime.combine(start, time()),
                             book.format("date"))
        sheet.write_datetime(number, 3, datetime.combine(end, time()),
                             book.format("date"))
        sheet.write_row(number, 4, (80 + 15 * number, ("Paid", "Asked")[number % 2],
                                    f"Vendim {day.year}/{100 + number}"))
    return book.close()
