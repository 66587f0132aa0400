"""``python -m tests.bench.workers`` (``make bench-workers``): mail read by 1, 2 and 4 workers; writes docs/scaling.md.

Everything is real: PostgreSQL, one poller that files the mail, workers as processes of their own, an IMAP and an SMTP
server. Each worker is given one core, as if it were a machine of its own, and does one thing at a time; workers beyond
the cores of this machine share them, which is told. The time is that from the first mail taken in hand to the last
concluded, as the books have it. Only the part of the page between the two marks is written.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from store.engine import open_store
from tests.acceptance.conftest import place
from tests.acceptance.workplace import Workplace, wait_for, workplace
from tests.bench import corpus
from tests.bench.corpus import RECEIVED, Mail
from tests.bench.page import machine
from tests.bench.workers_plot import plot
from tests.servers.dovecot import Dovecot
from tests.servers.postgresql import Cluster
from tests.servers.smtp import SmtpServer

_PAGE = Path(__file__).parents[2] / "docs" / "scaling.md"
_PLOT = _PAGE.with_name("scaling.svg")
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
#: How long workers are given to stand by at the queue before there is mail, in seconds.
_SETTLING = 4.0
#: How long one `intake poll` may take, in seconds.
_LONGEST_POLL = 300
_TIMES = """
SELECT extract(epoch FROM max(concluded.at) - min(begun.at)), count(DISTINCT concluded.subject_id)
FROM event AS begun, event AS concluded
WHERE begun.subject = 'message' AND begun.after = 'processing'
  AND concluded.subject = 'message' AND concluded.after = 'processed'
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """So many mails read by so many workers in so many seconds."""

    name: str
    workers: int
    mails: int
    seconds: float

    @property
    def rate(self) -> float:
        """Mails a minute."""
        return 60 * self.mails / self.seconds


def main() -> None:
    """Measure, show, write."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.workers", description=__doc__)
    parser.add_argument("--scans", type=int, default=12, help="scanned forms")
    parser.add_argument("--mix", type=int, default=60, help="mails of the ordinary mix")
    parser.add_argument("--workers", default="1,2,4", help="how many workers, with commas")
    parser.add_argument("--dry-run", action="store_true", help="write no page")
    asked = parser.parse_args()
    console = Console(stderr=True)
    counts = [int(count) for count in asked.workers.split(",")]
    corpora = [("scans", corpus.scans(asked.scans))] * bool(asked.scans)
    corpora += [("ordinary mix", corpus.mix(asked.mix))] * bool(asked.mix)
    runs = measure(corpora, counts, console=console)
    written = section(runs)
    console.print(written, markup=False)
    if not asked.dry_run:
        page = _PAGE.read_text(encoding="utf-8")
        head, _, rest = page.partition(BEGIN)
        _PAGE.write_text(f"{head}{BEGIN}\n\n{written}\n{END}{rest.partition(END)[2]}", encoding="utf-8")
        _PLOT.write_text(plot([(run.name, run.workers, run.rate) for run in runs]), encoding="utf-8")
        console.print(f"Wrote {_PAGE.name} and {_PLOT.name}.")


def measure(corpora: Sequence[tuple[str, list[Mail]]], counts: Sequence[int], *, console: Console) -> list[Run]:
    """Every corpus with every number of workers."""
    runs = []
    with (
        Dovecot() as dovecot,
        SmtpServer(starttls=True, users={"round": "letters"}) as smtp,
        Cluster() as cluster,
        tempfile.TemporaryDirectory(prefix="bench-") as folder,
    ):
        for name, mails in corpora:
            for count in counts:
                console.print(f"{name}: {count} worker(s)")
                here = place(Path(folder) / f"{name}-{count}".replace(" ", "-"), dovecot, smtp)
                with workplace(here, cluster.new_database()) as opened:
                    seconds = _timed(opened, mails, count)
                runs.append(Run(name=name, workers=count, mails=len(mails), seconds=seconds))
    return runs


def _timed(here: Workplace, mails: Sequence[Mail], count: int) -> float:
    """How long so many workers take, in seconds."""
    assert here.start("poll").popen.wait(_LONGEST_POLL) == 0  # makes the queue
    cores = sorted(os.sched_getaffinity(0))
    for number in range(count):
        (worker,) = here.workers(1, "--concurrency", "1")
        _give_core(worker.popen.pid, cores[number % len(cores)])
    time.sleep(_SETTLING)
    here.here.account.deliver(*(mail.raw for mail in mails), internaldate=RECEIVED)
    assert here.start("poll").popen.wait(_LONGEST_POLL) == 0
    wait_for(
        lambda: len(here.books()[0]) == len(mails) and not here.waiting(), "the end of the work", patience=900, every=2
    )
    store = open_store(here.url)
    with store.reading() as session:
        seconds, concluded = session.connection().exec_driver_sql(_TIMES).one()
    store.close()
    assert concluded == len(mails)
    return float(seconds)


def _give_core(pid: int, core: int) -> None:
    """Keep a process, its threads and all that it starts, on one core."""
    for process in (pid, *_descendants(pid)):
        for thread in Path(f"/proc/{process}/task").iterdir():
            os.sched_setaffinity(int(thread.name), {core})


def _descendants(pid: int) -> list[int]:
    found = []
    for thread in Path(f"/proc/{pid}/task").iterdir():
        for child in map(int, (thread / "children").read_text().split()):
            found += [child, *_descendants(child)]
    return found


def section(runs: Sequence[Run]) -> str:
    """The measured part of the page."""
    lines = [
        f"Machine: {machine()}; everything on it, servers too. Each worker has one core and does one thing at a time "
        f"(`--concurrency 1`); beyond {os.cpu_count()} workers they share the cores.",
        "",
        "| Mail | Workers | Mails | Seconds | Mails a minute | Times one worker |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for run in runs:
        one = next((item for item in runs if item.name == run.name and item.workers == 1), None)
        times = f"{run.rate / one.rate:.2f}" if one else ""
        lines.append(f"| {run.name} | {run.workers} | {run.mails} | {run.seconds:.1f} | {run.rate:.1f} | {times} |")
    return "\n".join([*lines, "", "![Mails a minute by workers](scaling.svg)", ""])


if __name__ == "__main__":
    main()
