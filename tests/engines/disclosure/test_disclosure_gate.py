"""The issue gate: clauses (a) to (e), versions with dates, totals, policy."""

import json

import pytest
import simulate
from rr_disclosure_engine import gate, one_off
from rr_disclosure_engine.audit_histories import HistoryTarget
from rr_disclosure_engine.audit_histories import audit as audit_histories
from rr_disclosure_engine.model import InconsistentError, InputError
from rr_disclosure_engine.policy import (
    GatePolicy,
    PolicyHistory,
    TableSpec,
    standard_tables,
    wave_table,
)
from rr_disclosure_engine.register import Count, Group, KnownTotal, PublicationRegister

POLICY = GatePolicy()
DIMENSIONS = {"sex": ["f", "m"], "age": ["0-17", "18+"], "region": ["N", "S"]}
SEX = TableSpec("programme/sex", by=("sex",))


def people(plan, start=0, **extra):
    """Records from {(sex, age, region): number}."""
    found = []
    for (sex, age, region), number in plan.items():
        for _ in range(number):
            found.append(
                {
                    "atom": start + len(found),
                    "sex": sex,
                    "age": age,
                    "region": region,
                    "groups": {},
                    "ngos": [],
                    **extra,
                }
            )
    return found


def even(number):
    """About ``number`` persons in every combination."""
    return {
        (s, a, r): number
        for s in DIMENSIONS["sex"]
        for a in DIMENSIONS["age"]
        for r in DIMENSIONS["region"]
    }


def register(*groups, impossible=()):
    return PublicationRegister(DIMENSIONS, groups, impossible)


def attempt(book, records, tables, policy=POLICY, label=None):
    label = label or f"Q{len(book.periods)}"
    return gate.half_yearly_round(
        policy, book, records, label, f"date of {label}", tables, attempt=True
    )


def decision(book, records, spec, policy=POLICY):
    return attempt(book, records, [spec], policy).decisions[spec.name]


def test_a_first_table_without_small_cells_is_issued_with_its_date():
    book = register()
    found = decision(book, people(even(10)), SEX)
    assert (found.status, found.version.number) == ("issued", 1)
    assert found.version.date == "date of Q0"
    assert [value for _, _, value in found.version.cells] == [40, 40]


def test_clause_a_holds_a_table_with_a_small_cell():
    book = register()
    records = people({("f", "18+", "N"): 40, ("m", "18+", "N"): 3})
    found = decision(book, records, SEX)
    assert found.status == "never issued"
    assert "a" in found.reasons and found.version is None


def test_clause_b_holds_a_small_increment_and_prints_the_old_date():
    book = register()
    records = people(even(10))
    decision(book, records, SEX)
    more = records + people(
        {("f", "18+", "N"): 20, ("m", "18+", "S"): 3}, start=len(records)
    )
    found = decision(book, more, SEX)
    assert (found.status, found.reasons) == ("held", ("b",))
    assert found.version.date == "date of Q0"
    assert found.held_since == "Q1"
    grown = more + people({("m", "18+", "N"): 2}, start=len(more))
    assert decision(book, grown, SEX).status == "issued", "20 and 5 since Q0"


def test_clause_b_needs_two_growing_categories():
    book = register()
    records = people(even(10))
    decision(book, records, SEX)
    more = records + people({("f", "18+", "N"): 20}, start=len(records))
    assert decision(book, more, SEX).reasons == ("b",)


def test_an_indicator_of_one_cell_needs_no_second_category():
    book = register(Group("safely housed"))
    spec = TableSpec("housed", group="safely housed")
    records = people(even(10))
    for record in records[:20]:
        record["groups"] = {"safely housed": True}
    assert decision(book, records, spec).status == "issued"
    for record in records[20:23]:
        record["groups"] = {"safely housed": True}
    assert decision(book, records, spec).reasons == ("b",)


def test_clause_c_holds_a_table_whose_complement_is_small():
    book = register(Group("employed", has_total=True))
    records = people(even(10))
    for number, record in enumerate(records):
        if record["sex"] == "m" or number < 37:
            record["groups"] = {"employed": True}
    spec = TableSpec("employed/sex", group="employed", by=("sex",))
    assert decision(book, records, spec).reasons == ("c",)


