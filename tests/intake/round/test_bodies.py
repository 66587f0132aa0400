"""Which bodies a form names: the lead first, each partner once, matched to the register."""

from __future__ import annotations

import pytest

from intake.round.bodies import bodies_of
from parsers.extraction import Answer, Method, Value
from tests.intake.office import DD

DUDLEY, SANDWELL = "Dudley Metropolitan Borough Council", "Sandwell Metropolitan Borough Council"


def bodies(lead: str, partners: Value = None, *, text: str = "") -> list[tuple[str, str, str]]:
    """(role, code, name) of what the two answers name."""
    answers = {
        "lead_authority": Answer(key="lead_authority", value=lead, text=lead, confidence=1.0, method=Method.CELL),
        "partners": Answer(key="partners", value=partners, text=text, confidence=1.0, method=Method.CELL),
    }
    return [(body.role, body.code, body.shown_name) for body in bodies_of(DD, answers)]


def row(body: str | None) -> dict[str, str | bool | list[str] | None]:
    """A row of the partners table."""
    return {"body": body, "contact": None, "email": None}


def test_form_that_names_nobody_has_no_bodies() -> None:
    assert bodies_of(DD, {}) == ()
    assert bodies("") == []


def test_lead_is_known_by_any_of_its_names() -> None:
    assert bodies("walsall metropolitan borough council") == [("lead", "WLL", "Walsall Council")]


def test_name_nobody_has_stays_as_written() -> None:
    assert bodies("Northby Parish Council") == [("lead", "", "Northby Parish Council")]


def test_partners_of_a_table_come_once_each_and_never_the_lead() -> None:
    assert bodies("Walsall Council", [row(DUDLEY), row("Dudley"), row("Walsall Council"), row(None)]) == [
        ("lead", "WLL", "Walsall Council"),
        ("partner", "DUD", DUDLEY),
    ]


@pytest.mark.parametrize(
    "written",
    [
        f"{DUDLEY}\n{SANDWELL}",
        f"{DUDLEY}; {SANDWELL}",
        f"{DUDLEY}, {SANDWELL}",
        f"• {DUDLEY}\n• {SANDWELL}.",
        f"{DUDLEY} and {SANDWELL}",
    ],
)
def test_partners_written_as_a_list_are_told_apart(written: str) -> None:
    assert [name for _, _, name in bodies("Walsall Council", written, text=written)[1:]] == [DUDLEY, SANDWELL]


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("Bath and North East Somerset Council", ["Bath and North East Somerset Council"]),
        ("Royal Borough of Kensington and Chelsea", ["Royal Borough of Kensington and Chelsea"]),
        ("Dudley and Sandwell", [DUDLEY, SANDWELL]),
        ("Dudley Council and Northby Parish Council", [DUDLEY, "Northby Parish Council"]),
        ("Health and Care Trust", ["Health and Care Trust"]),
    ],
)
def test_and_is_part_of_a_name_where_the_register_has_it(written: str, names: list[str]) -> None:
    assert [name for _, _, name in bodies("Walsall Council", written, text=written)[1:]] == names
