"""Fillable controls of a page put where they stand among the printed text.

A tick box or a button becomes a ``☒`` or ``☐`` in the line that it stands beside (in place of the box printed under
it), any other control becomes an empty line of its own, or of its cell, that carries its index. After this a PDF form
reads like any other form.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from parsers.document import TICKED, Block, Box, Cell, ControlKind, Document, Line, NativeField, Table, Word

_BOXES = frozenset("☐☒□■☑○●◯❏❑")
_NEAR = 45.0  # points between a box and the text that it belongs to


@dataclass(frozen=True, slots=True)
class _Mark:
    """One part of a control: which control, where, and the glyph it shows ("" for what is typed into)."""

    index: int
    page: int
    box: Box
    glyph: str

    @property
    def middle(self) -> tuple[float, float]:
        """The middle of its first line."""
        return ((self.box.x0 + self.box.x1) / 2, self.box.y0 + min((self.box.y1 - self.box.y0) / 2, 8.0))


def place_controls(document: Document) -> list[Block]:
    """The document's blocks with every control that has a place on a page in a line."""
    placed = {index for line in document.lines() for index in line.fields}
    marks = [mark for index, control in enumerate(document.fields) for mark in _marks(control, index)]
    if not marks:
        return list(document.blocks)
    loose = [mark for mark in marks if mark.index not in placed]
    blocks: list[Block] = []
    for block in document.blocks:
        if isinstance(block, Table):
            cells = tuple(_fill(cell, marks, loose) for cell in block.cells)
            blocks.append(replace(block, cells=cells))
        else:
            blocks.append(_ticked(block, [mark for mark in marks if mark.index in block.fields and mark not in loose]))
    _beside_lines(blocks, loose)
    for mark in loose:
        _insert(blocks, mark)
    return blocks


def _marks(control: NativeField, index: int) -> Iterable[_Mark]:
    if control.page is None or control.box is None:
        return
    if control.kind is ControlKind.CHECKBOX:
        yield _Mark(index, control.page, control.box, "☒" if control.value == TICKED else "☐")
    elif control.kind is ControlKind.RADIO and len(control.widgets) == len(control.options):
        for (page, box), option in zip(control.widgets, control.options, strict=True):
            chosen = control.value is not None and option == control.value
            yield _Mark(index, page, box, "☒" if chosen else "☐")
    else:
        yield _Mark(index, control.page, control.box, "")


def _fill(cell: Cell, marks: Sequence[_Mark], loose: list[_Mark]) -> Cell:
    """The cell with the controls whose middle is in it."""
    box = cell.box
    lines = [
        _ticked(line, [mark for mark in marks if mark.index in line.fields and mark not in loose])
        for line in cell.lines
    ]
    if box is None:
        return replace(cell, lines=tuple(lines))
    inside = [mark for mark in loose if mark.page == cell.page and _holds(box, mark)]
    for mark in inside:
        loose.remove(mark)
        home = next((n for n, line in enumerate(lines) if mark.glyph and _on_row(line, mark)), None)
        if home is not None:
            lines[home] = _ticked(lines[home], [mark])
        else:
            lines.append(Line(text=mark.glyph, page=mark.page, box=mark.box, fields=(mark.index,)))
    if inside:
        lines.sort(key=lambda line: (line.box.y0 if line.box else 0.0) if line.text else 1e6)
    return replace(cell, lines=tuple(lines))


def _holds(box: Box, mark: _Mark) -> bool:
    x, y = mark.middle
    return box.x0 <= x <= box.x1 and box.y0 <= y <= box.y1


def _on_row(line: Line, mark: _Mark) -> bool:
    """Whether a line of text stands beside a box, no further than a few letters away."""
    if line.box is None or line.page != mark.page or not line.text:
        return False
    y = (mark.box.y0 + mark.box.y1) / 2
    level = line.box.y0 - 3 <= y <= line.box.y1 + 3
    return level and line.box.x0 - _NEAR <= mark.box.x1 and mark.box.x0 <= line.box.x1 + _NEAR


def _beside_lines(blocks: list[Block], loose: list[_Mark]) -> None:
    """Put the ticks that stand beside a line of text into it; text after a box is nearer than text before it."""
    for mark in [mark for mark in loose if mark.glyph]:
        near = [
            (_gap(block, mark), number)
            for number, block in enumerate(blocks)
            if isinstance(block, Line) and _on_row(block, mark)
        ]
        if near:
            number = min(near)[1]
            line = blocks[number]
            if isinstance(line, Line):
                blocks[number] = _ticked(line, [mark])
                loose.remove(mark)


def _gap(line: Line, mark: _Mark) -> float:
    if line.box is None:
        return _NEAR
    if line.box.x0 >= mark.box.x0 - 2:
        return max(line.box.x0 - mark.box.x1, 0.0)
    return max(mark.box.x0 - line.box.x1, 0.0) + 8.0


def _ticked(line: Line, marks: Sequence[_Mark]) -> Line:
    """The line with each mark's glyph: in place of a box printed there, else where it stands."""
    glyphs = [mark for mark in marks if mark.glyph]
    if not glyphs:
        return line
    start = line.box or glyphs[0].box
    words = list(line.words) or [Word(text, start) for text in line.text.split()]
    for mark in glyphs:
        words = [word for word in words if not (word.text in _BOXES and _overlap(word.box, mark.box))]
        place = next((n for n, word in enumerate(words) if line.words and word.box.x0 > mark.box.x0), None)
        words.insert(place if place is not None else (len(words) if line.words else 0), Word(mark.glyph, mark.box))
    fields = tuple(dict.fromkeys((*line.fields, *(mark.index for mark in glyphs))))
    return replace(line, text=" ".join(word.text for word in words), words=tuple(words), fields=fields)


def _overlap(one: Box, other: Box) -> bool:
    return one.x0 < other.x1 + 4 and other.x0 < one.x1 + 4


def _insert(blocks: list[Block], mark: _Mark) -> None:
    """Put a control that stands alone before the first block that begins below its first line."""
    x, y = mark.middle
    line = Line(text=mark.glyph, page=mark.page, box=mark.box, fields=(mark.index,))
    for number, block in enumerate(blocks):
        if block.box is None or block.page is None:
            continue
        right = abs(block.box.y0 - mark.box.y0) < 6 and block.box.x0 > x
        if block.page > mark.page or (block.page == mark.page and (block.box.y0 > y or right)):
            blocks.insert(number, line)
            return
    blocks.append(line)
