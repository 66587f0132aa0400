"""Rehearse a batch: every letter of it goes to one member of staff, as it would read, and to nobody else."""

from __future__ import annotations

from datetime import datetime
from email import message_from_bytes
from email.policy import SMTP

from intake.config import StaffMember
from intake.correspondence import write
from intake.decisions.giving import OrderError
from intake.desk import Desk
from intake.letters.contexts import Rehearsal
from intake.letters.kinds import Kind
from intake.letters.mime import AttachedFile
from store import batches, history, letters
from store.engine import Session


def rehearse(session: Session, desk: Desk, number: int, member: StaffMember, *, at: datetime) -> int:
    """Queue a copy of every letter of a staged batch to a member of staff; returns how many.

    Raises:
        OrderError: there is no such batch, or it does not wait to be released.
    """
    batch = batches.by_id(session, number)
    if batch is None:
        raise OrderError(f"there is no batch {number}; `intake batches` lists them")
    told = 0
    for part in batches.parts(session, batch):
        if part.item.letter_id is None or part.letter is None:
            continue
        raw = letters.body_of(session, part.item.letter_id)
        text = message_from_bytes(raw, policy=SMTP).get_body(("plain",))
        queued = write(
            session,
            desk,
            Kind.REHEARSAL,
            Rehearsal(
                number=number,
                reference=part.application.reference,
                authority=part.application.authority_name,
                kind=part.letter.kind,
                recipient=part.item.recipient,
                subject=part.letter.subject,
                text=text.get_content() if text is not None else "",
            ),
            to=member.email,
            cause=f"batch:{number}:rehearsal:{at.isoformat()}:{part.application.reference}",
            attachments=(AttachedFile(name=f"{part.application.reference}.eml", type="message/rfc822", data=raw),),
        )
        told += isinstance(queued, int)
    history.change(session, batch, {"rehearsed_at": at})
    history.record(
        session,
        subject="batch",
        subject_id=number,
        what="rehearsed",
        after=str(told),
        actor=member.name,
        at=at,
    )
    return told
