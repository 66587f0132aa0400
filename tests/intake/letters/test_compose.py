"""Every kind of letter as a mail program would see it: structure, thread, marks, addresses."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from intake.letters.compose import Sender, compose
from intake.letters.contexts import Digest
from intake.letters.errors import HeaderValueError, LetterError, RecipientError
from intake.letters.kinds import Kind
from intake.letters.mime import AttachedFile
from intake.round.manners import MARKER_HEADER
from tests.intake.letters.reading import Order
from tests.intake.letters.samples import APPLICANT, CONTEXTS, IN_TIME, PROGRAMME, RECEIPT, SENDER


@pytest.mark.parametrize("kind", Kind)
def test_compose_every_kind_is_text_then_html_without_defects(kind: Kind) -> None:
    message = Order(kind=kind).mail()
    bodies = [part.get_content_type() for part in message.walk() if part.get_content_maintype() == "text"]
    assert bodies == ["text/plain", "text/html"]
    assert [part.defects for part in message.walk()] == [[]] * len(list(message.walk()))


@pytest.mark.parametrize("kind", Kind)
def test_compose_every_kind_is_seven_bit_with_short_lines(kind: Kind) -> None:
    raw = Order(kind=kind, in_reply_to="a@b.example").letter().raw
    assert raw.isascii()
    assert b"\0" not in raw
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert raw.replace(b"\r\n", b"").count(b"\n") == raw.replace(b"\r\n", b"").count(b"\r") == 0


def test_compose_digest_shows_its_picture_by_cid() -> None:
    message = Order(kind=Kind.DIGEST).mail()
    picture = next(part for part in message.walk() if part.get_content_type() == "image/png")
    assert picture["Content-ID"] == "<arrivals@cabinet-office.example>"
    assert 'src="cid:arrivals@cabinet-office.example"' in Order(kind=Kind.DIGEST).html()
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "multipart/related"]


def test_compose_picture_that_is_not_shown_is_left_out() -> None:
    digest = CONTEXTS[Kind.DIGEST]
    assert isinstance(digest, Digest)
    message = Order(kind=Kind.DIGEST, context=replace(digest, chart_rows=())).mail()
    assert [part.get_content_type() for part in message.walk()] == ["multipart/alternative", "text/plain", "text/html"]


def test_compose_attachments_follow_the_words_in_order() -> None:
    files = (
        AttachedFile(name="Blank form.pdf", type="application/pdf", data=b"%PDF"),
        AttachedFile(name="Canllawiau – arweiniad i’r cais " + "é" * 60 + ".docx", type="application/zip", data=b"PK"),
    )
    message = Order(kind=Kind.ENQUIRY, attachments=files).mail()
    assert [part.get_content_type() for part in message.iter_parts()] == [
        "multipart/alternative",
        "application/pdf",
        "application/zip",
    ]
    assert [(part.get_filename(), part.get_content()) for part in message.iter_attachments()] == [
        (file.name, file.data) for file in files
    ]


def test_compose_headers_of_a_receipt() -> None:
    letter = Order(in_reply_to="q1@walsall.example", references=("q0@walsall.example",)).letter()
    message = Order(in_reply_to="q1@walsall.example", references=("q0@walsall.example",)).mail()
    assert {name: message[name] for name in ("Subject", "From", "To", "In-Reply-To", "Auto-Submitted")} == {
        "Subject": "DD-0001: we have received your application – Delivering Differently Challenge",
        "From": "Delivering Differently team <deliveringdifferently@cabinet-office.example>",
        "To": APPLICANT,
        "In-Reply-To": "<q1@walsall.example>",
        "Auto-Submitted": "auto-replied",
    }
    assert message["References"].split() == ["<q0@walsall.example>", "<q1@walsall.example>"]
    assert message[MARKER_HEADER] == "message:17"
    assert message["Date"].datetime == IN_TIME
    assert letter.subject == message["Subject"]


def test_compose_lets_reports_of_non_delivery_through() -> None:
    words = Order().mail()["X-Auto-Response-Suppress"].split(", ")
    assert words == ["DR", "RN", "NRN", "OOF", "AutoReply"]


def test_compose_report_to_staff_is_no_reply() -> None:
    message = Order(kind=Kind.DIGEST, in_reply_to="a@b.example").mail()
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["In-Reply-To"] is None
    assert message["References"] is None


def test_compose_message_id_is_in_the_mail_and_never_the_same() -> None:
    first, second = Order().letter(), Order().letter()
    assert f"\r\nMessage-ID: <{first.message_id}>\r\n".encode() in first.raw
    assert first.message_id.endswith("@cabinet-office.example")
    assert first.message_id != second.message_id


def test_compose_long_thread_keeps_its_first_and_its_last() -> None:
    older = tuple(f"m{number}@walsall.example" for number in range(200))
    thread = Order(in_reply_to="last@walsall.example", references=older).mail()["References"].split()
    assert len(thread) == 16
    assert (thread[0], thread[1], thread[-2], thread[-1]) == (
        "<m0@walsall.example>",
        "<m186@walsall.example>",
        "<m199@walsall.example>",
        "<last@walsall.example>",
    )


@pytest.mark.parametrize("bad", ["", "a b@c", "a@b\r\nBcc: x@y.example", "a@b>", "a" * 300, "é@b", "sha256\0"])
def test_compose_what_is_no_message_id_is_left_out_of_the_thread(bad: str) -> None:
    message = Order(in_reply_to="good@b.example", references=(bad, "old@b.example")).mail()
    assert message["References"].split() == ["<old@b.example>", "<good@b.example>"]
    assert Order(in_reply_to=bad).mail()["In-Reply-To"] is None


KEYED = replace(SENDER, secret=bytes(range(32)))


def test_compose_for_the_same_cause_has_the_same_message_id_whatever_it_says() -> None:
    first = Order(sender=KEYED, in_reply_to="form@walsall.example").letter()
    later = Order(
        sender=KEYED, in_reply_to="form@walsall.example", at=IN_TIME + timedelta(days=1), context=replace(RECEIPT)
    ).letter()
    assert later.message_id == first.message_id
    assert re.fullmatch(r"intake\.[0-9a-f]{32}@cabinet-office\.example", first.message_id)


@pytest.mark.parametrize(
    "change",
    [
        {"cause": "message:18"},
        {"kind": Kind.ENQUIRY},
        {"to": "other@walsall.example"},
        {"in_reply_to": "another@walsall.example"},
        {"in_reply_to": "lone\udc80@walsall.example"},
        {"sender": replace(KEYED, secret=b"another key")},
    ],
    ids=["cause", "kind", "recipient", "answered mail", "odd answered mail", "key"],
)
def test_compose_for_anything_else_has_another_message_id(change: dict[str, Any]) -> None:
    given: dict[str, Any] = {"sender": KEYED, "in_reply_to": "form@walsall.example"}
    assert Order(**given | change).letter().message_id != Order(**given).letter().message_id


@pytest.mark.parametrize("given", [{"sender": SENDER}, {"sender": KEYED, "cause": ""}], ids=["no key", "no cause"])
def test_compose_without_a_key_or_a_cause_makes_its_message_id_at_random(given: dict[str, Any]) -> None:
    assert Order(**given).letter().message_id != Order(**given).letter().message_id


def test_sender_keeps_its_secret_to_itself() -> None:
    assert "secret" not in repr(KEYED)


def test_compose_with_context_of_another_kind_is_refused() -> None:
    with pytest.raises(LetterError, match="a letter of kind receipt needs a Receipt, not Enquiry"):
        compose(Kind.RECEIPT, CONTEXTS[Kind.ENQUIRY], programme=PROGRAMME, sender=SENDER, to=APPLICANT, at=IN_TIME)


@pytest.mark.parametrize(
    "address",
    ["", "nobody", "a@b@c", "zoë@walsall.example", "a@b.example\r\nBcc: x@y.example", "a b@c.example", ".a@b.example",
     "a..b@c.example", "a" * 65 + "@b.example", "a@" + "b" * 260 + ".example", "a@\udcff.example", "a,b@c.example"],
)  # fmt: skip
def test_compose_to_an_address_that_cannot_be_written_to_is_refused(address: str) -> None:
    with pytest.raises(RecipientError):
        Order(to=address).letter()


def test_compose_to_a_domain_outside_ascii_writes_its_a_labels() -> None:
    assert Order(to="clerk@tŷ.example").letter().recipient == "clerk@xn--t-foa.example"


@pytest.mark.parametrize("name", ["Team\r\nBcc: x@y.example", "Team\0", "Team\n"])
def test_compose_sender_name_with_a_line_break_is_refused(name: str) -> None:
    with pytest.raises(HeaderValueError, match="From holds a line break"):
        Order(sender=Sender(name=name, address=SENDER.address)).letter()


def test_compose_sender_name_outside_ascii_and_replies_elsewhere() -> None:
    sender = Sender(name="Tîm “Cyflawni”, Cymru", address="noreply@out.example", reply_to="inbox@in.example")
    message = Order(sender=sender).mail()
    assert message["From"].addresses[0].display_name == "Tîm “Cyflawni”, Cymru"
    assert message["Reply-To"] == "inbox@in.example"


def test_compose_subject_from_strangers_words_is_one_bounded_line() -> None:
    context = replace(RECEIPT, reference="DD-1\r\nBcc: x@y.example\n" + "long " * 100)
    letter = Order(context=context).letter()
    assert len(letter.subject) == 200
    assert letter.subject.startswith("DD-1 Bcc: x@y.example long long")
    assert Order(context=context).mail()["Bcc"] is None


def test_compose_subject_that_looks_encoded_is_shown_as_it_is() -> None:
    context = replace(RECEIPT, reference="=?utf-8?q?Bcc=3A?=")
    assert Order(context=context).mail()["Subject"].startswith("=?utf-8?q?Bcc=3A?=: we have received")


def test_compose_sent_after_the_deadline_speaks_of_it_in_the_past() -> None:
    after = datetime(2014, 2, 10, 17, 30, tzinfo=UTC)
    words = " ".join(Order(at=after).text().split())
    assert "The deadline was 5pm on Monday 10 February 2014, so it was in time." in words
    assert "The deadline has passed. If you send a corrected form we will keep it and mark it as late" in words
