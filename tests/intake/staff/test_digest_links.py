"""What a digest offers its reader by email, beside each thing in it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from intake.round.programme import Programme
from intake.staff.digest import digest
from intake.staff.digest_links import with_links
from store import applications, history
from store.states import ApplicationState
from tests.intake.decisions.staffing import AFTER, RUTH, TESS, applied, case_links, orders_by, staffed
from tests.intake.office import DD, Office, completed, letter_from


def test_incomplete_application_is_a_click_from_its_letter_however_long_ago_it_came(
    tmp_path: Path, empty_database: Path
) -> None:
    office = staffed(tmp_path / "office", empty_database)
    reference = office.receives(letter_from(), completed(lead_name=None)).application
    with office.begin() as session:
        found = digest(session, office.programme, start=AFTER, end=AFTER)
        offered = with_links(session, office.desk, found, RUTH, at=AFTER).incomplete
        not_offered = with_links(session, office.desk, found, TESS, at=AFTER).incomplete
    assert [(item.reference, [link.label for link in item.links]) for item in offered] == [
        (reference, [f"Show {reference}"])
    ]
    assert [[link.label for link in item.links] for item in not_offered] == [[f"Show {reference}"]]


def test_what_was_ruled_of_an_incomplete_application_can_be_told(tmp_path: Path, empty_database: Path) -> None:
    office = staffed(tmp_path / "office", empty_database)
    reference = office.receives(letter_from(), completed(lead_name=None)).application
    assert _stages_offered(office) == []
    ruled = orders_by(office, RUTH, case_links(office, reference)["Rule ineligible"], "It came without a name.")
    office.receives(ruled, at=AFTER)
    assert _stages_offered(office) == ["Plan the letters: shortlist"]
    with office.begin() as session:
        case = applications.by_reference(session, reference)
        assert case is not None
        history.move(session, case, ApplicationState.WITHDRAWN, at=AFTER, actor="Jo")
    assert _stages_offered(office) == []


@pytest.mark.parametrize(
    ("programme", "stages"),
    [(DD, ["Plan the letters: invite"]), (replace(DD, interviews=None), ["Plan the letters: outcome"])],
)
def test_shortlisted_applications_are_invited_only_where_there_are_interviews(
    tmp_path: Path, empty_database: Path, programme: Programme, stages: list[str]
) -> None:
    office = staffed(tmp_path / "office", empty_database, programme=programme)
    (reference,) = applied(office, "Walsall Council")
    with office.begin() as session:
        case = applications.by_reference(session, reference)
        assert case is not None
        history.move(session, case, ApplicationState.SHORTLISTED, at=AFTER, actor="Ruth")
    assert _stages_offered(office) == stages


def _stages_offered(office: Office) -> list[str]:
    """The stages whose letters the digest's reader may plan."""
    with office.begin() as session:
        found = digest(session, office.programme, start=AFTER, end=AFTER)
        return [link.label for link in with_links(session, office.desk, found, RUTH, at=AFTER).links]
