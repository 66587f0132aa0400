"""Letters of a replay never leave. What they were is told by evidence: sent where there is some, else unknown.

They are taken out of the queue when their time has come, so that what follows finds them as gone as they were. None is
left queued, or a service that is started on the new store would send it a second time; drafts stay drafts.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from parsers.mail import ParsedMail
from store import history, letters
from store.engine import Session
from store.states import LetterStatus
from store.tables import OutgoingMail

_AT_ONCE = 500
_NO_EVIDENCE = "the books were made anew from the archive, and nothing there shows whether this letter left"
_ANSWERED = "a mail that answers it, or reports on it, shows that it was sent"


def let_leave(session: Session, *, at: datetime, left: Collection[str]) -> None:
    """Take what was due by ``at`` out of the queue; ``left`` are the Message-IDs of letters known to have left."""
    while due := letters.due(session, at=at, limit=_AT_ONCE):
        for letter in due:
            _leave(session, letter, at=letter.not_before, left=left)


def let_all_leave(session: Session, *, at: datetime, left: Collection[str]) -> None:
    """Take everything out of the queue, also what was due later."""
    for item in letters.listing(session, statuses=[LetterStatus.QUEUED]):
        letter = letters.by_id(session, item.id)
        if letter is not None:
            _leave(session, letter, at=at, left=left)


def _leave(session: Session, letter: OutgoingMail, *, at: datetime, left: Collection[str]) -> None:
    letters.claim(session, [history.id_of(letter)], at=at)
    if letter.message_id in left:
        letters.mark_sent(session, letter, at=at)
    else:
        values = {"reason": _NO_EVIDENCE}
        history.move(session, letter, LetterStatus.UNKNOWN, at=at, reason=_NO_EVIDENCE, values=values)


def settle_by_answer(session: Session, mail: ParsedMail, *, at: datetime) -> None:
    """A mail that names a letter of ours as what it answers or reports on proves that the letter left."""
    ids = {*mail.in_reply_to, *mail.references}
    if mail.report is not None and mail.report.original_message_id:
        ids.add(mail.report.original_message_id)
    for letter in letters.find_by_message_ids(session, ids) if ids else ():
        if letter.status == LetterStatus.UNKNOWN:
            letters.settle_unknown(session, letter, LetterStatus.SENT, at=at, reason=_ANSWERED)
