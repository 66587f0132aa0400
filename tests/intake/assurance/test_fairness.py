"""What one applicant got and another did not, or got later, twice or by another measure, is named; the rest is not."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from openpyxl import load_workbook

from intake.assurance.fairness import Fairness, NoticeRow, fairness, span
from intake.assurance.fairness_sheet import as_data, written
from intake.round.panel import Criterion, Panel
from intake.staff.export import Format
from store import applications, decisions, history, letters, panel
from store.engine import Session
from store.states import ApplicationState, AssignmentState, LetterStatus, Ruling
from store.tables import Application, OutgoingMail, Submission
from tests.intake.assurance.scene import OFFICE_AT, STAFF, TOLD_AT
from tests.intake.office import DD, DEADLINE, IN_TIME, Office

MINUTE = timedelta(minutes=1)
PANEL = Panel(
    criteria=(
        Criterion(key="need", title="Need", weight=Decimal(1), least=Decimal(0), most=Decimal(5)),
        Criterion(key="plan", title="Plan", weight=Decimal(1), least=Decimal(0), most=Decimal(5)),
    )
)


@pytest.fixture
def round_of(office: Office) -> Office:
    """Ten complete applications, each with a receipt a minute after its form."""
    office.programme = replace(DD, panel=PANEL)
    with office.begin() as session:
        for number in range(1, 11):
            case = opened(session)
            sent(session, case, "receipt", at=IN_TIME + number * MINUTE)
    return office


def opened(session: Session, state: ApplicationState = ApplicationState.COMPLETE) -> Application:
    return applications.open_application(
        session, reference_of=DD.reference_of, state=state, authority_name="A council", at=IN_TIME
    )


def sent(
    session: Session,
    case: Application,
    kind: str,
    *,
    at: datetime,
    took: timedelta = MINUTE,
    to: str = "a@council.example",
    cause: str = "",
) -> OutgoingMail:
    """A letter written at ``at`` that left after ``took``."""
    number = session.query(OutgoingMail).count()
    row = letters.queue(
        session,
        message_id=f"{number}@office.example",
        cause=cause or f"message:{case.number}:{number}",
        kind=kind,
        recipient=to,
        raw=b"x",
        application_id=case.id,
        at=at,
    )
    assert row is not None
    (claimed,) = letters.claim(session, [history.id_of(row)], at=at)
    letters.mark_sent(session, claimed, at=at + took)
    return claimed


def found(office: Office) -> Fairness:
    with office.store.reading() as session:
        return fairness(session, office.programme, staff=STAFF)


def case_of(session: Session, number: int) -> Application:
    case = applications.by_reference(session, f"DD-{number:04d}")
    assert case is not None
    return case


def rows(report: Fairness, kind: str) -> list[NoticeRow]:
    return [row for row in report.notices if row.kind == kind]


def test_where_all_were_treated_alike_nothing_stands_out(round_of: Office) -> None:
    report = found(round_of)
    assert (report.outliers, report.applications, len(report.notices)) == ((), 10, 10)
    first = report.notices[0]
    assert (first.reference, first.kind, first.letters, first.seconds, first.from_median) == (
        *("DD-0001", "receipt", 1, 60, 0),
    )
    (kind,) = report.kinds
    assert (kind.applications, kind.letters, kind.median, kind.slowest) == (10, 10, 60, 60)
    assert (kind.first_sent, kind.last_sent) == (IN_TIME + 2 * MINUTE, IN_TIME + 11 * MINUTE)


def test_an_empty_round_has_nothing_to_compare(office: Office) -> None:
    assert found(office) == Fairness(applications=0)


def test_who_lacks_a_letter_that_others_of_its_state_have_is_named(round_of: Office) -> None:
    with round_of.begin() as session:
        lacking = opened(session)
        other = opened(session, ApplicationState.INCOMPLETE)
        assert (lacking.number, other.number) == (11, 12)
    report = found(round_of)
    assert report.outliers == ("DD-0011: it has no letter receipt, which 10 of 11 that are complete have",)
    assert [(row.reference, row.letters) for row in report.notices if not row.letters] == [("DD-0011", 0)]


def test_a_letter_that_few_have_is_lacked_by_nobody(round_of: Office) -> None:
    with round_of.begin() as session:
        for number in range(1, 5):
            sent(session, case_of(session, number), "receipt_corrected", at=IN_TIME)
    assert found(round_of).outliers == ()


def test_who_got_more_letters_than_others_of_its_state_is_named(round_of: Office) -> None:
    with round_of.begin() as session:
        for number in range(1, 11):
            sent(session, case_of(session, number), "shortlisted", at=TOLD_AT)
        sent(session, case_of(session, 4), "shortlisted", at=TOLD_AT)
    assert found(round_of).outliers == ("DD-0004: it got 2 letters shortlisted where others that are complete got 1",)


def test_two_reminders_for_all_are_usual(round_of: Office) -> None:
    with round_of.begin() as session:
        for number in range(1, 11):
            for days in (7, 2):
                sent(session, case_of(session, number), "reminder", at=TOLD_AT, cause=f"reminder:{number}:{days}")
    report = found(round_of)
    assert (report.outliers, {row.letters for row in rows(report, "reminder")}) == ((), {2})


@pytest.mark.parametrize(
    ("took", "remark"),
    [
        (timedelta(minutes=60), ""),
        (timedelta(hours=3), "DD-0011: its letter receipt took 3 h 0 min, 2 h 59 min longer than the median"),
        (timedelta(days=2, hours=4), "DD-0011: its letter receipt took 2 d 4 h, 2 d 3 h longer than the median"),
    ],
)
def test_a_letter_that_took_longer_than_comparable_ones_is_named(
    round_of: Office, took: timedelta, remark: str
) -> None:
    with round_of.begin() as session:
        sent(session, opened(session), "receipt", at=IN_TIME, took=took)
    assert found(round_of).outliers == ((remark,) if remark else ())


def test_letters_that_leave_over_hours_are_comparable_among_themselves(round_of: Office) -> None:
    """A released batch leaves under a cap on letters an hour: the last of it is no outlier."""
    with round_of.begin() as session:
        for number in range(1, 11):
            sent(session, case_of(session, number), "shortlisted", at=TOLD_AT, took=number * timedelta(minutes=30))
    assert found(round_of).outliers == ()


def test_a_letter_that_was_not_sent_is_named(round_of: Office) -> None:
    with round_of.begin() as session:
        row = letters.queue(
            session,
            message_id="x@office.example",
            cause="x",
            kind="receipt",
            recipient="b@council.example",
            raw=b"x",
            application_id=opened(session).id,
            at=IN_TIME,
        )
        assert row is not None
        (claimed,) = letters.claim(session, [history.id_of(row)], at=IN_TIME)
        letters.mark_failed(session, claimed, reason="550", at=IN_TIME)
    report = found(round_of)
    assert report.outliers == ("DD-0011: its letter receipt was not sent (failed)",)
    assert [row.status for row in report.notices if row.reference == "DD-0011"] == [LetterStatus.FAILED]


def test_letters_to_staff_are_no_notices(round_of: Office) -> None:
    with round_of.begin() as session:
        sent(session, case_of(session, 1), "case", at=TOLD_AT, to="somebody@elsewhere.example")
        sent(session, case_of(session, 1), "shortlisted", at=TOLD_AT, to=OFFICE_AT, cause="batch:1:rehearsal")
    assert {row.kind for row in found(round_of).notices} == {"receipt"}


def test_cause_is_the_mail_that_was_answered_or_the_release_of_the_batch(played: Office) -> None:
    report = found(played)
    receipt, outcome = rows(report, "receipt")[0], rows(report, "selected")[0]
    assert (receipt.caused_at, receipt.sent_at) == (IN_TIME, TOLD_AT + timedelta(seconds=1))
    assert outcome.caused_at == TOLD_AT


def late(session: Session, case: Application, seconds: int, ruling: str) -> None:
    at = DEADLINE + timedelta(seconds=seconds)
    message = session.query(Submission).count() + 1
    session.add(
        Submission(
            application_id=history.id_of(case),
            number=1,
            message_id=message,
            form_sha256="f" * 64,
            likeness=1.0,
            received_at=at,
            late=True,
            created_at=at,
        )
    )
    if ruling:
        applications.change_facts(session, case, late_ruling=ruling, actor="Kim", reason="server down", at=at)


def test_late_forms_stand_side_by_side_with_their_rulings(round_of: Office) -> None:
    for _ in range(3):
        round_of.files()
    with round_of.begin() as session:
        late(session, case_of(session, 1), 41, "refused")
        late(session, case_of(session, 2), 3_600, "admitted")
        late(session, case_of(session, 3), 7_200, "")
    report = found(round_of)
    assert [(row.reference, row.seconds_late, row.ruling, row.ruled_by, row.reason) for row in report.lateness] == [
        ("DD-0001", 41, "refused", "Kim", "server down"),
        ("DD-0002", 3_600, "admitted", "Kim", "server down"),
        ("DD-0003", 7_200, "", "", ""),
    ]
    assert report.outliers == ("DD-0001: its late form was refused though later ones were admitted (DD-0002)",)


def scored(session: Session, case: Application, points: int) -> None:
    row = panel.assign(session, case, assessor="a@panel.example", assessor_name="A", body="", actor="Kim", at=IN_TIME)
    panel.declare(session, row, conflict="", actor="A", at=IN_TIME)
    history.move(session, row, AssignmentState.SENT, at=IN_TIME)
    for key in ("need", "plan"):
        panel.score(session, row, criterion=key, points=points, comment="", actor="A", at=IN_TIME)


def test_decisions_stand_beside_their_scores_and_out_of_order_ones_are_named(round_of: Office) -> None:
    with round_of.begin() as session:
        for number, points, ruling in ((1, 400, Ruling.SELECT), (2, 450, Ruling.NOT_SELECT), (3, 300, Ruling.RESERVE)):
            case = case_of(session, number)
            scored(session, case, points)
            decisions.decide(session, case, ruling, actor="Kim", amount=100 if number == 1 else None, at=TOLD_AT)
        decisions.decide(session, case_of(session, 4), Ruling.INELIGIBLE, actor="Kim", at=TOLD_AT)
    report = found(round_of)
    assert [(row.reference, row.score, row.rank, row.ruling, row.amount) for row in report.decisions] == [
        ("DD-0002", Decimal("4.5"), 1, "not_select", None),
        ("DD-0001", Decimal(4), 2, "select", 100),
        ("DD-0003", Decimal(3), 3, "reserve", None),
        ("DD-0004", None, None, "ineligible", None),
    ]
    assert report.outliers == (
        "DD-0002: not_select with 4.5 points, though lower scored ones fared better: "
        "DD-0001 (4, select), DD-0003 (3, reserve)",
    )


def test_a_decision_that_was_taken_back_does_not_count(round_of: Office) -> None:
    with round_of.begin() as session:
        taken = decisions.decide(session, case_of(session, 1), Ruling.DECLINE, actor="Kim", at=TOLD_AT)
        decisions.undo(session, taken, actor="Kim", at=TOLD_AT)
        decisions.decide(session, case_of(session, 2), Ruling.DECLINE, actor="Kim", at=TOLD_AT)
        decisions.decide(session, case_of(session, 2), Ruling.SHORTLIST, actor="Kim", at=TOLD_AT)
    assert [(row.reference, row.ruling) for row in found(round_of).decisions] == [("DD-0002", "shortlist")]


def test_json_has_the_outliers_first_and_every_table(round_of: Office) -> None:
    with round_of.begin() as session:
        opened(session)
    report = found(round_of)
    data: dict[str, Any] = json.loads(written(Format.JSON, report, round_of.programme))
    assert list(data) == ["applications", "outliers", "kinds", "notices", "lateness", "decisions"]
    assert data["outliers"] == list(report.outliers)
    assert data["notices"][0]["sent_at"] == (IN_TIME + 2 * MINUTE).isoformat()
    assert as_data(report)["applications"] == 11


def test_csv_is_the_notices(round_of: Office) -> None:
    text = written(Format.CSV, found(round_of), round_of.programme).decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(text)))
    assert (len(lines), lines[0]["Notice"], lines[0]["Seconds to sent"]) == (10, "receipt", "60")
    assert lines[0]["Sent"] == datetime(2014, 2, 3, 10, 2, tzinfo=UTC).isoformat()


def test_xlsx_has_a_sheet_for_each_table_and_the_outliers(round_of: Office) -> None:
    with round_of.begin() as session:
        opened(session)
    book = load_workbook(io.BytesIO(written(Format.XLSX, found(round_of), round_of.programme)))
    assert book.sheetnames == ["What stands out", "Kinds", "Notices", "Lateness", "Decisions"]
    assert [row[0] for row in book["What stands out"].iter_rows(values_only=True)] == [
        "11 applications: what stands out",
        "DD-0011: it has no letter receipt, which 10 of 11 that are complete have",
    ]
    assert [row[0] for row in book["Kinds"].iter_rows(values_only=True)] == ["Notice", "receipt"]
    assert book["Notices"].max_row == 12


@pytest.mark.parametrize(
    ("seconds", "words"), [(0, "0 s"), (59, "59 s"), (60, "1 min"), (3_600, "1 h 0 min"), (90_000, "1 d 1 h")]
)
def test_span_is_in_words(seconds: int, words: str) -> None:
    assert span(seconds) == words
