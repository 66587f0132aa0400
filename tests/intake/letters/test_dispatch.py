"""Sending what is due, over a real database and a real SMTP server; what a crash leaves behind; when to give up."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import stamina
import time_machine

from intake import clock
from intake.config import SmtpSettings
from intake.errors import MailboxError
from intake.letters import backoff
from intake.letters.dispatch import Dispatched, Outgoing, dispatch, recover
from intake.letters.evidence import MaildirCopies, SentFolderCopies
from intake.letters.kinds import Kind
from intake.letters.outbox import queue_letter
from intake.letters.wire_maildir import MaildirWire
from intake.letters.wire_smtp import SmtpWire
from store import applications, letters
from store.engine import Store, open_store
from store.errors import StoreFullError
from store.states import ApplicationState, LetterStatus
from tests.intake.letters.reading import Order, parsed
from tests.servers.smtp import Reply, SmtpServer, Step

SENDER = "team@cabinet-office.example"


class Folder:
    """A Sent folder in memory. See `intake.mailbox.source.SentFolder`."""

    def __init__(self, *, broken: bool = False) -> None:
        self.mails: list[bytes] = []
        self._broken = broken

    def append(self, folder: str, raw: bytes) -> None:
        if self._broken:
            raise MailboxError
        self.mails.append(raw)

    def find_message_id(self, folder: str, message_id: str) -> bool:
        if self._broken:
            raise MailboxError
        return any(parsed(raw)["Message-ID"] == f"<{message_id}>" for raw in self.mails)

    def message_ids(self, folder: str) -> frozenset[str]:
        return frozenset(parsed(raw)["Message-ID"].strip("<>") for raw in self.mails)

    def close(self) -> None:
        """Nothing to let go of."""


class PulledPlug(BaseException):
    """The process dies here."""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{tmp_path / 'intake.db'}")
    opened.upgrade()
    yield opened
    opened.close()


@pytest.fixture
def server() -> Iterator[SmtpServer]:
    with SmtpServer() as running:
        yield running


def _outgoing(store: Store, server: SmtpServer, copies: SentFolderCopies | None = None) -> Outgoing:
    settings = SmtpSettings(host=server.host, port=server.port, security="none", auth="none", timeout_seconds=5)
    return Outgoing(store=store, wire=SmtpWire(settings), sender=SENDER, give_up_hours=72, copies=copies)


def _queue(store: Store, *recipients: str) -> list[int]:
    ids = []
    with store.begin() as session:
        for number, recipient in enumerate(recipients):
            letter = Order(kind=Kind.RECEIPT, to=recipient).letter()
            queued = queue_letter(
                session, letter, cause=f"message:{number}", per_sender_per_day=99, per_hour=999, at=clock.now()
            )
            assert isinstance(queued, int)
            ids.append(queued)
    return ids


def _statuses(store: Store) -> list[tuple[str, LetterStatus]]:
    with store.reading() as session:
        return [(item.recipient, item.status) for item in letters.listing(session)]


def test_dispatch_sends_every_letter_once_over_one_connection(store: Store, server: SmtpServer) -> None:
    councils = [f"clerk@council{number}.example" for number in range(12)]
    _queue(store, *councils)
    outgoing = _outgoing(store, server)
    assert dispatch(outgoing) == Dispatched(sent=12)
    assert dispatch(outgoing) == Dispatched()
    outgoing.wire.close()
    assert [taken.rcpt_tos for taken in server.taken] == [(council,) for council in councils]
    assert _statuses(store) == [(council, LetterStatus.SENT) for council in councils]
    assert server.connections == 1


def test_dispatch_stops_between_letters(store: Store, server: SmtpServer) -> None:
    _queue(store, "a@walsall.example", "b@walsall.example", "c@walsall.example")
    assert dispatch(_outgoing(store, server), should_stop=lambda: len(server.taken) == 1) == Dispatched(sent=1)
    assert dispatch(_outgoing(store, server), limit=1) == Dispatched(sent=1)
    assert [status for _, status in _statuses(store)] == [LetterStatus.SENT, LetterStatus.SENT, LetterStatus.QUEUED]


def test_dispatch_temporary_refusal_waits_and_does_not_delay_the_others(store: Store, server: SmtpServer) -> None:
    (first, _) = _queue(store, "grey@walsall.example", "b@walsall.example")
    server.script.append(Reply(Step.RCPT, 450, "greylisted", recipient="grey@walsall.example"))
    outgoing = _outgoing(store, server)
    assert dispatch(outgoing) == Dispatched(sent=1, put_back=1)
    assert dispatch(outgoing) == Dispatched()
    with store.reading() as session:
        row = letters.by_id(session, first)
        assert row is not None
        assert (row.status, row.attempts) == (LetterStatus.QUEUED, 1)
        assert row.reason.endswith("answered RCPT with 450 greylisted")
    with time_machine.travel(clock.now() + timedelta(minutes=2), tick=True):
        assert dispatch(outgoing) == Dispatched(sent=1)


def test_dispatch_refusal_for_good_fails_the_letter_with_its_reason(store: Store, server: SmtpServer) -> None:
    (first, _) = _queue(store, "gone@walsall.example", "b@walsall.example")
    server.script.append(Reply(Step.RCPT, 550, "no such user", recipient="gone@walsall.example"))
    assert dispatch(_outgoing(store, server)) == Dispatched(sent=1, failed=1)
    with store.reading() as session:
        row = letters.by_id(session, first)
        assert row is not None
        assert row.status == LetterStatus.FAILED
        assert row.reason.endswith("answered RCPT with 550 no such user")


def test_dispatch_gives_up_when_the_waits_are_used_up(store: Store, server: SmtpServer) -> None:
    _queue(store, "grey@walsall.example")
    server.script.append(Reply(Step.RCPT, 450, "greylisted", times=0))
    outgoing = _outgoing(store, server)
    outcomes: list[Dispatched] = []
    with time_machine.travel(clock.now(), tick=False) as traveller:
        while not outcomes or outcomes[-1].put_back:
            outcomes.append(dispatch(outgoing))
            traveller.shift(timedelta(hours=5))
    assert outcomes[-1] == Dispatched(failed=1)
    assert len(outcomes) == 24
    with store.reading() as session:
        assert letters.listing(session)[0].reason.startswith("given up after 24 attempts; the last: ")


def test_dispatch_server_away_touches_no_letter(store: Store, server: SmtpServer) -> None:
    (first,) = _queue(store, "a@walsall.example")
    server.script.append(Reply(Step.CONNECT, 421, "busy"))
    done = dispatch(_outgoing(store, server))
    assert (done.sent, done.put_back, done.failed) == (0, 0, 0)
    assert done.fault.endswith("the server takes no mail just now (421)")
    with store.reading() as session:
        row = letters.by_id(session, first)
        assert row is not None
        assert (row.status, row.attempts) == ("queued", 0)


def test_dispatch_server_that_refuses_our_sender_puts_the_letter_back(store: Store, server: SmtpServer) -> None:
    _queue(store, "a@walsall.example", "b@walsall.example")
    server.script.append(Reply(Step.MAIL, 550, "sender not allowed"))
    done = dispatch(_outgoing(store, server))
    assert done.fault.endswith("answered MAIL with 550 sender not allowed")
    assert [status for _, status in _statuses(store)] == [LetterStatus.QUEUED, LetterStatus.QUEUED]


@pytest.mark.parametrize("taken", [True, False])
def test_dispatch_answer_lost_after_the_final_dot_is_unknown_and_never_sent_again(
    store: Store, server: SmtpServer, taken: bool
) -> None:
    _queue(store, "a@walsall.example", "b@walsall.example")
    server.script.append(Reply(Step.DATA_END, drop=True, take=taken, recipient="a@walsall.example"))
    outgoing = _outgoing(store, server)
    assert dispatch(outgoing) == Dispatched(sent=1, unknown=1)
    assert dispatch(outgoing) == Dispatched()
    assert _statuses(store) == [("a@walsall.example", LetterStatus.UNKNOWN), ("b@walsall.example", LetterStatus.SENT)]
    assert len(server.taken) == 1 + taken


def test_dispatch_keeps_a_copy_and_sends_all_the_same_where_it_cannot(store: Store, server: SmtpServer) -> None:
    sent = Folder()
    _queue(store, "a@walsall.example")
    assert dispatch(_outgoing(store, server, SentFolderCopies(sent, folder="Sent"))) == Dispatched(sent=1)
    assert sent.mails == [server.taken[0].data]
    another = Order(to="b@walsall.example").letter()
    with store.begin() as session:
        queue_letter(session, another, cause="message:9", per_sender_per_day=9, per_hour=99, at=clock.now())
    broken = SentFolderCopies(Folder(broken=True), folder="Sent")
    assert dispatch(_outgoing(store, server, broken)) == Dispatched(sent=1, uncopied=1)
    assert [status for _, status in _statuses(store)] == [LetterStatus.SENT, LetterStatus.SENT]


def test_dispatch_crash_in_the_middle_leaves_one_letter_in_doubt(
    store: Store, server: SmtpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The plug is pulled after the server's 250 and before our commit."""
    _queue(store, "a@walsall.example", "b@walsall.example", "c@walsall.example")
    mark_sent, calls = letters.mark_sent, iter(range(9))

    def dying(*args: object, **kwargs: object) -> None:
        if next(calls) == 1:
            raise PulledPlug
        mark_sent(*args, **kwargs)  # type: ignore[arg-type]  # passed on as it came

    monkeypatch.setattr(letters, "mark_sent", dying)
    with pytest.raises(PulledPlug):
        dispatch(_outgoing(store, server))
    monkeypatch.undo()
    assert [status for _, status in _statuses(store)] == [LetterStatus.SENT, LetterStatus.SENDING, LetterStatus.QUEUED]

    assert recover(store, None) == Dispatched(unknown=1)
    assert dispatch(_outgoing(store, server)) == Dispatched(sent=1)
    assert sorted(taken.rcpt_tos[0] for taken in server.taken) == [
        "a@walsall.example",
        "b@walsall.example",
        "c@walsall.example",
    ]
    assert [status for _, status in _statuses(store)] == [LetterStatus.SENT, LetterStatus.UNKNOWN, LetterStatus.SENT]

    sent = Folder()
    assert recover(store, SentFolderCopies(sent, folder="Sent")) == Dispatched(unknown=1)  # absence proves nothing
    sent.append("Sent", server.taken[1].data)
    assert recover(store, SentFolderCopies(sent, folder="Sent")) == Dispatched(sent=1)
    assert [status for _, status in _statuses(store)] == [LetterStatus.SENT] * 3


