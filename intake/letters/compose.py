"""Compose a letter: render its templates and make the mail of it, with its Message-ID, its thread and its marks.

Composing sends nothing and stores nothing: `intake.letters.outbox` queues what is returned here, and
`intake.letters.dispatch` sends it. What a letter needs to know is in `intake.letters.contexts`; the policy of each
kind is in `intake.letters.kinds`.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from email.utils import format_datetime, formataddr
from typing import Any

from intake import wording
from intake.config import Settings
from intake.letters import mime
from intake.letters.brand import palette
from intake.letters.contexts import Context
from intake.letters.errors import LetterError, RecipientError
from intake.letters.kinds import POLICIES, Kind, LetterPolicy, Reader
from intake.letters.mime import AttachedFile, HeaderLine, InlineImage, Part
from intake.letters.rendering import Rendered, render
from intake.round.manners import MARKER_HEADER
from intake.round.programme import Programme
from parsers.headers import OUR_MESSAGE_IDS

#: Exchange must not answer with an absence notice or a receipt. Reports of non-delivery (NDR) are left on, or a
#: bounce could never be tied to its letter (MS-OXCMAIL 2.2.3.2.14).
_SUPPRESSED_ANSWERS = "DR, RN, NRN, OOF, AutoReply"
#: A References header keeps the first mail of the thread and this many of the last.
_THREAD_TAIL = 15
_SUBJECT_LIMIT = 200
_MESSAGE_ID = re.compile(r"[\x21-\x3b\x3d\x3f-\x7e]{1,250}")
_ADDRESS = re.compile(r"(?=.{3,254}$)(?!.*\.\.)[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9.-]{1,253}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Whom letters come from. ``reply_to`` is where answers go, "" where that is the address itself.

    ``secret`` is what Message-IDs are made with; with b"" each is made at random.
    """

    name: str
    address: str
    reply_to: str = ""
    secret: bytes = field(default=b"", repr=False)

    @classmethod
    def of(cls, settings: Settings, *, secret: bytes) -> Sender:
        """The sender as configured; answers always go to the mailbox that the service reads."""
        mailbox, address = settings.mailbox.address, settings.from_address
        reply_to = "" if mailbox == address else mailbox
        return cls(name=settings.outgoing.from_name, address=address, reply_to=reply_to, secret=secret)

    def message_id(self, *identity: str) -> str:
        """A Message-ID that nobody can guess, without angle brackets: the same one for the same identity.

        So that books that are made anew from the same mail know the threads that people answered in.
        """
        parts = [part.encode("utf-8", "surrogatepass") for part in ("message-id", *identity)]
        told = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
        mark = hmac.digest(self.secret, told, hashlib.sha256)[:16].hex() if self.secret else secrets.token_hex(16)
        return f"{OUR_MESSAGE_IDS}{mark}@{_domain(self.address)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ComposedLetter:
    """A letter ready to be queued. ``message_id`` is without angle brackets; ``raw`` is 7-bit with CRLF."""

    kind: Kind
    message_id: str
    recipient: str
    subject: str
    raw: bytes


def compose(
    kind: Kind,
    context: Context,
    *,
    programme: Programme,
    sender: Sender,
    to: str,
    at: datetime,
    cause: str = "",
    in_reply_to: str = "",
    references: Sequence[str] = (),
    attachments: Sequence[AttachedFile] = (),
    images: Sequence[InlineImage] = (),
    calendar: bytes = b"",
    headers: Sequence[HeaderLine] = (),
) -> ComposedLetter:
    """The letter of this kind to one address, dated ``at``.

    ``in_reply_to`` is the Message-ID of the mail that is answered and ``references`` are that mail's own, oldest
    first, all without angle brackets; what is not a Message-ID among them is left out. ``cause`` is what the outbox
    row will name as its cause; with the kind, the address and the mail that is answered it gives the Message-ID.
    ``headers`` are further header lines in ASCII, as the list headers of RFC 2369.
    ``calendar`` is an iCalendar object that makes the letter an invitation (RFC 6047), b"" for none.

    Raises:
        LetterError: a template is missing or wrong, or the context is not of this kind.
        RecipientError: ``to`` cannot be written to.
        HeaderValueError: a configured name or address cannot stand in a header.
    """
    policy = POLICIES[kind]
    if type(context) is not policy.context:
        raise LetterError(f"a letter of kind {kind} needs a {policy.context.__name__}, not {type(context).__name__}")
    recipient = written_address(to)
    identity = sender if cause else replace(sender, secret=b"")  # without a cause two letters could be alike
    message_id = identity.message_id(cause, kind.value, recipient, in_reply_to)
    variables = _variables(programme, sender, at=at, attachments=attachments, images=images)
    variables |= {"letter": context, "to_staff": policy.reader is Reader.STAFF}
    rendered = render(kind.value, variables, programme=programme)
    subject = _bounded(rendered.subject)
    thread = _thread(in_reply_to, references) if policy.threaded else ()
    lines = (
        mime.header("Subject", subject),
        *_addresses(sender, recipient),
        mime.header("Date", format_datetime(at.astimezone(programme.zone))),
        *_marks(policy, message_id=message_id, thread=thread, cause=cause or kind.value),
        *(mime.structured(name, [value]) for name, value in headers),
    )
    raw = mime.message(lines, _content(rendered, attachments, images, calendar, domain=_domain(sender.address)))
    return ComposedLetter(kind=kind, message_id=message_id, recipient=recipient, subject=subject, raw=raw)


