"""A reader module for the sandbox's tests: the first word of a mail's body is what it does to its own process."""

from __future__ import annotations

import ctypes
import json
import os
import signal
import socket
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from parsers.form import FormDefinition
from parsers.limits import Limits
from parsers.mail import Attachment, Outcome
from parsers.read import read_file
from parsers.read import read_message as read_for_real
from parsers.reading import Reading

__all__ = ["leaf", "read_file", "read_message", "rehearsals"]

Avoid = Mapping[str, tuple[Outcome, str]]


def rehearsals(_form: FormDefinition) -> Iterable[Callable[[], object]]:
    """Nothing to load."""
    return ()


def read_message(
    raw: bytes, form: FormDefinition, limits: Limits, *, avoid: Avoid, announce: Callable[[str], None]
) -> Reading:
    """Do what the body says. "document WORD" does it while a document called "bad" is being read."""
    body = raw.split(b"\r\n\r\n", 1)[1].decode()
    word, _, rest = body.partition(" ")
    if word == "document":
        if "bad" in avoid:
            return _with_note(raw, form, f"{avoid['bad'][0]}: {avoid['bad'][1]}")
        announce("bad")
        word, _, rest = rest.partition(" ")
    said = _DEEDS[word](rest)
    return _with_note(raw, form, json.dumps(said))


def leaf(_raw: bytes, _sha256: str, _limits: Limits) -> bytes:
    """Never the bytes that were asked for."""
    return b"something else"


def _with_note(raw: bytes, form: FormDefinition, note: str) -> Reading:
    reading = read_for_real(raw, form)
    attachment = Attachment(
        index=0, name="note", declared_type="", type="text/plain", size=0, sha256="", reason=note, outcome=Outcome.ANNEX
    )
    mail = reading.mail
    fields = {name: getattr(mail, name) for name in mail.__slots__}
    return Reading(mail=type(mail)(**{**fields, "attachments": (attachment,)}), form=None)


def _hang(_rest: str) -> None:
    while True:
        time.sleep(1)


def _spin(_rest: str) -> None:
    while True:
        pass


def _signal(rest: str) -> None:
    os.kill(os.getpid(), int(rest))


def _segfault(_rest: str) -> None:
    ctypes.string_at(0)


def _segfault_once(rest: str) -> str:
    """Crash unless ``rest``, a file left by the child that crashed before, is there."""
    if not Path(rest).exists():
        Path(rest).touch()
        _segfault("")
    return "read"


def _exit(rest: str) -> None:
    os._exit(int(rest))


def _eat(_rest: str) -> None:
    kept = []
    while True:
        kept.append(bytearray(64 * 1024 * 1024))


def _shout(_rest: str) -> None:
    while True:
        os.write(4, b"B\x00\x00\x00\x04text" * 1_000)


def _babble(_rest: str) -> None:
    os.write(4, b"GET / HTTP/1.1\r\n\r\n")
    _hang("")


def _lie(_rest: str) -> None:
    os.write(4, b"R\x00\x00\x00\x02{}")
    _hang("")


def _fault(_rest: str) -> None:
    raise KeyError("a word of the mail")


def _environment(_rest: str) -> dict[str, str]:
    started = Path("/proc/self/environ").read_bytes() if os.access("/proc/self/environ", os.R_OK) else b""
    return {**os.environ, "started": started.replace(b"\0", b" ").decode()}


def _connect(rest: str) -> str:
    host, port = rest.split()
    try:
        with socket.create_connection((host, int(port)), timeout=3):
            return "connected"
    except OSError as error:
        return type(error).__name__


def _write(rest: str) -> str:
    try:
        Path(rest).write_text("x")
    except OSError as error:
        return type(error).__name__
    return "written"


def _read(rest: str) -> str:
    try:
        return Path(rest).read_text()
    except OSError as error:
        return type(error).__name__


def _large_file(rest: str) -> str:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        Path("large").write_bytes(bytes(int(rest)))
    except OSError as error:
        return type(error).__name__
    return "written"


def _descriptors(_rest: str) -> list[int]:
    found = []
    for number in range(256):
        try:
            os.fstat(number)
        except OSError:
            continue
        found.append(number)
    return found


def _folder(_rest: str) -> str:
    Path("left behind").write_text("x")
    return str(Path.cwd())


def _pid(_rest: str) -> int:
    return os.getpid()


def _kill_template(_rest: str) -> None:
    os.kill(os.getppid(), signal.SIGKILL)
    _hang("")


def _leave_grandchild(_rest: str) -> int:
    pid = os.fork()
    if pid == 0:
        _hang("")
    return pid


_DEEDS: dict[str, Callable[[str], Any]] = {
    "hang": _hang,
    "spin": _spin,
    "signal": _signal,
    "segfault": _segfault,
    "segfault-once": _segfault_once,
    "exit": _exit,
    "eat": _eat,
    "shout": _shout,
    "babble": _babble,
    "lie": _lie,
    "fault": _fault,
    "environment": _environment,
    "connect": _connect,
    "write": _write,
    "read": _read,
    "large-file": _large_file,
    "descriptors": _descriptors,
    "folder": _folder,
    "pid": _pid,
    "kill-template": _kill_template,
    "leave-grandchild": _leave_grandchild,
}
