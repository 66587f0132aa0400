"""``python -m tests.fuzz.guided KIND``: the same changes and trials, but what reaches new code of the parsers is kept.

It needs atheris (the dependency group ``fuzz``): ``pip install atheris`` where it runs. Cases that reached new
code stay in the folder for the next run; findings go into the same ledger as those of ``python -m tests.fuzz``.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from random import Random

import atheris

with atheris.instrument_imports(include=["parsers"]):
    from tests.fuzz.trial import Case, trial

from intake.round import programme as packs
from tests.fuzz.ledger import Ledger
from tests.fuzz.mutators import MUTATORS, mutated
from tests.fuzz.seeds import Seed, seeds

_FOLDER = Path(__file__).parents[2] / "var" / "fuzz"
_LARGEST = 200_000
_LARGEST_SEED = 20_000  # what is kept grows by itself; large seeds only make it slow
_SECONDS = 240  # of one case by the clock; libFuzzer ends the run there and leaves the case


def main() -> None:
    """Run libFuzzer over one kind of file; it does not come back."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz.guided", description=__doc__)
    parser.add_argument("kind", choices=sorted(MUTATORS))
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--folder", type=Path, default=_FOLDER)
    asked = parser.parse_args()
    kept = asked.folder / "reached" / asked.kind
    kept.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(_small(asked.kind)):
        (kept / f"seed-{number}").write_bytes(seed.data)
    ledger = Ledger(asked.folder)
    form = packs.load("delivering-differently").form

    def attempt(data: bytes) -> None:
        case = Case(kind=asked.kind, name="case", data=data)
        fault = trial(case, form)
        if fault is not None and ledger.is_new(fault):
            print(fault.signature, flush=True)
            ledger.add(case, fault, number=-1, seed=-1)

    def change(data: bytes, most: int, seed: int) -> bytes:
        return mutated(asked.kind, bytes(data), Random(seed))[:most]

    options = [f"-max_total_time={asked.minutes * 60:.0f}", f"-max_len={_LARGEST}", f"-timeout={_SECONDS}"]
    options += ["-rss_limit_mb=1500", "-print_final_stats=1", f"-artifact_prefix={asked.folder}/stopped-", str(kept)]
    atheris.Setup([sys.argv[0], *options], attempt, custom_mutator=change)
    atheris.Fuzz()


def _small(kind: str) -> list[Seed]:
    """The seeds of a kind that are small, or the smallest where none is."""
    found = sorted((seed for seed in seeds() if seed.kind == kind), key=lambda seed: len(seed.data))
    return [seed for seed in found if len(seed.data) <= _LARGEST_SEED] or found[:1]


if __name__ == "__main__":
    main()
