"""Process 1 of a container buries what others left, and leaves alone what it started itself."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from intake.daemon.orphans import Orphans
from tests.pages import ROOT

_FIRST = """
import json, os, subprocess, sys, time
from pathlib import Path
from intake.daemon.orphans import Orphans, _ended

# A child that ends before its own child does: the grandchild becomes ours, and ends.
subprocess.run([sys.executable, "-c", "import subprocess; subprocess.Popen(['sleep', '0.2'])"], check=True)
own = subprocess.Popen(["sh", "-c", "exit 7"])
time.sleep(1)
before = len(_ended(of=os.getpid()))
orphans = Orphans()
first = orphans.bury()
own.wait()
second = orphans.bury()
print(json.dumps([os.getpid(), before, first, second, len(_ended(of=os.getpid())), own.returncode]))
"""


def test_first_process_buries_orphans_and_not_its_own_children() -> None:
    command = ["unshare", "--user", "--map-root-user", "--pid", "--fork", "--mount-proc", sys.executable, "-c", _FIRST]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    if done.returncode and "unshare" in done.stderr:
        pytest.skip("this machine makes no process namespaces")
    assert done.stderr == ""
    assert json.loads(done.stdout) == [1, 2, 0, 1, 0, 7]


def test_other_processes_leave_that_to_the_system() -> None:
    assert Orphans().bury() == 0
