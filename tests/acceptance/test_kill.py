"""kill -9 between any two steps of the pipeline: nothing is lost and nothing is sent twice.

The method is SQLite's: kill at effect 1, then 2, then 3 … until a whole pass meets no kill. After each, the service
starts again and the three books are compared from outside: the raw archive and the mailbox, the database, and what the
SMTP server took.
"""

from __future__ import annotations

import multiprocessing
import signal
from collections import Counter
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from hashlib import sha256
from pathlib import Path

import pytest

from intake.round import programme as packs
from intake.sandbox import Sandbox
from parsers.reading import encode
from store import application_list, letters, message_list
from store.engine import open_store
from store.states import LetterStatus, MessageStatus
from tests.acceptance import victim
from tests.acceptance.conftest import Place, dovecot, place
from tests.corpus.demo import FOLDER as DEMO
from tests.servers.dovecot import Dovecot
from tests.servers.smtp import SmtpServer

__all__ = ["dovecot"]

RECEIVED = datetime(2014, 1, 29, 16, 20, 11, tzinfo=UTC)
#: A completed form, and an enquiry.
MAILS = ("04-word-table.eml", "01-enquiry.eml")
#: More effects than a pass can have: the loop must end by itself before.
MOST = 400

_processes = multiprocessing.get_context("forkserver")
_processes.set_forkserver_preload(["tests.acceptance.victim"])


@pytest.fixture(scope="module")
def readings() -> dict[str, bytes]:
    """What the real child reads of the mails, by their sha256."""
    found = {}
    with Sandbox(packs.load("delivering-differently").form) as sandbox:
        for name in MAILS:
            raw = _raw(name)
            found[sha256(raw).hexdigest()] = encode(sandbox.read(raw))
    return found


def _raw(name: str) -> bytes:
    """A mail as it will come back from the server: CRLF."""
    return (DEMO / name).read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def _pass(at: Place, readings: dict[str, bytes], *, kill_at: int, hours: int = 0) -> int | None:
    """One pass in a process of its own; its exit status."""
    moment = (RECEIVED + timedelta(minutes=1, hours=hours)).timestamp()
    process = _processes.Process(target=victim.run, args=(str(at.config), kill_at, readings, moment))
    process.start()
    process.join(60)
    return process.exitcode


def _taken(smtp: SmtpServer, since: int) -> list[str]:
    return [str(message_from_bytes(item.data)["Message-ID"]).strip("<>") for item in smtp.taken[since:]]


@pytest.mark.server("dovecot")
@pytest.mark.timeout(900)
@pytest.mark.parametrize("part", range(4))
def test_killed_at_every_effect_loses_nothing_and_sends_nothing_twice(
    part: int, dovecot: Dovecot, smtp: SmtpServer, readings: dict[str, bytes], tmp_path: Path
) -> None:
    kill_at = part + 1
    while kill_at < MOST:
        here = place(tmp_path / str(kill_at), dovecot, smtp)
        here.account.deliver(*(_raw(name) for name in MAILS), internaldate=RECEIVED)
        before = len(smtp.taken)
        killed = _pass(here, readings, kill_at=kill_at)
        assert _pass(here, readings, kill_at=0, hours=1) == 0
        _compare_books(here, _taken(smtp, before), kill_at)
        if killed == 0:
            return
        assert killed == -signal.SIGKILL
        kill_at += 4
    raise AssertionError(f"a pass has more than {MOST} effects")


def _compare_books(here: Place, taken: list[str], kill_at: int) -> None:
    """I1, I2, I3 and I6 of one place, after its service was killed and started again."""
    archived = {path.stem for path in (here.folder / "data" / "archive").rglob("*.eml")}
    assert archived == {sha256(_raw(name)).hexdigest() for name in MAILS}, f"killed at {kill_at}"
    assert here.account.contents("INBOX") == []
    assert Counter(here.account.contents("Processed")) == Counter(_raw(name) for name in MAILS)
    store = open_store(f"sqlite:///{here.folder}/data/intake.db")
    with store.reading() as session:
        mails = message_list.listing(session)
        cases = application_list.listing(session)
        sent = letters.listing(session)
    store.close()
    assert Counter((mail.status, mail.disposition) for mail in mails) == Counter(
        {(MessageStatus.PROCESSED, "submission"): 1, (MessageStatus.PROCESSED, "enquiry"): 1}
    ), f"killed at {kill_at}"
    assert [(case.reference, case.submission_number) for case in cases] == [("DD-0001", 1)]
    assert Counter(letter.kind for letter in sent) == Counter({"receipt": 1, "enquiry": 1, "enquiry_passed": 1})
    assert max(Counter(taken).values(), default=0) <= 1, f"a letter was sent twice, killed at {kill_at}"
    doubtful = {letter.message_id for letter in sent if letter.status == LetterStatus.UNKNOWN}
    certain = {letter.message_id for letter in sent if letter.status == LetterStatus.SENT}
    assert certain | doubtful == {letter.message_id for letter in sent}
    assert certain <= set(taken), f"a letter is called sent and was not, killed at {kill_at}"
    assert len(doubtful) <= 1
