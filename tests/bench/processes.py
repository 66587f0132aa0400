"""What the kernel knows of a process and of those it started: processor time and memory, from /proc (proc(5))."""

from __future__ import annotations

import os
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
# Positions in /proc/PID/stat after the name: parent, and the four times (own and those of children waited for).
_PARENT, _TIMES = 1, slice(11, 15)


def cpu_of_descendants(pid: int) -> float:
    """Seconds of processor time that the living descendants of ``pid`` and their children have taken so far."""
    stats = _stats()
    return sum(sum(map(int, stats[number][_TIMES])) for number in _family(pid, stats)) / _TICKS


def descendants(pid: int) -> set[int]:
    """The living processes that ``pid`` started, and those that these started."""
    return _family(pid, _stats())


def _family(pid: int, stats: dict[int, list[str]]) -> set[int]:
    family, found = {pid}, {pid}
    while found:
        found = {number for number, fields in stats.items() if int(fields[_PARENT]) in found} - family
        family |= found
    return family - {pid}


def _stats() -> dict[int, list[str]]:
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            text = (folder / "stat").read_text()
        except (FileNotFoundError, ProcessLookupError):
            continue
        found[int(folder.name)] = text.rpartition(")")[2].split()
    return found


def peak_memory(pid: int) -> int:
    """The most memory a process ever held, in bytes (VmHWM); 0 for one that is gone."""
    return _status(pid, "VmHWM:")


def memory(pid: int) -> int:
    """The memory a process holds now, in bytes (VmRSS); 0 for one that is gone."""
    return _status(pid, "VmRSS:")


def _status(pid: int, name: str) -> int:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith(name)), 0) * 1024
