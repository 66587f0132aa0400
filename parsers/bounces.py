"""Recognises that a mail was not delivered: RFC 3464 reports by their parts, all others by flufl.bounce.

Values only. Which letter it was about is told by that letter's Message-ID; what to do about it is the service's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
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
_SENDERS = re.compile(
    r"^(mailer-daemon|postmaster|mail[.-]?delivery[a-z.-]*|mail-?daemon|mdaemon|microsoftexchange[0-9a-f]+)(@|$)",
    re.IGNORECASE,
)
_SENDER_NAMES = re.compile(r"^(mail delivery (sub)?system|mailer-daemon|mail administrator|postmaster)$", re.IGNORECASE)
_SUBJECTS = re.compile(
    r"undeliver|delivery (status|fail|has failed|problem|incomplete)|returned mail|mail delivery|failure notice"
    r"|could not be delivered|delivery notification|non remis|unzustellbar|user unknown|mail error"
    r"|rejected (mail|message)|no such user|mailbox (is )?full|over ?quota",
    re.IGNORECASE,
)
#: What machines write about an address that does not take mail, and about one that does not take it yet.
_FAILED = re.compile(
    r"(user|recipient|mailbox|address|account|destinataire|empf.{1,2}nger)s? (is |was |are )?"
    r"(unknown|not found|disabled|unavailable|invalid|unbekannt|inconnu|full|over quota)"
    r"|(user|recipient|mailbox|address|account)s? (does|did|do) ?n.?[o']?t exist"
    r"|no such (user|recipient|mailbox|address|account)|no user by that name"
    r"|not (be )?(a )?valid (user|recipient|mailbox)"
    r"|(could|can) ?not be delivered|undeliverable|not delivered to|unable to deliver|failed permanently"
    r"|delivery (to|of|has|attempt).{1,60} ?fail|automatically rejected|quota exceeded|n.existe pas|existiert nicht",
    re.IGNORECASE,
)
_DELAYED = re.compile(
    r"still (trying|being)|will (be retried|continue|keep|try|retry)|do not need to resend|has been delayed"
    r"|only a warning",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"[\w.+=/-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_WITHOUT_FILES = ("text", "multipart", "message")
_OPENING, _NEAR = 4_000, 300  # characters: where machines say it, and how near to it they name the address
_DEEPEST = 3  # reports in reports
_LONGEST_TEXT = 100_000
#: The worst of several recipients decides what the report as a whole says.
_GRAVITY = ("failed", "delayed", "relayed", "expanded", "delivered")


def delivery_report(message: Message, header: Header, text: str) -> DeliveryReport | None:
    """The report that ``message`` is, or None; ``text`` is its body, where some bounces quote the mail."""
    blocks = list(_recipient_blocks(message))
    if blocks:
        return _standard(message, header, blocks, text)
    if _is_receipt(message) or not _looks_like_bounce(header):
        return None
    shown = text[:_LONGEST_TEXT]
    return _by_programs(message, header, shown) or _by_phrases(message, header, shown)


def _is_receipt(message: Message) -> bool:
    """Whether it reports that a mail was read or came through: a report, but not on what was not delivered."""
    if message.get_content_type() != "multipart/report":
        return False
    types = {part.get_content_type() for part in _own_parts(message)}
    return bool(types & {"message/disposition-notification", "message/feedback-report"})


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


def _standard(message: Message, header: Header, blocks: list[Message], text: str) -> DeliveryReport:
    actions = [str(block.get("action", "")).partition("(")[0].strip().lower() for block in blocks]
    worst = next((action for action in _GRAVITY if action in actions), actions[0])
    block = blocks[actions.index(worst)]
    recipients = (_typed(block.get("final-recipient") or block.get("original-recipient") or "") for block in blocks)
    status = _STATUS.search(str(block.get("status", "")))
    return DeliveryReport(
        original_message_id=_original_id(message, header, text),
        recipients=tuple(dict.fromkeys(item for item in recipients if item)),
        action=worst,
        status=status[1] if status else "",
        diagnostic=_typed(block.get("diagnostic-code", ""))[:500],
    )


def _typed(value: object) -> str:
    """The value of a typed field, ``rfc822; name@host`` (RFC 3464 section 2.1.2), without its type and brackets."""
    kind, semicolon, rest = decode(str(value)).partition(";")
    return (rest if semicolon else kind).strip().strip("<>")


def _original_id(message: Message, header: Header, text: str) -> str:
    """The Message-ID of the returned mail: in a part of its own, else quoted in the text; never the report's own."""
    for returned in _returned(message):
        found = _ID_IN_TEXT.search(returned)
        if found and clean(found[1]) != header.message_id:
            return clean(found[1])
    quoted = (clean(found[1]) for found in _ID_IN_TEXT.finditer(text))
    return next((item for item in quoted if item != header.message_id), "")


