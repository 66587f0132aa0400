"""The faults as a table: what each does to the process that meets it, and at which steps it can happen at all.

A lasting fault goes on from the step at which it strikes to the end of the pass, as a full disk does; the
others are over at once. Where a fault can be made real it is (a lock that another connection holds, a connection that
is shut down or whose backend is ended, an answer that is never read); else the driver's own exception is raised where
the driver would.
"""

from __future__ import annotations

import errno
import os
import signal
import socket
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import psycopg

from store.dialects import _WRITING
from tests.faults.child_faults import signal_children, signal_template
from tests.faults.steps import Group, Kind, Step


class StruckError(RuntimeError):
    """The exception that nobody foresaw."""


@dataclass(slots=True)
class Strike:
    """What a fault may need: the URL of the database, and whatever it holds until the pass is over."""

    database: str
    held: list[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One kind of fault. ``strikes`` says at which steps it begins, ``act`` makes it happen.

    A lasting one happens at every later step of ``goes_on`` as well. ``databases`` are those it exists on. ``act``
    raises, kills, or spoils the step's handle and returns. A fault of the ``real_child`` needs the real sandbox; a mail
    whose reading failed may then wait for a person.
    """

    name: str
    sentence: str
    strikes: Callable[[Step], bool]
    act: Callable[[Step, Strike], None]
    goes_on: Callable[[Step], bool] | None = None
    databases: tuple[str, ...] = ("sqlite", "postgresql")
    real_child: bool = False


def _kill(_step: Step, _strike: Strike) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _raise(step: Step, _strike: Strike) -> None:
    raise StruckError(f"struck {step.name}")


def _between(step: Step) -> bool:
    """Every moment between two effects: rows are no effect before they are committed, nor is a turn to write."""
    return step.after and step.kind not in (Kind.WRITE, Kind.BEGIN)


def _may_raise(step: Step) -> bool:
    """Before every step, and after those whose effect is not undone by whatever raises."""
    return not step.after or step.kind in (Kind.COMMIT, Kind.MAKE, Kind.REMOVE, Kind.ANSWER, Kind.READ)


def _needs_room(step: Step) -> bool:
    return not step.after and (
        (step.group is Group.FILE and step.kind is Kind.MAKE)
        or (step.group is Group.DATABASE and step.kind in (Kind.WRITE, Kind.COMMIT))
    )


def _fills_up(step: Step) -> bool:
    """Where a full disk begins to be felt: what is between two commits is undone alike."""
    return _needs_room(step) and step.kind is not Kind.WRITE


def _no_room(step: Step, strike: Strike) -> None:
    if step.group is Group.FILE:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    if strike.database.startswith("postgresql"):
        raise psycopg.errors.DiskFull("could not extend file: No space left on device")
    full = sqlite3.OperationalError("database or disk is full")
    full.sqlite_errorcode, full.sqlite_errorname = sqlite3.SQLITE_FULL, "SQLITE_FULL"
    raise full


def _begins(step: Step) -> bool:
    return step.kind is Kind.BEGIN and not step.after


def _lock(_step: Step, strike: Strike) -> None:
    """Somebody else takes the turn to write, and keeps it until the pass is over."""
    if strike.held:
        return
    other: Any
    if strike.database.startswith("postgresql"):
        other = connect_postgresql(strike.database)
        other.execute("SET lock_timeout = '10s'")  # to wait for one that we hold ourselves would be for ever
        other.execute("SELECT pg_advisory_xact_lock(%s)", (_WRITING,))
    else:
        other = sqlite3.connect(strike.database.removeprefix("sqlite:///"), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
    strike.held.append(other)


def _lock_once(step: Step, strike: Strike) -> None:
    """Somebody else holds the turn for longer than one try takes, and then lets go."""
    if strike.database.startswith("postgresql"):
        raise psycopg.errors.LockNotAvailable("canceling statement due to lock timeout")
    busy = sqlite3.OperationalError("database is locked")
    busy.sqlite_errorcode, busy.sqlite_errorname = sqlite3.SQLITE_BUSY, "SQLITE_BUSY"
    raise busy


def connect_postgresql(url: str) -> psycopg.Connection[Any]:
    """A second connection to the database of this SQLAlchemy URL."""
    address, _, host = url.partition("?host=")
    return psycopg.connect(dbname=address.rpartition("/")[2], host=host, user="tester")


def _on_a_wire(step: Step) -> bool:
    return step.group in (Group.IMAP, Group.SMTP) and step.kind in (Kind.CONNECT, Kind.SEND, Kind.ANSWER)


def _drops(step: Step) -> bool:
    return _on_a_wire(step) and not (step.kind is Kind.CONNECT and step.after)


def _drop(step: Step, _strike: Strike) -> None:
    """The connection breaks: what was sent may have been received and done, no answer comes any more."""
    if step.kind is Kind.CONNECT:
        raise ConnectionRefusedError(errno.ECONNREFUSED, os.strerror(errno.ECONNREFUSED))
    sock = step.handle.sock
    if sock is None:
        return
    # A second descriptor of the same socket: TLS is not told, as it would not be.
    with socket.socket(fileno=os.dup(sock.fileno())) as same:
        try:
            same.shutdown(socket.SHUT_RDWR)
        except OSError:
            return  # it was broken before


def _to_database(step: Step) -> bool:
    return step.group is Group.DATABASE and (not step.after or step.kind is Kind.COMMIT)


def _end_backend(step: Step, strike: Strike) -> None:
    """An administrator, or a server that restarts, ends our connection to PostgreSQL."""
    pid = step.handle.info.backend_pid
    with connect_postgresql(strike.database) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", (pid,))
    if step.kind is Kind.COMMIT and step.after:  # it was committed, and the answer to COMMIT is what got lost
        raise psycopg.OperationalError("server closed the connection unexpectedly")


class _Silence:
    """A connection on which nothing comes any more until the time is over; else the one it stands for."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock

    def recv(self, *_: Any) -> bytes:
        raise TimeoutError("The read operation timed out")

    readline = read = recv

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sock, name)