def test_dispatch_store_that_is_full_for_a_moment_still_learns_that_the_letter_went(
    store: Store, server: SmtpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    _queue(store, "a@walsall.example")
    mark_sent, calls = letters.mark_sent, iter(range(9))

    def failing(*args: object, **kwargs: object) -> None:
        mark_sent(*args, **kwargs)  # type: ignore[arg-type]  # passed on as it came
        if next(calls) < 2:
            raise StoreFullError

    monkeypatch.setattr(letters, "mark_sent", failing)
    with stamina.set_testing(True, attempts=5):
        assert dispatch(_outgoing(store, server)) == Dispatched(sent=1)
    assert _statuses(store) == [("a@walsall.example", LetterStatus.SENT)]
    assert len(server.taken) == 1


def test_recover_with_a_folder_that_cannot_be_read_leaves_the_doubt(store: Store, server: SmtpServer) -> None:
    _queue(store, "a@walsall.example")
    server.script.append(Reply(Step.DATA_END, drop=True))
    dispatch(_outgoing(store, server))
    assert recover(store, SentFolderCopies(Folder(broken=True), folder="Sent")) == Dispatched(unknown=1)


def test_recover_evidence_that_it_was_not_sent_puts_it_back(store: Store, server: SmtpServer) -> None:
    class Certain:
        def was_sent(self, message_id: str) -> bool | None:
            return False

    _queue(store, "a@walsall.example")
    server.script.append(Reply(Step.DATA_END, drop=True))
    outgoing = _outgoing(store, server)
    dispatch(outgoing)
    assert recover(store, Certain()) == Dispatched(put_back=1)
    assert dispatch(outgoing) == Dispatched(sent=1)
    assert len(server.taken) == 1


def test_recover_leaves_letters_alone_that_are_being_sent_now(store: Store) -> None:
    (first,) = _queue(store, "a@walsall.example")
    with store.begin() as session:
        letters.claim(session, [first], at=clock.now())
    assert recover(store, None, older_than=timedelta(minutes=15)) == Dispatched()
    assert _statuses(store) == [("a@walsall.example", LetterStatus.SENDING)]


def test_dispatch_over_a_maildir_needs_no_server(store: Store, tmp_path: Path) -> None:
    _queue(store, "a@walsall.example")
    outgoing = Outgoing(store=store, wire=MaildirWire(tmp_path / "out"), sender=SENDER, give_up_hours=72)
    assert dispatch(outgoing) == Dispatched(sent=1)
    assert len(list((tmp_path / "out" / "new").iterdir())) == 1


def test_recover_finds_a_letter_in_the_maildir_it_was_put_in(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "out"
    outgoing = Outgoing(
        store=store, wire=MaildirWire(folder), sender=SENDER, give_up_hours=72, copies=MaildirCopies(folder)
    )

    def dying(*args: object, **kwargs: object) -> None:
        raise PulledPlug

    _queue(store, "a@walsall.example")
    assert recover(store, MaildirCopies(folder)) == Dispatched()
    monkeypatch.setattr(letters, "mark_sent", dying)
    with pytest.raises(PulledPlug):
        dispatch(outgoing)
    monkeypatch.undo()
    (letter,) = (folder / "new").iterdir()
    letter.rename(tmp_path / "taken away")
    assert recover(store, MaildirCopies(folder)) == Dispatched(unknown=1)
    (tmp_path / "taken away").rename(folder / "cur" / f"{letter.name}:2,S")
    assert recover(store, MaildirCopies(folder)) == Dispatched(sent=1)
    assert dispatch(outgoing) == Dispatched()


@pytest.mark.parametrize(("attempts", "minutes"), [(1, 1), (2, 5), (3, 10), (8, 240), (20, 240)])
def test_wait_after_follows_the_table(attempts: int, minutes: int) -> None:
    assert backoff.wait_after(attempts, give_up_hours=72, jitter=0) == timedelta(minutes=minutes)


def test_wait_after_jitter_only_lengthens() -> None:
    assert backoff.wait_after(2, give_up_hours=72, jitter=1) == timedelta(minutes=6)


@pytest.mark.parametrize(
    ("attempts", "hours", "given_up"), [(23, 72, False), (24, 72, True), (5, 2, False), (6, 2, True)]
)
def test_wait_after_gives_up_when_the_waits_add_up(attempts: int, hours: int, given_up: bool) -> None:
    assert (backoff.wait_after(attempts, give_up_hours=hours) is None) is given_up


class BusyWire:
    """A wire that notes how many were using it at a time. See `intake.letters.wire.Wire`."""

    def __init__(self) -> None:
        self.users = self.most = self.sent = 0

    def open(self) -> None:
        """Always open."""

    def send(self, raw: bytes, *, sender: str, recipient: str) -> None:
        self.users += 1
        self.most = max(self.most, self.users)
        time.sleep(0.01)  # another sender would come in here
        self.sent += 1
        self.users -= 1

    def close(self) -> None:
        """Nothing to let go of."""


def test_two_who_send_at_once_take_turns_on_the_wire(store: Store) -> None:
    _queue(store, *(f"clerk{number}@northby.example" for number in range(8)))
    wire = BusyWire()
    outgoing = Outgoing(store=store, wire=wire, sender=SENDER, give_up_hours=72)
    threads = [threading.Thread(target=dispatch, args=(outgoing,)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (wire.sent, wire.most) == (8, 1)


def test_dispatch_keeps_back_a_decision_whose_case_has_another_contact_by_now(store: Store, server: SmtpServer) -> None:
    with store.begin() as session:
        case = applications.open_application(
            session,
            reference_of=lambda number: f"DD-{number:04d}",
            state=ApplicationState.COMPLETE,
            contact_address="old@walsall.example",
            at=clock.now(),
        )
        number = letters.queue(
            session,
            message_id="1@cabinet-office.example",
            cause="batch:1:DD-0001",
            kind=Kind.SHORTLISTED,
            recipient="old@walsall.example",
            raw=b"Subject: x\r\n\r\n",
            at=clock.now(),
            application_id=case.id,
        )
        assert number is not None
        applications.change_facts(session, case, contact_address="new@walsall.example", at=clock.now())
    assert dispatch(_outgoing(store, server)) == Dispatched(failed=1)
    assert server.taken == []
    with store.reading() as session:
        (item,) = letters.listing(session)
    assert (item.status, item.reason) == (
        LetterStatus.FAILED,
        "the contact of DD-0001 has another address by now: have it written anew",
    )
