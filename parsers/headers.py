"""The outermost header of a mail, decoded: who, to whom, what about, when, by which way, and what is wrong with it.

Addresses, date and their defects come from mail-parser, which is given the fields it is asked for and nothing else;
where it gives up on malformed mail the standard library's own, more forgiving functions stand in and a defect says so.
Every other value is unfolded and decoded here. The tree below the header is `parsers.tree`.
"""

from __future__ import annotations

import email.errors
import email.header
import email.utils
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

import mailparser
import mailparser.exceptions

from parsers.bodies import decode_text
from parsers.mail import Address, Hop
from parsers.names import clean

_LONGEST_VALUE = 2_000  # characters of a value as shown
_LONGEST_FIELD = 16_000  # characters of a value as parsed
_MOST_FIELDS = 2_000
_MOST_ADDRESSES = 200
_MOST_HOPS = 60
_ADDRESS_FIELDS = ("from", "sender", "reply-to", "to", "cc")
_SINGLE_FIELDS = (*_ADDRESS_FIELDS, "subject", "date", "message-id", "in-reply-to", "references")  # RFC 5322, 3.6
_MESSAGE_ID = re.compile(r"<([^<>\s]{1,500})>")
_HOP_BY = re.compile(r"\bby\s+([^\s;()]{1,255})")
_ENCODED_WORD = re.compile(r"=\?([^?\s]{1,60})\?[bqBQ]\?")
_ENCODED_RUN = re.compile(r"=\?[^?\s]{1,60}\?[bqBQ]\?[^?]*\?=(?:\s*=\?[^?\s]{1,60}\?[bqBQ]\?[^?]*\?=)*")
_CAPITALS = re.compile(r"(?<!^)(?=[A-Z])")

_AS_WRITTEN = frozenset({"authentication-results", "arc-authentication-results", "received", "received-spf"})

#: How the Message-ID of every letter of this service begins.
OUR_MESSAGE_IDS = "intake."
RawFields = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The outermost header. ``fields`` are all, in order, names in lower case; ``defects`` are short machine words."""

    fields: tuple[tuple[str, str], ...]
    from_: Address | None
    reply_to: Address | None
    sender: Address | None
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    subject: str
    date: datetime | None
    message_id: str
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    return_path: str | None
    received: tuple[Hop, ...]
    defects: tuple[str, ...]


def read_header(raw_items: Iterable[tuple[str, str]]) -> Header:
    """The header whose fields are ``raw_items``: names and values as the standard library's parser left them."""
    raw: RawFields = tuple((name.lower(), value[:_LONGEST_FIELD]) for name, value in raw_items)[:_MOST_FIELDS]
    defects: list[str] = _defects(raw)
    parsed = _by_mail_parser(raw, defects)
    message_ids = _message_ids(raw, "message-id")
    own_id = message_ids[0] if message_ids else _first(raw, "message-id").strip().strip("<>")[:500]
    addresses = {name: parsed.addresses(name) for name in _ADDRESS_FIELDS}
    return Header(
        fields=tuple((clean(name), _shown(name, value)) for name, value in raw),
        from_=_one(addresses["from"]),
        reply_to=_one(addresses["reply-to"]),
        sender=_one(addresses["sender"]),
        to=addresses["to"],
        cc=addresses["cc"],
        subject=decode(_first(raw, "subject")),
        date=parsed.date,
        message_id=clean(own_id),
        in_reply_to=_message_ids(raw, "in-reply-to"),
        references=_message_ids(raw, "references"),
        return_path=_return_path(raw),
        received=tuple(_hop(value) for name, value in raw if name == "received")[:_MOST_HOPS],
        defects=tuple(dict.fromkeys(defects)),
    )


def decode(value: str, *, cut: int = _LONGEST_FIELD) -> str:
    """A header's value unfolded, its encoded words (RFC 2047) decoded, undecodable bytes replaced."""
    return clean(_ENCODED_RUN.sub(_decode_run, _unfolded(value))).strip()[:cut]


def _shown(name: str, value: str) -> str:
    if name in _AS_WRITTEN:
        return _unfolded(value).strip()[:_LONGEST_VALUE]
    return decode(value, cut=_LONGEST_VALUE)


def _unfolded(value: str) -> str:
    return clean(re.sub(r"\r?\n(?=[ \t])|[\r\n]", "", value[:_LONGEST_FIELD]))


def kebab(name: str) -> str:
    """``CloseBoundaryNotFoundDefect`` as the machine word ``close-boundary-not-found``."""
    return "-".join(_CAPITALS.split(name.removesuffix("Defect"))).lower()


