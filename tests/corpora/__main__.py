"""``python -m tests.corpora`` (``make corpora``): fetch, gather, run, and write docs/robustness.md."""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path

from rich.console import Console
from rich.progress import Progress, track

from tests.corpora.fetching import NotFetchedError, fetch
from tests.corpora.forms import forms
from tests.corpora.gathering import gather
from tests.corpora.manifest import Archive, archives
from tests.corpora.measuring import parts_of
from tests.corpora.page import write, wrongly_answered
from tests.corpora.running import Outcome, Run, run
from tests.corpora.shapes import Sort

_PAGE = Path(__file__).parents[2] / "docs" / "robustness.md"
_CACHE = Path(os.environ.get("XDG_CACHE_HOME", str(Path.home() / ".cache"))) / "intake-corpora"


def main() -> None:
    """Everything, with a list of what went wrong at the end."""
    parser = argparse.ArgumentParser(prog="python -m tests.corpora", description=__doc__)
    parser.add_argument("--cache", type=Path, default=_CACHE, help="where archives are kept; none is fetched twice")
    parser.add_argument("--page", type=Path, default=_PAGE)
    parser.add_argument("--only", action="append", default=[], help="only this archive")
    parser.add_argument("--folder", type=Path, help="an empty folder to run in, kept afterwards")
    asked = parser.parse_args()
    console = Console(stderr=True)
    wanted = [archive for archive in archives() if not asked.only or archive.name in asked.only]
    found = list(_fetched(wanted, asked.cache.absolute(), console))
    mails = [*gather(found), *(() if asked.only else forms())]
    console.print(f"{len(mails):,} mails of {len(found)} archives")
    with tempfile.TemporaryDirectory() as place, Progress(console=console) as progress:
        task = progress.add_task("Concluded", total=len(mails))
        folder = asked.folder or Path(place) / "service"
        ran = run(mails, folder, tell=lambda done: progress.update(task, completed=done))
    console.print(f"{ran.seconds:,.0f} s")
    _tell_faults(ran, console)
    if not asked.only:
        write(asked.page, ran)
        console.print(f"Wrote {asked.page}")


def _fetched(wanted: list[Archive], cache: Path, console: Console) -> list[tuple[Archive, Path]]:
    found = []
    for archive in track(wanted, description="Fetching", console=console):
        try:
            found.append((archive, fetch(archive, cache)))
        except NotFetchedError as error:
            console.print(str(error))
    return found


def _tell_faults(ran: Run, console: Console) -> None:
    for outcome in ran.outcomes:
        for fault in _faults(outcome):
            console.print(f"{outcome.mail.origin} ({outcome.mail.sort}): {fault}", highlight=False, markup=False)


def _faults(outcome: Outcome) -> list[str]:
    """What is wrong with what became of one mail."""
    item = outcome.item
    if item is None:
        return ["lost"]
    found = [f"{item.status} without an end"] if not outcome.is_settled else []
    if item.status == "failed" or item.rule in ("fault", "gave-up", "reading-stopped"):
        found.append(f"{item.status} by {item.rule}: {item.reason}")
    if not outcome.kept:
        found.append("other bytes in the archive")
    if wrongly_answered(outcome):
        found.append(f"answered with {outcome.answered}, by {item.rule}")
    if outcome.mail.sort is Sort.FORM and not outcome.answered:
        found.append(f"a form without an answer: {item.status} by {item.rule}: {item.reason}")
    return found + [f"lost: {lost}" for lost in parts_of(outcome).lost]


if __name__ == "__main__":
    main()
