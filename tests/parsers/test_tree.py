"""The tree of a mail: header decoded, text chosen, everything else an attachment, and what is wrong said."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes
from pathlib import Path

import mailparser
import pytest

from parsers.errors import OverLimitError
from parsers.headers import decode, read_header
from parsers.limits import DEFAULT, Limits
from parsers.mail import Address, Hop, ParsedMail
from parsers.names import clean, safe_name
from parsers.read import read_message
from parsers.tree import over_limit_tree, parse, read_tree
from tests.parsers.mails import FORM, SAMPLES, sample


def mail(name: str) -> ParsedMail:
    """One ugly mail as parsed."""
    return read_tree(sample(name), DEFAULT).mail


def strings(value: object) -> Iterator[str]:
    """Every string in a value of dataclasses and tuples."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from strings(item)
    elif dataclasses.is_dataclass(value):
        for item in dataclasses.fields(value):
            yield from strings(getattr(value, item.name))


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.eml")), ids=lambda path: path.stem)
def test_every_string_of_every_ugly_mail_is_unicode_without_nul(path: Path) -> None:
    for text in strings(read_tree(path.read_bytes(), DEFAULT).mail):
        assert "\x00" not in text
        text.encode("utf-8")


def test_header_of_an_ordinary_mail() -> None:
    found = mail("pasted-form")
    assert found.from_ == Address(name="Priya Nair", address="priya.nair@walsall.example")
    assert found.to == (Address(name="", address="deliveringdifferently@cabinet-office.example"),)
    assert found.subject == "Expression of interest"
    assert found.message_id == "one@walsall.example"
    assert found.date == datetime(2014, 2, 10, 16, 20, tzinfo=UTC)
    assert found.received == (Hop(by="mx.cabinet-office.example", at=datetime(2014, 2, 10, 16, 20, 5, tzinfo=UTC)),)
    assert found.return_path is None
    assert found.defects == ()


def test_header_of_a_bounce_has_an_empty_return_path() -> None:
    assert mail("bounce-postfix").return_path == ""


def test_header_that_is_missing_is_a_defect() -> None:
    found = mail("no-from")
    assert (found.from_, found.message_id, found.date) == (None, "", None)
    assert found.defects == ("no-from", "no-date", "no-message-id")


def test_header_in_raw_bytes_of_two_charsets() -> None:
    found = mail("raw-8bit-headers")
    assert found.subject == "Résumé – our form"
    assert found.from_ == Address(name="René Fauré", address="rene.faure@walsall.example")
    assert found.defects == ("raw-8bit-header",)


def test_header_twice_counts_once_and_is_a_defect() -> None:
    found = mail("duplicate-headers")
    assert (found.subject, found.message_id) == ("First", "one@walsall.example")
    assert found.all_headers("subject") == ("First", "Second")
    assert found.defects == ("duplicate-from", "duplicate-subject", "duplicate-message-id")


def test_header_of_who_sent_it_for_somebody_else() -> None:
    raw = "From: Pat <p@x.example>\r\nSender: Calendar =?utf-8?q?caf=C3=A9?= <c@y.example>\r\nReply-To: r@x.example"
    mail = read_tree(raw.encode() + b"\r\n\r\nHello\r\n", DEFAULT).mail
    assert mail.sender == Address(name="Calendar café", address="c@y.example")
    assert mail.reply_to == Address(name="", address="r@x.example")


def test_header_on_which_mail_parser_gives_up_is_read_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    def give_up(_raw: bytes) -> None:
        raise AttributeError("'NoneType' object has no attribute 'decode'")

    monkeypatch.setattr(mailparser, "parse_from_bytes", give_up)
    found = mail("pasted-form")
    assert found.from_ == Address(name="Priya Nair", address="priya.nair@walsall.example")
    assert found.date == datetime(2014, 2, 10, 16, 20, tzinfo=UTC)
    assert found.defects == ("mail-parser-gave-up",)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("plain", "plain"),
        ("=?utf-8?q?=C2=A35?= and =?iso-8859-1?b?ozY=?=", "£5 and £6"),
        ("=?utf-8?q?one?=\r\n =?utf-8?q?_two?=", "one two"),
        ("=?utf-8?b?broken", "=?utf-8?b?broken"),
        ("folded\r\n over\n lines", "folded over lines"),
        ("a\x00b", "ab"),
    ],
)
def test_decode_of_header_values(value: str, expected: str) -> None:
    assert decode(value) == expected


def test_received_headers_that_make_no_sense_are_hops_without_time() -> None:
    message = message_from_bytes(b"Received: nonsense\nReceived: from a by MX.hull.example; never\n\n")
    assert read_header(message.raw_items()).received == (Hop(by="", at=None), Hop(by="mx.hull.example", at=None))


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\form.pdf", "form.pdf"),
        ("\u202efdp.mrof\x00\n.pdf", "fdp.mrof.pdf"),
        ("", "unnamed.pdf"),
        ("..", "unnamed.pdf"),
        ("a" * 300 + ".pdf", "a" * 145 + "….pdf"),
        ("caf\udcc3\udca9.pdf", "café.pdf"),
    ],
)
def test_safe_name(name: str, shown: str) -> None:
    assert safe_name(name, type_="application/pdf") == shown
    assert len(safe_name(name)) <= 150