def _decode_run(run: re.Match[str]) -> str:
    """One encoded word, or several with nothing but white space between them, which belong together."""
    try:
        return "".join(_piece(content, charset) for content, charset in email.header.decode_header(run[0]))
    except (email.errors.HeaderParseError, ValueError):
        return run[0]  # a broken encoded word is shown as it came


def _piece(content: str | bytes, charset: str | None) -> str:
    if isinstance(content, str):
        return content
    return decode_text(content, charset or "ascii")[0]


@dataclass(frozen=True, slots=True)
class _Parsed:
    """What mail-parser, or our stand-in for it, made of the fields that need a grammar."""

    pairs: dict[str, list[tuple[str, str]]]
    date: datetime | None

    def addresses(self, name: str) -> tuple[Address, ...]:
        found = (Address(name=decode(shown), address=clean(address)) for shown, address in self.pairs.get(name, []))
        return tuple(item for item in found if item.address)[:_MOST_ADDRESSES]


def _by_mail_parser(raw: RawFields, defects: list[str]) -> _Parsed:
    """Ask mail-parser; on malformed mail, where it raises, fall back to the standard library."""
    wanted = {name: clean(value) for name, value in reversed(raw) if name in (*_ADDRESS_FIELDS, "date")}
    block = "".join(f"{name}: {_folded(value)}\r\n" for name, value in wanted.items()) + "\r\n"
    date = _date(wanted.get("date", ""))
    try:
        mail = mailparser.parse_from_bytes(block.encode())
        pairs = {name: _pairs(mail._header_value(name), wanted[name]) for name in _ADDRESS_FIELDS if name in wanted}
        defects.extend(kebab(name) for name in sorted(mail.defects_categories))
    except (AttributeError, ValueError, TypeError, LookupError, mailparser.exceptions.MailParserError):
        defects.append("mail-parser-gave-up")
        return _Parsed(
            {name: email.utils.getaddresses([wanted[name]]) for name in _ADDRESS_FIELDS if name in wanted}, date
        )
    return _Parsed(pairs, _aware(mail.date) or date)


def _pairs(found: object, value: str) -> list[tuple[str, str]]:
    """Names and addresses of a field; of one that mail-parser does not take for addresses, as Sender, by ourselves."""
    return list(found) if isinstance(found, list) else email.utils.getaddresses([value])


def _folded(value: str) -> str:
    """A value that can stand in a header block again: one line, whatever line ends it came with."""
    return " ".join(value.split())


def _aware(value: object) -> datetime | None:
    if not isinstance(value, datetime):
        return None
    return value if value.tzinfo else value.replace(tzinfo=UTC)


def _date(value: str) -> datetime | None:
    """An RFC 5322 date, or None; "-0000" (time zone not told) counts as UTC."""
    try:
        return _aware(email.utils.parsedate_to_datetime(value.strip()))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _first(raw: RawFields, name: str) -> str:
    return next((clean(value) for key, value in raw if key == name), "")


def _one(addresses: tuple[Address, ...]) -> Address | None:
    return addresses[0] if addresses else None


def _message_ids(raw: RawFields, name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_MESSAGE_ID.findall(_first(raw, name))))


def _return_path(raw: RawFields) -> str | None:
    """The envelope sender as the last server wrote it: "" for the null path of a bounce, None where nothing tells."""
    if not any(name == "return-path" for name, _ in raw):
        return None
    return _first(raw, "return-path").strip().strip("<>").strip()


def _hop(value: str) -> Hop:
    """One Received field (RFC 5321 section 4.4): who wrote it, and the time after its last semicolon."""
    text = " ".join(clean(value).split())
    by = _HOP_BY.search(text)
    return Hop(by=by[1].lower() if by else "", at=_date(text.rpartition(";")[2]))


def _defects(raw: RawFields) -> list[str]:
    """What is missing, doubled or not ASCII in the header."""
    names = [name for name, _ in raw]
    found = [f"no-{name}" for name in ("from", "date", "message-id") if name not in names]
    found += [f"duplicate-{name}" for name in _SINGLE_FIELDS if names.count(name) > 1]
    text = "".join(value for _, value in raw)
    if not text.isascii() and any("\udc80" <= character <= "\udcff" for character in text):
        found.append("raw-8bit-header")
    for charset in set(_ENCODED_WORD.findall(text)):
        try:
            "".encode(charset.partition("*")[0])
        except (LookupError, ValueError):
            found.append("unknown-charset")
    return found
