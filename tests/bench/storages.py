"""What a poll costs that finds one new mail, by how the server stores its folders, in small folders and in large ones.

Run as ``python -m tests.bench.storages [mails …]``. The time of each IMAP command is told beside the whole: what grows
with the folder there is the server's, what grows elsewhere would be ours.
"""

from __future__ import annotations

import imaplib
import logging
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from imapclient import IMAPClient

from intake.config_file import load
from intake.logs import configure
from intake.mailbox.opening import open_mailbox
from intake.receive import receive
from store.archive_folder import FolderArchive
from store.engine import open_store
from tests.bench.places import place
from tests.bench.polls import _know, _mail
from tests.servers.dovecot import Account, Dovecot
from tests.servers.smtp import SmtpServer

#: How Dovecot stores mail → lines of its configuration.
STORAGES = {
    "Maildir": "",
    "Maildir, very dirty syncs": "maildir_very_dirty_syncs = yes",
    "sdbox": "mail_location = sdbox:~/sdbox",
    "mdbox": "mail_location = mdbox:~/mdbox",
    "mbox": "mail_location = mbox:~/mail:INBOX=~/mail/inbox",
}
_SIZES = (1_000, 100_000)
_REPETITIONS = 7
_APPENDED = 1_000  # the rest are copies of these, which the server makes by itself
_NEVER = timedelta(days=36_500)


class Stored(Dovecot):
    """A Dovecot that stores mail in its own way."""

    def __init__(self, lines: str) -> None:
        super().__init__()
        self._lines = lines

    def extra(self) -> str:
        """Its configuration."""
        return f"{super().extra()}\n{self._lines}\n"


def fill(account: Account, size: int) -> None:
    """Have ``size`` mails in the inbox."""
    with account.connect() as client:
        client.sock.settimeout(600)
        for number in range(min(size, _APPENDED)):
            client.append("INBOX", "", "", _mail(number))
        client.select()
        have = min(size, _APPENDED)
        while have < size:
            more = min(have, size - have)
            client.copy(f"1:{more}", "INBOX")
            have += more


@contextmanager
def timed(told: dict[str, list[float]]) -> Iterator[None]:
    """Note how many milliseconds each command takes."""
    begun: dict[Any, tuple[str, float]] = {}
    command, complete, noop = imaplib.IMAP4._command, imaplib.IMAP4._command_complete, IMAPClient.noop  # type: ignore[attr-defined]

    def begin(self: Any, name: str, *arguments: Any) -> Any:
        tag = command(self, name, *arguments)
        begun[tag] = (f"{name} {arguments[0] if name == 'UID' else ''}".strip(), time.perf_counter())
        return tag

    def end(self: Any, name: str, tag: Any) -> Any:
        answer = complete(self, name, tag)
        name, since = begun.pop(tag, (name, time.perf_counter()))
        told.setdefault(name, []).append((time.perf_counter() - since) * 1000)
        return answer

    def ask(self: Any) -> Any:
        since = time.perf_counter()
        answer = noop(self)
        told.setdefault("NOOP", []).append((time.perf_counter() - since) * 1000)
        return answer

    imaplib.IMAP4._command, imaplib.IMAP4._command_complete, IMAPClient.noop = begin, end, ask  # type: ignore[attr-defined]
    try:
        yield
    finally:
        imaplib.IMAP4._command, imaplib.IMAP4._command_complete, IMAPClient.noop = command, complete, noop  # type: ignore[attr-defined]


def one(folder: Path, dovecot: Dovecot, smtp: SmtpServer, size: int, tell: Callable[[str], None]) -> None:
    """One folder: the median of polls that find one new mail each."""
    here = place(folder, dovecot, smtp)
    fill(here.account, size)
    settings = load(here.config)
    store = open_store(here.store_url)
    store.upgrade()
    mailbox = open_mailbox(settings.mailbox, folder=settings.mailbox.folder)
    _know(store, mailbox)
    archive = FolderArchive(settings.data / "archive")
    taken: list[float] = []
    commands: dict[str, list[float]] = {}
    for number in range(_REPETITIONS):
        here.account.deliver(_mail(10_000_000 + number))
        with timed(commands):
            began = time.perf_counter()
            found = receive(store, archive, mailbox, max_bytes=50_000_000, reconcile_every=_NEVER)
            taken.append((time.perf_counter() - began) * 1000)
        if found.new != 1:
            raise RuntimeError(f"the poll found {found}")
    told = ", ".join(f"{name} {median(times):.1f} (x{len(times) // _REPETITIONS})" for name, times in commands.items())
    server = sum(sum(times) for times in commands.values()) / _REPETITIONS
    tell(f"{size:>7,} mails: {median(taken):7.1f} ms; of these the server {server:.1f}: {told}")
    mailbox.close()
    store.close()


def main(sizes: Sequence[int]) -> None:
    """Measure and print."""
    configure("text", level=logging.ERROR)
    for name, lines in STORAGES.items():
        print(name, flush=True)
        with (
            TemporaryDirectory() as folder,
            Stored(lines) as dovecot,
            SmtpServer(starttls=True, users={"round": "letters"}) as smtp,
        ):
            for size in sizes:
                one(Path(folder) / str(size), dovecot, smtp, size, lambda line: print("  " + line, flush=True))


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]] or _SIZES)
