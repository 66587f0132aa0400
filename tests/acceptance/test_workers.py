"""Pollers and workers as processes of their own on one database: killed anywhere, nothing is lost or sent twice.

After every fault the three books are compared from outside: the raw archive and the mailbox, the database, and what
the SMTP server took.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email import message_from_bytes
from functools import partial
from hashlib import sha256
from pathlib import Path

import pytest

from store.states import LetterStatus, MessageStatus
from tests.acceptance.conftest import dovecot, place
from tests.acceptance.workplace import PATIENCE, Process, Workplace, said, wait_for, workplace
from tests.corpus.demo import FOLDER as DEMO
from tests.servers.dovecot import Dovecot
from tests.servers.postgresql import Cluster
from tests.servers.smtp import SmtpServer

__all__ = ["dovecot"]

pytestmark = [pytest.mark.server("dovecot"), pytest.mark.server("postgresql"), pytest.mark.timeout(240)]

#: Mail of every sort, the demonstration's scan among it.
NAMES = (
    *("01-enquiry.eml", "02-fillable-pdf.eml", "03-out-of-office.eml", "04-word-table.eml", "05-flat-pdf.eml"),
    *("06-bounce.eml", "07-word-stacked.eml", "10-pasted.eml", "18-locked.eml", "19-scan.eml", "20-incomplete.eml"),
)


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL server of our own, for this module alone: it is restarted under what runs on it."""
    with Cluster() as server:
        yield server


@pytest.fixture
def here(dovecot: Dovecot, smtp: SmtpServer, cluster: Cluster, tmp_path: Path) -> Iterator[Workplace]:
    """A mailbox with mail in it, and nothing that runs yet."""
    made = place(tmp_path, dovecot, smtp)
    smtp.taken.clear()
    made.account.deliver(*(raw(name) for name in NAMES))
    with workplace(made, cluster.new_database()) as opened:
        yield opened


def raw(name: str) -> bytes:
    """A mail as it comes back from the server: CRLF."""
    return (DEMO / name).read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def compare_books(here: Workplace) -> None:
    """I1, I2, I3 and I6, once nothing waits any more."""
    wait_for(lambda: len(here.books()[0]) == len(NAMES) and not here.waiting(), "the end of the work")
    wait_for(lambda: here.here.account.contents("INBOX") == [], "the move of the mail")
    archived = {path.stem for path in (here.here.folder / "data" / "archive").rglob("*.eml")}
    assert archived == {sha256(raw(name)).hexdigest() for name in NAMES}
    mails, sent = here.books()
    assert Counter(mail.status for mail in mails) == Counter({MessageStatus.PROCESSED: len(NAMES)}), mails
    taken = Counter(str(message_from_bytes(item.data)["Message-ID"]).strip("<>") for item in here.here.smtp.taken)
    assert max(taken.values()) == 1, "a letter was sent twice"
    certain = {letter.message_id for letter in sent if letter.status == LetterStatus.SENT}
    doubtful = {letter.message_id for letter in sent if letter.status == LetterStatus.UNKNOWN}
    assert certain | doubtful == {letter.message_id for letter in sent}
    assert certain <= set(taken), "a letter is called sent and was not"
    assert set(taken) <= certain | doubtful


def begun(here: Workplace) -> bool:
    """Whether work is under way: some of it done, some of it not."""
    mails, _ = here.books()
    return any(mail.status == MessageStatus.PROCESSED for mail in mails)


@dataclass
class Running:
    """What runs on a workplace when the fault comes."""

    poller: Process
    standby: Process
    workers: list[Process]
    cluster: Cluster


def test_two_workers_and_one_poller_do_everything_once(here: Workplace) -> None:
    poller = here.poller()
    workers = here.workers(2)
    compare_books(here)
    done = Counter(line["event"] for worker in workers for line in worker.events())
    assert done["concluded"] == len(NAMES), said(here.processes)
    assert done["left-for-scans"] == 1
    assert [process.stop() for process in (*workers, poller)] == [0, 0, 0]


def lose_a_worker(here: Workplace, running: Running) -> None:
    running.workers.pop(0).kill()


def lose_every_worker(here: Workplace, running: Running) -> None:
    while running.workers:
        running.workers.pop().kill()
    running.workers = here.workers(1)


def lose_the_poller(here: Workplace, running: Running) -> None:
    running.poller.kill()
    wait_for(lambda: running.standby.told("started"), "the take-over")


def lose_the_database(here: Workplace, running: Running) -> None:
    running.cluster.restart()


@pytest.mark.parametrize("fault", [lose_a_worker, lose_every_worker, lose_the_poller, lose_the_database])
def test_killed_in_mid_work_loses_nothing_and_sends_nothing_twice(
    fault: Callable[[Workplace, Running], None], here: Workplace, cluster: Cluster
) -> None:
    running = Running(here.poller(), here.poller(), here.workers(2), cluster)
    assert running.standby.told("standing-by")
    wait_for(lambda: begun(here), "the beginning of the work")
    fault(here, running)
    compare_books(here)


def test_database_that_is_away_at_the_start_is_waited_for(here: Workplace, cluster: Cluster) -> None:
    cluster.stop()
    poller, worker = here.start("run"), here.start("worker")
    for process in (poller, worker):
        wait_for(partial(process.told, "waits"), "the wait for the database")
        assert process.told("waits")[0]["status"].startswith("The store cannot be reached or opened: ")
    cluster.start()
    compare_books(here)


def test_worker_of_another_pack_ends_and_says_why(here: Workplace, tmp_path: Path) -> None:
    here.poller()
    pack = tmp_path / "pack"
    shutil.copytree(DEMO.parent, pack)
    (pack / "note.txt").write_text("changed on this machine only\n", encoding="utf-8")
    text = here.here.config.read_text(encoding="utf-8")
    here.here.config.write_text(text.replace('"delivering-differently"', f'"{pack}"'), encoding="utf-8")
    worker = here.start("worker")
    assert worker.popen.wait(PATIENCE) == 1
    assert "the programme pack on this machine differs" in said([worker])


def test_shared_folder_that_goes_away_holds_no_mail(here: Workplace) -> None:
    here.poller()
    wait_for(lambda: len(here.books()[0]) == len(NAMES), "the filing of the mail")
    data, away = here.here.folder / "data", here.here.folder / "data-away"
    data.rename(away)
    worker = here.start("worker")
    wait_for(lambda: worker.told("waits"), "the wait for the folder")
    assert "see that it is mounted on this machine" in worker.told("waits")[0]["status"]
    assert {mail.status for mail in here.books()[0]} == {MessageStatus.PENDING}
    assert not data.exists(), "something was made where the folder is to be mounted"
    away.rename(data)
    compare_books(here)
