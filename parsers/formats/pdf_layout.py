"""Pages: the words of each and what is drawn on it → blocks in reading order.

Tick boxes become words, words crossed out are marked, the others are put into the cells they stand in (`pdf_areas`)
and all is put in order (`pdf_order`), without what is repeated from page to page (`pdf_running`) and with the tables
whole that go on over the end of a page (`pdf_over_pages`).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace

from parsers.document import TICKED, UNTICKED, Block, Box, Line, Table, Word
from parsers.formats.pdf_areas import areas_of, is_tick_sized, share_out, with_boxes_in_cells, with_coloured_boxes
from parsers.formats.pdf_banded import with_bands
from parsers.formats.pdf_frame import Edges
from parsers.formats.pdf_grids import grids
from parsers.formats.pdf_lines import rows_of
from parsers.formats.pdf_open_tables import open_grids
from parsers.formats.pdf_order import in_order
from parsers.formats.pdf_over_pages import PageBlocks, joined
from parsers.formats.pdf_panels import side_by_side
from parsers.formats.pdf_parts import PageParts, parts_of_page
from parsers.formats.pdf_paths import Drawing
from parsers.formats.pdf_running import without_running
from parsers.formats.pdf_ticks import MARKS, TickBox
from parsers.formats.pdf_words import Ink

#: Lines of a footer, and the table above them.
_FOOTERS = 4


def page_parts(
    words: Sequence[Ink], drawing: Drawing, *, page: int, size: tuple[float, float], exact: bool = True
) -> PageParts:
    """What stands on one page; ``size`` is its width and height as displayed.

    ``exact`` False says that the words were recognised, and do not stand exactly where they were set.
    """
    if not drawing.complete:
        return PageParts(page=page, size=size, rows=rows_of(words, page), drawn=False)
    found = grids(drawing.horizontal, drawing.vertical)
    found += open_grids(drawing.horizontal, words, found)
    squares = [grid for grid in found if grid.is_box and is_tick_sized(grid.edges)]
    ticks = drawing.ticks + [TickBox(grid.edges, marked=False) for grid in squares]
    ticked, kept = _tick_words(ticks, words)
    kept = _struck(kept, drawing.horizontal)
    areas = areas_of([grid for grid in found if grid not in squares], drawing.fills, size)
    loose = share_out([*kept, *ticked], areas)
    areas = [with_bands(area) for area in with_coloured_boxes(with_boxes_in_cells(areas), loose)]
    panels = side_by_side([*drawing.fills, *(grid.edges for grid in found if grid.is_box)], size[0])
    return parts_of_page(loose, areas, drawing.fills, page=page, size=size, panels=panels, exact=exact)


def laid_out(pages: Sequence[PageParts]) -> tuple[list[Block], tuple[Line, ...]]:
    """The blocks of all pages in reading order, and the lines that are repeated in the margins."""
    kept, running = without_running(pages)
    ordered: list[PageBlocks] = []
    for parts in kept:
        before = _last_columns(ordered[-1].blocks) if ordered else None
        ordered.append(PageBlocks(in_order(parts, before=before), parts.size[1]))
    return _headed(joined(ordered)), running


def _last_columns(blocks: Sequence[Block]) -> tuple[float, float] | None:
    """Where both columns begin of a table at the foot of a page, but for a footer."""
    tables = [block for block in blocks[-_FOOTERS:] if isinstance(block, Table)]
    if not tables or tables[-1].cells[-1].column != 1 or tables[-1].box is None:
        return None
    cells = [cell for cell in tables[-1].cells if cell.column == 1]
    edge = min((word.box.x0 for cell in cells for line in cell.lines for word in line.words[:1]), default=None)
    return (tables[-1].box.x0, edge) if edge is not None else None


def _tick_words(ticks: Sequence[TickBox], words: Sequence[Ink]) -> tuple[list[Ink], list[Ink]]:
    """The tick boxes as words, and the other words without the letters that were put in as marks."""
    made: list[Ink] = []
    marks: set[int] = set()
    if not ticks:
        return made, list(words)
    boxes = [ink.word.box for ink in words]
    centres = [((box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2) for box in boxes]
    for tick in ticks:
        x0, y0, x1, y1 = tick.edges
        inside = [index for index, (x, y) in enumerate(centres) if x0 <= x <= x1 and y0 <= y <= y1]
        texts = {words[index].word.text for index in inside}
        if texts and not texts <= MARKS | {UNTICKED}:
            continue
        marks.update(inside)
        marked = tick.marked or bool(texts - {UNTICKED})
        box = Box(*(round(edge, 2) for edge in tick.edges))
        made.append(Ink(Word(TICKED if marked else UNTICKED, box)))
    return made, [ink for index, ink in enumerate(words) if index not in marks]


def _struck(words: Sequence[Ink], rules: Sequence[Edges]) -> list[Ink]:
    """The words, those marked that a rule runs through the middle of ("delete as appropriate")."""
    if not rules:
        return list(words)
    ordered = sorted(rules, key=lambda rule: rule[1])
    heights = [rule[1] for rule in ordered]
    return [replace(ink, struck=True) if _is_struck(ink, ordered, heights) else ink for ink in words]


def _is_struck(ink: Ink, rules: Sequence[Edges], heights: Sequence[float]) -> bool:
    """Whether one of the rules, which are sorted by their heights, runs through most of a word."""
    box = ink.box
    height = box.y1 - box.y0
    first = bisect_left(heights, box.y0 + height * 0.38)
    last = bisect_right(heights, box.y0 + height * 0.72)
    if first == last or ink.turned:
        return False
    enough = (box.x1 - box.x0) * 0.8
    return any(min(x1, box.x1) - max(x0, box.x0) > enough for x0, _, x1, _ in rules[first:last])


def _headed(blocks: Sequence[Block]) -> list[Block]:
    """The blocks with lines set clearly larger than most marked as headings; what has a tick box is an option."""
    sizes = sorted(line.size for line in _lines(blocks) if line.size for _ in line.words)
    if not sizes:
        return list(blocks)
    large = sizes[len(sizes) // 2] * 1.15
    return [
        replace(block, heading=True)
        if isinstance(block, Line) and (block.size or 0) > large and not block.text.startswith((TICKED, UNTICKED))
        else block
        for block in blocks
    ]


def _lines(blocks: Sequence[Block]) -> list[Line]:
    return [
        line
        for block in blocks
        for line in ([block] if isinstance(block, Line) else [line for cell in block.cells for line in cell.lines])
    ]
