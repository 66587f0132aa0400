"""``python -m tests.accuracy`` (``make accuracy``): writes docs/accuracy.md."""

from __future__ import annotations

import argparse
from pathlib import Path

from rich.console import Console
from rich.progress import track

from tests.accuracy.report import failures, page
from tests.accuracy.run import Result, is_read, read
from tests.corpus import packs
from tests.corpus.convert import CACHE
from tests.corpus.layouts.table import LAYOUTS, Converter, Layout
from tests.corpus.make import make, plan
from tests.corpus.split import Split

_PAGE = Path(__file__).parents[2] / "docs" / "accuracy.md"


def main() -> None:
    """Make the corpus, read it twice (with and without the packs' aliases), write the page."""
    parser = argparse.ArgumentParser(prog="python -m tests.accuracy", description=__doc__)
    parser.add_argument("--count", type=int, default=2, help="cases a pack and layout")
    parser.add_argument("--pack", action="append", choices=packs.names(), default=[], help="only this pack")
    parser.add_argument("--layout", action="append", choices=list(LAYOUTS), default=[], help="only this layout")
    parser.add_argument("--quick", action="store_true", help="only layouts that need no other program")
    parser.add_argument("--out", type=Path, default=_PAGE, help="the page to write")
    parser.add_argument("--failures", type=Path, help="folder for the failures to tune on, and their files")
    parser.add_argument("--cache", type=Path, default=CACHE, help="folder for converted files")
    asked = parser.parse_args()
    names = asked.layout or [name for name, layout in LAYOUTS.items() if _wanted(layout, quick=asked.quick)]
    planned = list(plan(asked.count, layouts=names, only=asked.pack))
    console = Console(stderr=True)
    samples = list(
        track(make(planned, cache=asked.cache), total=len(planned), description="Writing forms", console=console)
    )
    read(samples[0])  # the first reading loads the libraries
    results = [read(sample) for sample in track(samples, description="Reading forms", console=console)]
    bare = [read(sample, aliases=False) for sample in track(samples, description="Without aliases", console=console)]
    asked.out.write_text(page(results, bare), encoding="utf-8")
    if asked.failures:
        _write_failures(asked.failures, results, bare)
    console.print(f"Wrote {asked.out}")


def _wanted(layout: Layout, *, quick: bool) -> bool:
    return is_read(layout) and (layout.converter is Converter.NONE or not quick)


def _write_failures(folder: Path, results: list[Result], bare: list[Result]) -> None:
    """The failures of the half to tune on, with and without aliases, and the files they are in."""
    (folder / "files").mkdir(parents=True, exist_ok=True)
    for path in (folder / "files").iterdir():
        path.unlink()
    for result in (*results, *bare):
        if result.sample.split is Split.TUNE and not all(mark.right for mark in result.marks):
            (folder / "files" / result.sample.name).write_bytes(result.sample.data)
    (folder / "failures-tune.md").write_text(failures(results), encoding="utf-8")
    (folder / "failures-tune-without-aliases.md").write_text(failures(bare), encoding="utf-8")


if __name__ == "__main__":
    main()
