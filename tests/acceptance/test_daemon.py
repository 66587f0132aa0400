"""`intake run` as a process of its own against real servers: it answers, stops, recovers, and names nobody."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest

from intake import clock
from intake.daemon.status import judge
from store import figures, letters, message_list
from store.engine import open_store
from store.letters import LetterItem
from store.message_list import MessageItem
from store.states import LetterStatus, MessageStatus
from tests.acceptance.conftest import Place, dovecot, place
from tests.corpus.demo import FOLDER as DEMO
from tests.corpus.demonstration import applicants
from tests.servers.dovecot import Dovecot
from tests.servers.proxy import Fault, Proxy
from tests.servers.smtp import SmtpServer

__all__ = ["dovecot"]

pytestmark = [pytest.mark.server("dovecot"), pytest.mark.timeout(180)]

#: Mail of every sort: forms in several shapes, an enquiry, an out-of-office, a bounce, a locked file.
MAILS = tuple(
    (DEMO / name).read_bytes()
    for name in (
        *("01-enquiry.eml", "02-fillable-pdf.eml", "03-out-of-office.eml", "04-word-table.eml", "05-flat-pdf.eml"),
        *("06-bounce.eml", "07-word-stacked.eml", "10-pasted.eml", "18-locked.eml", "20-incomplete.eml"),
    )
)
ENQUIRY = MAILS[0]
#: No hint would come sooner than this poll.
RARELY = "poll_seconds = 3600"
PATIENCE = 60.0


@contextmanager
def running(here: Place, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """The daemon as a process of its own, from its start to its end; it is killed if the test leaves it."""
    with (here.folder / "stderr").open("ab") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "intake", "run", "--config", str(here.config)],
            stdin=subprocess.DEVNULL,
            stdout=errors,
            stderr=errors,
            env=os.environ | environment,
        )
    try:
        wait_for(lambda: "started" in events(here))
        yield process
    finally:
        process.kill()
        process.wait(PATIENCE)


def wait_for(happened: Callable[[], object]) -> None:
    """Until something has happened; a test that waits for ever is one that failed."""
    until = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.05)


def stop(process: subprocess.Popen[bytes]) -> int:
    """End the daemon as a service manager does; its exit status."""
    process.send_signal(signal.SIGTERM)
    return process.wait(PATIENCE)


def log_of(here: Place) -> list[dict[str, Any]]:
    """The daemon's log, one dictionary a line."""
    text = (here.folder / "stderr").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines(keepends=True) if line.endswith("\n")]


def events(here: Place) -> list[str]:
    """The names of what the log tells, in order."""
    return [line["event"] for line in log_of(here)]


def status(here: Place) -> subprocess.CompletedProcess[str]:
    """What `intake status` says."""
    return intake(here, "status")


