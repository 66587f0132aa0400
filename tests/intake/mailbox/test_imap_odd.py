"""IMAP servers that lie, refuse or leave things out."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import SecretStr
from structlog.testing import capture_logs

from intake.config import ImapSettings
from intake.errors import MailboxError, MailboxRefusedError
from intake.mailbox.imap import ImapMailbox, open_imap
from intake.mailbox.pieces import NotInPiecesError
from intake.mailbox.poll import Progress, plan
from intake.mailbox.source import Place, Settled
from tests.servers.odd_imap import OddImap
from tests.servers.saying import Answer, Raw, Silence, Turns

DATE = b'INTERNALDATE "10-Feb-2014 17:00:01 +0000"'
Open = Callable[..., tuple[OddImap, ImapMailbox]]


def settings(port: int, **changes: Any) -> ImapSettings:
    given: dict[str, Any] = {
        "address": "round@office.example",
        "host": "127.0.0.1",
        "port": port,
        "security": "none",
        "username": "round",
        "password": SecretStr("secret"),
        "timeout_seconds": 2,
    }
    return ImapSettings(**(given | changes))


@pytest.fixture
def opened() -> Iterator[Open]:
    """Start a server with these answers and open its mailbox."""
    with ExitStack() as stack:

        def start(answers: Mapping[str, Answer | Turns], **changes: Any) -> tuple[OddImap, ImapMailbox]:
            server = stack.enter_context(OddImap(answers, greeting=changes.pop("greeting", b"* OK hello")))
            folder = changes.pop("folder", None)
            mailbox = open_imap(settings(server.port, **changes), folder=folder)
            stack.callback(mailbox.close)
            return server, mailbox

        yield start


def fetched(uid: int, *, size: int, raw: bytes, date: bytes = DATE) -> bytes:
    """An answer to FETCH, with a size that need not be true."""
    return b"* %d FETCH (UID %d RFC822.SIZE %d %s BODY[] {%d}\r\n%s)" % (uid, uid, size, date, len(raw), raw)


def test_a_size_that_lies_is_told_and_the_mail_kept(opened: Open) -> None:
    _, mailbox = opened({"UID FETCH": [fetched(1, size=999, raw=b"Subject: x\r\n\r\nwhole\r\n")]})
    with capture_logs() as logs:
        (message,) = mailbox.fetch([1])
    assert message.raw == b"Subject: x\r\n\r\nwhole\r\n"
    assert logs == [{"event": "mail-size-differs", "uid": 1, "size": 21, "log_level": "info"}]


#: What a server may say to a request for a piece that makes no whole mail of 30 bytes.
PIECES = {
    "no bytes": b"BODY[]<0> NIL",
    "no such item": b"FLAGS ()",
    "another piece": b"BODY[]<7> {30}\r\n" + b"x" * 30,
    "the whole mail": b"BODY[] {30}\r\n" + b"x" * 30,
    "fewer bytes than promised": b"BODY[]<0> {29}\r\n" + b"x" * 29,
    "more bytes than promised": b"BODY[]<0> {31}\r\n" + b"x" * 31,
}


@pytest.mark.parametrize("said", PIECES.values(), ids=PIECES)
def test_pieces_that_do_not_add_up_are_no_mail(opened: Open, said: bytes) -> None:
    answers = {
        "UID FETCH 1 (RFC822.SIZE": [b"* 1 FETCH (UID 1 RFC822.SIZE 30 %s)" % DATE],
        "UID FETCH 1 (BODY.PEEK[]<": [b"* 1 FETCH (UID 1 %s)" % said],
    }
    _, mailbox = opened(answers)
    with pytest.raises(NotInPiecesError):
        list(mailbox.pieces(1))
    assert list(mailbox.unreadable) == []


def test_a_mail_without_bytes_is_unreadable_and_not_gone(opened: Open) -> None:
    _, mailbox = opened({"UID FETCH": [b"* 1 FETCH (UID 1 RFC822.SIZE 10 %s BODY[] NIL)" % DATE]})
    assert list(mailbox.fetch([1])) == []
    assert list(mailbox.unreadable) == [1]


def test_one_mail_the_server_fails_on_does_not_stop_the_others(opened: Open) -> None:
    sizes = [b"* %d FETCH (UID %d RFC822.SIZE 21 %s)" % (uid, uid, DATE) for uid in (1, 2, 3)]
    server, mailbox = opened(
        {
            "UID FETCH": [b"NO [SERVERBUG] cannot"],
            "UID FETCH 1,2,3 (RFC822.SIZE INTERNALDATE)": sizes,
            "UID FETCH 1 (RFC822.SIZE INTERNALDATE BODY": [fetched(1, size=21, raw=b"Subject: x\r\n\r\nfirst\r\n")],
            "UID FETCH 3 (RFC822.SIZE INTERNALDATE BODY": [fetched(3, size=21, raw=b"Subject: x\r\n\r\nthird\r\n")],
        }
    )
    assert [message.uid for message in mailbox.fetch([1, 2, 3])] == [1, 3]
    assert dict(mailbox.unreadable) == {
        2: f"127.0.0.1:{server.port}: the server did not do as asked (fetch failed: [SERVERBUG] cannot)"
    }
    assert list(mailbox.uids_after(0)) == []


def test_a_mail_whose_size_is_refused_does_not_stop_the_others_and_holds_the_watermark(opened: Open) -> None:
    sizes = {uid: [b"* %d FETCH (UID %d RFC822.SIZE 21 %s)" % (uid, uid, DATE)] for uid in (1, 3, 4)}
    _, mailbox = opened(
        {
            "UID SEARCH": [b"* SEARCH 1 2 3 4"],
            "UID FETCH": [b"NO [SERVERBUG] cannot"],
            "UID FETCH 1 ": sizes[1],
            "UID FETCH 3,4 ": [*sizes[3], *sizes[4]],
        }
    )
    made = plan(
        mailbox,
        Progress(),
        known=lambda validity, above: [],
        now=datetime.now(UTC),
        reconcile_every=timedelta(minutes=30),
        max_bytes=1_000,
    )
    assert ([item.uid for item in made.to_fetch], made.unsized, made.highest, made.watermark()) == (
        [1, 3, 4],
        (2,),
        4,
        1,
    )


def test_a_header_the_server_fails_on_is_unreadable(opened: Open) -> None:
    _, mailbox = opened({"UID FETCH": [b"NO cannot"]})
    assert mailbox.header(5) is None
    assert list(mailbox.unreadable) == [5]


def test_an_unasked_for_fetch_of_flags_is_no_mail(opened: Open) -> None:
    _, mailbox = opened({"UID FETCH": [rb"* 4 FETCH (UID 4 FLAGS (\Seen))"]})
    assert list(mailbox.sizes([4])) == []
    assert list(mailbox.fetch([4])) == []


def test_the_last_mail_is_not_new_because_the_server_names_it(opened: Open) -> None:
    _, mailbox = opened({"UID SEARCH": [b"* SEARCH 12"]})
    assert list(mailbox.uids_after(12)) == []
    assert list(mailbox.uids_after(11)) == [12]


def test_a_listing_of_300_000_uids_is_read(opened: Open) -> None:
    uids = range(1_000_000, 1_300_000)
    _, mailbox = opened({"UID SEARCH": [b"* SEARCH " + b" ".join(b"%d" % uid for uid in uids)]})
    assert list(mailbox.uids_after(0)) == list(uids)


def test_a_mailbox_without_uidvalidity_has_0(opened: Open) -> None:
    _, mailbox = opened({"SELECT": [b"* 0 EXISTS", b"OK [READ-WRITE] selected"]})
    assert mailbox.uidvalidity == 0


@pytest.mark.parametrize("date", [b"INTERNALDATE NIL", b'INTERNALDATE "yesterday"'])
def test_a_date_that_cannot_be_read_is_the_present(opened: Open, date: bytes) -> None:
    before = datetime.now(UTC)
    _, mailbox = opened({"UID FETCH": [fetched(1, size=2, raw=b"\r\n", date=date)]})
    (message,) = mailbox.fetch([1])
    assert before <= message.internaldate <= datetime.now(UTC)


def test_login_is_used_where_plain_is_not_offered(opened: Open) -> None:
    server, _ = opened({"CAPABILITY": [b"* CAPABILITY IMAP4rev1"]})
    assert [command for command in server.commands if b"LOGIN" in command] == [b'LOGIN round "secret"']


@pytest.mark.parametrize(
    ("answers", "changes", "kind", "message"),
    [
        (
            {"CAPABILITY": [b"* CAPABILITY IMAP4rev1 LOGINDISABLED"]},
            {},
            MailboxRefusedError,
            'the server takes no password on this connection; set auth = "xoauth2" or another security',
        ),
        (
            {"CAPABILITY": [b"* CAPABILITY IMAP4rev1"]},
            {"password": SecretStr("geheim-ß")},
            MailboxRefusedError,
            "the server takes no password with other than ASCII characters",
        ),
        (
            {"AUTHENTICATE": [b"NO [UNAVAILABLE] later"]},
            {},
            MailboxError,
            "the server cannot log anybody in just now ([UNAVAILABLE] later)",
        ),
        (
            {"AUTHENTICATE": [b"NO user round@office.example is not known"]},
            {},
            MailboxRefusedError,
            "the server refused the user name or password (user … is not known); "
            "check username, and password_file or the environment",
        ),
        ({}, {"greeting": b"* BYE full"}, MailboxError, "the server takes nobody in just now (* BYE full)"),
        ({}, {"greeting": b"SSH-2.0-OpenSSH"}, MailboxError, None),
    ],
    ids=["login-disabled", "not-ascii", "unavailable", "refused", "bye", "another-protocol"],
)
def test_a_refusal_is_worded(
    opened: Open, answers: dict[str, list[bytes]], changes: dict[str, Any], kind: type[MailboxError], message: str
) -> None:
    with pytest.raises(MailboxError) as caught:
        opened(answers, **changes)
    assert type(caught.value) is kind
    if message is not None:
        assert str(caught.value).partition(": ")[2] == message


def test_preauth_in_the_clear_is_not_taken_for_starttls(opened: Open) -> None:
    with pytest.raises(MailboxError):
        opened({"CAPABILITY": [b"* CAPABILITY IMAP4rev1 STARTTLS"]}, security="starttls", greeting=b"* PREAUTH welcome")


def test_an_answer_about_a_mail_that_cannot_be_understood_makes_it_unreadable(opened: Open) -> None:
    _, mailbox = opened({"UID FETCH": [b"* 1 FETCH (UID x RFC822.SIZE (((("]})
    assert list(mailbox.sizes([1])) == []
    assert list(mailbox.unreadable) == [1]


def test_another_protocol_in_mid_conversation_is_a_fault_of_the_mailbox(opened: Open) -> None:
    server, mailbox = opened({"UID SEARCH": [b"HTTP/1.1 400 Bad Request"]})
    with pytest.raises(MailboxError) as caught:
        mailbox.uids_after(0)
    assert str(caught.value) == (
        f"127.0.0.1:{server.port}: the connection to the server broke off "
        "(command: SEARCH => unexpected response: HTTP/1.1 400 Bad Request)"
    )


def answers_to_moving(**changes: Answer) -> dict[str, Answer]:
    """A server that offers MOVE and UIDPLUS and says yes to everything, changed."""
    usual: dict[str, Answer] = {
        "CAPABILITY": [b"* CAPABILITY IMAP4rev1 AUTH=PLAIN MOVE UIDPLUS"],
        "UID SEARCH": [b"* SEARCH 1 2"],
        "LIST": [b'* LIST (\\HasNoChildren) "/" INBOX'],
        'LIST "" "PROCESSED"': [b'* LIST (\\HasNoChildren) "/" Processed'],
    }
    return usual | {name.replace("_", " "): answer for name, answer in changes.items()}


def verbs(server: OddImap) -> list[bytes]:
    """The commands that change something, in order."""
    words = [command.split()[1] if command.startswith(b"UID ") else command.split()[0] for command in server.commands]
    return [word for word in words if word in (b"MOVE", b"COPY", b"STORE", b"EXPUNGE", b"CREATE", b"CLOSE")]


@pytest.mark.parametrize("no", [b"BAD unknown command", b"NO [CANNOT] not here"])
def test_move_that_is_offered_and_refused_gives_way_to_copying(opened: Open, no: bytes) -> None:
    server, mailbox = opened(answers_to_moving(UID_MOVE=[no]))
    assert mailbox.settle([1, 2], Place.DONE) == {1: Settled.MOVED, 2: Settled.MOVED}
    assert mailbox.settle([1], Place.DONE) == {1: Settled.MOVED}
    assert verbs(server) == [b"MOVE", *[b"COPY", b"STORE", b"EXPUNGE"] * 2]


@pytest.mark.parametrize(
    ("changes", "done"),
    [
        ({"UID_MOVE": [b"NO [OVERQUOTA] full"], "UID_COPY": [b"NO [OVERQUOTA] full"]}, [b"MOVE", b"COPY"]),
        ({"UID_MOVE": [b"BAD what?"], "UID_STORE": [b"NO [NOPERM] no"]}, [b"MOVE", b"COPY", b"STORE"]),
        ({"UID_MOVE": [b"BAD what?"], "UID_EXPUNGE": [b"BAD what?"]}, [b"MOVE", b"COPY", b"STORE", b"EXPUNGE"]),
        ({'LIST_""_"PROCESSED"': [], "CREATE": [b"NO [NOPERM] no"]}, [b"CREATE"]),
    ],
    ids=["over-quota", "no-marking", "no-expunging", "no-folder"],
)
def test_refusal_to_move_leaves_the_mail_and_the_connection_serves_on(
    opened: Open, changes: dict[str, Answer], done: list[bytes]
) -> None:
    server, mailbox = opened(answers_to_moving(**changes))
    assert mailbox.settle([1, 2, 3], Place.DONE) == {1: Settled.LEFT, 2: Settled.LEFT, 3: Settled.GONE}
    assert verbs(server) == done
    assert list(mailbox.uids_after(0)) == [1, 2]


def test_mail_that_went_while_others_were_moved_delays_none_of_them(opened: Open) -> None:
    gone = b"NO [EXPUNGEISSUED] some of them are no longer there"
    answers: dict[str, Answer | Turns] = {
        **answers_to_moving(UID_COPY=[gone]),
        "UID MOVE": [gone],
        "UID MOVE 1 ": [],
        "UID SEARCH": Turns([[b"* SEARCH 1 2"], [b"* SEARCH 1"]]),
        "UID COPY 1 ": [],
    }
    _, mailbox = opened(answers)
    assert mailbox.settle([1, 2], Place.DONE) == {1: Settled.MOVED, 2: Settled.GONE}


def test_something_in_the_clear_after_starttls_ends_the_connection(opened: Open) -> None:
    injected = Raw(b"* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n")
    answers: dict[str, Answer] = {"CAPABILITY": [b"* CAPABILITY IMAP4rev1 STARTTLS"], "STARTTLS": [injected]}

    class Injecting(OddImap):
        """Says more than it was asked in one packet with its OK."""

        def lines_for(self, command: str) -> Answer:
            if command == "STARTTLS":
                tag = b"OK begin\r\n* PREAUTH you are logged in"
                return [tag]
            return super().lines_for(command)

    with Injecting(answers) as server, pytest.raises(MailboxError) as caught:
        open_imap(settings(server.port, security="starttls"))
    assert "it sends something in the clear after it agreed to start TLS" in str(caught.value)
    assert server.commands == [b"CAPABILITY", b"STARTTLS"]


def test_folder_with_a_name_in_modified_utf_7_is_asked_for_by_it(opened: Open) -> None:
    server, _ = opened({}, folder="Erledigt – Übersicht & mehr")
    assert [command for command in server.commands if command.startswith(b"SELECT")] == [
        b'SELECT "Erledigt &IBM- &ANw-bersicht &- mehr"'
    ]


IDLING: Answer = [b"* CAPABILITY IMAP4rev1 AUTH=PLAIN IDLE"]


@pytest.mark.parametrize(
    "answer",
    [[b"BAD unknown command"], [b"NO not now"], [b"* 3 EXPUNGE", b"NO not now"]],
    ids=["unknown", "refused", "refused-after-words"],
)
def test_idle_that_is_offered_and_refused_is_a_sleep(opened: Open, answer: Answer) -> None:
    server, mailbox = opened({"CAPABILITY": IDLING, "IDLE": answer})
    assert not mailbox.wait(0.3)
    assert server.commands.count(b"IDLE") == 1
    assert list(mailbox.uids_after(0)) == []


def test_idle_that_ends_at_once_is_not_begun_again_and_again(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("intake.mailbox.idling.PAUSE_SECONDS", 0.2)
    server, mailbox = opened({"CAPABILITY": IDLING, "IDLE": [Raw(b"+ idling\r\n")]})
    assert not mailbox.wait(1)
    assert 1 < server.commands.count(b"IDLE") < 8


@pytest.mark.parametrize("early", [True, False], ids=["before-the-plus", "in-the-same-packet"])
def test_news_around_the_beginning_of_idle_is_heard(opened: Open, early: bool) -> None:
    words = b"* 2 EXISTS\r\n+ idling\r\n" if early else b"+ idling\r\n* 2 EXISTS\r\n"
    _, mailbox = opened({"CAPABILITY": IDLING, "IDLE": [Raw(words)]})
    began = time.monotonic()
    assert mailbox.wait(30)
    assert time.monotonic() - began < 10


def test_silence_after_idle_ends_in_time(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("intake.mailbox.idling.DONE_SECONDS", 0.3)
    _, mailbox = opened({"CAPABILITY": IDLING, "IDLE": [b"+ idling", Silence()]})
    with pytest.raises(MailboxError, match="no answer in time"):
        mailbox.wait(0.3)
