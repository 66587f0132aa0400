"""What a person wrote and who they are is gone from rows, files and the database's own bytes; all else stays."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import text

from intake.assurance.errors import AlreadyErasedError, CaseBusyError, KeptForStaffError, StillInRoundError
from intake.closing import ClosingError, Fate, settle_letter
from store import applications, audit, history, letters, messages, orders
from store.columns import Row
from store.states import ApplicationState, LetterStatus, MessageStatus
from store.tables import Application, InboundMessage, OutgoingMail
from tests.intake.assurance.scene import (
    ASKER,
    ASKER_AT,
    DAY,
    OFFICE_AT,
    PRIYA,
    PRIYA_AT,
    TOLD_AT,
    TOM,
    TOM_AT,
    eraser,
    queue,
)
from tests.intake.office import IN_TIME, Office, completed, letter_from


def everything(office: Office) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table, by table."""
    with office.store.reading() as session:
        return {
            table.name: [dict(row) for row in session.execute(table.select()).mappings()]
            for table in Row.metadata.sorted_tables
        }


def written(office: Office) -> str:
    """Every value of every row as text."""
    rows = everything(office)
    return json.dumps(rows, default=lambda value: value.decode("latin-1") if isinstance(value, bytes) else str(value))


def verified(office: Office) -> audit.AuditReport:
    with office.store.reading() as session:
        return audit.verify(session)


def on_disk(office: Office, words: str) -> list[str]:
    """The files of the office that hold these words."""
    return sorted(
        path.name for path in office.folder.rglob("*") if path.is_file() and words.encode() in path.read_bytes()
    )


def erased_event(office: Office, number: int = 1) -> tuple[str, str, dict[str, Any]]:
    event = [item for item in office.events("application", number) if item.what == "erased"][-1]
    return event.actor, event.reason, json.loads(event.after)


def test_everything_of_the_scene_is_there_before(played: Office) -> None:
    assert all(words in written(played) for words in (PRIYA, PRIYA_AT, TOM, TOM_AT, ASKER, ASKER_AT))
    assert verified(played).sound


def test_an_erased_application_leaves_no_word_of_its_people(played: Office) -> None:
    (item,) = eraser(played).case("dd-0001").erased
    assert item.what == "DD-0001"
    assert [words for words in (PRIYA, PRIYA_AT, "Form of Priya") if words.lower() in written(played).lower()] == []
    assert on_disk(played, PRIYA) == on_disk(played, PRIYA_AT) == []


def test_what_proves_how_it_was_treated_stays(played: Office) -> None:
    eraser(played).case("DD-0001")
    rows = everything(played)
    case = rows["application"][0]
    assert (case["reference"], case["authority_name"], case["state"]) == ("DD-0001", "Walsall Council", "selected")
    assert case["erased_at"] == TOLD_AT + DAY
    assert [row["points"] for row in rows["score"]] == [301, 302]
    assert [row["amount"] for row in rows["decision"]] == [8_500_000, None]
    assert [(row["kind"], row["status"]) for row in rows["outgoing_mail"] if row["application_id"] == 1] == [
        ("receipt", "sent"),
        ("selected", "sent"),
    ]
    assert rows["inbound_message"][0]["received_at"] is not None
    steps = [(event.before, event.after) for event in played.events("application", 1) if event.what == "state"]
    assert steps == [("incomplete", "complete"), ("complete", "selected")]


def test_nothing_of_another_application_changes(played: Office) -> None:
    before = everything(played)
    eraser(played).case("DD-0001")
    after = everything(played)
    theirs = {
        "application": [1],
        "submission": [1],
        "inbound_message": [1, 2],
        "score": [1],
        "decision": [1],
        "interview": [1],
        "staff_order": [1],
        "assignment": [1],
    }
    for name, places in theirs.items():
        assert [after[name][place] for place in places] == [before[name][place] for place in places]
    own = [row["id"] for row in before["submission"] if row["application_id"] == 2]
    for name in ("answer", "finding"):
        assert [row for row in after[name] if row["submission_id"] in own] == [
            row for row in before[name] if row["submission_id"] in own
        ]
    assert [row["recipient"] for row in after["batch_item"]] == ["", TOM_AT]
    assert after["batch"][0]["plan"] == {
        "lines": [{"reference": "DD-0001", "to": "(erased)"}, {"reference": "DD-0002", "to": TOM_AT}]
    }


