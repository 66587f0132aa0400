"""The spine: what waits is claimed, read and concluded; one bad mail never delays the next."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from datetime import timedelta

import pytest

from intake import clock, conclusion, pipeline
from intake.desk import Desk
from intake.errors import ReadingFaultError, RecognitionLeftError
from intake.pipeline import MOST_ATTEMPTS, STALE_AFTER, process_message, process_pending, recover
from parsers.reading import Reading
from store import history, messages
from store.archive_folder import FolderArchive
from store.engine import Session
from store.errors import StoreUnreachableError
from store.lending import Lent
from store.states import MessageStatus
from store.tables import InboundMessage
from store.waiting import Left
from tests.intake.office import IN_TIME, Office, ToldReader, completed


def statuses(office: Office) -> list[str]:
    """The status of each mail in the order they were filed."""
    return [str(item.status) for item in office.messages()]


def test_process_message_takes_one_waiting_message_the_whole_way(office: Office) -> None:
    first, _ = office.files(form=completed()), office.files()
    item = process_message(office.desk, first)
    assert item is not None
    assert (item.status, item.application) == (MessageStatus.PROCESSED, "DD-0001")
    assert statuses(office) == ["processed", "pending"]


def test_process_message_leaves_alone_what_does_not_wait(office: Office) -> None:
    number = office.files()
    assert process_message(office.desk, number) is not None
    assert process_message(office.desk, number) is None
    assert process_message(office.desk, 999) is None


def test_process_pending_takes_everything_that_waits_in_order(office: Office) -> None:
    numbers = [office.files() for _ in range(5)]
    assert [item.message_id for item in office.processes()] == numbers
    assert process_pending(office.desk) == 0


def test_reading_that_was_stopped_holds_that_message_alone(office: Office) -> None:
    office.files(fault="the reading of form.pdf was stopped after 20 seconds")
    office.files(form=completed())
    held, other = office.processes()
    assert (held.status, held.disposition, held.rule) == (MessageStatus.HELD, "suspect", "reading-stopped")
    assert held.reason == "the reading of form.pdf was stopped after 20 seconds"
    assert other.application == "DD-0001"
    assert [letter.kind for letter in office.letters()] == ["receipt"]


def test_damaged_archive_file_holds_the_message_and_says_what_to_do(office: Office) -> None:
    office.files()
    (path,) = (office.folder / "archive").rglob("*.eml")
    path.chmod(0o600)
    path.write_bytes(b"something else")
    (item,) = office.processes()
    assert (item.status, item.rule) == (MessageStatus.HELD, "reading-stopped")
    assert item.reason == "its file in the raw archive is missing or damaged: restore it, then requeue it"


def test_mail_waits_again_while_the_archive_is_away(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(6):
        office.files(form=completed())

    def away(*_: object) -> None:
        raise StoreUnreachableError("no answer")

    for _ in range(MOST_ATTEMPTS + 1):
        with monkeypatch.context() as patch:
            patch.setattr(FolderArchive, "lend", away)
            with pytest.raises(StoreUnreachableError):
                process_pending(office.desk)
        assert {(item.status, item.reason) for item in office.messages()} == {(MessageStatus.PENDING, "")}
    assert len(office.processes()) == 6


def test_lost_archive_file_holds_the_message(office: Office) -> None:
    office.files()
    (path,) = (office.folder / "archive").rglob("*.eml")
    path.unlink()
    (item,) = office.processes()
    assert item.rule == "reading-stopped"


def test_fault_of_ours_fails_that_message_alone_and_leaves_nothing_of_it(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    poison = office.files(form=completed("Dudley Metropolitan Borough Council"))
    office.files(form=completed())
    answer = conclusion._answer

    def failing(session: object, desk: object, message: object, *rest: object) -> object:
        if history.id_of(message) == poison:
            raise LookupError("nobody foresaw this")
        return answer(session, desk, message, *rest)  # type: ignore[arg-type]  # passed on as they came

    monkeypatch.setattr(conclusion, "_answer", failing)
    failed, other = office.processes()
    assert (failed.status, failed.rule) == (MessageStatus.FAILED, "fault")
    assert failed.reason == "a fault of the service while recording it: LookupError"
    assert (other.application, statuses(office)) == ("DD-0001", ["failed", "processed"])
    assert [case.authority_name for case in office.cases()] == ["Walsall Council"]


def test_failed_message_is_taken_again_once_a_person_requeues_it(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(pipeline, "conclude", _raise)
        number = office.files(form=completed())
        (failed,) = office.processes()
    assert failed.status is MessageStatus.FAILED
    with office.begin() as session:
        row = messages.by_id(session, number)
        assert row is not None
        messages.requeue(session, row, actor="Kim", reason="mended", at=IN_TIME)
    (item,) = office.processes()
    assert item.application == "DD-0001"


def _raise(*_: object) -> object:
    raise ArithmeticError


def test_stop_ends_the_work_after_what_is_being_read(office: Office) -> None:
    for _ in range(6):
        office.files()
    stop = threading.Event()
    done = process_pending(office.desk, stop=stop, tell=lambda item: stop.set())
    assert 1 <= done < 6
    assert statuses(office) == ["processed"] * done + ["pending"] * (6 - done)


def test_store_fault_ends_the_pass_and_the_claim_goes_stale(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.files()
    with monkeypatch.context() as broken:
        broken.setattr(pipeline, "conclude", _disk_full)
        with pytest.raises(OSError, match="disk full"), clock.travel(IN_TIME):
            process_pending(office.desk)
    assert statuses(office) == ["processing"]
    with clock.travel(IN_TIME + STALE_AFTER - timedelta(seconds=30)):
        assert recover(office.desk) == 0
    with clock.travel(IN_TIME + STALE_AFTER + timedelta(seconds=30)):
        assert recover(office.desk) == 1
    assert statuses(office) == ["pending"]


def _disk_full(*_: object) -> object:
    raise OSError("disk full")


def test_recover_at_the_start_takes_everything_back_and_holds_what_was_tried_too_often(office: Office) -> None:
    office.files()
    for attempt in range(1, MOST_ATTEMPTS + 1):
        with office.begin() as session:
            assert len(messages.claim(session, limit=5, at=clock.now())) == 1
        assert recover(office.desk, older_than=timedelta(0)) == 1
        assert statuses(office) == (["pending"] if attempt < MOST_ATTEMPTS else ["held"])
    (item,) = office.messages()
    assert (item.rule, item.reason) == ("gave-up", "its reading was begun 3 times and never came to an end")


def test_mail_that_ends_the_process_counts_against_no_other(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    poison, *others = [office.files() for _ in range(4)]
    concluding = conclusion.conclude

    def dies(session: Session, desk: Desk, message: InboundMessage, outcome: object) -> object:
        if message.id == poison:
            raise OSError("the process ends")
        return concluding(session, desk, message, outcome)  # type: ignore[arg-type]  # handed on as it came

    monkeypatch.setattr(pipeline, "conclude", dies)
    for _ in range(MOST_ATTEMPTS):
        with pytest.raises(OSError, match="the process ends"):
            process_pending(replace(office.desk, workers=2))
        recover(office.desk, older_than=timedelta(0))
    process_pending(office.desk)
    found = {item.id: (str(item.status), item.rule) for item in office.messages()}
    assert found[poison] == ("held", "gave-up")
    assert {found[number][0] for number in others} == {"processed"}


def test_read_gives_the_fault_as_a_result(office: Office) -> None:
    office.files(fault="the child died")
    with office.begin() as session:
        (message,) = messages.claim(session, limit=1, at=IN_TIME)
    outcome = pipeline.read(office.desk, message)
    assert isinstance(outcome, ReadingFaultError)
    assert str(outcome) == "the child died"


def test_process_message_puts_back_what_could_not_be_read_through_no_fault_of_its_own(office: Office) -> None:
    number = office.files(fault="its file is missing")

    def doubt() -> None:
        raise StoreUnreachableError("the archive is away")

    with pytest.raises(StoreUnreachableError):
        process_message(office.desk, number, doubt=doubt)
    assert statuses(office) == ["pending"]
    with office.store.reading() as session:
        row = messages.by_id(session, number)
    assert row is not None
    assert row.attempts == 0
    assert process_message(office.desk, number) is not None
    assert statuses(office) != ["pending"]


def test_process_message_that_leaves_recognition_waits_for_a_slow_reader(office: Office) -> None:
    number = office.files()
    handed: list[Left] = []
    office.store.hand_over = lambda _, left: handed.extend(left)
    raw = next(iter(office.reader.readings))
    whole, office.reader.readings[raw] = office.reader.readings[raw], RecognitionLeftError()
    with pytest.raises(RecognitionLeftError):
        process_message(office.desk, number)
    assert handed == [Left("message", number, slow=True)]
    office.reader.readings[raw] = whole
    assert process_message(office.desk, number) is not None


class SlowScans:
    """A reader by which every other mail is a scan; notes how many scans are recognised at a time, and the order."""

    def __init__(self, reader: ToldReader) -> None:
        self._reader = reader
        self.at_once = self.most_at_once = 0
        self.ended: list[str] = []

    def read(self, raw: Lent, *, later: bool = False) -> Reading:
        """A scan takes long; it is left where that is asked for."""
        reading = self._reader.read(raw)
        assert isinstance(raw, bytes)
        is_scan = int(raw.split()[2]) % 2 == 1
        if is_scan and later:
            raise RecognitionLeftError
        if is_scan:
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
            time.sleep(0.05)
            self.at_once -= 1
        self.ended.append("scan" if is_scan else "other")
        return reading

    def leaf(self, raw: Lent, sha256: str) -> bytes:
        """No file is asked for here."""
        raise ReadingFaultError("no file is read here")


def test_scans_are_recognised_one_after_the_other_and_hold_up_nobody(office: Office) -> None:
    for _ in range(24):
        office.files()
    reader = SlowScans(office.reader)
    assert process_pending(replace(office.desk, reader=reader, workers=2)) == 24
    assert statuses(office) == ["processed"] * 24
    assert reader.most_at_once == 1
    assert reader.ended.count("scan") == 12
    assert reader.ended.index("other") < reader.ended.index("scan")
