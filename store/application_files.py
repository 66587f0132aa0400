"""The files that came with an application: those of the form that counts, and of further mails about it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import or_, select

from store.columns import table_of
from store.engine import Session
from store.states import Disposition
from store.tables import Application, InboundMessage, MessageAttachment, Submission


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    """One file: the digest of the mail it is in, and of the file itself; its size in bytes; what became of it."""

    mail_sha256: str
    name: str
    type: str
    size: int
    sha256: str
    outcome: str


def files_of(session: Session, application: Application) -> list[StoredFile]:
    """The files of an application in the order they were received, earlier and later forms left out.

    Beside the mail of the form that counts, what its people wrote about the case is looked at.
    """
    mail, leaf, form = table_of(InboundMessage).c, table_of(MessageAttachment).c, table_of(Submission).c
    counting = select(form.message_id).where(form.id == application.submission_id)
    query = (
        select(mail.sha256.label("mail_sha256"), leaf.name, leaf.type, leaf.size, leaf.sha256, leaf.outcome)
        .where(
            leaf.message_id == mail.id,
            or_(
                mail.id.in_(counting),
                (mail.application_id == application.id) & (mail.disposition == Disposition.CORRESPONDENCE),
            ),
        )
        .order_by(mail.id, leaf.position)
    )
    return [StoredFile(**row) for row in session.execute(query).mappings()]
