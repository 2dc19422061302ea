# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Sheets with tables of persons: what the disclosure check has issued, no more."""

from odoo.addons.rr_base.tools.workbook import Column

from ..document import Chart, Facts, Paragraph, Table, longest_run, text


def participation(reader):
    blocks = [Facts(_totals(reader), title=reader._("Totals"))]
    blocks += _tables(reader, "participation")
    return reader._("Participation"), blocks


def _totals(reader):
    labels = {
        "direct_beneficiaries": reader._("Direct beneficiaries of the programme, ever enrolled"),
        "agreement_persons": reader._("Persons to whom this agreement contributed"),
        "direct_and_family": reader._("Direct beneficiaries and members of their households"),
        "supported_by_grants": reader._("Direct beneficiaries with a paid individual grant, whoever paid"),
        "course_participants": reader._("Direct beneficiaries ever enrolled in a course"),
        "employed_or_self_employed": reader._("Employed or self-employed, latest known status, any verification"),
        "municipalities_with_beneficiaries": reader._("Municipalities with a direct beneficiary"),
    }
    rows = []
    for measure, label in labels.items():
        value = reader.find("public_totals", measure=measure)
        if value.kind != "blank":
            rows.append((label, value))
    return rows


def training(reader):
    rows = [
        (label, reader.find("training", measure=name))
        for name, label in (
            ("sessions_held", reader._("Sessions held in the period")),
            ("hours_held", reader._("Hours held in the period")),
        )
    ]
    blocks = [Facts(rows, title=reader._("Sessions and hours"))]
    return reader._("Training"), blocks + _tables(reader, "training")


def outcomes(reader):
    return reader._("Outcomes"), _tables(reader, "outcomes")


def _tables(reader, sheet):
    """The issued tables of a sheet, each with its version and date, or one sentence."""
    tables = [t for t in reader.snapshot["tables"] if t["sheet"] == sheet]
    if not tables:
        return [Paragraph(_waiting(reader, sheet), "note")]
    blocks = []
    for number, entry in enumerate(tables):
        table = _table(reader, entry)
        blocks.append(table)
        if entry.get("chart"):
            drawn = longest_run(
                [
                    index
                    for index, row in enumerate(table.rows)
                    if all(value.is_number for value in _drawn(entry, row))
                ]
            )
            if drawn:
                blocks.append(
                    Chart(
                        entry["chart"],
                        table.title,
                        table,
                        labels=0,
                        series=entry.get("series")
                        or list(range(1, len(table.columns))),
                        rows=drawn,
                        unit=reader._("persons"),
                        description=reader._("The rows of table %(number)s.", number=number + 1),
                    )
                )
    return blocks


def _drawn(entry, row):
    """The values of a row that a chart draws."""
    return [row[index] for index in entry.get("series", ())] or row[1:]


def _table(reader, entry):
    """``entry``: {"name", "title", "rows", "columns", "version", "date", "held"}; rows
    and columns are lists of {"label", "key"}, and a cell's key joins both. A row that
    names a ``table`` of its own takes its cells from there."""
    _, words = reader._, reader.words
    table = Table(
        [Column(words.pick(entry.get("corner")), width=36)]
        + [
            Column(words.pick(c["label"]), c.get("kind", "integer"), 16)
            for c in entry["columns"]
        ],
        title=words.pick(entry["title"]),
        name=entry["name"],
    )
    for row in entry["rows"]:
        table.rows.append(
            [text(words.pick(row["label"]))]
            + [
                reader.find(
                    row.get("table", entry["name"]), **row["key"], **column["key"]
                )
                for column in entry["columns"]
            ]
        )
    issued = reader._(
        "Version %(version)s of %(date)s.",
        version=entry["version"],
        date=words.date(entry["date"]),
    )
    if entry["held"]:
        issued += " " + reader._(
            "Held: no newer version is published, so that the last one is printed again "
            "with its own date."
        )
    table.note = issued
    return table


def _waiting(reader, sheet):
    return {
        "participation": reader._(
            "No table of persons by sex, age or region has passed the disclosure check "
            "so far; only the exact totals are published."
        ),
        "training": reader._(
            "No table of enrolments by sector has passed the disclosure check so far, so "
            "that none is printed."
        ),
        "outcomes": reader._(
            "No table of outcomes has passed the disclosure check so far, so that none "
            "is printed."
        ),
    }[sheet]
