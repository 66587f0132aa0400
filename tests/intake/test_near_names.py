"""Names that are nearly one of the register's: whom they were taken for, told to staff and to nobody else."""

from __future__ import annotations

import pytest

from tests.intake.office import Office, completed


@pytest.mark.parametrize(
    ("lead", "check", "message"),
    [
        (
            "Wallsal",
            "not-in-register",
            "“Wallsal” was not found in the list of bodies that may apply. The nearest name is Walsall Council.",
        ),
        (
            "Sufolk",
            "near-name",
            "“Sufolk” (lead) was taken to be Suffolk County Council. The next nearest name is Norfolk County Council.",
        ),
        ("St Helen", "near-name", "“St Helen” (lead) was taken to be St Helens Council."),
    ],
)
def test_near_name_is_told_with_the_runner_up(office: Office, lead: str, check: str, message: str) -> None:
    office.receives(form=completed(lead))
    checks = {item.check: item.message for item in office.cases()[0].checks}
    assert checks[check] == message


def test_exact_name_is_not_remarked_on(office: Office) -> None:
    office.receives(form=completed("Walsall Metropolitan Borough Council"))
    assert {"near-name", "not-in-register"} & {item.check for item in office.cases()[0].checks} == set()


def test_applicant_is_not_told_whose_name_came_next(office: Office) -> None:
    office.receives(form=completed("Sufolk"))
    assert b"Norfolk" not in office.body(office.letters()[0].id)
