"""IMAP servers that do what none should: every fault is told in time, no mail is lost, none is taken in part.

Each test polls a scripted server (`tests.servers.odd_imap`) into a real store and archive, with a short time-out, and
looks at the books afterwards. What a bad network does in front of an honest server is in `test_bad_network.py`, how
much memory a flood takes in `test_floods.py`.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
from pydantic import SecretStr

from intake import clock
from intake.config import ImapSettings
from intake.errors import MailboxError
from intake.mailbox import bounded, suspects
from intake.mailbox.imap import open_imap
from intake.mailbox.source import Place, Settled
from intake.mailbox.suspects import Suspects
from intake.receive import Received
from tests.acceptance import polls
from tests.acceptance.polls import filed
from tests.intake.conftest import empty_database, office
from tests.intake.office import Office
from tests.servers.odd_imap import DATE, OddImap, fetched
from tests.servers.saying import Answer, Endless, Hangup, Raw, Said, Silence

__all__ = ["empty_database", "office"]

ADDRESS = "round@office.example"
MAILBOX = f"{ADDRESS}/INBOX"
MAILS = {
    uid: b"From: clerk@walsall.example\r\nSubject: %d\r\nMessage-ID: <%d@walsall.example>\r\n\r\n" % (uid, uid)
    + b"Dear all,\r\n" * (10 * uid)
    for uid in (1, 2, 3)
}
#: A fault must be told within the time-out; the rest is for a busy machine.
IN_TIME = 4.0
BODIES = "UID FETCH 1,2,3 (RFC822.SIZE INTERNALDATE BODY.PEEK[])"
SIZES = "UID FETCH 1,2,3 (RFC822.SIZE INTERNALDATE)"


def settings(server: OddImap, *, seconds: float = 10, **changes: Any) -> ImapSettings:
    """The scripted server's settings; the time-out is not always a whole number of seconds here."""
    given: dict[str, Any] = {
        "address": ADDRESS,
        "host": "127.0.0.1",
        "port": server.port,
        "security": "none",
        "username": "round",
        "password": SecretStr("secret"),
    }
    return ImapSettings(**(given | changes)).model_copy(update={"timeout_seconds": seconds})


def poll(office: Office, server: OddImap, *, suspected: Suspects | None = None, seconds: float = 10) -> Received:
    """One poll over a connection of its own."""
    return polls.poll(office, settings(server, seconds=seconds), suspected=suspected)


def watermark(office: Office) -> int:
    """The UID up to which the books say that all is filed or gone."""
    return polls.watermark(office, MAILBOX)


def fault(office: Office) -> str:
    """What the books say is wrong with the mailbox."""
    return polls.fault(office, MAILBOX)


_SIZES = [fetched(uid, raw, whole=False) for uid, raw in MAILS.items()]
_FIRST = fetched(1, MAILS[1])
_TORN = Raw(fetched(2, MAILS[2])[:-40])

