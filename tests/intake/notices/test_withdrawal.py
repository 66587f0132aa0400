"""An application is withdrawn: by whom, what follows of it, who is told, and how it is undone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from intake import clock
from intake.letters.kinds import Kind
from intake.notices.withdrawal import CONSEQUENCES, WithdrawalError, reinstate, withdraw
from parsers.mail import Address
from store import applications, history, letters
from store.engine import Session
from store.states import ApplicationState, LetterStatus, MessageStatus
from store.tables import Application
from tests.intake.notices.mailing import DECIDER, LATER, letters_of, text_of, writes
from tests.intake.office import CLERK, IN_TIME, STRANGER, Office, completed

WE_WITHDRAW = "Dear team,\n\nwe withdraw our application.\n\nKind regards\nPat"
DAY = timedelta(days=1)


def moved(office: Office, *states: ApplicationState) -> None:
    with office.begin() as session:
        for state in states:
            history.move(session, case_of(session), state, at=IN_TIME, actor="Sam")


def case_of(session: Session) -> Application:
    case = applications.by_reference(session, "DD-0001")
    assert case is not None
    return case


def queues(office: Office, kind: str, *, draft: bool, automatic: bool, inbound_id: int | None = None) -> int:
    """A letter to the applicant that has not left; its id."""
    with office.begin() as session:
        row = letters.queue(
            session,
            message_id=f"{kind}@intake.example",
            cause=f"test:{kind}",
            kind=kind,
            recipient=CLERK,
            raw=b"",
            at=IN_TIME,
            draft=draft,
            automatic=automatic,
            application_id=case_of(session).id,
            inbound_id=inbound_id,
        )
        assert row is not None
        return history.id_of(row)


def test_contact_withdraws_and_everybody_concerned_is_told(staffed: Office) -> None:
    staffed.receives(form=completed())
    told = writes(staffed, WE_WITHDRAW)
    assert (told.status, told.rule, told.disposition, told.application) == (
        MessageStatus.PROCESSED,
        "withdrawal",
        "correspondence",
        "DD-0001",
    )
    assert staffed.cases()[0].state == ApplicationState.WITHDRAWN
    assert [(item.kind, item.recipient, item.application) for item in staffed.letters()] == [
        ("receipt", CLERK, "DD-0001"),
        ("case_withdrawn", DECIDER, "DD-0001"),
        ("withdrawn", CLERK, "DD-0001"),
    ]


def test_confirmation_says_how_to_ask_for_it_to_be_undone(staffed: Office) -> None:
    staffed.receives(form=completed())
    writes(staffed, WE_WITHDRAW)
    (letter,) = letters_of(staffed, "withdrawn")
    assert letter.subject == "DD-0001: your application is withdrawn – Delivering Differently Challenge"
    said = text_of(staffed, letter)
    assert "is withdrawn, as your email asks that reached us at 12:00:00 on Monday 3 February 2014" in said
    assert "Reply to this email as soon as you can and say that the withdrawal should be undone." in said


def test_letter_to_staff_quotes_the_applicant_and_says_what_it_was_before(staffed: Office) -> None:
    staffed.receives(form=completed())
    moved(staffed, ApplicationState.SHORTLISTED)
    writes(staffed, "We withdraw our application. <b>Sorry</b>.")
    (letter,) = letters_of(staffed, "case_withdrawn")
    assert letter.subject == "DD-0001: Walsall Council withdrew – Delivering Differently Challenge"
    said = text_of(staffed, letter)
    assert f"by {CLERK}. It was shortlisted before." in said
    assert "We withdraw our application. <b>Sorry</b>." in said


def test_history_says_who_and_by_which_mail(staffed: Office) -> None:
    staffed.receives(form=completed())
    told = writes(staffed, WE_WITHDRAW)
    (event,) = (item for item in staffed.events("application", 1) if item.after == "withdrawn")
    assert (event.what, event.before, event.actor, event.reason) == (
        "state",
        "complete",
        CLERK,
        f"message {told.message_id}",
    )


@pytest.mark.parametrize(
    "text", ["We do not want to withdraw our application.", "We may have to withdraw our application."]
)
def test_unclear_words_change_nothing_and_are_passed_to_staff(staffed: Office, text: str) -> None:
    staffed.receives(form=completed())
    told = writes(staffed, text)
    assert (told.rule, staffed.cases()[0].state) == ("sender", ApplicationState.COMPLETE)
    (passed,) = letters_of(staffed, "enquiry_passed")
    assert "It speaks of withdrawing, but not so clearly that it could be obeyed." in text_of(staffed, passed)


def test_stranger_who_quotes_the_reference_is_held(staffed: Office) -> None:
    staffed.receives(form=completed())
    told = writes(staffed, "Please withdraw DD-0001.", sender=STRANGER)
    assert (told.status, told.rule) == (MessageStatus.HELD, "withdrawal")
    assert told.reason == (
        "It withdraws DD-0001, but its sender is not the contact of that application. If it may: "
        'intake withdraw DD-0001 --reason "…"'
    )
    assert staffed.cases()[0].state == ApplicationState.COMPLETE


def test_stranger_in_the_thread_is_held(staffed: Office) -> None:
    staffed.receives(form=completed())
    receipt = staffed.letters()[0].message_id
    told = writes(staffed, WE_WITHDRAW, sender=STRANGER, in_reply_to=(receipt,))
    assert (told.status, told.rule, told.application) == (MessageStatus.HELD, "withdrawal", "DD-0001")
    assert staffed.cases()[0].state == ApplicationState.COMPLETE


def test_stranger_without_an_application_is_held_and_acknowledged(staffed: Office) -> None:
    told = writes(staffed, WE_WITHDRAW, sender=STRANGER)
    assert (told.status, told.reason) == (
        MessageStatus.HELD,
        "It withdraws an application, but its sender is the contact of none.",
    )
    assert [item.kind for item in staffed.letters()] == ["enquiry"]


def test_contact_of_two_must_say_which(staffed: Office) -> None:
    staffed.receives(form=completed())
    staffed.receives(form=completed("Sandwell Metropolitan Borough Council"))
    told = writes(staffed, WE_WITHDRAW)
    assert told.reason == "It withdraws an application, and its sender is the contact of DD-0001 and DD-0002."
    told = writes(staffed, "We withdraw our application DD-0002.", at=LATER + DAY)
    assert [case.state for case in staffed.cases()] == [ApplicationState.COMPLETE, ApplicationState.WITHDRAWN]


def test_confirmation_goes_to_the_address_of_the_application_and_to_no_other(staffed: Office) -> None:
    """A forged From with a Reply-To of the forger's own must not keep the news from the applicant."""
    staffed.receives(form=completed())
    writes(staffed, WE_WITHDRAW, reply_to=Address(name="", address=STRANGER))
    assert [item.recipient for item in letters_of(staffed, "withdrawn")] == [CLERK]


