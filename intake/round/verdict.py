"""What triage is told of a mail by the books, and what it says of it: plain values (`intake.round.triage` decides)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Action(StrEnum):
    """What the service does with a mail."""

    ACCEPT = "accept"  # record the form in it
    REPLY = "reply"  # answer it with a letter; nothing is recorded but the mail
    FILE = "file"  # record what it is; no letter
    HOLD = "hold"  # a person must look before anything follows
    DISCARD = "discard"  # recognised as needing nothing; kept in the archive all the same


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the store knows that bears on one mail.

    ``duplicate_of`` is an earlier message with the same content; ``threads`` are the applications whose letters of
    ours it replies to; ``quoted`` are those whose reference stands in its subject or text; ``contact_of`` those whose
    contact its sender is. All three are references, not row ids. ``own_addresses`` are in lower case; ``own_letter``
    says that its Message-ID is one of our letters', ``id_reused`` that another mail with other content has its
    Message-ID, ``oversize`` that it was too large to be downloaded, so that only its header was read. ``junk`` says
    that it was only seen in the junk folder and that nobody released it; ``released`` that a person had it read again
    after it was held; ``ruled`` is the application that person assigned it to. ``order`` says that it carries an order
    of a member of staff (a one-use code, or a scoresheet of ours); ``invitation`` is the application whose interview a
    calendar answer in it is about. ``leaving`` says that its subject carries the code by which an address leaves the
    update list, ``staff`` that its author's address is one of the staff's.
    """

    duplicate_of: int | None = None
    threads: tuple[str, ...] = ()
    quoted: tuple[str, ...] = ()
    contact_of: tuple[str, ...] = ()
    own_addresses: frozenset[str] = frozenset()
    own_letter: bool = False
    id_reused: bool = False
    oversize: bool = False
    junk: bool = False
    released: bool = False
    ruled: str = ""
    order: bool = False
    invitation: str = ""
    leaving: bool = False
    staff: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the mail is, what follows, and why. ``letter`` is the kind of letter to send, "" for none;
    ``application`` is the reference of the case it belongs to, "" where none or not yet known."""

    action: Action
    disposition: str
    rule: str
    reason: str
    letter: str = ""
    application: str = ""