#: What the server does → at which command ("" is the greeting), what it says, and the words that staff read.
FAULTS: dict[str, tuple[str, Answer, str]] = {
    "no-greeting": ("", [Silence()], "no answer in time (timeout_seconds is 0.5)"),
    "greeting-one-byte-at-a-time": ("", [Endless(b"*", 0.2)], "no answer in time"),
    "greeting-without-end": ("", [Endless(b"* OK " * 10_000)], "it sends a line that does not end"),
    "greeting-full": ("", [b"* BYE too many connections"], "the server takes nobody in just now (* BYE too many"),
    "greeting-preauth": ("", [b"* PREAUTH hello"], "the server greets us as logged in already (PREAUTH)"),
    "greeting-of-another-protocol": ("", [b"220 smtp.test.example ESMTP"], "the connection to the server broke off"),
    "capability-silence": ("CAPABILITY", [Silence()], "no answer in time"),
    "capability-none": ("CAPABILITY", [b"OK done"], "the server did not do as asked (no CAPABILITY response"),
    "capability-flood": (
        "CAPABILITY",
        [Endless(b"* CAPABILITY IMAP4rev1\r\n" * 2_000)],
        "more than 1000 lines",
    ),
    "login-silence": ("AUTHENTICATE", [Silence()], "no answer in time"),
    "login-hang-up": ("AUTHENTICATE", [Hangup()], "the connection to the server broke off"),
    "login-asked-for-ever": ("AUTHENTICATE", [Endless(b"+ \r\n" * 1_000)], "more than 1000 lines"),
    "folders-garbled": ("LIST", [b"* LIST (\\HasNoChildren"], "could not be understood"),
    "folders-bad-names": ("LIST", [b'* LIST () "/" "&AO' + b"\xff" + b'-"'], "could not be understood"),
    "select-no": (
        "SELECT",
        [b"NO [UNAVAILABLE] backend down"],
        "the folder INBOX cannot be opened (select failed: [",
    ),
    "select-hang-up": ("SELECT", [b"* 3 EXISTS", Hangup()], "the connection to the server broke off"),
    "select-two-numberings": (
        "SELECT",
        [b"* OK [UIDVALIDITY 7] a", b"* OK [UIDVALIDITY 8] b", b"OK [READ-WRITE] done"],
        "numbered the mail of the folder anew while it was read",
    ),
    "search-silence": ("UID SEARCH", [Silence()], "no answer in time"),
    "search-bye": ("UID SEARCH", [b"* BYE going down", Hangup()], "the connection to the server broke off"),
    "search-one-byte-at-a-time": ("UID SEARCH", [Endless(b" 1", 0.2)], "no answer in time"),
    "search-without-end": ("UID SEARCH", [Raw(b"* SEARCH"), Endless(b" 1" * 50_000)], "a line that does not end"),
    "search-of-two-million": ("UID SEARCH", [b"* SEARCH" + b" 1" * 2_000_000], "it lists more than 1000000 mails"),
    "sizes-silence": (SIZES, [_SIZES[0], Silence()], "no answer in time"),
    "sizes-flood": (SIZES, [*_SIZES, Endless(b"* 3 EXISTS\r\n" * 5_000)], "it sends more than 20000 lines"),
    "sizes-renumbered": (SIZES, [*_SIZES, b"* OK [UIDVALIDITY 8] moved"], "numbered the mail of the folder anew"),
    "bytes-never": (BODIES, [Silence()], "no answer in time"),
    "bytes-hang-up": (BODIES, [Hangup()], "the connection to the server broke off"),
    "bytes-cut": (
        BODIES,
        [_FIRST, _TORN, Hangup()],
        "the connection to the server broke off",
    ),
    "bytes-stall": (BODIES, [_FIRST, _TORN, Silence()], "no answer in time"),
    "bytes-one-at-a-time": (BODIES, [Raw(_FIRST[:-200]), Endless(b"x", 0.2)], "no answer in time"),
    "bytes-by-the-gigabyte": (
        BODIES,
        [b"* 1 FETCH (UID 1 BODY[] {99999999999}", Endless(b"x" * 10_000)],
        "it sends or announces 1000000",
    ),
    "bytes-beyond-numbers": (BODIES, [b"* 1 FETCH (BODY[] {%s}" % (b"9" * 5_000)], "could not be understood"),
    "bytes-empty-for-ever": (
        BODIES,
        [Raw(b"* 1 FETCH (BODY[] "), Endless(b"{0}\r\n" * 5_000)],
        "more than 20000 lines",
    ),
    "bytes-twice-the-mail": (BODIES, [b"* 1 FETCH (BODY[] {40000000}", Endless(b"x" * 10_000)], "announces 400000"),
    "bytes-more-than-announced": (BODIES, [Raw(_FIRST[:-1] + b"more)\r\n"), Silence()], "no answer in time"),
    "bytes-without-a-line-end": (BODIES, [Raw(_FIRST + b"\n")], "it ends a line without CRLF"),
    "answer-of-another-command": (BODIES, [Raw(b"ABCD77 OK done\r\n")], "the connection to the server broke off"),
    "bye-in-the-middle": (BODIES, [_FIRST, b"* BYE restarting", Hangup()], "the connection to the server broke off"),
}


@pytest.fixture
def server() -> Iterator[OddImap]:
    """A server with three mails, good until told otherwise."""
    with OddImap(mails=MAILS) as running:
        yield running


