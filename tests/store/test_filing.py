"""The database decides what is a duplicate, whoever files at the same time."""

from __future__ import annotations

import threading

import pytest

from store import filing, messages
from store.engine import Store, open_store
from store.errors import StoreError
from store.filing import LONGEST_MESSAGE_ID, FiledMessage
from store.states import MessageStatus
from store.tables import InboundMessage
from tests.store.conftest import NOW
from tests.store.making import claimed, filed, mail


def test_file_messages_keeps_what_was_seen(store: Store) -> None:
    with store.begin() as session:
        assert filing.file_messages(session, [mail(5, size=77)], at=NOW) == [FiledMessage(1, True)]
        row = session.get_one(InboundMessage, 1)
        seen = (row.status, row.attempts, row.size, row.message_id, row.received_at, row.filed_at, row.disposition)
        assert seen == ("pending", 0, 77, "5@council.example", NOW, NOW, "")


def test_file_messages_of_nothing_is_nothing(store: Store) -> None:
    with store.begin() as session:
        assert filing.file_messages(session, [], at=NOW) == []


def test_the_same_uid_again_changes_nothing(store: Store) -> None:
    filed(store, 1, 2)
    with store.begin() as session:
        again = filing.file_messages(session, [mail(2), mail(1)], at=NOW)
        assert again == [FiledMessage(2, False), FiledMessage(1, False)]
        assert [(item.id, item.uid) for item in messages.listing(session)] == [(1, 1), (2, 2)]


def test_the_same_content_elsewhere_is_a_further_sighting(store: Store) -> None:
    filed(store, 1, content="form")
    with store.begin() as session:
        again = filing.file_messages(
            session,
            [mail(9, content="form"), mail(9, content="form", mailbox="Junk"), mail(10, content="other")],
            at=NOW,
        )
        assert [item.is_new for item in again] == [False, False, True]
        seen = [(item.id, item.mailbox, item.uid) for item in messages.listing(session)]
        assert seen == [(1, "INBOX", 1), (1, "INBOX", 9), (1, "Junk", 9), (again[2].id, "INBOX", 10)]


def test_the_same_content_twice_in_one_batch_is_new_once(store: Store) -> None:
    with store.begin() as session:
        both = filing.file_messages(session, [mail(1, content="form"), mail(2, content="form")], at=NOW)
    assert both == [FiledMessage(1, True), FiledMessage(1, False)]


def test_the_same_message_id_with_other_content_is_another_message(store: Store) -> None:
    with store.begin() as session:
        items = [mail(1, content="a", message_id="x@y"), mail(2, content="b", message_id="x@y")]
        assert filing.file_messages(session, items, at=NOW) == [FiledMessage(1, True), FiledMessage(2, True)]


@pytest.mark.parametrize("message_id", ["", "x" * (LONGEST_MESSAGE_ID + 1), "nul\0@council.example"])
def test_the_digest_stands_in_where_there_is_no_usable_message_id(store: Store, message_id: str) -> None:
    item = mail(1, message_id=message_id)
    with store.begin() as session:
        filing.file_messages(session, [item], at=NOW)
        assert session.get_one(InboundMessage, 1).message_id == f"sha256:{item.sha256}"


def test_uids_of_32_bits_are_kept(store: Store) -> None:
    largest = 2**32 - 1
    filed(store, largest, uidvalidity=largest)
    with store.reading() as session:
        assert filing.known_uids(session, "INBOX", largest, [largest, 1]) == {largest}


def test_known_uids_are_those_of_this_mailbox_and_numbering(store: Store) -> None:
    filed(store, 1, 2, 3)
    with store.reading() as session:
        assert filing.known_uids(session, "INBOX", 7, [2, 3, 4]) == {2, 3}
        assert filing.known_uids(session, "INBOX", 8, [2, 3, 4]) == set()
        assert filing.known_uids(session, "Junk", 7, [2, 3, 4]) == set()
        assert filing.known_uids(session, "INBOX", 7, list(range(12_000))) == {1, 2, 3}


def test_two_connections_file_the_same_mail_once(url: str) -> None:
    """The same hundred mails under other UIDs, by four threads on four connections, at once and in other orders."""
    store = open_store(url, lock_timeout=20)
    answers: list[FiledMessage] = []
    faults: list[StoreError] = []
    start = threading.Barrier(4)

    def work(worker: int) -> None:
        start.wait()
        for batch in range(10):
            uids = range(batch * 10, batch * 10 + 10)
            items = [mail(uid + worker * 1000, content=f"form {uid}") for uid in uids]
            while True:
                try:
                    with store.begin() as session:
                        answers.extend(filing.file_messages(session, items, at=NOW))
                    break
                except StoreError as fault:
                    faults.append(fault)

    threads = [threading.Thread(target=work, args=(worker,)) for worker in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [fault for fault in faults if not fault.retryable] == []
    assert sum(answer.is_new for answer in answers) == 100
    with store.reading() as session:
        items = messages.listing(session)
        assert (len(items), len({item.id for item in items})) == (400, 100)
    store.close()


def test_unsettled_is_what_is_done_with_and_still_lies_there(store: Store) -> None:
    filed(store, 1, 2, 3, 4)
    with store.begin() as session:
        for status in (MessageStatus.PROCESSED, MessageStatus.HELD, MessageStatus.FAILED):
            messages.conclude(session, claimed(session), status=status, disposition="enquiry", rule="person", at=NOW)
        waiting = filing.unsettled(session, "INBOX", 7)
        assert [(item.uid, item.status, item.disposition) for item in waiting] == [
            (1, MessageStatus.PROCESSED, "enquiry"),
            (2, MessageStatus.HELD, "enquiry"),
        ]
        filing.mark_settled(session, [waiting[0].sighting_id], at=NOW)
        assert [item.uid for item in filing.unsettled(session, "INBOX", 7)] == [2]
        assert filing.unsettled(session, "INBOX", 8) == []


def test_a_further_sighting_of_concluded_mail_is_unsettled(store: Store) -> None:
    filed(store, 1, content="form")
    with store.begin() as session:
        row = claimed(session)
        messages.conclude(session, row, status=MessageStatus.PROCESSED, disposition="submission", rule="form", at=NOW)
        filing.mark_settled(session, [1], at=NOW)
        filing.file_messages(session, [mail(8, content="form")], at=NOW)
        assert [(item.uid, item.message_id) for item in filing.unsettled(session, "INBOX", 7)] == [(8, row.id)]
