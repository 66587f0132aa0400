"""The day sheet: every room's day on a page of its own, all of it there whatever the length of the words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pypdfium2  # type: ignore[import-untyped]  # ships no types
import pytest

from intake.interviews.timetable import timetable_of
from intake.paper.day_sheet import day_sheet_pdf
from intake.round.programme import Programme, load
from tests.intake.interviews.timetables import ENTRIES, LONDON, TIMETABLE, slot

_NOW = datetime(2014, 2, 12, 10, 15, tzinfo=UTC)


@pytest.fixture(scope="module")
def challenge() -> Programme:
    return load("delivering-differently")


def _pages(data: bytes) -> list[str]:
    with pypdfium2.PdfDocument(data) as document:
        return [" ".join(page.get_textpage().get_text_bounded().split()) for page in document]


def test_day_sheet_has_a_page_for_each_room_and_day(challenge: Programme) -> None:
    pages = _pages(day_sheet_pdf(TIMETABLE, challenge, at=_NOW))
    assert [
        next(
            title
            for title in (
                "Wednesday 19 February 2014 · Room 1",
                "Wednesday 19 February 2014 · Room 2",
                "Thursday 20 February 2014 · Room 1",
            )
            if title in page
        )
        for page in pages
    ] == [
        "Wednesday 19 February 2014 · Room 1",
        "Wednesday 19 February 2014 · Room 2",
        "Thursday 20 February 2014 · Room 1",
    ]
    assert [f"Page {number} of 3" in page for number, page in enumerate(pages, 1)] == [True] * 3
    assert ["As arranged at 10:15am on Wednesday 12 February 2014" in page for page in pages] == [True] * 3


def test_day_sheet_says_who_when_and_how_it_was_answered(challenge: Programme) -> None:
    first, second, third = _pages(day_sheet_pdf(TIMETABLE, challenge, at=_NOW))
    for words in ("9:30am to 10:15am", "Walsall Council", "DD-0001", "Siân Nair", "01632 960001", "accepted"):
        assert words in first
    assert "1 Horse Guards Road, London" in first
    assert "Panel: ann.lee@cabinet-office.example, b.roy@solace.example" in first
    assert "no answer yet" in second
    assert "https://meet.example/one" in third
    assert "Llŷr ap Siencyn" in third


def test_day_sheet_of_an_ordinary_day_stands_on_one_page(challenge: Programme) -> None:
    hours = ((9, 30), (10, 30), (11, 30), (13, 30), (14, 30), (15, 30))
    six = [replace(ENTRIES[1], slot=slot(19, hour, minute, "Room 1")) for hour, minute in hours]
    assert len(_pages(day_sheet_pdf(timetable_of(six, programme="P", zone=LONDON), challenge, at=_NOW))) == 1


def test_day_sheet_of_a_long_day_goes_on_overleaf_and_loses_nobody(challenge: Programme) -> None:
    many = [
        replace(
            ENTRIES[0],
            reference=f"DD-{number:04d}",
            slot=replace(slot(20, 8, 0, "Room 1"), start=slot(20, 8, 0, "").start + timedelta(minutes=number)),
        )
        for number in range(20)
    ]
    pages = _pages(day_sheet_pdf(timetable_of(many, programme="P", zone=LONDON), challenge, at=_NOW))
    assert len(pages) > 1
    assert ["(continued)" in page for page in pages] == [False] + [True] * (len(pages) - 1)
    assert [sum(f"DD-{number:04d}" in page for page in pages) for number in range(20)] == [1] * 20


def test_day_sheet_is_the_same_bytes_each_time(challenge: Programme) -> None:
    assert day_sheet_pdf(TIMETABLE, challenge, at=_NOW) == day_sheet_pdf(TIMETABLE, challenge, at=_NOW)


def test_day_sheet_without_interviews_says_so(challenge: Programme) -> None:
    (page,) = _pages(day_sheet_pdf(replace(TIMETABLE, days=()), challenge, at=_NOW))
    assert "No interviews are arranged." in page
