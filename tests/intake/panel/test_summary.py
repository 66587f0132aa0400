"""What the scores come to, told to those who decide; held against a reckoning that shares nothing with ours."""

from __future__ import annotations

import random
import statistics
from collections import defaultdict
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from intake import clock
from intake.batches.stage_list import STAGES
from intake.batches.staging import plan_of
from intake.decisions.by_hand import obey
from intake.panel.standing import ranking_of
from intake.panel.summary import ranking_items, ranking_xlsx
from tests.intake.decisions.staffing import RUTH, time_passes
from tests.intake.office import DD, Office
from tests.intake.panel.assessing import (
    ADA,
    IVOR,
    KEYS,
    TESS,
    THEN,
    letters_to,
    panelled,
    plain,
    scored,
    sent_out,
    states,
)

LATER = THEN + timedelta(hours=1)
WEIGHTS = {"case": 25, "options": 20, "benefits": 25, "commitment": 20, "support": 10}
PEOPLE = {"Tess": TESS, "Ada": ADA, "Ivor": IVOR}
NAMES = ("Walsall Council", "Dudley Council", "Sandwell Council", "Leeds City Council", "Hull City Council")


@pytest.fixture
def office(tmp_path: Path, empty_database: Path) -> Office:
    office = panelled(tmp_path / "office", empty_database, names=NAMES)
    sent_out(office)
    return office


def everybody_scores(office: Office, points: dict[tuple[str, str], dict[str, str]]) -> None:
    for (reference, name), given in points.items():
        scored(office, PEOPLE[name], reference, given, f"On {reference}")


def some_points(office: Office, seed: int = 7) -> dict[tuple[str, str], dict[str, str]]:
    """Points in halves for everybody's work."""
    chance = random.Random(seed)
    return {work: {key: str(chance.randint(0, 10) / 2) for key in KEYS} for work in states(office)}


def by_floats(points: dict[tuple[str, str], dict[str, str]]) -> dict[str, list[float]]:
    """The weighted score of each assessor, by application, in floating point."""
    found = defaultdict(list)
    for (reference, _), given in points.items():
        found[reference].append(sum(WEIGHTS[key] * float(given[key]) for key in KEYS) / sum(WEIGHTS.values()))
    return dict(found)


def test_ranking_equals_one_reckoned_independently(office: Office) -> None:
    points = some_points(office)
    everybody_scores(office, points)
    with office.store.reading() as session:
        results = ranking_of(session, DD)
    scores = by_floats(points)
    means = {reference: statistics.fmean(values) for reference, values in scores.items()}
    assert [item.reference for item in results] == sorted(means, key=lambda item: -means[item])
    for item in results:
        values = scores[item.reference]
        assert item.rank == 1 + sum(other > means[item.reference] + 1e-9 for other in means.values())
        assert [float(item.mean or 0), float(item.median or 0), float(item.spread or 0)] == pytest.approx(
            [means[item.reference], statistics.median(values), max(values) - min(values)], abs=1e-4
        )
        assert float(item.deviation or 0) == pytest.approx(statistics.pstdev(values), abs=1e-4)
        assert item.complete


def test_those_who_decide_are_told_once_when_all_is_scored(office: Office) -> None:
    points = some_points(office)
    *most, last = points
    everybody_scores(office, {work: points[work] for work in most})
    assert time_passes(office, LATER) == 0
    everybody_scores(office, {last: points[last]})
    assert time_passes(office, LATER) == 1
    assert time_passes(office, LATER + timedelta(minutes=1)) == 0
    (letter,) = letters_to(office, RUTH, "ranking")
    said = " ".join(plain(letter).split())
    assert "Everything that was given to the 3 assessors of the panel is scored." in said
    assert "Rank 1 DD-000" in said
    assert [str(part.get_filename()) for part in letter.iter_attachments()] == ["DD ranking.xlsx"]
    assert letters_to(office, TESS, "ranking") == []


def test_workbook_holds_ranking_and_comments_as_text(office: Office) -> None:
    points = some_points(office)
    everybody_scores(office, points)
    scored(office, TESS, "DD-0001", points["DD-0001", "Tess"], '=HYPERLINK("https://bad.example")')
    with office.store.reading() as session:
        book = load_workbook(BytesIO(ranking_xlsx(session, DD)))
    first, second = book["Ranking"], book["Comments"]
    assert [cell.value for cell in first[1]][:9] == [
        *("Rank", "Reference", "Authority", "Mean", "Median", "Spread", "Deviation", "Scored by", "To discuss"),
    ]
    assert sorted(str(row[1].value) for row in first.iter_rows(min_row=2)) == sorted(
        {reference for reference, _ in points}
    )
    assert second.max_row == 1 + len(points) * len(KEYS)
    risky = [cell for row in second.iter_rows() for cell in row if str(cell.value).startswith("=")]
    assert {(cell.data_type, cell.quotePrefix) for cell in risky} == {("s", True)}
    assert len(risky) == len(KEYS)
    assert "f" not in {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}


def test_json_tells_exact_numbers_and_what_is_missing(office: Office) -> None:
    everybody_scores(office, {("DD-0001", "Tess"): {"case": "3.25"}})
    with office.store.reading() as session:
        item = next(item for item in ranking_items(session, DD) if item["reference"] == "DD-0001")
    assert (item["rank"], item["mean"], item["complete"]) == (None, None, False)
    mine = next(mark for mark in item["assessors"] if mark["name"] == "Tess Rowan")
    assert mine == {
        "assessor": "tess.rowan@lga.example",
        "name": "Tess Rowan",
        "weighted": None,
        "points": {"case": "3.25"},
        "missing": ["options", "benefits", "commitment", "support"],
    }


def test_shortlist_out_of_rank_is_warned_of(office: Office) -> None:
    worth = {"DD-0001": "1", "DD-0002": "5", "DD-0003": "3", "DD-0004": "4", "DD-0005": "2"}
    everybody_scores(office, {work: dict.fromkeys(KEYS, worth[work[0]]) for work in states(office)})
    for action, reference in (
        ("shortlist", "DD-0002"),
        ("decline", "DD-0004"),
        ("shortlist", "DD-0005"),
        ("decline", "DD-0001"),
    ):
        with clock.travel(LATER), office.begin() as session:
            obey(session, office.desk, action, subject=reference, member=RUTH, actor="Ruth", at=LATER)
    with office.store.reading() as session:
        warnings = plan_of(session, office.desk, STAGES["shortlist"]).warnings
    assert [item for item in warnings if "rank" in item] == [
        "DD-0004 (rank 2) is declined while DD-0005 (rank 4) is shortlisted."
    ]
