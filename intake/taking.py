"""How a mail without a form is taken up: what a room is given of it, and what it says became of it.

The rooms of the second half of a round (`intake.decisions`, `intake.panel`, `intake.interviews`, `intake.notices`) and
corrections by reply (`intake.replies`) each have takers; `intake.takers` puts them in order. A taker runs inside the
transaction that concludes the mail (T3), writes its own rows, and returns what the mail is to be recorded as.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from intake.desk import Desk
from intake.letters.contexts import Context
from intake.letters.kinds import Kind
from intake.letters.mime import AttachedFile
from intake.round.verdict import Action, Known, Verdict
from parsers.mail import ParsedMail
from parsers.reading import Reading
from store.engine import Session
from store.states import Disposition
from store.tables import InboundMessage


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """One mail as a taker is given it; ``at`` is now (aware), ``verdict`` what triage made of it."""

    message: InboundMessage
    reading: Reading
    known: Known
    verdict: Verdict
    at: datetime

    @property
    def mail(self) -> ParsedMail:
        """The mail as read."""
        return self.reading.mail

    @property
    def sender(self) -> str:
        """The author's address (From) in lower case, "" where there is none."""
        return self.mail.from_.address.lower() if self.mail.from_ else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A letter in answer to the mail; it leaves under the rules of good manners and the caps of its kind.

    ``calendar`` are the bytes of an iCalendar object (RFC 5545) that goes with it as an invitation, b"" for none.
    """

    kind: Kind
    context: Context
    attachments: tuple[AttachedFile, ...] = ()
    calendar: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of a mail that a taker took up: recorded with it in place of triage's verdict.

    ``rule`` is the taker's name or a narrower one of its own; ``reason`` a sentence for staff. With ``Action.HOLD`` a
    person must look at the mail. ``application`` is the reference of its case, "" for none.
    """

    rule: str
    reason: str
    disposition: str = Disposition.CORRESPONDENCE
    action: Action = Action.FILE
    application: str = ""
    reply: Reply | None = None


@dataclass(frozen=True, slots=True)
class Taker:
    """One way to take up a mail: its name, its policy in a sentence, the triage rules whose mail it may take.

    ``take`` returns None for a mail that it has nothing to do with; the next taker is asked then.
    """

    name: str
    sentence: str
    rules: frozenset[str]
    take: Callable[[Session, Desk, Incoming], Taken | None]
