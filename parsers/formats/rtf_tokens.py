"""The tokens of an RTF file (Rich Text Format 1.9.1): groups, control words, bytes of text; and charsets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?[0-9]{1,10})?[ ]?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z'])|([{}])|([^\\{}\r\n]+)|[\r\n]+|\\'?"
)
#: Font charsets (``\fcharset``) → Python codec; others are in the document's own code page.
CHARSETS = {
    0: "cp1252", 77: "mac_roman", 128: "cp932", 129: "cp949", 134: "gbk", 136: "cp950", 161: "cp1253", 162: "cp1254",
    163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
    255: "cp437",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Token:
    """One token: ``open`` and ``close`` of a group, a control ``word`` with its number, a ``byte``, or ``text``."""

    kind: str
    word: str = ""
    number: int | None = None
    data: bytes = b""


_OPEN, _CLOSE = Token("open"), Token("close")


def tokens(data: bytes) -> Iterator[Token]:
    """The tokens in order. A control symbol (``\\~``) is a word of that one character; binary data is passed over."""
    position, end = 0, len(data)
    while position < end:
        found = _TOKEN.match(data, position)
        if found is None:
            return
        position = found.end()
        word, number, hexadecimal, symbol, brace, text = found.groups()
        if text is not None:
            yield Token("text", data=text)
        elif brace is not None:
            yield _OPEN if brace == b"{" else _CLOSE
        elif word is not None:
            value = None if number is None else int(number)
            if word == b"bin":
                position += max(value or 0, 0)
            else:
                yield Token("word", word=word.decode(), number=value)
        elif hexadecimal is not None:
            yield Token("byte", data=bytes.fromhex(hexadecimal.decode()))
        elif symbol is not None:
            yield Token("word", word=symbol.decode("latin-1"))
