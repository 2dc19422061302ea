# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.addons.rr_base.tools.workbook import Column

from ..document import Chart, Facts, Paragraph, Table, Value, text


def grants(reader):
    _, words = reader._, reader.words
    columns = [
        ("paid_period", reader._("Paid in the period")),
        ("paid_cumulative", reader._("Paid to date")),
        ("committed", reader._("Committed, not yet paid")),
    ]
    table = Table(
        [Column(reader._("Type of support (%(currency)s)", currency=reader.currency), width=44)]
        + [Column(label, "money", 20) for _name, label in columns],
        name="grants",
    )
    for entry in reader.snapshot["grant_types"]:
        table.rows.append(
            [text(" + ".join(words.pick(label) for label in entry["labels"]))]
            + [
                reader.find("grants", type=entry["code"], column=name)
                for name, _label in columns
            ]
        )
    if not table.rows:
        return reader._("Grants"), [Paragraph(reader._("No grant was paid so far."), "note")]
    table.rows.append(
        [text(reader._("Total"))]
        + [reader.find("grants", type="total", column=name) for name, _l in columns]
    )
    table.styles[len(table.rows) - 1] = "total"
    return reader._("Grants"), [
        table,
        Paragraph(
            reader._(
                "Amounts are exact. Numbers of payees and average amounts are published "
                "once a year only; a type with few new payees is shown together with "
                "another one until the year closes."
            ),
            "note",
        ),
    ]


def _statement_columns(reader):
    """``(key in the snapshot, column)``; who else paid is asked of agreements alone."""
    # A dictionary: from pairs the extractor of terms takes the keys as well.
    columns = {
        "original": Column(reader._("Budget, original"), "money", 14),
        "revised": Column(reader._("Budget, revised"), "money", 14),
        "actual_period": Column(reader._("Actual, period"), "money", 14),
        "actual_cumulative": Column(reader._("Actual, cumulative"), "money", 15),
        "commitments": Column(reader._("Commitments"), "money", 15),
        "remaining": Column(reader._("Remaining"), "money", 14),
        "burn": Column(reader._("Burn %"), "percent", 9),
    }
    if not reader.is_programme:
        columns |= {
            "this_donor": Column(reader._("This donor (EUR)"), "money", 14),
            "other_donors": Column(reader._("Other donors (EUR)"), "money", 14),
            "state": Column(reader._("State (EUR)"), "money", 14),
        }
    columns["variance"] = Column(reader._("Variance %"), "percent", 11)
    return list(columns.items())


def _line_title(reader):
    """What a row of the statement is: the programme has agreements, these have lines."""
    return reader._("Agreement") if reader.is_programme else reader._("Contract line")


def statement(reader):
    _, words = reader._, reader.words
    columns = _statement_columns(reader)
    table = Table(
        [Column(_line_title(reader), width=36 if reader.is_programme else 30)]
        + [column for _key, column in columns],
        title=reader._("Budget and spending (%(currency)s)", currency=reader.currency),
        name="statement",
    )
    if not reader.is_programme:
        table.note = reader._(
            "“This donor”, “other donors” and “state” say who paid, to date, for the "
            "grants and activities that the line pays for."
        )
    lines = reader.snapshot["lines"]
    for entry in lines:
        table.rows.append(
            [text(line_label(words, entry))]
            + [
                reader.find("statement", line=entry["code"], column=column)
                for column, _column in columns
            ]
        )
    if not lines:
        return reader._("Financial statement"), [
            Paragraph(reader._("No budget line belongs to this report."), "note")
        ]
    table.rows.append(
        [text(reader._("Total"))]
        + [reader.find("statement", line="total", column=key) for key, _c in columns]
    )
    table.styles[len(table.rows) - 1] = "total"
    cash = _cash(reader)
    blocks = [table, *([cash] if cash.rows else []), _basis(reader)]
    curve = _curve(reader)
    if curve:
        blocks += curve
    return reader._("Financial statement"), blocks


def line_label(words, entry):
    """A contract line's name; merged lines name each of their parts."""
    return " + ".join(
        f"{part['code']} {words.pick(part['name'])}".strip() for part in entry["parts"]
    )


def _cash(reader):
    items = (
        ("opening", reader._("Opening balance")),
        ("received", reader._("Received")),
        ("interest", reader._("Interest")),
        ("repaid", reader._("Repaid by recipients")),
        ("refunded", reader._("Given back to the donor")),
        ("spent", reader._("Spent")),
        ("closing", reader._("Closing balance")),
    )
    rows = [(label, reader.find("cash", item=name)) for name, label in items]
    rows = [(label, value) for label, value in rows if value.kind != "blank"]
    return Facts(
        rows, title=reader._("Cash of the period (%(currency)s)", currency=reader.currency)
    )


