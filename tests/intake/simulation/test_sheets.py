"""A scoresheet filled in by its headings comes back as the service reads it."""

from __future__ import annotations

from decimal import Decimal

from intake.panel.scoresheet import ForWhom, scored_of, scoresheet_xlsx
from intake.round.programme import load
from intake.simulation.sheets import filled_sheet
from parsers.formats.sheet_scores import read_scoresheets

DD = load("delivering-differently")


def test_points_and_comments_stand_beside_their_criteria() -> None:
    assert DD.panel is not None
    empty = scoresheet_xlsx(DD, ForWhom(code="abc", reference="DD-0004", assessor="Ada", authority="Walsall"))
    titles = [item.title for item in DD.panel.criteria]
    filled = filled_sheet(
        empty, dict(zip(titles, ("3", "4.5", "0", "", "quite good"), strict=True)), {titles[0]: "Clear."}
    )
    (sheet,) = read_scoresheets(filled)
    scored = scored_of(sheet, DD.panel)
    assert dict(scored.points) == {"case": Decimal(3), "options": Decimal("4.5"), "benefits": Decimal(0)}
    assert dict(scored.comments) == {"case": "Clear."}
    assert [problem.criterion for problem in scored.problems] == ["commitment", "support"]