def _returned(message: Message, depth: int = 0) -> Iterator[str]:
    """The header of each mail that is returned in a part of its own; of a report in a report, what that one returns."""
    for part in _own_parts(message):
        if part.get_content_type() not in _RETURNED:
            continue
        if not part.is_multipart():
            decoded = part.get_payload(decode=True)
            yield decoded.decode("latin-1") if isinstance(decoded, bytes) else ""
            continue
        inner = part.get_payload(0)
        if isinstance(inner, Message):
            if depth < _DEEPEST:
                yield from _returned(inner, depth + 1)
            yield f"Message-ID: {inner.get('message-id', '')}"


def _looks_like_bounce(header: Header) -> bool:
    """Whether a mail that is no standard report may still be a bounce; only then is its text searched."""
    sender = header.from_.address if header.from_ else ""
    names = {name for name, _ in header.fields}
    return bool(
        header.return_path == ""
        or "x-failed-recipients" in names
        or _SENDERS.match(sender)
        or _SENDERS.match(header.return_path or "")
        or _SUBJECTS.search(header.subject)
    )


def _by_programs(message: Message, header: Header, text: str) -> DeliveryReport | None:
    """Ask flufl.bounce; its detectors are for many programs and raise on shapes none of them has seen."""
    try:
        delayed, failed = all_failures(message)
    except Exception:  # noqa: BLE001  # seventeen third-party detectors over a stranger's text: no bounce is the answer
        return None
    recipients = sorted(clean(item.decode("utf-8", "replace")) for item in (failed or delayed))
    if not recipients:
        return None
    return _told(message, header, text, recipients, failed=bool(failed))


def _by_phrases(message: Message, header: Header, text: str) -> DeliveryReport | None:
    """What a machine says in words alone; only of mail that shows itself a machine's and brings no file."""
    own = [part for part in _own_parts(message) if part.get_content_type() not in _RETURNED]
    if not _from_machine(header) or any(part.get_content_maintype() not in _WITHOUT_FILES for part in own):
        return None
    said = text[:_OPENING]
    if _FAILED.search(said):
        around = (said[max(0, hit.start() - _NEAR) : hit.end() + _NEAR] for hit in _FAILED.finditer(said))
        own_addresses = {item.address.lower() for item in (*header.to, *header.cc)}
        named = (clean(item).lower() for piece in around for item in _ADDRESS.findall(piece))
        recipients = [item for item in dict.fromkeys(named) if item not in own_addresses]
        return _told(message, header, text, recipients, failed=not _DELAYED.search(said))
    return None


def _told(message: Message, header: Header, text: str, recipients: Sequence[str], *, failed: bool) -> DeliveryReport:
    """A report of no standard shape."""
    status = _STATUS.search(text)
    thread = (header.references or header.in_reply_to or ("",))[-1]
    return DeliveryReport(
        original_message_id=_original_id(message, header, text) or thread,
        recipients=tuple(recipients),
        action="failed" if failed else "delayed",
        status=status[1] if status else "",
    )


def _from_machine(header: Header) -> bool:
    """Whether the mail's header says that no person sent it, beyond what its subject says."""
    sender = header.from_
    automatic = next((value for name, value in header.fields if name == "auto-submitted"), "no")
    return bool(
        header.return_path == ""
        or sender is None
        or not sender.address
        or _SENDERS.match(sender.address)
        or _SENDERS.match(header.return_path or "")
        or _SENDER_NAMES.match(sender.name)
        or automatic.partition(";")[0].strip().lower() != "no"
    )
