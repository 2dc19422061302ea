"""The request against the ceiling, and a gap in people."""

from fractions import Fraction

import pytest
from planner_cases import a_plan, commitment, golden, line
from rr_sustainability_engine import compute, people_rows, read_plan, request_rows
from rr_sustainability_engine.people import persons_not_served


def requests(data):
    return request_rows(compute(read_plan(data)))


def test_request_is_the_share_of_need_per_category_and_year():
    found = requests(golden())
    assert [(r["year"], r["category"], r["request"]) for r in found] == [
        (2026, "goods_services", "0.00"),
        (2026, "subsidies_transfers", "48000.00"),
        (2027, "goods_services", "0.00"),
        (2027, "subsidies_transfers", "48960.00"),
        (2028, "goods_services", "0.00"),
        (2028, "subsidies_transfers", "49939.20"),
    ]


def test_over_ceiling_per_category_and_no_ceiling_is_none():
    data = golden()
    data["ceilings"] = {
        "subsidies_transfers": {"2026": "48000", "2027": "48000.01"},
        "wages": {"2026": "0"},
    }
    found = requests(data)
    assert [(r["ceiling"], r["over_ceiling"]) for r in found[1::2]] == [
        ("48000.00", "0.00"),
        ("48000.01", "959.99"),
        (None, "0.00"),
    ]


def test_room_in_one_category_does_not_pay_for_another():
    data = a_plan(
        [line("a"), line("b", category="wages")],
        state_share={"a": {"2026": "1"}, "b": {"2026": "1"}},
        ceilings={"goods_services": {"2026": "900"}, "wages": {"2026": "5000"}},
    )
    assert [r["over_ceiling"] for r in requests(data)] == ["100.00", "0.00"]


def test_request_is_split_into_baseline_and_new():
    data = a_plan(
        [line("a"), line("b", kind="new")],
        state_share={"a": {"2026": "0.5"}, "b": {"2026": "0.25"}},
    )
    (found,) = requests(data)
    assert (found["request"], found["baseline"], found["new"]) == (
        "750.00",
        "500.00",
        "250.00",
    )


def test_what_the_state_has_already_committed_is_not_requested_again():
    data = a_plan([line("a")], [commitment("s", "400", source="STATE")])
    assert requests(data)[0]["request"] == "0.00"


@pytest.mark.parametrize(
    ("gap", "quantity", "need", "persons"),
    [
        (4680000, 30, 9000000, 16),  # 15.6
        (1, 30, 9000000, 1),
        (0, 30, 9000000, 0),
        (9000000, 30, 9000000, 30),
        (9000000, Fraction("30.5"), 9000000, 31),
        (3000000, 30, 9000000, 10),
        (0, 30, 0, None),
    ],
)
def test_persons_not_served_are_rounded_up(gap, quantity, need, persons):
    assert persons_not_served(gap, Fraction(quantity), need) == persons


def test_people_per_line_and_year():
    found = people_rows(compute(read_plan(golden())))
    assert found[:4] == [
        {"line": "grants", "year": 2026, "gap": "0.00", "persons": 0},
        {"line": "psychosocial", "year": 2026, "gap": "25200.00", "persons": 51},
        {"line": "rent", "year": 2026, "gap": "0.00", "persons": 0},
        {"line": "training", "year": 2026, "gap": "0.00", "persons": 0},
    ]
    free = a_plan([line("a", unit_cost="0")])
    assert people_rows(compute(read_plan(free)))[0]["persons"] is None
