"""A pass of the service that is killed with SIGKILL at its n-th effect on the world.

Every effect is counted twice, just before and just after it happens: a file brought to disk or renamed, a transaction
committed, an IMAP command, bytes handed to the SMTP server and its answers read. Killed at 1, 2, 3 … until a pass meets
no kill any more, the service has been killed between any two steps it has.
"""

from __future__ import annotations

import imaplib
import os
import signal
import smtplib
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy.engine.default import DefaultDialect

from intake import clock, service
from intake.commands.options import programme_of
from intake.config_file import load
from intake.errors import ReadingFaultError
from parsers.reading import Reading, decode
from store.lending import Lent

#: What has an effect on the world, as (where it is, its name).
EFFECTS: tuple[tuple[Any, str], ...] = (
    (os, "fsync"),
    (os, "rename"),
    (os, "replace"),
    (os, "link"),
    (DefaultDialect, "do_commit"),
    (imaplib.IMAP4, "_command"),
    (imaplib.IMAP4, "_command_complete"),
    (smtplib.SMTP, "send"),
    (smtplib.SMTP, "getreply"),
)


class ReadBefore:
    """A reader that knows what the real one read of each mail: the child's own death is tried in its own tests."""

    protections: tuple[str, ...] = ()

    def __init__(self, readings: Mapping[str, bytes]) -> None:
        self._readings = readings

    def __call__(self, form: object) -> ReadBefore:
        return self

    def __enter__(self) -> ReadBefore:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def read(self, raw: Lent) -> Reading:
        """What was read of these bytes."""
        assert isinstance(raw, bytes)
        return decode(self._readings[sha256(raw).hexdigest()])

    def leaf(self, raw: Lent, sha256: str) -> bytes:
        """No file is asked for here."""
        raise ReadingFaultError("no file is read here")


def run(config: str, kill_at: int, readings: Mapping[str, bytes], at: float) -> None:
    """One pass at the instant ``at`` (seconds since 1970), killed at its ``kill_at``-th effect; 0 never."""
    count = 0

    def tick() -> None:
        nonlocal count
        count += 1
        if count == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    for place, name in EFFECTS:
        setattr(place, name, _counted(getattr(place, name), tick))
    vars(service)["Sandbox"] = ReadBefore(readings)  # stands in for the class
    settings = load(Path(config))
    with (
        clock.travel(datetime.fromtimestamp(at, UTC)),
        service.open_service(settings, programme_of(settings)) as opened,
    ):
        opened.recover(at_start=True)
        service.one_pass(opened)


def _counted(effect: Callable[..., Any], tick: Callable[[], None]) -> Callable[..., Any]:
    def counted(*args: Any, **options: Any) -> Any:
        tick()
        result = effect(*args, **options)
        tick()
        return result

    return counted
