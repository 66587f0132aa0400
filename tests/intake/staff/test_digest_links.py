"""What a digest offers its reader by email, beside each thing in it."""

from __future__ import annotations

from pathlib import Path

from intake.staff.digest import digest
from intake.staff.digest_links import with_links
from tests.intake.decisions.staffing import AFTER, RUTH, TESS, staffed
from tests.intake.office import completed, letter_from


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
