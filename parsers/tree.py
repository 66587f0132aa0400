"""A mail's bytes as a tree: decoded header, chosen text, and every other leaf as an attachment known by its bytes.

The tree and the bytes come from the standard library's compat32 parser, which loses nothing; decoded headers are
`parsers.headers`, text is `parsers.bodies`, files inside files `parsers.wrappers`. What the attachments say is read in
`parsers.read`. `parsers.scan` must have passed the bytes first.
"""

from __future__ import annotations

import email.message
import email.parser
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from parsers.bodies import html_to_text, reply_text
from parsers.bounces import delivery_report
from parsers.encoded_runs import Part, Shortened, leave_out, shortened
from parsers.errors import OverLimitError
from parsers.headers import Header, read_header
from parsers.leaves import Leaf, LeafGatherer
from parsers.limits import Limits
from parsers.mail import Attachment, Outcome, ParsedMail
from parsers.names import clean
from parsers.parts import parameters
from parsers.raw import Raw, digest, windows
from parsers.scan import header_end, scan
from parsers.sniff import MAIL

_LONGEST_BODY = 200_000  # characters, as `ParsedMail.body` promises
_ORDINARY_HEADER = 256 * 1024
_BLANK_LINE = 4  # bytes at most
_STRETCH = 64 * 1024
#: The fields that make a mail what it is, whichever way it came; all others are traces of that way.
_IDENTITY_FIELDS = frozenset(
    {"from", "sender", "reply-to", "to", "cc", "subject", "date", "message-id", "in-reply-to", "references"}
    | {"mime-version", "content-type", "content-transfer-encoding", "content-disposition", "auto-submitted"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MailTree:
    """A mail and, in the order of ``mail.attachments``, its leaves with bytes; ``text`` and ``html`` are its body."""

    mail: ParsedMail
    leaves: tuple[Leaf, ...]
    text: str
    html: str


def read_tree(raw: Raw, limits: Limits, *, short: Shortened | None = None) -> MailTree:
    """The tree of ``raw``, a mail that `parsers.scan.scan` has passed and, where it is at hand, made ``short``.

    Raises:
        OverLimitError: it has more parts, or is nested deeper, than ``limits`` allow.
    """
    message = parse(raw, limits, short=short)
    header = read_header(message.raw_items())
    gatherer = LeafGatherer(limits, parse=_scan_and_parse)
    gatherer.walk(message)
    text, html = gatherer.own_text()
    body = text if text.strip() else html_to_text(html)
    defects = (*header.defects, *gatherer.defects, *_byte_defects(raw))
    mail = _mail(raw, message, header, body=body, leaves=gatherer.leaves, defects=defects)
    return MailTree(mail=mail, leaves=tuple(gatherer.leaves), text=body, html=html)


def over_limit_tree(raw: Raw, reason: str, limits: Limits) -> MailTree:
    """What can be said of a mail that is too much to parse: its header, and itself as the one attachment, unopened."""
    head = raw[: limits.header_bytes + _BLANK_LINE]
    end = header_end(head, 0, limits.header_bytes)
    head = head[: limits.header_bytes if end is None else end]
    message = email.parser.BytesHeaderParser().parsebytes(head)
    for name in {name for name in message if name.lower().startswith("content-")}:
        del message[name]  # its parameters may be what is too much
    leaf = Leaf(name="the whole mail", declared=MAIL, type=MAIL, data=raw[:], outcome=Outcome.OVER_LIMIT, reason=reason)
    header = read_header(message.raw_items())
    mail = _mail(raw, message, header, body="", leaves=[leaf], defects=(*header.defects, "over-limit"))
    return MailTree(mail=mail, leaves=(leaf,), text="", html="")


def bare_tree(data: bytes, name: str, limits: Limits) -> MailTree:
    """A file that came without a mail, as the one attachment of an empty one; opened if it is a wrapper."""
    gatherer = LeafGatherer(limits, parse=_scan_and_parse)
    gatherer.add_file(data, name)
    message = email.message.Message()
    mail = _mail(b"", message, read_header(()), body="", leaves=gatherer.leaves, defects=())
    return MailTree(mail=mail, leaves=tuple(gatherer.leaves), text="", html="")


def parse(raw: Raw, limits: Limits, *, short: Shortened | None = None) -> email.message.Message:
    """The standard library's tree of ``raw``, given up as soon as it has too many parts.

    Raises:
        OverLimitError: more than ``limits.parts`` parts, or nested more deeply than Python can follow.
    """
    made = 0

    def counted() -> Part:
        nonlocal made
        made += 1
        if made > limits.parts + 1:
            raise OverLimitError(f"the mail has more than {limits.parts} parts")
        return Part()

    parser = email.parser.BytesFeedParser(counted)
    short = short or shortened(raw)
    try:
        parser.feed(short.text)
        message = parser.close()
    except RecursionError:
        raise OverLimitError(f"the mail's parts are nested more than {limits.depth} deep") from None
    leave_out(message, short.runs)
    return message


def _scan_and_parse(raw: bytes, limits: Limits) -> email.message.Message:
    """For a mail inside the mail, whose bytes nothing has looked at before they were decoded."""
    return parse(raw, limits, short=scan(raw, limits))


def _mail(
    raw: Raw,
    message: email.message.Message,
    header: Header,
    *,
    body: str,
    leaves: Sequence[Leaf],
    defects: Sequence[str],
) -> ParsedMail:
    return ParsedMail(
        message_id=header.message_id,
        from_=header.from_,
        reply_to=header.reply_to,
        sender=header.sender,
        to=header.to,
        cc=header.cc,
        subject=header.subject,
        date=header.date,
        in_reply_to=header.in_reply_to,
        references=header.references,
        return_path=header.return_path,
        received=header.received,
        headers=header.fields,
        content_type=clean(message.get_content_type()),
        content_parameters=parameters(message),
        body=body[:_LONGEST_BODY],
        reply_text=reply_text(body),
        attachments=tuple(_attachment(index, leaf) for index, leaf in enumerate(leaves)),
        report=delivery_report(message, header, body),
        size=len(raw),
        sha256=digest(raw),
        content_sha256=_content_digest(raw, message),
        defects=tuple(dict.fromkeys(defects)),
    )


def _attachment(index: int, leaf: Leaf) -> Attachment:
    return Attachment(
        index=index,
        name=leaf.name,
        declared_type=leaf.declared,
        type=leaf.type,
        size=len(leaf.data),
        sha256=leaf.sha256,
        found_in=" › ".join(leaf.found_in),
        outcome=leaf.outcome,
        reason=leaf.reason,
    )


def _content_digest(raw: Raw, message: email.message.Message) -> str:
    """A digest of the fields that are the mail's own and of its body, line ends and outer blank lines evened."""
    made = hashlib.sha256()
    for name, value in message.raw_items():
        if name.lower() in _IDENTITY_FIELDS:
            line = f"{name.lower()}:{' '.join(value.split())}\n"
            made.update(line.encode("utf-8", "surrogateescape"))
    made.update(b"\n")
    for piece in windows(raw, *_body(raw)):
        made.update(piece.replace(b"\r\n", b"\n"))
    return made.hexdigest()


def _body(raw: Raw) -> tuple[int, int]:
    """From where to where the body goes, without line ends before and after it."""
    start = 0
    for limit in (_ORDINARY_HEADER, len(raw)):  # all of it is only looked at where the header is out of the ordinary
        found = header_end(raw[: limit + _BLANK_LINE], 0, limit)
        if found is not None and (found < limit or limit >= len(raw)):
            start = found
            break
    end = len(raw)
    while start < end and not raw[max(start, end - _STRETCH) : end].rstrip(b"\r\n"):
        end = max(start, end - _STRETCH)
    end -= len(last := raw[max(start, end - _STRETCH) : end]) - len(last.rstrip(b"\r\n"))
    while start < end and not (first := raw[start : min(end, start + _STRETCH)]).lstrip(b"\r\n"):
        start += len(first)
    start += len(first := raw[start : min(end, start + _STRETCH)]) - len(first.lstrip(b"\r\n"))
    return start, end


def _byte_defects(raw: Raw) -> list[str]:
    """What no mail should have in its bytes. A mail that is LF throughout comes from a Maildir and is well."""
    nul = has_body = False
    pairs = feeds = returns = 0
    before = b""
    for piece in windows(raw):
        pairs += piece.count(b"\r\n")
        feeds += piece.count(b"\n")
        returns += piece.count(b"\r")
        nul = nul or b"\x00" in piece
        has_body = has_body or re.search(rb"\r?\n\r?\n|\r\r", before + piece) is not None
        before = piece[-3:]
    found = {
        "nul-bytes": nul,
        "bare-lf": bool(pairs) and feeds > pairs,
        "bare-cr": returns > pairs,
        "no-body": not has_body,
    }
    return [name for name, is_so in found.items() if is_so]
