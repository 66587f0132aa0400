"""The other side of the sandbox: a template process that has everything loaded, and forks a fresh child per mail.

The template is single-threaded, starts with an empty environment, and never touches a stranger's bytes; each child
(`parsers.child`) handles one mail or document within its limits, writes frames to its own pipe and is gone. One child
always waits for the next job, forked while the one before it is at work. `intake.sandbox` starts the template, hands it
jobs over a socket and watches the children by the clock.

A job is one JSON datagram with three descriptors: the bytes, the pipe for the frames, and a socket on which the
template answers with a descriptor of the child (pidfd) and, when it ends, its exit status.
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
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from parsers.child import JOB_BYTES, SETTINGS, ReaderModule, Settings, attend
from parsers.confine import lock_template
from parsers.hot_pages import Ranges, written_by


def main(control: int, settings: int) -> None:
    """Run the template on two inherited descriptors: the control socket, and a file with the settings as JSON."""
    with os.fdopen(settings, "rb") as file:
        told = SETTINGS.validate_json(file.read())
    logging.disable(logging.CRITICAL)  # libraries log what they read, and that is not for logs
    reader = cast("ReaderModule", importlib.import_module(told.reader))
    rehearsals = tuple(reader.rehearsals(told.form))
    for rehearse in rehearsals:
        rehearse()
    gc.collect()
    gc.freeze()
    hot = written_by(rehearsals)
    held = lock_template(enclosed=told.enclosed)
    with socket.socket(fileno=control) as connection:
        connection.send(json.dumps({"pid": os.getpid(), "held": held}).encode())
        _Template(connection, told, reader, hot).serve()


@dataclass(frozen=True, slots=True)
class _Child:
    """A child: its process, the socket on which it waits for its job, and its folder."""

    pid: int
    connection: socket.socket
    folder: Path

    def give(self, job: bytes, given: int, output: int) -> bool:
        """Give it its job; False where it has died."""
        try:
            socket.send_fds(self.connection, [job], [given, output])
        except OSError:
            return False
        self.connection.close()
        return True


class _Template:
    """Takes jobs until the service closes the socket."""

    def __init__(self, control: socket.socket, settings: Settings, reader: ReaderModule, hot: Ranges) -> None:
        self._control = control
        self._settings = settings
        self._reader = reader
        self._hot = hot
        self._selector = selectors.DefaultSelector()
        self._running: dict[int, tuple[_Child, socket.socket]] = {}  # pidfd → child, answer socket
        self._waiting = self._fork()

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
            _bury(self._waiting)
            for child, _ in self._running.values():
                os.kill(child.pid, signal.SIGKILL)
            for pidfd in tuple(self._running):
                self._reap(pidfd)

    def _take(self) -> bool:
        """Take one job, give it to the child that waits, and fork the next; False when the service has gone."""
        job, descriptors, _, _ = socket.recv_fds(self._control, JOB_BYTES, 3)
        if not job:
            return False
        given, output, answer_descriptor = descriptors
        if not self._waiting.give(job, given, output):
            _bury(self._waiting)
            self._waiting = self._fork()
            self._waiting.give(job, given, output)  # should this one die as well, that is how the job ended
        child = self._waiting
        os.close(given)
        os.close(output)
        pidfd = os.pidfd_open(child.pid)
        answer = socket.socket(fileno=answer_descriptor)
        self._running[pidfd] = (child, answer)
        self._selector.register(pidfd, selectors.EVENT_READ)
        with contextlib.suppress(OSError):  # the service may have given up already
            socket.send_fds(answer, [b"pid"], [pidfd])
        self._waiting = self._fork()
        return True

    def _fork(self) -> _Child:
        """A child that waits for its job."""
        folder = Path(tempfile.mkdtemp(prefix="reading-"))
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        pid = os.fork()
        if pid == 0:
            attend(theirs, folder, self._settings, self._reader, self._hot)
        theirs.close()
        return _Child(pid, ours, folder)

    def _reap(self, pidfd: int) -> None:
        """A child has ended: whatever it started ends too, its folder goes, the service is told how it ended."""
        self._selector.unregister(pidfd)
        child, answer = self._running.pop(pidfd)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)
        _, status = os.waitpid(child.pid, 0)
        os.close(pidfd)
        shutil.rmtree(child.folder, ignore_errors=True)
        with answer, contextlib.suppress(OSError):
            answer.send(json.dumps({"exit": os.waitstatus_to_exitcode(status)}).encode())


def _bury(child: _Child) -> None:
    """End a child that waits for a job, if it still does."""
    child.connection.close()
    with contextlib.suppress(ProcessLookupError):
        os.kill(child.pid, signal.SIGKILL)
    os.waitpid(child.pid, 0)
    shutil.rmtree(child.folder, ignore_errors=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
