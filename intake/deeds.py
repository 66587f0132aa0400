"""Note what was done in the archive's second journal (`store.deeds`), from which `intake replay` makes a store anew.

Always after the commit: what is noted was done. That something could not be noted is logged and holds nothing up.
"""

from __future__ import annotations

from collections.abc import Sequence

from intake import clock
from intake.desk import Concluded
from intake.logs import log
from store import orders
from store.archive import Archive
from store.deeds import Deed, DeedKind
from store.engine import Session
from store.errors import StoreError
from store.states import Disposition
from store.tables import InboundMessage


def note(archive: Archive, deeds: Sequence[Deed]) -> None:
    """Note these deeds, in order."""
    try:
        archive.note_done(deeds)
    except StoreError as fault:
        log.warning("not-noted", count=len(deeds), exc_info=fault)


def conclusion(session: Session, message: InboundMessage, item: Concluded) -> Deed:
    """What is to be noted of a mail that has just been concluded, with the numbers that were given by it."""
    numbers = {"message": item.message_id}
    order = orders.of_message(session, item.message_id) if item.disposition == Disposition.ORDER else None
    if order is not None and order.id is not None:
        numbers["order"] = order.id
        if order.batch_id is not None:
            numbers["batch"] = order.batch_id
    return Deed(
        kind=DeedKind.CONCLUDED,
        at=clock.now(),
        sha256=message.sha256,
        reference=item.application,
        numbers=numbers,
    )
