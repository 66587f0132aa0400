"""An order as it is carried out: who gives it and about what, what was done, and why it cannot be done.

Orders come by mail (`intake.decisions.obeying`) and from the command line (`intake.commands`); what carries them out
(`intake.decisions.case_orders`, `intake.decisions.batch_orders` and the rooms of panel and interviews) is the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from intake.config import StaffMember
from intake.decisions.errors import DecisionError
from intake.decisions.reply_links import Offer
from intake.desk import Desk
from intake.taking import Incoming
from parsers.scoresheet import ScoreSheet
from store.engine import Session
from store.tables import Application, Batch


class OrderError(DecisionError):
    """The order cannot be carried out.

    ``further`` are more sentences on why not; ``offers`` are links with which to send it again, good for ``life``.
    """

    def __init__(
        self,
        detail: str = "",
        *,
        further: Sequence[str] = (),
        offers: Sequence[Offer] = (),
        life: timedelta | None = None,
    ) -> None:
        self.further = tuple(further)
        self.offers = tuple(offers)
        self.life = life
        super().__init__(detail)


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """An order whose giver may give it. ``text`` is what was written with it, ``amount`` in pence where it names one.

    ``application`` and ``batch`` are what it is about. ``incoming`` is the mail it came in, None from the command line.
    ``sheet`` is the scoresheet that is the order, where one is.
    """

    action: str
    member: StaffMember
    actor: str
    text: str
    at: datetime
    subject: str = ""
    application: Application | None = None
    batch: Batch | None = None
    incoming: Incoming | None = None
    sheet: ScoreSheet | None = None

    @property
    def case(self) -> Application:
        """The application it is about.

        Raises:
            OrderError: it is about none.
        """
        if self.application is None:
            raise OrderError("this order needs an application")
        return self.application

    @property
    def message_id(self) -> int | None:
        """The id of the mail it came in."""
        return self.incoming.message.id if self.incoming else None

    @property
    def cause(self) -> str:
        """What letters that follow from it name as their cause."""
        return f"message:{self.message_id}" if self.incoming else f"command:{self.at.isoformat()}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What was done, a sentence each, and how it can be taken back.

    ``undo`` is JSON for `intake.decisions.undoing`, None where it cannot be. ``quoted`` are the giver's words as they
    were used. ``within`` is how long it can be taken back, where that is not what the configuration says. ``missing``
    is what was not done of it, a sentence each, and ``offers`` are links with which to send that, good for ``life``.
    """

    sentences: tuple[str, ...]
    title: str = ""
    quoted: str = ""
    undo: Mapping[str, Any] | None = None
    within: timedelta | None = None
    application: Application | None = None
    batch: Batch | None = None
    missing: tuple[str, ...] = ()
    offers: tuple[Offer, ...] = ()
    life: timedelta | None = None


Handler = Callable[[Session, Desk, Given], Done]