def test_clause_d_holds_a_cell_of_which_one_ngo_knows_nearly_all():
    book = register()
    records = people(even(10))
    women = [record for record in records if record["sex"] == "f"]
    for record in women[:-2]:
        record["ngos"] = ["an NGO"]
    assert decision(book, records, SEX).reasons == ("d",)


def test_a_cell_that_is_one_ngos_alone_is_no_clause_d_case():
    book = register()
    records = people(even(10))
    for record in records:
        if record["sex"] == "f":
            record["ngos"] = ["an NGO"]
    assert decision(book, records, SEX).status == "issued"


def test_a_donor_with_few_persons_gets_totals_only():
    book = register(Group("donor", has_total=True))
    records = people(even(10))
    for record in records[::3]:
        record["groups"] = {"donor": True}
    spec = TableSpec("donor/sex", group="donor", by=("sex",), minimum=30)
    done = attempt(book, records, [spec])
    assert done.decisions["donor/sex"].reasons == ("minimum",)
    assert done.totals == {"programme": 80, "donor": 27}


def test_totals_are_published_exactly_every_quarter_even_when_tables_are_not():
    book = register(Group("donor", has_total=True))
    records = people(even(10))
    done = gate.half_yearly_round(
        POLICY, book, records, "Q0", "d", [SEX], attempt=False
    )
    assert done.decisions["programme/sex"].reasons == ("schedule",)
    assert done.totals == {"programme": 80, "donor": 0}
    assert {row.value for row in book.rows} == {80, 0}


def test_clause_e_holds_a_table_that_older_releases_turn_into_an_equation():
    """Women in S, withheld earlier: the table of regions would give them."""
    book = register()
    records = people(
        {
            ("f", "18+", "N"): 5,
            ("m", "18+", "N"): 6,
            ("f", "18+", "S"): 4,
            ("m", "18+", "S"): 30,
        }
    )
    gate.half_yearly_round(POLICY, book, records, "Q0", "d", [], attempt=False)
    women, men_south = (
        Count(0, (("sex", "f"),)),
        Count(0, (("sex", "m"), ("region", "S"))),
    )
    book.publish("earlier", [(women, 9), (men_south, 30)], "a donor", 5)
    withheld = (Count(0, (("sex", "f"), ("region", "S"))), 4)
    book.publish("earlier", [withheld], "a donor", 5, kind="withheld")
    spec = TableSpec("programme/region", by=("region",))
    assert gate.clauses(POLICY, book, spec, 0) == ()
    found = decision(book, records, spec)
    assert found.status == "never issued" and found.reasons == ("e",)


def test_the_growth_option_holds_until_the_public_total_grew_enough():
    policy = GatePolicy(growth=20)
    book = register()
    records = people(even(10))
    decision(book, records, SEX, policy)
    more = records + people(
        {("f", "18+", "N"): 6, ("m", "18+", "S"): 6}, start=len(records)
    )
    assert decision(book, more, SEX, policy).reasons == ("growth",)
    assert decision(book, more, SEX).status == "issued"


def test_the_hint_to_the_reporting_officer_names_no_count():
    assert not [h for h in gate.HINTS.values() if any(c.isdigit() for c in h)]
    assert not [h for h in gate.HINTS.values() if h.count(".") != 1]


def test_a_table_held_twice_running_is_to_be_made_coarser():
    book = register()
    records = people({**even(10), ("f", "18+", "N"): 10})
    spec = TableSpec("programme/region", by=("region",))
    decision(book, records, spec)
    for number, flag in ((1, False), (2, True)):
        records += people({("f", "18+", "N"): 1}, start=len(records))
        found = decision(book, records, spec)
        assert (found.status, found.coarser) == ("held", flag), number


def test_a_coarser_table_follows_the_finer_one_and_its_increments():
    book = PublicationRegister({**DIMENSIONS, "age": ["0-17", "18-29", "30+"]}, [])
    plan = {("f", "0-17", "N"): 20, ("m", "18-29", "S"): 20, ("f", "30+", "S"): 20}
    records = people(plan)
    fine = TableSpec("programme/age", by=("age",))
    decision(book, records, fine)
    coarse = TableSpec(
        "programme/age2",
        by=("age",),
        merge=(("age", (("0-17", ("0-17",)), ("18+", ("18-29", "30+")))),),
        replaces="programme/age",
    )
    some = records + people(
        {("f", "0-17", "N"): 6, ("m", "30+", "S"): 2}, start=len(records)
    )
    assert decision(book, some, coarse).reasons == ("b",)
    more = some + people({("m", "18-29", "S"): 4}, start=len(some))
    found = decision(book, more, coarse)
    assert found.status == "issued"
    assert [value for _, _, value in found.version.cells] == [26, 46]


