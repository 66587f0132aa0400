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


_TOLD_TO_END = """
import subprocess, sys, time
from intake.commands import app
@app.app.command()
def wait() -> None:
    subprocess.Popen(["sh", "-c", "kill -TERM 1"])
    time.sleep(60)
    print("nobody told me")
sys.argv = ["intake", "wait"]
app.main()
"""


def test_first_process_ends_when_told_to_though_the_daemon_is_not_yet_ready() -> None:
    command = ["unshare", "--user", "--map-root-user", "--pid", "--fork", "--mount-proc", sys.executable]
    done = subprocess.run([*command, "-c", _TOLD_TO_END], capture_output=True, text=True, cwd=ROOT, check=False)
    if done.returncode and "unshare" in done.stderr:
        pytest.skip("this machine makes no process namespaces")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_other_processes_leave_that_to_the_system() -> None:
    assert Orphans().bury() == 0
