"""How a process of the service keeps its memory small and its garbage few: for one that has imported what it needs.

What is loaded once is left out of every later look for garbage, and a look is taken after as many new objects as a few
mails make, because lists and records are many objects. Cycles are rare here: almost everything is freed at once when it
is let go of. The C library gives each thread a heap of its own, of which none is ever wholly free again; in a daemon of
many threads, most of which wait, two are enough.
"""

from __future__ import annotations

import ctypes
import gc

#: Objects made and not freed before the youngest are looked at (the interpreter's own figure is 700), and how many
#: looks at one generation lead to one at the next.
_THRESHOLDS = (50_000, 20, 50)
_M_ARENA_MAX, _ARENAS = -8, 2  # mallopt(3)


def collect_less_often() -> None:
    """Look for garbage less often than the interpreter would."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_THRESHOLDS)


def keep_few_heaps() -> None:
    """Have threads that are begun from now on share heaps; nothing where the C library is not glibc."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_M_ARENA_MAX, _ARENAS)
