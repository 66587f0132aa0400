"""What a mail is, told without our own readers, by the standard library and a few patterns: so both can be compared."""

from __future__ import annotations

import email
import re
from dataclasses import dataclass
from email.message import Message
from enum import StrEnum

_USUAL = frozenset({"us-ascii", "utf-8", "iso-8859-1", "windows-1252", "ascii"})
_SEALED = ("multipart/signed", "multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime")
_LIST_FIELDS = ("list-id", "list-post", "list-unsubscribe", "list-archive")
_ID = re.compile(r"(?im)^[>\s]*message-id:\s*<([^<>\s]+)>")
_ACTION = re.compile(r"(?im)^[>\s]*action:\s*(failed|delayed)")
_STATUS = re.compile(r"(?im)^[>\s]*status:\s*([45])\.\d")
_CODE = re.compile(r"(?m)(?:^|[\s<>:(\[])([45])\d\d[ -](?:[45]\.\d+\.\d+|[A-Z<])")


class Sort(StrEnum):
    """What sort of mail it is."""

    FORM = "form"  # written for this: nobody's corpus has our forms
    BOUNCE = "bounce"
    AUTOMATIC = "automatic"  # absence notices, challenges
    LIST = "list"
    SIGNED = "signed"  # or encrypted
    MALFORMED = "malformed"
    CHARSET = "charset"  # one of the rarer ones
    ORDINARY = "ordinary"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounced:
    """What a bounce tells to a reader of its words: Message-IDs it could be tied by, and whether it is for good.

    ``failed`` is None where no code and no field says so.
    """

    ids: frozenset[str]
    failed: bool | None


def shape_of(raw: bytes) -> Sort:
    """The sort of a mail of which nobody said what it is."""
    message = email.message_from_bytes(raw)
    parts = list(message.walk())
    types = {part.get_content_type() for part in parts}
    charsets = {str(part.get_content_charset() or "us-ascii") for part in parts}
    if "message/delivery-status" in {part.get_content_type() for part in _own(message)}:
        return Sort.BOUNCE
    if str(message.get("auto-submitted", "no")).strip().lower() != "no":
        return Sort.AUTOMATIC
    if any(name in message for name in _LIST_FIELDS) or str(message.get("precedence", "")).lower() == "list":
        return Sort.LIST
    if types & set(_SEALED) or b"-----BEGIN PGP " in raw:
        return Sort.SIGNED
    if any(part.defects for part in parts) or not message.get("from") or b"\x00" in raw:
        return Sort.MALFORMED
    return Sort.CHARSET if charsets - _USUAL else Sort.ORDINARY


def bounced(raw: bytes) -> Bounced:
    """What can be known of the letter that a bounce is about."""
    message = email.message_from_bytes(raw)
    text = "\n".join([raw.decode("latin-1"), *(_text(part) for part in message.walk())])
    own = _ID.search("\n".join(f"{name}: {value}" for name, value in message.raw_items()))
    said = _ACTION.findall(text) and [word.lower() == "failed" for word in _ACTION.findall(text)]
    codes = [code == "5" for code in (_STATUS.findall(text) or _CODE.findall(text))]
    told = said or codes
    return Bounced(ids=frozenset(_ID.findall(text)) - {own[1] if own else ""}, failed=any(told) if told else None)


def _own(message: Message) -> list[Message]:
    """The parts of the mail itself, not of a mail in it."""
    children = message.get_payload()
    if message.get_content_maintype() != "multipart" or not isinstance(children, list):
        return [message]
    return [part for child in children if isinstance(child, Message) for part in _own(child)]


def _text(part: Message) -> str:
    data = part.get_payload(decode=True)
    return data.decode("latin-1") if isinstance(data, bytes) else ""
