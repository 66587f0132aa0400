"""Pages whose text runs sideways (a landscape table printed on a portrait page): laid out upright, told as displayed.

Layout is done as if the page were turned so that its text stands upright; the boxes are then those of the page as a
viewer displays it, which is what a picture of the region is cut from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from parsers.document import Block, Box, Cell, Line, Word
from parsers.formats.pdf_frame import Frame
from parsers.formats.pdf_words import Ink


def upright(frame: Frame, words: Sequence[Ink]) -> Frame:
    """The frame in which most words stand upright: the page's own, or that a quarter turn away."""
    long = [ink for ink in words if len(ink.word.text) > 1]
    down = sum(1 for ink in long if ink.turned > 0)
    up = sum(1 for ink in long if ink.turned < 0)
    if max(down, up) * 10 < len(long) * 6 or not long:
        return frame
    return replace(frame, turns=(frame.turns + (3 if down > up else 1)) % 4)


def as_displayed(blocks: Sequence[Block], frames: Sequence[tuple[Frame, Frame]]) -> list[Block]:
    """The blocks with the boxes of the displayed pages; ``frames`` are (laid out, displayed) of each page."""
    if all(laid == shown for laid, shown in frames):
        return list(blocks)
    return [_block(block, frames) for block in blocks]


def _block(block: Block, frames: Sequence[tuple[Frame, Frame]]) -> Block:
    if isinstance(block, Line):
        return _line(block, frames)
    return replace(
        block,
        box=_box(block.box, block.page, frames),
        cells=tuple(_cell(cell, frames) for cell in block.cells),
    )


def _cell(cell: Cell, frames: Sequence[tuple[Frame, Frame]]) -> Cell:
    lines = tuple(_line(line, frames) for line in cell.lines)
    return replace(cell, box=_box(cell.box, cell.page, frames), lines=lines)


def _line(line: Line, frames: Sequence[tuple[Frame, Frame]]) -> Line:
    words = tuple(Word(word.text, _box(word.box, line.page, frames) or word.box) for word in line.words)
    return replace(line, box=_box(line.box, line.page, frames), words=words)


def _box(box: Box | None, page: int | None, frames: Sequence[tuple[Frame, Frame]]) -> Box | None:
    if box is None or page is None:
        return box
    laid, shown = frames[page - 1]
    if laid == shown:
        return box
    ax, ay = laid.user(box.x0, box.y0)
    bx, by = laid.user(box.x1, box.y1)
    return shown.box(ax, ay, bx, by)
