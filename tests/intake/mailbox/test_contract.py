"""What every mailbox does, whatever its kind: the contract of `intake.mailbox.source`, on a Maildir and on Dovecot."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone

import pytest

from intake.errors import MailboxError
from intake.mailbox.pieces import PIECE, NotInPiecesError
from intake.mailbox.source import Listed, Place, RawMessage, Settled
from tests.intake.mailbox.conftest import ADDRESS, INSTANT, ImapBox, MaildirBox, mail

Box = ImapBox | MaildirBox


def test_empty_mailbox_lists_nothing(box: Box) -> None:
    mailbox = box.open()
    assert (mailbox.name, list(mailbox.uids_after(0)), list(mailbox.fetch([]))) == (f"{ADDRESS}/INBOX", [], [])
    assert mailbox.uidvalidity > 0


def test_new_mail_is_listed_once(box: Box) -> None:
    mailbox = box.open()
    box.deliver(mail("a"), mail("b"))
    assert list(mailbox.uids_after(0)) == [1, 2]
    assert list(mailbox.uids_after(2)) == []
    box.deliver(mail("c"))
    assert list(mailbox.uids_after(2)) == [3]


def test_uids_past_the_end_list_nothing(box: Box) -> None:
    box.deliver(mail("a"))
    assert list(box.open().uids_after(4_000_000)) == []


def test_sizes_and_dates_are_those_of_the_server(box: Box) -> None:
    at = datetime(2014, 2, 10, 17, 0, 0, tzinfo=timezone(timedelta(hours=-5)))
    box.deliver(mail("a"))
    box.deliver(mail("b", size=9_000), internaldate=at)
    assert list(box.open().sizes([1, 2, 77])) == [
        Listed(uid=1, size=len(mail("a")), internaldate=INSTANT),
        Listed(uid=2, size=len(mail("b", size=9_000)), internaldate=datetime(2014, 2, 10, 22, 0, 0, tzinfo=UTC)),
    ]


@pytest.fixture(params=["UTC", "Europe/London", "America/New_York"])
def machine_zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The zone that this machine's clock is set to."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("machine_zone")
def test_internaldate_is_right_in_summer_and_at_the_hour_that_comes_twice(box: Box) -> None:
    instants = [
        datetime(2014, 3, 30, 1, 0, 0, tzinfo=UTC),  # British Summer Time begins
        datetime(2014, 7, 1, 12, 0, 0, tzinfo=UTC),
        datetime(2014, 10, 26, 0, 30, 0, tzinfo=UTC),  # 01:30 for the first time
        datetime(2014, 10, 26, 1, 30, 0, tzinfo=UTC),  # 01:30 for the second time
    ]
    for number, instant in enumerate(instants):
        box.deliver(mail(f"m{number}"), internaldate=instant)
    mailbox = box.open()
    assert [item.internaldate for item in mailbox.sizes(mailbox.uids_after(0))] == instants


def test_bytes_come_exactly_and_in_order(box: Box) -> None:
    mails = [mail(f"m{number}", size=500 * number) for number in range(45)]
    box.deliver(*mails)
    mailbox = box.open()
    got = list(mailbox.fetch(mailbox.uids_after(0)))
    assert [message.raw for message in got] == mails
    assert got[44] == RawMessage(
        mailbox=mailbox.name, uidvalidity=mailbox.uidvalidity, uid=45, internaldate=INSTANT, raw=mails[44]
    )


@pytest.mark.parametrize("size", [PIECE - 1, PIECE, PIECE + 1, 2 * PIECE + 400_000])
def test_a_large_mail_comes_in_pieces_of_which_none_is_large(box: Box, size: int) -> None:
    raw = mail("large", size=size - len(mail("large", size=0)))
    box.deliver(mail("a"), raw, mail("b"))
    mailbox = box.open()
    pieces = list(mailbox.pieces(2))
    assert b"".join(pieces) == raw
    assert max(len(piece) for piece in pieces) <= PIECE
    assert [message.raw for message in mailbox.fetch([1, 2, 3])] == [mail("a"), raw, mail("b")]
    mailbox.close()
    assert box.flags() == ["", "", ""]


def test_a_mail_that_is_gone_does_not_come_in_pieces(box: Box) -> None:
    box.deliver(mail("a"), mail("b"))
    mailbox = box.open()
    mailbox.sizes(mailbox.uids_after(0))
    box.remove(2)
    with pytest.raises(NotInPiecesError):
        list(mailbox.pieces(2))
    assert dict(mailbox.unreadable) == {}


def test_reading_sets_no_flag(box: Box) -> None:
    box.deliver(mail("a"), mail("b"))
    mailbox = box.open()
    list(mailbox.fetch(mailbox.uids_after(0)))
    mailbox.header(1)
    mailbox.close()
    assert box.flags() == ["", ""]


def test_header_alone_is_the_bytes_before_the_body(box: Box) -> None:
    raw = mail("a", size=100_000)
    box.deliver(raw)
    mailbox = box.open()
    assert mailbox.header(1) == raw[: raw.index(b"\r\n\r\n") + 4]
    assert mailbox.header(2) is None


def test_mail_gone_between_listing_and_fetching_is_skipped(box: Box) -> None:
    box.deliver(mail("a"), mail("b"), mail("c"))
    mailbox = box.open()
    listed = mailbox.sizes(mailbox.uids_after(0))
    box.remove(2)
    assert [message.raw for message in mailbox.fetch([item.uid for item in listed])] == [mail("a"), mail("c")]
    assert dict(mailbox.unreadable) == {}
    assert [item.uid for item in mailbox.sizes([1, 2, 3])] == [1, 3]


@pytest.mark.parametrize(("place", "folder"), [(Place.DONE, "Processed"), (Place.HELD, "Held")])
def test_settled_mail_is_moved_into_its_folder(box: Box, place: Place, folder: str) -> None:
    box.deliver(mail("a"), mail("b"), mail("c"))
    mailbox = box.open()
    mailbox.uids_after(0)
    assert mailbox.settle([3, 1, 99], place) == {1: Settled.MOVED, 3: Settled.MOVED, 99: Settled.GONE}
    assert (box.contents(folder), box.contents("INBOX")) == ([mail("a"), mail("c")], [mail("b")])
    assert list(mailbox.uids_after(0)) == [2]
    assert box.flags(folder) == ["", ""]


def test_settling_twice_finds_it_gone(box: Box) -> None:
    box.deliver(mail("a"))
    mailbox = box.open()
    mailbox.uids_after(0)
    mailbox.settle([1], Place.DONE)
    assert mailbox.settle([1], Place.DONE) == {1: Settled.GONE}


def test_settling_nothing_does_nothing(box: Box) -> None:
    assert box.open().settle([], Place.DONE) == {}


def test_without_a_folder_mail_is_left(box: Box) -> None:
    box.deliver(mail("a"))
    mailbox = box.open(done_folder="")
    mailbox.uids_after(0)
    assert mailbox.settle([1, 2], Place.DONE) == {1: Settled.LEFT, 2: Settled.GONE}
    assert box.contents("INBOX") == [mail("a")]


def test_uids_are_never_given_again(box: Box) -> None:
    box.deliver(mail("a"), mail("b"))
    mailbox = box.open()
    mailbox.uids_after(0)
    mailbox.settle([1, 2], Place.DONE)
    mailbox.close()
    box.deliver(mail("c"))
    again = box.open()
    assert (again.uidvalidity, list(again.uids_after(0))) == (mailbox.uidvalidity, [3])


def test_another_uidvalidity_shows_when_opened_again(box: Box) -> None:
    box.deliver(mail("a"))
    mailbox = box.open()
    mailbox.uids_after(0)
    mailbox.close()
    box.renumber()
    again = box.open()
    assert again.uidvalidity != mailbox.uidvalidity
    assert [message.raw for message in again.fetch(again.uids_after(0))] == [mail("a")]


def test_another_folder_has_its_own_name_and_mail(box: Box) -> None:
    box.deliver(mail("a"))
    mailbox = box.open()
    mailbox.uids_after(0)
    mailbox.settle([1], Place.HELD)
    held = box.open(folder="Held")
    assert held.name == f"{ADDRESS}/Held"
    assert [message.raw for message in held.fetch(held.uids_after(0))] == [mail("a")]


def test_missing_folder_is_an_error(box: Box) -> None:
    with pytest.raises(MailboxError):
        box.open(folder="Nowhere")


def test_wait_tells_of_new_mail(box: Box) -> None:
    mailbox = box.open()
    mailbox.uids_after(0)
    later = threading.Timer(0.3, box.deliver, [mail("a")])
    later.start()
    assert mailbox.wait(30)
    later.join()
    assert list(mailbox.uids_after(0)) == [1]


def test_wait_ends_without_a_hint(box: Box) -> None:
    mailbox = box.open()
    mailbox.uids_after(0)
    assert not mailbox.wait(0.1)
    assert list(mailbox.uids_after(0)) == []


def test_wait_is_interrupted(box: Box) -> None:
    mailbox = box.open()
    mailbox.uids_after(0)
    later = threading.Timer(0.2, mailbox.interrupt)
    later.start()
    began = time.monotonic()
    assert not mailbox.wait(60)
    assert time.monotonic() - began < 30
    later.join()


def test_closing_twice_is_harmless(box: Box) -> None:
    mailbox = box.open()
    mailbox.close()
    mailbox.close()


def test_sent_copy_is_found_by_its_whole_message_id(box: Box) -> None:
    box.deliver(mail("a"))
    sent = box.sent()
    assert not sent.find_message_id("Sent", "letter-1@office.example")
    sent.append("Sent", b"Message-ID: <letter-1@office.example>\r\nSubject: x\r\n\r\nText\r\n")
    assert sent.find_message_id("Sent", "letter-1@office.example")
    assert not sent.find_message_id("Sent", "etter-1@office.example")
    assert sent.message_ids("Sent") == {"letter-1@office.example"}
    assert sent.message_ids("Nowhere") == frozenset()
    assert box.contents("Sent") == [b"Message-ID: <letter-1@office.example>\r\nSubject: x\r\n\r\nText\r\n"]
