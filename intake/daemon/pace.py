"""Whether the service has stopped writing of its own accord because it wrote too much: the circuit breaker is open.

The limit itself is held by `intake.letters.caps`. That it was reached is told to staff at once: either it is a busy
hour, or two programs answer each other, and meanwhile nobody gets a receipt.
"""

from __future__ import annotations

from datetime import datetime

from intake.config import Settings
from intake.daemon.status import Fault
from intake.letters.outbox import written_last_hour
from intake.wording import count
from store.engine import Session


def pace_faults(session: Session, settings: Settings, *, now: datetime) -> list[Fault]:
    """The fault that the service has reached ``[service] letters_per_hour``; none where it has not."""
    limit = settings.service.letters_per_hour
    written = written_last_hour(session, at=now)
    if written < limit:
        return []
    return [
        Fault(
            name="letters-stopped",
            what=f"the service wrote {count(written, 'automatic letter')} in the last hour and stops there: until the "
            "hour is over nobody gets a receipt or an answer",
            to_do="`intake letters` says to whom they went. Many to one address: a program answers ours, have it "
            "stopped; a busy hour: raise [service] letters_per_hour. The digest lists what was not answered",
        )
    ]
