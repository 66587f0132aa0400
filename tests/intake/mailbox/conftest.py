"""Mailboxes to try: a Maildir and accounts of real servers, behind one way of delivering and meddling."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from intake.config import ImapSettings, MaildirSettings
from intake.mailbox.opening import open_mailbox, open_sent_folder
from intake.mailbox.source import Mailbox, SentFolder
from tests.servers.dovecot import Account, Dovecot, dovecot
from tests.servers.unpacked import Courier, Cyrus

__all__ = ["dovecot"]  # a session fixture, shared by every test here

ADDRESS = "round@office.example"
INSTANT = datetime(2014, 2, 10, 17, 0, 1, tzinfo=UTC)


def mail(subject: str, *, size: int = 0) -> bytes:
    """A small mail, or one of at least ``size`` bytes; some of them 8-bit and one a NUL's neighbour."""
    head = f"From: clerk@walsall.example\r\nSubject: {subject}\r\nMessage-ID: <{subject}@walsall.example>\r\n\r\n"
    body = b"Dear all,\r\ncaf\xc3\xa9 and \x01 and a lone dot:\r\n.\r\n"
    return head.encode() + body + (b"x" * 70 + b"\r\n") * (size // 72)


def imap_settings(server: Dovecot, account: Account, **changes: Any) -> ImapSettings:
    """Settings for an account of a running server."""
    settings: dict[str, Any] = {
        "address": ADDRESS,
        "host": "localhost",
        "port": server.tls_port,
        "ca_file": server.ca_file,
        "username": account.user,
        "password": SecretStr(account.password),
        "timeout_seconds": 10,
    }
    return ImapSettings(**(settings | changes))


class ImapBox:
    """A new account of a Dovecot. What is opened from it is closed with ``stack``."""

    def __init__(self, server: Dovecot, stack: ExitStack) -> None:
        self.server, self.account, self._stack = server, server.account(), stack

    def settings(self, **changes: Any) -> ImapSettings:
        """The account's settings, changed."""
        return imap_settings(self.server, self.account, **changes)

    def open(self, *, folder: str | None = None, **changes: Any) -> Mailbox:
        """Connect."""
        opened = open_mailbox(self.settings(**changes), folder=folder)
        self._stack.callback(opened.close)
        return opened

    def sent(self) -> SentFolder:
        """The account's sent folder."""
        opened = open_sent_folder(self.settings())
        self._stack.callback(opened.close)
        return opened

    def deliver(self, *mails: bytes, internaldate: datetime = INSTANT) -> None:
        """New mail comes."""
        self.account.deliver(*mails, internaldate=internaldate)

    def remove(self, uid: int) -> None:
        """Somebody deletes a mail."""
        self.account.remove(uid)

    def flags(self, folder: str = "INBOX") -> list[str]:
        """Flags of every mail in a folder."""
        return self.account.flags(folder)

    def contents(self, folder: str) -> list[bytes]:
        """The mails in a folder."""
        return self.account.contents(folder)

    def renumber(self) -> None:
        """The folder comes back with another UIDVALIDITY."""
        self.account.renumber()


class PlainBox(ImapBox):
    """A new account of another server, without TLS."""

    def __init__(self, server: Courier | Cyrus, stack: ExitStack) -> None:
        self._port = server.port
        self.account, self._stack = server.account(), stack
        self._opened: list[Mailbox] = []

    def settings(self, **changes: Any) -> ImapSettings:
        """The account's settings, changed."""
        settings: dict[str, Any] = {
            "address": ADDRESS,
            "host": "127.0.0.1",
            "port": self._port,
            "security": "none",
            "username": self.account.user,
            "password": SecretStr(self.account.password),
            "timeout_seconds": 10,
        }
        return ImapSettings(**(settings | changes))

    def open(self, *, folder: str | None = None, **changes: Any) -> Mailbox:
        """Connect."""
        self._opened.append(super().open(folder=folder, **changes))
        return self._opened[-1]

    def remove(self, uid: int) -> None:
        """Somebody deletes a mail, and every connection is told: until then Cyrus gives it to them still (RFC 2180)."""
        super().remove(uid)
        for mailbox in self._opened:
            mailbox.uids_after(0)


class MaildirBox:
    """A Maildir that other programs deliver into."""

    def __init__(self, path: Path, stack: ExitStack) -> None:
        self.path, self._stack, self._count = path, stack, 0
        path.mkdir()

    def settings(self, **changes: Any) -> MaildirSettings:
        """The Maildir's settings, changed."""
        settings: dict[str, Any] = {"kind": "maildir", "address": ADDRESS, "path": self.path}
        return MaildirSettings(**(settings | changes))

    def open(self, *, folder: str | None = None, **changes: Any) -> Mailbox:
        """Open the folder."""
        opened = open_mailbox(self.settings(**changes), folder=folder)
        self._stack.callback(opened.close)
        return opened

    def sent(self) -> SentFolder:
        """The Maildir's sent folder."""
        return open_sent_folder(self.settings())

    def deliver(self, *mails: bytes, internaldate: datetime = INSTANT) -> None:
        """New mail comes, by way of tmp."""
        for part in ("tmp", "new", "cur"):
            (self.path / part).mkdir(exist_ok=True)
        for raw in mails:
            self._count += 1
            written = self.path / "tmp" / f"{internaldate.timestamp():.0f}.M{self._count}.host"
            written.write_bytes(raw)
            nanoseconds = int(internaldate.timestamp()) * 10**9 + self._count
            os.utime(written, ns=(nanoseconds, nanoseconds))
            written.rename(self.path / "new" / written.name)

    def remove(self, uid: int) -> None:
        """Somebody deletes a mail: UIDs are given in the order of delivery here."""
        next(self.path.glob(f"new/*.M{uid}.*")).unlink()

    def flags(self, folder: str = "INBOX") -> list[str]:
        """Flags of every mail in a folder; a file in ``new`` has none."""
        root = self.path if folder == "INBOX" else self.path / f".{folder}"
        return [path.name.partition(":2,")[2] for part in ("new", "cur") for path in sorted((root / part).iterdir())]

    def contents(self, folder: str) -> list[bytes]:
        """The mails in a folder, in order of delivery."""
        root = self.path if folder == "INBOX" else self.path / f".{folder}"
        paths = [*root.glob("new/*"), *root.glob("cur/*")]
        return [path.read_bytes() for path in sorted(paths, key=lambda path: path.stat().st_mtime_ns)]

    def renumber(self) -> None:
        """The folder's UIDs are lost, and made anew with an older date."""
        (self.path / "intake-uidlist").write_text("1 1 1\n")


@pytest.fixture(scope="session")
def courier() -> Iterator[Courier]:
    """The shared Courier: no MOVE, folders under INBOX, a dot between them."""
    with Courier() as server:
        yield server


@pytest.fixture(scope="session")
def cyrus() -> Iterator[Cyrus]:
    """The shared Cyrus."""
    with Cyrus() as server:
        yield server


@pytest.fixture(
    params=[
        "maildir",
        *(pytest.param(name, marks=pytest.mark.server(name)) for name in ("dovecot", "courier", "cyrus")),
    ]
)
def box(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ImapBox | MaildirBox]:
    """A fresh mailbox, of each kind in turn."""
    with ExitStack() as stack:
        if request.param == "maildir":
            yield MaildirBox(tmp_path / "mail", stack)
        elif request.param == "dovecot":
            yield ImapBox(request.getfixturevalue("dovecot"), stack)
        else:
            yield PlainBox(request.getfixturevalue(request.param), stack)


@pytest.fixture
def imap_box(dovecot: Dovecot) -> Iterator[ImapBox]:
    """A fresh account of the shared Dovecot."""
    with ExitStack() as stack:
        yield ImapBox(dovecot, stack)
