# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from ..document import BLANK, Column, Paragraph, Table, text


def results(reader):
    _, words = reader._, reader.words
    levels = {
        "impact": _("Impact"),
        "outcome": _("Outcome"),
        "output": _("Output"),
        "programme": _("Programme"),
    }
    rules = {
        "sum": _("sum"),
        "latest": _("latest"),
        "max": _("maximum"),
        "unique": _("unique persons"),
    }
    table = Table(
        [
            Column(_("Code"), width=9),
            Column(_("Level"), width=13),
            Column(_("Indicator"), width=34),
            Column(_("Unit"), width=14),
            Column(_("Baseline"), "integer", 10),
            Column(_("Baseline year"), width=9),
            Column(_("Target, period"), "integer", 11),
            Column(_("Target, life"), "integer", 11),
            Column(_("Actual, period"), "integer", 11),
            Column(_("Actual, cumulative"), "integer", 12),
            Column(_("% of target"), "percent", 9),
            Column(_("Period rule"), width=11),
            Column(_("Cohort and period"), width=17),
            Column(_("Source of verification"), width=21),
            Column(_("Comment on deviation"), width=26),
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
                text(words.pick(entry.get("cohort"))),
                text(words.pick(entry.get("source"))),
                text(entry.get("comment")),
            ]
        )
    blocks = [table]
    if not table.rows:
        blocks = [Paragraph(_("No indicator was agreed for this report."), "note")]
    elif any(value.kind == "withheld" for row in table.rows for value in row):
        blocks.append(
            Paragraph(
                _(
                    "·  withheld: the count is not published, because it would tell "
                    "something about a single person or has not passed the check."
                ),
                "note",
            )
        )
    return _("Results"), blocks


def outputs(reader):
    _, words = reader._, reader.words
    kinds = {
        "course": _("Course"),
        "community_grant": _("Community grant"),
        "activity": _("Activity"),
    }
    table = Table(
        [
            Column(_("Output"), width=44),
            Column(_("Kind"), width=18),
            Column(_("Planned"), "decimal", 12),
            Column(_("Done"), "decimal", 12),
            Column(_("Unit"), width=12),
            Column(_("Date"), "date", 16),
        ],
        name="outputs",
        note=_(
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
        return _("Outputs"), [
            Paragraph(_("No output can be listed for this period."), "note"),
            Paragraph(table.note, "note"),
        ]
    return _("Outputs"), [table]
