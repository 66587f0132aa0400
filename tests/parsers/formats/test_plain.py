"""Plain text: layout undone, quoting taken off, ticks evened."""

from __future__ import annotations

import pytest

from parsers.document import DocumentKind
from parsers.errors import EmptyDocumentError
from parsers.formats.plain import read_plain, read_text


def texts(text: str) -> list[str]:
    return [line.text for line in read_text(text).lines()]


def test_read_text_lines_are_wrapped_and_gaps_are_marked() -> None:
    document = read_text("Name: Jo\r\nTitle: Director\r\n\r\nEmail: jo@x.example\r\n")
    assert document.kind is DocumentKind.PLAIN
    assert [(line.text, line.wrapped, line.gap) for line in document.lines()] == [
        ("Name: Jo", True, False),
        ("Title: Director", True, False),
        ("Email: jo@x.example", True, True),
    ]


def test_read_text_quoting_is_taken_off_and_counted() -> None:
    document = read_text("> > Name:\n>> twice\n> Jo Bloggs\nabove")
    assert [(line.text, line.quote) for line in document.lines()] == [
        ("Name:", 2),
        ("twice", 2),
        ("Jo Bloggs", 1),
        ("above", 0),
    ]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("[x] Yes [ ] No", "☒ Yes ☐ No"),
        ("(X) Yes ( ) No", "☒ Yes ☐ No"),
        ("[X]Yes []No", "☒Yes ☐No"),
        ("☑ Yes □ No", "☒ Yes ☐ No"),
        ("f(x) stays (see [note])", "f☒ stays (see [note])"),
    ],
)
def test_read_text_typed_ticks_are_evened(written: str, shown: str) -> None:
    assert texts(written) == [shown]


def test_read_text_flowed_lines_are_joined() -> None:
    flowed = (
        "We propose to review the whole of our adult and community college \n"
        "with its staff and users, considering a mutual, a joint venture and \n"
        "a company.\n"
        "Next paragraph\n"
        "-- \n"
        "Jo\n"
    )
    assert texts(flowed) == [
        "We propose to review the whole of our adult and community college with its staff and users, considering a"
        " mutual, a joint venture and a company.",
        "Next paragraph",
        "--",  # where the signature begins
        "Jo",
    ]


def test_read_text_bullets_are_flagged_and_placeholders_stay() -> None:
    document = read_text("- one\n* two\nSigned: ______\n----\n")
    assert [(line.text, line.bullet) for line in document.lines()] == [
        ("one", True),
        ("two", True),
        ("Signed: ______", False),
    ]


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("Dŵr – £1".encode(), "Dŵr – £1"),
        ("Dŵr – £1".encode("utf-8-sig"), "Dŵr – £1"),
        ("Dŵr".encode("utf-16"), "Dŵr"),
        ("Name: Jo".encode("utf-16-le"), "Name: Jo"),
        ("caf\u00e9 \u2013 \u00a31".encode("cp1252"), "café – £1"),
    ],
)
def test_read_plain_is_decoded(data: bytes, text: str) -> None:
    assert read_plain(data).text == text


def test_read_plain_white_space_is_empty() -> None:
    with pytest.raises(EmptyDocumentError):
        read_plain(b" \r\n\t ")
