"""``python -m tests.faults`` (``make faults``): every fault at every step, random kills, and docs/faults.md."""

from __future__ import annotations

import argparse
import multiprocessing
import os
import pickle
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from multiprocessing.context import SpawnProcess
from multiprocessing.queues import Queue
from pathlib import Path
from queue import Empty
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from tests.faults.faults import FAULTS
from tests.faults.lanes import SWEEPS, Lane, run_lane
from tests.faults.loop import Run
from tests.faults.random_kills import Spell
from tests.faults.table import DATABASES, Results, page, table

_PAGE = Path(__file__).parents[2] / "docs" / "faults.md"
_processes = multiprocessing.get_context("spawn")


def main() -> int:
    """Run, show, write; 1 where something happened that must not be."""
    asked = _asked()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    console = Console(stderr=True)
    results = Results()
    if asked.add and asked.add.exists():
        results = pickle.loads(asked.add.read_bytes())
    with tempfile.TemporaryDirectory(prefix="faults-", dir=asked.folder) as folder:
        lanes = list(_lanes(asked, folder))
        console.print(f"Seed {asked.seed}.")
        _gather(lanes, results, console)
        console.print(table(results))
        for line in results.bad:
            console.print(line, style="red", highlight=False)
        if any(results.bad) and asked.keep:
            shutil.copytree(folder, asked.keep)
    if asked.add:
        asked.add.write_bytes(pickle.dumps(results))
    if asked.out:
        asked.out.write_text(page(results, day=datetime.now(UTC).date(), seed=asked.seed), encoding="utf-8")
        console.print(f"Wrote {asked.out.name}.")
    return 1 if any(results.bad) else 0


def _lanes(asked: argparse.Namespace, folder: str) -> Iterator[Lane]:
    """For each database one process that strikes at every step, and one that kills at random moments."""
    for number, database in enumerate(asked.database):
        common = {"database": database, "temporary": str(asked.folder) if asked.folder else None}
        seed = asked.seed + 1_000 * number
        if asked.sweeps:
            yield Lane(
                **common,
                faults=tuple(asked.fault or (fault.name for fault in FAULTS)),
                sweeps=asked.sweeps,
                seconds=60 * asked.minutes,
                kills=0,
                only=asked.step,
                seed=seed,
                folder=f"{folder}/{database}-steps",
            )
        kills = (asked.kills + number) // len(asked.database)
        if kills:
            minutes = {"kills": kills, "seconds": 60 * asked.minutes}
            yield Lane(**common, **minutes, seed=seed, folder=f"{folder}/{database}-kills")


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--database", action="append", choices=list(DATABASES), help="only this database")
    parser.add_argument("--fault", action="append", choices=[fault.name for fault in FAULTS], help="only this fault")
    parser.add_argument("--step", default="", help="only at steps whose names this pattern finds")
    parser.add_argument(
        "--sweeps",
        type=int,
        default=SWEEPS,
        help=f"of {SWEEPS}, each at every {SWEEPS}th step; 0 for random kills only",
    )
    parser.add_argument("--minutes", type=float, default=float("inf"), help="begin no further run after so long")
    parser.add_argument("--kills", type=int, default=1_000, help="random kills, over all databases")
    parser.add_argument("--seed", type=int, default=int(datetime.now(UTC).timestamp()) % 100_000)
    parser.add_argument("--folder", type=Path, default=_fast_folder(), help="where worlds are made (in memory)")
    parser.add_argument("--add", type=Path, help="a file with the results of earlier runs, to which these are added")
    parser.add_argument("--keep", type=Path, help="keep the worlds of runs that went wrong here")
    parser.add_argument("--out", type=Path, help="the page to write (docs/faults.md after a whole run)")
    asked = parser.parse_args()
    whole = not (asked.database or asked.fault or asked.step) and asked.sweeps == SWEEPS
    asked.database = asked.database or list(DATABASES)
    asked.out = asked.out or (_PAGE if whole else None)
    return asked


def _fast_folder() -> Path | None:
    memory = Path("/dev/shm")
    return memory if os.access(memory, os.W_OK) else None


def _gather(lanes: Sequence[Lane], results: Results, console: Console) -> None:
    """Run the lanes beside each other and take what comes of them, with a bar for each."""
    told: Queue[Any] = _processes.Queue()
    running = [_processes.Process(target=run_lane, args=(lane, told)) for lane in lanes]
    try:
        for process in running:
            process.start()
        _follow(lanes, running, told, results, console)
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.join(60)


def _follow(
    lanes: Sequence[Lane], running: Sequence[SpawnProcess], told: Queue[Any], results: Results, console: Console
) -> None:
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed} runs"), TimeElapsedColumn())
    with Progress(*columns, console=console) as progress:
        bars = {
            (lane.database, bool(lane.kills)): progress.add_task(DATABASES[lane.database], total=lane.kills or None)
            for lane in lanes
        }
        left = len(lanes)
        while left:
            try:
                item = told.get(timeout=5)
            except Empty:
                if any(process.exitcode for process in running):
                    raise RuntimeError("a process that runs them died") from None
                continue
            match item:
                case Run() as run:
                    results.add(run)
                    text = f"{DATABASES[run.database]}: {run.fault}"
                    progress.update(bars[run.database, False], advance=1, description=text)
                    faults = run.verdict.faults
                    name = f"{run.fault} {run.step}"
                case Spell() as spell:
                    results.spells.append(spell)
                    text = f"{DATABASES[spell.database]}: random kills, seed {spell.seed}"
                    progress.update(bars[spell.database, True], advance=spell.kills, description=text)
                    faults, name = spell.verdict.faults, f"random kills, seed {spell.seed}"
                case None:
                    left -= 1
                    continue
                case str() as trouble:
                    raise RuntimeError(trouble)
            for fault in faults:
                console.print(f"{name}: {fault}", style="red", highlight=False)


if __name__ == "__main__":
    sys.exit(main())
