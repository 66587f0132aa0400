"""What of a mail's parts got lost on the way: our tree compared with the standard library's, part by part.

Files are compared byte for byte. The letter's own text has no bytes of its own in the tree: its words are looked for.
"""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from hashlib import sha256

from parsers.tree import MailTree

_LOOKED_AT = 100_000  # bytes of a text; the letter's own text is cut for showing
_WORD = re.compile(r"[A-Za-z0-9]{4,}")
#: A word that is whole in every charset: nothing next to it that may be decoded as another letter.
_WHOLE_WORD = re.compile(r"(?<![^\t-~])(?<![A-Za-z0-9])[A-Za-z0-9]{4,}(?![A-Za-z0-9])(?![^\t-~])")
_UUENCODED = re.compile(r"(?ms)^begin [0-7]{3,4} .*?^end")
_BASE64 = ("base64", "quoted-printable")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """How many parts a mail has, how many are there byte for byte, how many as text, and what is missing."""

    same: int
    as_text: int
    lost: tuple[str, ...]

    @property
    def count(self) -> int:
        """All of them."""
        return self.same + self.as_text + len(self.lost)


def compare(raw: bytes, tree: MailTree, *, digests: frozenset[str] | None = None) -> Parts:
    """The parts of ``raw`` in ``tree``; ``digests`` are those of the attachments on record, else the tree's."""
    known = digests if digests is not None else frozenset(leaf.sha256 for leaf in tree.leaves)
    shown = _words("\n".join((tree.text, tree.html, *(leaf.data.decode("latin-1") for leaf in tree.leaves))))
    same, as_text, lost = 0, 0, []
    try:
        parts = list(_files(email.message_from_bytes(raw)))
    except (ValueError, TypeError, AttributeError):  # the standard library itself stumbles over a charset
        parts = []
    for part, data in parts:
        if sha256(data).hexdigest() in known:
            same += 1
        elif _text_words(part, data) <= shown | _words("\n".join(_decoded(leaf.data, part) for leaf in tree.leaves)):
            as_text += 1
        else:
            lost.append(f"{part.get_content_type()} of {len(data)} bytes")
    return Parts(same=same, as_text=as_text, lost=tuple(lost))


def _files(message: Message) -> Iterator[tuple[Message, bytes]]:
    """Every part that is no container, with its bytes; a mail that was encoded against RFC 2046 decoded as a whole."""
    children = message.get_payload()
    if not isinstance(children, list):
        data = message.get_payload(decode=True)
        if isinstance(data, bytes) and data:
            yield message, data
        return
    encoded = str(message.get("content-transfer-encoding", "")).strip().lower() in _BASE64
    for child in children:
        if not isinstance(child, Message):
            continue
        if encoded and message.get_content_maintype() == "message" and not child.keys():
            child["content-transfer-encoding"] = message["content-transfer-encoding"]
        yield from _files(child)


def files_of(raw: bytes) -> Iterator[tuple[str, bytes]]:
    """The names and bytes of the files in a mail, as the standard library has them."""
    for part, data in _files(email.message_from_bytes(raw)):
        yield str(part.get_filename() or "text"), data


def _text_words(part: Message, data: bytes) -> set[str]:
    """The words of a text; of what is no text, one that nothing has."""
    declared_text = part.get_content_maintype() in ("text", "multipart", "message")
    if not declared_text:
        return {"\N{REPLACEMENT CHARACTER}"}
    text = _decoded(data, part).replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")
    shown = _UUENCODED.sub("", text)[:_LOOKED_AT]
    return set(_WHOLE_WORD.findall(shown if len(shown) < _LOOKED_AT else shown[: -len(shown.split()[-1])]))


def _decoded(data: bytes, part: Message) -> str:
    charset = part.get_content_charset() if part.get_content_maintype() == "text" else None
    for name in (charset or "utf-8", "utf-8"):
        try:
            return data.decode(name)
        except (LookupError, UnicodeError, ValueError, AssertionError):
            continue
    return data.decode("latin-1")


def _words(text: str) -> set[str]:
    """Words of letters and digits that every charset has: the rest may have been decoded in another way."""
    return set(_WORD.findall(text))
