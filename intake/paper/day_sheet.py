"""The day sheet: the interviews of each room and day on a page of their own, with room for notes, as a PDF for a panel.

What is on it is an `intake.interviews.timetable.Timetable`; pages and type are `intake.paper.sheet`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from reportlab.lib.colors import HexColor

from intake import wording
from intake.interviews.timetable import RoomDay, Timetable, TimetableEntry, clock_of
from intake.paper import fonts
from intake.paper.sheet import BOTTOM, GREY, INK, LEFT, WIDTH, Furniture, Sheet
from intake.round.programme import Programme

_HEAD = HexColor("#e3e8ec")
_SIZE, _LEADING, _PAD = 9.0, 11.4, 5.0
_LEAST_HEIGHT, _MOST_HEIGHT = 58.0, 112.0  # of a row: from three lines of notes by hand to what a day's page allows
_MOST_LINES = 15  # of one value: three of them in a cell still go on a page
#: Heading → share of the width.
_COLUMNS = (("Time", 0.14), ("Application", 0.34), ("Ask for", 0.22), ("Notes", 0.30))


@dataclass(frozen=True, slots=True)
class _Line:
    """One printed line of a cell."""

    text: str
    bold: bool = False
    quiet: bool = False


def day_sheet_pdf(timetable: Timetable, programme: Programme, *, at: datetime) -> bytes:
    """The timetable on paper as the bytes of a PDF; ``at`` is the instant it is true of, which stands on every page."""
    pages = _drawn(timetable, programme, at, pages=0).page
    return _drawn(timetable, programme, at, pages=pages).finish()


def _drawn(timetable: Timetable, programme: Programme, at: datetime, *, pages: int) -> Sheet:
    furniture = Furniture(
        programme=programme.name,
        title="Interviews",
        edition=_span(timetable),
        footer=f"As arranged at {wording.clock(at, timetable.zone)}. For the panel only.",
        brand=programme.brand,
    )
    sheet = Sheet(furniture, pages=pages)
    if not timetable.days:
        sheet.write("No interviews are arranged.")
    for place, day in enumerate(timetable.days):
        if place:
            sheet.turn()
        _draw_day(sheet, day, timetable)
    return sheet


def _draw_day(sheet: Sheet, day: RoomDay, timetable: Timetable) -> None:
    title = " · ".join(part for part in (wording.day(day.day), day.room) if part)
    sheet.bar(title, keep=_LEAST_HEIGHT + 40)
    for line in _whereabouts(day):
        sheet.write(line, size=_SIZE, colour=GREY)
        sheet.y -= 1
    sheet.y -= 6
    _draw_head(sheet)
    tall = min(_MOST_HEIGHT, max(_LEAST_HEIGHT, (sheet.y - BOTTOM - 1) / len(day.entries)))
    for entry in day.entries:
        cells = _cells(entry, timetable)
        height = max(tall, max(map(len, cells)) * _LEADING + 2 * _PAD)
        page = sheet.page
        sheet.room(height)
        if sheet.page != page:
            sheet.bar(f"{title} (continued)", keep=height + 20)
            _draw_head(sheet)
        _draw_row(sheet, cells, height)


def _cells(entry: TimetableEntry, timetable: Timetable) -> list[list[_Line]]:
    """The lines of each cell, wrapped to its width; the last is left for notes."""
    time, about, whom, _ = _widths()
    hours = [_Line(part) for part in clock_of(entry.slot, timetable.zone).replace(" to ", " to\n").split("\n")]
    hours[0] = _Line(hours[0].text, bold=True)
    application = [
        *_wrapped(entry.applicant, about, bold=True),
        *_wrapped(entry.reference, about, quiet=True),
        *_wrapped(entry.title, about),
    ]
    contact = [*_wrapped(entry.contact, whom), *_wrapped(entry.telephone, whom)]
    answer = entry.answer or "no answer yet"
    contact += _wrapped(f"Invitation: {answer}", whom, quiet=True)
    return [[line for item in hours for line in _wrapped(item.text, time, bold=item.bold)], application, contact, []]


def _draw_head(sheet: Sheet) -> None:
    height = _LEADING + 2 * _PAD - 3
    left = LEFT
    for (heading, _), width in zip(_COLUMNS, _widths(), strict=True):
        sheet.box((left, sheet.y - height, width, height), colour=_HEAD)
        _write(sheet, [_Line(heading, bold=True)], left)
        left += width
    sheet.y -= height


def _draw_row(sheet: Sheet, cells: list[list[_Line]], height: float) -> None:
    left = LEFT
    for lines, width in zip(cells, _widths(), strict=True):
        sheet.box((left, sheet.y - height, width, height), colour=HexColor("#ffffff"))
        _write(sheet, lines, left)
        left += width
    sheet.y -= height


def _write(sheet: Sheet, lines: list[_Line], left: float) -> None:
    for number, line in enumerate(lines):
        sheet.canvas.setFont(fonts.BOLD if line.bold else fonts.REGULAR, _SIZE)
        sheet.canvas.setFillColor(GREY if line.quiet else INK)
        sheet.canvas.drawString(left + _PAD, sheet.y - _PAD - _SIZE + 1 - number * _LEADING, line.text)


def _wrapped(text: str, width: float, *, bold: bool = False, quiet: bool = False) -> list[_Line]:
    face = fonts.BOLD if bold else fonts.REGULAR
    lines = fonts.wrapped(text, face, _SIZE, width - 2 * _PAD)
    if len(lines) > _MOST_LINES:
        lines = [*lines[: _MOST_LINES - 1], "…"]
    return [_Line(line, bold, quiet) for line in lines]


def _widths() -> list[float]:
    return [WIDTH * share for _, share in _COLUMNS]


def _whereabouts(day: RoomDay) -> list[str]:
    """Every place and link of the day's interviews, and everybody who sits in one."""
    places = [place for entry in day.entries for place in (entry.location, entry.link)]
    panel = dict.fromkeys(member for entry in day.entries for member in entry.panel)
    people = [f"Panel: {', '.join(panel)}"] if panel else []
    return [line for line in dict.fromkeys(places) if line] + people


def _span(timetable: Timetable) -> str:
    """The days it is of: one, or from the first to the last."""
    days = sorted({item.day for item in timetable.days})
    if not days:
        return ""
    first, last = wording.plain_day(days[0]), wording.plain_day(days[-1])
    return first if first == last else f"{first} to {last}"
