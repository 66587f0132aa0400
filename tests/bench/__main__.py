"""``python -m tests.bench`` (``make bench``): measures everything, shows it, and writes docs/performance.md."""

from __future__ import annotations

import argparse
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from tests.bench import corpus
from tests.bench.corpus import Kind, Mail
from tests.bench.memory import Memory, daemon_peak
from tests.bench.page import Results, page, tables
from tests.bench.polls import polls
from tests.bench.runs import Bench, Compared, Pair
from tests.bench.screens import screens
from tests.servers.dovecot import Dovecot
from tests.servers.smtp import SmtpServer

_PAGE = Path(__file__).parents[2] / "docs" / "performance.md"


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much is measured."""

    mix: int
    kind: int
    repetitions: int
    mailboxes: tuple[int, ...]
    applications: int


FULL = Size(mix=100, kind=30, repetitions=3, mailboxes=(1_000, 50_000), applications=10_000)
QUICK = Size(mix=20, kind=8, repetitions=1, mailboxes=(200, 2_000), applications=500)


def main() -> None:
    """Measure, show, write."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a small run, to see that all is well; writes no page")
    parser.add_argument("--mix", type=int, default=FULL.mix, help="mails of the mix")
    parser.add_argument("--kind", type=int, default=FULL.kind, help="mails of each kind alone")
    parser.add_argument("--repetitions", type=int, default=FULL.repetitions, help="pairs of runs a corpus")
    parser.add_argument("--out", type=Path, help="the page to write (docs/performance.md)")
    asked = parser.parse_args()
    console = Console(stderr=True)
    full = replace(FULL, mix=asked.mix, kind=asked.kind, repetitions=asked.repetitions)
    results = measure(QUICK if asked.quick else full, console=console)
    for table in tables(results):
        console.print(table)
    out = asked.out or (None if asked.quick else _PAGE)
    if out:
        out.write_text(page(results), encoding="utf-8")
        console.print(f"Wrote {out.name}.")


def measure(size: Size, *, console: Console) -> Results:
    """Everything, with a bar of progress."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with (
        Dovecot() as dovecot,
        SmtpServer(starttls=True, users={"round": "letters"}) as smtp,
        TemporaryDirectory(prefix="bench-") as folder,
        Progress(*columns, console=console) as progress,
    ):
        bench = Bench(dovecot, smtp, Path(folder))
        steps = progress.add_task("Writing the corpus", total=1 + 5 * size.repetitions + 3 + len(size.mailboxes))

        def step(description: str) -> None:
            progress.update(steps, advance=1, description=description)

        mix = corpus.mix(size.mix)
        corpora: list[tuple[str, list[Mail], bool]] = [("mix", mix, False)]
        corpora += [(str(kind), corpus.only(kind, size.kind), False) for kind in Kind if kind is not Kind.OTHER]
        corpora += [("fillable PDF, naive sparing", corpora[2][1], True)]
        pairs: dict[str, list[Pair]] = {name: [] for name, _, _ in corpora}
        for _ in range(size.repetitions):
            for name, mails, sparing in corpora:
                step(f"Reading: {name}")
                pairs[name].append(bench.pair(mails, sparing=sparing))
        step("The daemon's memory")
        daemon, child = daemon_peak(bench, mix)
        step("Filling mailboxes")
        polled = polls(bench, size.mailboxes, tell=lambda: step("Filling mailboxes"))
        step("Filling the books")
        shown = screens(bench.folder, size.applications)
        compared = tuple(Compared(name, tuple(pairs[name])) for name, _, _ in corpora)
        step("Done")
    return Results(
        corpus=corpus.described(mix),
        compared=compared,
        memory=Memory(daemon=daemon, largest_child=child, naive=compared[0].last.naive.peak_bytes),
        polled=tuple(polled),
        screens=tuple(shown),
        repetitions=size.repetitions,
    )


if __name__ == "__main__":
    main()
