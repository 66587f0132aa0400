"""Options and their ticks in cells of their own: "Yes | X | No |  |", a tick's cell before each option of a list, or
statements with a column for each option.

Makes of the cells the lines that `parsers.values.options` reads, a box before each option. Ticks that stand in one
cell with their option are text like any other and not looked at here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby, takewhile

from parsers.form import FieldType, FormField
from parsers.matching.layout import Layout, Spot
from parsers.matching.marks import BRACKETED
from parsers.matching.place import Place
from parsers.matching.region import Region
from parsers.values.options import option_named, side
from parsers.values.ticks import even_ticks

_MARK = re.compile(r"[☒☐xX/]|[yY](?:es)?")
_BOX = re.compile("[☒☐]")
_LEAST_COLUMNS = 2  # headed by options
_TICKED = re.compile(r"[^☐]+")

_IsOption = Callable[[str], bool]


def ticked_cells(region: Region, place: Place, field: FormField, layout: Layout) -> str | None:
    """The answer as one line an option, each with its box; None where its options and ticks are not cells apart."""
    is_option = _option_of(field)
    if is_option is None:
        return None
    headed = _under_headings(region.spots, is_option)
    if headed:
        return "\n".join(headed)
    for spots in _candidates(region, place, layout, is_option):
        lines = [line for row in _rows(spots) for line in _paired(row, is_option)]
        if (
            lines and sum(1 for spot in spots if spot.text.strip()) > 1
        ):  # a lone word is an answer, not a box left empty
            return "\n".join(lines)
    return None


def _option_of(field: FormField) -> _IsOption | None:
    if field.type is FieldType.YES_NO:
        return lambda text: side(text) is not None
    if field.type in {FieldType.CHOICE, FieldType.CHOICES}:
        return lambda text: option_named(text, field.options) is not None
    return None


def _candidates(region: Region, place: Place, layout: Layout, is_option: _IsOption) -> Iterator[Sequence[Spot]]:
    """The cells that may hold options and ticks: those of the region, its whole table, or the rows under the label.

    Beside a label over such rows there may be guidance: "(put an X in all that apply)".
    """
    if place.spot is None:
        for table in dict.fromkeys(spot.table for spot in region.spots):
            yield layout.tables[table]
        return
    label = place.spot.cell
    last = label.row + label.row_span
    under = [spot for spot in layout.tables[place.spot.table] if spot.cell.row >= last]
    if not region.empty and _is_beside(region.spots, place.spot):
        more = takewhile(lambda row: _goes_on(row, label.column, is_option), _rows(under))
        yield [*region.spots, *(spot for row in more for spot in row if spot.cell.column > label.column)]
    yield region.spots
    if region.empty:
        yield under
    elif len(region.spots) == 1 and BRACKETED.fullmatch(region.spots[0].text.strip()):
        rows = takewhile(lambda row: bool(_paired(row, is_option)), _rows(under))
        yield [spot for row in rows for spot in row]


def _is_beside(spots: Sequence[Spot], label: Spot) -> bool:
    """Whether cells all begin in the label's row, to its right."""
    return all(spot.cell.row == label.cell.row and spot.cell.column > label.cell.column for spot in spots)


def _goes_on(row: Sequence[Spot], column: int, is_option: _IsOption) -> bool:
    """Whether a row lists options with their ticks beside a label's column, in which it has nothing."""
    beside = [spot for spot in row if spot.cell.column > column]
    return not any(spot.text.strip() for spot in row if spot not in beside) and bool(_paired(beside, is_option))


def _under_headings(spots: Sequence[Spot], is_option: _IsOption) -> list[str]:
    """The options that head the columns of a row's cells, each with its box; nothing where it is no row of ticks."""
    marks = [even_ticks(spot.text).strip() for spot in spots]
    if len(marks) < _LEAST_COLUMNS or not all(not mark or _MARK.fullmatch(mark) for mark in marks):
        return []
    headings = [_heading(spot, is_option) for spot in spots]
    if sum(1 for heading in headings if heading) < _LEAST_COLUMNS:
        return []
    ticked = [bool(mark) and _TICKED.fullmatch(mark) is not None for mark in marks]
    return [f"{'☒' if tick else '☐'} {heading}" for tick, heading in zip(ticked, headings, strict=True) if heading]


def _heading(spot: Spot, is_option: _IsOption) -> str:
    """The option that heads a cell's column; "" where none does."""
    for row in range(spot.cell.row - 1, -1, -1):
        above = spot.grid.get((row, spot.cell.column))
        text = " ".join(above.text.split()) if above is not None else ""
        if len(text) > 1 and is_option(text):
            return text
    return ""


def _rows(spots: Iterable[Spot]) -> list[list[Spot]]:
    return [list(row) for _, row in groupby(spots, key=lambda spot: spot.cell.row)]


def _paired(row: Sequence[Spot], is_option: _IsOption) -> list[str]:
    """The options of a row with their boxes, where options and the cells of ticks take turns; else nothing."""
    texts = [" ".join(spot.text.split()) for spot in row]
    while texts and not texts[0] and len(texts) % 2:
        texts = texts[1:]  # the column of the label
    while texts and not texts[-1] and len(texts) % 2:
        texts = texts[:-1]
    if not texts or len(texts) % 2:
        return []
    for first in (0, 1):
        options, marks = texts[first::2], texts[1 - first :: 2]
        filled = [number for number, option in enumerate(options) if option]
        if not filled or not all(is_option(options[number]) and not _BOX.search(options[number]) for number in filled):
            continue
        if all(not mark or (_MARK.fullmatch(mark) and options[n]) for n, mark in enumerate(marks)):
            return [f"{'☒' if _TICKED.fullmatch(marks[n]) else '☐'} {options[n]}" for n in filled]
    return []
