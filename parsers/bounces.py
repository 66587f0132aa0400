"""Recognises that a mail was not delivered: RFC 3464 reports by their parts, all others by flufl.bounce.

Values only. Which letter it was about is told by that letter's Message-ID; what to do about it is the service's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.message import Message

from flufl.bounce import all_failures

from parsers.headers import Header, decode
from parsers.mail import DeliveryReport
from parsers.names import clean

_RETURNED = (
    "message/rfc822",
    "message/global",
    "text/rfc822-headers",
    "message/rfc822-headers",
    "message/global-headers",
)
_STATUS_PARTS = ("message/delivery-status", "message/global-delivery-status")
_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_ID_IN_TEXT = re.compile(r"(?im)^[>\s]{0,10}message-id:\s{0,10}<([^<>\s]{1,500})>")
_SENDERS = re.compile(r"^(mailer-daemon|postmaster|mail-?delivery|microsoftexchange[0-9a-f]+)@", re.IGNORECASE)
_SUBJECTS = re.compile(
    r"undeliver|delivery (status|fail|has failed|problem|incomplete)|returned mail|mail delivery|failure notice"
    r"|could not be delivered|delivery notification|non remis|unzustellbar",
    re.IGNORECASE,
)
_LONGEST_TEXT = 100_000
#: The worst of several recipients decides what the report as a whole says.
_GRAVITY = ("failed", "delayed", "relayed", "expanded", "delivered")


def delivery_report(message: Message, header: Header, text: str) -> DeliveryReport | None:
    """The report that ``message`` is, or None; ``text`` is its body, where some bounces quote the mail."""
    blocks = list(_recipient_blocks(message))
    if blocks:
        return _standard(message, blocks, text)
    if message.get_content_type() == "multipart/report" or not _looks_like_bounce(header):
        return None
    return _by_text(message, header, text[:_LONGEST_TEXT])


def _recipient_blocks(message: Message) -> Iterator[Message]:
    """The per-recipient fields (RFC 3464 section 2.3) of the report's own status part, not of one quoted in it."""
    for part in _own_parts(message):
        if part.get_content_type() not in _STATUS_PARTS:
            continue
        blocks = part.get_payload()
        if isinstance(blocks, list):
            for block in blocks:
                if isinstance(block, Message) and ("final-recipient" in block or "action" in block):
                    yield block


def _own_parts(message: Message, depth: int = 0) -> Iterator[Message]:
    yield message
    if message.get_content_maintype() == "multipart" and isinstance(message.get_payload(), list) and depth < 5:
        for part in message.get_payload():
            if isinstance(part, Message):
                yield from _own_parts(part, depth + 1)


def _standard(message: Message, blocks: list[Message], text: str) -> DeliveryReport:
    actions = [str(block.get("action", "")).partition("(")[0].strip().lower() for block in blocks]
    worst = next((action for action in _GRAVITY if action in actions), actions[0])
    block = blocks[actions.index(worst)]
    recipients = (_typed(block.get("final-recipient") or block.get("original-recipient") or "") for block in blocks)
    status = _STATUS.search(str(block.get("status", "")))
    return DeliveryReport(
        original_message_id=_original_id(message, text),
        recipients=tuple(dict.fromkeys(item for item in recipients if item)),
        action=worst,
        status=status[1] if status else "",
        diagnostic=_typed(block.get("diagnostic-code", ""))[:500],
    )


def _typed(value: object) -> str:
    """The value of a typed field, ``rfc822; name@host`` (RFC 3464 section 2.1.2), without its type and brackets."""
    kind, semicolon, rest = decode(str(value)).partition(";")
    return (rest if semicolon else kind).strip().strip("<>")


def _original_id(message: Message, text: str) -> str:
    """The Message-ID of the returned mail: in a part of its own, else quoted in the text."""
    for part in _own_parts(message):
        if part.get_content_type() not in _RETURNED:
            continue
        payload = part.get_payload()
        if isinstance(payload, list) and payload:
            found = _ID_IN_TEXT.search(f"Message-ID: {payload[0].get('message-id', '')}")  # type: ignore[union-attr]  # parts of a message are messages
        else:
            decoded = part.get_payload(decode=True)
            found = _ID_IN_TEXT.search(decoded.decode("latin-1") if isinstance(decoded, bytes) else "")
        if found:
            return clean(found[1])
    quoted = _ID_IN_TEXT.search(text)
    return clean(quoted[1]) if quoted else ""


def _looks_like_bounce(header: Header) -> bool:
    """Whether a mail that is no standard report may still be a bounce; only then is its text searched."""
    sender = header.from_.address if header.from_ else ""
    names = {name for name, _ in header.fields}
    return bool(
        header.return_path == ""
        or "x-failed-recipients" in names
        or _SENDERS.match(sender)
        or _SUBJECTS.search(header.subject)
    )


def _by_text(message: Message, header: Header, text: str) -> DeliveryReport | None:
    """Ask flufl.bounce; its detectors are for many programs and raise on shapes none of them has seen."""
    try:
        delayed, failed = all_failures(message)
    except Exception:  # noqa: BLE001  # seventeen third-party detectors over a stranger's text: no bounce is the answer
        return None
    recipients = sorted(clean(item.decode("utf-8", "replace")) for item in (failed or delayed))
    if not recipients:
        return None
    status = _STATUS.search(text)
    return DeliveryReport(
        original_message_id=_original_id(message, text) or (header.references or header.in_reply_to or ("",))[-1],
        recipients=tuple(recipients),
        action="failed" if failed else "delayed",
        status=status[1] if status else "",
    )
