"""What renderers see, what the narrative may say, and what is merged."""

import pytest
from rr_disclosure_engine import cli, display
from rr_disclosure_engine.gate import Decision
from rr_disclosure_engine.merge import propose_regions
from rr_disclosure_engine.model import InputError
from rr_disclosure_engine.narrative import fold, scan
from rr_disclosure_engine.register import Count, Version


@pytest.mark.parametrize(
    "text",
    [
        "Two women found work in the autumn.",
        "In Gjilan, 3 beneficiaries left the course.",
        "Of the returnees only 4 were reached.",
        "7 % of the children changed school.",
        "Dy gra kanë gjetur punë.",
        "Në trajnim morën pjesë 3 të kthyer.",
        "Katër fëmijë u regjistruan në shkollë.",
        "Dve žene su našle posao.",
        "U školu se upisalo 3 dece.",
        "Две жене су нашле посао.",
        "Три дечака похађају школу.",
    ],
)
def test_a_number_beside_a_category_word_is_found_in_three_languages(text):
    assert scan(text), fold(text)


@pytest.mark.parametrize(
    "text",
    [
        "The courses began in 2024 and women took part.",
        "Training went as planned; partners were satisfied.",
        "The budget of 12,000 EUR was spent on equipment and rent of the hall.",
        "Trajnimi filloi në vitin 2024 dhe gratë morën pjesë.",
        "Obuka je počela 2024. godine.",
    ],
)
def test_plain_sentences_are_left_alone(text):
    assert scan(text) == []


def test_names_of_regions_count_as_category_words_when_given():
    text = "There were 3 in Pejë last spring."
    assert scan(text) == []
    (hit,) = scan(text, extra_words=["Pejë"])
    assert (hit.number, hit.word) == ("3", "Pejë")
    assert text[hit.start : hit.end] == "3"


def test_a_number_far_from_any_category_word_is_left_alone():
    text = "We met 9 times over the year, planned next steps with care; women spoke."
    assert scan(text, distance=6) == []
    assert scan(text, distance=12)


def test_a_withheld_cell_cannot_hold_a_value():
    with pytest.raises(InputError):
        display.Shown("withheld", 3)
    shown = display.Shown("withheld")
    assert (shown.text, shown.number, shown.has_element) == ("·", None, False)


def test_small_and_complementary_cells_print_alike():
    document = {
        "tables": [
            {
                "name": "t",
                "dimensions": [
                    {"name": "a", "categories": ["x", "y"]},
                    {"name": "b", "categories": ["x", "y"]},
                ],
                "counts": [[3, 20], [15, 12]],
            }
        ]
    }
    shown = display.from_cells(cli.run(document)["cells"])
    withheld = {s for s in shown.values() if s.state == "withheld"}
    assert withheld == {display.Shown("withheld")}
    assert shown["t", ()] == display.Shown("value", 50)


def test_a_held_table_prints_its_last_version_with_its_own_date():
    key = (("sex", "f"),)
    version = Version(2, 4, "2025-06-30", [(key, Count(4, key), 61)])
    held = display.from_decision(Decision("t", "held", version, ("b",)))
    assert held == {key: display.Shown("value", 61, "2025-06-30")}
    issued = display.from_decision(Decision("t", "issued", version))
    assert issued[key].as_of is None
    assert display.from_decision(Decision("t", "never issued", None)) == {}


def test_percentages_need_twenty_persons_below_and_nothing_withheld():
    value, hidden = display.Shown("value", 10), display.Shown("withheld")
    assert display.percentage(value, display.Shown("value", 20)) == 50
    assert display.percentage(value, display.Shown("value", 19)) is None
    assert display.percentage(hidden, display.Shown("value", 40)) is None
    assert display.percentage(value, hidden) is None
    old = display.Shown("value", 40, "2025-06-30")
    assert display.percentage(value, old) is None


def test_regions_are_as_many_as_thirty_persons_allow_and_hang_together():
    counts = {"A": 35, "B": 26, "C": 19, "D": 14, "E": 12, "F": 7, "G": 5}
    ring = list(zip("ABCDEFG", "BCDEFGA", strict=True))
    regions = propose_regions(counts, ring, 30)
    assert len(regions) == 3
    assert sorted(d for region in regions.values() for d in region) == list("ABCDEFG")
    for name, region in regions.items():
        assert sum(counts[d] for d in region) >= 30
        assert name == " + ".join(region)


def test_many_municipalities_are_merged_with_their_neighbours():
    counts = {f"m{n:02d}": 5 + n for n in range(20)}
    names = list(counts)
    line = list(zip(names, names[1:], strict=False))
    regions = propose_regions(counts, line, 30)
    assert all(sum(counts[m] for m in region) >= 30 for region in regions.values())
    for region in regions.values():
        places = sorted(names.index(m) for m in region)
        assert places == list(range(places[0], places[-1] + 1))


@pytest.mark.parametrize(
    ("counts", "neighbours", "words"),
    [
        ({}, [], "no district"),
        ({"A": 10}, [], "too few"),
        ({"A": -1}, [], "regions.A"),
        ({"A": 40}, [("A", "B")], "regions.B"),
    ],
)
def test_regions_that_cannot_be_proposed_are_refused(counts, neighbours, words):
    with pytest.raises(InputError, match=words):
        propose_regions(counts, neighbours, 30)
