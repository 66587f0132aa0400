"""One child at work: its frames are put together, its time is measured, and it is killed when it is too much.

Part of `intake.sandbox`; the process that forked the child is `intake.template_process`, what runs in it
`parsers.child`.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
from dataclasses import dataclass
from enum import StrEnum
from types import TracebackType

from intake.clock import monotonic
from parsers.frames import FrameBuffer, FrameError, FrameKind
from parsers.limits import Limits

_CHUNK = 256 * 1024
_LONGEST_NAME = 100
_LONGEST_MESSAGE = 500
_PATIENCE_SECONDS = 5.0  # for the template to name a child it has forked
#: Signals by which the kernel enforces a limit, and what limit.
_LIMIT_SIGNALS: dict[int, str] = {signal.SIGXCPU: "time", signal.SIGXFSZ: "output"}


class FaultKind(StrEnum):
    """Why a reading failed as a whole."""

    CRASH = "crash"  # the child died
    TIME = "time"  # it took longer than a mail, or a document, may
    MEMORY = "memory"
    OUTPUT = "output"  # it said or wrote more than it may, or no sense
    ERROR = "error"  # our own reading code failed
    MISSING = "missing"  # the attachment asked for is not in the mail
    START = "start"  # the template could not be started
    LATER = "later"  # it needs recognition, which was to be left


class ChildStoppedError(Exception):
    """A child ended without a result; ``document`` names what it was reading, "" when between documents."""

    def __init__(self, kind: FaultKind, message: str, *, document: str = "") -> None:
        self.kind = kind
        self.document = document
        super().__init__(message)


class TemplateGoneError(Exception):
    """The template died before it could say how the child ended."""


@dataclass(slots=True)
class _Progress:
    """How far a child has come."""

    document: str = ""
    document_deadline: float = float("inf")
    taken: int = 0
    output_open: bool = True
    exit: int | None = None


class ChildRun:
    """One child, from the moment its job is handed over. A context manager: leaving it leaves no process."""

    def __init__(self, output: int, answer: socket.socket) -> None:
        self._output = output
        self._answer = answer
        self._pidfd: int | None = None

    def __enter__(self) -> ChildRun:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._kill()
        os.close(self._output)
        self._answer.close()
        if self._pidfd is not None:
            os.close(self._pidfd)

    def result(self, deadline: float, limits: Limits) -> bytes:
        """Wait for what the job asked for.

        Raises:
            ChildStoppedError: the child died, failed, took too long or said too much.
            TemplateGoneError: nobody can tell.
        """
        buffer = FrameBuffer(max(limits.output_bytes, limits.document_bytes))
        progress = _Progress()
        poller = select.poll()
        poller.register(self._output, select.POLLIN)
        poller.register(self._answer, select.POLLIN)
        while True:
            end = min(deadline, progress.document_deadline)
            left = end - monotonic()
            if left <= 0:
                whole = limits.mail_seconds if end == deadline else limits.document_seconds
                raise ChildStoppedError(FaultKind.TIME, f"stopped after {whole:g} seconds", document=progress.document)
            for descriptor, _ in poller.poll(left * 1000 + 1):
                if descriptor == self._output:
                    found = self._hear(buffer, progress, limits)
                    if found is not None:
                        return found
                    if not progress.output_open:
                        poller.unregister(self._output)
                elif self._told(progress):
                    poller.unregister(self._answer)
            if progress.exit is not None and not progress.output_open:
                raise _died(progress)

    def _hear(self, buffer: FrameBuffer, progress: _Progress, limits: Limits) -> bytes | None:
        """Take what has come through the pipe; the result, when it is whole."""
        data = os.read(self._output, _CHUNK)
        progress.output_open = bool(data)
        progress.taken += len(data)
        if progress.taken > max(limits.output_bytes, limits.document_bytes) + _CHUNK:
            raise ChildStoppedError(FaultKind.OUTPUT, "it said more than it may", document=progress.document)
        try:
            frames = buffer.feed(data)
        except FrameError as error:
            raise ChildStoppedError(FaultKind.OUTPUT, f"it sent {error}", document=progress.document) from None
        for kind, payload in frames:
            if kind is FrameKind.RESULT:
                return payload
            if kind is FrameKind.FAULT:
                raise _fault(payload, progress.document)
            begins = kind is FrameKind.BEGIN
            progress.document = payload.decode("ascii", "replace")[:_LONGEST_NAME] if begins else ""
            progress.document_deadline = monotonic() + limits.document_seconds if begins else float("inf")
        return None

    def _told(self, progress: _Progress) -> bool:
        """Take what the template says about the child; True after its last word."""
        data, descriptors, _, _ = socket.recv_fds(self._answer, 4_096, 1)
        if descriptors:
            self._pidfd = descriptors[0]
            return False
        if not data:
            raise TemplateGoneError
        progress.exit = int(json.loads(data)["exit"])
        return True

    def _kill(self) -> None:
        """End the child if it has not ended; one that gave its result has nothing more to do either."""
        if self._pidfd is None:
            self._answer.settimeout(_PATIENCE_SECONDS)
            with contextlib.suppress(OSError, TemplateGoneError, ValueError, KeyError):
                self._told(_Progress())
        if self._pidfd is not None:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)


def _fault(payload: bytes, document: str) -> ChildStoppedError:
    """What the child itself says went wrong."""
    try:
        told = json.loads(payload)
        return ChildStoppedError(FaultKind(told["kind"]), str(told["message"])[:_LONGEST_MESSAGE], document=document)
    except (ValueError, KeyError, TypeError):
        return ChildStoppedError(FaultKind.OUTPUT, "it reported a fault that makes no sense", document=document)


def _died(progress: _Progress) -> ChildStoppedError:
    """How a child ended that said nothing more."""
    code = progress.exit or 0
    if code >= 0:
        return ChildStoppedError(
            FaultKind.CRASH, f"it ended with status {code} and no result", document=progress.document
        )
    limit = _LIMIT_SIGNALS.get(-code)
    kind = FaultKind(limit) if limit else FaultKind.CRASH
    return ChildStoppedError(kind, f"it was ended by {signal.Signals(-code).name}", document=progress.document)