def test_clean_of_lone_surrogates() -> None:
    assert clean("a\ud800b\x00") == "a?b"


@pytest.mark.parametrize(
    ("name", "body", "defects"),
    [
        ("nul-bytes", "Dear team,\n\nour form will follow.\n", ("nul-bytes",)),
        ("unknown-charset", "The cost is £85,000.\n", ("unknown-charset",)),
        ("bare-line-ends", "one\ntwo\nthree\n", ("bare-lf", "bare-cr")),
        ("html-only", "It costs £85,000 a year.", ()),
        ("no-boundary", "Just a letter after all.\n", ("start-boundary-not-found", "multipart-invariant-violation")),
        ("apple-interleaved", "Before.\n\n\nAfter.\n", ()),
        ("flowed", "This is one long sentence that goes on in a second line.\n> quoted text that also goes on\n"
         "-- \nPriya\n", ()),
        ("smime-opaque", "Signed letter.\n", ()),
    ],
)  # fmt: skip
def test_body_and_defects(name: str, body: str, defects: tuple[str, ...]) -> None:
    assert (mail(name).body, mail(name).defects) == (body, defects)


def test_body_of_alternatives_is_the_plain_one_and_the_html_is_no_attachment() -> None:
    tree = read_tree(sample("pasted-html"), DEFAULT)
    assert tree.mail.body == "[table]\n"
    assert tree.html.startswith("<html><body><p>Expression of interest</p>")
    assert tree.mail.attachments == ()


def test_attachments_of_a_mail_forwarded_twice_tell_the_way_in() -> None:
    assert [(item.name, item.found_in) for item in mail("forwarded-twice").attachments] == [
        ("Fwd: our form (mail)", ""),
        ("message.txt", "Fwd: our form (mail)"),
        ("our form (mail)", "Fwd: our form (mail)"),
        ("message.txt", "Fwd: our form (mail) › our form (mail)"),
        ("EOI Walsall.docx", "Fwd: our form (mail) › our form (mail)"),
    ]


def test_leaves_carry_the_bytes_of_their_attachments() -> None:
    for path in sorted(SAMPLES.glob("*.eml")):
        tree = read_tree(path.read_bytes(), DEFAULT)
        assert [item.sha256 for item in tree.leaves] == [item.sha256 for item in tree.mail.attachments]
        assert [len(item.data) for item in tree.leaves] == [item.size for item in tree.mail.attachments]


def test_content_sha256_is_the_same_by_two_routes_and_differs_for_another_text() -> None:
    raw = sample("pasted-form")
    by_alias = b"Delivered-To: alias@cabinet-office.example\r\nReceived: from x by y; never\r\nX-Spam: no\r\n" + raw
    from_maildir = raw.replace(b"\r\n", b"\n")
    other = raw.replace(b"85,000", b"86,000")
    digest = mail("pasted-form").content_sha256
    assert [read_tree(item, DEFAULT).mail.content_sha256 == digest for item in (by_alias, from_maildir, other)] == [
        True,
        True,
        False,
    ]


def test_read_tree_of_nothing() -> None:
    found = read_tree(b"", DEFAULT).mail
    assert (found.size, found.body, found.attachments) == (0, "", ())


def test_parse_gives_up_at_too_many_parts_whatever_the_boundary_looked_like() -> None:
    raw = b"Content-Type: multipart/mixed;\r\n boundary*0=a;\r\n boundary*1=b\r\n\r\n" + b"--ab\r\n\r\nx\r\n" * 20
    with pytest.raises(OverLimitError):
        parse(raw, Limits(parts=10))


def test_depth_is_counted_through_forwarded_mails() -> None:
    raw = b"Subject: end\r\n\r\nend"
    for _ in range(6):
        raw = b"Content-Type: message/rfc822\r\n\r\n" + raw
    found = read_tree(raw, Limits(depth=4)).mail.attachments
    assert [item.outcome.value for item in found] == ["container"] * 4 + ["over_limit"]


def test_over_limit_tree_has_the_header_and_itself_unopened() -> None:
    raw = sample("several-attachments")
    found = over_limit_tree(raw, "too much", DEFAULT).mail
    assert found.from_ == Address(name="Priya Nair", address="priya.nair@walsall.example")
    assert found.defects == ("over-limit",)
    assert [(item.size, item.outcome.value, item.reason) for item in found.attachments] == [
        (len(raw), "over_limit", "too much")
    ]


def test_mails_in_each_other_beyond_what_python_can_follow_are_over_the_limit() -> None:
    raw = b"Content-Type: message/rfc822\r\n\r\n" * 450 + b"end"
    reading = read_message(raw, FORM)
    assert [item.outcome.value for item in reading.mail.attachments] == ["over_limit"]
