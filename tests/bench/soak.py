"""Whether the daemon's memory stays flat: the real daemon works through thousands of mails, weighed after every batch.

Run as ``python -m tests.bench.soak --mails 20000``. The mails are the benchmark's mix; after the first round through it
every form comes again as a corrected one. Memory is resident, from /proc, so that a busy machine does not disturb it.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import time
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from store import figures
from store.engine import open_store
from store.schema import SchemaState
from store.states import LetterStatus, MessageStatus
from tests.bench import corpus
from tests.bench.places import Place, place
from tests.bench.processes import descendants, memory
from tests.servers.dovecot import Dovecot
from tests.servers.smtp import SmtpServer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.bench.corpus import Mail

_BATCH = 500
_DIFFERENT = 300
_LONGEST = 1_800  # seconds a batch
_MB = 1_000_000
_HEADERS = re.compile(rb"^(Message-ID|Subject): ?(.*?)(>?)\r\n", re.MULTILINE | re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """After so many mails: resident bytes of the daemon, and of all that it started together."""

    mails: int
    daemon: int
    reading: int


def soak(here: Place, count: int, *, tell: Progress) -> list[Weighed]:
    """Run the daemon on ``count`` mails and weigh it after each batch.

    Raises:
        RuntimeError: it ended, or a batch took too long.
    """
    bar = tell.add_task("Mails", total=count)
    mails = _mails(count)
    command = [sys.executable, "-m", "intake", "run", "--config", str(here.config)]
    found: list[Weighed] = []
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            while batch := list(islice(mails, _BATCH)):
                here.deliver(batch)
                done = (found[-1].mails if found else 0) + len(batch)
                _wait(here, process, done)
                reading = sum(memory(number) for number in descendants(process.pid))
                found.append(Weighed(mails=done, daemon=memory(process.pid), reading=reading))
                tell.update(bar, completed=done)
        finally:
            process.terminate()
    return found


def _mails(count: int) -> Iterator[Mail]:
    """The mix, again and again, each time under other Message-IDs and subjects."""
    mails = corpus.mix(min(count, _DIFFERENT))
    for number in range(count):
        mail, turn = mails[number % len(mails)], number // len(mails)
        yield replace(mail, raw=_HEADERS.sub(rb"\1: \2.%d\3\r\n" % turn, mail.raw, count=2)) if turn else mail


def _wait(here: Place, process: subprocess.Popen[bytes], count: int) -> None:
    until = time.monotonic() + _LONGEST
    while not _is_done(here, count):
        if process.poll() is not None:
            raise RuntimeError(f"the daemon ended with status {process.returncode}")
        if time.monotonic() > until:
            raise RuntimeError("the daemon did not get through a batch")
        time.sleep(1)


def _is_done(here: Place, count: int) -> bool:
    """Whether ``count`` mails are through, and their letters sent or put off."""
    if not (here.folder / "data" / "intake.db").exists():
        return False
    store = open_store(here.store_url)
    try:
        if store.schema_state() is not SchemaState.CURRENT:
            return False
        with store.reading() as session:
            standing = figures.standing(session)
    finally:
        store.close()
    through = standing.messages.get(MessageStatus.PROCESSED, 0) + standing.messages.get(MessageStatus.HELD, 0)
    return through >= count and not standing.letters.get(LetterStatus.QUEUED, 0)


def main() -> None:
    """Soak, and show the weights."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.soak", description=__doc__)
    parser.add_argument("--mails", type=int, default=20_000)
    asked = parser.parse_args()
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with (
        Dovecot() as dovecot,
        SmtpServer(starttls=True, users={"round": "letters"}) as smtp,
        TemporaryDirectory(prefix="soak-") as folder,
        Progress(*columns, console=console) as progress,
    ):
        found = soak(place(Path(folder) / "place", dovecot, smtp), asked.mails, tell=progress)
    table = Table("Mails", "Daemon", "Reading processes", title="Resident memory, MB")
    for item in found[:: max(1, len(found) // 20)]:
        table.add_row(f"{item.mails:,}", f"{item.daemon / _MB:.1f}", f"{item.reading / _MB:.1f}")
    Console().print(table)
    half = found[len(found) // 2 :]
    grown = half[-1].daemon - half[0].daemon
    Console().print(f"Over the second half the daemon grew by {grown / _MB:.1f} MB.")


if __name__ == "__main__":
    main()
