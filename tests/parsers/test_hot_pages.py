"""What a task writes to is found, and is a child's own once it was asked for."""

from __future__ import annotations

import mmap
import os
import resource

import pytest

from parsers.hot_pages import make_own, written_by

_PAGE = os.sysconf("SC_PAGESIZE")


@pytest.fixture
def memory() -> mmap.mmap:
    """Two hundred pages that this process has written to."""
    area = mmap.mmap(-1, 200 * _PAGE, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    for page in range(200):
        area[page * _PAGE] = 1
    return area


def _write(memory: mmap.mmap, first: int, last: int) -> None:
    for page in range(first, last):
        memory[page * _PAGE] = 2


def _covered(ranges: tuple[tuple[int, int], ...]) -> int:
    return sum(length for _, length in ranges) // _PAGE


def test_written_by_knows_what_most_tasks_write(memory: mmap.mmap) -> None:
    nothing = _covered(written_by([lambda: None]))
    if not nothing:
        pytest.skip("the kernel does not tell")
    # What else a process writes varies with the machine's load, so that it is measured a few times.
    tasks = [lambda: _write(memory, 0, 160), lambda: _write(memory, 0, 200), lambda: None]
    measured = [_covered(written_by(tasks)) - _covered(written_by([lambda: None])) for _ in range(5)]
    assert any(130 <= common <= 190 for common in measured), measured


def test_task_that_fails_writes_nothing() -> None:
    def fail() -> None:
        raise ValueError

    assert written_by([fail]) == ()


def test_make_own_spares_a_child_its_faults(memory: mmap.mmap) -> None:
    ranges = written_by([lambda: _write(memory, 0, 200)])
    if not ranges:
        pytest.skip("the kernel does not tell")
    assert _faults_of_child(memory, ranges) < _faults_of_child(memory, ()) - 100


def _faults_of_child(memory: mmap.mmap, ranges: tuple[tuple[int, int], ...]) -> int:
    """The page faults of a child that writes to the memory after it has made the ranges its own."""
    ours, theirs = os.pipe()
    pid = os.fork()
    if pid == 0:
        make_own(ranges)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
        _write(memory, 0, 200)
        os.write(theirs, str(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before).encode())
        os._exit(0)
    os.waitpid(pid, 0)
    os.close(theirs)
    with os.fdopen(ours) as told:
        return int(told.read())
