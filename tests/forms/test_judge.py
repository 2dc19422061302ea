"""The ten assertions on tries made up by hand: what fails and what does not."""

import pytest
from judge import assertions, report, wording

PLACE = {"role": "officer", "action": "a", "model": "rr.course", "state": "open"}


def a_try(step, what, verdict, error=None, message="", **extra):
    line = {**PLACE, "step": step, "what": what, "verdict": verdict, **extra}
    return {**line, "error": error, "message": message} if error else line


def refusal(step, what, message="A day must be named first.", error="UserError", **extra):
    return a_try(step, what, "refused", error, message, **extra)


def works(step, what, **extra):
    return a_try(step, what, "works", **extra)


FAIL = {
    "1 crash": [refusal("onchange", "hours", "KeyError: 1", "server")],
    "2 new": [refusal("new", "required fields")],
    "3 button": [refusal("button", "Approve", error="AccessError")],
    "4 field": [refusal("edit", "hours", values=3)],
    "5 row": [refusal("open", "row", error="AccessError")],
    "6 picker": [works("picker", "agreement_id", lost=["EU-1"])],
    "7 search": [refusal("search box", "person_id", error="AccessError")],
    "8 empty": [works("save untouched", "New")],
    "9 gear": [refusal("duplicate", "Duplicate")],
    "10 words": [refusal("button", "Go", "Uh-oh! You have stumbled upon records.")],
}
# The nearest thing that is right.
PASS = {
    "1 crash": [refusal("onchange", "hours"), works("onchange", "hours")],
    "2 new": [refusal("new", "required fields"), works("new", "all fields")],
    "3 button": [refusal("button", "Approve")],
    "4 field": [
        refusal("edit", "hours", values=3), works("edit", "hours"),
        # One value tried says nothing of the others, and another state is another case.
        refusal("edit", "trainer", values=1, state="done"),
    ],
    "5 row": [works("open", "row")],
    "6 picker": [works("picker", "agreement_id", lost=[]), works("picker creates", "x")],
    "7 search": [works("search box", "person_id")],
    "8 empty": [refusal("save untouched", "New", "Missing required fields: x", "client")],
    "9 gear": [refusal("duplicate", "Duplicate"), works("duplicate", "Duplicate")],
    "10 words": [refusal("button", "Go", "The course C-0008 has no trainer: name one.")],
}


@pytest.mark.parametrize("kind", assertions.ASSERTIONS)
def test_an_assertion_finds_its_failure(kind):
    found = list(assertions.ASSERTIONS[kind](FAIL[kind]))
    assert [failure.kind for failure in found] == [kind]


@pytest.mark.parametrize("kind", assertions.ASSERTIONS)
def test_an_assertion_lets_pass_what_is_right(kind):
    assert list(assertions.ASSERTIONS[kind](PASS[kind])) == []


def test_a_button_of_another_role_fails_in_the_products_own_words_too():
    tries = [refusal("button > dialogue", "Confirm", "This step belongs to another role.")]
    assert len(list(assertions.button_may_be_pressed(tries))) == 1


def test_a_creation_that_only_a_program_can_make_fails():
    tries = [refusal("new", "required fields", sparse=True), works("new", "all fields")]
    found = list(assertions.new_is_saved(tries))
    assert [f.message for f in found] == [
        assertions.SPARSE + "A day must be named first."
    ]


def test_a_creation_without_the_right_fails_though_another_worked():
    tries = [refusal("new", "row", error="AccessError"), works("new", "row")]
    assert len(list(assertions.new_is_saved(tries))) == 1


def test_a_field_refused_for_want_of_rights_fails_at_once():
    tries = [refusal("edit", "hours", error="AccessError", values=1), works("edit", "hours")]
    assert len(list(assertions.field_may_be_typed(tries))) == 1


def test_a_failure_met_often_stands_once():
    assert len(assertions.judge(FAIL["1 crash"] * 3)) == 1


@pytest.mark.parametrize(("one", "other"), [
    ("G/26/0033 lacks EUR 1,250.00 on 2026-11-20.", "G/27/0104 lacks EUR 3.10 on 2027-01-02."),
    ("“Horizonti i Ri” has no account.", "“Hapi Tjetër” has no account."),
    ("The case RR-000467 is closed.", "The case RR-000001 is closed."),
    ("12 of 424 rows are closed.", "3 of 5 rows are closed."),
])
def test_particulars_leave_a_message(one, other):
    assert wording.normal(one) == wording.normal(other)


def test_another_message_stays_another():
    assert wording.normal("The case is closed.") != wording.normal("The case is open.")


@pytest.mark.parametrize("message", [
    "Uh-oh! Looks like you have stumbled upon some top-secret records.",
    "You are not allowed to modify 'Service' (rr.service) records.",
    "You do not have enough rights to access the field first_name.",
    "Missing required value for the field 'Valid From' (valid_from). Model: 'X'",
    "the troublemaker is: Payee",
    "Written by the steps of the report alone: answer_letter_name.",
])
def test_nobody_can_act_on(message):
    assert wording.why_unusable(message)


@pytest.mark.parametrize("message", [
    "EU-1: admitted above paid would fall below zero.",
    "A month is named by its first day: 2026-11-01.",
    "Name a trainer first.",
])
def test_one_can_act_on(message):
    assert not wording.why_unusable(message)


def test_the_table_counts_each_try_once():
    tries = [line for lines in FAIL.values() for line in lines]
    lines = report.table(tries, "role")
    assert sum(int(cell) for cell in lines[1].split()[1:]) == len(tries)
    assert lines[1].split()[1:] == lines[2].split()[1:]


def test_a_row_of_the_report_names_all_roles():
    both = [FAIL["1 crash"][0], {**FAIL["1 crash"][0], "role": "head"}]
    assert list(report.rows(assertions.judge(both))) == [
        "1 crash: 2", "   rr.course · onchange · hours · head, officer · KeyError: #",
    ]
