"""Plain text → `Document`: a mail's body, or an attached text file.

Line ends are taken as layout (mail is wrapped at 72 or 78 columns), quoting marks are taken off and counted, and
format=flowed (RFC 3676) is undone where the text shows it. Placeholders such as ``______`` stay: the matcher knows
them. Decoding a mail's own charset is `parsers.tree`'s; an attached file is decoded here.
"""

from __future__ import annotations

import re

from parsers.document import Document, DocumentKind, Line
from parsers.errors import EmptyDocumentError
from parsers.formats import glyphs, limits

_QUOTE = re.compile(r"^(?:[ \t]?>)+ ?")
_BULLET = re.compile(r"^\s*(?:[•▪◦●‣·*]|-(?=\s\S))\s+(?=\S)")
_UNDERLINE = re.compile(r"^\s*(?:=+|-+|~+|\*+|_{50,})\s*$")
#: RFC 3676 section 4.3: the signature separator ends in a space but does not flow.
_SIGNATURE = "-- "


def read_plain(data: bytes) -> Document:
    """A text file, decoded as UTF-8 or UTF-16 where it is that, else as Windows-1252.

    Raises:
        EmptyDocumentError: there is nothing but white space.
    """
    document = read_text(_decode(data))
    if not document.blocks:
        raise EmptyDocumentError
    return document


def read_text(text: str) -> Document:
    """Text as a document of wrapped lines, quoting taken off, typed tick boxes normalised."""
    notes = ("truncated",) if len(text) > limits.MAX_CHARS else ()
    text = text[: limits.MAX_CHARS].replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n")
    lines: list[Line] = []
    gap = False
    for depth, content in _unflow([_unquote(line) for line in text.split("\n")]):
        if not content.strip() or (_UNDERLINE.match(content) and content.rstrip() != _SIGNATURE.rstrip()):
            gap = True
            continue
        shown = glyphs.ticks(glyphs.clean(_BULLET.sub("", content))).strip()
        bullet = _BULLET.match(content) is not None
        if shown:
            lines.append(Line(text=shown, wrapped=True, bullet=bullet, gap=gap, quote=depth))
            gap = False
    return Document(kind=DocumentKind.PLAIN, blocks=tuple(lines), notes=notes)


def _unquote(line: str) -> tuple[int, str]:
    """The depth of quoting and the line without it; what follows the marks is kept as it is."""
    marks = _QUOTE.match(line)
    if marks is None:
        return 0, line
    return marks.group().count(">"), line[marks.end() :]


def _unflow(lines: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """The lines with soft breaks joined, where the text as a whole was written as format=flowed."""
    soft = sum(1 for _, content in lines if len(content) >= 60 and content.endswith(" ") and not content.endswith("  "))
    if soft < 2:
        return lines
    joined: list[tuple[int, str]] = []
    flowing = False
    for depth, content in lines:
        unstuffed = content[1:] if content.startswith(" ") else content  # RFC 3676 section 4.4, space-stuffing
        if flowing and joined[-1][0] == depth and unstuffed.strip():
            joined[-1] = (depth, joined[-1][1] + unstuffed)
        else:
            joined.append((depth, unstuffed))
        flowing = len(content) >= 40 and content.endswith(" ") and content != _SIGNATURE
    return joined


def _decode(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    if data.count(0) * 3 > len(data):
        order = "utf-16-le" if data[1::2].count(0) >= data[::2].count(0) else "utf-16-be"
        return data.decode(order, errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")
