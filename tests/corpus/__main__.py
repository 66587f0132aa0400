"""``python -m tests.corpus --out DIR --count N``: the corpus as files and a ``truth.json`` beside them."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from rich.progress import track

from tests.corpus import packs
from tests.corpus.convert import CACHE
from tests.corpus.layouts.table import LAYOUTS, Converter
from tests.corpus.make import make, plan
from tests.corpus.split import Split


def main() -> None:
    """Write the files."""
    parser = argparse.ArgumentParser(prog="python -m tests.corpus", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder to write to")
    parser.add_argument("--count", type=int, default=1, help="cases a pack and layout")
    parser.add_argument("--pack", action="append", choices=packs.names(), default=[], help="only this pack")
    parser.add_argument("--layout", action="append", choices=list(LAYOUTS), default=[], help="only this layout")
    parser.add_argument("--split", choices=[str(split) for split in Split], help="only this half")
    parser.add_argument("--quick", action="store_true", help="only layouts that need no other program")
    parser.add_argument("--cache", type=Path, default=CACHE, help="folder for converted files")
    asked = parser.parse_args()
    names = asked.layout or [n for n, lay in LAYOUTS.items() if not asked.quick or lay.converter is Converter.NONE]
    asked.out.mkdir(parents=True, exist_ok=True)
    truth = {}
    planned = list(plan(asked.count, layouts=names, only=asked.pack))
    for sample in track(make(planned, cache=asked.cache), total=len(planned), description="Writing"):
        if asked.split and sample.split != asked.split:
            continue
        (asked.out / sample.name).write_bytes(sample.data)
        truth[sample.name] = {
            "pack": sample.case.pack,
            "layout": sample.layout.name,
            "split": sample.split,
            "variant": sample.sheet.variant.tags,
            "answers": sample.truth,
        }
    (asked.out / "truth.json").write_text(json.dumps(truth, indent=1, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main()
