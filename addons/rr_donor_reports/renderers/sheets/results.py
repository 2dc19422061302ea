# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.addons.rr_base.tools.workbook import Column

from ..document import BLANK, Paragraph, Table, text


def results(reader):
    words = reader.words
    levels = {
        "impact": reader._("Impact"),
        "outcome": reader._("Outcome"),
        "output": reader._("Output"),
        "programme": reader._("Programme"),
    }
    rules = {
        "sum": reader._("sum"),
        "latest": reader._("latest"),
        "max": reader._("maximum"),
        "unique": reader._("unique persons"),
    }
    table = Table(
        [
            Column(reader._("Code"), width=8),
            Column(reader._("Level"), width=15),
            Column(reader._("Indicator"), width=34),
            Column(reader._("Unit"), width=19),
            Column(reader._("Baseline"), "integer", 12),
            Column(reader._("Baseline year"), width=10),
            Column(reader._("Target, period"), "integer", 13),
            Column(reader._("Target, life"), "integer", 13),
            Column(reader._("Actual, period"), "integer", 15),
            Column(reader._("Actual, cumulative"), "integer", 16),
            Column(reader._("% of target"), "percent", 12),
            Column(reader._("Period rule"), width=12),
            Column(reader._("Cohort and period"), width=20),
            Column(reader._("Source of verification"), width=24),
            Column(reader._("Comment on deviation"), width=20),
        ],
        name="results",
    )
    numbers = (
        "target_period",
        "target_life",
        "actual_period",
        "actual_cumulative",
        "percent_of_target",
    )
    for entry in reader.snapshot["indicators"]:
        code = entry["code"]

        def cell(column, code=code):
            return reader.find("results", indicator=code, column=column)

        year = entry.get("baseline_year")
        table.rows.append(
            [
                text(code),
                text(levels.get(entry["level"], entry["level"])),
                text(words.pick(entry["name"])),
                text(reader.unit(entry["unit"])),
                cell("baseline"),
                text(year) if year else BLANK,
                *[cell(column) for column in numbers],
                text(rules.get(entry["rule"], "")),
                text(_cohort(reader, entry)),
                text(words.pick(entry.get("source"))),
                text(entry.get("comment")),
            ]
        )
    blocks = [table]
    if not table.rows:
        blocks = [Paragraph(reader._("No indicator was agreed for this report."), "note")]
    elif any(value.kind == "withheld" for row in table.rows for value in row):
        blocks.append(
            Paragraph(
                reader._(
                    "·  withheld: the count is not published, because it would tell "
                    "something about a single person or has not passed the check."
                ),
                "note",
            )
        )
    return reader._("Results"), blocks


def _cohort(reader, entry):
    """The cohort, and of a count that was issued the date of its version."""
    cohort, issue = reader.words.pick(entry.get("cohort")), entry.get("issue")
    if not issue:
        return cohort
    dated = reader._(
        "version %(version)s of %(date)s",
        version=issue["version"],
        date=reader.words.date(issue["date"]),
    )
    if issue["held"]:
        dated += " " + reader._("(held)")
    return f"{cohort}; {dated}" if cohort else dated


def outputs(reader):
    words = reader.words
    kinds = {
        "course": reader._("Course"),
        "community_grant": reader._("Community grant"),
        "activity": reader._("Activity"),
    }
    table = Table(
        [
            Column(reader._("Output"), width=44),
            Column(reader._("Kind"), width=18),
            Column(reader._("Planned"), "decimal", 12),
            Column(reader._("Done"), "decimal", 12),
            Column(reader._("Unit"), width=12),
            Column(reader._("Date"), "date", 16),
        ],
        name="outputs",
        note=reader._(
            "No row is about a person. A course stands here only when %(count)s or more "
            "people, beneficiaries and others together, were enrolled in it.",
            count=reader.meta["policy"]["threshold"],
        ),
    )
    for entry in reader.snapshot["outputs"]:
        table.rows.append(
            [
                text(words.pick(entry["name"])),
                text(kinds.get(entry["kind"], entry["kind"])),
                reader.find("outputs", output=entry["code"], column="planned"),
                reader.find("outputs", output=entry["code"], column="done"),
                text(reader.unit(entry["unit"])),
                reader.day(entry.get("date")),
            ]
        )
    if not table.rows:
        return reader._("Outputs"), [
            Paragraph(reader._("No output can be listed for this period."), "note"),
            Paragraph(table.note, "note"),
        ]
    return reader._("Outputs"), [table]
