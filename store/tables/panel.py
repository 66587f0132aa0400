"""The panel's work: which assessor reads which application, and the scores each gave."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from store.columns import Row, instant_column, state_column, text_column
from store.states import AssignmentState


class Assignment(Row, table=True):
    """One assessor's work on one application. ``assessor`` is the address in lower case.

    ``conflict`` is what the assessor declared, "" for none. An application is sent only once none is declared.
    """

    __tablename__: ClassVar[str] = "assignment"
    __table_args__ = (
        UniqueConstraint("application_id", "assessor", name="uq_assignment"),
        Index("ix_assignment_assessor", "assessor", "state"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    application_id: int = Field(foreign_key="application.id")
    assessor: str
    assessor_name: str = ""
    body: str = ""
    state: AssignmentState = state_column(AssignmentState)
    conflict: str = text_column()
    assigned_by: str = ""
    assigned_at: datetime = instant_column()
    declared_at: datetime | None = instant_column(nullable=True)
    scored_at: datetime | None = instant_column(nullable=True)


class Score(Row, table=True):
    """The points and comment of one assessor on one criterion. Never altered: a newer row stands for a changed mind.

    ``points`` are in hundredths of a point.
    """

    __tablename__: ClassVar[str] = "score"
    __table_args__ = (
        Index("ix_score_assignment", "assignment_id", "criterion", "id"),
        CheckConstraint("points >= 0", name="points"),
    )

    id: int | None = Field(default=None, primary_key=True)
    assignment_id: int = Field(foreign_key="assignment.id")
    criterion: str
    points: int
    comment: str = text_column()
    actor: str
    message_id: int | None = Field(default=None, foreign_key="inbound_message.id")
    given_at: datetime = instant_column()
