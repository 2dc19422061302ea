"""The facts of a donor report, its workbook, and the whole of it. Runs in Odoo's shell.

Against: the same statements run straight in PostgreSQL; a count made in Odoo's own way
(search, read, loop); XlsxWriter writing the same cells without anything else; and, for
facts, disclosure check and four files together, the bound of 30 s.
"""

import datetime
import io

import openpyxl
import xlsxwriter
from measure import medians, row
from odoo.addons.rr_donor_reports import measures
from odoo.addons.rr_donor_reports.renderers import canonical, iati, pdf, sheets, xlsx

NAMES = ("rows", "persons", "value")
BOUND = 30_000  # ms, of a whole report


class _Recorder:
    """A cursor that remembers the statements of the facts."""

    def __init__(self, cursor, statements):
        self._cursor, self._statements = cursor, statements

    def execute(self, query, params=None, **options):
        if isinstance(query, str) and isinstance(params, dict) and "as_of" in params:
            self._statements.append((query, params))
        return self._cursor.execute(query, params, **options)

    def __getattr__(self, name):
        return getattr(self._cursor, name)


def statements_of(report):
    """The statements that the facts of a report are made of, with their values."""
    statements, plain = [], {name: getattr(measures, name) for name in NAMES}

    def recording(function):
        return lambda cursor, *args, **options: function(
            _Recorder(cursor, statements), *args, **options
        )

    for name, function in plain.items():
        setattr(measures, name, recording(function))
    try:
        report._make_snapshot()
    finally:
        for name, function in plain.items():
            setattr(measures, name, function)
    return statements


def _straight(env, statements):
    cursor = env.cr._cnx.cursor()
    for query, params in statements:
        cursor.execute(query, params)
        cursor.fetchall()
    cursor.close()


def _by_hand(env, report):
    """Odoo's own way for one measure: direct beneficiaries with a paid grant."""
    people = set()
    for person in env["rr.beneficiary"].search(
        [("kind", "=", "direct"), ("entry_date", "<=", report.date_to)]
    ):
        grants = env["rr.grant"].search(
            [("beneficiary_id", "=", person.id), ("kind", "=", "individual")]
        )
        for grant in grants:
            entries = env["rr.fund.entry"].search(
                [("grant_id", "=", grant.id), ("effect", "=", "pay"),
                 ("date", "<=", report.date_to)]
            )
            if sum(entry.sign * entry.amount for entry in entries) > 0:
                people.add(person.id)
    return len(people)


def _plain_book(cells):
    """The same values in the same cells, and nothing else."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    for values in cells:
        sheet = book.add_worksheet()
        for line, column, value in values:
            sheet.write(line, column, value)
    book.close()
    return target.getvalue()


def _check(env):
    """A disclosure check as the first of a day makes it: the audit of everything ever
    published, and the day's totals of the whole programme into the publication register.
    Rolled back.
    """
    releases = env["rr.release"]
    with env.cr.savepoint() as point:
        attempt = releases._last(attempt=True)._storing()
        attempt.record = {**attempt.record, "audited": ""}
        if releases._audit_objection():
            raise AssertionError("the audit objects to what was published")
        day = releases._last().date + datetime.timedelta(days=1)
        releases._start(day, with_tables=False)._do_step("record")
        env.flush_all()
        point.rollback()
    env.invalidate_all()


def _whole(env, report, words):
    """Everything that a report takes from its facts to its four files."""
    snapshot = report._make_snapshot()
    if report._cells_objection():
        raise AssertionError("the disclosure check objects to the report")
    _check(env)
    document = sheets.build(snapshot, words, (), "approved")
    return [
        xlsx.render(document), pdf.render(document, words), iati.render(snapshot),
        canonical.to_bytes(snapshot),
    ]


def run(env, scale):
    """:return: rows of the benchmark"""
    report = env["rr.donor.report"].search(
        [("agreement_id", "!=", False), ("state", "=", "issued")], limit=1
    )
    statements = statements_of(report)
    attendance = env["rr.attendance"].search_count([])
    facts, straight = medians(
        report._make_snapshot,
        lambda: _straight(env, statements),
        before=env.invalidate_all,
    )
    one, = medians(
        lambda: measures.persons(
            env.cr, "supported_by_grants", as_of=report.date_to,
            start=report.date_from, agreement=None,
        ),
        before=env.invalidate_all,
    )
    by_hand, = medians(
        lambda: _by_hand(env, report),
        # A loop of minutes is not run five times: it is the rival, not the subject.
        times=5 if scale <= 1 else 1, before=env.invalidate_all,
    )
    snapshot = report._make_snapshot()
    document = sheets.build(snapshot, report._words("en_US"), (), "approved")
    content = xlsx.render(document)
    cells = [
        [
            (cell.row - 1, cell.column - 1, cell.value)
            for line in sheet.iter_rows()
            for cell in line
            if cell.value is not None
        ]
        for sheet in openpyxl.load_workbook(io.BytesIO(content)).worksheets
    ]
    ours, plain = medians(lambda: xlsx.render(document), lambda: _plain_book(cells))
    words = report._words("en_US")
    reporter = env["res.users"].search([("login", "=", "reporter")])
    as_reporter = env(user=reporter.id)
    checked, printed, whole = medians(
        lambda: _check(as_reporter),
        lambda: pdf.render(document, words),
        lambda: _whole(as_reporter, report.sudo(), words),
        before=env.invalidate_all,
    )
    return [
        row("facts of a donor report", facts,
            f"its {len(statements)} statements straight in SQL", straight, attendance),
        row("persons with a paid grant", one, "Odoo's search, read, loop", by_hand,
            attendance),
        row("workbook of the report", ours, "plain XlsxWriter, same cells", plain,
            sum(map(len, cells))),
        row("disclosure check of a report", checked, "its bound with facts and files",
            BOUND),
        row("PDF of the report", printed, "its workbook", ours),
        row("whole report: facts, disclosure check, four files", whole, "its bound",
            BOUND, attendance),
    ]
