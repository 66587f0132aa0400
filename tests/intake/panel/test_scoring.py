"""Scores that come back: the right ones kept, the rest asked precisely; nothing of a sheet that was tampered with."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from intake import clock
from intake.panel import assigning, scoring
from store import applications, history, panel
from store.engine import Session
from store.states import ApplicationState, AssignmentState
from store.tables import Score
from tests.intake.decisions.staffing import RUTH, case_links, newest, orders_by, text_of
from tests.intake.office import CLERK, DD, Office, letter_from
from tests.intake.panel.assessing import (
    ADA,
    DUE,
    KEYS,
    TESS,
    THEN,
    about,
    answers,
    filled,
    given_out,
    last,
    panelled,
    plain,
    quoted,
    scored,
    scores,
    sends_sheets,
    sent_out,
    sheet_in,
    shown,
    states,
    with_points,
)

ALL = dict.fromkeys(KEYS, "4")
OVER = DUE + timedelta(hours=1)


@pytest.fixture
def office(tmp_path: Path, empty_database: Path) -> Office:
    office = panelled(tmp_path / "office", empty_database)
    sent_out(office)
    return office


def given(office: Office, name: str = "Tess Rowan") -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {}
    for item in scores(office):
        if item.assessor_name == name:
            found.setdefault(f"DD-000{item.application_id}", {})[item.criterion] = item.points / 100
    return found


def said(office: Office, kind: str = "order_done") -> str:
    return text_of(office, newest(office, kind).id)


def test_filled_grid_is_kept_and_the_work_is_scored(office: Office) -> None:
    concluded = scored(office, TESS, "DD-0001", {**ALL, "support": "3½"}, "Well argued.")
    assert (concluded.rule, concluded.application) == ("order", "DD-0001")
    assert given(office) == {"DD-0001": {**dict.fromkeys(KEYS, 4.0), "support": 3.5}}
    assert states(office)["DD-0001", "Tess"] == AssignmentState.SCORED
    told = said(office)
    assert "Case for change: 4 of 5. Comment: “Well argued.”" in told
    assert "DD-0001 is scored in full: 3.95 of 5, weighted." in told
    assert "Show DD-0001" not in told
    with office.store.reading() as session:
        row = panel.assignment(session, 1, TESS.email)
        assert row is not None
        assert row.scored_at is not None


def test_grid_in_lines_quoted_without_marks(office: Office) -> None:
    letter = about(office, TESS, "DD-0001")
    text = shown(letter)
    for number, criterion in enumerate(DD.panel.criteria if DD.panel else (), 1):
        label = f"{number}. {criterion.title} ({criterion.scale}):"
        assert label in text
        text = text.replace(label, f"{label} {number - 1}")
    head = f"From: Team <dd@cabinet-office.example>\nSent: 11 February 2014\nTo: Tess\nSubject: {letter['Subject']}\n\n"
    answers(office, TESS, letter, body=f"Done.\n\n{head}{text}")
    assert given(office) == {"DD-0001": dict(zip(KEYS, (0.0, 1.0, 2.0, 3.0, 4.0), strict=True))}
    assert {item.comment for item in scores(office)} == {""}


def test_scores_above_the_quoted_letter_count(office: Office) -> None:
    own = "Case: 4\nComment: Clear.\nOptions: 3\nBenefits: 2\nCommitment: 5\nUse of support: 1\n\nBest wishes\nTess"
    answers(office, TESS, about(office, TESS, "DD-0001"), own)
    assert given(office) == {
        "DD-0001": {"case": 4.0, "options": 3.0, "benefits": 2.0, "commitment": 5.0, "support": 1.0}
    }
    assert [item.comment for item in scores(office)] == ["Clear.", "", "", "", ""]


def test_right_scores_are_kept_and_wrong_or_missing_ones_asked_criterion_by_criterion(office: Office) -> None:
    scored(office, TESS, "DD-0001", {"case": "4", "options": "6", "benefits": "good", "commitment": "3/10"})
    assert given(office) == {"DD-0001": {"case": 4.0}}
    assert states(office)["DD-0001", "Tess"] == AssignmentState.SENT
    told = said(office)
    for sentence in (
        "Options and ambition: “6” is not on the scale. Please give one number from 0 to 5.",
        "Benefits and savings: “good” is not one number.",
        "Commitment and capacity: “3/10” is out of 10.",
        "Use of support and learning: no points were given.",
        "DD-0001 has your points on 1 of 5 criteria.",
    ):
        assert sentence in told
    rest = {"options": "3", "benefits": "2", "commitment": "3", "support": "0"}
    scored(office, TESS, "DD-0001", rest)
    assert given(office) == {"DD-0001": {"case": 4.0, **{key: float(value) for key, value in rest.items()}}}
    assert states(office)["DD-0001", "Tess"] == AssignmentState.SCORED
    assert "Please look at this" not in said(office)


def test_reply_without_any_scores_is_refused(office: Office) -> None:
    letter = about(office, TESS, "DD-0001")
    refused = answers(office, TESS, letter, "Thank you, I will look at it next week.")
    assert (refused.rule, given(office)) == ("order-refused", {})
    assert "Nothing was kept of your scores for DD-0001." in said(office, "order_refused")
    assert "Case for change: no points were given." in said(office, "order_refused")


def rows(session: Session) -> int:
    return session.query(Score).count()


def test_changed_score_is_a_new_row_and_told_with_what_was_before(office: Office) -> None:
    scored(office, TESS, "DD-0001", ALL, "First thoughts.")
    scored(office, TESS, "DD-0001", {**ALL, "case": "2"})
    assert given(office)["DD-0001"]["case"] == 2.0
    told = said(office)
    assert "Case for change: 2 of 5 (before: 4), with the comment you gave before." in told
    assert "Options" not in told
    with office.store.reading() as session:
        assert rows(session) == 6
    scored(office, TESS, "DD-0001", {**ALL, "case": "2"})
    assert "These are the scores for DD-0001 that we have already." in said(office)
    with office.store.reading() as session:
        assert rows(session) == 6


def test_reply_without_any_scores_leaves_those_given_as_they_are(office: Office) -> None:
    scored(office, TESS, "DD-0001", ALL)
    before = given(office)
    thanks = answers(office, TESS, about(office, TESS, "DD-0001"), "Thank you, that was a good one.")
    assert (thanks.rule, given(office)) == ("order-refused", before)
    assert "There are no scores for DD-0001 in it. Those we have stand." in said(office, "order_refused")


def test_comment_alone_is_added_to_points_given_before(office: Office) -> None:
    scored(office, TESS, "DD-0001", ALL)
    answers(office, TESS, about(office, TESS, "DD-0001"), "Comment on Case for change: Second thoughts.")
    assert [item.comment for item in scores(office) if item.comment] == ["Second thoughts."]
    assert "Case for change: 4 of 5. Comment: “Second thoughts.”" in said(office)


def test_missing_scores_are_taken_after_the_due_date_and_given_ones_stand(office: Office) -> None:
    scored(office, TESS, "DD-0001", {"case": "4"})
    letter = about(office, TESS, "DD-0001")
    answers(office, TESS, letter, body=quoted(filled(letter, {**ALL, "case": "5"})), at=OVER)
    assert given(office) == {"DD-0001": dict.fromkeys(KEYS, 4.0)}
    told = said(office)
    assert "Case for change: you gave 4 before; it was not changed to 5." in told
    assert "Scores were due by midday on Monday 17 February 2014; what was given stands." in told
    assert "Ruth Alder can open them again." in told
    refused = scored(office, TESS, "DD-0001", {**ALL, "case": "5"}, at=OVER)
    assert refused.rule == "order-refused"


def reopened(office: Office) -> None:
    with clock.travel(OVER), office.begin() as session:
        case = applications.by_reference(session, "DD-0001")
        assert case is not None
        row = assigning.work_of(session, case, "Tess Rowan")
        scoring.reopen(session, office.desk, case, row, actor="Ruth", reason="A figure was wrong", at=OVER)


def test_reopened_scores_may_be_changed_once(office: Office) -> None:
    scored(office, TESS, "DD-0001", ALL)
    reopened(office)
    letter = last(office, TESS, "panel_reminder")
    assert str(letter["Subject"]).startswith("DD-0001: open again for your scores")
    assert "you may send other scores once. Reason: A figure was wrong" in " ".join(plain(letter).split())
    scored(office, TESS, "DD-0001", {**ALL, "case": "5"}, at=OVER)
    assert given(office)["DD-0001"]["case"] == 5.0
    assert scored(office, TESS, "DD-0001", {**ALL, "case": "1"}, at=OVER).rule == "order-refused"
    assert given(office)["DD-0001"]["case"] == 5.0


def test_scoresheet_is_taken_without_a_code_in_the_subject(office: Office) -> None:
    _, sheet = sheet_in(about(office, TESS, "DD-0001"))
    concluded = sends_sheets(office, TESS, with_points(sheet, "4", "3.5", "2", "5", "1", comment="See notes."))
    assert (concluded.rule, concluded.application) == ("order", "DD-0001")
    assert given(office) == {"DD-0001": dict(zip(KEYS, (4.0, 3.5, 2.0, 5.0, 1.0), strict=True))}
    assert {item.comment for item in scores(office)} == {"See notes."}


def test_scoresheet_attached_to_a_reply_counts_and_the_empty_grid_does_not(office: Office) -> None:
    letter = about(office, TESS, "DD-0001")
    _, sheet = sheet_in(letter)
    filled_in = with_points(sheet, "1", "1", "1", "1", "1")
    answers(office, TESS, letter, "Attached.", scoresheets=(filled_in,))
    assert given(office) == {"DD-0001": dict.fromkeys(KEYS, 1.0)}
    assert said(office).startswith("Case for change: 1 of 5, without a comment.")
    assert "Please look at this" not in said(office)


def test_several_scoresheets_are_each_dealt_with(office: Office) -> None:
    first = with_points(sheet_in(about(office, TESS, "DD-0001"))[1], *"44444")
    second = with_points(sheet_in(about(office, TESS, "DD-0002"))[1], "3", "3", "3", "3", "")
    third = replace(first, reference="DD-0003")
    sends_sheets(office, TESS, first, second, third)
    assert given(office) == {"DD-0001": dict.fromkeys(KEYS, 4.0), "DD-0002": dict.fromkeys(KEYS[:4], 3.0)}
    letter = newest(office, "order_done")
    assert letter.subject.startswith("Done in part: your scores for DD-0001 and your scores for DD-0002")
    told = said(office)
    assert "DD-0001 is scored in full" in told
    assert "Use of support and learning: no points were given." in told
    assert "The code was issued for another case or batch." in told


def refusal(office: Office) -> str:
    assert given(office) == {}
    assert given(office, "Ada Marsh") == {}
    return said(office, "order_refused")


def test_scoresheet_with_its_reference_edited_is_refused(office: Office) -> None:
    _, sheet = sheet_in(about(office, TESS, "DD-0001"))
    sends_sheets(office, TESS, replace(with_points(sheet, *"44444"), reference="DD-0002"))
    assert "The code was issued for another case or batch." in refusal(office)


def test_scoresheet_of_another_assessor_is_refused(office: Office) -> None:
    _, sheet = sheet_in(about(office, TESS, "DD-0001"))
    sends_sheets(office, ADA, with_points(sheet, *"44444"))
    assert "The code was issued for somebody else." in refusal(office)


def test_scoresheet_with_formulas_is_refused_whole(office: Office) -> None:
    _, sheet = sheet_in(about(office, TESS, "DD-0001"))
    good = with_points(sheet, *"44444")
    first, *others = good.rows
    sends_sheets(office, TESS, replace(good, rows=(replace(first, points_text="", formula=True), *others)))
    told = refusal(office)
    assert "The scoresheet for DD-0001 holds formulas. Nothing was kept of it." in told
    assert "Case for change: the points are a formula, which we do not run." in told


def test_scoresheet_with_an_altered_code_is_refused(office: Office) -> None:
    _, sheet = sheet_in(about(office, TESS, "DD-0001"))
    altered = sheet.code[:-1] + ("y" if sheet.code.endswith("x") else "x")
    sends_sheets(office, TESS, replace(with_points(sheet, *"44444"), code=altered))
    assert "The code is not one of ours, or some of its characters were changed." in refusal(office)


def test_scoresheet_from_a_forged_sender_is_refused(office: Office) -> None:
    _, sheet = sheet_in(about(office, TESS, "DD-0001"))
    mail = replace(orders_by(office, TESS, "Scores"), headers=())
    office.receives(mail, at=THEN, scoresheets=(with_points(sheet, *"44444"),))
    assert "Nothing of it was done." in refusal(office)


def test_expired_code_is_refused(office: Office) -> None:
    refused = scored(office, TESS, "DD-0001", ALL, at=DUE + timedelta(days=15))
    assert refused.rule == "order-refused"
    assert "The code expired on" in refusal(office)


def test_scores_on_a_withdrawn_application_are_refused(office: Office) -> None:
    with office.begin() as session:
        case = applications.by_reference(session, "DD-0001")
        assert case is not None
        history.move(session, case, ApplicationState.WITHDRAWN, at=THEN, actor="test")
    scored(office, TESS, "DD-0001", ALL)
    assert "DD-0001 was withdrawn by its applicant" in refusal(office)


def test_assessors_are_told_to_stop_when_the_applicant_withdraws(office: Office) -> None:
    office.receives(letter_from(CLERK, subject="DD-0001", reply_text="We withdraw our application."), at=THEN)
    assert "Its applicant has withdrawn DD-0001." in " ".join(plain(last(office, TESS, "panel_news")).split())
    assert "2 assessors are told to stop." in said(office, "case_withdrawn")


def test_scores_before_a_declaration_are_refused(tmp_path: Path, empty_database: Path) -> None:
    office = panelled(tmp_path / "early", empty_database)
    sent_out(office)
    subject = str(about(office, TESS, "DD-0001")["Subject"])
    other = panelled(tmp_path / "other", empty_database)
    given_out(other)
    other.receives(orders_by(other, TESS, subject, "Case for change: 4"), at=THEN)
    assert "please declare first whether there is a conflict" in said(other, "order_refused")


def test_points_are_kept_to_the_hundredth(office: Office) -> None:
    scored(office, TESS, "DD-0001", {**ALL, "case": "3.75"})
    assert {item.criterion: item.points for item in scores(office)}["case"] == 375


def test_case_letter_has_the_scores_with_names_for_those_who_decide(office: Office) -> None:
    scored(office, TESS, "DD-0001", ALL)
    case_links(office, "DD-0001", RUTH, at=THEN + timedelta(hours=1))
    told = said(office, "case")
    assert "Rank 1 of 1: mean 4 of 5, median 4, spread 0." in told
    assert "- Tess Rowan: 4 (Case for change 4, Options and ambition 4," in told
    assert "- Ada Marsh: nothing yet." in told


def test_assessor_sees_no_scores_of_others_before_having_scored(office: Office) -> None:
    scored(office, TESS, "DD-0001", ALL)
    looking = ADA.model_copy(update={"roles": ("assess", "decide")})
    office.offices = replace(office.offices, staff=(RUTH, TESS, looking))
    case_links(office, "DD-0001", looking, at=THEN + timedelta(hours=1))
    told = said(office, "case")
    assert "What other assessors gave is shown once you have scored it." in told
    assert "Tess Rowan: 4" not in told
