"""A whole round played on this machine by invented people, over real mail servers, and the proof of it."""

from __future__ import annotations

import logging
import tempfile
import time
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from intake import logs
from intake.commands.options import JsonOption
from intake.commands.terminal import print_json, print_table, progress_bar, say
from intake.service import Service
from intake.simulation.evidence import Evidence, gather
from intake.simulation.play import Played, play
from intake.simulation.report import Report, report_of
from intake.simulation.servers import Account

app = typer.Typer()


@app.command()
def simulate(
    councils: Annotated[int, typer.Option("--councils", "-n", min=2, help="How many councils may apply.")] = 12,
    seed: Annotated[int, typer.Option("--seed", "-s", help="The same seed makes the same people.")] = 1,
    programme: Annotated[str, typer.Option("--programme", "-p", help="A pack with a deadline.")] = (
        "delivering-differently"
    ),
    output: Annotated[Path | None, typer.Option("--output", "-o", help="The folder it is played into.")] = None,
    keep: Annotated[bool, typer.Option("--keep", help="Keep the folder, where none is named.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Play a whole round over real IMAP and SMTP servers on this machine, and check what came of it.

    Needs Dovecot and the extra "simulation". Exit status 1: a check failed.
    """
    logs.configure("text", level=logging.WARNING)
    with ExitStack() as stack:
        folder = _folder(stack, output, keep=keep)
        report = _played(programme, folder, councils=councils, seed=seed)
    if as_json:
        print_json(report.as_json())
    else:
        _print(report)
        if output is not None or keep:
            say(f"Records: intake applications --config {folder / 'config.toml'}")
    if not report.passed:
        raise typer.Exit(1)


def _folder(stack: ExitStack, output: Path | None, *, keep: bool) -> Path:
    if output is not None:
        return output.resolve()
    if keep:
        return Path(tempfile.mkdtemp(prefix="intake-simulation-"))
    return Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="intake-simulation-")))


def _played(programme: str, folder: Path, *, councils: int, seed: int) -> Report:
    """Play with a progress bar that moves with the round's own days."""
    found: list[Evidence] = []
    began = time.monotonic()

    def check(played: Played, service: Service, account: Account) -> None:
        found.append(gather(played, service, account))

    with progress_bar("Playing the round", None) as bar:

        def tell(opens: datetime, now: datetime, last: datetime) -> None:
            total = max((last - opens).days, (now - opens).days)
            bar.update(bar.task_ids[0], total=total, completed=(now - opens).days, description=f"{now:%d %b %H:%M}")

        play(programme, folder, councils=councils, seed=seed, tell=tell, check=check)
    return report_of(found[0], seed=seed, seconds=time.monotonic() - began)


def _print(report: Report) -> None:
    print_table(
        ("Mail to the service", "Number"), [(what, number) for what, number in report.mails.items()],
        title=f"{report.programme}: {report.councils} councils, seed {report.seed}",
    )  # fmt: skip
    print_table(("Letters of the service", "Number"), list(report.letters.items()), title="What left")
    print_table(("Applications", "Number"), list(report.states.items()), title="Where they ended")
    print_table(("Done at the command line", "Times"), list(report.by_hand.items()), title="By hand", empty="")
    print_table(
        ("", "Check", "Faults"),
        [("ok" if check.passed else "FAILED", check.sentence, "\n".join(check.faults)) for check in report.checks],
        title="What was checked",
    )
    failed = sum(not check.passed for check in report.checks)
    said = f"{failed} of {len(report.checks)} checks failed." if failed else f"All {len(report.checks)} checks passed."
    say(
        f"{said} {report.began:%d %B %Y} to {report.ended:%d %B %Y} in {report.seconds:.0f} seconds, "
        f"{sum(report.mails.values())} mails in, {sum(report.letters.values())} letters out."
    )
