"""The sandbox against a reader that does what it likes, and with the real one."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import random
import signal
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from intake.sandbox import ChildFaultError, FaultKind, Sandbox
from parsers.limits import Limits
from parsers.mail import Outcome
from parsers.read import read_message
from store.archive_folder import FolderArchive
from store.lending import LentFile
from tests.parsers.mails import FORM, SAMPLES, sample

READERS = Path(__file__).parent / "readers"
LIMITS = Limits(
    mail_seconds=6, document_seconds=1, memory_bytes=300 * 1024 * 1024, output_bytes=200_000, document_bytes=200_000
)
SECRET = "INTAKE_MAILBOX__PASSWORD"


def hostile(*, limits: Limits = LIMITS, enclosed: bool = True) -> Sandbox:
    """A sandbox whose reader does what the mail says."""
    return Sandbox(FORM, limits=limits, reader="hostile", roots=(READERS,), enclosed=enclosed)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    os.environ[SECRET] = "correct horse"
    with hostile() as running:
        yield running
    del os.environ[SECRET]


@pytest.fixture(scope="module")
def bare() -> Iterator[Sandbox]:
    with hostile(enclosed=False) as running:
        yield running


@pytest.fixture(scope="module")
def real() -> Iterator[Sandbox]:
    with Sandbox(FORM) as running:
        yield running


def ask(sandbox: Sandbox, deed: str) -> Any:
    """What the child says of a deed it survives."""
    reading = sandbox.read(b"Subject: deed\r\n\r\n" + deed.encode())
    return json.loads(reading.mail.attachments[0].reason)


def fault(sandbox: Sandbox, deed: str) -> tuple[FaultKind, str]:
    """How a deed ends that the child does not survive."""
    with pytest.raises(ChildFaultError) as caught:
        sandbox.read(b"Subject: deed\r\n\r\n" + deed.encode())
    return caught.value.kind, str(caught.value)


def set_aside(sandbox: Sandbox, deed: str) -> str:
    """What is said of a document while which a deed was done, after the rest of the mail was read."""
    return sandbox.read(b"Subject: deed\r\n\r\ndocument " + deed.encode()).mail.attachments[0].reason


@pytest.mark.parametrize(
    ("deed", "expected"),
    [
        ("segfault", (FaultKind.CRASH, "crash: it was ended by SIGSEGV")),
        (f"signal {signal.SIGABRT:d}", (FaultKind.CRASH, "crash: it was ended by SIGABRT")),
        (f"signal {signal.SIGXCPU:d}", (FaultKind.TIME, "time: it was ended by SIGXCPU")),
        ("exit 3", (FaultKind.CRASH, "crash: it ended with status 3 and no result")),
        ("eat", (FaultKind.MEMORY, "memory: more than 300 MB were needed")),
        ("lie", (FaultKind.OUTPUT, "output: its result has 2 faults")),
        ("babble", (FaultKind.OUTPUT, "output: it sent a frame of 1163141167 bytes, the limit is 200000")),
    ],
)
def test_read_when_the_child_fails(sandbox: Sandbox, deed: str, expected: tuple[FaultKind, str]) -> None:
    assert fault(sandbox, deed) == expected


def test_read_when_our_own_code_fails_names_the_place_and_no_word_of_the_mail(sandbox: Sandbox) -> None:
    kind, message = fault(sandbox, "fault")
    assert kind is FaultKind.ERROR
    assert message.startswith("error: KeyError at hostile.py:")
    assert "word" not in message


def test_read_when_the_child_shouts_is_cut_off(sandbox: Sandbox) -> None:
    assert fault(sandbox, "shout")[0] is FaultKind.OUTPUT


@pytest.mark.parametrize("deed", ["hang", "spin"])
def test_read_when_the_child_hangs_is_stopped_by_the_clock(deed: str) -> None:
    with hostile(limits=replace(LIMITS, mail_seconds=1)) as sandbox:
        assert fault(sandbox, deed) == (FaultKind.TIME, "time: stopped after 1 seconds")
        assert ask(sandbox, "pid") > 0


@pytest.mark.parametrize(
    ("deed", "expected"),
    [
        ("hang", "over_limit: Reading the file took longer than is allowed."),
        ("segfault", "damaged: The file made the program that reads it fail."),
        ("eat", "over_limit: Reading the file needs more memory than is allowed."),
    ],
)
def test_read_sets_a_document_aside_that_stops_its_child(sandbox: Sandbox, deed: str, expected: str) -> None:
    assert set_aside(sandbox, deed) == expected


def test_read_does_not_blame_a_document_for_one_crash(bare: Sandbox, tmp_path: Path) -> None:
    assert set_aside(bare, f"segfault-once {tmp_path / 'crashed'}") == '"read"'
    assert (tmp_path / "crashed").exists()


def test_environment_holds_nothing_of_ours(sandbox: Sandbox, bare: Sandbox) -> None:
    for one in (sandbox, bare):
        found = ask(one, "environment")
        assert set(found) - {"LC_CTYPE", "PWD"} == {"LANG", "PATH", "HOME", "TMPDIR", "started"}
        assert "correct horse" not in json.dumps(found)


@pytest.mark.server("bubblewrap")
def test_network_cannot_be_reached_in_the_enclosure(sandbox: Sandbox) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        assert ask(sandbox, f"connect 127.0.0.1 {server.getsockname()[1]}") in ("OSError", "ConnectionRefusedError")
    assert "no-network" in sandbox.protections


@pytest.mark.server("bubblewrap")
def test_files_outside_the_enclosure_cannot_be_written_or_seen(sandbox: Sandbox, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("correct horse")
    assert ask(sandbox, f"read {secret}") == "FileNotFoundError"
    assert ask(sandbox, "read /etc/shadow") == "FileNotFoundError"
    assert ask(sandbox, f"write {tmp_path}/mine") == "FileNotFoundError"
    assert ask(sandbox, "write /usr/mine") == "OSError"
    assert ask(sandbox, f"write {READERS}/mine") == "OSError"
    assert list(tmp_path.iterdir()) == [secret]


@pytest.mark.server("bubblewrap")
def test_protections_are_reported(sandbox: Sandbox) -> None:
    assert sandbox.protections == (
        "bubblewrap",
        "no-network",
        "read-only-files",
        "own-processes",
        "own-temporary-files",
        "no-new-privileges",
        "no-tracing",
        "empty-environment",
        "limits",
    )


def test_protections_without_the_enclosure_say_what_is_left(bare: Sandbox) -> None:
    held = [word for word in bare.protections if word != "no-network"]  # the kernel may not let us
    assert held == ["no-new-privileges", "no-tracing", "empty-environment", "limits"]


def test_folder_of_a_child_is_its_own_and_goes_with_it(bare: Sandbox) -> None:
    first, second = Path(ask(bare, "folder")), Path(ask(bare, "folder"))
    assert first != second
    ask(bare, "pid")  # the template reaps in the order of ending
    assert not first.exists()


def test_size_of_files_is_limited(sandbox: Sandbox) -> None:
    assert ask(sandbox, f"large-file {LIMITS.file_bytes}") == "written"
    assert ask(sandbox, f"large-file {LIMITS.file_bytes + 1}") == "OSError"


def test_descriptors_of_a_child_are_its_mail_and_its_pipe(sandbox: Sandbox) -> None:
    assert ask(sandbox, "descriptors") == [0, 1, 2, 3, 4]


def test_process_left_behind_by_a_child_is_ended(bare: Sandbox) -> None:
    left = ask(bare, "leave-grandchild")
    ask(bare, "pid")
    deadline = threading.Event()
    for _ in range(50):
        try:
            status = Path(f"/proc/{left}/stat").read_text().rsplit(")", 1)[1].split()[0]
        except FileNotFoundError:
            return
        if status == "Z":
            return
        deadline.wait(0.1)
    pytest.fail("it is still running")


def test_every_mail_has_a_process_of_its_own(bare: Sandbox) -> None:
    assert len({ask(bare, "pid") for _ in range(5)}) == 5


def test_waiting_child_that_is_killed_is_replaced() -> None:
    with hostile(enclosed=False) as sandbox:
        template = sandbox._running().pid
        first = ask(sandbox, "pid")
        waiting = [int(pid) for pid in Path(f"/proc/{template}/task/{template}/children").read_text().split()]
        for pid in waiting:
            _end(pid)
        assert ask(sandbox, "pid") not in {first, *waiting}


def _end(pid: int) -> None:
    """Kill a process and wait until it is dead; one that has ended by itself is well."""
    with contextlib.suppress(ProcessLookupError, FileNotFoundError):
        os.kill(pid, signal.SIGKILL)
        while ") Z " not in Path(f"/proc/{pid}/stat").read_text():
            time.sleep(0.01)


def test_close_leaves_no_child_waiting() -> None:
    with hostile(enclosed=False) as sandbox:
        template = sandbox._running().pid
        ask(sandbox, "pid")
        waiting = [int(pid) for pid in Path(f"/proc/{template}/task/{template}/children").read_text().split()]
        assert waiting
    assert not any(Path(f"/proc/{pid}").exists() for pid in waiting)


def test_template_that_dies_is_started_again(sandbox: Sandbox, real: Sandbox) -> None:
    before = real.protections
    real._running().stop()
    assert real.read(sample("form-is-the-mail")).form is not None
    assert real.protections == before
    assert fault(sandbox, "kill-template")[0] is FaultKind.CRASH
    assert ask(sandbox, "pid") > 0


def test_template_killed_from_outside_is_started_again(real: Sandbox) -> None:
    os.kill(real._running().pid, signal.SIGKILL)
    assert real.read(sample("form-is-the-mail")).form is not None


def test_template_that_cannot_start_says_why() -> None:
    with pytest.raises(ChildFaultError) as caught, Sandbox(FORM, reader="no_such_reader"):
        pass
    assert caught.value.kind is FaultKind.START
    assert caught.value.retryable is True
    assert str(caught.value) == "start: ModuleNotFoundError: No module named 'no_such_reader'"


def test_read_from_a_thread_that_ends_leaves_the_template_running() -> None:
    with Sandbox(FORM) as sandbox:
        thread = threading.Thread(target=sandbox.start)
        thread.start()
        thread.join()
        first = sandbox._running()
        assert sandbox.read(sample("form-is-the-mail")).form is not None
        assert sandbox._running() is first


def test_read_by_many_threads_at_once(real: Sandbox) -> None:
    names = [path.stem for path in sorted(SAMPLES.glob("*.eml"))]
    with ThreadPoolExecutor(8) as pool:
        readings = list(pool.map(lambda name: real.read(sample(name)), names))
    for name, reading in zip(names, readings, strict=True):
        assert replace(reading, milliseconds=0.0) == replace(read_message(sample(name), FORM), milliseconds=0.0)


def test_crashes_and_readings_side_by_side(sandbox: Sandbox) -> None:
    def one(number: int) -> str:
        return str(fault(sandbox, "segfault")[0]) if number % 2 else str(ask(sandbox, "descriptors"))

    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(one, range(12))) == ["[0, 1, 2, 3, 4]", "crash"] * 6


def test_read_over_the_limits_is_a_result(real: Sandbox) -> None:
    raw = b"Subject: deep\r\n" + b"X: " + b"y" * 300_000 + b"\r\n\r\nbody"
    assert [item.outcome for item in real.read(raw).mail.attachments] == [Outcome.OVER_LIMIT]


def test_read_file_and_leaf_of_the_real_reader(real: Sandbox) -> None:
    raw = sample("nested-zip")
    attachment = real.read(raw).mail.attachments[2]
    data = real.leaf(raw, attachment.sha256)
    assert len(data) == attachment.size
    reading = real.read_file("form.docx", data)
    assert [(item.name, item.sha256, item.outcome) for item in reading.mail.attachments] == [
        ("form.docx", attachment.sha256, Outcome.FORM)
    ]


def test_a_mail_lent_as_a_file_is_read_as_its_bytes_are(real: Sandbox, tmp_path: Path) -> None:
    attached = random.Random(1).randbytes(2_000_000)
    head = b"From: a@walsall.example\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
    part = b'Content-Type: application/octet-stream; name="x.bin"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
    file = base64.encodebytes(attached).replace(b"\n", b"\r\n")
    raw = head + b"--b\r\n\r\nHello\r\n--b\r\n" + part + file + b"--b--\r\n"
    archive = FolderArchive(tmp_path)
    with archive.lend(archive.put(raw)) as lent:
        assert isinstance(lent, LentFile)
        assert replace(real.read(lent), milliseconds=0) == replace(real.read(raw), milliseconds=0)
        assert real.leaf(lent, sha256(attached).hexdigest()) == attached


def test_leaf_that_is_not_there(real: Sandbox) -> None:
    with pytest.raises(ChildFaultError) as caught:
        real.leaf(sample("pasted-form"), "0" * 64)
    assert caught.value.kind is FaultKind.MISSING


def test_leaf_with_other_bytes_than_asked_for_is_refused(sandbox: Sandbox) -> None:
    with pytest.raises(ChildFaultError) as caught:
        sandbox.leaf(b"", "0" * 64)
    assert caught.value.kind is FaultKind.OUTPUT


def test_close_stops_the_template_and_refuses_more() -> None:
    sandbox = Sandbox(FORM)
    sandbox.start()
    template = sandbox._running()
    sandbox.close()
    sandbox.close()
    assert template.alive is False
    with pytest.raises(ChildFaultError):
        sandbox.read(b"")
