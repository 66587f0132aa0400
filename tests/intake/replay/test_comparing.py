"""Differences between two stores, and what explains them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from intake.replay.comparing import Change, Comparison, Count, Difference, compare, spoken
from store.by_hand import HandEntry
from store.fact import Fact

NOON = datetime(2014, 2, 3, 12, tzinfo=UTC)
CASE = Fact(kind="application", key=("DD-0001",), values={"state": "complete"}, applications=frozenset({"DD-0001"}))
ANSWER = Fact(
    kind="answer",
    key=("DD-0001", "lead_phone"),
    values={"value": '"01632 960001"', "source": "machine"},
    applications=frozenset({"DD-0001"}),
)
MAIL = Fact(kind="message", key=("aa",), values={"rule": "order"}, messages=frozenset({"aa"}))
ORDER = Fact(kind="order", key=("aa", "release", "batch:3"), messages=frozenset({"aa"}), batches=frozenset({3}))


def entry(what: str = "answer lead_phone", *, subject: str = "application", **touched: frozenset[object]) -> HandEntry:
    return replace(
        HandEntry(
            at=NOON,
            actor="pat (command line)",
            subject=subject,
            subject_id=1,
            what=what,
            before="1",
            after="2",
            reason="",
        ),
        **touched,  # type: ignore[arg-type]  # sets of what the test says
    )


def letter(cause: str, kind: str = "receipt", **belongs: frozenset[object]) -> Fact:
    return replace(
        Fact(kind="letter", key=(cause, kind, "clerk@walsall.example"), values={"application": ""}),
        **belongs,  # type: ignore[arg-type]  # sets of what the test says
    )


def compared(live: list[Fact], replayed: list[Fact], *by_hand: HandEntry) -> Comparison:
    return compare(live, replayed, by_hand, numbers={})


def because(live: list[Fact], replayed: list[Fact], *by_hand: HandEntry) -> list[str]:
    return [item.because for item in compared(live, replayed, *by_hand).differences]


def test_equal_stores_have_no_difference() -> None:
    found = compared([CASE, ANSWER], [ANSWER, CASE])
    assert (found.counts, found.differences) == ({"application": Count(1, 0, 0), "answer": Count(1, 0, 0)}, ())


def test_value_that_differs_is_told_with_its_place() -> None:
    found = compared([CASE, ANSWER], [CASE, replace(ANSWER, values={"value": '"2"', "source": "machine"})])
    assert found.differences == (
        Difference(
            kind="answer",
            key=("DD-0001", "lead_phone"),
            changes=(Change("value", '"01632 960001"', '"2"'),),
            applications=frozenset({"DD-0001"}),
        ),
    )
    assert found.unexplained == found.differences
    assert found.counts == {"application": Count(1, 0, 0), "answer": Count(0, 0, 1)}


def test_what_only_one_store_has_is_told() -> None:
    assert [item.only for item in compared([CASE], [ANSWER]).differences] == ["live", "replayed"]


def test_entry_by_hand_explains_what_it_touched_and_nothing_else() -> None:
    other = replace(CASE, key=("DD-0002",), applications=frozenset({"DD-0002"}))
    found = compared([CASE, other], [], entry(applications=frozenset({"DD-0001"})))
    assert [(item.because, item.entry) for item in found.differences] == [
        (
            "application: answer lead_phone 1 → 2, pat (command line), 2014-02-03 12:00".replace(
                "application", "DD-0001"
            ),
            1,
        ),
        ("", 0),
    ]
    assert found.counts == {"application": Count(0, 1, 1)}


@pytest.mark.parametrize(
    ("what", "explained"), [("answer lead_phone", True), ("decision", True), ("note", False), ("ask", False)]
)
def test_entry_by_hand_explains_only_what_it_can_lead_to(what: str, explained: bool) -> None:
    (told,) = because([CASE], [], entry(what, applications=frozenset({"DD-0001"})))
    assert bool(told) is explained


def test_order_by_mail_about_a_batch_that_was_staged_by_hand_is_explained_with_its_mail() -> None:
    refused = [replace(MAIL, values={"rule": "order-refused"}), letter("message:1", messages=frozenset({"aa"}))]
    staged = entry("shortlist", subject="batch", batches=frozenset({3}))
    assert [bool(told) for told in because([MAIL, ORDER], refused, staged)] == [True, True, True]
    assert because([MAIL, ORDER], refused) == ["", "", ""]


@pytest.mark.parametrize(
    ("cause", "kind", "told"),
    [
        ("digest-by-hand:2014", "digest", "the digest was asked for at the command line"),
        ("command:2014", "staff_question", "it was ordered at the command line"),
        ("update:ab12", "update", "the update was sent from the command line"),
        ("alarm:backlog:2014", "alarm", "an alarm tells how the service ran, which the archive does not say"),
        ("digest:2014-02-03", "digest", ""),
    ],
)
def test_letter_that_no_mail_leads_to_is_explained_by_its_cause(cause: str, kind: str, told: str) -> None:
    assert because([letter(cause, kind)], []) == [told]


def test_letter_about_the_whole_panel_is_explained_by_an_assignment_by_hand() -> None:
    ranking = letter("ranking:7", "ranking")
    assigned = entry("assigned", subject="assignment", applications=frozenset({"DD-0009"}))
    assert [bool(told) for told in because([ranking], [], assigned)] == [True]
    assert because([ranking], [], entry(applications=frozenset({"DD-0009"}))) == [""]


@pytest.mark.parametrize(("value", "explained"), [("state", True), ("contact", False)])
def test_batch_that_was_changed_by_hand_explains_a_state_and_nothing_else(value: str, explained: bool) -> None:
    case = replace(CASE, values={value: "a"}, batches=frozenset({3}))
    batch = Fact(kind="batch", key=("3",), applications=frozenset({"DD-0001", "DD-0004"}), batches=frozenset({3}))
    other = entry("status", subject="message", applications=frozenset({"DD-0004"}))
    (told,) = because([case, batch], [replace(case, values={value: "b"}), batch], other)
    assert bool(told) is explained


def test_entry_that_the_replay_made_as_well_explains_nothing() -> None:
    assigned = entry("assigned", subject="assignment", applications=frozenset({"DD-0001"}))
    found = compare([CASE], [], [assigned], numbers={}, repeated={(assigned.at, assigned.actor)})
    assert ([item.because for item in found.differences], found.by_hand) == ([""], (assigned,))


def test_entry_is_spoken_of_by_what_it_is_about() -> None:
    requeued = replace(entry("status", subject="message"), subject_id=7, before="held", after="pending")
    assert spoken(requeued) == "message 7: held → pending"
    assert spoken(entry("note", applications=frozenset({"DD-0001"}))) == "DD-0001: note 1 → 2"
