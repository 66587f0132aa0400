"""A service on several processes: pollers and workers on one PostgreSQL database, one mailbox and one SMTP server."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from store import letters, message_list
from store.engine import open_store
from store.letters import LetterItem
from store.message_list import MessageItem
from store.states import LetterStatus, MessageStatus
from tests.acceptance.conftest import Place

PATIENCE = 90.0
_UNREAD = (MessageStatus.PENDING, MessageStatus.PROCESSING)
_UNSENT = (LetterStatus.QUEUED, LetterStatus.SENDING)


def wait_for(happened: Callable[[], object], what: str, *, patience: float = PATIENCE, every: float = 0.1) -> None:
    """Until something has happened; a test that waits for ever is one that failed."""
    until = time.monotonic() + patience
    while not happened():
        assert time.monotonic() < until, f"{what} did not happen"
        time.sleep(every)


@dataclass
class Process:
    """One `intake` process and its log."""

    popen: subprocess.Popen[bytes]
    log: Path

    def events(self) -> list[dict[str, Any]]:
        """Its log, one dictionary a line; a line that is no JSON under the event "said"."""
        lines = self.log.read_text(encoding="utf-8").splitlines(keepends=True)
        return [
            json.loads(line) if line.startswith("{") else {"event": "said", "status": line.strip()}
            for line in lines
            if line.endswith("\n")
        ]

    def told(self, event: str) -> list[dict[str, Any]]:
        """Every line of its log about one event."""
        return [line for line in self.events() if line["event"] == event]

    def kill(self) -> None:
        """As a power cut does it: the process and every child it has."""
        for child in _children(self.popen.pid):
            os.kill(child, signal.SIGKILL)
        self.popen.kill()
        self.popen.wait(PATIENCE)

    def stop(self) -> int:
        """As a service manager does it; its exit status."""
        self.popen.send_signal(signal.SIGTERM)
        return self.popen.wait(PATIENCE)


def _children(pid: int) -> list[int]:
    try:
        found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [pid for child in map(int, found) for pid in (*_children(child), child)]


@dataclass
class Workplace:
    """A place whose books are in PostgreSQL, and the processes started on it."""

    here: Place
    url: str
    processes: list[Process] = field(default_factory=list)

    def start(self, *arguments: str) -> Process:
        """Start `intake` with these arguments."""
        log = self.here.folder / f"log-{len(self.processes)}"
        with log.open("wb") as errors:
            popen = subprocess.Popen(
                [sys.executable, "-m", "intake", *arguments, "--config", str(self.here.config)],
                stdin=subprocess.DEVNULL,
                stdout=errors,
                stderr=errors,
            )
        process = Process(popen, log)
        self.processes.append(process)
        return process

    def poller(self) -> Process:
        """A poller that has begun, or stands by."""
        process = self.start("run")
        wait_for(lambda: begun(process, "started", "standing-by"), "the poller's start")
        return process

    def workers(self, count: int, *arguments: str) -> list[Process]:
        """Workers that have begun."""
        started = [self.start("worker", *arguments) for _ in range(count)]
        for process in started:
            wait_for(partial(begun, process, "worker-started"), "the worker's start")
        return started

    def books(self) -> tuple[list[MessageItem], list[LetterItem]]:
        """Every mail and every letter."""
        store = open_store(self.url)
        try:
            with store.reading() as session:
                return message_list.listing(session), letters.listing(session)
        finally:
            store.close()

    def waiting(self) -> list[int]:
        """What is not read or not sent yet."""
        mails, sent = self.books()
        unread = [mail.id for mail in mails if mail.status in _UNREAD]
        return unread + [letter.id for letter in sent if letter.status in _UNSENT]


@contextmanager
def workplace(here: Place, url: str, *, hand_out: bool = True) -> Iterator[Workplace]:
    """The place with its books in the database ``url``; whatever was started on it is ended."""
    text = here.config.read_text(encoding="utf-8")
    text = text.replace('url = "sqlite:///data/intake.db"', f'url = "{url}"')
    here.config.write_text(f"{text}\n[work]\nhand_out = {str(hand_out).lower()}\n", encoding="utf-8")
    place = Workplace(here, url)
    try:
        yield place
    finally:
        for process in place.processes:
            process.kill()


def begun(process: Process, *events: str) -> bool:
    """Whether a process has told one of these events; one that ended instead is a test that failed."""
    assert process.popen.poll() is None, said([process])
    return any(process.told(event) for event in events)


def said(processes: Sequence[Process]) -> str:
    """What processes logged, for a test that failed."""
    return "\n".join(f"{process.log.name}: {line}" for process in processes for line in process.events())
