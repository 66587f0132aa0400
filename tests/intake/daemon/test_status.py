"""`intake status`: which figures are a fault, and what a monitor is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from intake.daemon.status import judge
from store.figures import Standing
from store.states import ApplicationState, LetterStatus, MessageStatus
from store.tables import MailboxProgress

NOW = datetime(2014, 2, 10, 12, 0, tzinfo=UTC)
SILENCE = timedelta(minutes=15)
MINUTE = timedelta(minutes=1)


def mailbox(name: str = "eoi@office.example/INBOX", *, read: timedelta | None = MINUTE, fault: str = "") -> Any:
    """Progress of a mailbox that was read so long ago."""
    until = None if read is None else NOW - read
    return MailboxProgress(mailbox=name, uidvalidity=1, last_uid=7, read_until=until, fault=fault)


WELL = Standing(
    messages={MessageStatus.PROCESSED: 3},
    applications={ApplicationState.COMPLETE: 2},
    letters={LetterStatus.SENT: 3},
    unseen={},
    oldest_pending=None,
    oldest_due=None,
    mailboxes=(mailbox(),),
)


def faults(**changes: Any) -> list[str]:
    """The names of the faults found when one thing differs from all being well."""
    return [fault.name for fault in judge(replace(WELL, **changes), now=NOW, silence=SILENCE).faults]


def test_all_is_well() -> None:
    found = judge(WELL, now=NOW, silence=SILENCE)
    assert found.well
    assert (found.messages, found.applications, found.letters) == ({"processed": 3}, {"complete": 2}, {"sent": 3})
    assert found.read_until == NOW - MINUTE


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"mailboxes": ()}, ["mailbox-never-read"]),
        ({"mailboxes": (mailbox(read=SILENCE),)}, []),
        ({"mailboxes": (mailbox(read=SILENCE + MINUTE),)}, ["mailbox-unread"]),
        ({"mailboxes": (mailbox(read=None),)}, ["mailbox-unread"]),
        ({"mailboxes": (mailbox(), mailbox("eoi@office.example/Junk", read=SILENCE * 2))}, ["mailbox-unread"]),
        ({"mailboxes": (mailbox(fault="refused"),)}, []),
        ({"messages": {MessageStatus.HELD: 1}}, ["held"]),
        ({"oldest_held": NOW - timedelta(hours=24)}, []),
        ({"oldest_held": NOW - timedelta(hours=24) - MINUTE}, ["held-long"]),
        ({"messages": {MessageStatus.FAILED: 2}}, ["failed"]),
        ({"messages": {MessageStatus.PENDING: 9}, "oldest_pending": NOW - 30 * MINUTE}, []),
        ({"messages": {MessageStatus.PENDING: 9}, "oldest_pending": NOW - 31 * MINUTE}, ["backlog"]),
        ({"unseen": {LetterStatus.FAILED: 1}}, ["letters-failed"]),
        ({"unseen": {LetterStatus.BOUNCED: 1}}, ["letters-bounced"]),
        ({"unseen": {LetterStatus.UNKNOWN: 1}}, ["letters-unknown"]),
        ({"unseen": {LetterStatus.QUEUED: 1}, "oldest_due": NOW - 30 * MINUTE}, []),
        ({"unseen": {LetterStatus.QUEUED: 1}, "oldest_due": NOW - 31 * MINUTE}, ["letters-overdue"]),
        ({"unseen": {LetterStatus.DRAFT: 5}}, []),
        (
            {"mailboxes": (), "messages": {MessageStatus.HELD: 1}, "unseen": {LetterStatus.FAILED: 1}},
            ["mailbox-never-read", "held", "letters-failed"],
        ),
    ],
)
def test_faults(changes: dict[str, Any], expected: list[str]) -> None:
    assert faults(**changes) == expected


def test_fault_says_what_is_wrong_and_what_to_do() -> None:
    standing = replace(
        WELL, messages={MessageStatus.HELD: 2}, mailboxes=(mailbox(read=SILENCE * 2, fault="no answer"),)
    )
    unread, held = judge(standing, now=NOW, silence=SILENCE).faults
    assert (unread.what, unread.to_do) == (
        "eoi@office.example/INBOX has not been read since 2014-02-10 11:30:00 UTC: no answer",
        "see that `intake run` is running; `intake check` tries the connection",
    )
    assert (held.what, held.to_do) == (
        "2 messages wait for a person",
        "`intake messages --held` says why; `intake requeue ID` releases it, `intake close ID` closes it",
    )