def test_second_withdrawal_is_answered_once_more_and_then_no_more(staffed: Office) -> None:
    staffed.receives(form=completed())
    for number in range(4):
        told = writes(staffed, WE_WITHDRAW, at=LATER + number * DAY)
    assert told.reason == "DD-0001 was withdrawn already."
    assert [item.subject.split(" – ")[0] for item in letters_of(staffed, "withdrawn")] == [
        "DD-0001: your application is withdrawn",
        "DD-0001: your application was already withdrawn",
    ]
    assert len(letters_of(staffed, "case_withdrawn")) == 1


def test_one_that_was_told_it_is_not_chosen_has_nothing_to_withdraw(staffed: Office) -> None:
    staffed.receives(form=completed())
    moved(staffed, ApplicationState.NOT_SHORTLISTED)
    told = writes(staffed, WE_WITHDRAW)
    assert (told.status, told.reason) == (
        MessageStatus.HELD,
        "It withdraws an application, but DD-0001 is not shortlisted already; there is nothing to withdraw.",
    )


@pytest.mark.parametrize(
    "before",
    [
        (),
        (ApplicationState.INELIGIBLE,),
        (ApplicationState.SHORTLISTED,),
        (ApplicationState.SHORTLISTED, ApplicationState.INVITED),
        (ApplicationState.SHORTLISTED, ApplicationState.INVITED, ApplicationState.INTERVIEWED),
        (ApplicationState.SELECTED,),
        (ApplicationState.RESERVE,),
    ],
)
def test_every_open_application_can_be_withdrawn_by_mail(staffed: Office, before: tuple[ApplicationState, ...]) -> None:
    staffed.receives(form=completed())
    moved(staffed, *before)
    writes(staffed, WE_WITHDRAW)
    assert staffed.cases()[0].state == ApplicationState.WITHDRAWN


