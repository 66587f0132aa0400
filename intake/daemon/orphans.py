"""As the first process of a container: bury the processes whose parent died before them.

The kernel gives an orphan to process 1, and keeps it as a zombie until that has asked how it ended. Elsewhere the init
of the system does this. A child of our own is waited for by who started it, at once: only what has been a zombie for
two looks is buried here.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path


class Orphans:
    """What was ended and not waited for when it was last looked."""

    def __init__(self) -> None:
        self._seen: frozenset[int] = frozenset()

    def bury(self) -> int:
        """Look, and bury what was seen the last time as well; returns how many. Nothing where we are not process 1."""
        if os.getpid() != 1:
            return 0
        ended = _ended(of=os.getpid())
        buried = ended & self._seen
        for pid in buried:
            with suppress(ChildProcessError):
                os.waitpid(pid, os.WNOHANG)
        self._seen = ended - buried
        return len(buried)


def _ended(*, of: int) -> frozenset[int]:
    """The zombies among the children of a process (proc(5): the state and the parent stand behind the name)."""
    found = set()
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with suppress(OSError, ValueError):
                state, parent, *_ = (
                    (folder / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
                )
                if state == "Z" and int(parent) == of:
                    found.add(int(folder.name))
    return frozenset(found)
