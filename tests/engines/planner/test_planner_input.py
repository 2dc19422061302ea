"""What is refused, and with which words: one line that names the key."""

import copy
import json

import pytest
from planner_cases import golden
from rr_sustainability_engine import InputError, parse, plan, read_plan

ABSENT = object()
TRANCHES = ("commitments", 0, "tranches")


def changed(path, value):
    """The golden input with one thing set, or taken out."""
    data = copy.deepcopy(golden())
    place = data
    for key in path[:-1]:
        place = place[key]
    if value is ABSENT:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return data


def refusal(data):
    with pytest.raises(InputError) as caught:
        plan(data)
    text = str(caught.value)
    assert "\n" not in text
    assert text.isprintable()
    return text


REFUSED = [
    # unknown keys, at any depth
    (("colour",), "red", "colour: is not a known key"),
    (("lines", 0, "colour"), "red", "lines[grants].colour: is not a known key"),
    (("sources", 1, "name"), "A", "sources[A].name: is not a known key"),
    (("commitments", 1, "note"), "", "commitments[B1].note: is not a known key"),
    # missing keys
    *(
        ((key,), ABSENT, f"{key}: is missing")
        for key in ("base_year", "years", "view", "lines", "sources", "commitments")
    ),
    *(
        (("lines", 2, key), ABSENT, f"lines[rent].{key}: is missing")
        for key in ("quantity", "unit_cost", "priority", "category")
    ),
    (("lines", 2, "code"), ABSENT, "lines[2].code: is missing"),
    (("sources", 0, "type"), ABSENT, "sources[STATE].type: is missing"),
    *(
        (("commitments", 0, key), ABSENT, f"commitments[A1].{key}: is missing")
        for key in ("source", "currency", "amount", "start", "end", "status")
    ),
    # codes that must exist, codes that must not stand twice
    (("commitments", 0, "source"), "Z", "commitments[A1].source: no source"),
    (("commitments", 0, "lines"), ["cars"], "commitments[A1].lines: no line"),
    (("commitments", 0, "lines"), ["rent", "rent"], "names a line twice"),
    (("state_share", "cars"), {"2026": "1"}, "state_share.cars: no line"),
    (("lines", 1, "code"), "grants", 'lines[1].code: "grants" stands twice'),
    (("sources", 2, "code"), "A", 'sources[2].code: "A" stands twice'),
    (("commitments", 1, "code"), "A1", 'commitments[1].code: "A1" stands twice'),
    # words
    (("view",), "optimistic", 'view: "optimistic" is none of secure, probable'),
    (("view",), ["secure"], "view: "),
    (("view",), None, "view: null is none of"),
    (("sources", 1, "type"), "bank", 'sources[A].type: "bank" is none of state'),
    (("sources", 1, "channel"), "cash", "sources[A].channel: "),
    (("lines", 0, "kind"), "old", "lines[grants].kind: "),
    (("commitments", 0, "status"), "hoped", 'commitments[A1].status: "hoped"'),
    (("commitments", 0, "status"), {}, "commitments[A1].status: {} is none of"),
    # numbers: floats, booleans, negatives, what is no decimal
    (("lines", 0, "unit_cost"), 3000.0, "lines[grants].unit_cost: 3000.0 is a JSON"),
    (("lines", 0, "quantity"), 30.5, "lines[grants].quantity: 30.5 is a JSON float"),
    (("lines", 0, "quantity"), True, "lines[grants].quantity: must be an integer"),
    (("lines", 0, "quantity"), -1, "lines[grants].quantity: -1 is negative"),
    (("lines", 0, "unit_cost"), "-0.01", "unit_cost: -0.01 is negative"),
    (("lines", 0, "unit_cost"), "NaN", "lines[grants].unit_cost: must be an integer"),
    (("lines", 0, "unit_cost"), "Infinity", "lines[grants].unit_cost: must be"),
    (("lines", 0, "unit_cost"), "1e3", "lines[grants].unit_cost: must be"),
    (("lines", 0, "unit_cost"), "1_000", "lines[grants].unit_cost: must be"),
    (("lines", 0, "unit_cost"), "1,000", "lines[grants].unit_cost: must be"),
    (("lines", 0, "unit_cost"), " 1", "lines[grants].unit_cost: must be"),
    (("lines", 0, "unit_cost"), "1\n", "lines[grants].unit_cost: must be"),
    (("lines", 0, "unit_cost"), "", "lines[grants].unit_cost: must be"),
    (("lines", 0, "unit_cost"), "٣", "lines[grants].unit_cost: must be"),
    (("lines", 0, "unit_cost"), "9" * 31, "lines[grants].unit_cost: must be"),
    (("lines", 0, "unit_cost"), None, "lines[grants].unit_cost: must be"),
    (("lines", 0, "unit_cost"), ["1"], "lines[grants].unit_cost: must be"),
    (("lines", 0, "unit_cost"), float("nan"), "lines[grants].unit_cost: NaN is a JSON"),
    (("lines", 0, "overhead"), "-0.07", "lines[grants].overhead: -0.07 is negative"),
    (("price_index", "cpi", "2027"), 0.02, "price_index.cpi.2027: 0.02 is a JSON"),
    (("price_index", "cpi", "2027"), "-0.02", "price_index.cpi.2027: -0.02 is neg"),
    (("commitments", 1, "amount"), "-1", "commitments[B1].amount: -1 is negative"),
    (("commitments", 1, "probability"), "1.01", "probability: 1.01 is more than 1"),
    (("commitments", 1, "probability"), False, "probability: must be an integer"),
    (("state_share", "rent", "2026"), "1.0001", "state_share.rent.2026: 1.0001 is mo"),
    (("state_share", "rent", "2026"), 0.5, "state_share.rent.2026: 0.5 is a JSON"),
    (("ceilings", "wages"), {"2026": "-1"}, "ceilings.wages.2026: -1 is negative"),
    (("lines", 0, "priority"), 0, "lines[grants].priority: 0 is not in 1.."),
    (("lines", 0, "priority"), "1", "lines[grants].priority: must be an integer"),
    (("lines", 0, "priority"), True, "lines[grants].priority: must be an integer"),
    (("years",), 0, "years: 0 is not in 1..60"),
    (("years",), True, "years: must be an integer, not true"),
    (("years",), "3", "years: must be an integer"),
    (("years",), 10**9, "years: 1000000000 is not in 1..60"),
    (("base_year",), 26, "base_year: 26 is not in 1900..2999"),
    (("base_year",), 2026.0, "base_year: must be an integer"),
    # years
    (("state_share", "rent"), {"26": "1"}, "state_share.rent.26: is not a year"),
    (("price_index", "cpi"), {"next": "0"}, "price_index.cpi.next: is not a year"),
    (("lines", 0, "quantity"), {"2026": 1, "2028": 1}, "quantity.2027: is missing"),
    (("lines", 0, "quantity"), {}, "lines[grants].quantity.2026: is missing"),
    (TRANCHES, {"2026": "140000", "soon": "0"}, "tranches.soon: is not a year"),
    # tranches, dates, rates
    (TRANCHES, {"2026": "95000", "2027": "45000.01"}, "tranches: do not sum to"),
    (TRANCHES, {}, "commitments[A1].tranches: do not sum to the amount"),
    (TRANCHES, None, "commitments[A1].tranches: must be an object by year"),
    ((*TRANCHES, "2026"), "-5", "commitments[A1].tranches.2026: -5 is negative"),
    (("commitments", 1, "end"), "2026-06-30", "commitments[B1].end: 2026-06-30 lies"),
    (("commitments", 1, "end"), "2027-02-30", "commitments[B1].end: must be a date"),
    (("commitments", 1, "end"), "20270630", "commitments[B1].end: must be a date"),
    (("commitments", 1, "end"), "9999-12-31", "commitments[B1].end: must be a date"),
    (("commitments", 1, "start"), 2026, "commitments[B1].start: must be a date"),
    (("commitments", 1, "currency"), "USD", "fx.USD.2026: is missing"),
    (("commitments", 1, "currency"), 7, "commitments[B1].currency: must be a print"),
    (("fx", "USD"), {"2026": "0"}, "fx.USD.2026: must be more than 0"),
    (("fx", "EUR"), {"2026": "0.99"}, "fx.EUR.2026: must be 1"),
    # shapes
    (("lines",), {}, "lines: must be a list, not {}"),
    (("lines", 0), "grants", 'lines[0]: must be an object, not "grants"'),
    (("commitments",), None, "commitments: must be a list, not null"),
    (("commitments", 0, "lines"), "grants", "commitments[A1].lines: must be a list"),
    (("commitments", 0, "lines"), [1], "commitments[A1].lines: must be a printable"),
    (("commitments", 0, "lines"), [[]], "commitments[A1].lines: must be a printable"),
    (("ceilings",), [], "ceilings: must be an object, not []"),
    (("fx",), None, "fx: must be an object, not null"),
    (("ceilings", "wages"), "100", "ceilings.wages: must be an object by year"),
    (("lines", 0, "code"), 7, "lines[0].code: must be a printable text, not 7"),
    (("lines", 0, "code"), "", "lines[0].code: must be a printable text"),
    (("lines", 0, "code"), "a\nb", "lines[0].code: must be a printable text"),
    (("lines", 0, "code"), "\ud800", "lines[0].code: must be a printable text"),
    (("lines", 0, "category"), None, "lines[grants].category: must be a printable"),
    (("two\nlines",), 1, "two\\nlines: is not a known key"),
]


