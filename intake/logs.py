"""Structured logs: one line an event, keys and ids only, for a terminal or for a machine.

No address, subject, name or body may reach a log. That is held here rather than asked of every caller: a key that is
not in the table is dropped, a value with an address in it is withheld, and of an exception the type and the place are
told, not its message (messages quote what they choked on) and never its variables. That holds for a crash too, in
whatever thread, and from the moment this module is imported, whether or not `configure` was called.
"""

from __future__ import annotations

import logging
import re
import sys
import threading
import traceback
from pathlib import Path
from types import TracebackType
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
#: What may break a line, command a terminal, reorder what is read, or fit no charset.
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")
#: How many of the innermost calls are told of a fault, and of one that ended a thread or a command.
_CALLS, _ALL_CALLS = 4, 30

log: structlog.stdlib.BoundLogger = structlog.get_logger("intake")


def configure(style: Literal["auto", "json", "text"] = "auto", *, level: int = logging.INFO) -> None:
    """Send every log line to standard error, as JSON or as text ("auto": text on a terminal)."""
    _configure_lines(text=style == "text" or (style == "auto" and sys.stderr.isatty()), level=level)
    # Libraries log what they read and send; only their errors matter, and those without their message.
    logging.basicConfig(level=logging.ERROR, stream=sys.stderr, force=True)
    for handler in logging.getLogger().handlers:
        handler.setFormatter(_WithoutWords("%(levelname)s %(name)s"))
    sys.excepthook = _tell_crash
    threading.excepthook = lambda crash: _tell_crash(crash.exc_type, crash.exc_value, crash.exc_traceback)
    sys.unraisablehook = lambda crash: _tell_crash(crash.exc_type, crash.exc_value, crash.exc_traceback)


def _configure_lines(*, text: bool, level: int) -> None:
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
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),  # as it is now, not as it was at the start
        cache_logger_on_first_use=False,
    )


class _WithoutWords(logging.Formatter):
    """A library's log line: of an exception the type and the place."""

    def formatException(  # noqa: N802 - the name is the library's
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None],
    ) -> str:
        return f"{type(ei[1]).__name__} {_place(ei[2], _CALLS)}" if ei[1] is not None else ""


def _tell_crash(kind: type[BaseException], fault: BaseException | None, trace: TracebackType | None) -> None:
    """An exception that nobody caught: its type, and every call that led to it."""
    if not issubclass(kind, KeyboardInterrupt | SystemExit):
        log.error("crashed", fault=kind.__name__, place=_place(trace, _ALL_CALLS))


def tell_crash(fault: BaseException) -> None:
    """Log what ended a command and should not have."""
    _tell_crash(type(fault), fault, fault.__traceback__)


def _place(trace: TracebackType | None, calls: int) -> str:
    frames = traceback.extract_tb(trace)
    return " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames[::-1][:calls])


def _tell_fault(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    """``exc_info`` becomes ``fault`` and ``place``: the type of the exception and where it was raised."""
    given = event.pop("exc_info", None)
    fault = given if isinstance(given, BaseException) else sys.exc_info()[1] if given else None
    if fault is not None:
        event["fault"] = type(fault).__name__
        event["place"] = _place(fault.__traceback__, _CALLS)
    return event


def _keep_known_keys(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    """Only known keys pass, and no value with an address in it."""
    return {key: _withheld(value) for key, value in event.items() if key in KEYS}


def _withheld(value: object) -> object:
    return _ADDRESS.sub("[address]", _UNPRINTABLE.sub(" ", value)) if isinstance(value, str) else value


if not structlog.is_configured():  # its own default shows the variables of every call
    _configure_lines(text=False, level=logging.INFO)
