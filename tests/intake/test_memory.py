"""A process with few heaps, seen by what the C library itself tells of them."""

from __future__ import annotations

import ctypes
import subprocess
import sys
from pathlib import Path

import pytest

_THREADS = """
import ctypes, sys, threading
from intake.memory import keep_few_heaps
if sys.argv[2] == "few":
    keep_few_heaps()
libc, gate = ctypes.CDLL(None), threading.Barrier(9)
def work():
    libc.malloc(5_000)
    gate.wait()
    gate.wait()
threads = [threading.Thread(target=work) for _ in range(8)]
[thread.start() for thread in threads]
gate.wait()
libc.fopen.restype = ctypes.c_void_p
told = ctypes.c_void_p(libc.fopen(sys.argv[1].encode(), b"w"))
libc.malloc_info(0, told)
libc.fclose(told)
gate.wait()
"""


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "malloc_info"), reason="only glibc tells of its heaps")
@pytest.mark.parametrize(("how", "heaps"), [("few", range(1, 3)), ("as it is", range(5, 10))])
def test_threads_share_heaps(how: str, heaps: range, tmp_path: Path) -> None:
    told = tmp_path / "heaps.xml"
    subprocess.run([sys.executable, "-c", _THREADS, told, how], check=True, timeout=60)
    assert told.read_text().count("<heap nr=") in heaps
