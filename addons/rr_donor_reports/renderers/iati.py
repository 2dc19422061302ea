# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A snapshot as an IATI 2.03 activity file (iatistandard.org, activity standard).

Elements stand in the order that the schema fixes. A withheld count has no element at
all: not 0, not an empty value. No location below the country, no person, no payment by
itself.
"""

from lxml import etree

XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
LANGS = {"en_US": "en", "sq_AL": "sq", "sr@latin": "sr-Latn"}
#: Level of an indicator → code of the list ResultType.
RESULT_TYPES = {"output": "1", "outcome": "2", "impact": "3", "programme": "9"}


def render(snapshot):
    """Draw a snapshot as IATI XML.

    :return: bytes of an XML document
    """
    root = etree.Element(
        "iati-activities",
        {"version": "2.03", "generated-datetime": snapshot["meta"]["generated_at"]},
    )
    _Activity(snapshot).write(root)
    return etree.tostring(
        root, xml_declaration=True, encoding="UTF-8", pretty_print=True
    )


class _Activity:
    def __init__(self, snapshot):
        self.snapshot, self.meta = snapshot, snapshot["meta"]
        self.facts = snapshot["iati"]
        self.numbers = {
            (cell["table"], tuple(sorted(cell["key"].items()))): cell
            for kind in ("cells", "figures", "money")
            for cell in snapshot[kind]
        }

    def number(self, table, **key):
        """A published number as a plain decimal text; ``None`` when withheld."""
        cell = self.numbers.get((table, tuple(sorted(key.items()))))
        if cell is None or cell.get("withheld"):
            return None
        value = cell["value"]
        return value if isinstance(value, str) else f"{value:.4f}".rstrip("0").rstrip(".")

    # ------------------------------------------------------------------- parts

    def write(self, root):  # pylint: disable=method-required-super
        activity = etree.SubElement(
            root,
            "iati-activity",
            {
                "last-updated-datetime": self.meta["generated_at"],
                "default-currency": self.meta["currency"],
                XML_LANG: "en",
                "humanitarian": "0",
                "hierarchy": "2" if "agreement" in self.meta else "1",
            },
        )
        facts = self.facts
        etree.SubElement(activity, "iati-identifier").text = facts["identifier"]
        publisher = facts["publisher"]
        self._org(activity, "reporting-org", publisher, **{"type": publisher["type"]})
        self._narratives(etree.SubElement(activity, "title"), self.meta["title"])
        description = etree.SubElement(activity, "description", {"type": "1"})
        self._narratives(description, self._description())
        self._participants(activity)
        etree.SubElement(activity, "activity-status", {"code": facts.get("status", "2")})
        self._dates(activity)
        etree.SubElement(activity, "activity-scope", {"code": "4"})
        etree.SubElement(
            activity, "recipient-country", {"code": "XK", "percentage": "100"}
        )
        for sector in facts["sectors"]:
            etree.SubElement(
                activity,
                "sector",
                {
                    "vocabulary": "1",
                    "code": sector["code"],
                    "percentage": sector["percentage"],
                },
            )
        if facts.get("is_donor"):
            for name, code in (
                ("default-flow-type", "10"),
                ("default-finance-type", "110"),
                ("default-aid-type", "C01"),
                ("default-tied-status", "5"),
            ):
                etree.SubElement(activity, name, {"code": code})
        self._budgets(activity)
        self._transactions(activity)
        self._related(activity)
        self._results(activity)

    def _description(self):
        agreement = self.meta.get("agreement")
        return agreement["name"] if agreement else self.meta["title"]

    def _narratives(self, parent, texts):
        if not isinstance(texts, dict):
            texts = {"en_US": texts}
        seen = set()
        for lang, tag in LANGS.items():
            text = texts.get(lang)
            if not text or text in seen:
                continue
            seen.add(text)
            element = etree.SubElement(parent, "narrative")
            if tag != "en":
                element.set(XML_LANG, tag)
            element.text = text
        return parent

    def _org(self, parent, name, org, **attributes):
        if org.get("ref"):
            attributes = {"ref": org["ref"], **attributes}
        element = etree.SubElement(parent, name, attributes)
        return self._narratives(element, org["name"])

    def _participants(self, activity):
        facts = self.facts
        provider = facts.get("provider")
        if provider:
            extra = {"type": provider["type"], "role": "1"}
            if provider["activity"]:
                extra["activity-id"] = provider["activity"]
            self._org(activity, "participating-org", provider, **extra)
        publisher = facts["publisher"]
        self._org(
            activity, "participating-org", publisher, type=publisher["type"], role="2"
        )
        implementer = facts.get("implementer") or publisher
        self._org(
            activity, "participating-org", implementer,
            type=implementer["type"], role="4",
        )

    def _dates(self, activity):
        facts = self.facts
        dates = [("1", facts["start"])]
        if facts["start"] <= self.meta["as_of"]:
            dates.append(("2", facts["start"]))
        if facts.get("end"):
            dates.append(("3", facts["end"]))
            if facts["is_over"]:
                dates.append(("4", facts["end"]))
        for code, day in dates:
            etree.SubElement(activity, "activity-date", {"type": code, "iso-date": day})

    def _value(self, parent, amount, day):
        value = etree.SubElement(
            parent, "value", {"currency": self.meta["currency"], "value-date": day}
        )
        value.text = amount

    def _budgets(self, activity):
        for entry in self.facts.get("budgets", ()):
            budget = etree.SubElement(
                activity, "budget", {"type": self.facts["budget_type"], "status": "2"}
            )
            for name in ("start", "end"):
                etree.SubElement(budget, f"period-{name}", {"iso-date": entry[name]})
            amount = self.number("iati_budget", start=entry["start"], end=entry["end"])
            self._value(budget, amount, self.facts["start"])

    def _transactions(self, activity):
        facts = self.facts
        for entry in facts.get("transactions", ()):
            transaction = etree.SubElement(activity, "transaction")
            etree.SubElement(transaction, "transaction-type", {"code": entry["type"]})
            etree.SubElement(transaction, "transaction-date", {"iso-date": entry["date"]})
            amount = self.number(
                "iati_transaction", type=entry["type"], date=entry["date"]
            )
            self._value(transaction, amount, entry["date"])
            if entry["type"] in ("1", "11"):
                provider = facts["provider"]
                extra = {"type": provider["type"]}
                if provider["activity"]:
                    extra["provider-activity-id"] = provider["activity"]
                self._org(transaction, "provider-org", provider, **extra)
                self._org(
                    transaction, "receiver-org", facts["publisher"],
                    **{
                        "receiver-activity-id": facts["identifier"],
                        "type": facts["publisher"]["type"],
                    },
                )
            elif entry["type"] == "4":
                description = etree.SubElement(transaction, "description")
                # The schema wants the description after the value.
                self._narratives(
                    description, "All payments of the quarter, in one transaction"
                )

    def _related(self, activity):
        facts = self.facts
        if "children" in facts:
            for ref in facts["children"]:
                etree.SubElement(activity, "related-activity", {"ref": ref, "type": "2"})
        else:
            ref = f"{facts['publisher']['ref']}-programme"
            etree.SubElement(activity, "related-activity", {"ref": ref, "type": "1"})

    # ----------------------------------------------------------------- results

    def _results(self, activity):
        for entry in self.snapshot["indicators"]:
            result = etree.Element(
                "result",
                {
                    "type": RESULT_TYPES.get(entry["level"], "9"),
                    "aggregation-status": "0",
                },
            )
            self._narratives(etree.SubElement(result, "title"), entry["name"])
            if self._indicator(result, entry):
                activity.append(result)
        for entry in self.snapshot["tables"]:
            self._table(activity, entry)

    def _table(self, activity, entry):
        """A table of persons: one result, one period that ends on the day of its
        version, one actual with its dimensions per published cell."""
        groups = {}
        for row in entry["rows"]:
            groups.setdefault(row.get("table", entry["name"]), []).append(row)
        for table, rows in groups.items():
            found = [
                (self.number(table, **row["key"], **column["key"]),
                 {**row["key"], **column["key"]})
                for row in rows
                for column in entry["columns"]
                if column.get("kind") != "percent"
            ]
            found = [(value, key) for value, key in found if value is not None]
            if not found:
                continue
            result = etree.SubElement(
                activity, "result", {"type": "9", "aggregation-status": "0"}
            )
            titles = dict(entry["title"])
            if "table" in rows[0]:
                titles = {
                    lang: f"{title}, {rows[0]['label'][lang]}"
                    for lang, title in titles.items()
                }
            self._narratives(etree.SubElement(result, "title"), titles)
            indicator = etree.SubElement(
                result,
                "indicator",
                {"measure": "1", "ascending": "1", "aggregation-status": "0"},
            )
            self._narratives(etree.SubElement(indicator, "title"), titles)
            period = etree.SubElement(indicator, "period")
            start = min(self._start(), entry["date"])
            etree.SubElement(period, "period-start", {"iso-date": start})
            etree.SubElement(period, "period-end", {"iso-date": entry["date"]})
            for value, key in found:
                actual = etree.SubElement(period, "actual", {"value": value})
                for name, category in key.items():
                    etree.SubElement(
                        actual, "dimension", {"name": name, "value": category}
                    )

    def _start(self):
        agreement = self.meta.get("agreement")
        start = agreement["start"] if agreement else self.facts["start"]
        return min(start, self.meta["period"]["start"])

    def _indicator(self, result, entry):
        """Append the indicator; whether anything of it is published."""
        code = entry["code"]
        indicator = etree.SubElement(
            result,
            "indicator",
            {
                "measure": "2" if entry["unit"] == "percent" else "1",
                "ascending": "0" if entry["level"] == "impact" else "1",
                "aggregation-status": "0",
            },
        )
        self._narratives(etree.SubElement(indicator, "title"), entry["name"])
        if any((entry.get("definition") or {}).values()):
            self._narratives(
                etree.SubElement(indicator, "description"), entry["definition"]
            )
        baseline = self.number("results", indicator=code, column="baseline")
        if baseline is not None and entry.get("baseline_year"):
            etree.SubElement(
                indicator,
                "baseline",
                {"year": str(entry["baseline_year"]), "value": baseline},
            )
        period, start = self.meta["period"], self._start()
        # A count that was issued earlier is of the day of its version.
        last = (entry.get("issue") or {}).get("date") or self.meta["as_of"]
        spans = [(min(start, last), last, "target_life", "actual_cumulative")]
        if start != period["start"]:
            spans.append((period["start"], period["end"], "target_period", "actual_period"))
        told = False
        for first, last, target, actual in spans:
            told |= self._period(indicator, code, first, last, target, actual)
        return told or baseline is not None

    def _period(self, indicator, code, first, last, target, actual):
        values = {
            "target": self.number("results", indicator=code, column=target),
            "actual": self.number("results", indicator=code, column=actual),
        }
        if values["target"] is None and values["actual"] is None:
            return False
        period = etree.SubElement(indicator, "period")
        etree.SubElement(period, "period-start", {"iso-date": first})
        etree.SubElement(period, "period-end", {"iso-date": last})
        for name, value in values.items():
            if value is not None:
                etree.SubElement(period, name, {"value": value})
        return True
