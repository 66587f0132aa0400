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
from parsers.encoded_runs import put_back, without_runs
from parsers.errors import OverLimitError
from parsers.headers import Header, read_header
from parsers.leaves import Leaf, LeafGatherer
from parsers.limits import Limits
from parsers.mail import Attachment, Outcome, ParsedMail
from parsers.names import clean
from parsers.parts import parameters
from parsers.scan import header_end, scan
from parsers.sniff import MAIL

_LONGEST_BODY = 200_000  # characters, as `ParsedMail.body` promises
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


def read_tree(raw: bytes, limits: Limits) -> MailTree:
    """The tree of ``raw``, a mail that `parsers.scan.scan` has passed.

    Raises:
        OverLimitError: it has more parts, or is nested deeper, than ``limits`` allow.
    """
    message = parse(raw, limits)
    header = read_header(message.raw_items())
    gatherer = LeafGatherer(limits, parse=_scan_and_parse)
    gatherer.walk(message)
    text, html = gatherer.own_text()
    body = text if text.strip() else html_to_text(html)
    defects = (*header.defects, *gatherer.defects, *_byte_defects(raw))
    mail = _mail(raw, message, header, body=body, leaves=gatherer.leaves, defects=defects)
    return MailTree(mail=mail, leaves=tuple(gatherer.leaves), text=body, html=html)


def over_limit_tree(raw: bytes, reason: str, limits: Limits) -> MailTree:
    """What can be said of a mail that is too much to parse: its header, and itself as the one attachment, unopened."""
    end = header_end(raw, 0, limits.header_bytes)
    head = raw[: limits.header_bytes if end is None else end]
    message = email.parser.BytesHeaderParser().parsebytes(head)
    for name in {name for name in message if name.lower().startswith("content-")}:
        del message[name]  # its parameters may be what is too much
    leaf = Leaf(name="the whole mail", declared=MAIL, type=MAIL, data=raw, outcome=Outcome.OVER_LIMIT, reason=reason)
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


def parse(raw: bytes, limits: Limits) -> email.message.Message:
    """The standard library's tree of ``raw``, given up as soon as it has too many parts.

    Raises:
        OverLimitError: more than ``limits.parts`` parts, or nested more deeply than Python can follow.
    """
    made = 0

    def counted() -> email.message.Message:
        nonlocal made
        made += 1
        if made > limits.parts + 1:
            raise OverLimitError(f"the mail has more than {limits.parts} parts")
        return email.message.Message()

    parser = email.parser.BytesFeedParser(counted)
    shortened, runs = without_runs(raw)
    try:
        parser.feed(shortened)
        message = parser.close()
    except RecursionError:
        raise OverLimitError(f"the mail's parts are nested more than {limits.depth} deep") from None
    put_back(message, runs)
    return message


def _scan_and_parse(raw: bytes, limits: Limits) -> email.message.Message:
    """For a mail inside the mail, whose bytes nothing has looked at before they were decoded."""
    scan(raw, limits)
    return parse(raw, limits)


def _mail(
    raw: bytes,
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
        sha256=hashlib.sha256(raw).hexdigest(),
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


def _content_digest(raw: bytes, message: email.message.Message) -> str:
    """A digest of the fields that are the mail's own and of its body, line ends and outer blank lines evened."""
    digest = hashlib.sha256()
    for name, value in message.raw_items():
        if name.lower() in _IDENTITY_FIELDS:
            line = f"{name.lower()}:{' '.join(value.split())}\n"
            digest.update(line.encode("utf-8", "surrogateescape"))
    end = header_end(raw, 0, len(raw))
    digest.update(b"\n")
    digest.update(raw[end:].replace(b"\r\n", b"\n").strip(b"\r\n"))
    return digest.hexdigest()


def _byte_defects(raw: bytes) -> list[str]:
    """What no mail should have in its bytes. A mail that is LF throughout comes from a Maildir and is well."""
    found: list[str] = []
    pairs = raw.count(b"\r\n")
    if b"\x00" in raw:
        found.append("nul-bytes")
    if pairs and raw.count(b"\n") > pairs:
        found.append("bare-lf")
    if raw.count(b"\r") > pairs:
        found.append("bare-cr")
    if not re.search(rb"\r?\n\r?\n|\r\r", raw):
        found.append("no-body")
    return found
