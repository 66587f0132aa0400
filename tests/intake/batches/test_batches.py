"""A batch from plan to letters: what is frozen leaves, what changed stops it, and two people agree."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from intake import clock
from intake.batches.errors import BatchError, ConsentError, NothingToStageError
from intake.batches.releasing import recall, release
from intake.batches.stage_list import STAGES
from intake.batches.staging import plan_of, stage_batch
from intake.config import Settings
from intake.decisions.batch_letters import tell_plan
from intake.decisions.by_hand import obey
from intake.decisions.giving import OrderError
from intake.round.programme import Consent
from intake.staff.digest_run import queue_digest
from store import applications, batches, history
from store.audit import verify
from store.states import ApplicationState, BatchState, LetterStatus
from tests.intake.decisions.staffing import (
    AFTER,
    OWEN,
    RUTH,
    applied,
    links,
    newest,
    orders_by,
    staffed,
    text_of,
    time_passes,
)
from tests.intake.office import CLERK, OURS, Office, completed, letter_from

HALF_AN_HOUR = timedelta(minutes=30)


@pytest.fixture
def office(tmp_path: Path, empty_database: Path) -> Office:
    office = staffed(tmp_path / "office", empty_database)
    applied(office, "Walsall Council", "Dudley Council", "Sandwell Council")
    return office


def decided(office: Office, action: str, reference: str, text: str = "", *, at: datetime = AFTER) -> None:
    with clock.travel(at), office.begin() as session:
        obey(session, office.desk, action, subject=reference, member=RUTH, actor="Ruth", text=text, at=at)


def staged(office: Office, stage: str = "shortlist", *, at: datetime = AFTER) -> int:
    with clock.travel(at), office.begin() as session:
        plan = plan_of(session, office.desk, STAGES[stage])
        batch = stage_batch(session, office.desk, STAGES[stage], person=RUTH, at=at)
        tell_plan(session, office.desk, batch, plan, at=at)
        return history.id_of(batch)


def released(office: Office, number: int, *, at: datetime = AFTER) -> None:
    with clock.travel(at), office.begin() as session:
        batch = batches.by_id(session, number)
        assert batch is not None
        release(session, office.desk, batch, person=OWEN, at=at, undo_after=office.offices.undo_after)


def state_of(office: Office, number: int) -> BatchState:
    with office.store.reading() as session:
        batch = batches.by_id(session, number)
        assert batch is not None
        return batch.state


def letters_of(office: Office, *kinds: str) -> list[tuple[str, str, LetterStatus]]:
    return [(item.kind, item.application, item.status) for item in office.letters() if item.kind in kinds]


OUTCOMES = ("shortlisted", "not_shortlisted", "ineligible")


def test_plan_shows_who_gets_what_and_who_nothing(office: Office) -> None:
    decided(office, "shortlist", "DD-0001")
    decided(office, "decline", "DD-0002")
    with office.store.reading() as session:
        plan = plan_of(session, office.desk, STAGES["shortlist"])
    assert [(line.reference, line.after, line.letter) for line in plan.lines] == [
        ("DD-0001", "shortlisted", "shortlisted"),
        ("DD-0002", "not_shortlisted", "not_shortlisted"),
        ("DD-0003", "", None),
    ]
    assert plan.lines[0].recipient == CLERK
    assert plan.warnings == ("1 application would get no letter.", "1 would be shortlisted for 10 places.")


def test_staged_batch_sends_nothing_and_is_shown_to_those_who_may_release_it(office: Office) -> None:
    decided(office, "shortlist", "DD-0001")
    number = staged(office)
    assert letters_of(office, *OUTCOMES) == [("shortlisted", "DD-0001", LetterStatus.DRAFT)]
    assert office.cases()[0].state == ApplicationState.COMPLETE
    plans = [letter.recipient for letter in office.letters() if letter.kind == "batch_plan"]
    assert plans == [RUTH.email, OWEN.email]
    said = text_of(office, newest(office, "batch_plan").id)
    assert f"batch {number}" in said
    assert "It can be released by Owen Birch." in said
    assert "DD-0003" in said.partition("WHO GETS NOTHING")[2]


def test_release_by_reply_takes_steps_and_sends_letters_after_its_time(office: Office) -> None:
    decided(office, "shortlist", "DD-0001")
    decided(office, "decline", "DD-0002")
    number = staged(office)
    subject = links(office, newest(office, "batch_plan").id)[f"Release batch {number}"]
    office.receives(orders_by(office, OWEN, subject), at=AFTER)
    assert state_of(office, number) == BatchState.RELEASED
    assert time_passes(office, AFTER + timedelta(minutes=29)) == 0
    assert letters_of(office, *OUTCOMES)[0][2] == LetterStatus.DRAFT
    assert time_passes(office, AFTER + timedelta(minutes=31)) == 2
    assert state_of(office, number) == BatchState.DONE
    assert [case.state for case in office.cases()] == ["shortlisted", "not_shortlisted", "complete"]
    assert letters_of(office, *OUTCOMES) == [
        ("shortlisted", "DD-0001", LetterStatus.QUEUED),
        ("not_shortlisted", "DD-0002", LetterStatus.QUEUED),
    ]
    assert time_passes(office, AFTER + timedelta(minutes=40)) == 0


def test_recall_in_time_keeps_everything_back(office: Office) -> None:
    decided(office, "shortlist", "DD-0001")
    number = staged(office)
    subject = links(office, newest(office, "batch_plan").id)[f"Release batch {number}"]
    office.receives(orders_by(office, OWEN, subject), at=AFTER)
    back = links(office, newest(office, "order_done").id)["Take this back"]
    office.receives(orders_by(office, OWEN, back), at=AFTER + timedelta(minutes=10))
    assert state_of(office, number) == BatchState.STAGED
    assert time_passes(office, AFTER + timedelta(hours=2)) == 0


def test_who_staged_a_batch_cannot_release_it(office: Office) -> None:
    decided(office, "shortlist", "DD-0001")
    number = staged(office)
    with office.begin() as session:
        batch = batches.by_id(session, number)
        assert batch is not None
        with pytest.raises(ConsentError, match="somebody else must release it"):
            release(session, office.desk, batch, person=RUTH, at=AFTER, undo_after=HALF_AN_HOUR)
        colleague = RUTH.model_copy(update={"name": "Una Cole", "email": "una.cole@cabinet-office.example"})
        with pytest.raises(ConsentError, match="somebody of another body must release it"):
            release(session, office.desk, batch, person=colleague, at=AFTER, undo_after=HALF_AN_HOUR)


def test_pack_that_asks_for_nobody_else_lets_one_person_release(office: Office) -> None:
    office.programme = replace(office.programme, consent=Consent())
    decided(office, "shortlist", "DD-0001")
    number = staged(office)
    with office.begin() as session:
        batch = batches.by_id(session, number)
        assert batch is not None
        release(session, office.desk, batch, person=RUTH, at=AFTER, undo_after=HALF_AN_HOUR)
        assert batch.state == BatchState.RELEASED


def test_batch_that_must_be_rehearsed_first_waits_for_it(office: Office) -> None:
    office.programme = replace(office.programme, consent=Consent(rehearse_first=True))
    decided(office, "shortlist", "DD-0001")
    number = staged(office)
    with pytest.raises(BatchError, match=f"intake release {number} --rehearse ADDRESS"):
        released(office, number)


def test_withdrawal_between_release_and_its_time_stops_the_whole_batch(office: Office) -> None:
    decided(office, "shortlist", "DD-0001")
    decided(office, "shortlist", "DD-0002")
    number = staged(office)
    released(office, number)
    with office.begin() as session:
        case = applications.by_reference(session, "DD-0002")
        assert case is not None
        history.move(session, case, ApplicationState.WITHDRAWN, at=AFTER)
    assert time_passes(office, AFTER + timedelta(minutes=31)) == 0
    assert state_of(office, number) == BatchState.STOPPED
    assert [case.state for case in office.cases()] == ["complete", "withdrawn", "complete"]
    assert {status for _, _, status in letters_of(office, *OUTCOMES)} == {LetterStatus.DRAFT}
    said = text_of(office, newest(office, "batch_news").id)
    assert "DD-0002 was complete when it was frozen, and is withdrawn now" in said


def test_letter_that_was_tampered_with_keeps_a_batch_from_being_released(office: Office) -> None:
    decided(office, "shortlist", "DD-0001")
    number = staged(office)
    with office.begin() as session:
        session.execute(
            text("UPDATE outgoing_body SET raw = :raw WHERE letter_id = :id"),
            {"raw": b"Subject: x\r\n\r\n", "id": newest(office, "shortlisted").id},
        )
    with pytest.raises(BatchError, match="what it holds is not what was frozen"):
        released(office, number)


def test_new_address_of_a_case_keeps_its_batch_from_being_released(office: Office) -> None:
    decided(office, "shortlist", "DD-0001")
    number = staged(office)
    with office.begin() as session:
        case = applications.by_reference(session, "DD-0001")
        assert case is not None
        applications.change_facts(session, case, contact_address="new@walsall.example", at=AFTER)
    with pytest.raises(BatchError, match="DD-0001 has another address now"):
        released(office, number)


def test_nothing_decided_is_nothing_to_stage(office: Office) -> None:
    with pytest.raises(NothingToStageError):
        staged(office)


def test_application_cannot_be_in_two_batches(office: Office) -> None:
    decided(office, "shortlist", "DD-0001")
    number = staged(office)
    decided(office, "decline", "DD-0001")
    with pytest.raises(BatchError, match=f"wait in batch {number}"):
        staged(office, at=AFTER + timedelta(minutes=1))


def test_cancelled_batch_never_leaves_and_can_be_staged_anew_with_what_changed(office: Office) -> None:
    decided(office, "shortlist", "DD-0001")
    number = staged(office)
    with clock.travel(AFTER), office.begin() as session:
        obey(session, office.desk, "cancel", subject=f"batch:{number}", member=OWEN, actor="Owen", at=AFTER)
    assert letters_of(office, *OUTCOMES) == [("shortlisted", "DD-0001", LetterStatus.CANCELLED)]
    decided(office, "decline", "DD-0001")
    again = staged(office, at=AFTER + timedelta(minutes=1))
    assert (state_of(office, number), state_of(office, again)) == (BatchState.CANCELLED, BatchState.STAGED)


def test_decision_that_was_carried_out_cannot_be_taken_back(office: Office) -> None:
    decided(office, "shortlist", "DD-0001")
    number = staged(office)
    released(office, number)
    time_passes(office, AFTER + timedelta(minutes=31))
    with pytest.raises(OrderError, match="only an application that is complete"):
        decided(office, "decline", "DD-0001", at=AFTER + timedelta(hours=1))
    with office.begin() as session:
        batch = batches.by_id(session, number)
        assert batch is not None
        with pytest.raises(BatchError, match="is done"):
            recall(session, batch, actor="Owen", at=AFTER)


def test_award_over_the_cap_is_refused_and_the_fund_is_warned_about(office: Office) -> None:
    office.programme = replace(office.programme, interviews=None, fund=15_000_000, places=1)
    with pytest.raises(OrderError, match="£120,000 is more than one application may get"):
        decided(office, "select", "DD-0001", "£120,000")
    decided(office, "select", "DD-0001", "£95,000\nA strong case.")
    decided(office, "select", "DD-0002")
    with office.store.reading() as session:
        plan = plan_of(session, office.desk, STAGES["outcome"])
    assert [line.amount for line in plan.lines] == [9_500_000, 8_500_000, None]
    assert plan.warnings == (
        "2 would be selected, and the programme has 1 place.",
        "£180,000 would be awarded, and the fund is £150,000.",
        "1 application would get no letter.",
    )


def test_corrected_form_after_freezing_does_not_change_what_leaves(office: Office) -> None:
    decided(office, "shortlist", "DD-0001")
    number = staged(office)
    office.receives(letter_from(CLERK), completed(project_title="Another title"))
    released(office, number)
    assert time_passes(office, AFTER + timedelta(minutes=31)) == 1


def digest_links(office: Office, *, at: datetime = AFTER) -> dict[str, str]:
    """What the digest of the day offers Ruth: label → subject of the mail."""
    settings = Settings(
        folder=office.folder,
        service={"programme": "delivering-differently"},
        mailbox={"kind": "maildir", "address": OURS, "path": office.folder},
        outgoing={"kind": "maildir", "path": office.folder},
        staff=office.offices.staff,
    )
    with clock.travel(at):
        assert queue_digest(office.desk, settings, end=at, cause=f"digest:{at.isoformat()}", only=RUTH)
    return links(office, newest(office, "digest").id)


def test_shortlist_is_planned_by_reply_to_the_digest(office: Office) -> None:
    subject = digest_links(office)["Plan the letters: shortlist"]
    text = "DD-0001 and dd-0003, please; decline others."
    concluded = office.receives(orders_by(office, RUTH, subject, text), at=AFTER)
    assert concluded.rule == "order"
    assert letters_of(office, *OUTCOMES) == [
        ("shortlisted", "DD-0001", LetterStatus.DRAFT),
        ("not_shortlisted", "DD-0002", LetterStatus.DRAFT),
        ("shortlisted", "DD-0003", LetterStatus.DRAFT),
    ]
    said = text_of(office, newest(office, "order_done").id)
    assert "Batch 1 (shortlist), 3 letters, is staged. Nothing has left. It can be released by Owen Birch." in said


def test_rank_is_refused_before_the_panel_has_ranked(office: Office) -> None:
    subject = digest_links(office)["Plan the letters: shortlist"]
    concluded = office.receives(orders_by(office, RUTH, subject, "the first 2, decline others"), at=AFTER)
    assert concluded.rule == "order-refused"
    assert "The panel has ranked nobody yet." in text_of(office, newest(office, "order_refused").id)
    assert letters_of(office, *OUTCOMES) == []


def test_digest_carries_the_head_of_the_history(office: Office) -> None:
    digest_links(office)
    with office.store.reading() as session:
        known = text_of(office, newest(office, "digest").id).partition("intake audit --expect ")[2].split()[0]
        assert verify(session, expect=known).sound


def test_first_reserve_is_offered_when_a_selected_council_withdraws(office: Office) -> None:
    office.programme = replace(office.programme, interviews=None)
    decided(office, "select", "DD-0001")
    decided(office, "reserve", "DD-0002")
    decided(office, "reserve", "DD-0003")
    number = staged(office, "outcome")
    released(office, number)
    assert time_passes(office, AFTER + timedelta(minutes=31)) == 3
    later = AFTER + timedelta(days=2)
    office.receives(letter_from(CLERK, subject="DD-0001", reply_text="We withdraw our application."), at=later)
    assert [case.state for case in office.cases()] == ["withdrawn", "reserve", "reserve"]
    letter = newest(office, "case")
    assert (letter.application, letter.recipient) == ("DD-0002", RUTH.email)
    assert "First on the reserve list is DD-0002" in text_of(office, newest(office, "case_withdrawn").id)
    office.receives(orders_by(office, RUTH, links(office, letter.id)["Select"], "£85,000"), at=later)
    again = staged(office, "outcome", at=later)
    released(office, again, at=later)
    assert time_passes(office, later + timedelta(minutes=31)) == 1
    assert [case.state for case in office.cases()] == ["withdrawn", "selected", "reserve"]
