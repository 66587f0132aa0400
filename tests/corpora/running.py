"""The mails delivered to the real service, `intake run` on a Maildir with SQLite and the sandbox, until all are done.

Limits on letters are lifted, so that nothing but good manners keeps the service from answering what it must not.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from sqlalchemy import select

from store import letters, message_list
from store.archive import Archive
from store.archive_folder import FolderArchive
from store.engine import open_store
from store.message_list import SAME_CONTENT, WAITING, MessageItem
from store.states import MessageStatus
from store.tables import Event
from tests.corpora.gathering import RealMail

_CONFIG = """\
[service]
programme = "delivering-differently"
data = "data"
answer_from = 2000-01-01T00:00:00Z
letters_per_sender_per_day = 1000000
letters_per_hour = 1000000

[store]
url = "sqlite:///data/intake.db"

[mailbox]
kind = "maildir"
address = "deliveringdifferently@cabinet-office.example"
path = "mailbox"
poll_seconds = 1

[outgoing]
kind = "maildir"
path = "outgoing"

[[staff]]
name = "Programme office"
email = "programme.office@cabinet-office.example"
roles = ["decide"]
"""
_PATIENCE = 900.0  # seconds without one mail concluded
_STOP = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one mail. ``answered`` is the kind of the letter to its sender, or of one that only a limit kept
    back, "" for none. ``kept`` says whether the archive has its bytes as they came."""

    mail: RealMail
    item: MessageItem | None
    answered: str
    kept: bool

    @property
    def state(self) -> str:
        """The mail's final state by name; "lost" where the books do not know it."""
        return str(self.item.status) if self.item else "lost"

    @property
    def is_settled(self) -> bool:
        """Whether that is a final state: concluded, or waiting for a person with a reason."""
        item = self.item
        return item is not None and (
            item.status == MessageStatus.PROCESSED or (item.status in WAITING and bool(item.reason))
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """The whole run: what became of each mail, how often the daemon ended by itself, and how long it took."""

    outcomes: tuple[Outcome, ...]
    exits: int
    seconds: float


def run(mails: Sequence[RealMail], folder: Path, *, tell: Callable[[int], None]) -> Run:
    """Let the service have ``mails`` in the empty ``folder``; ``tell`` is told how many are concluded."""
    folder.mkdir(parents=True)
    (folder / "config.toml").write_text(_CONFIG, encoding="utf-8")
    for name in ("cur", "new", "tmp"):
        (folder / "mailbox" / name).mkdir(parents=True)
    for number, mail in enumerate(mails):
        (folder / "mailbox" / "new" / f"{1_700_000_000 + number}.{number}.corpora").write_bytes(mail.raw)
    began = time.monotonic()
    exits = 0
    while not _all_concluded(folder, len(mails), tell):
        exits += 1
        if exits > 5:
            break
    return Run(outcomes=_outcomes(mails, folder), exits=exits, seconds=time.monotonic() - began)


def _all_concluded(folder: Path, count: int, tell: Callable[[int], None]) -> bool:
    """Run the daemon once; whether everything is concluded before it ends by itself."""
    with _daemon(folder) as process:
        last, since = -1, time.monotonic()
        while process.poll() is None:
            time.sleep(1.0)
            done = _concluded(folder)
            tell(done)
            if done >= count:
                process.send_signal(signal.SIGTERM)
                return process.wait(_STOP) == 0
            if done != last:
                last, since = done, time.monotonic()
            elif time.monotonic() - since > _PATIENCE:
                return True  # what is left shows in its state
    return False


@contextmanager
def _daemon(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    with (folder / "log").open("ab") as log:
        command = [sys.executable, "-m", "intake", "run", "--config", str(folder / "config.toml")]
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=dict(os.environ))
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait(_STOP)


def _items(folder: Path) -> list[MessageItem]:
    """Every sighting, in the order in which they were filed."""
    store = open_store(f"sqlite:///{folder}/data/intake.db")
    try:
        with store.reading() as session:
            return message_list.listing(session)
    finally:
        store.close()


def _concluded(folder: Path) -> int:
    """How many of the mails are in a final state."""
    if not (folder / "data" / "intake.db").exists():
        return 0
    store = open_store(f"sqlite:///{folder}/data/intake.db")
    try:
        with store.reading() as session:
            items = message_list.listing(session)
    except Exception:  # noqa: BLE001  # the daemon is still making its tables
        return 0
    finally:
        store.close()
    return sum(item.status == MessageStatus.PROCESSED or item.status in WAITING for item in items)


def _outcomes(mails: Sequence[RealMail], folder: Path) -> tuple[Outcome, ...]:
    store = open_store(f"sqlite:///{folder}/data/intake.db")
    with store.reading() as session:
        items = message_list.listing(session)
        answered = {
            int(letter.cause.removeprefix("message:")): letter.kind
            for letter in letters.listing(session)
            if letter.cause.startswith("message:") and letter.recipient != "programme.office@cabinet-office.example"
        }
        kept_back = session.execute(
            select(Event.subject_id, Event.after, Event.reason).where(Event.what == "not-answered")  # type: ignore[call-overload]
        ).all()
    store.close()
    for number, kind, reason in kept_back:
        if "it gets" in reason or "stops there" in reason:
            answered.setdefault(number, kind)
    archive = FolderArchive(folder / "data" / "archive")
    by_content = {item.sha256: item for item in items if item.rule != SAME_CONTENT}
    return tuple(_outcome(mail, by_content, answered, archive) for mail in mails)


def _outcome(mail: RealMail, items: dict[str, MessageItem], answered: dict[int, str], archive: Archive) -> Outcome:
    digest = sha256(mail.raw).hexdigest()
    item = items.get(digest)
    kept = item is not None and archive.read(digest) == mail.raw
    return Outcome(mail=mail, item=item, answered=answered.get(item.id, "") if item else "", kept=kept)
