"""Conflicts of interest: asked about once, declared by reply wherever in it, told to staff, obeyed at any time."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from intake import clock
from intake.panel import assigning
from store.states import AssignmentState
from store.tables import StaffOrder
from tests.intake.decisions.staffing import RUTH, newest, orders_by, text_of, time_passes
from tests.intake.office import Office, letter_from
from tests.intake.panel.assessing import (
    ADA,
    IVOR,
    KEYS,
    TESS,
    THEN,
    anonymous,
    answers,
    declares,
    given_out,
    last,
    letters_to,
    panelled,
    plain,
    scored,
    scores,
    sent_out,
    shown,
    states,
)

LATER = THEN + timedelta(hours=1)


@pytest.fixture
def office(tmp_path: Path, empty_database: Path) -> Office:
    office = panelled(tmp_path / "office", empty_database)
    given_out(office)
    return office


def of_tess(office: Office) -> dict[str, AssignmentState]:
    return {reference: state for (reference, name), state in states(office).items() if name == "Tess"}


def test_each_assessor_is_asked_once_about_everything(office: Office) -> None:
    assert time_passes(office, LATER) == 0
    (letter,) = letters_to(office, TESS, "declaration")
    assert plain(letter).count("DD-0001 Walsall Council:\n") == 1
    assert "DD-0002 Dudley Metropolitan Borough Council:\n" in plain(letter)
    assert "DD-0003" not in plain(letter)
    assert str(letter["Subject"]).startswith("Declare interests [code ")
    assert "anonymous" not in plain(letter)


def test_new_work_is_asked_about_by_a_chore_with_what_is_still_open(office: Office) -> None:
    declares(office, TESS, "DD-0001: no")
    with clock.travel(LATER), office.begin() as session:
        found = assigning.by_hand(session, office.desk, "DD-0003", ["Tess Rowan"])
        assigning.assign(session, office.desk, found.allocations, actor="Ruth", at=LATER)
    assert time_passes(office, LATER) == 2  # the question, and the pack of DD-0001
    assert time_passes(office, LATER + timedelta(minutes=1)) == 0
    said = plain(last(office, TESS, "declaration"))
    assert [reference in said for reference in ("DD-0001", "DD-0002", "DD-0003")] == [False, True, True]


@pytest.mark.parametrize(
    "own",
    [
        "None.",
        "Dear team,\n\nNo conflicts of interest on any of these.\n\nKind regards,\nTess",
        "DD-0001: no\nDD-0002: no",
        "dd 1 - no\ndd 2 - none",
    ],
)
def test_no_conflict_in_words_above_the_quoted_letter(office: Office, own: str) -> None:
    concluded = declares(office, TESS, own)
    assert (concluded.rule, of_tess(office)) == (
        "order",
        {"DD-0001": AssignmentState.CLEAR, "DD-0002": AssignmentState.CLEAR},
    )
    said = text_of(office, newest(office, "order_done").id)
    assert said.startswith("No conflict of interest on DD-0001 and DD-0002.")
    assert "Please look at this" not in said


def filled_in(text: str) -> str:
    return text.replace("Walsall Council:", "Walsall Council: no").replace(
        "Dudley Metropolitan Borough Council:", "Dudley Metropolitan Borough Council: conflict: my sister works there"
    )


def test_declaration_in_the_quoted_lines(office: Office) -> None:
    letter = last(office, TESS, "declaration")
    body = "".join(f"> {line}\n" for line in filled_in(plain(letter)).splitlines())
    answers(office, TESS, letter, body=body)
    assert of_tess(office) == {"DD-0001": AssignmentState.CLEAR, "DD-0002": AssignmentState.CONFLICTED}


def test_declaration_in_lines_quoted_without_marks(office: Office) -> None:
    letter = last(office, TESS, "declaration")
    head = f"From: Team <dd@cabinet-office.example>\nSent: 11 February 2014\nTo: Tess\nSubject: {letter['Subject']}\n\n"
    answers(office, TESS, letter, body=f"See below.\n\n{head}{filled_in(shown(letter))}")
    assert of_tess(office) == {"DD-0001": AssignmentState.CLEAR, "DD-0002": AssignmentState.CONFLICTED}


def test_declaration_in_the_mail_that_the_link_opens(office: Office) -> None:
    subject = str(last(office, TESS, "declaration")["Subject"]).partition(" –")[0]
    body = f"DD-0001 Walsall Council: no\nDD-0002 Dudley: no\n\n\nWrite above this line: …\n{subject}"
    mail = replace(orders_by(office, TESS, subject), body=body, reply_text=body)
    office.receives(mail, at=THEN)
    assert set(of_tess(office).values()) == {AssignmentState.CLEAR}


def test_conflict_is_kept_and_told_to_those_who_decide(office: Office) -> None:
    declares(office, TESS, "DD-0001: conflict: I chair a trust there.\nDD-0002: no")
    assert of_tess(office) == {"DD-0001": AssignmentState.CONFLICTED, "DD-0002": AssignmentState.CLEAR}
    (news,) = letters_to(office, RUTH, "panel_news")
    said = " ".join(plain(news).split())
    assert str(news["Subject"]).startswith("Tess Rowan declared 1 conflict of interest")
    assert "- DD-0001 Walsall Council: I chair a trust there" in said
    time_passes(office, LATER)
    assert [str(item["Subject"])[:13] for item in letters_to(office, TESS, "assessment")] == ["Score DD-0002"]


def test_partly_clear_declaration_keeps_what_is_clear_and_asks_for_the_rest(office: Office) -> None:
    declares(office, TESS, "DD-0001: no\nDD-0002: I used to know somebody\nDD-0009: no")
    assert of_tess(office) == {"DD-0001": AssignmentState.CLEAR, "DD-0002": AssignmentState.ASSIGNED}
    said = text_of(office, newest(office, "order_done").id)
    assert "No conflict of interest on DD-0001." in said
    assert "- DD-0009 is not one of the applications you were asked about." in said
    assert "DD-0002: “I used to know somebody” does not say clearly whether there is a conflict." in said
    assert "- Please declare on DD-0002." in said
    assert "- Declare interests by email Declare interests [code " in said
    assert "good once" not in said


def test_mail_that_declares_nothing_is_refused_with_a_fresh_link(office: Office) -> None:
    concluded = declares(office, TESS, "Could I have until Friday?")
    assert (concluded.rule, set(of_tess(office).values())) == ("order-refused", {AssignmentState.ASSIGNED})
    said = text_of(office, newest(office, "order_refused").id)
    assert "We could not make out a declaration in your email." in said
    assert "Please declare on DD-0001 and DD-0002." in said
    assert "Declare interests [code " in said


def test_code_is_good_for_further_declarations(office: Office) -> None:
    for own in ("DD-0001: no", "DD-0002: no", "DD-0001: no\nDD-0002: no"):
        assert declares(office, TESS, own).rule == "order"
    assert "You had declared all of this before" in text_of(office, newest(office, "order_done").id)
    with office.store.reading() as session:
        assert [session.get_one(StaffOrder, number).token for number in (1, 2, 3)] == [None, None, None]


def test_code_of_another_assessor_is_refused(office: Office) -> None:
    letter = last(office, TESS, "declaration")
    refused = answers(office, ADA, letter, "None.")
    assert (refused.rule, AssignmentState.CLEAR in states(office).values()) == ("order-refused", False)
    assert "The code was issued for somebody else." in text_of(office, newest(office, "order_refused").id)


def test_mail_that_our_server_does_not_vouch_for_is_refused(office: Office) -> None:
    subject = str(last(office, TESS, "declaration")["Subject"])
    refused = office.receives(letter_from(TESS.email, subject=subject, reply_text="None", body="None"), at=THEN)
    assert (refused.rule, set(of_tess(office).values())) == ("order-refused", {AssignmentState.ASSIGNED})


def test_conflict_declared_after_scoring_takes_the_assessor_off(office: Office) -> None:
    sent_out(office, at=LATER)
    scored(office, TESS, "DD-0001", dict.fromkeys(KEYS, "4"), at=LATER)
    assert len(scores(office)) == 5
    declares(office, TESS, "DD-0001: conflict: my brother has joined them", at=LATER)
    assert (scores(office), of_tess(office)["DD-0001"]) == ([], AssignmentState.CONFLICTED)
    assert "scores you gave on it no longer count" in text_of(office, newest(office, "order_done").id)
    assert "It had been sent; scores on it no longer count." in " ".join(
        plain(last(office, RUTH, "panel_news")).split()
    )
    refused = scored(office, TESS, "DD-0001", dict.fromkeys(KEYS, "5"), at=LATER)
    assert refused.rule == "order-refused"
    assert "You declared a conflict of interest on DD-0001" in text_of(office, newest(office, "order_refused").id)


def test_conflict_is_not_lifted_by_none_for_all(office: Office) -> None:
    declares(office, TESS, "DD-0001: conflict: my sister works there")
    declares(office, TESS, "None.")
    assert of_tess(office) == {"DD-0001": AssignmentState.CONFLICTED, "DD-0002": AssignmentState.CLEAR}
    assert "that you declared before on DD-0001 stands" in text_of(office, newest(office, "order_done").id)


def test_anonymous_assessment_says_why_names_are_told_all_the_same(tmp_path: Path, empty_database: Path) -> None:
    office = panelled(tmp_path / "anonymous", empty_database, programme=anonymous())
    given_out(office)
    said = " ".join(plain(last(office, IVOR, "declaration")).split())
    assert "Dudley" in said
    assert "nobody can declare a conflict without knowing with whom" in said
