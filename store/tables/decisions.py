"""What people decide: orders by mail, decisions on applications, and the batches that carry them out."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from store.columns import Row, instant_column, json_column, state_column, text_column
from store.states import BatchState


class StaffOrder(Row, table=True):
    """One order of a member of staff, by mail or at the command line: obeyed, or refused with its reason.

    ``token`` is the fingerprint of the one-use code it was given with; NULL where it was refused (the code is not used
    up then), may be sent again (the panel's answers) or was given at the command line. ``person`` is the address in
    lower case, ``action`` one of the table of actions, ``subject`` what the code was bound to ("DD-0004", "batch:3",
    ""). ``undo`` says how it is taken back (JSON made by the action), NULL where it cannot be.
    """

    __tablename__: ClassVar[str] = "staff_order"
    __table_args__ = (
        UniqueConstraint("token", name="uq_order_token"),
        CheckConstraint("outcome IN ('done', 'refused')", name="outcome"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    message_id: int | None = Field(default=None, foreign_key="inbound_message.id", index=True)
    person: str
    person_name: str = ""
    action: str
    subject: str = ""
    application_id: int | None = Field(default=None, foreign_key="application.id", index=True)
    batch_id: int | None = Field(default=None, foreign_key="batch.id")
    text: str = text_column()
    token: str | None = None
    outcome: str = "done"
    reason: str = text_column()
    undo: Any = json_column()
    at: datetime = instant_column(index=True)
    undone_at: datetime | None = instant_column(nullable=True)
    undone_by: str = ""


class Decision(Row, table=True):
    """What a person decided of an application; nothing leaves until a batch with it is released.

    ``ruling`` is one of `store.states.Ruling`'s values; the newest that is not undone stands. ``amount`` is in pence,
    for an award. ``batch_id`` is the batch that carried it out, NULL while none has.
    """

    __tablename__: ClassVar[str] = "decision"
    __table_args__ = (Index("ix_decision_standing", "application_id", "undone_at", "batch_id"),)

    id: int | None = Field(default=None, primary_key=True)
    application_id: int = Field(foreign_key="application.id")
    ruling: str
    amount: int | None = None
    reason: str = text_column()
    actor: str
    body: str = ""
    message_id: int | None = Field(default=None, foreign_key="inbound_message.id")
    decided_at: datetime = instant_column()
    undone_at: datetime | None = instant_column(nullable=True)
    undone_by: str = ""
    batch_id: int | None = Field(default=None, foreign_key="batch.id")


class Batch(Row, table=True):
    """A frozen set of letters and steps that one person stages and, where the pack asks for it, another releases.

    ``stage`` is what it is for ("shortlist", "invite", "outcome", …). ``sha256`` is the digest of all that was frozen:
    who gets which letter with which bytes, and which step each application takes. ``plan`` is what was shown when it
    was staged. ``leaves_at`` is when a released batch is carried out; until then it can be recalled.
    """

    __tablename__: ClassVar[str] = "batch"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: int | None = Field(default=None, primary_key=True)
    stage: str = Field(index=True)
    state: BatchState = state_column(BatchState)
    sha256: str
    plan: Any = json_column()
    staged_by: str
    staged_body: str = ""
    staged_at: datetime = instant_column()
    rehearsed_at: datetime | None = instant_column(nullable=True)
    released_by: str = ""
    released_body: str = ""
    released_at: datetime | None = instant_column(nullable=True)
    leaves_at: datetime | None = instant_column(nullable=True)
    done_at: datetime | None = instant_column(nullable=True)
    reason: str = text_column()


class BatchItem(Row, table=True):
    """One application's part of a batch: the step it takes and the letter it gets.

    ``before`` is the state it was in when the batch was frozen, ``after`` the one it takes ("" for none);
    ``recipient`` is the address the letter is for, "" where the application gets none.
    """

    __tablename__: ClassVar[str] = "batch_item"
    __table_args__ = (UniqueConstraint("batch_id", "application_id", name="uq_batch_application"),)

    id: int | None = Field(default=None, primary_key=True)
    batch_id: int = Field(foreign_key="batch.id")
    application_id: int = Field(foreign_key="application.id", index=True)
    decision_id: int | None = Field(default=None, foreign_key="decision.id")
    before: str
    after: str = ""
    letter_id: int | None = Field(default=None, foreign_key="outgoing_mail.id", index=True)
    recipient: str = ""
