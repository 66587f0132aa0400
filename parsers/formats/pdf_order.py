"""What stands on a PDF page in the order it is read: rows from top to bottom, side by side column by column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from parsers.document import Block, Box, Cell, Table
from parsers.formats.pdf_bare_tables import bare_tables
from parsers.formats.pdf_frame import Edges
from parsers.formats.pdf_lines import Row, arrange
from parsers.formats.pdf_page_columns import page_columns
from parsers.formats.pdf_panels import panel_by_panel
from parsers.formats.pdf_parts import PageParts
from parsers.formats.pdf_units import Unit, units_of


def in_order(parts: PageParts, *, before: tuple[float, float] | None = None) -> list[Block]:
    """Rows of lines and tables from top to bottom; where they stand side by side, column by column.

    ``before`` is where both columns of a table at the foot of the page before begin.
    """
    rows, tables = parts.rows, parts.tables
    if not parts.drawn:
        return list(arrange(rows))
    if parts.panels:
        pieces = panel_by_panel(parts)
        return [block for place, one in enumerate(pieces) for block in in_order(one, before=None if place else before)]
    left, bare = _without_rules(parts, before) if parts.exact else (rows, [])
    sides = None if len(left) * 2 < len(rows) else page_columns(rows, tables)
    if sides is not None:
        return [block for side in sides for block in _by_bands(*side)]
    return _by_bands(left, [*tables, *bare])


def _without_rules(parts: PageParts, before: tuple[float, float] | None) -> tuple[list[Row], list[tuple[Edges, Table]]]:
    drawn = [edges for edges, _ in parts.tables]
    return bare_tables(parts.rows, parts.page, parts.size[0], drawn=drawn, before=before)


def _by_bands(rows: Sequence[Row], tables: Sequence[tuple[Edges, Table]]) -> list[Block]:
    left, units = units_of(rows, tables)
    blocks: list[Block] = []
    plain: list[Row] = []
    for band_rows, band_units in _bands(left, units):
        if not band_units:
            plain.extend(band_rows)
            continue
        blocks.extend(arrange(plain))
        plain = []
        blocks.extend(_band(band_rows, band_units))
    blocks.extend(arrange(plain))
    return blocks


_Band = tuple[list[Row], list[Unit]]


def _bands(rows: Sequence[Row], units: Sequence[Unit]) -> list[_Band]:
    """What stands side by side, together."""
    items: list[tuple[float, float, Row | None, Unit | None]] = []
    for row in rows:
        boxes = [line.box for line in row if line.box is not None]
        items.append((min(box.y0 for box in boxes), max(box.y1 for box in boxes), row, None))
    items.extend((unit[0][1], unit[0][3], None, unit) for unit in units)
    items.sort(key=lambda item: (item[0] + min(item[1] - item[0], 12) / 2, item[1]))
    bands: list[_Band] = []
    bottom, height = 0.0, 0.0
    for y0, y1, row_item, unit in items:
        beside = bool(bands) and row_item is not None and _goes_on(bands[-1], row_item, y0, bottom)
        if not bands or (bottom - y0 <= 0.25 * min(y1 - y0, height) and not beside):
            bands.append(([], []))
            bottom, height = y1, y1 - y0
        else:
            bottom, height = max(bottom, y1), max(height, y1 - y0)
        if row_item is not None:
            bands[-1][0].append(row_item)
        if unit is not None:
            bands[-1][1].append(unit)
    return bands


def _labelled(rows: Sequence[Row], edges: Edges, table: Table) -> list[Block] | None:
    """A table whose rows have their labels outside, to its left: the table with the labels as its first column.

    After it comes what stands to its right: notes.
    """
    heights = [cell.box for cell in table.cells if cell.column == 0 and cell.box]
    around = [line for row in rows for line in row]
    notes = [line for line in around if line.box and line.box.x0 >= edges[2] - 2]
    lines = [line for line in around if line.box and line.box.x1 <= edges[0] + 2]
    if len(heights) < 2 or not lines or len(lines) + len(notes) < len(around):
        return None
    left = min(line.box.x0 for line in lines if line.box)
    labels: list[Cell] = []
    for cell in (cell for cell in table.cells if cell.column == 0 and cell.box):
        box = cell.box or Box(*edges)
        beside = [line for line in lines if line.box and box.y0 <= (line.box.y0 + line.box.y1) / 2 <= box.y1]
        place = Box(left, box.y0, edges[0], box.y1)
        labels.append(replace(cell, lines=tuple(beside), column_span=1, box=place))
    if sum(len(cell.lines) for cell in labels) < len(lines) or sum(1 for c in labels if c.lines) * 2 < len(labels):
        return None
    shifted = [replace(cell, column=cell.column + 1) for cell in table.cells]
    ordered = sorted([*labels, *shifted], key=lambda cell: (cell.row, cell.column))
    return [replace(table, cells=tuple(ordered), box=Box(left, edges[1], edges[2], edges[3])), *notes]


def _goes_on(band: _Band, row: Row, top: float, bottom: float) -> bool:
    """Whether a row is one more of a label that reaches lower than the box beside it."""
    rows, tables = band
    if not rows or not tables:
        return False
    box, above = row[-1].box, rows[-1][-1].box
    if box is None or above is None or abs(row[0].words[0].box.x0 - rows[-1][0].words[0].box.x0) > 2:
        return False
    left = min(edges[0] for edges, _ in tables)
    return (
        box.x1 <= left + 2 and above.x1 <= left + 2 and top - above.y1 < 0.3 * (box.y1 - box.y0) and top <= bottom + 4
    )


def _band(rows: Sequence[Row], units: Sequence[Unit]) -> list[Block]:
    """The columns of one band from left to right, each from top to bottom."""
    if len(units) == 1 and rows and isinstance(table := units[0][1][0], Table):
        labelled = _labelled(rows, units[0][0], table)
        if labelled is not None:
            return labelled
    items = list(units)
    items += [
        ((line.box.x0, line.box.y0, line.box.x1, line.box.y1), (line,)) for row in rows for line in row if line.box
    ]
    items.sort(key=lambda item: item[0][0])
    columns: list[list[Unit]] = []
    right = 0.0
    for item in items:
        if columns and item[0][0] < right - 2:
            columns[-1].append(item)
            right = max(right, item[0][2])
        else:
            columns.append([item])
            right = item[0][2]
    ordered = (item for column in columns for item in sorted(column, key=lambda item: (item[0][1], item[0][0])))
    return [block for _, blocks in ordered for block in blocks]
