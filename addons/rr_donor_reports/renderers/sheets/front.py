# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from ..canonical import digest
from ..document import BLANK, Chart, Column, Facts, Paragraph, Table, longest_run, text


def cover(reader):
    _, meta, words = reader._, reader.meta, reader.words
    agreement = meta.get("agreement") or {}
    rows = []
    if agreement:
        rows = [
            (_("Donor"), text(words.pick(agreement["donor"]))),
            (
                _("Agreement"),
                text(f"{agreement['code']} · {words.pick(agreement['name'])}"),
            ),
            (
                _("Term of the agreement"),
                text(
                    f"{words.date(agreement['start'])} – {words.date(agreement['end'])}"
                ),
            ),
            (
                _("Amount of the agreement"),
                reader.find("statement", line="total", column="original"),
            ),
        ]
    rows += [
        (_("Reporting period"), text(reader.period())),
        (_("Figures as of"), reader.day(meta["as_of"])),
        (_("Version"), text(meta["version"])),
        (_("Status"), text(_status(reader))),
        (_("Currency"), text(meta["currency"])),
        (_("Published by"), text(meta["publisher"]["name"])),
        (_("SHA-256 of the snapshot"), text(digest(reader.snapshot))),
    ]
    before = meta.get("predecessor")
    rows.append(
        (
            _("Predecessor"),
            text(
                _(
                    "version %(version)s, SHA-256 %(hash)s; superseded because: %(reason)s",
                    version=before["version"],
                    hash=before["sha256"][:16],
                    reason=before["reason"],
                )
                if before
                else _("none: this is the first version")
            ),
        )
    )
    blocks = [Facts(rows), _signatures(reader)]
    if meta.get("introduction"):
        blocks.append(Paragraph(meta["introduction"], "body"))
    return words.pick(meta["title"]), blocks


def _status(reader):
    _ = reader._
    return {
        "draft": _("Draft: not for use outside the ministry"),
        "generated": _("Draft: not for use outside the ministry"),
        "checked": _("In approval: not for use outside the ministry"),
        "finance_signed": _("In approval: not for use outside the ministry"),
        "approved": _("Approved"),
        "issued": _("Issued"),
        "accepted": _("Issued"),
        "sent_back": _("Issued"),
        "restated": _("Issued"),
        "withdrawn": _("Withdrawn"),
    }[reader.status]


def _signatures(reader):
    _ = reader._
    steps = [
        ("prepared", _("Prepared by")),
        ("disclosure", _("Disclosure check by")),
        ("finance", _("Finance signature by")),
        ("approved", _("Approved by")),
        ("issued", _("Issued by")),
    ]
    signed = {entry["step"]: entry for entry in reader.signatures}
    table = Table(
        [Column(_("Step"), width=26), Column(_("Name"), width=30), Column(_("Date"), "date", 16)],
        title=_("Signatures"),
        name="signatures",
    )
    for step, label in steps:
        entry = signed.get(step)
        table.rows.append(
            [
                text(label),
                text(entry["name"] if entry else _("not yet")),
                reader.day(entry["date"]) if entry else BLANK,
            ]
        )
    return table


def summary(reader):
    _, words = reader._, reader.words
    table = Table(
        [
            Column(_("Headline"), width=44),
            Column(_("Unit"), width=14),
            Column(_("Target"), "integer", 14),
            Column(_("Actual"), "integer", 14),
            Column(_("% of target"), "percent", 12),
            Column(_("Signal"), width=16),
        ],
        title=_("Headlines"),
        name="headlines",
        note=_(
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
                _("Target against actual (persons)"),
                table,
                labels=0,
                series=[2, 3],
                rows=charted,
                unit=_("persons"),
                description=_("Bars of target and actual, one pair for each headline."),
            )
        )
    blocks.append(_spending(reader))
    return _("Summary"), blocks


def _spending(reader):
    _ = reader._
    columns = [
        ("revised", _("Budget")),
        ("actual_period", _("Spent in the period")),
        ("actual_cumulative", _("Spent to date")),
        ("commitments", _("Committed")),
        ("remaining", _("Remaining")),
    ]
    return Table(
        [Column(_("Spending against budget (%(currency)s)", currency=reader.currency), width=44)]
        + [Column(label, "money", 16) for _name, label in columns]
        + [Column(_("Spent %"), "percent", 10)],
        rows=[
            [text(_("All budget lines"))]
            + [
                reader.find("statement", line="total", column=name)
                for name, _label in columns
            ]
            + [reader.find("statement", line="total", column="burn")]
        ],
        name="spending",
    )