def intake(here: Place, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Another command beside the daemon."""
    return subprocess.run(
        [sys.executable, "-m", "intake", *arguments, "--config", str(here.config)],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def books(here: Place) -> tuple[list[MessageItem], list[LetterItem]]:
    """Every mail and every letter of the store."""
    store = open_store(f"sqlite:///{here.folder}/data/intake.db")
    with store.reading() as session:
        found = message_list.listing(session), letters.listing(session)
    store.close()
    return found


def concluded(here: Place) -> int:
    """How many mails are concluded."""
    return Counter(events(here))["concluded"]


def faults(here: Place, *, after: timedelta) -> list[str]:
    """The faults that `intake status` would tell some time from now."""
    store = open_store(f"sqlite:///{here.folder}/data/intake.db")
    with store.reading() as session:
        found = judge(figures.standing(session), now=clock.now() + after, silence=timedelta(minutes=15))
    store.close()
    return [fault.name for fault in found.faults]


def test_mail_is_answered_at_the_hint_and_not_at_the_next_poll(
    dovecot: Dovecot, smtp: SmtpServer, tmp_path: Path
) -> None:
    here = place(tmp_path, dovecot, smtp, mailbox=RARELY)
    before = len(smtp.taken)
    with running(here) as daemon:
        here.account.deliver(ENQUIRY)
        passed, letter = smtp.wait_for(before + 2, seconds=PATIENCE)[before:]
        assert passed.rcpt_tos == ("programme.office@cabinet-office.example",)
        assert letter.rcpt_tos == ("eleri.pemberton@derbyshire-dales.example",)
        here.account.deliver(MAILS[1])  # in IDLE for sure by now
        (receipt,) = smtp.wait_for(before + 3, seconds=PATIENCE)[before + 2 :]
        assert receipt.rcpt_tos == ("priya.hartley-moss@calderdale-council.example",)
        wait_for(lambda: len(here.account.contents("Processed")) == 2)
        assert stop(daemon) == 0
    assert events(here)[-1] == "stopped"
    assert here.account.contents("INBOX") == []


def test_stop_in_the_middle_leaves_nothing_half_done_and_the_log_names_nobody(
    dovecot: Dovecot, smtp: SmtpServer, tmp_path: Path
) -> None:
    here = place(tmp_path, dovecot, smtp)
    here.account.deliver(*MAILS)
    with running(here) as daemon:
        wait_for(lambda: concluded(here) > 0)
        assert stop(daemon) == 0
    mails, sent = books(here)
    assert {mail.status for mail in mails} <= {MessageStatus.PENDING, MessageStatus.PROCESSED, MessageStatus.HELD}
    assert {letter.status for letter in sent} <= {LetterStatus.QUEUED, LetterStatus.SENT}
    with running(here) as daemon:
        wait_for(lambda: concluded(here) == len(MAILS))
        wait_for(lambda: {letter.status for letter in books(here)[1]} == {LetterStatus.SENT})
        assert stop(daemon) == 0
    assert len(books(here)[0]) == len(MAILS)
    said = (here.folder / "stderr").read_text(encoding="utf-8").lower()
    assert [word for word in sorted(personal()) if word.lower() in said] == []


def personal() -> set[str]:
    """Every address, subject and name in the demonstration's mails, and every name on its forms."""
    words: set[str] = set()
    for raw in MAILS:
        mail = message_from_bytes(raw, policy=default)
        words |= {str(mail["Subject"])}
        for header in ("From", "To", "Cc"):
            for who in mail[header].addresses if mail[header] else ():
                words |= {who.addr_spec, who.username, who.display_name}
    folder = Path(applicants.__file__).parent
    for item in tomllib.loads((folder / "applicants.toml").read_text(encoding="utf-8")).values():
        words |= {item["council"], item["lead"][0], item["service"], item["domain"]}
    return {word for word in words if len(word) > 3}


def test_second_daemon_exits_and_says_why(dovecot: Dovecot, smtp: SmtpServer, tmp_path: Path) -> None:
    here = place(tmp_path, dovecot, smtp)
    with running(here) as daemon:
        for command in ("run", "poll"):
            second = intake(here, command)
            assert (second.returncode, second.stdout, second.stderr) == (
                1,
                "",
                f"another intake service (process {daemon.pid}) is already running on {here.folder}/data; "
                "stop it first, or give this one another [service] data folder\n",
            )
        assert stop(daemon) == 0


def test_server_that_goes_away_is_a_fault_and_comes_back_by_itself(
    dovecot: Dovecot, smtp: SmtpServer, tmp_path: Path
) -> None:
    before = len(smtp.taken)
    with Proxy(dovecot.tls_port) as cable:
        here = place(tmp_path, dovecot, smtp, imap_port=cable.port)
        with running(here) as daemon:
            wait_for(lambda: status(here).returncode == 0)
            cable.fault = Fault(cut_after=0)
            cable.cut()
            wait_for(lambda: "mailbox-failed" in events(here))
            assert faults(here, after=timedelta(minutes=14)) == []
            assert faults(here, after=timedelta(minutes=16)) == ["mailbox-unread"]
            here.account.deliver(ENQUIRY)
            cable.fault = None
            smtp.wait_for(before + 1, seconds=PATIENCE)
            wait_for(lambda: "mailbox-well" in events(here))
            assert status(here).returncode == 0
            assert stop(daemon) == 0
    fault = next(line for line in log_of(here) if line["event"] == "mailbox-failed")
    assert set(fault) == {"event", "level", "timestamp", "folder", "seconds", "fault", "place"}


def test_wrong_password_is_told_and_not_tried_again_and_again(
    dovecot: Dovecot, smtp: SmtpServer, tmp_path: Path
) -> None:
    with Proxy(dovecot.tls_port) as cable:
        here = place(tmp_path, dovecot, smtp, imap_port=cable.port)
        (here.folder / "imap-password").write_text("not this one", encoding="utf-8")
        with running(here) as daemon:
            wait_for(lambda: "mailbox-failed" in events(here))
            time.sleep(3)  # three polls long
            assert stop(daemon) == 0
        assert (
            cable.connections == 3
        )  # one to poll, one to wait for a hint, one to see how long the certificate is good
    failed = [line for line in log_of(here) if line["event"] == "mailbox-failed"]
    assert [(line["fault"], line["seconds"] > 200) for line in failed] == [("MailboxRefusedError", True)]
    told = status(here)
    assert told.returncode == 1
    assert "refused the user name or password" in told.stdout


def test_service_manager_is_told_of_the_start_and_the_stop(dovecot: Dovecot, smtp: SmtpServer, tmp_path: Path) -> None:
    here = place(tmp_path, dovecot, smtp)
    path = tmp_path / "notify"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(path))
        manager.settimeout(PATIENCE)
        with running(here, NOTIFY_SOCKET=str(path)) as daemon:
            assert manager.recv(100) == b"READY=1"
            assert stop(daemon) == 0
        told = {manager.recv(100)}
        while b"STOPPING=1" not in told:
            told.add(manager.recv(100))
        assert told <= {b"STOPPING=1", b"WATCHDOG=1"}


