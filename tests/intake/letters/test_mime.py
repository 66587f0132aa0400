"""The mail writer, held to the standard library's parser."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.letters import mime
from intake.letters.errors import HeaderValueError
from tests.intake.letters.reading import body, parsed


@given(value=st.text(max_size=400))
def test_header_any_value_is_written_whole_or_refused(value: str) -> None:
    bad = any(ord(character) < 32 or ord(character) == 127 for character in value)
    surrogate = any("\ud800" <= character <= "\udfff" for character in value)
    if bad or surrogate:
        with pytest.raises((HeaderValueError, UnicodeError)):
            mime.header("Subject", value)
        return
    line = mime.header("Subject", value)
    assert line.isascii()
    assert max(map(len, line.split(b"\r\n"))) <= 998
    message = parsed(line + b"\r\n")
    assert message.keys() == ["Subject"]
    assert message["Subject"].split() == value.split()


@pytest.mark.parametrize("value", ["a\rb", "a\nb", "a\r\n b", "a\0b", "a\tb", "a\x7f"])
def test_header_with_a_control_character_is_refused(value: str) -> None:
    with pytest.raises(HeaderValueError):
        mime.header("Subject", value)
    with pytest.raises(HeaderValueError):
        mime.structured("To", [value])


def test_structured_header_outside_ascii_is_refused() -> None:
    with pytest.raises(HeaderValueError, match="To must be ASCII"):
        mime.structured("To", ["zoë@walsall.example"])


@given(
    text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\x85\x1c\x1d\x1e\x0b\x0c\u2028\u2029"))
)
def test_text_part_any_text_comes_back(text: str) -> None:
    raw = mime.message([], mime.text_part("plain", text))
    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) <= 76
    assert body(parsed(raw), "plain") == text


def test_text_part_never_ends_the_letter_early() -> None:
    raw = mime.message([], mime.text_part("plain", "one\n.\nFrom here\n"))
    assert b"\r\n.\r\n" not in raw


@given(
    name=st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=120),
    data=st.binary(max_size=300),
)
def test_file_part_any_name_and_content_come_back(name: str, data: bytes) -> None:
    words = mime.text_part("plain", "hello\n")
    file = mime.AttachedFile(name=name, type="application/octet-stream", data=data)
    raw = mime.message([], mime.multipart("mixed", [words, mime.file_part(file)]))
    (attached,) = parsed(raw).iter_attachments()
    assert attached.get_content() == data
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    found = attached["Content-Disposition"].params["filename"]  # get_filename() would take "<" and ">" off a name
    assert " ".join(found.split()) == " ".join(name.split())


@pytest.mark.parametrize("kind", ["text", "text/plain; x=y", "a/b\r\nX: y", ""])
def test_file_part_of_no_media_type_is_refused(kind: str) -> None:
    with pytest.raises(HeaderValueError):
        mime.file_part(mime.AttachedFile(name="a", type=kind, data=b""))


def test_multipart_of_one_part_is_that_part() -> None:
    words = mime.text_part("plain", "hello\n")
    assert mime.multipart("mixed", [words]) is words


_REQUEST = "\r\n".join(
    ("BEGIN:VCALENDAR", "METHOD:REQUEST", "BEGIN:VEVENT", "SUMMARY:Café", "END:VEVENT", "END:VCALENDAR", "")
).encode()


def test_calendar_part_says_its_method_and_is_the_last_alternative_in_seven_bits() -> None:
    words = mime.multipart("alternative", [mime.text_part("plain", "a"), mime.calendar_part(_REQUEST)])
    content = mime.multipart("mixed", [words, mime.file_part(mime.calendar_file(_REQUEST))])
    raw = mime.message([], content)
    found = parsed(raw)
    assert raw.isascii()
    assert [part.get_content_type() for part in found.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/calendar",
        "application/ics",
    ]
    _, _, _, last, file = found.walk()
    assert (last.get_param("method"), last.get_content_charset(), last.get_filename()) == ("REQUEST", "utf-8", None)
    assert (file.get_filename(), file.get_content_disposition()) == ("invite.ics", "attachment")
    assert [part.get_payload(decode=True) for part in (last, file)] == [_REQUEST, _REQUEST]


@pytest.mark.parametrize("data", [b"", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", b"X:METHOD:REQUEST\r\n"])
def test_calendar_part_without_a_method_is_refused(data: bytes) -> None:
    with pytest.raises(HeaderValueError):
        mime.calendar_part(data)
