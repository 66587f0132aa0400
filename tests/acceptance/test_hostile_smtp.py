"""SMTP servers that do what none should: no letter is lost, none is sent twice, none goes in the clear.

Letters are queued and sent from a real store to a scripted server (`tests.servers.odd_smtp`), with a short time-out;
what became of each is read from the books. Plain refusals and lost answers over aiosmtpd are in
`tests/intake/letters/test_wires.py` and `test_dispatch.py`.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from pydantic import SecretStr

from intake import clock
from intake.config import SmtpSettings
from intake.daemon.status import judge
from intake.letters.dispatch import Dispatched, Outgoing, dispatch, recover
from intake.letters.kinds import Kind
from intake.letters.outbox import queue_letter
from intake.letters.wire_smtp import SmtpWire
from store import figures, letters
from store.engine import Store, open_store
from store.letters import LetterItem
from store.states import LetterStatus
from tests.intake.conftest import empty_database
from tests.intake.letters.reading import Order
from tests.servers.certificates import certificates
from tests.servers.odd_smtp import OddSmtp
from tests.servers.saying import Answer, Endless, Hangup, Raw, Silence, Turns
from tests.servers.smtp import Reply, SmtpServer, Step

__all__ = ["empty_database"]

SENDER = "team@cabinet-office.example"
CLERK = "clerk@walsall.example"
#: A fault must be told within the time-out; the rest is for a busy machine.
IN_TIME = 4.0


@pytest.fixture
def store(tmp_path: Path, empty_database: Path) -> Iterator[Store]:
    (tmp_path / "intake.db").write_bytes(empty_database.read_bytes())
    opened = open_store(f"sqlite:///{tmp_path / 'intake.db'}")
    yield opened
    opened.close()


@pytest.fixture
def server() -> Iterator[OddSmtp]:
    with OddSmtp() as running:
        yield running


def outgoing(store: Store, server: OddSmtp | SmtpServer, *, seconds: float = 10, **changes: Any) -> Outgoing:
    """A way out to this server; the time-out is not always a whole number of seconds here."""
    given: dict[str, Any] = {"host": server.host, "port": server.port, "security": "none", "auth": "none"}
    settings = SmtpSettings(**(given | changes)).model_copy(update={"timeout_seconds": seconds})
    wire = SmtpWire(settings, final_dot_seconds=seconds)
    return Outgoing(store=store, wire=wire, sender=SENDER, give_up_hours=72)


def queue(store: Store, *recipients: str) -> None:
    """A receipt for each."""
    with store.begin() as session:
        for number, recipient in enumerate(recipients):
            letter = Order(kind=Kind.RECEIPT, to=recipient).letter()
            queue_letter(
                session, letter, cause=f"message:{number}", per_sender_per_day=99, per_hour=999, at=clock.now()
            )


def books(store: Store) -> list[LetterItem]:
    """Every letter."""
    with store.reading() as session:
        return list(letters.listing(session))


def faults(store: Store) -> list[str]:
    """What `intake status` and the alarms would tell of the letters."""
    with store.reading() as session:
        found = judge(figures.standing(session), now=clock.now(), silence=timedelta(minutes=15))
    return [fault.name for fault in found.faults if fault.name.startswith("letters")]


#: Before a letter is in the server's hands → at which command, what it says, the words for staff.
BEFORE: dict[str, tuple[str, Answer, str]] = {
    "no-greeting": ("", [Silence()], "no answer within 0.5 seconds"),
    "greeting-one-byte-at-a-time": ("", [Endless(b"2", 0.2)], "no answer within 0.5 seconds"),
    "greeting-without-end": ("", [Endless(b"220 " * 5_000)], "it sends a line that does not end"),
    "greeting-of-lines-without-end": ("", [Endless(b"220-hello\r\n" * 100)], "it sends a reply that does not end"),
    "greeting-of-another-protocol": ("", [b"* OK IMAP4rev1 ready"], "it sends something that is no reply"),
    "greeting-closed": ("", [b"554 go away"], "the server takes no mail just now (554)"),
    "greeting-hang-up": ("", [Hangup()], "the server closed the connection"),
    "hello-refused": ("EHLO", [b"502 what?"], ""),
    "hello-lines-without-end": ("EHLO", [Endless(b"250-SIZE\r\n" * 100)], "it sends a reply that does not end"),
    "hello-two-codes": ("EHLO", [b"250-smtp", b"421 no"], "it sends something that is no reply"),
    "mail-silence": ("MAIL", [Silence()], "no answer within 0.5 seconds"),
    "mail-one-byte-at-a-time": ("MAIL", [Raw(b"250-"), Endless(b"k", 0.2)], "no answer within 0.5 seconds"),
    "rcpt-garbled": ("RCPT", [b"hello?"], "it sends something that is no reply"),
    "rcpt-lines-without-end": ("RCPT", [Endless(b"250-" + b"x" * 70 + b"\r\n")], "it sends a reply that does not end"),
    "data-silence": ("DATA", [Silence()], "no answer within 0.5 seconds"),
    "data-accepted-too-soon": (
        "DATA",
        [Raw(b"354 go on\r\n250 queued\r\n")],
        "it says something before it has",
    ),
    "data-closing": ("DATA", [b"421 shutting down", Hangup()], "answered DATA with 421 shutting down"),
}


@pytest.mark.parametrize(("at", "said", "words"), BEFORE.values(), ids=BEFORE)
def test_fault_before_the_letter_is_sent_loses_nothing_and_the_letter_goes_later(
    store: Store, server: OddSmtp, at: str, said: Answer, words: str
) -> None:
    queue(store, CLERK)
    server.answers[at] = said
    way = outgoing(store, server, seconds=0.5 if words.startswith("no answer") else 10)
    began = time.monotonic()
    done = dispatch(way)
    assert time.monotonic() - began < IN_TIME
    (item,) = books(store)
    if at == "EHLO" and not words:  # an old server: it is greeted with HELO
        assert (done, item.status) == (Dispatched(sent=1), LetterStatus.SENT)
        return
    assert (item.status, server.letters) == (LetterStatus.QUEUED, [])
    assert words in (done.fault or item.reason)
    assert len(done.fault or item.reason) < 300
    server.behave()
    with time_machine.travel(clock.now() + timedelta(minutes=2)):
        assert dispatch(outgoing(store, server)) == Dispatched(sent=1)
    assert len(server.letters) == 1


#: After the whole letter was sent → what the server says.
AFTER: dict[str, tuple[Answer, str]] = {
    "hang-up": ([Hangup()], "the server closed the connection"),
    "silence": ([Silence()], "no answer within 0.5 seconds"),
    "one-byte-at-a-time": ([Endless(b"2", 0.2)], "no answer within 0.5 seconds"),
    "half-a-reply": ([Raw(b"250 que"), Hangup()], "the server closed the connection"),
    "half-a-long-reply": ([b"250-queued", Hangup()], "the server closed the connection"),
    "garbled": ([b"queued as 12345"], "it sends something that is no reply"),
    "number-too-long": ([b"2500 queued"], "it sends something that is no reply"),
    "two-codes": ([b"250-queued", b"451 or not"], "it sends something that is no reply"),
    "go-on": ([b"354 go on"], "it answers the end of a letter with 354"),
    "lines-without-end": ([Endless(b"250-" + b"x" * 70 + b"\r\n")], "it sends a reply that does not end"),
    "line-without-end": ([Endless(b"250 " + b"x" * 5_000)], "it sends a line that does not end"),
}


@pytest.mark.parametrize(("said", "words"), AFTER.values(), ids=AFTER)
def test_answer_to_a_whole_letter_that_is_none_leaves_it_in_doubt_and_it_is_never_sent_again(
    store: Store, server: OddSmtp, said: Answer, words: str
) -> None:
    queue(store, CLERK, "clerk@hull.example")
    server.answers["."] = Turns([said, [b"250 queued"]])
    way = outgoing(store, server, seconds=0.5 if words.startswith("no answer") else 10)
    began = time.monotonic()
    assert dispatch(way) == Dispatched(unknown=1, sent=1)
    assert time.monotonic() - began < IN_TIME
    doubtful, sent = sorted(books(store), key=lambda item: item.status, reverse=True)
    assert (doubtful.status, sent.status) == (LetterStatus.UNKNOWN, LetterStatus.SENT)
    assert words in doubtful.reason
    assert doubtful.reason.endswith("after the letter was sent and before it was answered")
    assert faults(store) == ["letters-unknown"]
    for _ in range(3):
        with time_machine.travel(clock.now() + timedelta(days=1)):
            assert recover(store, None) == Dispatched(unknown=1)
            assert dispatch(way) == Dispatched()
    assert len(server.letters) == 2


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA", "."])
def test_refusal_for_good_fails_the_letter_and_staff_are_told(store: Store, server: OddSmtp, step: str) -> None:
    queue(store, CLERK)
    server.answers[step] = [b"552-5.2.2 <%s>" % CLERK.encode(), b"552 5.2.2 mailbox \x1b[2J full"]
    assert dispatch(outgoing(store, server)) == Dispatched(failed=1)
    (item,) = books(store)
    assert item.status == LetterStatus.FAILED
    assert item.reason.endswith("with 552 5.2.2 <…> 5.2.2 mailbox ?[2J full")
    assert faults(store) == ["letters-failed"]


def test_greylisting_is_waited_out_with_growing_waits(store: Store, server: OddSmtp) -> None:
    queue(store, CLERK)
    server.answers["RCPT"] = Turns([[b"450 4.7.1 greylisted"]] * 4 + [[b"250 fine"]])
    began, waits = clock.now(), []
    at = began
    while (item := books(store)[0]).status == LetterStatus.QUEUED:
        with time_machine.travel(at + timedelta(seconds=1)):
            dispatch(outgoing(store, server))
        with store.reading() as session:
            row = letters.by_id(session, item.id)
        assert row is not None
        if row.status == LetterStatus.QUEUED:
            waits.append((row.not_before - at).total_seconds() / 60)
            at = row.not_before
    assert item.status == LetterStatus.SENT
    assert len(server.letters) == 1
    assert all(least <= wait <= 1.2 * least + 0.1 for least, wait in zip((1, 5, 10, 20), waits, strict=True))


def test_log_in_refused_keeps_every_letter_and_is_told_when_it_lasts(store: Store) -> None:
    with SmtpServer(starttls=True, users={"round": "right"}) as server:
        queue(store, CLERK, "clerk@hull.example")
        changes: dict[str, Any] = {"security": "starttls", "ca_file": server.ca_file, "auth": "password"}
        wrong = outgoing(store, server, username="round", password=SecretStr("wrong"), **changes)
        done = dispatch(wrong)
        assert "the server refused the user name or password (535)" in done.fault
        assert [(item.status, item.attempts) for item in books(store)] == [(LetterStatus.QUEUED, 0)] * 2
        with time_machine.travel(clock.now() + timedelta(hours=2)):
            assert faults(store) == ["letters-overdue"]
            right = outgoing(store, server, username="round", password=SecretStr("right"), **changes)
            assert dispatch(right) == Dispatched(sent=2)
            assert faults(store) == []


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({}, "the server does not offer STARTTLS"),
        ({"EHLO": [b"250-smtp", b"250 XXXXXXXA"]}, "the server does not offer STARTTLS"),
        ({"EHLO": [b"502 no"]}, "the server does not offer STARTTLS"),
        ({"EHLO": [b"250-smtp", b"250 STARTTLS"], "STARTTLS": [b"454 not now"]}, "takes no mail just now (454)"),
        ({"EHLO": [b"250-smtp", b"250 STARTTLS"], "STARTTLS": [b"220 go", Hangup()]}, "TLS failed"),
        (
            {"EHLO": [b"250-smtp", b"250 STARTTLS"], "STARTTLS": [Raw(b"220 go\r\n250-smtp\r\n250 AUTH PLAIN\r\n")]},
            "it sends something in the clear after it agreed to start TLS",
        ),
    ],
    ids=["none", "stripped", "old", "refused", "hang-up", "injected"],
)
def test_without_tls_nothing_is_said(store: Store, server: OddSmtp, answers: dict[str, Answer], words: str) -> None:
    queue(store, CLERK)
    server.answers.update(answers)
    way = outgoing(
        store,
        server,
        security="starttls",
        ca_file=certificates().authority,
        auth="password",
        username="round",
        password=SecretStr("secret"),
    )
    done = dispatch(way)
    assert words in done.fault
    assert books(store)[0].status == LetterStatus.QUEUED
    said = b"\n".join(server.commands)
    assert [word for word in (b"AUTH", b"MAIL", b"secret", CLERK.encode()) if word in said] == []


def test_connection_that_the_server_is_about_to_close_gets_no_letter(store: Store, server: OddSmtp) -> None:
    queue(store, CLERK, "clerk@hull.example")
    server.answers["."] = Turns([[b"250 queued", b"421 idle for too long", Hangup()], [b"250 queued"]])
    way = outgoing(store, server)
    assert dispatch(way) == Dispatched(sent=2)
    assert (len(server.letters), server.connections) == (2, 2)


def test_letters_need_no_extension_of_the_server(store: Store, server: OddSmtp) -> None:
    queue(store, CLERK)
    server.answers["EHLO"] = [b"250 smtp.test.example"]
    assert dispatch(outgoing(store, server)) == Dispatched(sent=1)
    assert server.letters[0].isascii()
    assert [line.lower() for line in server.commands if line[:4].upper() in (b"MAIL", b"RCPT")] == [
        b"mail from:<%s>" % SENDER.encode(),
        b"rcpt to:<%s>" % CLERK.encode(),
    ]


def test_letter_over_the_announced_size_is_refused_by_its_size_alone(store: Store) -> None:
    with SmtpServer(size_limit=200) as server:
        queue(store, CLERK)
        assert dispatch(outgoing(store, server)) == Dispatched(failed=1)
        assert "552" in books(store)[0].reason
        assert server.taken == []


@pytest.mark.parametrize("code", [421, 450, 451, 452])
@pytest.mark.parametrize("step", [Step.MAIL, Step.RCPT, Step.DATA, Step.DATA_END])
def test_refusal_for_now_keeps_the_letter_and_the_next_one_goes(store: Store, step: Step, code: int) -> None:
    with SmtpServer(script=[Reply(step, code, "not now", recipient="" if step is Step.MAIL else CLERK)]) as server:
        queue(store, CLERK, "clerk@hull.example")
        way = outgoing(store, server)
        dispatch(way)
        with time_machine.travel(clock.now() + timedelta(minutes=2)):
            dispatch(way)
        assert sorted(taken.rcpt_tos for taken in server.taken) == [("clerk@hull.example",), (CLERK,)]
        assert {item.status for item in books(store)} == {LetterStatus.SENT}
