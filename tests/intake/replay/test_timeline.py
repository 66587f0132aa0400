"""The two journals of the archive as one order of events."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from intake.replay.timeline import Conclusion, Duty, Filing, Giving, Step, timeline
from store.deeds import Deed, DeedKind
from store.journal import JournalEntry

NOON = datetime(2014, 2, 3, 12, tzinfo=UTC)


def minute(number: int) -> datetime:
    return NOON + timedelta(minutes=number)


def came(name: str, number: int, *, uid: int = 1) -> JournalEntry:
    """A mail filed so many minutes after noon."""
    filed_at = minute(number)
    return JournalEntry(mailbox="INBOX", uidvalidity=1, uid=uid, internaldate=filed_at, filed_at=filed_at, sha256=name)


def concluded(name: str, number: int, *, reference: str = "", message: int = 1) -> Deed:
    return Deed(
        kind=DeedKind.CONCLUDED, at=minute(number), sha256=name, reference=reference, numbers={"message": message}
    )


def chores(number: int) -> Deed:
    return Deed(kind=DeedKind.CHORES, at=minute(number))


def told(steps: Sequence[Step]) -> list[str]:
    """The steps in a word each."""
    words = []
    for step in steps:
        match step:
            case Filing():
                words.append(f"file {step.entry.sha256}")
            case Conclusion():
                words.append(f"conclude {step.sha256}")
            case Giving():
                words.append(f"give {', '.join(' to '.join(pair[:2]) for pair in step.deed.given)}")
            case Duty():
                words.append(f"{'guess' if step.guessed else 'do'} {int((step.at - NOON).total_seconds()) // 60}")
    return words


def test_mails_are_concluded_in_the_order_they_were_not_in_which_they_were_filed() -> None:
    line = timeline([came("a", 0), came("b", 0)], [concluded("b", 1, message=2), concluded("a", 2)])
    assert told(line.steps) == ["file a", "file b", "conclude b", "conclude a"]
    assert [step.number for step in line.steps if isinstance(step, Filing)] == [1, 2]
    assert line.concluded == ("b", "a")


def test_what_was_due_by_the_clock_stands_between_the_mails() -> None:
    line = timeline([came("a", 0), came("b", 5)], [concluded("a", 1), chores(3), concluded("b", 6), chores(9)])
    assert told(line.steps) == ["file a", "conclude a", "do 3", "file b", "conclude b", "do 9"]


def test_applications_that_were_given_to_assessors_are_given_in_their_place() -> None:
    given = Deed(kind=DeedKind.GIVEN, at=minute(3), given=(("DD-0001", "tess", 1),), actor="pat (command line)")
    line = timeline([came("a", 0), came("b", 5)], [concluded("a", 1), given, concluded("b", 6)])
    assert told(line.steps) == ["file a", "conclude a", "give DD-0001 to tess", "file b", "conclude b"]


def test_mail_whose_conclusion_nobody_noted_is_concluded_once_all_that_came_with_it_is_filed() -> None:
    line = timeline([came("a", 0), came("b", 0), came("c", 9)], [concluded("b", 1)])
    assert told(line.steps) == ["file a", "file b", "conclude a", "conclude b", "file c", "conclude c"]


def test_mail_seen_again_is_filed_again_and_concluded_once() -> None:
    line = timeline([came("a", 0), came("a", 5, uid=9)], [concluded("a", 1)])
    assert told(line.steps) == ["file a", "conclude a", "file a"]


def test_mail_read_again_by_hand_is_not_replayed_but_told() -> None:
    again = concluded("a", 30, reference="DD-0001")
    line = timeline([came("a", 0)], [concluded("a", 1), again])
    assert told(line.steps) == ["file a", "conclude a"]
    assert line.again == (again,)


def test_mail_that_still_waits_is_filed_only() -> None:
    assert told(timeline([came("a", 0), came("b", 0)], [concluded("a", 1)], waiting={"b"}).steps) == [
        "file a",
        "file b",
        "conclude a",
    ]


def test_clock_that_stepped_back_concludes_nothing_before_it_is_filed() -> None:
    line = timeline([came("a", 10), came("b", 11)], [concluded("a", 2), concluded("b", 3)])
    assert told(line.steps) == ["file a", "conclude a", "file b", "conclude b"]


def test_conclusion_of_mail_that_the_first_journal_does_not_know_is_left_out() -> None:
    assert told(timeline([came("a", 0)], [concluded("lost", 1), concluded("a", 2)]).steps) == ["file a", "conclude a"]


def test_before_anything_was_noted_the_clock_is_looked_at_every_hour() -> None:
    line = timeline([came("a", 0), came("b", 150), came("c", 400)], [concluded("b", 151), concluded("c", 401)])
    assert told(line.steps) == [
        *("file a", "conclude a", "guess 60", "guess 120"),
        *("file b", "conclude b", "file c", "conclude c"),
    ]


def test_where_nothing_was_ever_noted_the_clock_is_looked_at_all_along() -> None:
    line = timeline([came("a", 0), came("b", 90)], [])
    assert told(line.steps) == ["file a", "conclude a", "guess 60", "file b", "conclude b"]
