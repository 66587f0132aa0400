"""The template process as the service sees it: started with nothing, handed jobs, started again by `intake.sandbox`.

What runs in it is `parsers.template`; what is put around it `intake.enclosure`; a child at work `intake.child_run`.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import parsers
from intake.child_run import ChildRun, TemplateGoneError
from intake.enclosure import ENVIRONMENT, PROTECTIONS, enclose
from parsers.child import SETTINGS, Settings
from store.lending import Lent, LentFile

_START_SECONDS = 60.0  # everything is imported, perhaps from cold disks
_STOP_SECONDS = 5.0
#: Run in the template: find the packages again (the environment tells nothing), then serve.
_BOOT = (
    "import sys; sys.path[:0] = sys.argv[3:]; "
    "from parsers.template import main; main(int(sys.argv[1]), int(sys.argv[2]))"
)


class TemplateStartError(Exception):
    """The template process could not be started."""


class TemplateProcess:
    """A running template. ``protections`` are short machine words for what holds it and its children."""

    def __init__(self, settings: Settings, *, roots: Sequence[Path] = ()) -> None:
        """Start it and wait until everything is loaded.

        Raises:
            TemplateStartError: it did not get so far; with what it said last.
        """
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        told = _memory_file("settings")
        # Whatever the template complains of before it is ready; it has seen no mail then.
        complaints = _memory_file("complaints")
        folders = [str(Path(parsers.__file__).resolve().parent.parent), *map(str, roots)]
        command = [sys.executable, "-I", "-c", _BOOT, str(theirs.fileno()), str(told), *folders]
        around = False
        if settings.enclosed:
            command, around = enclose(command, roots=roots)
        try:
            _fill(told, SETTINGS.dump_json(replace(settings, enclosed=around)))
            self._process = subprocess.Popen(  # noqa: S603  # our own interpreter and our own arguments
                command,
                env=ENVIRONMENT,
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=complaints,
                pass_fds=(theirs.fileno(), told),
                start_new_session=True,
            )
            theirs.close()
            self._control = ours
            self.protections = self._hello(complaints, enclosed=around)
        except OSError as error:
            ours.close()
            raise TemplateStartError(str(error)) from error
        finally:
            theirs.close()
            os.close(told)
            os.close(complaints)

    def _hello(self, complaints: int, *, enclosed: bool) -> tuple[str, ...]:
        self._control.settimeout(_START_SECONDS)
        try:
            said = json.loads(self._control.recv(4_096))
        except (OSError, ValueError):
            self.stop()
            lines = os.pread(complaints, 64 * 1024, 0).decode("utf-8", "replace").strip().splitlines()
            raise TemplateStartError(lines[-1] if lines else "it said nothing") from None
        self._control.settimeout(None)
        always = ("empty-environment", "limits")
        return tuple(dict.fromkeys((*(PROTECTIONS if enclosed else ()), *said["held"], *always)))

    @property
    def alive(self) -> bool:
        """Whether it can take jobs."""
        return self._process.poll() is None

    @property
    def pid(self) -> int:
        """The process the service started: the template, or the enclosure around it."""
        return self._process.pid

    def submit(self, job: bytes, data: Lent) -> ChildRun:
        """Hand over a job and its bytes, or the file that they were lent as; the child that does it.

        Raises:
            TemplateGoneError: there is nobody to take it.
        """
        given = os.dup(data.descriptor) if isinstance(data, LentFile) else _memory_file("mail")
        output, child_output = os.pipe()
        answer, child_answer = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            if not isinstance(data, LentFile):
                _fill(given, data)
            socket.send_fds(self._control, [job], [given, child_output, child_answer.fileno()])
        except OSError:
            os.close(output)
            answer.close()
            raise TemplateGoneError from None
        finally:
            os.close(given)
            os.close(child_output)
            child_answer.close()
        return ChildRun(output, answer)

    def stop(self) -> None:
        """Stop it and every child of it; safe to call twice."""
        self._control.close()  # the end of the socket is the word to leave
        try:
            self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
            self._process.wait()


def _memory_file(name: str) -> int:
    return os.memfd_create(name, os.MFD_CLOEXEC)


def _fill(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]
    os.lseek(descriptor, 0, os.SEEK_SET)