@pytest.mark.parametrize(("at", "said", "words"), FAULTS.values(), ids=FAULTS)
def test_fault_is_told_in_time_and_every_mail_is_filed_whole_afterwards(
    office: Office, server: OddImap, at: str, said: Answer, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounded, "LINES", 20_000)
    if at:
        server.answers[at] = said
    else:
        (server.greeting,) = said
    began = time.monotonic()
    with pytest.raises(MailboxError) as caught:
        poll(office, server, seconds=0.5 if words.startswith("no answer") else 10)
    assert time.monotonic() - began < IN_TIME
    assert words in str(caught.value)
    assert str(caught.value).startswith(f"127.0.0.1:{server.port}: ")
    assert len(str(caught.value)) < 500
    assert (filed(office), watermark(office)) == ({}, 0)
    server.behave()
    assert poll(office, server) == Received(new=3)
    assert filed(office) == MAILS


def test_slow_words_without_end_are_borne_with_for_a_while_only(
    office: Office, server: OddImap, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounded, "WHOLE", 2)
    server.answers["UID SEARCH"] = [Endless(b"* OK still searching\r\n", 0.2)]
    began = time.monotonic()
    with pytest.raises(MailboxError, match="no answer in time"):
        poll(office, server, seconds=0.5)
    assert 0.9 < time.monotonic() - began < IN_TIME


def test_words_in_between_are_no_fault(office: Office, server: OddImap) -> None:
    server.answers["UID SEARCH"] = [
        b"* OK still searching",
        b"* 5 EXPUNGE",
        b"* 4 EXISTS",
        b"* NO [ALERT] the disk is nearly full",
        b"* SEARCH 1 2 3",
        b"* 1 RECENT",
        b'* FLAGS (\\Seen "odd")',
    ]
    server.answers[BODIES] = [
        b"* 2 EXPUNGE",
        fetched(1, MAILS[1], number=9),
        b"* 1 FETCH (FLAGS (\\Seen))",
        fetched(2, MAILS[2]),
        b"* OK [UIDNEXT 4] next",
        b"* 2 FETCH (UID 2 FLAGS (\\Seen))",
        fetched(3, MAILS[3]),
        b"OK [EXPUNGEISSUED] done",
    ]
    assert poll(office, server) == Received(new=3)
    assert (filed(office), watermark(office)) == (MAILS, 3)


@pytest.mark.parametrize(
    "listed",
    [
        [b"* SEARCH 3 1 2 1 3 3"],
        [b"* SEARCH 1", b"* SEARCH 3 2"],
        [b"* SEARCH 0 1 2 3 4294967296 99999999999999999999 -4 2.5 x"],
        [b"* SEARCH 1 2 3 4294967295"],
        [b"* SEARCH 1 2 3 (MODSEQ 917162500)"],
    ],
    ids=["disorder-and-twice", "two-lines", "impossible", "not-there", "modseq"],
)
def test_numbers_in_a_listing_are_taken_for_what_they_can_be(
    office: Office, server: OddImap, listed: list[bytes]
) -> None:
    server.answers["UID SEARCH"] = listed
    assert poll(office, server) == Received(new=3)
    assert (filed(office), watermark(office)) == (MAILS, 3)


OTHER = b"Subject: not yours\r\n\r\nNobody asked for this.\r\n"


@pytest.mark.parametrize(
    "more",
    [
        [fetched(4, OTHER), fetched(77, OTHER)],
        [fetched(0, OTHER), b"* 2 FETCH (UID 4294967297 RFC822.SIZE 3 BODY[] {3}\r\nabc)"],
        [b"* 2 FETCH (RFC822.SIZE %d %s BODY[] {%d}\r\n%s)" % (len(OTHER), DATE, len(OTHER), OTHER)],
        [_FIRST, _FIRST],
        [b"* 1 FETCH (UID 1 FLAGS (\\Deleted) MODSEQ (9))"],
    ],
    ids=["not-asked", "impossible", "without-uid", "twice", "flags"],
)
def test_answers_nobody_asked_for_are_not_filed(office: Office, server: OddImap, more: list[bytes]) -> None:
    server.answers[BODIES] = [*more, *(fetched(uid, raw) for uid, raw in MAILS.items()), *more]
    assert poll(office, server) == Received(new=3)
    assert (filed(office), watermark(office)) == (MAILS, 3)


