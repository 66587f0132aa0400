"""Structured logs: one line an event, keys and ids only, for a terminal or for a machine.

No address, subject, name or body may reach a log. That is held here rather than asked of every caller: a key that is
not in the table is dropped, a value with an address in it is withheld, and of an exception the type and the place are
told, not its message (messages quote what they choked on).
"""

from __future__ import annotations

import logging
import re
import sys
import traceback
from pathlib import Path
from typing import Literal

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

#: Every key that a log line may carry.
KEYS = frozenset(
    {
        "address_family", "applications", "attempt", "batch", "cause", "child", "count", "data", "day",
        "disposition", "due", "event", "failed", "fault", "fetched", "folder", "held", "host", "job", "kind", "left",
        "letter", "level", "limit", "message", "milliseconds", "moved", "new", "outcome", "pid", "place", "port",
        "processed", "protections", "queued", "reference", "retry_at", "rule", "schema", "seconds", "sent",
        "sha256", "signal", "size", "status", "timestamp", "too_large", "uid", "uidvalidity", "unknown", "version",
        "waiting", "workers",
    }
)  # fmt: skip
_ADDRESS = re.compile(r"\S+@\S+")

log: structlog.stdlib.BoundLogger = structlog.get_logger("intake")


def configure(style: Literal["auto", "json", "text"] = "auto", *, level: int = logging.INFO) -> None:
    """Send every log line to standard error, as JSON or as text ("auto": text on a terminal)."""
    text = style == "text" or (style == "auto" and sys.stderr.isatty())
    renderer: Processor = (
        structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty()) if text else structlog.processors.JSONRenderer()
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _tell_fault,
            _keep_known_keys,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    # Libraries log what they read and send; only their warnings matter, and those without their message.
    logging.basicConfig(level=logging.ERROR, format="%(levelname)s %(name)s", stream=sys.stderr, force=True)


def _tell_fault(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    """``exc_info`` becomes ``fault`` and ``place``: the type of the exception and where it was raised."""
    given = event.pop("exc_info", None)
    fault = given if isinstance(given, BaseException) else sys.exc_info()[1] if given else None
    if fault is not None:
        frames = traceback.extract_tb(fault.__traceback__)
        event["fault"] = type(fault).__name__
        event["place"] = " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames[::-1][:4])
    return event


def _keep_known_keys(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    """Only known keys pass, and no value with an address in it."""
    return {key: _withheld(value) for key, value in event.items() if key in KEYS}


def _withheld(value: object) -> object:
    return _ADDRESS.sub("[address]", value) if isinstance(value, str) else value