def test_killed_in_the_middle_and_started_again_everything_is_answered_once(
    dovecot: Dovecot, smtp: SmtpServer, tmp_path: Path
) -> None:
    here = place(tmp_path, dovecot, smtp)
    before = len(smtp.taken)
    here.account.deliver(*MAILS)
    with running(here) as daemon:
        wait_for(lambda: concluded(here) >= 2)
        daemon.kill()
        daemon.wait(PATIENCE)
    with running(here) as daemon:
        wait_for(lambda: here.account.contents("INBOX") == [] and not _waiting(here))
        assert stop(daemon) == 0
    mails, sent = books(here)
    assert len(mails) == len(MAILS)
    taken = Counter(message_from_bytes(item.data)["Message-ID"].strip("<>") for item in smtp.taken[before:])
    assert max(taken.values()) == 1
    doubtful = [letter for letter in sent if letter.status == LetterStatus.UNKNOWN]
    assert {letter.message_id for letter in sent if letter.status == LetterStatus.SENT} <= set(taken)
    assert len(doubtful) <= 1


def _waiting(here: Place) -> list[int]:
    mails, sent = books(here)
    unread = [mail.id for mail in mails if mail.status in (MessageStatus.PENDING, MessageStatus.PROCESSING)]
    unsent = [letter.id for letter in sent if letter.status in (LetterStatus.QUEUED, LetterStatus.SENDING)]
    return unread + unsent


def test_log_lines_are_dated_in_utc_with_a_level(dovecot: Dovecot, smtp: SmtpServer, tmp_path: Path) -> None:
    here = place(tmp_path, dovecot, smtp)
    with running(here) as daemon:
        assert stop(daemon) == 0
    for line in log_of(here):
        assert datetime.fromisoformat(line["timestamp"]).utcoffset() == timedelta(0)
        assert line["level"] in ("info", "warning", "error")
