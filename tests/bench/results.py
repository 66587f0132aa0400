"""What one run measured, and the few figures of it that are kept beside the page to compare the next run with."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from tests.bench.corpus import Described
from tests.bench.growth import Grown
from tests.bench.memory import Memory
from tests.bench.polls import Polled
from tests.bench.runs import Compared
from tests.bench.screens import Screen
from tests.bench.single import Times

_MB = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """Everything one run of the benchmark measured; ``compared`` begins with the mix."""

    corpus: Described
    compared: tuple[Compared, ...]
    single: Times
    memory: Memory
    polled: tuple[Polled, ...]
    grown: tuple[Grown, ...]
    screens: tuple[Screen, ...]
    repetitions: int


def figures(results: Results) -> dict[str, float]:
    """Name → figure, three digits of it; what the next run is compared with."""
    found: dict[str, float] = {}
    for item in results.compared:
        found[f"{item.name}: times the naive stack"] = item.ratio
        found[f"{item.name}: mails a second"] = item.our_rate
        found[f"{item.name}: mails a second, to SMTP"] = item.our_rate_sent
    found["one mail, median ms"] = results.single.median
    found["one mail, 95th percentile ms"] = results.single.p95
    found["daemon, MB"] = results.memory.daemon / _MB
    found["largest reading process, MB"] = results.memory.largest_child / _MB
    found["daemon with one mail of 49 MB, MB"] = results.memory.daemon_large / _MB
    for polled in results.polled:
        found[f"poll of {polled.mails:,}, ms"] = polled.poll
    for grown in results.grown:
        found[f"own ms a mail at {grown.messages:,} messages"] = grown.times.own_cpu
    for screen in results.screens:
        found[f"{screen.name} at {screen.applications:,}, ms"] = screen.milliseconds
    return {name: float(f"{value:.3g}") for name, value in found.items()}


def last_figures(path: Path) -> dict[str, float]:
    """The figures of the last committed run; none where there was none."""
    if not path.exists():
        return {}
    kept: dict[str, float] = json.loads(path.read_text(encoding="utf-8"))
    return kept


def keep(found: dict[str, float], path: Path) -> None:
    """Write the figures for the next run."""
    path.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
