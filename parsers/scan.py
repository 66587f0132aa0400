"""A look at the raw bytes before any parser sees them: is this mail within the limits?

Parsers of mail take quadratic time on some inputs (continued parameters of RFC 2231, boundaries inside boundaries), so
what would hurt them is counted here first, in time linear in the size of the mail. The counts follow what a parser
would do closely enough to stop an attack; `parsers.tree` counts parts and depth again, exactly, as it builds them.
Long runs of base64 (`parsers.encoded_runs`) hold none of what is counted, and are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from parsers.encoded_runs import Shortened, shortened
from parsers.errors import OverLimitError
from parsers.limits import Limits
from parsers.raw import Raw

_BLANK_LINES = (b"\r\n\r\n", b"\n\n", b"\n\r\n", b"\r\r")
_CONTINUATION = re.compile(rb"\*\d{1,9}\*?[ \t]*=")
_BOUNDARY = re.compile(
    rb"boundary(?:\*\d*\*?)?[ \t]*=[ \t]*(?:\"([^\"\r\n]{1,200})\"|([^\s;\"]{1,200}))", re.IGNORECASE
)
_DELIMITER_LENGTH = 210  # RFC 2046 section 5.1.1 allows 70; what real programs write is longer


def scan(raw: Raw, limits: Limits) -> Shortened:
    """Check ``raw``, a whole mail, against ``limits``; what was looked at is what is worth parsing.

    Raises:
        OverLimitError: with what is too much, by how much, worded for the person who sent it.
    """
    if len(raw) > limits.mail_bytes:
        raise OverLimitError(f"the mail has {_megabytes(len(raw))}, the limit is {_megabytes(limits.mail_bytes)}")
    short = shortened(raw)
    text = short.text
    if header_end(text, 0, limits.header_bytes) is None:
        raise OverLimitError(f"the mail's header is larger than {limits.header_bytes // 1024} kB")
    if sum(1 for _ in _CONTINUATION.finditer(text)) > limits.continuations:
        raise OverLimitError(f"more than {limits.continuations} pieces of continued header parameters")
    if text.count(b"\r") > text.count(b"\r\n"):  # the parser ends lines there too
        text = text.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    lowered = text.lower()
    _scan_fields(text, lowered, limits)
    _scan_parts(text, lowered, limits)
    return short


def header_end(raw: bytes, start: int, limit: int) -> int | None:
    """Where the header block that begins at ``start`` ends; None when it is longer than ``limit`` bytes.

    A block that ends with the mail, without a blank line, ends there. Line ends may be CRLF, LF or CR: the standard
    library's parser takes all three.
    """
    end = window = start + limit + len(_BLANK_LINES[0])
    for blank in _BLANK_LINES:
        found = raw.find(blank, start, end + len(blank) - 1)
        end = found if found >= 0 else end
    if end < window:
        return end
    return len(raw) if len(raw) - start <= limit else None


def _scan_fields(raw: bytes, lowered: bytes, limits: Limits) -> None:
    """Measure the fields with parameters, wherever a line looks like one: Content-Type and its kin."""
    for position in _lines(lowered, b"content-"):
        end = raw.find(b"\n", position)
        while end >= 0 and raw[end + 1 : end + 2] in (b" ", b"\t") and end - position <= limits.field_bytes:
            end = raw.find(b"\n", end + 1)
        if (end if end >= 0 else len(raw)) - position > limits.field_bytes:
            raise OverLimitError(f"a header field of more than {limits.field_bytes // 1024} kB")


def _lines(raw: bytes, beginning: bytes) -> Iterator[int]:
    """Where each line stands that begins so."""
    if raw.startswith(beginning):
        yield 0
    position = raw.find(b"\n" + beginning)
    while position >= 0:
        yield position + 1
        position = raw.find(b"\n" + beginning, position + 1)


def _scan_parts(raw: bytes, lowered: bytes, limits: Limits) -> None:
    """Count the delimiter lines of declared boundaries, and how deep they stand in each other."""
    boundaries = _boundaries(raw, lowered)
    if not boundaries:
        return
    parts = 0
    stack: list[bytes] = []
    for position in _lines(raw, b"--"):
        delimiter, closing = _delimiter(raw, position, boundaries)
        if delimiter:
            parts += not closing
            _enter(stack, delimiter, closing=closing)
            _check_part(raw, position, parts=parts, depth=len(stack), limits=limits)


def _boundaries(raw: bytes, lowered: bytes) -> set[bytes]:
    """Every declared boundary. The word is looked for first: a pattern that ignores case is slow over megabytes."""
    found: set[bytes] = set()
    position = lowered.find(b"boundary")
    while position >= 0:
        declared = _BOUNDARY.match(raw, position)
        if declared:
            found.add(declared[1] or declared[2])
        position = lowered.find(b"boundary", position + 8)
    return found


def _delimiter(raw: bytes, position: int, boundaries: set[bytes]) -> tuple[bytes, bool]:
    """The boundary that the line at ``position`` delimits ("" when none), and whether it closes its multipart."""
    line = raw[position + 2 : position + _DELIMITER_LENGTH].split(b"\n", 1)[0].split(b"\r", 1)[0].rstrip()
    if line in boundaries:
        return line, False
    if line.endswith(b"--") and line[:-2] in boundaries:
        return line[:-2], True
    return b"", False


def _enter(stack: list[bytes], boundary: bytes, *, closing: bool) -> None:
    """Keep ``stack`` the list of the multiparts that are open after this delimiter line."""
    if boundary in stack:
        del stack[stack.index(boundary) + (0 if closing else 1) :]
    elif not closing:
        stack.append(boundary)


def _check_part(raw: bytes, position: int, *, parts: int, depth: int, limits: Limits) -> None:
    """Hold the part whose delimiter stands at ``position`` to the limits."""
    if parts > limits.parts:
        raise OverLimitError(f"the mail has more than {limits.parts} parts")
    if depth > limits.depth:
        raise OverLimitError(f"the mail's parts are nested more than {limits.depth} deep")
    if header_end(raw, position, limits.header_bytes) is None and _looks_like_header(raw, position):
        raise OverLimitError(f"the header of one part is larger than {limits.header_bytes // 1024} kB")


def _looks_like_header(raw: bytes, position: int) -> bool:
    """Whether a field name follows the delimiter line; a part may also begin with its body after a blank line."""
    line_end = raw.find(b"\n", position, position + _DELIMITER_LENGTH)
    return line_end >= 0 and b":" in raw[line_end : line_end + 1_000].split(b"\n", 2)[1]


def _megabytes(size: int) -> str:
    return f"{size / 1024 / 1024:.1f} MB"
