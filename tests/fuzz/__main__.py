"""``python -m tests.fuzz`` (``make fuzz``): change files for so many minutes, keep what goes wrong, write the page."""

from __future__ import annotations

import argparse
import gc
import time
from pathlib import Path

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from intake.round import programme as packs
from tests.fuzz.cases import Cases
from tests.fuzz.ledger import Ledger
from tests.fuzz.mutators import MUTATORS
from tests.fuzz.page import write
from tests.fuzz.seeds import seeds
from tests.fuzz.session import Session
from tests.fuzz.trial import Fault

_ROOT = Path(__file__).parents[2]


def main() -> None:
    """Run for a time, then try all findings again and write docs/robustness.md."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=int(time.time()), help="the same seed gives the same cases")
    parser.add_argument("--only", action="append", choices=sorted(MUTATORS), default=[], help="only this kind of file")
    parser.add_argument("--folder", type=Path, default=_ROOT / "var" / "fuzz", help="where findings are kept")
    parser.add_argument("--page", type=Path, default=_ROOT / "docs" / "robustness.md")
    asked = parser.parse_args()
    console = Console(stderr=True)
    form = packs.load("delivering-differently").form
    ledger = Ledger(asked.folder)
    cases = Cases(seeds(), asked.seed, asked.only)
    gc.freeze()  # what is loaded now is shared by every process that is forked
    columns = (SpinnerColumn(), TextColumn("{task.completed} cases, seed {task.fields[seed]}"), TimeElapsedColumn())
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("", total=None, seed=asked.seed)
        session = Session(
            cases=cases,
            seed=asked.seed,
            form=form,
            ledger=ledger,
            tell=lambda many: progress.advance(task, many),
            found=lambda fault: _tell(console, fault),
        )
        session.run(minutes=asked.minutes)
    write(asked.page, ledger, form)
    console.print(f"Wrote {asked.page}; findings are in {asked.folder / 'findings'}")


def _tell(console: Console, fault: Fault) -> None:
    console.print(f"[bold]{fault.signature}[/bold]", highlight=False)


if __name__ == "__main__":
    main()
