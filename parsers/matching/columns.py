"""Pages set in columns like a newspaper, where the order of lines goes across instead of down.

Told from a form with two questions to a row by the printed order of the questions themselves: taken down the columns
they come in the definition's order, taken across they do not. Only then is the document put in its columns' order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from parsers.document import Block, Document, Line, Table
from parsers.matching.layout import Piece
from parsers.matching.place import Place

_LEVEL = 3.0  # points by which two labels of one row may differ in height
_MIDDLE = (0.42, 0.62)  # where the second column may begin, as a share of the page's width


def in_columns(document: Document, chosen: Mapping[int, Place]) -> Document | None:
    """The document column by column, or None where it is in order as it is."""
    pages = range(1, len(document.page_sizes) + 1)
    splits = {page: split for page in pages if (split := _split(document, page, chosen)) is not None}
    if not splits:
        return None
    order = _ordered(document.blocks, splits)
    position = {id(block): number for number, block in enumerate(order)}
    spots = [place.pieces[0] for _, place in sorted(chosen.items())]
    lines = {id(line): id(block) for block in document.blocks for line in _lines(block)}
    down = [position.get(lines.get(id(piece.line), 0), -1) for piece in spots]
    across = [piece.index for piece in spots]
    if _steps_back(down) >= _steps_back(across) or (_steps_back(down) and _in_rows(splits, spots)):
        return None
    return replace(document, blocks=tuple(order))


def _in_rows(splits: Mapping[int, float], labels: Sequence[Piece]) -> bool:
    """Whether most labels of the right half stand level with one of the left: two questions to a row."""
    placed = [(piece.page, piece.box) for piece in labels if piece.box is not None and piece.page in splits]
    right = [(page, box.y0) for page, box in placed if box.x0 >= splits[page or 0]]
    left = {(page, box.y0) for page, box in placed if box.x0 < splits[page or 0]}
    level = [any(page == other and abs(y - at) <= _LEVEL for other, at in left) for page, y in right]
    return sum(level) * 2 > len(level)


def _lines(block: Block) -> Sequence[Line]:
    return [line for cell in block.cells for line in cell.lines] if isinstance(block, Table) else [block]


def _steps_back(positions: Sequence[int]) -> int:
    return sum(after < before for before, after in pairwise(positions))


def _split(document: Document, page: int, chosen: Mapping[int, Place]) -> float | None:
    """Where a page's second column begins: left of the labels that stand in the right half."""
    width = document.page_sizes[page - 1][0]
    edges = [
        piece.box.x0
        for place in chosen.values()
        if (piece := place.pieces[0]).page == page and piece.box is not None and piece.box.x0 > _MIDDLE[0] * width
    ]
    if not edges or min(edges) > _MIDDLE[1] * width:
        return None
    return min(edges) - 4


def _ordered(blocks: Sequence[Block], splits: Mapping[int, float]) -> list[Block]:
    """The blocks with every stretch between full-width ones taken column by column."""
    order: list[Block] = []
    left: list[Block] = []
    right: list[Block] = []
    page: int | None = None
    for block in blocks:
        split = splits.get(block.page or 0)
        across = split is None or block.box is None or (block.box.x0 < split < block.box.x1)
        if across or block.page != page:
            order += [*left, *right]
            left, right = [], []
            page = block.page
        if across or split is None or block.box is None:
            order.append(block)
        else:
            (right if block.box.x0 >= split else left).append(block)
    return [*order, *left, *right]
