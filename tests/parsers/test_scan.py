"""The byte scan: what is too much is refused before a parser sees it, and nothing else is."""

from __future__ import annotations

from pathlib import Path

import pytest

from parsers.errors import OverLimitError
from parsers.limits import Limits
from parsers.scan import header_end, scan
from tests.parsers.mails import SAMPLES

LIMITS = Limits(mail_bytes=1_000_000, header_bytes=6_000, depth=4, parts=10, continuations=20)


def multipart(boundary: bytes, *parts: bytes) -> bytes:
    """A multipart entity, header and all."""
    body = b"".join(b"--" + boundary + b"\r\n" + part + b"\r\n" for part in parts)
    return b'Content-Type: multipart/mixed; boundary="' + boundary + b'"\r\n\r\n' + body + b"--" + boundary + b"--\r\n"


def nested(depth: int) -> bytes:
    """Multiparts inside each other."""
    entity = b"Content-Type: text/plain\r\n\r\nThe end.\r\n"
    for level in range(depth):
        entity = multipart(b"level%d" % level, entity)
    return entity


def refused(raw: bytes) -> str:
    """Why ``raw`` is refused."""
    with pytest.raises(OverLimitError) as caught:
        scan(raw, LIMITS)
    return caught.value.detail


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.eml")), ids=lambda path: path.stem)
def test_scan_of_every_ugly_mail_passes(path: Path) -> None:
    scan(path.read_bytes(), Limits())


def test_scan_of_a_mail_that_is_too_large() -> None:
    assert refused(b"Subject: x\r\n\r\n" + bytes(1_000_000)) == "the mail has 1.0 MB, the limit is 1.0 MB"


def test_scan_of_a_header_that_is_too_large() -> None:
    limits = Limits(header_bytes=2_048)
    with pytest.raises(OverLimitError) as caught:
        scan(b"X: " + b"y" * 3_000 + b"\r\n\r\nbody", limits)
    assert caught.value.detail == "the mail's header is larger than 2 kB"


def test_scan_of_a_part_whose_header_is_too_large() -> None:
    raw = multipart(b"b", b"X: " + b"y" * 7_000 + b"\r\n\r\nbody")
    assert refused(raw) == "the header of one part is larger than 5 kB"


def test_scan_of_a_part_with_a_long_body_passes() -> None:
    scan(multipart(b"b", b"Content-Type: text/plain\r\n\r\n" + b"word " * 10_000), LIMITS)


def test_scan_of_many_parts() -> None:
    part = b"Content-Type: text/plain\r\n\r\nx"
    scan(multipart(b"b", *[part] * 10), LIMITS)
    assert refused(multipart(b"b", *[part] * 11)) == "the mail has more than 10 parts"


def test_scan_of_deep_nesting() -> None:
    scan(nested(4), LIMITS)
    assert refused(nested(5)) == "the mail's parts are nested more than 4 deep"


def test_scan_of_many_continued_parameters() -> None:
    pieces = b"".join(b";\r\n name*%d*=x" % number for number in range(21))
    assert refused(b"Content-Type: text/plain" + pieces + b"\r\n\r\n") == (
        "more than 20 pieces of continued header parameters"
    )


def test_scan_does_not_count_rules_drawn_with_hyphens() -> None:
    scan(b"Subject: table\r\n\r\n" + b"-------\r\n--\r\n" * 1_000, LIMITS)


@pytest.mark.parametrize(
    ("raw", "end"),
    [(b"A: b\r\n\r\nc", 4), (b"A: b\n\nc", 4), (b"A: b\r\rc", 4), (b"A: b\n\r\nc", 4), (b"A: b", 4), (b"A: b\n", 5)],
)
def test_header_end_with_every_kind_of_line_end(raw: bytes, end: int) -> None:
    assert header_end(raw, 0, 100) == end


def test_header_end_of_a_block_over_the_limit_is_none() -> None:
    assert header_end(b"A: " + b"b" * 100, 0, 50) is None


def test_scan_of_one_long_field_in_any_part() -> None:
    long = b"Content-Type: text/plain;\r\n" + b" a=b;\r\n" * 700
    assert refused(multipart(b"b", long + b"\r\nx")) == "a header field of more than 4 kB"
    assert refused(b"content-disposition: attachment" + b";" * 5_000) == "a header field of more than 4 kB"
    scan(multipart(b"b", b"Content-Type: text/plain;\r\n" + b" a=b;\r\n" * 100 + b"\r\nx"), LIMITS)


@pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n"])
def test_scan_of_one_long_field_whatever_ends_its_line(end: bytes) -> None:
    raw = b"From: a@hull.example" + end + b"Content-Type: text/plain;" + b'a="b";' * 1_000 + end + end + b"words"
    with pytest.raises(OverLimitError, match="a header field of more than 4 kB"):
        scan(raw, Limits())
