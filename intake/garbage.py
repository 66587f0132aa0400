"""How often the interpreter looks for garbage: less often than it would, because lists and records are many objects.

What is loaded once is left out of every later look, and a look is taken after as many new objects as a few mails make.
Cycles are rare here: almost everything is freed at once when it is let go of.
"""

from __future__ import annotations

import gc

#: Objects made and not freed before the youngest are looked at (the interpreter's own figure is 700), and how many
#: looks at one generation lead to one at the next.
_THRESHOLDS = (50_000, 20, 50)


def collect_less_often() -> None:
    """For a process that has imported what it needs."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_THRESHOLDS)
