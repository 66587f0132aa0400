"""Which pages of the template's memory reading a form writes to, and making them a child's own before its mail comes.

After a fork every page is shared until it is written to, and the kernel then copies it, page by page, in the middle of
the reading. A child that waits for its mail has time to have them copied beforehand, all in a few calls. Linux only;
where the kernel does not tell or does not know how, nothing is done and nothing is lost but time.
"""

from __future__ import annotations

import array
import contextlib
import ctypes
import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

#: Beginnings and lengths, in bytes.
Ranges = tuple[tuple[int, int], ...]

_MADV_POPULATE_WRITE = 23  # linux/mman.h, since Linux 5.14
_PRESENT, _OWN = 1 << 63, 1 << 56  # Documentation/admin-guide/mm/pagemap.rst
_MAPPING = re.compile(r"([0-9a-f]+)-([0-9a-f]+) rw.p \S+ \S+ 0\s*(\[heap\])?\n")
#: Pages so close together are taken as one stretch: a call costs as much as a page or two.
_NEAR = 1

_libc = ctypes.CDLL(None)
_madvise = _libc.madvise
_madvise.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)


def written_by(tasks: Iterable[Callable[[], object]]) -> Ranges:
    """The pages of this process that most of ``tasks`` write to; each is done once, by a child of its own.

    Called before anything is given up (`parsers.confine`): afterwards the kernel no longer tells.
    """
    areas = _areas()
    found = [_written(task, areas) for task in tasks]
    counts = Counter(page for pages in found for page in pages)
    return tuple(_ranges(sorted(page for page, count in counts.items() if count * 2 >= len(found))))


def make_own(ranges: Ranges) -> None:
    """Have every page of these ranges copied for this process now."""
    for start, length in ranges:
        _madvise(start, length, _MADV_POPULATE_WRITE)


def _areas() -> list[tuple[int, int]]:
    """Where this process keeps what it has allocated."""
    try:
        lines = Path("/proc/self/maps").read_text()
    except OSError:
        return []
    return [(int(hit[1], 16), int(hit[2], 16)) for hit in _MAPPING.finditer(lines)]


def _written(task: Callable[[], object], areas: Sequence[tuple[int, int]]) -> array.array[int]:
    """The numbers of the pages a child has of its own after ``task``; none where it fails or cannot tell."""
    ours, theirs = os.pipe()
    pid = os.fork()
    if pid == 0:
        with contextlib.suppress(Exception):
            task()
            with os.fdopen(theirs, "wb") as out:
                _own_pages(areas).tofile(out)
        os._exit(0)
    os.close(theirs)
    pages = array.array("Q")
    with os.fdopen(ours, "rb") as told:
        data = told.read()
    os.waitpid(pid, 0)
    pages.frombytes(data[: len(data) // pages.itemsize * pages.itemsize])
    return pages


def _own_pages(areas: Sequence[tuple[int, int]]) -> array.array[int]:
    size = os.sysconf("SC_PAGESIZE")
    own = array.array("Q")
    with Path("/proc/self/pagemap").open("rb", buffering=0) as pagemap:
        for start, end in areas:
            pagemap.seek(start // size * 8)
            entries = array.array("Q", pagemap.read((end - start) // size * 8))
            own.extend(
                start // size + number for number, entry in enumerate(entries) if entry & _PRESENT and entry & _OWN
            )
    return own


def _ranges(pages: Iterable[int]) -> Iterator[tuple[int, int]]:
    size = os.sysconf("SC_PAGESIZE")
    first = last = -1
    for page in pages:
        if first >= 0 and page - last > 1 + _NEAR:
            yield first * size, (last + 1 - first) * size
            first = page
        first = page if first < 0 else first
        last = page
    if first >= 0:
        yield first * size, (last + 1 - first) * size
