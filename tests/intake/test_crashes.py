"""Whatever fails, and wherever: no secret, no address and no word of a mail is in what is printed of it.

Each way of failing runs in a process of its own, with a password in a variable and an address in the message, and all
that the process prints is looked through.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.pages import ROOT

SECRET, ADDRESS, WORDS = "pass-word-8731", "pat.holloway@walsall.example", "the community garden"

_PREAMBLE = f"""
import logging, sys, threading, time
SECRET, ADDRESS, WORDS = {SECRET!r}, {ADDRESS!r}, {WORDS!r}
def fail():
    password, sender, body = SECRET, ADDRESS, WORDS
    raise RuntimeError(f"{{sender}} wrote {{body}} with {{password}}")
"""

_WAYS = {
    "a log line, where nothing was configured": """
from intake.logs import log
try:
    fail()
except RuntimeError as fault:
    log.error("job-failed", exc_info=fault)
    log.exception("job-failed")
""",
    "a log line as text": """
from intake import logs
logs.configure("text")
try:
    fail()
except RuntimeError as fault:
    logs.log.error("job-failed", exc_info=True)
""",
    "a job of the daemon": """
from intake import logs
from intake.daemon.scheduler import Schedule
logs.configure("json")
done = threading.Event()
schedule = Schedule(on_fault=lambda name, fault: done.set())
schedule.every("poll", 60, fail)
schedule.start()
assert done.wait(10)
schedule.stop()
""",
    "a job that APScheduler itself runs": """
from apscheduler.schedulers.background import BackgroundScheduler
from intake import logs
logs.configure("json")
schedule = BackgroundScheduler()
schedule.add_job(fail)
schedule.start()
time.sleep(1)
schedule.shutdown()
""",
    "a thread": """
from intake import logs
logs.configure("json")
thread = threading.Thread(target=fail)
thread.start()
thread.join()
""",
    "the main thread": """
from intake import logs
logs.configure("json")
fail()
""",
    "the end of an object": """
from intake import logs
logs.configure("json")
class Thing:
    def __del__(self):
        fail()
Thing()
""",
    "a library that logs what it read": """
from intake import logs
logs.configure("json")
try:
    fail()
except RuntimeError:
    logging.getLogger("imapclient").exception("%s said %s", ADDRESS, SECRET)
""",
    "a command": """
from intake.commands import app
@app.app.command()
def crash() -> None:
    password = SECRET
    fail()
sys.argv = ["intake", "crash"]
app.main()
""",
    "a child that reads mail": """
from pathlib import Path
from intake import logs
from intake.sandbox import Sandbox
from parsers.form import FormDefinition
logs.configure("json")
form = FormDefinition(programme="", title="", sections=(), fields=())
with Sandbox(form, reader="hostile", roots=(Path("tests/intake/readers").resolve(),)) as sandbox:
    try:
        sandbox.read(f"From: {ADDRESS}\\r\\n\\r\\nfault {WORDS} {SECRET}".encode())
    except Exception as fault:
        logs.log.error("job-failed", exc_info=fault)
""",
    "the database": """
from pathlib import Path
from sqlalchemy import text
from intake import logs
from store.engine import open_store
logs.configure("json")
import tempfile
store = open_store("sqlite:///" + tempfile.mkdtemp() + "/x.db")
try:
    with store.engine.connect() as connection:
        connection.execute(text("SELECT no_such FROM nothing WHERE a = :a"), {"a": ADDRESS + SECRET})
except Exception as fault:
    print(fault)
    raise
""",
}


@pytest.mark.parametrize("way", _WAYS)
def test_nothing_of_anybody_is_printed_of_a_fault(way: str, tmp_path: Path) -> None:
    program = tmp_path / "way.py"
    program.write_text(_PREAMBLE + _WAYS[way])
    done = subprocess.run(
        [sys.executable, program], capture_output=True, text=True, cwd=ROOT, timeout=60, check=False,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
    )  # fmt: skip
    printed = done.stdout + done.stderr
    assert printed.strip(), "the fault must be told"
    assert [word for word in (SECRET, ADDRESS, "walsall", WORDS) if word in printed] == []
    assert "way.py:6" in printed or way in ("a child that reads mail", "the database")


def test_command_that_crashes_says_so_and_ends_with_status_1(tmp_path: Path) -> None:
    program = tmp_path / "way.py"
    program.write_text(_PREAMBLE + _WAYS["a command"])
    done = subprocess.run([sys.executable, program], capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.splitlines()[-1] == (
        "A fault of the service itself (RuntimeError); please report it with the line above."
    )


def test_no_command_shows_variables_of_a_crash() -> None:
    for path in (ROOT / "intake" / "commands").glob("*.py"):
        for line in path.read_text(encoding="utf-8").splitlines():
            assert "pretty_exceptions_enable=True" not in line, path
            assert "show_locals=True" not in line, path