def test_letters_that_have_not_left_are_cancelled_and_answers_are_not(staffed: Office) -> None:
    staffed.receives(form=completed())
    draft = queues(staffed, Kind.SHORTLISTED, draft=True, automatic=False)
    released = queues(staffed, Kind.SELECTED, draft=False, automatic=False)
    reminder = queues(staffed, Kind.REMINDER, draft=False, automatic=True)
    answer = queues(staffed, Kind.ANSWER, draft=False, automatic=True, inbound_id=1)
    writes(staffed, WE_WITHDRAW)
    status = {item.id: item.status for item in staffed.letters()}
    assert [status[number] for number in (1, draft, released, reminder, answer)] == [
        LetterStatus.QUEUED,
        LetterStatus.CANCELLED,
        LetterStatus.CANCELLED,
        LetterStatus.CANCELLED,
        LetterStatus.QUEUED,
    ]
    (letter,) = letters_of(staffed, "case_withdrawn")
    said = text_of(staffed, letter)
    assert "3 letters that had not left were cancelled: reminder, selected and shortlisted." in said


def test_old_mail_withdraws_and_nobody_is_written_to(staffed: Office) -> None:
    staffed.receives(form=completed())
    staffed.answer_from = LATER + DAY
    writes(staffed, WE_WITHDRAW)
    assert staffed.cases()[0].state == ApplicationState.WITHDRAWN
    assert [item.kind for item in staffed.letters()] == ["receipt"]


def by_hand(office: Office) -> tuple[str, ...]:
    with office.begin() as session, clock.travel(LATER):
        return withdraw(session, office.desk, case_of(session), actor="Sam", reason="by telephone", at=LATER)


def test_staff_withdraw_on_the_applicants_word(staffed: Office) -> None:
    staffed.receives(form=completed())
    assert by_hand(staffed) == ()
    (letter,) = letters_of(staffed, "withdrawn")
    assert "The programme team recorded this at 12:00:00 on Monday 3 February 2014" in text_of(staffed, letter)
    with pytest.raises(WithdrawalError, match=r"^DD-0001 is withdrawn already; there is nothing to withdraw$"):
        by_hand(staffed)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ((), ApplicationState.COMPLETE),
        ((ApplicationState.SELECTED,), ApplicationState.SELECTED),
        ((ApplicationState.SHORTLISTED, ApplicationState.INVITED), ApplicationState.SHORTLISTED),
    ],
)
def test_undone_withdrawal_puts_the_application_back(
    staffed: Office, before: tuple[ApplicationState, ...], after: ApplicationState
) -> None:
    staffed.receives(form=completed())
    moved(staffed, *before)
    by_hand(staffed)
    with staffed.begin() as session:
        assert reinstate(session, case_of(session), actor="Sam", reason="a mistake", at=LATER + DAY) == after
    assert staffed.cases()[0].state == after
    with staffed.begin() as session, pytest.raises(WithdrawalError, match=r"^DD-0001 is not withdrawn$"):
        reinstate(session, case_of(session), actor="Sam", reason="again", at=LATER + DAY)


def test_reply_to_the_confirmation_does_not_withdraw_again(staffed: Office) -> None:
    staffed.receives(form=completed())
    writes(staffed, WE_WITHDRAW)
    (letter,) = letters_of(staffed, "withdrawn")
    with staffed.begin() as session:
        reinstate(session, case_of(session), actor="Sam", reason="a mistake", at=LATER)
    told = writes(
        staffed, "Thank you for putting it back.", subject=f"Re: {letter.subject}", in_reply_to=(letter.message_id,)
    )
    assert (told.rule, staffed.cases()[0].state) == ("thread", ApplicationState.COMPLETE)


def test_consequences_have_names_of_their_own() -> None:
    assert len({item.name for item in CONSEQUENCES}) == len(CONSEQUENCES)
