"""How much memory the real daemon holds at most while it works through a mailbox."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

from store import figures
from store.engine import open_store
from store.schema import SchemaState
from store.states import LetterStatus, MessageStatus
from tests.bench.corpus import Mail
from tests.bench.places import Place, place
from tests.bench.processes import descendants, peak_memory
from tests.bench.runs import Bench

_LONGEST = 600  # seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """Peaks in bytes: of the daemon, of the largest process it started, of the naive stack.

    ``daemon_large`` and ``child_large`` are the first two with one mail of nearly 50 MB.
    """

    daemon: int
    largest_child: int
    naive: int
    daemon_large: int
    child_large: int


def daemon_peak(bench: Bench, mails: Sequence[Mail], *, name: str = "daemon") -> tuple[int, int]:
    """Run `intake run` on these mails until all are done and answered: its peak, and its largest child's.

    ``name`` is of a folder that is not there yet.
    """
    here = place(bench.folder / name, bench.dovecot, bench.smtp)
    here.deliver(mails)
    command = [sys.executable, "-m", "intake", "run", "--config", str(here.config)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        child, until = 0, time.monotonic() + _LONGEST
        try:
            while not _is_done(here, len(mails)):
                if process.poll() is not None or time.monotonic() > until:
                    raise RuntimeError("the daemon did not get through the mailbox")
                child = max([child, *map(peak_memory, descendants(process.pid))])
                time.sleep(0.05)
            peak = peak_memory(process.pid)
        finally:
            process.terminate()
    return peak, child


def _is_done(here: Place, count: int) -> bool:
    if not (here.folder / "data" / "intake.db").exists():
        return False
    store = open_store(here.store_url)
    try:
        if store.schema_state() is not SchemaState.CURRENT:
            return False  # the daemon is making its tables
        with store.reading() as session:
            standing = figures.standing(session)
    finally:
        store.close()
    waiting = sum(standing.messages.get(status, 0) for status in (MessageStatus.PENDING, MessageStatus.PROCESSING))
    unsent = sum(standing.letters.get(status, 0) for status in (LetterStatus.QUEUED, LetterStatus.SENDING))
    return sum(standing.messages.values()) == count and not waiting and not unsent