#: What the server says of the second mail → and the words that staff read.
FAILINGS: dict[str, tuple[list[bytes], str]] = {
    "two-contents": ([fetched(2, MAILS[2]), fetched(2, OTHER)], "could not be understood"),
    "nil": ([b"* 2 FETCH (UID 2 RFC822.SIZE 5 %s BODY[] NIL)" % DATE], "gives no bytes of it"),
    "no-body": ([b"* 2 FETCH (UID 2 RFC822.SIZE 5 %s)" % DATE], "gives no bytes of it"),
    "nothing": ([], "gives no bytes of it"),
    "a-number": ([b"* 2 FETCH (UID 2 BODY[] 12345)"], "gives no bytes of it"),
    "lists-in-lists": ([b"* 2 FETCH (UID 2 BODY[] " + b"(" * 100_000], "could not be understood"),
    "size-of-letters": ([b"* 2 FETCH (UID 2 BODY[] {3}\r\nabc RFC822.SIZE minus)"], "could not be understood"),
    "size-beyond-numbers": ([b"* 2 FETCH (UID 2 RFC822.SIZE %s)" % (b"9" * 40)], "could not be understood"),
    "no-closing-quote": ([b'* 2 FETCH (UID 2 BODY[] "unfinished)'], "could not be understood"),
    "no-list": ([b"* 2 FETCH UID 2"], "could not be understood"),
    "no": ([b"NO [SERVERBUG] internal error"], "the server did not do as asked (fetch failed: [SERVERBUG] internal"),
    "bad": ([b"BAD \x1b[2Jhello"], "the server did not do as asked (FETCH command error: BAD \\x1b[2Jhello)"),
}


@pytest.mark.parametrize(("answer", "words"), FAILINGS.values(), ids=FAILINGS)
def test_mail_the_server_fails_on_is_told_and_delays_no_other(
    office: Office, server: OddImap, answer: list[bytes], words: str
) -> None:
    refusal = answer if answer and answer[0].startswith((b"NO", b"BAD")) else None
    third = fetched(3, MAILS[3])
    server.answers[BODIES] = refusal or [_FIRST, *answer, third]
    server.answers["UID FETCH 2,3 (RFC822.SIZE INTERNALDATE BODY"] = refusal or [*answer, third]
    server.answers["UID FETCH 2 (RFC822.SIZE INTERNALDATE BODY"] = answer
    assert poll(office, server) == Received(new=2, unreadable=1)
    assert (filed(office), watermark(office)) == ({1: MAILS[1], 3: MAILS[3]}, 1)
    assert fault(office).startswith("UID 2: ")
    assert words in fault(office)
    server.behave()
    assert poll(office, server) == Received(new=1)
    assert (filed(office), watermark(office), fault(office)) == (MAILS, 3, "")


def test_less_of_a_mail_than_was_promised_is_asked_for_again(office: Office, server: OddImap) -> None:
    part = MAILS[2][:60]
    server.answers[BODIES] = [_FIRST, fetched(2, part, size=len(MAILS[2])), fetched(3, MAILS[3])]
    again = "UID FETCH 2 (RFC822.SIZE INTERNALDATE BODY"
    server.answers[again] = [fetched(2, MAILS[2][:80], size=len(MAILS[2]))]
    assert poll(office, server) == Received(new=2, unreadable=1)
    assert fault(office) == (
        f"UID 2: 127.0.0.1:{server.port}: the server says this mail has {len(MAILS[2])} bytes, gave 60 of them, "
        "and then something else"
    )
    del server.answers[again]
    server.answers[BODIES] = []
    assert poll(office, server) == Received(new=1)
    assert filed(office) == MAILS


@pytest.mark.parametrize("said", [1, 99_999, 900_000], ids=["less", "more", "much-more"])
def test_size_that_is_only_guessed_loses_no_mail(office: Office, server: OddImap, said: int) -> None:
    guessed = [fetched(uid, raw, size=said, whole=False) for uid, raw in MAILS.items()]
    server.answers[SIZES] = guessed
    assert poll(office, server) == Received(new=3)
    assert (filed(office), watermark(office), fault(office)) == (MAILS, 3, "")


@pytest.mark.parametrize("said", [1_000_001, 2**40, 2**62])
def test_size_over_the_limit_is_believed_and_the_header_filed(office: Office, server: OddImap, said: int) -> None:
    server.answers[SIZES] = [fetched(1, MAILS[1], size=said, whole=False), *_SIZES[1:]]
    assert poll(office, server) == Received(new=3, too_large=1)
    head = MAILS[1][: MAILS[1].index(b"\r\n\r\n") + 4]
    assert filed(office) == MAILS | {1: head}