def test_outcome_tables_use_the_higher_threshold():
    groups = [
        Group("donor", has_total=True),
        Group("donor/w6/due", parent="donor"),
        Group(
            "donor/w6/reached",
            parent="donor/w6/due",
            categories=("in work", "in education", "not in work", "other"),
        ),
    ]
    book = register(*groups)
    records = people(even(15))
    kinds = groups[2].categories
    for number, record in enumerate(records[:60]):
        record["groups"] = {
            "donor": True,
            "donor/w6/due": True,
            "donor/w6/reached": kinds[number % 4] if number < 32 else None,
        }
    spec = wave_table(POLICY, "donor", "donor/w6/due", "donor/w6/reached", kinds)
    assert spec.threshold == 10
    assert "a" in decision(book, records, spec).reasons
    other = register(*groups)
    for number, record in enumerate(records[:60]):
        record["groups"]["donor/w6/reached"] = (
            kinds[number % 4] if number < 48 else None
        )
    found = decision(other, records, spec)
    assert found.status == "issued"
    assert [v for _, _, v in found.version.cells] == [60, 48, 12, 12, 12, 12]


def test_records_that_contradict_a_structural_zero_are_refused():
    zero = {"profile": {"age": "0-17"}, "group": "employed", "reason": "no child works"}
    book = register(Group("employed"), impossible=[zero])
    records = people({("f", "0-17", "N"): 1}, groups={"employed": True})
    with pytest.raises(InconsistentError, match="structural zero"):
        book.open_period("Q0", records)
    assert book.periods == []


def test_a_structural_zero_of_a_status_speaks_of_it_on_every_day():
    """Its group has the day in its name, the policy's zero has not."""
    zero = {"profile": {"age": "0-17"}, "group": "employed", "reason": "no child works"}
    label = "employed@2026-06-30"
    book = register(Group(label, has_total=True), impossible=[zero])
    child = people({("f", "0-17", "N"): 1}, groups={label: True})
    with pytest.raises(InconsistentError, match="structural zero"):
        book.open_period("2026-06-30", child)
    book.open_period("2026-06-30", people(even(10)))
    working = Count(0, (("age", "0-17"),), label)
    target = HistoryTarget(working, None, 0, 1, 1)
    statements = [("equal", Count(0), book.value(Count(0)), "total")]
    verdict = audit_histories(book, statements, [target])
    assert [(f.low, f.high, f.reason) for f in verdict.findings] == [(0, 0, "exact")]
    book.impossible = []
    assert audit_histories(book, statements, [target]).safe


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"atom": "x"}, "records\\[0\\].atom"),
        ({"sex": "x"}, "records\\[0\\].sex"),
        ({"groups": {"nobody": True}}, "unknown group"),
    ],
)
def test_bad_records_are_refused_by_name_and_nothing_is_published(change, words):
    book = register()
    records = people({("f", "18+", "N"): 10})
    records[0].update(change)
    with pytest.raises(InputError, match=words):
        attempt(book, records, [SEX])
    assert book.rows == [] and book.periods == []


def test_published_history_is_kept_when_a_record_changes_and_the_change_is_named():
    book = register(Group("donor", has_total=True))
    records = people(even(10))
    records[0]["groups"] = {"donor": True}
    attempt(book, records, [SEX])
    records[0] = {**records[0], "sex": "m", "groups": {}}
    done = attempt(book, records, [SEX])
    assert done.conflicts == [(0, "profile"), (0, "donor")]
    book.check()


def test_an_erased_person_stays_in_the_counts_as_an_anonymous_atom():
    book = register()
    records = people(even(10))
    attempt(book, records, [SEX])
    done = attempt(book, records[1:], [SEX])
    assert done.totals["programme"] == 80


