"""Trials in processes that may hang, eat memory or die: forked with everything loaded, limited, watched."""

from __future__ import annotations

import json
import os
import resource
import select
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from types import FrameType
from typing import NoReturn

from parsers.form import FormDefinition
from parsers.limits import DEFAULT
from tests.fuzz.trial import Case, Fault, TooLongError, trial

#: Processor seconds of one trial, which reads twice what it compares; and by the clock, where nothing else ends it.
SECONDS = DEFAULT.document_seconds
_CLOCK = 240.0

Make = Callable[[int], Case]


@dataclass(frozen=True, slots=True)
class Result:
    """What came of the trial with this number, in how much processor time."""

    number: int
    fault: Fault | None
    seconds: float


def attempt(numbers: Sequence[int], make: Make, form: FormDefinition) -> Iterator[Result]:
    """Trials of these numbers, the cases made by ``make`` in the process that reads them; one that dies is followed."""
    left = list(numbers)
    while left:
        child, pipe = _fork(left, make, form)
        done = 0
        died = "the clock"
        try:
            for line in _lines(pipe):
                number, fault, seconds = json.loads(line)
                yield Result(number, Fault(**fault) if fault else None, seconds)
                done += 1
        finally:
            os.kill(child, signal.SIGKILL)
            _, status = os.waitpid(child, 0)
            os.close(pipe)
            died = _how(status)
        if done < len(left):
            kind = "hang" if died == "signal 9" else "death"
            yield Result(left[done], Fault(kind=kind, where=died, detail="the process was stopped or died"), _CLOCK)
        left = left[done + 1 :]


def attempt_one(case: Case, form: FormDefinition) -> Fault | None:
    """The trial of one case in a process of its own."""
    return next(iter(attempt([0], lambda _: case, form))).fault


def _how(status: int) -> str:
    if os.WIFSIGNALED(status):
        return f"signal {os.WTERMSIG(status)}"
    return f"exit {os.waitstatus_to_exitcode(status)}"


def _fork(numbers: Sequence[int], make: Make, form: FormDefinition) -> tuple[int, int]:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        _work(numbers, make, form, writing)
    os.close(writing)
    return child, reading


def _lines(pipe: int) -> Iterator[bytes]:
    """The lines that come, until the end, or until none has come for too long."""
    pending = b""
    while select.select([pipe], [], [], _CLOCK)[0]:
        piece = os.read(pipe, 1 << 16)
        if not piece:
            return
        *whole, pending = (pending + piece).split(b"\n")
        yield from whole


def _work(numbers: Sequence[int], make: Make, form: FormDefinition, pipe: int) -> NoReturn:
    """What the child does; it leaves without cleaning up after its parent."""
    try:
        os.closerange(0, pipe)
        os.closerange(pipe + 1, 256)
        for descriptor in range(3):
            os.open(os.devnull, os.O_RDWR) if descriptor != pipe else None
        os.environ["PATH"] = ""  # no recogniser of pictures: it takes seconds, and is another program
        size = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()  # noqa: SIM115, PTH123
        resource.setrlimit(resource.RLIMIT_AS, (size + DEFAULT.memory_bytes, size + DEFAULT.memory_bytes))
        signal.signal(signal.SIGVTALRM, _too_long)
        for number in numbers:
            case = make(number)
            began = time.process_time()
            signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
            fault = trial(case, form)
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
            line = json.dumps([number, asdict(fault) if fault else None, round(time.process_time() - began, 3)])
            os.write(pipe, line.encode() + b"\n")
    finally:
        os._exit(0)


def _too_long(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise TooLongError
