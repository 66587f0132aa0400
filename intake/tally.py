"""What became of the children that read mail, and how long each took: counted for metrics, kept in memory only.

Counted by `intake.sandbox`, told by `intake.daemon.metrics`.
"""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

#: Upper bounds of the classes of time, in seconds; what took longer is in one more. A mail has 60 (`parsers.limits`).
BOUNDS = (0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0, 40.0, 60.0)
#: What is counted of a child that ended by itself with a result; all others are counted by why they were stopped.
DONE = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """How many children ended how; how many took how long, a number for each class of `BOUNDS` and beyond, not summed
    up; and all their seconds."""

    outcomes: Mapping[str, int]
    classes: Sequence[int]
    seconds: float


class Tally:
    """Counts; safe to use from many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._outcomes: Counter[str] = Counter()
        self._classes = [0] * (len(BOUNDS) + 1)
        self._seconds = 0.0

    def add(self, outcome: str, *, seconds: float) -> None:
        """One child ended so, after so long."""
        with self._lock:
            self._outcomes[outcome] += 1
            self._classes[bisect_left(BOUNDS, seconds)] += 1
            self._seconds += seconds

    def counted(self) -> Counted:
        """What was counted since the start."""
        with self._lock:
            return Counted(outcomes=dict(self._outcomes), classes=tuple(self._classes), seconds=self._seconds)