def test_the_history_still_verifies_and_says_what_was_erased(played: Office) -> None:
    with played.store.reading() as session:
        anchor = audit.head(session)
    eraser(played).case("DD-0001")
    report = verified(played)
    assert (report.sound, report.broken, report.states) == (True, None, ())
    assert report.erased > 0
    actor, reason, told = erased_event(played)
    assert (actor, reason) == ("Kim (command line)", "asked by letter")
    assert told.pop("events").count(",") > 0
    assert told == {
        "messages": 1,
        "attachments": 1,
        "letters": 4,  # its receipt, its outcome, and our copies of the digest and of the news that name it
        "answers": 28,
        "findings": told["findings"],
        "orders": 1,
        "decisions": 1,
        "scores": 1,
        "interviews": 1,
    }
    with played.store.reading() as session:
        assert audit.verify(session, expect=anchor.hash).anchored


def test_a_step_is_proved_though_its_reason_was_erased(played: Office) -> None:
    eraser(played).case("DD-0001")
    with played.begin() as session:
        session.execute(text("UPDATE event SET after = 'not_selected' WHERE what = 'state' AND subject_id = 1"))
    broken = verified(played).broken
    assert broken is not None
    assert broken.what == "it was altered, or put in the place of another"


def test_its_files_go_and_its_lines_in_the_journal_stay(played: Office) -> None:
    before = list(played.archive)
    report = eraser(played).case("DD-0001")
    assert (report.files, len(before) - len(list(played.archive))) == (1, 1)
    assert everything(played)["inbound_message"][0]["sha256"] not in played.archive


def test_copies_on_the_server_are_named(played: Office) -> None:
    (item,) = eraser(played).case("DD-0001").erased
    kinds = [name for name in item.mail_ids if name.startswith(("mail-1@", "batch:1.selected"))]
    assert len(item.mail_ids) == 3
    assert len(kinds) == 2


def test_mail_of_two_applications_is_kept_until_both_are_erased(played: Office) -> None:
    first = eraser(played).case("DD-0001")
    assert first.erased[0].kept == (
        "message 4 belongs to another application as well and is kept until that is erased",
    )
    assert everything(played)["inbound_message"][3]["subject"] == "Scores"
    second = eraser(played).case("DD-0002")
    assert (second.erased[0].kept, second.files) == ((), 2)
    assert everything(played)["inbound_message"][3]["subject"] == ""
    assert verified(played).sound


