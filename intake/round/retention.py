"""How long a programme keeps what people wrote: months from the close of the round, by what became of it.

Pure dates; when a round closed and what is due is found in `intake.assurance.retention`, erased by
`intake.assurance.erasure`. The periods are the pack's (UK GDPR article 5(1)(e) asks for one).
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """Whole months after the close: of selected applications, of all others, and of mail that belongs to none.

    None: nothing of the kind falls due; it is erased only when a person asks for it.
    """

    selected_months: int | None = None
    others_months: int | None = None
    correspondence_months: int | None = None


#: Nothing falls due.
FOREVER = Retention()


def months_after(moment: datetime, months: int, zone: ZoneInfo) -> datetime:
    """The same day of the month and the same time on the wall, so many months later, as an instant in UTC.

    A day that the month does not have is its last one: 30 November and three months are 28 February.
    """
    local = moment.astimezone(zone)
    year, month = divmod(local.year * 12 + local.month - 1 + months, 12)
    day = min(local.day, calendar.monthrange(year, month + 1)[1])
    return local.replace(year=year, month=month + 1, day=day).astimezone(UTC)