def test_a_known_total_that_disagrees_is_refused_by_name():
    book = register()
    book.open_period("Q0", people(even(10)))
    women = Count(0, (("sex", "f"),))
    with pytest.raises(InconsistentError, match="known_totals.women"):
        book.add_known(KnownTotal("women", women, 32, as_equation=True))
    with pytest.raises(InconsistentError, match="known_totals.women"):
        book.add_known(KnownTotal("women", women, 39, as_equation=False))
    book.add_known(KnownTotal("women", women, 40, as_equation=True))
    book.add_known(KnownTotal("repatriated", women, 110, as_equation=False))


def test_a_ledger_that_contradicts_its_atoms_is_an_error():
    book = register()
    records = people(even(10))
    book.open_period("Q0", records)
    book.publish("forged", [(Count(0), 79)], "public", 5)
    with pytest.raises(InconsistentError, match="forged"):
        attempt(book, records, [SEX])


def test_a_time_out_of_the_audit_holds_every_table():
    policy = GatePolicy(audit_seconds=0.0)
    book = register()
    records = people(
        {("f", "18+", "N"): 40, ("m", "18+", "N"): 40, ("m", "0-17", "S"): 3}
    )
    found = decision(book, records, SEX, policy)
    assert found.status == "never issued" and found.reasons == ("time",)


def test_a_ledger_survives_storage():
    run = simulate.run_programme(3, {**simulate.TWO_YEARS, "quarters": 4}, POLICY)
    stored = json.loads(json.dumps(run["ledger"].to_dict()))
    again = PublicationRegister.from_dict(stored)
    assert again.to_dict() == run["ledger"].to_dict()
    assert set(again.rows) == set(run["ledger"].rows)


def test_the_record_of_an_issue_is_plain_data_without_any_held_value():
    book = register()
    records = people(even(10))
    attempt(book, records, [SEX])
    more = records + people(
        {("f", "18+", "N"): 20, ("m", "18+", "S"): 3}, start=len(records)
    )
    done = attempt(book, more, [SEX, TableSpec("programme/age", by=("age",))])
    record = json.loads(json.dumps(done.as_record()))
    held, issued = record["tables"]
    assert (held["status"], held["version"], held["date"]) == ("held", 1, "date of Q0")
    assert (issued["status"], issued["date"]) == ("issued", "date of Q1")
    assert record["audit"]["safe"] and record["audit"]["atoms_model"] == "possible"
    assert record["policy"]["threshold"] == 5
    assert "43" not in json.dumps(held), "men now, in the held table"


def test_a_threshold_is_never_lowered_by_a_later_policy():
    old, new = GatePolicy(1, "2024-01-01"), GatePolicy(2, "2025-01-01", threshold=7)
    history = PolicyHistory([new, old])
    assert history.at("2024-12-31").threshold == 5
    assert history.at("2025-01-01").threshold == 7
    with pytest.raises(InputError, match="never lowered"):
        PolicyHistory([GatePolicy(1, "2024-01-01", threshold=7), GatePolicy(2, "2025")])


def test_policies_are_data_and_unknown_keys_are_named():
    assert GatePolicy.from_dict(POLICY.to_dict()) == POLICY
    with pytest.raises(InputError, match="policy.treshold"):
        GatePolicy.from_dict({"treshold": 5})
    with pytest.raises(InputError, match="policy.threshold"):
        GatePolicy.from_dict({"threshold": 0})


def test_a_one_off_table_is_protected_against_the_whole_ledger():
    run = simulate.run_programme(1, {**simulate.TWO_YEARS, "quarters": 3}, POLICY)
    book = run["ledger"]
    cells, protected = one_off.answer(
        POLICY, book, "request", ("sex", "region"), run["tables"]
    )
    if protected.blocked:
        assert cells == [] and list(protected.blocked) == ["request"]
        return
    assert protected.audit.safe
    for cell in cells:
        if "value" in cell:
            count = Count(2, tuple(cell["key"].items()))
            assert cell["value"] == book.value(count)
            assert cell["value"] == 0 or cell["value"] >= 5
    before = len(book.rows)
    one_off.hand_out(book, cells, None, 5, "a donor")
    assert len(book.rows) > before
    book.check()


def test_standard_tables_name_every_table_of_the_policy():
    names = [t.name for t in standard_tables(POLICY, ("grants",), ("donor",))]
    assert names == [
        "programme/sex",
        "programme/age",
        "programme/region",
        "grants/sex",
        "programme/sex_age",
        "donor/sex",
        "donor/age",
        "donor/region",
    ]
