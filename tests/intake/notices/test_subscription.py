"""The update list by mail: joining, leaving by word, by request and by code, and what updates carry."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from intake.notices.list_wishes import wants_to_join, wants_to_leave
from intake.notices.subscription import list_headers
from parsers.mail import Address
from store import subscribers
from store.states import MessageStatus
from tests.intake.notices.mailing import LATER, letters_of, text_of, writes
from tests.intake.office import CLERK, DD, OURS, STRANGER, Office, completed, letter_from

DAY = timedelta(days=1)


def on_list(office: Office) -> list[str]:
    with office.store.reading() as session:
        return [row.address for row in subscribers.standing(session)]


def code(office: Office, address: str = STRANGER) -> str:
    with office.store.reading() as session:
        row = subscribers.by_address(session, address)
        assert row is not None
        return row.code


def joins(office: Office, address: str = STRANGER) -> None:
    writes(office, "", sender=address, subject="subscribe")


def test_subject_joins_and_is_confirmed_with_how_to_leave(staffed: Office) -> None:
    told = writes(staffed, "", sender=STRANGER, subject="Subscribe")
    assert (told.status, told.rule, told.disposition) == (MessageStatus.PROCESSED, "subscribe", "subscription")
    assert on_list(staffed) == [STRANGER]
    assert [(item.kind, item.recipient) for item in staffed.letters()] == [("subscribed", STRANGER)]
    assert "Send an email with the subject “unsubscribe” from this address" in text_of(staffed, staffed.letters()[0])
    assert [(event.what, event.reason) for event in staffed.events("subscriber", 1)] == [
        ("joined", f"message {told.message_id}")
    ]


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("updates please", ""),
        ("Updates", "Thanks, Jo"),
        ("mailing list", ""),
        ("Challenge", "Please keep us informed of the programme."),
        ("Challenge", "Dear team,\n\nwe would like to receive updates on the challenge.\n\nRegards\nJo"),
        ("Challenge", "Could you add me to your mailing list?"),
        ("Challenge", "Please put us on the update list"),
    ],
)
def test_plain_wish_to_be_kept_informed_joins(staffed: Office, subject: str, text: str) -> None:
    assert writes(staffed, text, sender=STRANGER, subject=subject).rule == "subscribe"
    assert on_list(staffed) == [STRANGER]


@pytest.mark.parametrize(
    "text",
    [
        "Please do not add me to your mailing list.",
        "Please keep us informed about our application.",
        "Is there a mailing list?",
        "We were kept informed, thank you.",
    ],
)
def test_other_words_do_not_join(staffed: Office, text: str) -> None:
    writes(staffed, text, sender=STRANGER, subject="Challenge")
    assert on_list(staffed) == []


def test_applicant_who_wants_news_of_the_case_does_not_join_and_who_asks_for_the_list_does(staffed: Office) -> None:
    staffed.receives(form=completed())
    assert writes(staffed, "Please keep us informed.").rule == "sender"
    assert on_list(staffed) == []
    assert writes(staffed, "Please add us to the update list.").rule == "subscribe"
    assert on_list(staffed) == [CLERK]


def test_joining_twice_is_harmless(staffed: Office) -> None:
    joins(staffed)
    before = code(staffed)
    writes(staffed, "", sender=STRANGER.upper(), subject="subscribe", at=LATER + 2 * DAY)
    assert (on_list(staffed), code(staffed)) == ([STRANGER], before)
    assert len(letters_of(staffed, "subscribed")) == 2


def test_mail_that_asks_something_as_well_joins_and_is_answered(staffed: Office) -> None:
    text = "When is the closing date? Please add me to your mailing list."
    writes(staffed, text, sender=STRANGER)
    assert on_list(staffed) == [STRANGER]
    assert [item.kind for item in staffed.letters()] == ["subscribed", "answer"]


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("unsubscribe", ""),
        ("Re: You are on our update list", "unsubscribe"),
        ("Re: You are on our update list", "Unsubscribe please.\n\nJo"),
        ("News", "Please remove me from your mailing list."),
        ("News", "I no longer wish to receive updates."),
        ("News", "Could you please unsubscribe this address?"),
    ],
)
def test_people_leave_by_word(staffed: Office, subject: str, text: str) -> None:
    joins(staffed)
    told = writes(staffed, text, sender=STRANGER, subject=subject, at=LATER + DAY)
    assert (told.rule, told.disposition, on_list(staffed)) == ("unsubscribe", "subscription", [])
    assert [item.kind for item in staffed.letters()] == ["subscribed", "unsubscribed"]


def test_who_was_never_on_the_list_is_told_the_same(staffed: Office) -> None:
    joins(staffed)
    writes(staffed, "", sender=STRANGER, subject="unsubscribe", at=LATER + DAY)
    writes(staffed, "", sender="never@elsewhere.example", subject="unsubscribe", at=LATER + DAY)
    one, other = letters_of(staffed, "unsubscribed")
    assert text_of(staffed, one) == text_of(staffed, other)
    assert one.subject == other.subject


def test_code_takes_the_address_off_whoever_sends_it(staffed: Office) -> None:
    joins(staffed)
    told = writes(staffed, "", sender="other@elsewhere.example", subject=f"unsubscribe {code(staffed)}", at=LATER + DAY)
    assert (told.rule, on_list(staffed)) == ("unsubscribe", [])


@pytest.mark.parametrize(
    "marks",
    [
        {"headers": {"Auto-Submitted": "auto-generated"}},
        {"headers": {"Precedence": "bulk"}},
        {"return_path": ""},
        {"headers": {"List-Unsubscribe": "<mailto:leave@elsewhere.example>"}},
    ],
)
def test_mail_programs_own_mail_is_obeyed_and_not_answered(staffed: Office, marks: dict[str, object]) -> None:
    joins(staffed)
    told = writes(staffed, "", sender=STRANGER, subject=f"Unsubscribe {code(staffed).upper()}", at=LATER + DAY, **marks)
    assert (told.status, told.rule, on_list(staffed)) == (MessageStatus.PROCESSED, "unsubscribe", [])
    assert [item.kind for item in staffed.letters()] == ["subscribed"]
    assert [event.what for event in staffed.events("message", told.message_id) if event.what == "not-answered"] == []


def test_automatic_mail_without_a_good_code_takes_nobody_off(staffed: Office) -> None:
    joins(staffed)
    automatic = {"Auto-Submitted": "auto-generated"}
    for subject in ("unsubscribe", "unsubscribe aaaaaaaaaaaaaaaa"):
        told = writes(staffed, "", sender=STRANGER, subject=subject, at=LATER + DAY, headers=automatic)
        assert told.rule == "automatic"
    assert on_list(staffed) == [STRANGER]


def test_form_with_the_code_in_its_subject_is_a_form(staffed: Office) -> None:
    joins(staffed)
    told = staffed.receives(letter_from(STRANGER, subject=f"unsubscribe {code(staffed)}"), completed(), at=LATER + DAY)
    assert (told.rule, on_list(staffed)) == ("form", [STRANGER])


def test_leaving_and_joining_again_keeps_the_code(staffed: Office) -> None:
    joins(staffed)
    before = code(staffed)
    writes(staffed, "", sender=STRANGER, subject="unsubscribe", at=LATER + DAY)
    writes(staffed, "", sender=STRANGER, subject="subscribe", at=LATER + 2 * DAY)
    assert (on_list(staffed), code(staffed)) == ([STRANGER], before)
    assert [event.what for event in staffed.events("subscriber", 1)] == ["joined", "left", "joined"]


def test_answers_go_to_join_the_address_that_answers_go_to(staffed: Office) -> None:
    writes(staffed, "", sender=CLERK, subject="subscribe", reply_to=Address(name="", address="Team@walsall.example"))
    assert on_list(staffed) == ["team@walsall.example"]


def test_automatic_mail_joins_nothing(staffed: Office) -> None:
    writes(staffed, "", sender=STRANGER, subject="subscribe", headers={"Auto-Submitted": "auto-replied"})
    assert on_list(staffed) == []


def test_codes_are_hard_to_guess_and_each_ones_own(staffed: Office) -> None:
    joins(staffed)
    joins(staffed, "else@elsewhere.example")
    codes = {code(staffed), code(staffed, "else@elsewhere.example")}
    assert [len(item) for item in codes] == [16, 16]


def test_updates_carry_the_headers_of_a_list(staffed: Office) -> None:
    assert list_headers(staffed.desk, "abcd") == (
        ("List-Id", "<updates.dd.cabinet-office.example>"),
        ("List-Unsubscribe", f"<mailto:{OURS}?subject=unsubscribe%20abcd>"),
        ("Precedence", "bulk"),
    )


def test_updates_offer_one_click_where_the_pack_names_an_address(staffed: Office) -> None:
    staffed.programme = replace(DD, unsubscribe_url="https://office.example/leave?code={code}")
    assert list_headers(staffed.desk, "abcd")[1:3] == (
        (
            "List-Unsubscribe",
            f"<mailto:{OURS}?subject=unsubscribe%20abcd>, <https://office.example/leave?code=abcd>",
        ),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
    )


@pytest.mark.parametrize(
    "text",
    [
        "How do I subscribe to your journal, and what does it cost? We would need an invoice.",
        "I am not writing to unsubscribe.",
        "",
    ],
)
def test_other_words_do_not_leave(text: str) -> None:
    assert wants_to_leave(letter_from(subject="News", reply_text=text)) is False


def test_long_mail_about_something_else_joins_nothing() -> None:
    text = "Please add me to your mailing list. " + "We run nine libraries. " * 20
    assert wants_to_join(letter_from(subject="News", reply_text=text), applicant=False) is False
