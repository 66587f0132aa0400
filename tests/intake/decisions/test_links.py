"""A link opens the mail it was made for, whatever is in its text, in every program that follows RFC 6068."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.decisions.actions import ACTIONS, About
from intake.decisions.errors import ActionSubjectError, LinkTooLongError
from intake.decisions.links import LONGEST, Link, decision_link, reply_link
from intake.decisions.orders import Order, read_order
from intake.decisions.tokens import TokenKey, check, find_tokens

KEY = TokenKey(bytes(range(32)))
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
MAILBOX = "eoi@office.example"
JANE = "jane.doe@office.example"
TEXT = st.text(st.characters(blacklist_categories=("Cc", "Cs", "Zl", "Zp")), max_size=60)


def opened(url: str) -> tuple[str, str, str]:
    """To, Subject and body of the mail a link opens; plus signs stay, as RFC 6068 has it."""
    parts = urlsplit(url)
    assert parts.scheme == "mailto"
    query = parse_qs(parts.query.replace("+", "%2B"), keep_blank_values=True, strict_parsing=True)
    assert list(query) == ["subject", "body"]
    return unquote(parts.path), query["subject"][0], query["body"][0]


def link(action: str = "shortlist", subject: str = "DD-0004", hint: str = "") -> Link:
    return decision_link(
        KEY,
        mailbox=MAILBOX,
        person=JANE,
        action=action,
        subject=subject,
        expires=NOW + timedelta(days=14),
        hint=hint,
    )


def test_link_is_encoded_as_rfc_6068_has_it() -> None:
    assert reply_link(to="e+oi@office.example", subject="Hull & Körner? 50%", body="One\nTwo + #3") == (
        "mailto:e%2Boi@office.example?subject=Hull%20%26%20K%C3%B6rner%3F%2050%25&body=One%0D%0ATwo%20%2B%20%233"
    )


@given(subject=TEXT, lines=st.lists(TEXT, min_size=1, max_size=4))
def test_link_opens_the_mail_it_was_made_for(subject: str, lines: list[str]) -> None:
    try:
        url = reply_link(to=MAILBOX, subject=subject, body="\n".join(lines))
    except LinkTooLongError:
        assert len("\n".join([subject, *lines]).encode()) > 500
        return
    assert re.fullmatch(r"mailto:[A-Za-z0-9@._~%-]+\?subject=[A-Za-z0-9._~%-]*&body=[A-Za-z0-9._~%-]*", url)
    assert len(url) <= LONGEST
    to, shown, body = opened(url)
    assert (to, shown) == (MAILBOX, " ".join(subject.split()).rstrip("."))
    if "…\r\n" not in body:
        assert body == "\r\n".join(lines)
    else:
        assert body.endswith("\r\n" + lines[-1])


def test_link_has_room_by_cutting_before_the_last_line() -> None:
    url = reply_link(to=MAILBOX, subject="S", body="\n".join(["ä" * 900, "second", "the code"]))
    _, _, body = opened(url)
    assert LONGEST - 6 < len(url) <= LONGEST
    assert re.fullmatch("ä+…\r\nthe code", body)


@pytest.mark.parametrize("body", ["x" * 1_900, "short\n" + "x" * 1_900])
def test_link_whose_last_line_has_no_room_is_refused(body: str) -> None:
    with pytest.raises(LinkTooLongError):
        reply_link(to=MAILBOX, subject="S", body=body)


def test_headers_cannot_be_put_in_by_a_line_break() -> None:
    url = reply_link(to=MAILBOX, subject="Yes\r\nBcc: eve@evil.example", body="x\x00\x0by\rz")
    assert opened(url) == (MAILBOX, "Yes Bcc: eve@evil.example", "xy\r\nz")


def test_decision_link_opens_a_mail_that_says_what_it_does() -> None:
    made = link("ask")
    to, subject, body = opened(made.url)
    token = find_tokens(subject)[0]
    assert made.label == "Ask the applicant DD-0004"
    assert to == MAILBOX
    assert subject == f"Ask the applicant DD-0004 [code {token}]"
    assert body.split("\r\n") == [
        "",
        "",
        "",
        "Write above this line: your question; it goes to the applicant as you write it.",
        f"Ask the applicant DD-0004 [code {token}]",
    ]
    check(KEY, token, person=JANE, action="ask", subject="DD-0004", at=NOW)


def test_decision_link_that_needs_no_text_says_so() -> None:
    _, subject, body = opened(link("release", "batch:3").url)
    assert subject.startswith("Release batch 3 [code ")
    assert body.split("\r\n")[3] == "Send this mail as it is; nothing needs to be written."


def test_decision_link_says_the_hint_it_is_given() -> None:
    _, _, body = opened(link("ask", hint="what is unclear\nabout the sum.").url)
    assert body.split("\r\n")[3] == "Write above this line: what is unclear about the sum."


def test_decision_link_with_a_long_hint_keeps_its_code() -> None:
    made = link("ask", hint="é" * 2_000)
    _, subject, body = opened(made.url)
    assert len(made.url) <= LONGEST
    assert body.split("\r\n")[-1] == subject


def test_decision_link_for_what_the_action_is_not_about_is_refused() -> None:
    with pytest.raises(ActionSubjectError):
        link("release", "DD-0004")


SUBJECTS = {
    About.CASE: "DD-0004",
    About.BATCH: "batch:3",
    About.ORDER: "order:17",
    About.STAGE: "stage:invite",
    About.NOTHING: "",
}


@pytest.mark.parametrize(
    ("action", "subject"), [(name, SUBJECTS[kind]) for name, action in ACTIONS.items() for kind in sorted(action.about)]
)
def test_what_a_link_asks_for_is_read_from_the_mail_it_opens(action: str, subject: str) -> None:
    made = link(action, subject)
    _, shown, body = opened(made.url)
    token = find_tokens(shown)[0]
    assert read_order(shown, "My words." + body) == Order(action, subject, token, "My words.")
    assert read_order("", "My words." + body) == Order(action, subject, token, "My words.")
    assert read_order(shown, body) == Order(action, subject, token, "")
    assert made.label == shown.partition(" [")[0]
