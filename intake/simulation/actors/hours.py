"""When people in offices do what they do."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

_OPENS, _CLOSES = 9, 17


def working(at: datetime, zone: ZoneInfo) -> datetime:
    """``at`` itself within office hours, else the same minutes after the office opens next."""
    local = at.astimezone(zone)
    if local.hour < _OPENS:
        local = local.replace(hour=_OPENS)
    elif local.hour >= _CLOSES:
        local = (local + timedelta(days=1)).replace(hour=_OPENS)
    while local.weekday() > 4:
        local = (local + timedelta(days=1)).replace(hour=_OPENS)
    return local
