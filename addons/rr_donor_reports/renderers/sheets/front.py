# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.addons.rr_base.tools.workbook import Column

from ..canonical import digest
from ..document import BLANK, Chart, Facts, Paragraph, Table, longest_run, text


def cover(reader):
    _, meta, words = reader._, reader.meta, reader.words
    agreement = meta.get("agreement") or {}
    rows = []
    if agreement:
        rows = [
            (reader._("Donor"), text(words.pick(agreement["donor"]))),
            (
                reader._("Agreement"),
                text(f"{agreement['code']} · {words.pick(agreement['name'])}"),
            ),
            (
                reader._("Term of the agreement"),
                text(
                    f"{words.date(agreement['start'])} – {words.date(agreement['end'])}"
                ),
            ),
            (
                reader._("Amount of the agreement"),
                reader.find("statement", line="total", column="original"),
            ),
        ]
    rows += [
        (reader._("Reporting period"), text(reader.period())),
        (reader._("Figures as of"), reader.day(meta["as_of"])),
        (reader._("Version"), text(meta["version"])),
        (reader._("Status"), text(_status(reader))),
        (reader._("Currency"), text(meta["currency"])),
        (reader._("Published by"), text(meta["publisher"]["name"])),
        (reader._("SHA-256 of the snapshot"), text(digest(reader.snapshot))),
    ]
    before = meta.get("predecessor")
    rows.append(
        (
            reader._("Predecessor"),
            text(
                reader._(
                    "version %(version)s, SHA-256 %(hash)s; superseded because: %(reason)s",
                    version=before["version"],
                    hash=before["sha256"][:16],
                    reason=before["reason"],
                )
                if before
                else reader._("none: this is the first version")
            ),
        )
    )
    blocks = [Facts(rows), _signatures(reader)]
    if meta.get("introduction"):
        blocks.append(Paragraph(meta["introduction"], "body"))
    return words.pick(meta["title"]), blocks


def _status(reader):
    return {
        "draft": reader._("Draft: not for use outside the ministry"),
        "generated": reader._("Draft: not for use outside the ministry"),
        "checked": reader._("In approval: not for use outside the ministry"),
        "finance_signed": reader._("In approval: not for use outside the ministry"),
        "approved": reader._("Approved"),
        "issued": reader._("Issued"),
        "accepted": reader._("Issued"),
        "sent_back": reader._("Issued"),
        "restated": reader._("Issued"),
        "withdrawn": reader._("Withdrawn"),
    }[reader.status]


def _signatures(reader):
    steps = [
        ("prepared", reader._("Prepared by")),
        ("disclosure", reader._("Disclosure check by")),
        ("finance", reader._("Finance signature by")),
        ("approved", reader._("Approved by")),
        ("issued", reader._("Issued by")),
    ]
    signed = {entry["step"]: entry for entry in reader.signatures}
    table = Table(
        [Column(reader._("Step"), width=26), Column(reader._("Name"), width=30), Column(reader._("Date"), "date", 16)],
        title=reader._("Signatures"),
        name="signatures",
    )
    for step, label in steps:
        entry = signed.get(step)
        table.rows.append(
            [
                text(label),
                text(entry["name"] if entry else reader._("not yet")),
                reader.day(entry["date"]) if entry else BLANK,
            ]
        )
    return table


def summary(reader):
    _, words = reader._, reader.words
    table = Table(
        [
            Column(reader._("Headline"), width=44),
            Column(reader._("Unit"), width=14),
            Column(reader._("Target"), "integer", 14),
            Column(reader._("Actual"), "integer", 14),
            Column(reader._("% of target"), "percent", 12),
            Column(reader._("Signal"), width=16),
        ],
        title=reader._("Headlines"),
        name="headlines",
        note=reader._(
            "Totals are exact. Persons are counted once. “Actual” is cumulative to the "
            "date of the figures."
        ),
    )
    indicators = {entry["code"]: entry for entry in reader.snapshot["indicators"]}
    comparable = []
    for headline in reader.snapshot["headlines"]:
        code = headline["indicator"]
        entry = indicators[code]
        target = reader.find("results", indicator=code, column="target_life")
        actual = reader.find("results", indicator=code, column="actual_cumulative")
        if entry["unit"] == "persons" and target.is_number and actual.is_number:
            comparable.append(len(table.rows))
        table.rows.append(
            [
                text(words.pick(entry["name"])),
                text(reader.unit(entry["unit"])),
                target,
                actual,
                reader.find("results", indicator=code, column="percent_of_target"),
                reader.signal(headline["signal"]),
            ]
        )
    blocks = []
    if reader.meta.get("summary"):
        blocks.append(Paragraph(reader.meta["summary"], "lead"))
    blocks.append(table)
    charted = longest_run(comparable)
    if charted:
        blocks.append(
            Chart(
                "bars",
                reader._("Target against actual (persons)"),
                table,
                labels=0,
                series=[2, 3],
                rows=charted,
                unit=reader._("persons"),
                description=reader._("Bars of target and actual, one pair for each headline."),
            )
        )
    blocks.append(_spending(reader))
    return reader._("Summary"), blocks


def _spending(reader):
    columns = [
        ("revised", reader._("Budget")),
        ("actual_period", reader._("Spent in the period")),
        ("actual_cumulative", reader._("Spent to date")),
        ("commitments", reader._("Committed")),
        ("remaining", reader._("Remaining")),
    ]
    return Table(
        [Column(reader._("Spending against budget (%(currency)s)", currency=reader.currency), width=44)]
        + [Column(label, "money", 16) for _name, label in columns]
        + [Column(reader._("Spent %"), "percent", 10)],
        rows=[
            [text(reader._("All budget lines"))]
            + [
                reader.find("statement", line="total", column=name)
                for name, _label in columns
            ]
            + [reader.find("statement", line="total", column="burn")]
        ],
        name="spending",
    )