def _basis(reader):
    facts = reader.snapshot["statement"]
    channel = {
        "designated": reader._("Designated grant: the ministry holds and pays the money."),
        "off_budget": reader._(
            "Off budget: the donor pays the implementing partner; the ministry holds no "
            "cash and records payments from the partner's statement."
        ),
        "state_budget": reader._("State budget."),
        "mixed": reader._("All sources of the programme, whichever way the money takes."),
    }
    rows = [
        (reader._("Basis"), text(reader._("Cash: what was paid by the end of the period."))),
        (reader._("Way of the money"), text(channel.get(facts["channel"], ""))),
        (reader._("Exchange rate"), text(_rate(reader, facts))),
    ]
    cap = facts.get("indirect_cap")
    if cap is not None:
        indirect = reader.find("indirect", column="share")
        rows += [
            (reader._("Indirect costs, cap"), reader.find("indirect", column="cap")),
            (reader._("Indirect costs, actual"), indirect),
            (
                reader._("Indirect costs, amount"),
                reader.find("indirect", column="amount"),
            ),
        ]
    return Facts(rows, title=reader._("Basis of the statement"))


def _rate(reader, facts):
    _, words = reader._, reader.words
    if reader.is_programme:
        return reader._(
            "Amounts in other currencies at the reference rate of each payment's day."
        )
    if facts["currency"] == "EUR":
        return reader._("None: the agreement is in EUR.")
    if facts.get("rate") is None:
        return reader._("No payment so far, so that no rate was used.")
    return reader._(
        "1 EUR = %(rate)s %(currency)s on average: each payment at the reference rate of "
        "its day.",
        rate=words.decimal(facts["rate"], 4),
        currency=facts["currency"],
    )


def _curve(reader):
    _, words = reader._, reader.words
    months = reader.snapshot["months"]
    if len(months) < 2:
        return []
    table = Table(
        [
            Column(reader._("To the end of"), "date", 34),
            Column(reader._("Plan"), "money", 14),
            Column(reader._("Actual"), "money", 14),
        ],
        title=reader._("Cumulative spending against plan (%(currency)s)", currency=reader.currency),
        name="curve",
    )
    for month in months:
        table.rows.append(
            [
                text(words.date(month)),
                reader.find("spending_curve", month=month, series="plan"),
                reader.find("spending_curve", month=month, series="actual"),
            ]
        )
    chart = Chart(
        "lines",
        table.title,
        table,
        labels=0,
        series=[1, 2],
        rows=list(range(len(table.rows))),
        unit=reader.currency,
        description=reader._("Two lines: planned and actual spending to the end of each quarter."),
    )
    return [chart, table]


def variance_notes(reader):
    _, words = reader._, reader.words
    tolerance = reader.find("tolerance", column="percent")
    table = Table(
        [
            Column(_line_title(reader), width=40),
            Column(reader._("Variance %"), "percent", 12),
            Column(reader._("Explanation"), width=90),
        ],
        name="variance_notes",
        note=reader._(
            "Every line that is further from its plan than the agreement's tolerance "
            "(%(tolerance)s), and indirect costs above their cap, need an explanation.",
            tolerance=words.show(tolerance),
        ),
    )
    notes = {note["line"]: note["text"] for note in reader.snapshot["variance_notes"]}
    entries = {entry["code"]: entry for entry in reader.snapshot["lines"]}
    for code in reader.snapshot["variance_lines"]:
        note = notes.get(code)
        table.rows.append(
            [
                text(line_label(words, entries[code])),
                reader.find("statement", line=code, column="variance"),
                text(note) if note else Value("missing", reason=reader._("no text")),
            ]
        )
    title = reader._("Variance notes")
    if not table.rows:
        return title, [
            Paragraph(
                reader._(
                    "No line is further from its plan than the tolerance of %(tolerance)s.",
                    tolerance=words.show(tolerance),
                ),
                "note",
            )
        ]
    return title, [table]


def co_financing(reader):
    columns = [
        ("donors", "plan", reader._("Donors, plan")),
        ("donors", "actual", reader._("Donors, actual")),
        ("state", "plan", reader._("State, plan")),
        ("state", "actual", reader._("State, actual")),
    ]
    table = Table(
        [Column(reader._("Year (EUR)"), width=16)]
        + [Column(label, "money", 18) for _p, _c, label in columns]
        + [Column(reader._("Transition: state's share of spending"), "percent", 20)],
        name="co_financing",
        note=reader._(
            "The whole programme, in EUR at the rate of each payment's day. “State” joins "
            "ministry, other institutions and municipalities. Plan: each agreement's "
            "budget, spread evenly over its days."
        ),
    )
    for year in reader.snapshot["years"]:
        table.rows.append(
            [text(year)]
            + [
                reader.find("co_financing", year=year, party=party, column=column)
                for party, column, _label in columns
            ]
            + [reader.find("co_financing", year=year, column="state_share")]
        )
    title = reader._("Co-financing")
    if not table.rows:
        return title, [Paragraph(reader._("No money was planned or paid so far."), "note")]
    return title, [
        table,
        Chart(
            "stacked",
            reader._("Spending of donors and state by year (EUR)"),
            table,
            labels=0,
            series=[2, 4],
            rows=list(range(len(table.rows))),
            unit="EUR",
            description=reader._("Stacked bars: what donors and the state spent in each year."),
        ),
    ]
