"""Work given out and taken off, as it stands in the books."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from intake import clock
from intake.panel import assigning
from intake.panel.errors import AllocationFileError, PanelError
from store import applications
from store.states import AssignmentState
from tests.intake.decisions.staffing import RUTH, orders_by
from tests.intake.office import DD, DEADLINE, Office, completed, letter_from
from tests.intake.panel.assessing import (
    ADA,
    IVOR,
    TESS,
    THEN,
    declares,
    given_out,
    letters_to,
    panelled,
    plain,
    scored,
    scores,
    sent_out,
    states,
)


@pytest.fixture
def office(tmp_path: Path, empty_database: Path) -> Office:
    return panelled(tmp_path / "office", empty_database)


def test_work_is_shared_out_evenly_and_given_once(office: Office) -> None:
    given_out(office)
    standing = states(office)
    assert Counter(reference for reference, _ in standing) == {"DD-0001": 2, "DD-0002": 2, "DD-0003": 2}
    assert Counter(name for _, name in standing) == {"Tess": 2, "Ada": 2, "Ivor": 2}
    given_out(office, at=THEN + timedelta(hours=1))
    assert states(office) == standing


def test_only_complete_applications_are_given_out_and_late_ones_once_admitted(office: Office) -> None:
    office.receives(letter_from("a@hull.example"), completed(lead="Hull City Council", lead_name=None))
    office.receives(
        letter_from("b@leeds.example"), completed(lead="Leeds City Council"), at=DEADLINE + timedelta(seconds=1)
    )
    with office.store.reading() as session:
        found = assigning.assessable(session)
    assert [case.reference for case in found.cases] == ["DD-0001", "DD-0002", "DD-0003"]
    assert found.not_yet == (
        ("DD-0004", "it is incomplete"),
        ("DD-0005", "it came late, and was not admitted"),
    )
    with office.begin() as session:
        late = applications.by_reference(session, "DD-0005")
        assert late is not None
        applications.rule_on_lateness(session, late, "admitted", actor="Ruth", reason="", at=THEN)
        found = assigning.assessable(session)
    assert [case.reference for case in found.cases] == ["DD-0001", "DD-0002", "DD-0003", "DD-0005"]


def test_assessor_of_the_body_that_applies_gets_none_of_it(office: Office) -> None:
    own = TESS.model_copy(update={"body": "Walsall"})
    office.offices = replace(office.offices, staff=(RUTH, own, ADA, IVOR))
    given_out(office)
    assert ("DD-0001", "Tess") not in states(office)
    with pytest.raises(AllocationFileError, match="is of Walsall, whose"), office.store.reading() as session:
        assigning.by_hand(session, office.desk, "DD-0001", ["Tess Rowan"])


def test_application_that_cannot_be_covered_is_told_with_the_reason(office: Office) -> None:
    office.offices = replace(office.offices, staff=(RUTH, TESS))
    with office.store.reading() as session:
        found = assigning.evenly(session, office.desk)
    assert [item.why for item in found.short] == [
        f"DD-000{number} wants 2 assessors and lacks 1: 1 on the panel." for number in (1, 2, 3)
    ]


def test_work_is_given_by_hand_by_name_or_address(office: Office) -> None:
    with office.begin() as session:
        found = assigning.by_hand(session, office.desk, "dd-1", ["ada marsh", "IVOR.PIKE@dclg.example"])
        assigning.assign(session, office.desk, found.allocations, actor="Ruth", at=THEN)
    assert list(states(office)) == [("DD-0001", "Ada"), ("DD-0001", "Ivor")]
    with pytest.raises(AllocationFileError) as caught, office.store.reading() as session:
        assigning.by_hand(session, office.desk, "DD-0009", ["Nobody"])
    assert str(caught.value).splitlines() == [
        "DD-0009: 2 problems, so nothing was assigned",
        "  Nobody: there is no application 'DD-0009' to assess, did you mean 'DD-0003'?",
        "  Nobody: there is no assessor 'Nobody'",
    ]


def test_panel_without_orders_by_mail_or_assessors_is_refused(office: Office) -> None:
    office.offices = replace(office.offices, authserv_id="")
    with pytest.raises(PanelError, match="set \\[mailbox\\] authserv_id"), office.store.reading() as session:
        assigning.evenly(session, office.desk)
    office.offices = replace(office.offices, staff=(RUTH,), authserv_id="mx.example")
    with pytest.raises(PanelError, match="nobody assesses"), office.store.reading() as session:
        assigning.evenly(session, office.desk)


def taken_off(office: Office, reference: str, name: str) -> str:
    with clock.travel(THEN), office.begin() as session:
        case = applications.by_reference(session, reference)
        assert case is not None
        return assigning.unassign(session, office.desk, case, name, actor="Ruth", reason="ill", at=THEN)


def test_assessor_taken_off_is_told_and_the_scores_no_longer_count(office: Office) -> None:
    sent_out(office)
    everything = dict.fromkeys((item.key for item in DD.panel.criteria), "4") if DD.panel else {}
    scored(office, TESS, "DD-0001", everything)
    assert len(scores(office)) == 5
    assert taken_off(office, "DD-0001", "tess rowan") == "Tess Rowan no longer assesses DD-0001 and is told so."
    assert (scores(office), states(office)["DD-0001", "Tess"]) == ([], AssignmentState.DROPPED)
    (letter,) = letters_to(office, TESS, "panel_news")
    assert "DD-0001 was taken off your list." in plain(letter)
    with pytest.raises(PanelError, match="was taken off DD-0001 before"):
        taken_off(office, "DD-0001", "Tess Rowan")
    with pytest.raises(PanelError, match="'Nobody' does not assess DD-0001; Tess Rowan, Ada Marsh does"):
        taken_off(office, "DD-0001", "Nobody")


def test_work_taken_off_is_not_given_back_by_sharing_out_but_by_hand(office: Office) -> None:
    given_out(office)
    taken_off(office, "DD-0001", "Tess Rowan")
    given_out(office, at=THEN + timedelta(hours=1))
    assert states(office)["DD-0001", "Ivor"] == AssignmentState.ASSIGNED
    assert states(office)["DD-0001", "Tess"] == AssignmentState.DROPPED
    with office.begin() as session:
        found = assigning.by_hand(session, office.desk, "DD-0001", ["Tess Rowan"])
        assigning.assign(session, office.desk, found.allocations, actor="Ruth", at=THEN)
    assert states(office)["DD-0001", "Tess"] == AssignmentState.ASSIGNED


def test_conflict_frees_the_place_for_another_assessor(office: Office) -> None:
    given_out(office)
    declares(office, TESS, "DD-0001: conflict: I chair a trust there.\nDD-0002: no")
    given_out(office, at=THEN + timedelta(hours=1))
    assert [name for (reference, name), state in states(office).items()
            if reference == "DD-0001" and state == AssignmentState.ASSIGNED] == ["Ada", "Ivor"]  # fmt: skip


def test_mail_of_somebody_who_no_longer_assesses_is_refused(office: Office) -> None:
    given_out(office)
    subject = str(letters_to(office, TESS, "declaration")[0]["Subject"])
    former = TESS.model_copy(update={"roles": ("digest",)})
    office.offices = replace(office.offices, staff=(RUTH, former, ADA, IVOR))
    refused = office.receives(orders_by(office, former, subject, "None"), at=THEN)
    assert (refused.rule, states(office)["DD-0001", "Tess"]) == ("order-refused", AssignmentState.ASSIGNED)