def _waits(step: Step) -> bool:
    return _on_a_wire(step) and not step.after and step.kind in (Kind.CONNECT, Kind.ANSWER)


def _fall_silent(step: Step, _strike: Strike) -> None:
    """The server did what it was told, or not; it says nothing until our time-out."""
    if step.kind is Kind.CONNECT:
        raise TimeoutError(errno.ETIMEDOUT, os.strerror(errno.ETIMEDOUT))
    if step.handle.sock is None:
        return  # it was broken before
    silence = _Silence(step.handle.sock)
    if step.group is Group.SMTP:
        step.handle.sock = silence
    else:
        step.handle.readline, step.handle.read = silence.readline, silence.read


def _reads(step: Step) -> bool:
    return step.kind is Kind.READ and not step.after


def _kill_children(_step: Step, _strike: Strike) -> None:
    signal_children(signal.SIGKILL)


def _stop_children(_step: Step, _strike: Strike) -> None:
    signal_children(signal.SIGSTOP)


def _kill_template(_step: Step, _strike: Strike) -> None:
    signal_template(signal.SIGKILL)


FAULTS: tuple[Fault, ...] = (
    Fault(
        name="kill -9",
        sentence="The process is killed; another one is started.",
        strikes=_between,
        act=_kill,
    ),
    Fault(
        name="exception",
        sentence="An exception that nobody foresaw.",
        strikes=_may_raise,
        act=_raise,
    ),
    Fault(
        name="full disk",
        sentence="No room for files nor for the database, until the pass is over.",
        strikes=_fills_up,
        act=_no_room,
        goes_on=_needs_room,
    ),
    Fault(
        name="full for a moment",
        sentence="One write finds no room.",
        strikes=_needs_room,
        act=_no_room,
    ),
    Fault(
        name="locked database",
        sentence="Another connection holds the turn to write until the pass is over; a real lock.",
        strikes=_begins,
        act=_lock,
        goes_on=_begins,
    ),
    Fault(
        name="locked for a moment",
        sentence="One transaction does not get its turn in time.",
        strikes=_begins,
        act=_lock_once,
    ),
    Fault(
        name="dropped connection",
        sentence="The connection to the mail server breaks, before or after what we sent arrived.",
        strikes=_drops,
        act=_drop,
    ),
    Fault(
        name="dropped database",
        sentence="PostgreSQL ends our connection (pg_terminate_backend); after a commit its answer is lost.",
        strikes=_to_database,
        act=_end_backend,
        databases=("postgresql",),
    ),
    Fault(
        name="time-out",
        sentence="The mail server falls silent after it was told something.",
        strikes=_waits,
        act=_fall_silent,
    ),
    Fault(
        name="child killed",
        sentence="The processes that read mail are killed while one is read (real sandbox).",
        strikes=_reads,
        act=_kill_children,
        real_child=True,
    ),
    Fault(
        name="child hangs",
        sentence="The processes that read mail stop and never go on (real sandbox).",
        strikes=_reads,
        act=_stop_children,
        real_child=True,
    ),
    Fault(
        name="template killed",
        sentence="The process that those are forked from is killed while one reads (real sandbox).",
        strikes=_reads,
        act=_kill_template,
        real_child=True,
    ),
)


def fault_called(name: str) -> Fault:
    """The fault of this name."""
    return next(fault for fault in FAULTS if fault.name == name)
