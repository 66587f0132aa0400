"""Write a letter that is no direct answer: to an applicant, to staff, to the panel; composed and put in the outbox.

Runs inside the caller's transaction, so that a letter is in the outbox exactly when its cause is in the books. Direct
answers to a mail are `intake.answering`'s; which letters leave by themselves is said by their kind.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from intake import clock
from intake.desk import Desk
from intake.letters.compose import ComposedLetter, compose
from intake.letters.contexts import Context
from intake.letters.kinds import Kind
from intake.letters.mime import AttachedFile, HeaderLine, InlineImage
from intake.letters.outbox import Suppressed, queue_letter
from store.engine import Session


def composed(
    desk: Desk,
    kind: Kind,
    context: Context,
    *,
    to: str,
    cause: str,
    attachments: Sequence[AttachedFile] = (),
    images: Sequence[InlineImage] = (),
    calendar: bytes = b"",
    in_reply_to: str = "",
    references: Sequence[str] = (),
    headers: Sequence[HeaderLine] = (),
) -> ComposedLetter:
    """The letter of this kind to one address, as it would leave now.

    Raises:
        RecipientError: ``to`` cannot be written to.
    """
    return compose(
        kind,
        context,
        programme=desk.programme,
        sender=desk.correspondent.sender,
        to=to,
        at=clock.now(),
        cause=cause,
        attachments=attachments,
        images=images,
        calendar=calendar,
        in_reply_to=in_reply_to,
        references=references,
        headers=headers,
    )


def write(
    session: Session,
    desk: Desk,
    kind: Kind,
    context: Context,
    *,
    to: str,
    cause: str,
    application_id: int | None = None,
    inbound_id: int | None = None,
    not_before: datetime | None = None,
    attachments: Sequence[AttachedFile] = (),
    images: Sequence[InlineImage] = (),
    calendar: bytes = b"",
    in_reply_to: str = "",
    references: Sequence[str] = (),
    headers: Sequence[HeaderLine] = (),
) -> int | Suppressed | None:
    """Compose a letter and put it in the outbox, once for each cause, kind and address.

    Returns what `intake.letters.outbox.queue_letter` does: the row's id; None where this cause has this letter already;
    `Suppressed` where a cap keeps it from leaving.

    Raises:
        RecipientError: ``to`` cannot be written to.
    """
    letter = composed(
        desk,
        kind,
        context,
        to=to,
        cause=cause,
        attachments=attachments,
        images=images,
        calendar=calendar,
        in_reply_to=in_reply_to,
        references=references,
        headers=headers,
    )
    return queue_letter(
        session,
        letter,
        cause=cause,
        application_id=application_id,
        inbound_id=inbound_id,
        per_sender_per_day=desk.correspondent.per_sender_per_day,
        per_hour=desk.correspondent.per_hour,
        not_before=not_before,
        at=clock.now(),
    )
