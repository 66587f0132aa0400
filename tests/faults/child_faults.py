"""Signals to the processes that read mail for this one: the children, or the template that they are forked from."""

from __future__ import annotations

import os
import signal
from pathlib import Path


def signal_children(what: signal.Signals) -> None:
    """To the children: the one that reads, and the one that waits for the next mail."""
    found = _descendants(os.getpid())
    parents = {parent for _, parent in found}
    for process in [process for process, _ in found if process not in parents]:
        os.kill(process, what)


def signal_template(what: signal.Signals) -> None:
    """To the process whose children those are."""
    found = _descendants(os.getpid())
    parents = {parent for _, parent in found}
    templates = [process for process, _ in found if process in parents]
    if templates:
        os.kill(templates[-1], what)


def _descendants(of: int) -> list[tuple[int, int]]:
    """Every process under this one as (process, its parent), nearest first."""
    children: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            after = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it ended while we looked
        children.setdefault(int(after[1]), []).append(int(path.parent.name))
    found, layer = [], [of]
    while layer:
        below = [(child, parent) for parent in layer for child in children.get(parent, ())]
        found += below
        layer = [child for child, _ in below]
    return found