@pytest.mark.parametrize(("path", "value", "words"), REFUSED)
def test_bad_input_is_refused_with_the_key(path, value, words):
    assert words in refusal(changed(path, value))


@pytest.mark.parametrize("data", [None, [], "plan", 7, {}])
def test_what_is_no_plan_at_all_is_refused(data):
    assert refusal(data)


def test_refusal_carries_its_path_for_a_screen():
    with pytest.raises(InputError) as caught:
        plan(changed(("commitments", 1, "end"), "2026-06-30"))
    assert caught.value.path == ("commitments", "B1", "end")
    assert caught.value.message == "2026-06-30 lies before the start 2026-07-01"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "input: is not JSON"),
        ("{", "is not JSON"),
        ('{"years": 1, "years": 2}', "years: stands twice in the same object"),
        ('{"lines": [{"code": "a", "code": "b"}]}', "code: stands twice"),
        ("[" * 100_000, "nested too deeply"),
        ("1" * 5000, "is not JSON"),
    ],
)
def test_text_that_is_no_proper_json_is_refused(text, words):
    with pytest.raises(InputError, match=words):
        parse(text)


@pytest.mark.parametrize("word", ["NaN", "Infinity", "-Infinity", "1e400", "1e2"])
def test_numbers_of_json_that_are_not_exact_are_refused(word):
    text = json.dumps(golden()).replace('"3000"', word)
    with pytest.raises(InputError, match="JSON float"):
        read_plan(parse(text))


