"""Build the bytes of a mail (RFC 5322, RFC 2045-2049): text first, then HTML, pictures by cid, files attached.

Everything leaves in seven bits: bodies as quoted-printable, files as base64, words of headers as RFC 2047, file names
as RFC 2231. Every header value is checked for line breaks and NUL before it is written. Written by hand because it is
eight times as fast as `email.message.EmailMessage`; the tests hold it to that parser.
"""

from __future__ import annotations

import base64
import binascii
import re
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from intake.letters.errors import HeaderValueError

#: Control characters, and lone surrogates, which no charset can hold.
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+/[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_METHOD = re.compile(rb"^METHOD:([A-Z]{1,20})\r?$", re.MULTILINE)
#: The longest line we write where RFC 5322 2.1.1 lets us choose.
_LINE = 76
#: The longest encoded word (RFC 2047 section 2).
_ENCODED_WORD = 75
#: Each octet in the "Q" encoding; what may stand as it is may do so in a phrase too (RFC 2047 4.2 and 5).
_Q = [
    "_" if octet == 0x20 else chr(octet) if chr(octet).isascii() and chr(octet).isalnum() else f"={octet:02X}"
    for octet in range(256)
]

HeaderLine = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachedFile:
    """A file that goes with a letter. ``type`` is ``type/subtype``; ``name`` is what the reader sees."""

    name: str
    type: str
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class InlineImage:
    """A picture shown in the HTML as ``cid:<cid>`` (RFC 2392); ``cid`` is a dot-atom without a domain."""

    cid: str
    name: str
    type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Part:
    """A MIME part ready to be written: its header lines and its encoded body."""

    headers: bytes
    body: bytes


def header(name: str, value: str) -> bytes:
    """One header line; words outside ASCII are encoded (RFC 2047), long lines folded.

    Raises:
        HeaderValueError: the value holds a line break, a NUL or another control character.
    """
    checked(name, value)
    words = value.split(" ")
    # What looks like an encoded word must not be decoded as one; spaces in a row would not survive the folding.
    plain = value.isascii() and "=?" not in value and "" not in words and max(map(len, words)) <= _LINE
    lines = [f"{name}:"]
    for word in words if plain else _encoded_words(value):
        if len(lines[-1]) + 1 + len(word) > _LINE and lines[-1] != f"{name}:":
            lines.append("")
        lines[-1] += f" {word}"
    return ("\r\n".join(lines) + "\r\n").encode("ascii")


def structured(name: str, values: Sequence[str]) -> bytes:
    """A header of ASCII tokens, one a line where there are several; never broken inside a token.

    Raises:
        HeaderValueError: as `header`, and for anything outside ASCII.
    """
    for value in values:
        checked(name, value)
        if not value.isascii():
            raise HeaderValueError(f"{name} must be ASCII")
    return f"{name}: {(chr(13) + chr(10) + ' ').join(values)}\r\n".encode("ascii")


def checked(name: str, value: str) -> str:
    """The value, if it is safe in a header.

    Raises:
        HeaderValueError: the value holds a line break, a NUL or another control character.
    """
    if _CONTROL.search(value):
        raise HeaderValueError(f"{name} holds a line break or another control character")
    return value


def _encoded_words(value: str) -> list[str]:
    """The value as RFC 2047 encoded words of at most 75 characters, none of them cut inside a character."""
    words = [""]
    for character in value:
        encoded = "".join(map(_Q.__getitem__, character.encode("utf-8")))
        if len(words[-1]) + len(encoded) > _ENCODED_WORD - len("=?utf-8?q??="):
            words.append("")
        words[-1] += encoded
    return [f"=?utf-8?q?{word}?=" for word in words]


def text_part(subtype: str, text: str) -> Part:
    """A text part in UTF-8, quoted-printable."""
    encoded = binascii.b2a_qp(text.encode("utf-8", "replace"), istext=True).replace(b"\n", b"\r\n")
    headers = f"Content-Type: text/{subtype}; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n"
    return Part(headers.encode("ascii"), encoded)


def file_part(file: AttachedFile) -> Part:
    """A file as an attachment."""
    return _binary(file.type, file.data, f"Content-Disposition: attachment;\r\n {_filename(file.name)}\r\n")


def image_part(image: InlineImage, *, domain: str) -> Part:
    """A picture to be shown where the HTML names its cid."""
    cid = checked("Content-ID", f"<{image.cid}@{domain}>")
    extra = f"Content-ID: {cid}\r\nContent-Disposition: inline;\r\n {_filename(image.name)}\r\n"
    return _binary(image.type, image.data, extra)


def calendar_part(data: bytes) -> Part:
    """An iCalendar object as the last alternative to a letter's words, which makes the letter an invitation.

    Mail programs offer "accept" and "decline" where Content-Type has the method, the same as in the object itself
    (RFC 6047 2.4); in base64 nothing on the way breaks its lines.

    Raises:
        HeaderValueError: the object says no method.
    """
    method = _METHOD.search(data)
    if method is None:
        raise HeaderValueError("the calendar object has no METHOD")
    headers = (
        f"Content-Type: text/calendar; charset=UTF-8; method={method[1].decode('ascii')}\r\n"
        "Content-Transfer-Encoding: base64\r\n"
    )
    return Part(headers.encode("ascii"), base64.encodebytes(data).replace(b"\n", b"\r\n"))


def calendar_file(data: bytes) -> AttachedFile:
    """The same object as a file, for programs that look for invitations only among the attachments."""
    return AttachedFile(name="invite.ics", type="application/ics", data=data)


def multipart(subtype: str, parts: Iterable[Part], *, parameters: str = "") -> Part:
    """The parts under one boundary; a single part stands for itself."""
    members = tuple(parts)
    if len(members) == 1:
        return members[0]
    boundary = f"=_{secrets.token_hex(16)}"  # "=_" cannot occur in quoted-printable or base64 (RFC 2045 6.7)
    headers = f'Content-Type: multipart/{subtype};{parameters}\r\n boundary="{boundary}"\r\n'.encode("ascii")
    line = f"--{boundary}\r\n".encode("ascii")
    pieces = [b"".join((line, part.headers, b"\r\n", part.body, b"\r\n")) for part in members]
    return Part(headers, b"".join((*pieces, f"--{boundary}--\r\n".encode("ascii"))))


def message(headers: Iterable[bytes], content: Part) -> bytes:
    """The whole mail: the header lines, then the content."""
    return b"".join((*headers, b"MIME-Version: 1.0\r\n", content.headers, b"\r\n", content.body))


def _binary(kind: str, data: bytes, extra: str) -> Part:
    if not _TOKEN.fullmatch(kind):
        raise HeaderValueError(f"Content-Type {kind!r} is not type/subtype")
    headers = f"Content-Type: {kind}\r\n{extra}Content-Transfer-Encoding: base64\r\n".encode("ascii")
    return Part(headers, base64.encodebytes(data).replace(b"\n", b"\r\n"))


def _filename(name: str) -> str:
    """The filename parameter: quoted where it is plain ASCII, else RFC 2231 in UTF-8.

    What looks like an encoded word is not quoted: many programs decode it although RFC 2047 (section 5) forbids it.
    """
    checked("Content-Disposition", name)
    if name.isascii() and not set(name) & set('"\\') and "=?" not in name and len(name) < _LINE - 12:
        return f'filename="{name}"'
    return _continued(quote(name, safe="", errors="replace"))


def _continued(encoded: str) -> str:
    """A long RFC 2231 value in numbered pieces (section 4.1), never cut inside a percent triplet."""
    pieces: list[str] = []
    while encoded:
        cut = 55
        while "%" in encoded[cut - 2 : cut] and cut < len(encoded):
            cut -= 1
        pieces.append(encoded[:cut])
        encoded = encoded[cut:]
    if len(pieces) == 1:
        return f"filename*=utf-8''{pieces[0]}"
    first = f"filename*0*=utf-8''{pieces[0]}"
    return ";\r\n ".join([first, *(f"filename*{n}*={piece}" for n, piece in enumerate(pieces[1:], 1))])
