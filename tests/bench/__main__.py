"""``python -m tests.bench`` (``make bench``): measures everything, shows it, and writes docs/performance.md."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from tests.bench import corpus
from tests.bench.corpus import Kind, Mail
from tests.bench.growth import growth
from tests.bench.large import large
from tests.bench.memory import Memory, daemon_peak
from tests.bench.page import page, plots, tables
from tests.bench.places import place
from tests.bench.polls import polls
from tests.bench.results import Results, figures, keep, last_figures
from tests.bench.runs import Bench, Compared, Pair
from tests.bench.screens import screens
from tests.bench.single import times
from tests.servers.dovecot import Dovecot
from tests.servers.smtp import SmtpServer

_DOCS = Path(__file__).parents[2] / "docs"
_FIGURES = "figures"
#: The kept figures of the last run, beside the page.
_LAST = "performance.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much is measured: mails, repetitions, and the sizes of mailboxes and books that figures are taken at."""

    mix: int
    kind: int
    repetitions: int
    single: int
    mailboxes: tuple[int, ...]
    messages: tuple[int, ...]
    applications: tuple[int, ...]


FULL = Size(
    mix=100,
    kind=30,
    repetitions=3,
    single=60,
    mailboxes=(1_000, 10_000, 100_000),
    messages=(1_000, 30_000, 1_000_000),
    applications=(100, 1_000, 10_000, 100_000),
)
QUICK = Size(
    mix=20,
    kind=8,
    repetitions=1,
    single=8,
    mailboxes=(200, 2_000),
    messages=(200, 2_000),
    applications=(100, 500),
)


def main() -> None:
    """Measure, show, write."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a small run, to see that all is well; writes no page")
    parser.add_argument("--mix", type=int, default=FULL.mix, help="mails of the mix")
    parser.add_argument("--kind", type=int, default=FULL.kind, help="mails of each kind alone")
    parser.add_argument("--repetitions", type=int, default=FULL.repetitions, help="pairs of runs a corpus")
    parser.add_argument("--out", type=Path, help="the folder of the page, its figures and plots (docs)")
    asked = parser.parse_args()
    console = Console(stderr=True)
    full = replace(FULL, mix=asked.mix, kind=asked.kind, repetitions=asked.repetitions)
    results = measure(QUICK if asked.quick else full, console=console)
    last = last_figures(_DOCS / _LAST)
    for table in tables(results, last):
        console.print(table)
    out = asked.out or (None if asked.quick else _DOCS)
    if out:
        write(results, last, out)
        console.print(f"Wrote {out / 'performance.md'}.")


def write(results: Results, last: dict[str, float], folder: Path) -> None:
    """The page, its plots, and its figures for the next run."""
    (folder / _FIGURES).mkdir(parents=True, exist_ok=True)
    (folder / "performance.md").write_text(page(results, last), encoding="utf-8")
    for name, picture in plots(results).items():
        (folder / _FIGURES / name).write_text(picture, encoding="utf-8")
    keep(figures(results), folder / _LAST)


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
        total = 5 * size.repetitions + 3 + len(size.mailboxes) + len(size.messages) + len(size.applications)
        steps = progress.add_task("Writing the corpus", total=total)

        def step(description: str) -> None:
            progress.update(steps, advance=1, description=description)

        mix = corpus.mix(size.mix)
        compared = _compared(bench, mix, size, step=step)
        step("One mail at a time")
        single = times(place(bench.folder / "single", dovecot, smtp), corpus.mix(size.single))
        step("Memory")
        memory = _memory(bench, mix, compared[0])
        polled = polls(bench, size.mailboxes, tell=lambda: step("Filling mailboxes"))
        grown = growth(bench, size.messages, corpus.mix(10), tell=lambda: step("Filling the books with messages"))
        shown = []
        for count in size.applications:
            step(f"Filling the books with {count:,} applications")
            shown += screens(bench.folder, count, repetitions=3 if count <= 10_000 else 1)
    return Results(
        corpus=corpus.described(mix),
        compared=compared,
        single=single,
        memory=memory,
        polled=tuple(polled),
        grown=tuple(grown),
        screens=tuple(shown),
        repetitions=size.repetitions,
    )


def _compared(bench: Bench, mix: list[Mail], size: Size, *, step: Callable[[str], None]) -> tuple[Compared, ...]:
    """Both programs on every corpus, in turns."""
    corpora: list[tuple[str, list[Mail], bool]] = [("mix", mix, False)]
    corpora += [(str(kind), corpus.only(kind, size.kind), False) for kind in Kind if kind is not Kind.OTHER]
    corpora += [("fillable PDF, naive sparing", corpora[2][1], True)]
    pairs: dict[str, list[Pair]] = {name: [] for name, _, _ in corpora}
    for _ in range(size.repetitions):
        for name, mails, sparing in corpora:
            step(f"Reading: {name}")
            pairs[name].append(bench.pair(mails, sparing=sparing))
    return tuple(Compared(name, tuple(pairs[name])) for name, _, _ in corpora)


def _memory(bench: Bench, mix: list[Mail], of_mix: Compared) -> Memory:
    daemon, child = daemon_peak(bench, mix)
    daemon_large, child_large = daemon_peak(bench, [large(corpus.only(Kind.FILLABLE, 1)[0])], name="daemon-large")
    return Memory(
        daemon=daemon,
        largest_child=child,
        naive=of_mix.last.naive.peak_bytes,
        daemon_large=daemon_large,
        child_large=child_large,
    )


if __name__ == "__main__":
    main()
