"""Words that the program which made a PDF broke at the edge of a narrow cell, put together again.

Most programs let a word that is too wide for its column stand over; some break it at whatever letter reaches the edge
and print no hyphen. Only documents made by those are looked at: elsewhere a full line is merely a full line.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from parsers.document import Block, Cell, Line, Table, Word

#: Programs that break words so, as they name themselves in the document's properties.
_BREAKERS = re.compile(r"reportlab|xhtml2pdf|tcpdf|fpdf|mpdf|dompdf", re.IGNORECASE)
_INDENT = 9.0  # points of white between a cell's edge and its text, at most
_FULL = 1.35  # mean widths of a letter that a line with a broken word leaves free, at most


def breaks_words(producer: str) -> bool:
    """Whether the program that made a document breaks words."""
    return _BREAKERS.search(producer) is not None


def with_whole_words(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, the words in the cells of their tables whole."""
    return [
        replace(block, cells=tuple(_whole(cell) for cell in block.cells)) if isinstance(block, Table) else block
        for block in blocks
    ]


def _whole(cell: Cell) -> Cell:
    if len(cell.lines) < 2 or cell.box is None:
        return cell
    left = min((line.words[0].box.x0 for line in cell.lines if line.words), default=cell.box.x0)
    right = cell.box.x1 - min(max(left - cell.box.x0, 0.0), _INDENT)
    lines = list(cell.lines)
    for number in range(len(lines) - 1, 0, -1):  # from the last, for a word may be broken more than once
        above, below = lines[number - 1], lines[number]
        if above.words and below.words and _is_broken(cell.lines[number - 1].words[-1], below.words, left, right):
            lines[number - 1 : number + 1] = _joined(above, below)
    return replace(cell, lines=tuple(lines))


def _is_broken(last: Word, below: Sequence[Word], left: float, right: float) -> bool:
    """Whether a line's last word goes on: it reaches the edge, and with what follows it is wider than the column."""
    first = below[0]
    letter = first.text[:1]
    if not last.text[-1:].isalnum() or not (letter.islower() or (letter.isdigit() and last.text[-1:].isdigit())):
        return False
    width = first.box.x1 - first.box.x0
    free, mean = right - last.box.x1, width / max(len(first.text), 1)
    return free < _FULL * mean and last.box.x1 - last.box.x0 + width > right - left


def _joined(above: Line, below: Line) -> list[Line]:
    """The line with its last word whole, and what is left of the one below."""
    last, first, *rest = above.words[-1], *below.words
    whole = replace(last, text=last.text + first.text)
    line = replace(above, text=above.text + first.text, words=(*above.words[:-1], whole))
    if not rest:
        return [line]
    return [line, replace(below, text=below.text[len(first.text) :].lstrip(), words=tuple(rest))]