def _variables(
    programme: Programme,
    sender: Sender,
    *,
    at: datetime,
    attachments: Sequence[AttachedFile],
    images: Sequence[InlineImage],
) -> dict[str, Any]:
    """What every template may speak of, beside the letter itself."""
    return {
        "programme": programme,
        "brand": programme.brand,
        "palette": palette(programme.brand),
        "sender": replace(sender, secret=b""),
        "at": at,
        "zone_name": wording.place(programme.zone),
        "attachments": attachments,
        "images": {image.cid: f"cid:{image.cid}@{_domain(sender.address)}" for image in images},
    }


def written_address(address: str) -> str:
    """The address as it can stand in an envelope: an ASCII local part, the domain in A-labels (RFC 5891).

    Raises:
        RecipientError: it is not one plain address, or its local part is not ASCII.
    """
    local, _, domain = address.strip().rpartition("@")
    try:
        written = f"{local}@{domain if domain.isascii() else domain.encode('idna').decode('ascii')}"
    except UnicodeError:
        raise RecipientError("the address has a domain that is not a domain name") from None
    if not _ADDRESS.fullmatch(written) or local.startswith(".") or local.endswith("."):
        raise RecipientError
    return written


def _addresses(sender: Sender, recipient: str) -> tuple[bytes, ...]:
    mime.checked("From", sender.name)
    author = mime.structured("From", [formataddr((sender.name, written_address(sender.address)))])
    reply = (mime.structured("Reply-To", [written_address(sender.reply_to)]),) if sender.reply_to else ()
    return (author, *reply, mime.structured("To", [recipient]))


def _marks(policy: LetterPolicy, *, message_id: str, thread: Sequence[str], cause: str) -> tuple[bytes, ...]:
    """Identity and thread (RFC 5322 3.6.4), and the marks that keep other programs from answering (RFC 3834)."""
    threading = (mime.structured("In-Reply-To", thread[-1:]), mime.structured("References", thread)) if thread else ()
    return (
        mime.structured("Message-ID", [f"<{message_id}>"]),
        *threading,
        mime.structured("Auto-Submitted", [policy.auto_submitted.value]),
        mime.structured("X-Auto-Response-Suppress", [_SUPPRESSED_ANSWERS]),
        mime.structured(MARKER_HEADER, [cause]),
    )


def _thread(in_reply_to: str, references: Sequence[str]) -> tuple[str, ...]:
    """The thread in angle brackets, the answered mail last; bounded, without repeats or what is no Message-ID."""
    if not _MESSAGE_ID.fullmatch(in_reply_to):
        return ()
    older = [item for item in dict.fromkeys(references) if _MESSAGE_ID.fullmatch(item) and item != in_reply_to]
    kept = older if len(older) <= _THREAD_TAIL else [older[0], *older[-(_THREAD_TAIL - 1) :]]
    return tuple(f"<{item}>" for item in (*kept, in_reply_to))


def _content(
    rendered: Rendered,
    attachments: Sequence[AttachedFile],
    images: Sequence[InlineImage],
    calendar: bytes,
    *,
    domain: str,
) -> Part:
    """Text or HTML with the pictures it shows, then the files (RFC 2046 5.1.4, RFC 2387)."""
    shown = [image for image in images if f"cid:{image.cid}@" in rendered.html]  # others would look like attachments
    pictures = [mime.image_part(image, domain=domain) for image in shown]
    html = mime.multipart(
        "related", [mime.text_part("html", rendered.html), *pictures], parameters=' type="text/html";'
    )
    invitation = [mime.calendar_part(calendar)] if calendar else []
    words = mime.multipart("alternative", [mime.text_part("plain", rendered.text), html, *invitation])
    # Some mail programs look for an invitation among the files only.
    files = (*attachments, *([mime.calendar_file(calendar)] if calendar else []))
    return mime.multipart("mixed", [words, *(mime.file_part(file) for file in files)])


def _domain(address: str) -> str:
    return written_address(address).rpartition("@")[2]


def _bounded(subject: str) -> str:
    return subject if len(subject) <= _SUBJECT_LIMIT else subject[: _SUBJECT_LIMIT - 1].rstrip() + "…"