@pytest.mark.parametrize(
    "date",
    [
        b"INTERNALDATE NIL",
        b"FLAGS ()",
        b'INTERNALDATE "yesterday"',
        b'INTERNALDATE "32-Foo-2014 25:61:61 +9999"',
        b'INTERNALDATE "31-Dec-9999 23:59:59 -1400"',
        b'INTERNALDATE "10-Feb-99999 17:00:01 +0000"',
        b"INTERNALDATE 12345",
        b'INTERNALDATE "10-Feb-2014 17:00:01 +99999999999999999999"',
        b'INTERNALDATE ("10-Feb-2014" "17:00:01")',
    ],
)
def test_date_that_is_none_is_the_present(office: Office, server: OddImap, date: bytes) -> None:
    server.answers[SIZES] = [fetched(uid, raw, date=date, whole=False) for uid, raw in MAILS.items()]
    server.answers[BODIES] = [fetched(uid, raw, date=date) for uid, raw in MAILS.items()]
    before = datetime.now(UTC)
    assert poll(office, server) == Received(new=3)
    assert filed(office) == MAILS
    assert all(before <= item.received_at <= datetime.now(UTC) for item in office.messages())


def selecting(validity: bytes) -> Answer:
    """An answer to SELECT with this UIDVALIDITY."""
    return [b"* 3 EXISTS", b"* OK [UIDVALIDITY %s] valid" % validity, b"OK [READ-WRITE] selected"]


@pytest.mark.parametrize("validity", [b"0", b"4294967296", b"99999999999999999999999"])
def test_uidvalidity_that_promises_nothing_is_0_and_content_decides(
    office: Office, server: OddImap, validity: bytes
) -> None:
    server.answers["SELECT"] = selecting(validity)
    assert poll(office, server) == Received(new=3)
    server.mails = {1: MAILS[1], 2: OTHER, 3: MAILS[2]}  # the numbers are given anew
    with clock.travel(clock.now() + timedelta(hours=1)):
        assert poll(office, server) == Received(new=1, again=2)
    assert {item.message_id for item in office.messages()} >= {f"{uid}@walsall.example" for uid in MAILS}
    assert len(office.messages()) == 4
    with closing(open_imap(settings(server))) as mailbox:
        assert mailbox.settle([1, 2], Place.DONE) == {1: Settled.LEFT, 2: Settled.LEFT}


def test_uidvalidity_of_letters_is_a_fault(office: Office, server: OddImap) -> None:
    server.answers["SELECT"] = selecting(b"soon")
    with pytest.raises(MailboxError, match="could not be understood"):
        poll(office, server)


def test_folder_numbered_anew_each_time_brings_no_mail_twice(office: Office, server: OddImap) -> None:
    for number in range(5, 9):
        server.answers["SELECT"] = selecting(b"%d" % number)
        poll(office, server)
    assert {item.message_id for item in office.messages()} == {f"{uid}@walsall.example" for uid in MAILS}
    assert {item.sha256 for item in office.messages()} == {sha256(raw).hexdigest() for raw in MAILS.values()}
    assert watermark(office) == 3


@pytest.mark.parametrize("how", [[Hangup()], [b"* 2 FETCH (UID 2 BODY[] {99999999999}", Endless(b"x" * 10_000)]])
def test_mail_that_ends_every_connection_is_put_aside_and_told_and_the_others_read(
    office: Office, server: OddImap, how: list[Said], monkeypatch: pytest.MonkeyPatch
) -> None:
    server.answers[BODIES] = [_FIRST, *how]
    server.answers["UID FETCH 2 (RFC822.SIZE INTERNALDATE BODY"] = how
    suspected = Suspects()
    for _ in range(3):
        with pytest.raises(MailboxError):
            poll(office, server, suspected=suspected)
    assert filed(office) == {1: MAILS[1], 3: MAILS[3]}  # by the second and the third connection
    assert poll(office, server, suspected=suspected) == Received(unreadable=1)
    assert watermark(office) == 1
    assert fault(office).startswith("UID 2: the connection ends whenever this mail is asked for; it is put aside. ")
    server.behave()
    assert poll(office, server, suspected=suspected) == Received(unreadable=1)  # not asked for yet
    later = time.monotonic() + suspects.ASIDE_SECONDS
    monkeypatch.setattr(clock, "monotonic", lambda: later)
    assert poll(office, server, suspected=suspected) == Received(new=1)
    assert (filed(office), watermark(office), fault(office)) == (MAILS, 3, "")
