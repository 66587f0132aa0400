"""The one place that asks what time it is: aware UTC for what is stored, monotonic seconds for intervals."""

from __future__ import annotations

import time
from datetime import UTC, datetime


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC)


def monotonic() -> float:
    """Seconds on a clock that never steps back, for intervals and time-outs only."""
    return time.monotonic()
