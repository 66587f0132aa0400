"""The life of a message: claimed once, counted before it is tried, concluded whole."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from store import history, messages
from store.engine import Store
from store.errors import ConflictError, IllegalStepError
from store.message_list import SAME_CONTENT
from store.messages import AttachmentItem, MailFacts, NewAttachment
from store.states import Disposition, MessageStatus
from store.tables import InboundMessage
from tests.store.conftest import NOW
from tests.store.making import application, claimed, filed, mail

HOUR = timedelta(hours=1)


def test_claim_takes_the_oldest_first_and_counts_the_attempt(store: Store) -> None:
    filed(store, 1, 2, 3)
    with store.begin() as session:
        rows = messages.claim(session, limit=2, at=NOW)
        seen = [(row.id, row.status, row.attempts, row.claimed_at) for row in rows]
        assert seen == [(1, "processing", 1, NOW), (2, "processing", 1, NOW)]
    with store.reading() as session:
        assert [item.attempts for item in messages.listing(session)] == [1, 1, 0]
        assert history.events_of(session, subject="message", subject_id=1)[-1].after == "processing"


def test_claim_of_ids_takes_those_that_wait(store: Store) -> None:
    filed(store, 1, 2, 3)
    with store.begin() as session:
        messages.claim(session, limit=1, at=NOW)
        assert [row.id for row in messages.claim(session, limit=9, at=NOW, ids=[1, 3])] == [3]


def test_claim_takes_what_was_begun_before_last_and_by_itself(store: Store) -> None:
    filed(store, 1, 2, 3)
    with store.begin() as session:
        messages.claim(session, limit=2, at=NOW)
    with store.begin() as session:
        messages.recover_stale(session, older_than=timedelta(0), at=NOW)
    claims = []
    for alone in (True, False, True, True):
        with store.begin() as session:
            claims.append([row.id for row in messages.claim(session, limit=9, at=NOW, alone=alone)])
    assert claims == [[3], [], [1], [2]]


def test_two_connections_never_claim_the_same_message(store: Store) -> None:
    filed(store, *range(40))
    taken: list[int | None] = []

    def work() -> None:
        for _ in range(20):
            with store.begin() as session:
                taken.extend(row.id for row in messages.claim(session, limit=2, at=NOW))

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(taken), len(set(taken))) == (40, 40)


def test_what_was_claimed_before_the_clock_was_set_back_waits_again_at_the_start(store: Store) -> None:
    filed(store, 1)
    with store.begin() as session:
        messages.claim(session, limit=1, at=NOW, ids=[1])
    with store.begin() as session:
        (row,) = messages.recover_stale(session, older_than=timedelta(0), at=NOW - HOUR)
        assert row.status == "pending"


def test_recover_stale_lets_try_again_and_holds_what_was_tried_often(store: Store) -> None:
    filed(store, 1, 2)
    moment = NOW
    for _ in range(3):
        with store.begin() as session:
            messages.claim(session, limit=1, at=moment, ids=[1])
        moment += 2 * HOUR
        with store.begin() as session:
            messages.claim(session, limit=1, at=moment, ids=[2])
            messages.recover_stale(session, older_than=HOUR, at=moment)
        with store.begin() as session:
            messages.put_back(session, session.get_one(InboundMessage, 2), at=moment, reason="stopping")
    with store.reading() as session:
        first, second = messages.listing(session)
        assert (first.status, first.attempts, first.rule) == ("held", 3, "gave-up")
        assert first.reason == "its reading was begun 3 times and never came to an end"
        assert (second.status, second.attempts) == ("pending", 0)


def test_conclude_writes_all_that_was_learnt(store: Store) -> None:
    filed(store, 1)
    facts = MailFacts(
        content_sha256="c" * 64,
        hop_at=NOW,
        from_name="Jane",
        from_address="jane@walsall.example",
        subject="Our form",
        in_reply_to=["a@b"],
        references=["a@b", "c@d"],
        claimed_date=NOW - HOUR,
        defects=["bare-lf"],
    )
    leaf = NewAttachment(position=0, name="form.pdf", sha256="f" * 64, size=9, type="application/pdf", outcome="form")
    with store.begin() as session:
        case = application(session)
        messages.conclude(
            session,
            claimed(session),
            status=MessageStatus.PROCESSED,
            disposition=Disposition.SUBMISSION,
            rule="form",
            facts=facts,
            attachments=[leaf, replace(leaf, position=1, name="annex.pdf", outcome="annex")],
            application_id=case.id,
            answerable=False,
            at=NOW,
        )
    with store.reading() as session:
        row = session.get_one(InboundMessage, 1)
        assert (row.from_address, row.references, row.defects, row.answerable, row.hop_at) == (
            *("jane@walsall.example", "a@b c@d", "bare-lf", False, NOW),
        )
        (item,) = messages.listing(session)
        assert (item.status, item.disposition, item.rule, item.application, item.subject) == (
            *("processed", "submission", "form", "DD-0001", "Our form"),
        )
        form = AttachmentItem(
            name="form.pdf", sha256="f" * 64, size=9, type="application/pdf", found_in="", outcome="form", reason=""
        )
        assert item.attachments == (form, replace(form, name="annex.pdf", outcome="annex"))


def test_conclude_again_replaces_the_attachments_of_the_earlier_reading(store: Store) -> None:
    filed(store, 1)
    leaf = NewAttachment(position=0, name="a", sha256="", size=0, type="")
    for name in ("first", "second"):
        with store.begin() as session:
            messages.conclude(
                session,
                claimed(session),
                status=MessageStatus.HELD,
                disposition=Disposition.SUSPECT,
                rule="surprise",
                attachments=[replace(leaf, name=name)],
                at=NOW,
            )
            messages.requeue(session, session.get_one(InboundMessage, 1), actor="Ada", reason="again", at=NOW)
    with store.reading() as session:
        (item,) = messages.listing(session)
        assert [leaf.name for leaf in item.attachments] == ["second"]
        assert (item.status, item.attempts) == ("pending", 0)


def test_conclude_refuses_a_message_that_was_not_claimed(store: Store) -> None:
    filed(store, 1)
    with store.begin() as session, pytest.raises(IllegalStepError):
        messages.conclude(
            session,
            session.get_one(InboundMessage, 1),
            status=MessageStatus.PROCESSED,
            disposition=Disposition.ENQUIRY,
            rule="person",
            at=NOW,
        )


def test_find_by_message_ids_finds_every_message_of_that_name(store: Store) -> None:
    filed(store, 1, 2)
    with store.begin() as session:
        messages.file_messages(session, [mail(3, content="other", message_id="1@council.example")], at=NOW)
        found = messages.find_by_message_ids(session, ["1@council.example", "unknown"])
        assert [row.id for row in found] == [3, 1]
        assert messages.find_by_message_ids(session, []) == []


def test_duplicate_candidate_is_the_first_with_the_same_content(store: Store) -> None:
    filed(store, 1, 2, 3)
    with store.begin() as session:
        for content in ("same", "same", ""):
            messages.conclude(
                session,
                claimed(session),
                status=MessageStatus.PROCESSED,
                disposition=Disposition.ENQUIRY,
                rule="person",
                facts=MailFacts(content_sha256=content),
                at=NOW,
            )
        found = messages.duplicate_candidate(session, "same", excluding=2)
        assert found
        assert found.id == 1
        assert messages.duplicate_candidate(session, "none", excluding=2) is None
        assert messages.duplicate_candidate(session, "", excluding=2) is None


def test_listing_has_one_item_a_sighting_and_calls_the_further_ones_duplicates(store: Store) -> None:
    filed(store, 1, 2, content="form")
    with store.begin() as session:
        messages.conclude(
            session,
            claimed(session),
            status=MessageStatus.PROCESSED,
            disposition=Disposition.SUBMISSION,
            rule="form",
            at=NOW,
        )
        seen = [(item.id, item.uid, item.disposition, item.rule) for item in messages.listing(session)]
        assert seen == [(1, 1, "submission", "form"), (1, 2, "duplicate", SAME_CONTENT)]


def test_listing_of_held_shows_what_waits_for_a_person(store: Store) -> None:
    filed(store, 1, 2, 3)
    with store.begin() as session:
        for status in (MessageStatus.HELD, MessageStatus.FAILED, MessageStatus.PROCESSED):
            messages.conclude(session, claimed(session), status=status, disposition="suspect", rule="x", at=NOW)
        assert [item.uid for item in messages.listing(session, held=True)] == [1, 2]


def test_listing_since_an_instant(store: Store) -> None:
    with store.begin() as session:
        messages.file_messages(session, [mail(1, received_at=NOW - HOUR), mail(2)], at=NOW)
        assert [item.uid for item in messages.listing(session, since=NOW)] == [2]


def test_a_message_names_only_an_application_that_exists(store: Store) -> None:
    filed(store, 1)
    with pytest.raises(ConflictError), store.begin() as session:
        messages.conclude(
            session,
            claimed(session),
            status=MessageStatus.PROCESSED,
            disposition=Disposition.CORRESPONDENCE,
            rule="reference",
            application_id=99,
            at=NOW,
        )
    with store.reading() as session:
        assert [item.status for item in messages.listing(session)] == ["pending"]
