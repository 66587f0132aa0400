"""Who asked to be told of the programme: the list that people join and leave by mail."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlmodel import Field

from store.columns import Row, instant_column


class Subscriber(Row, table=True):
    """One address on the update list, in lower case. On it while ``left_at`` is NULL.

    ``code`` stands in every update sent to it and takes it off the list again.
    """

    __tablename__: ClassVar[str] = "subscriber"

    id: int | None = Field(default=None, primary_key=True)
    address: str = Field(unique=True)
    name: str = ""
    code: str = Field(unique=True)
    joined_at: datetime = instant_column()
    left_at: datetime | None = instant_column(nullable=True)
    message_id: int | None = Field(default=None, foreign_key="inbound_message.id")