def test_an_erasure_that_was_interrupted_is_finished_by_the_next(
    played: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    digest = everything(played)["inbound_message"][0]["sha256"]

    def stop(_self: object, _digest: str) -> bool:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("store.archive_folder.FolderArchive.remove", stop)
        with pytest.raises(KeyboardInterrupt):
            eraser(played).case("DD-0001")
    assert digest in played.archive
    assert eraser(played).due().files == 1
    assert digest not in played.archive


def test_a_file_that_another_mail_still_needs_stays(played: Office) -> None:
    digest = everything(played)["inbound_message"][0]["sha256"]
    with played.begin() as session:
        row = InboundMessage(
            message_id="again@elsewhere.example",
            sha256=digest,
            size=1,
            received_at=IN_TIME,
            filed_at=IN_TIME,
            status=MessageStatus.PENDING,
        )
        session.add(row)
    assert eraser(played).case("DD-0001").files == 0
    assert digest in played.archive


def test_a_dry_run_shows_the_same_and_changes_nothing(played: Office) -> None:
    before, files = written(played), list(played.archive)
    dry = eraser(played, dry=True).case("DD-0001")
    assert (written(played), list(played.archive)) == (before, files)
    real = eraser(played).case("DD-0001")
    assert (dry.dry, dry.erased) == (True, real.erased)


def test_it_is_erased_once(played: Office) -> None:
    eraser(played).case("DD-0001")
    with pytest.raises(AlreadyErasedError) as raised:
        eraser(played).case("DD-0001")
    assert str(raised.value) == "DD-0001 was erased on 06 March 2014"


def test_an_application_there_is_not_is_said(played: Office) -> None:
    with pytest.raises(LookupError):
        eraser(played).case("DD-0009")


def test_an_application_in_the_round_is_not_erased_until_it_is_withdrawn(office: Office) -> None:
    office.receives(form=completed())
    with pytest.raises(StillInRoundError) as raised:
        eraser(office, at=IN_TIME + DAY).case("DD-0001")
    assert str(raised.value) == ("DD-0001 is complete and still in the round: have it withdrawn first, then erase it")
    with office.begin() as session:
        case = session.get_one(Application, 1)
        history.move(session, case, ApplicationState.WITHDRAWN, at=IN_TIME, actor="Kim")
    eraser(office, at=IN_TIME + DAY).case("DD-0001")
    assert verified(office).sound


def test_letters_that_wait_are_cancelled_and_held_mail_is_closed(office: Office) -> None:
    office.receives(form=completed())
    with office.begin() as session:
        case = session.get_one(Application, 1)
        history.move(session, case, ApplicationState.WITHDRAWN, at=IN_TIME, actor="Kim")
        row = messages.by_id(session, 1)
        assert row is not None
        session.execute(text("UPDATE inbound_message SET status = 'held'"))
    eraser(office, at=IN_TIME + DAY).case("DD-0001")
    with office.store.reading() as session:
        assert [row.status for row in letters.listing(session)] == [LetterStatus.CANCELLED]
        message = messages.by_id(session, 1)
        assert message is not None
        assert message.status == MessageStatus.PROCESSED


def test_a_letter_that_is_being_sent_keeps_the_application_whole(played: Office) -> None:
    with played.begin() as session:
        row = queue(session, "x", kind="case", to=OFFICE_AT, raw=b"X", of=session.get_one(Application, 1))
        letters.claim(session, [history.id_of(row)], at=TOLD_AT)
    before = written(played)
    with pytest.raises(CaseBusyError):
        eraser(played).case("DD-0001")
    assert written(played) == before


@pytest.mark.parametrize("status", ["unknown", "failed"])
def test_an_erased_letter_in_trouble_cannot_be_sent_again(played: Office, status: str) -> None:
    with played.begin() as session:
        row = queue(session, "x", kind="case", to=OFFICE_AT, raw=b"X", of=session.get_one(Application, 1))
        number = history.id_of(row)
        (claimed,) = letters.claim(session, [number], at=TOLD_AT)
        history.move(session, claimed, LetterStatus(status), at=TOLD_AT)
    eraser(played).case("DD-0001")
    with played.begin() as session:
        letter = session.get_one(OutgoingMail, number)
        assert letter.status == LetterStatus.FAILED
        with pytest.raises(ClosingError) as raised:
            settle_letter(session, letter, Fate.AGAIN, actor="Kim", reason="again", at=TOLD_AT)
    assert str(raised.value) == f"letter {number} was erased; there is nothing left to send"


def test_a_person_of_no_application_is_erased(played: Office) -> None:
    report = eraser(played).person(f" {ASKER_AT.upper()} ")
    (item,) = report.erased
    assert (item.counts.messages, item.counts.letters, item.counts.subscribers) == (1, 1, 1)
    assert [words for words in (ASKER, ASKER_AT) if words.lower() in written(played).lower()] == []
    assert on_disk(played, ASKER_AT) == []
    assert everything(played)["subscriber"][0]["left_at"] == TOLD_AT + DAY
    assert verified(played).sound


def test_a_contact_is_erased_with_their_application(played: Office) -> None:
    report = eraser(played).person(PRIYA_AT)
    assert [item.what for item in report.erased] == ["DD-0001"]
    assert PRIYA_AT not in written(played)


def test_a_contact_in_the_round_keeps_the_application_and_is_told_so(office: Office) -> None:
    office.receives(letter_from(PRIYA_AT), completed(lead_name=PRIYA, lead_email=PRIYA_AT))
    report = eraser(office, at=IN_TIME + DAY).person(PRIYA_AT)
    assert report.refused == ("DD-0001 is complete and still in the round: have it withdrawn first, then erase it",)
    assert PRIYA_AT in written(office)


def test_what_belongs_to_anothers_application_is_kept_and_said(played: Office) -> None:
    with played.begin() as session:
        case = applications.by_reference(session, "DD-0001")
        assert case is not None
        applications.change_facts(session, case, contact_address="new@walsall.example", at=TOLD_AT)
    (item,) = eraser(played).person(PRIYA_AT).erased
    assert item.kept == (
        "message 1 belongs to DD-0001 and is kept until that is erased",
        "letter 1 belongs to DD-0001 and is kept until that is erased",
        "letter 5 belongs to DD-0001 and is kept until that is erased",
        "DD-0001 names the address in its answer 'lead_email' and is kept until that is erased",
    )


def test_staff_are_not_erased(played: Office) -> None:
    with pytest.raises(KeptForStaffError):
        eraser(played).person("Ada.Marsh@panel.example")


def test_a_person_of_whom_nothing_is_held_is_nothing(played: Office) -> None:
    assert eraser(played).person("nobody@elsewhere.example").erased == ()


def test_what_a_stranger_tried_to_order_is_erased_with_the_stranger(played: Office) -> None:
    with played.begin() as session:
        orders.record(
            session,
            person=ASKER_AT,
            person_name=ASKER,
            action="release",
            subject="batch:1",
            text=f"{ASKER} says so",
            outcome="refused",
            reason=f"{ASKER_AT} is not staff",
            at=TOLD_AT,
        )
    (item,) = eraser(played).person(ASKER_AT).erased
    assert item.counts.orders == 1
    assert [words for words in (ASKER, ASKER_AT) if words in written(played)] == []
    assert verified(played).sound
