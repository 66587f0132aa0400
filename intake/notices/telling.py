"""Write to whoever sent a mail, or to staff about it, beside the one answer that the mail gets as such.

The same manners hold as for answers (`intake.answering`): old mail and automatic mail is told nothing, and a letter
that may not leave is noted in the history with the reason, so that it stands in the digest.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from intake import clock
from intake.correspondence import write
from intake.desk import Desk
from intake.letters.contexts import Context
from intake.letters.errors import RecipientError
from intake.letters.kinds import Kind
from intake.letters.mime import HeaderLine
from intake.letters.outbox import Suppressed
from intake.round.manners import silence_reason
from intake.taking import Incoming
from store import history
from store.engine import Session

_LONGEST_WORDS = 4_000  # characters of a mail that are shown to staff
_LEAST_WRAPPED = 60  # characters: no mail program breaks lines that are shorter
_OLD = "It came before the service answers mail ([service] answer_from)."


def is_answered(desk: Desk, incoming: Incoming) -> bool:
    """Whether the mail came at a time from which mail is answered: older mail causes no letter to anybody."""
    return desk.correspondent.answers(incoming.message.received_at, now=clock.now())


def tell_sender(
    session: Session,
    desk: Desk,
    incoming: Incoming,
    kind: Kind,
    context: Context,
    *,
    to: str,
    cause: str = "",
    application_id: int | None = None,
    headers: Sequence[HeaderLine] = (),
) -> bool:
    """Queue a letter on a mail to an address that it stands for; whether one was queued.

    Once for each ``cause``, which is the mail where it is "". Where none may leave, the history says why.
    """
    mail, number = incoming.mail, history.id_of(incoming.message)
    rule = silence_reason(mail)
    silence = _OLD if not is_answered(desk, incoming) else rule.sentence if rule else ""
    if not silence:
        try:
            queued = write(
                session,
                desk,
                kind,
                context,
                to=to,
                cause=cause or f"message:{number}",
                application_id=application_id,
                inbound_id=number,
                in_reply_to=mail.message_id,
                references=mail.references,
                headers=headers,
            )
        except RecipientError as fault:
            silence = f"Its address cannot be written to: {fault}"
        else:
            silence = queued.reason if isinstance(queued, Suppressed) else ""
    if silence:
        history.record(
            session,
            subject="message",
            subject_id=number,
            what="not-answered",
            after=kind,
            reason=silence,
            at=incoming.at,
        )
    return not silence


def tell_deciders(
    session: Session,
    desk: Desk,
    kind: Kind,
    context: Context,
    *,
    cause: str,
    application_id: int | None = None,
    inbound_id: int | None = None,
) -> int:
    """Queue a letter to everybody on the staff who decides; returns how many were queued."""
    queued = 0
    for member in desk.offices.with_role("decide"):
        letter = write(
            session,
            desk,
            kind,
            context,
            to=member.email,
            cause=cause,
            application_id=application_id,
            inbound_id=inbound_id,
        )
        queued += isinstance(letter, int)
    return queued


def paragraphs(text: str) -> tuple[str, ...]:
    """A mail's own words as paragraphs for staff, cut where they are very long, with the lines that the writer broke.

    A line that its mail program broke has no room for the next word; where there was room, as in a list or the address
    under a name, the writer broke it.
    """
    cut = text[:_LONGEST_WORDS]
    kept = tuple(_rejoined(part.splitlines()) for part in re.split(r"\n[ \t]*\n", cut) if part.strip())
    return (*kept, "(cut here; the whole mail is in the mailbox)") if len(text) > _LONGEST_WORDS else kept


def _rejoined(lines: Sequence[str]) -> str:
    said = [" ".join(line.split()) for line in lines if line.strip()]
    width = max(_LEAST_WRAPPED, *map(len, said))
    joined = said[0]
    for before, line in pairwise(said):
        room = width - len(before) > len(line.split(" ", 1)[0])
        joined += ("\n" if room else " ") + line
    return joined
