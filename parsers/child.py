"""What one child of the template does: it waits for one job, does it within its limits, and is gone.

A child handles one mail or document and no other; it is forked ahead of time by `parsers.template`, so that the mail
need not wait for that. A job is one JSON datagram with two descriptors: the bytes (a file of their own, which stays a
file where it is large: `parsers.raw`) and the pipe for the frames. Its own folder, its limits and the loss of every
other descriptor come before the first byte of a mail is read.
"""

from __future__ import annotations

import gc
import json
import os
import socket
import tempfile
import traceback
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn, Protocol

from pydantic import TypeAdapter

from parsers.confine import limit_child
from parsers.form import FormDefinition
from parsers.frames import FrameKind, write_frame
from parsers.hot_pages import Ranges, make_own
from parsers.later import LeftForLaterError, recognition
from parsers.limits import Limits
from parsers.mail import Outcome
from parsers.raw import WINDOW, Raw, RawFile
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
    (``regions`` given). ``explained`` asks for the reasons of a reading as well. ``later`` has a mail that needs
    recognition be left, with the fault "later"."""

    task: str
    name: str = ""
    sha256: str = ""
    explained: bool = False
    later: bool = False
    regions: tuple[Region, ...] = ()
    avoid: Mapping[str, tuple[Outcome, str]] = field(default_factory=dict)


JOB_BYTES = 64 * 1024  # a job's datagram at most
SETTINGS: TypeAdapter[Settings] = TypeAdapter(Settings)
JOB: TypeAdapter[Job] = TypeAdapter(Job)


class ReaderModule(Protocol):
    """What a reader module offers; `parsers.read` is the one."""

    def read_message(self, raw: Raw, form: FormDefinition, limits: Limits, **options: Any) -> Reading: ...
    def read_file(self, data: bytes, name: str, form: FormDefinition, limits: Limits, **options: Any) -> Reading: ...
    def leaf(self, raw: Raw, sha256: str, limits: Limits) -> bytes | None: ...
    def pictures(self, raw: Raw, regions: Sequence[Region], limits: Limits, **options: Any) -> Sequence[Shown]: ...
    def rehearsals(self, form: FormDefinition) -> Iterable[Callable[[], object]]: ...


def attend(connection: socket.socket, folder: Path, settings: Settings, reader: ReaderModule, hot: Ranges) -> NoReturn:
    """Everything one child does: wait for the job on ``connection``, then do it in ``folder``; never returns."""
    try:
        gc.set_threshold(_SELDOM)
        os.dup2(connection.detach(), _INPUT)
        os.closerange(_INPUT + 1, os.sysconf("SC_OPEN_MAX"))
        make_own(hot)
        waiting = socket.socket(fileno=_INPUT)
        job, descriptors, _, _ = socket.recv_fds(waiting, JOB_BYTES, 2)
        waiting.detach()
        if job:  # else the template has gone
            given, output = descriptors
            _settle(given, output, folder)
            limit_child(settings.limits)
            write_frame(_OUTPUT, *_answer(JOB.validate_json(job), settings, reader))
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
        data = RawFile(_INPUT)
        raw: Raw = data if len(data) > WINDOW else data[:]
        if job.task == "leaf":
            found = reader.leaf(raw, job.sha256, settings.limits)
            return (
                (FrameKind.RESULT, found) if found is not None else _fault("missing", "no attachment has that digest")
            )
        if job.task == "pictures":
            shown = reader.pictures(raw, job.regions, settings.limits, announce=_announce)
            result = encode_shown(shown)
        else:
            with recognition(later=job.later):
                result = encode(_read(job, raw, settings, reader))
    except LeftForLaterError:
        return _fault("later", "it has pages that must be recognised")
    except MemoryError:
        return _fault("memory", f"more than {settings.limits.memory_bytes // 1024 // 1024} MB were needed")
    except Exception as error:  # noqa: BLE001  # the border of the process: told to the service
        frames = traceback.extract_tb(error.__traceback__)
        where = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"
        return _fault("error", f"{type(error).__name__} at {where}")
    if len(result) > settings.limits.output_bytes:
        return _fault("output", f"the result has {len(result) // 1024 // 1024} MB")
    return FrameKind.RESULT, result


def _read(job: Job, raw: Raw, settings: Settings, reader: ReaderModule) -> Reading:
    options = {"avoid": job.avoid, "announce": _announce} | ({"explained": True} if job.explained else {})
    if job.task == "file":
        return reader.read_file(raw[:], job.name, settings.form, settings.limits, **options)
    return reader.read_message(raw, settings.form, settings.limits, **options)


def _announce(name: str) -> None:
    write_frame(_OUTPUT, FrameKind.BEGIN if name else FrameKind.END, name.encode())


def _fault(kind: str, message: str) -> tuple[FrameKind, bytes]:
    return FrameKind.FAULT, json.dumps({"kind": kind, "message": message}).encode()