ACCEPTED = [
    (("price_index",), ABSENT),
    (("fx",), ABSENT),
    (("ceilings",), ABSENT),
    (("lines", 0, "overhead"), ABSENT),
    (("lines", 0, "overhead"), 0),
    (("lines", 0, "kind"), ABSENT),
    (("lines", 0, "kind"), "new"),
    (("lines", 0, "unit_cost"), 3000),
    (("lines", 0, "unit_cost"), "3000.000"),
    (("lines", 0, "quantity"), "30.0"),
    (("lines", 0, "quantity"), {"2026": 30, "2027": "30", "2028": 30, "2031": 1}),
    (("lines", 0, "category"), "anything at all"),
    (("commitments", 0, "probability"), ABSENT),
    (("commitments", 0, "lines"), ["grants"]),
    (("fx",), {"EUR": {"2026": "1"}, "USD": {"2020": "0.9"}}),
    (("sources", 1, "channel"), "off_budget"),
    (("sources", 1, "channel"), "designated donor grant"),
    (("state_share", "rent", "2035"), "0.5"),
    (("ceilings",), {"subsidies_transfers": {"2026": "1"}}),
]


@pytest.mark.parametrize(("path", "value"), ACCEPTED)
def test_defaults_and_other_ways_to_write_the_same_change_nothing_in_2026(path, value):
    expected = plan(golden())["years"][0]
    assert plan(changed(path, value))["years"][0] == expected


def test_a_line_without_price_group_does_not_grow():
    data = changed(("lines", 0, "price_group"), ABSENT)
    grown = plan(golden())["lines"][4]
    still = plan(data)["lines"][4]
    assert (grown["line"], grown["need"]) == ("grants", "91800.00")
    assert (still["line"], still["need"]) == ("grants", "90000.00")


def test_input_is_left_as_it_was():
    data = golden()
    plan(data)
    assert data == golden()
