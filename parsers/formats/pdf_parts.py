"""What stands on one PDF page before it is put in order: rows of printed lines, the tables that are drawn, panels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from parsers.document import Box, Table
from parsers.formats.pdf_areas import Area, table_of
from parsers.formats.pdf_frame import Edges
from parsers.formats.pdf_lines import Row, rows_of
from parsers.formats.pdf_words import Ink


@dataclass(frozen=True, slots=True, kw_only=True)
class PageParts:
    """What stands on a page, before it is put in order: ``size`` is its width and height in points as displayed.

    ``panels`` are rows of panels that stand side by side, from top to bottom. Where words do not stand ``exact``ly,
    tables are told by their rules alone; where too much is drawn to look at, ``drawn`` is False and by nothing.
    """

    page: int
    size: tuple[float, float]
    rows: Sequence[Row]
    tables: Sequence[tuple[Edges, Table]] = ()
    panels: Sequence[Sequence[Edges]] = ()
    exact: bool = True
    drawn: bool = True

    def only(self, keep: Callable[[float, float], bool]) -> PageParts:
        """What of the page has its middle where ``keep`` says so, without panels."""
        rows = [[line for line in row if line.box is None or keep(*_middle(line.box))] for row in self.rows]
        tables = [item for item in self.tables if keep(*_middle(Box(*item[0])))]
        return replace(self, rows=[row for row in rows if row], tables=tables, panels=())


def parts_of_page(
    loose: Sequence[Ink],
    areas: Sequence[Area],
    fills: Sequence[Edges],
    *,
    page: int,
    size: tuple[float, float],
    panels: Sequence[Sequence[Edges]] = (),
    exact: bool = True,
) -> PageParts:
    """The rows of the words that stand ``loose`` or in an area nobody drew, and the tables that are drawn."""
    tables: list[tuple[Edges, Table]] = []
    words = list(loose)
    for number, area in enumerate(areas, start=1):
        if not area.drawn and area.words:
            words.extend(replace(ink, fill=number) for ink in area.words[0])
        else:
            tables.append((area.grid.edges, table_of(area, fills, page)))
    rows = rows_of(words, page)
    return PageParts(page=page, size=size, rows=rows, tables=tables, panels=panels, exact=exact)


def _middle(box: Box) -> tuple[float, float]:
    return (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
