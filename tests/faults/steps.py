"""The steps of the service: every effect it has on the world, by name, told just before and just after it happens.

Files brought to disk, made, renamed, removed and appended to; transactions begun, rows written, transactions committed;
connections made, IMAP commands and SMTP lines sent, their answers read; mail given to the reading child and its answer
taken. `watch` puts itself around the functions of the standard library and of SQLAlchemy through which all of these
go, and around our own that reads SMTP's replies, in this process and for good: only for processes that are made for it
(`tests.faults.victim`).
"""

from __future__ import annotations

import imaplib
import os
import smtplib
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from typing import Any

from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

from intake.letters.wire_bounded import BoundedSmtp


class Group(StrEnum):
    """What a step touches."""

    FILE = "files"
    DATABASE = "database"
    IMAP = "IMAP"
    SMTP = "SMTP"
    CHILD = "reading child"


class Kind(StrEnum):
    """What is done, where faults must tell it apart."""

    MAKE = "make"  # a file or folder is made, written, brought to disk or renamed: needs room
    REMOVE = "remove"
    BEGIN = "begin"  # a writing transaction takes its turn
    WRITE = "write"  # a row is inserted, changed or deleted
    COMMIT = "commit"
    CONNECT = "connect"
    SEND = "send"
    ANSWER = "answer"
    READ = "read"  # a mail is read in the child


@dataclass(frozen=True, slots=True)
class Step:
    """One moment: just before (or ``after``) something happens. ``handle`` is what it happens to, for faults."""

    group: Group
    kind: Kind
    what: str
    after: bool
    handle: Any

    @property
    def name(self) -> str:
        """As people read it: ``before commit``, ``after the answer to RCPT``."""
        return f"{'after' if self.after else 'before'} {self.what}"


#: The history's own rows: each is written with the row it tells of and counts as one step with that.
_HISTORY = frozenset({"event", "chain_head"})

#: Told of every step. It may raise, kill, or spoil what the step is about to use.
Meet = Callable[[Step], None]

#: Function of ``os`` → its kind and its name. Only those that change something; ``os.open`` where it may make a file.
_FILES = {
    "fsync": (Kind.MAKE, "fsync"),
    "rename": (Kind.MAKE, "rename of a file"),
    "replace": (Kind.MAKE, "rename of a file"),
    "link": (Kind.MAKE, "link of a file"),
    "mkdir": (Kind.MAKE, "making of a folder"),
    "unlink": (Kind.REMOVE, "removal of a file"),
}


def watch(meet: Meet) -> None:
    """Have ``meet`` told of every step that this process takes from now on."""
    for name, (kind, what) in _FILES.items():
        _around(os, name, meet, lambda *_, kind=kind, what=what: (Group.FILE, kind, what, None))
    _around(os, "open", meet, _opening)
    _around(os, "write", meet, lambda *_: (Group.FILE, Kind.MAKE, "writing to a file", None), only=_of_a_file)
    for dialect in (SQLiteDialect_pysqlite, PGDialect_psycopg):
        _around(dialect, "do_execute", meet, _statement)
        _around(dialect, "do_executemany", meet, _statement)
        _around(dialect, "do_commit", meet, lambda _, connection: _database(Kind.COMMIT, "commit", connection))
    _around(socket, "create_connection", meet, _connecting)
    _around(imaplib.IMAP4, "_command", meet, _imap_command)
    _around(imaplib.IMAP4, "_command_complete", meet, _imap_answer)
    _around(smtplib.SMTP, "send", meet, _smtp_line)
    _around(BoundedSmtp, "getreply", meet, _smtp_answer)


def watch_reading(place: Any, name: str, meet: Meet) -> None:
    """The same for the method of a reader that reads a mail."""
    _around(place, name, meet, lambda reader, *_: (Group.CHILD, Kind.READ, "reading of a mail", reader))


_Told = tuple[Group, Kind, str, Any]


def _around(
    place: Any,
    name: str,
    meet: Meet,
    describe: Callable[..., _Told | None],
    *,
    only: Callable[..., bool] = lambda *_: True,
) -> None:
    """Replace ``place.name`` by one that tells before and after; what ``describe`` gives None for is no step."""
    effect = getattr(place, name)

    @wraps(effect)
    def told(*args: Any, **options: Any) -> Any:
        described = describe(*args) if only(*args) else None
        if described is None:
            return effect(*args, **options)
        group, kind, what, handle = described
        meet(Step(group, kind, what, False, handle))
        result = effect(*args, **options)
        meet(Step(group, kind, what, True, handle))
        return result

    setattr(place, name, told)


def _opening(path: Any, flags: int, *_: Any) -> _Told | None:
    makes = flags & os.O_CREAT and not os.path.lexists(path)
    return (Group.FILE, Kind.MAKE, "making of a file", None) if makes else None


def _of_a_file(handle: int, *_: Any) -> bool:
    """Not pipes, sockets and files in memory: those are how processes talk."""
    name = os.readlink(f"/proc/self/fd/{handle}")  # noqa: PTH115
    return name.startswith("/") and not name.startswith(("/memfd:", "/dev/"))


def _database(kind: Kind, what: str, connection: Any) -> _Told:
    return Group.DATABASE, kind, what, getattr(connection, "dbapi_connection", connection)


def _statement(_dialect: Any, cursor: Any, statement: str, *_: Any) -> _Told | None:
    words = statement.split(None, 3)
    verb = words[0].upper()
    if (verb == "BEGIN" and "IMMEDIATE" in statement) or "pg_advisory_xact_lock" in statement:
        return _database(Kind.BEGIN, "begin of a transaction", cursor.connection)
    table = {"INSERT": words[2], "DELETE": words[2], "UPDATE": words[1]}.get(verb) if len(words) > 2 else None
    if table is None or table in _HISTORY:
        return None
    return _database(Kind.WRITE, f"{verb} of {table}", cursor.connection)


def _connecting(address: tuple[str, int], *_: Any) -> _Told:
    # Only our two wires make connections; which one this is the caller's module says.
    caller = sys._getframe(3).f_globals.get("__name__", "")
    group = Group.SMTP if "smtplib" in caller else Group.IMAP
    return group, Kind.CONNECT, f"connecting to {group}", None


def _imap_name(name: str, args: tuple[Any, ...]) -> str:
    return f"{name} {args[0]}" if name == "UID" and args else name


def _imap_command(imap: imaplib.IMAP4, name: str, *args: Any) -> _Told:
    imap.last_sent = _imap_name(name, args)  # type: ignore[attr-defined]  # read by the answer
    return Group.IMAP, Kind.SEND, f"sending of {imap.last_sent}", imap


def _imap_answer(imap: imaplib.IMAP4, name: str, *_: Any) -> _Told:
    return Group.IMAP, Kind.ANSWER, f"the answer to {getattr(imap, 'last_sent', name)}", imap


def _smtp_line(smtp: smtplib.SMTP, line: str | bytes) -> _Told:
    start = line[:12] if isinstance(line, str) else line[:12].decode("latin-1")
    word = start.split(None, 1)[0].upper()
    known = word in {"EHLO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA", "RSET", "NOOP", "QUIT"}
    smtp.last_sent = word if known and len(line) < 2_000 else "the letter"  # type: ignore[attr-defined]
    return Group.SMTP, Kind.SEND, f"sending of {smtp.last_sent}", smtp  # type: ignore[attr-defined]


def _smtp_answer(smtp: smtplib.SMTP) -> _Told:
    return Group.SMTP, Kind.ANSWER, f"the answer to {getattr(smtp, 'last_sent', 'connecting')}", smtp
