"""The other side of the sandbox: a template process that has everything loaded, and forks a fresh child per mail.

The template is single-threaded, starts with an empty environment, and never touches a stranger's bytes; each child
handles one mail or document within its limits, writes frames to its own pipe and is gone. `intake.sandbox` starts the
template, hands it jobs over a socket and watches the children by the clock.

A job is one JSON datagram with three descriptors: the bytes (a memory file), the pipe for the frames, and a socket on
which the template answers with a descriptor of the child (pidfd) and, when it ends, its exit status.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import logging
import os
import selectors
import shutil
import signal
import socket
import sys
import tempfile
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, cast

from pydantic import TypeAdapter

from parsers.confine import limit_child, lock_template
from parsers.form import FormDefinition
from parsers.frames import FrameKind, write_frame
from parsers.limits import Limits
from parsers.mail import Outcome
from parsers.reading import Reading, encode
from parsers.showing import Region, Shown
from parsers.showing import encode as encode_shown

_INPUT, _OUTPUT = 3, 4  # where a child has its descriptors
_SELDOM = 100_000  # objects made between two collections: one mail makes little that goes round in circles
_OUT_OF_THE_WAY = 200  # descriptors are parked from here on while they change places


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the template is told when it starts; every child inherits it. ``reader`` is the module that reads."""

    form: FormDefinition
    limits: Limits
    reader: str
    enclosed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One thing to do: ``task`` is "message", "file" (``name`` given), "leaf" (``sha256`` given) or "pictures"
    (``regions`` given). ``explained`` asks for the reasons of a reading as well."""

    task: str
    name: str = ""
    sha256: str = ""
    explained: bool = False
    regions: tuple[Region, ...] = ()
    avoid: Mapping[str, tuple[Outcome, str]] = field(default_factory=dict)


SETTINGS: TypeAdapter[Settings] = TypeAdapter(Settings)
JOB: TypeAdapter[Job] = TypeAdapter(Job)


class ReaderModule(Protocol):
    """What a reader module offers; `parsers.read` is the one."""

    def read_message(self, raw: bytes, form: FormDefinition, limits: Limits, **options: Any) -> Reading: ...
    def read_file(self, data: bytes, name: str, form: FormDefinition, limits: Limits, **options: Any) -> Reading: ...
    def leaf(self, raw: bytes, sha256: str, limits: Limits) -> bytes | None: ...
    def pictures(self, raw: bytes, regions: Sequence[Region], limits: Limits, **options: Any) -> Sequence[Shown]: ...
    def warm_up(self, form: FormDefinition) -> None: ...


def main(control: int, settings: int) -> None:
    """Run the template on two inherited descriptors: the control socket, and a file with the settings as JSON."""
    with os.fdopen(settings, "rb") as file:
        told = SETTINGS.validate_json(file.read())
    logging.disable(logging.CRITICAL)  # libraries log what they read, and that is not for logs
    reader = cast("ReaderModule", importlib.import_module(told.reader))
    reader.warm_up(told.form)
    held = lock_template(enclosed=told.enclosed)
    gc.collect()
    gc.freeze()
    with socket.socket(fileno=control) as connection:
        connection.send(json.dumps({"pid": os.getpid(), "held": held}).encode())
        _Template(connection, told, reader).serve()


class _Template:
    """Takes jobs until the service closes the socket."""

    def __init__(self, control: socket.socket, settings: Settings, reader: ReaderModule) -> None:
        self._control = control
        self._settings = settings
        self._reader = reader
        self._selector = selectors.DefaultSelector()
        self._running: dict[int, tuple[int, socket.socket, Path]] = {}  # pidfd → pid, answer socket, folder

    def serve(self) -> None:
        self._selector.register(self._control, selectors.EVENT_READ)
        try:
            while True:
                for key, _ in self._selector.select():
                    if key.fileobj is not self._control:
                        self._reap(key.fd)
                    elif not self._take():
                        return
        finally:
            for pid, _, _ in self._running.values():
                os.kill(pid, signal.SIGKILL)
            for pidfd in tuple(self._running):
                self._reap(pidfd)

    def _take(self) -> bool:
        """Take one job and fork for it; False when the service has gone."""
        data, descriptors, _, _ = socket.recv_fds(self._control, 64 * 1024, 3)
        if not data:
            return False
        given, output, answer_descriptor = descriptors
        folder = Path(tempfile.mkdtemp(prefix="reading-"))
        pid = os.fork()
        if pid == 0:
            self._child(JOB.validate_json(data), given, output, folder)
        os.close(given)
        os.close(output)
        pidfd = os.pidfd_open(pid)
        answer = socket.socket(fileno=answer_descriptor)
        self._running[pidfd] = (pid, answer, folder)
        self._selector.register(pidfd, selectors.EVENT_READ)
        with contextlib.suppress(OSError):  # the service may have given up already
            socket.send_fds(answer, [b"pid"], [pidfd])
        return True

    def _reap(self, pidfd: int) -> None:
        """A child has ended: whatever it started ends too, its folder goes, the service is told how it ended."""
        self._selector.unregister(pidfd)
        pid, answer, folder = self._running.pop(pidfd)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)
        _, status = os.waitpid(pid, 0)
        os.close(pidfd)
        shutil.rmtree(folder, ignore_errors=True)
        with answer, contextlib.suppress(OSError):
            answer.send(json.dumps({"exit": os.waitstatus_to_exitcode(status)}).encode())

    def _child(self, job: Job, given: int, output: int, folder: Path) -> None:
        """Everything one child does; never returns."""
        try:
            gc.set_threshold(_SELDOM)
            _settle(given, output, folder)
            limit_child(self._settings.limits)
            write_frame(_OUTPUT, *_answer(job, self._settings, self._reader))
        finally:
            os._exit(0)  # no clean-up of the template's: it is not ours


def _settle(given: int, output: int, folder: Path) -> None:
    """A session, a folder, and no descriptor but the bytes and the pipe."""
    os.setsid()
    os.chdir(folder)
    tempfile.tempdir = str(folder)
    os.environ.update(HOME=str(folder), TMPDIR=str(folder))
    null = os.open(os.devnull, os.O_RDWR)
    high = [os.dup2(item, _OUT_OF_THE_WAY + offset) for offset, item in enumerate((null, given, output))]
    for wanted, source in ((0, 0), (1, 0), (2, 0), (_INPUT, 1), (_OUTPUT, 2)):
        os.dup2(high[source], wanted)
    os.closerange(_OUTPUT + 1, os.sysconf("SC_OPEN_MAX"))


def _answer(job: Job, settings: Settings, reader: ReaderModule) -> tuple[FrameKind, bytes]:
    """Do the job; what goes wrong in our own code is a fault with its place, without a word of the mail."""
    try:
        data = _read_all(_INPUT)
        if job.task == "leaf":
            found = reader.leaf(data, job.sha256, settings.limits)
            return (
                (FrameKind.RESULT, found) if found is not None else _fault("missing", "no attachment has that digest")
            )
        if job.task == "pictures":
            shown = reader.pictures(data, job.regions, settings.limits, announce=_announce)
            result = encode_shown(shown)
        else:
            result = encode(_read(job, data, settings, reader))
    except MemoryError:
        return _fault("memory", f"more than {settings.limits.memory_bytes // 1024 // 1024} MB were needed")
    except Exception as error:  # noqa: BLE001  # the border of the process: told to the service
        frames = traceback.extract_tb(error.__traceback__)
        where = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"
        return _fault("error", f"{type(error).__name__} at {where}")
    if len(result) > settings.limits.output_bytes:
        return _fault("output", f"the result has {len(result) // 1024 // 1024} MB")
    return FrameKind.RESULT, result


def _read(job: Job, data: bytes, settings: Settings, reader: ReaderModule) -> Reading:
    options = {"avoid": job.avoid, "announce": _announce} | ({"explained": True} if job.explained else {})
    if job.task == "file":
        return reader.read_file(data, job.name, settings.form, settings.limits, **options)
    return reader.read_message(data, settings.form, settings.limits, **options)


def _announce(name: str) -> None:
    write_frame(_OUTPUT, FrameKind.BEGIN if name else FrameKind.END, name.encode())


def _fault(kind: str, message: str) -> tuple[FrameKind, bytes]:
    return FrameKind.FAULT, json.dumps({"kind": kind, "message": message}).encode()


def _read_all(descriptor: int) -> bytes:
    size = os.fstat(descriptor).st_size
    chunks: list[bytes] = []
    position = 0
    while position < size and (chunk := os.pread(descriptor, size - position, position)):
        chunks.append(chunk)
        position += len(chunk)
    return b"".join(chunks)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
