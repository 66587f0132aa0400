"""One mail as a tree of leaves: decoded headers, the chosen body text, and every other leaf as an attachment.

Values only; `parsers.tree` makes them. They cross from the child to the service, so attachments carry no bytes
(the raw mail is in the archive, and ``sha256`` finds the leaf in it again).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Outcome(StrEnum):
    """What became of one attachment when it was read."""

    FORM = "form"  # the completed form this submission was read from
    OTHER_COPY = "other_copy"  # the same form again (a Word copy beside the PDF), not the one chosen
    BLANK_FORM = "blank_form"  # the programme's form with nothing filled in
    OLD_EDITION = "old_edition"  # another edition of the programme's form, without questions that this one needs
    OTHER_FORM = "other_form"  # a form, but not this programme's
    ANNEX = "annex"  # read, and not a form
    PICTURE = "picture"  # a logo or photograph, not read
    CONTAINER = "container"  # opened; what was in it is listed after it
    EMPTY = "empty"  # no bytes
    ENCRYPTED = "encrypted"  # needs a password, or is S/MIME or PGP encrypted
    DAMAGED = "damaged"  # of a known type, but cannot be read
    UNSUPPORTED = "unsupported"  # of a type nothing here reads
    OVER_LIMIT = "over_limit"  # beyond the limits on size, pages, depth or expansion
    SCAN = "scan"  # a picture of text; no recogniser is installed
    NOT_READ = "not_read"  # skipped: the reading stopped before it


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A mailbox of RFC 5322: display name (may be empty) and addr-spec."""

    name: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """One leaf of the mail that is not its chosen text.

    ``name`` is safe to show (no path, no control or bidirectional characters, at most 150 characters), never used as
    a file name. ``declared_type`` is what the mail said, ``type`` what the bytes say (both ``type/subtype``).
    ``found_in`` tells the way in, outermost first, e.g. ``"documents.zip"`` or ``"Our form (mail) › annexes.zip"``;
    empty for the mail itself. ``size`` in bytes. ``reason`` explains the outcome to a person.
    """

    index: int
    name: str
    declared_type: str
    type: str
    size: int
    sha256: str
    found_in: str = ""
    outcome: Outcome = Outcome.NOT_READ
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One ``Received`` header, newest first: the host that wrote it (``by``) and when."""

    by: str
    at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryReport:
    """A delivery status notification (RFC 3464), or a bounce of no standard shape recognised by its text.

    ``original_message_id`` is the Message-ID of the mail it is about, "" if not told. ``recipients`` are the final
    recipients it names; ``action`` is failed, delayed, delivered, relayed or expanded; ``status`` an RFC 3463 code.
    """

    original_message_id: str
    recipients: tuple[str, ...]
    action: str
    status: str
    diagnostic: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedMail:
    """A mail as the service needs it. All strings are valid Unicode without NUL.

    ``message_id`` is without angle brackets, "" where there was none. ``date`` is the sender's claim, only ever shown.
    ``headers`` are all the outermost headers in order, names in lower case, values unfolded, decoded and cut at 2,000
    characters. ``body`` is the chosen text (plain preferred, else HTML as text) cut at 200,000 characters;
    ``reply_text`` is what the writer wrote above the quoted mail. ``content_sha256`` is a digest of the mail without
    its trace headers (Received, Return-Path, Delivered-To and the like), so that one mail come by two routes is one.
    ``defects`` are short machine words ("no-from", "nul-bytes", "unknown-charset", "bare-lf", …).
    """

    message_id: str
    from_: Address | None
    reply_to: Address | None
    sender: Address | None
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    subject: str
    date: datetime | None
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    return_path: str | None
    received: tuple[Hop, ...]
    headers: tuple[tuple[str, str], ...]
    content_type: str
    content_parameters: tuple[tuple[str, str], ...]
    body: str
    reply_text: str
    attachments: tuple[Attachment, ...]
    report: DeliveryReport | None
    size: int
    sha256: str
    content_sha256: str
    defects: tuple[str, ...] = ()

    def header(self, name: str) -> str | None:
        """The first header called ``name`` (any case), or None."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key == wanted), None)

    def all_headers(self, name: str) -> tuple[str, ...]:
        """Every header called ``name`` (any case), in order."""
        wanted = name.lower()
        return tuple(value for key, value in self.headers if key == wanted)
