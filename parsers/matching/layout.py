"""A document as the matcher walks it: pieces of text in reading order, and the cells they stand in.

`lay_out` evens what still differs between formats: a line with wide gaps (two questions on one line) is cut at the
gaps, and native controls are put where they stand (`parsers.matching.controls`). The order of reading is the reader's
(`parsers.document`). It knows nothing of the form that is looked for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from dataclasses import field as member
from itertools import pairwise

from parsers.document import Box, Cell, Document, Line, Table, Word
from parsers.matching.controls import place_controls
from parsers.matching.marks import STANDING_NUMBER
from parsers.values.ticks import even_ticks
from parsers.values.words import even

#: Lines of one document that are looked at; what follows is left, with the note "truncated". No form has more.
MAX_LINES = 20_000
#: Dots or a rule to write on; where one ends and another question follows; how long one is on a line of several.
_LEADER = re.compile(r"[.…_]{3,}|…+")
_AFTER_LEADER = re.compile(r"(?<=[.…_]{3})\s+(?=(?:\(?[A-Za-z\d]{1,3}[.)]\s+)?[^\W\d_])")
_LONG_LEADER = 5
_FEW_BETWEEN = 4  # pieces from one to the next on a row, in a page that is not read column by column
_GAP = re.compile(r"\t+|[^\S\n]{3,}")


@dataclass(slots=True, eq=False)
class Spot:
    """One cell of a table, with the pieces in it; ``grid`` finds its neighbours."""

    table: int
    cell: Cell
    grid: dict[tuple[int, int], Spot]
    pieces: list[Piece] = member(default_factory=list)
    #: The pieces that are a question, where its answer stands under it in the same cell (`parsers.matching.captions`).
    caption: tuple[Piece, ...] = ()

    def right(self) -> Spot | None:
        """The cell to the right of this one, on its first row."""
        return self.grid.get((self.cell.row, self.cell.column + self.cell.column_span))

    def below(self) -> Spot | None:
        """The cell under this one, at its first column."""
        return self.grid.get((self.cell.row + self.cell.row_span, self.cell.column))

    @property
    def answer(self) -> list[Piece]:
        """The pieces after its caption."""
        return [piece for piece in self.pieces if piece not in self.caption]

    @property
    def text(self) -> str:
        """All its text, evened."""
        return "\n".join(piece.text for piece in self.pieces if piece.text)


@dataclass(slots=True, eq=False)
class Piece:
    """A run of text that stands apart. ``row`` numbers visual rows; ``starts_line`` is False after a gap in a
    row. ``natives`` are the controls that stand in it, as indexes into `Document.fields`."""

    index: int
    text: str
    line: Line
    row: int
    box: Box | None
    page: int | None
    spot: Spot | None = None
    starts_line: bool = True
    natives: tuple[int, ...] = ()


@dataclass(slots=True)
class Layout:
    """The whole document laid out: every piece in order, and every table's cells."""

    document: Document
    pieces: list[Piece]
    tables: list[list[Spot]]

    def after(self, piece: Piece) -> Piece | None:
        """The next piece with anything in it, or the next box to write in."""
        following = self.pieces[piece.index + 1 :]
        return next((other for other in following if other.text or other.natives or other.spot), None)


def bounded(document: Document) -> Document:
    """The document, without what follows its first `MAX_LINES` lines (and noted as truncated where any does)."""
    left = MAX_LINES
    for number, block in enumerate(document.blocks):
        left -= 1 if isinstance(block, Line) else sum(max(len(cell.lines), 1) for cell in block.cells)
        if left < 0:
            notes = tuple(dict.fromkeys((*document.notes, "truncated")))
            return replace(document, blocks=document.blocks[:number], notes=notes)
    return document


def lay_out(document: Document) -> Layout:
    """The document as pieces and cells."""
    layout = Layout(document, [], [])
    for block in place_controls(document):
        if isinstance(block, Line):
            _add(layout, block, spot=None)
            continue
        spots = _spots(len(layout.tables), block)
        layout.tables.append(spots)
        for spot in spots:
            for line in spot.cell.lines:
                _add(layout, line, spot=spot)
    _number_rows(layout)
    return layout


def _spots(number: int, table: Table) -> list[Spot]:
    grid: dict[tuple[int, int], Spot] = {}
    spots = []
    for cell in table.cells:
        spot = Spot(number, cell, grid)
        spots.append(spot)
        for row in range(cell.row, cell.row + cell.row_span):
            for column in range(cell.column, cell.column + cell.column_span):
                grid.setdefault((row, column), spot)
    return spots


def _add(layout: Layout, line: Line, *, spot: Spot | None) -> None:
    parts = _cut(line, cut=spot is None)
    for number, (text, box) in enumerate(parts):
        natives = line.fields if number == len(parts) - 1 else ()
        piece = Piece(len(layout.pieces), text, line, 0, box, line.page, spot, number == 0, natives)
        if spot is not None:
            spot.pieces.append(piece)
        layout.pieces.append(piece)


def _number_rows(layout: Layout) -> None:
    """Number the visual rows: pieces of one line, and lines that follow one another side by side."""
    row = -1
    last: Piece | None = None
    for piece in layout.pieces:
        if last is None or last.spot is not piece.spot or not (last.line is piece.line or _beside(last, piece)):
            row += 1
        elif last.line is not piece.line:
            piece.starts_line = False
        piece.row = row
        last = piece


def are_level(one: Piece, other: Piece) -> bool:
    """Whether two pieces stand on one row, be it with a few lines under one of them read before the other."""
    if one.row == other.row:
        return True
    return abs(one.index - other.index) <= _FEW_BETWEEN and (_beside(one, other) or _beside(other, one))


def _beside(one: Piece, other: Piece) -> bool:
    if one.box is None or other.box is None or one.page != other.page:
        return False
    overlap = min(one.box.y1, other.box.y1) - max(one.box.y0, other.box.y0)
    height = min(one.box.y1 - one.box.y0, other.box.y1 - other.box.y0)
    return height > 0 and overlap >= 0.55 * height and one.box.x1 <= other.box.x0 + 2


def _cut(line: Line, *, cut: bool) -> list[tuple[str, Box | None]]:
    """The line's text cut at its wide gaps, each part with its box."""
    text = line.text
    if cut and line.words and line.box is not None:
        parts = _cut_by_words(line.words)
        if len(parts) > 1:
            return [(even_ticks(even(" ".join(word.text for word in part))), _box(part)) for part in parts]
    if cut and ("|" in text) and (" | " in text or text.strip()[-1:] == "|"):
        return [(even_ticks(even(part)), line.box) for part in _piped(text)]
    if cut and not line.words and line.box is None:
        texts = _with_numbers([even(part) for part in _GAP.split(text.strip()) if part.strip()])
        if len(texts) > 1:
            return [(even_ticks(part), None) for whole in texts for part in _led(whole)]
    return [(even_ticks(even(part)), line.box) for part in (_led(text) if cut else [text])]


def _with_numbers(texts: list[str]) -> list[str]:
    """The parts of a line, the number that it begins with and a tab after that joined to what is numbered."""
    if len(texts) > 1 and STANDING_NUMBER.fullmatch(texts[0]):
        return [f"{texts[0]} {texts[1]}", *texts[2:]]
    return texts


def _led(text: str) -> list[str]:
    """The text cut after each line of dots to write on that another question follows: "Name ....Jo.... Tel ......"."""
    runs = _LEADER.findall(text)
    return _AFTER_LEADER.split(text) if len(runs) > 1 and max(map(len, runs)) >= _LONG_LEADER else [text]


def _piped(text: str) -> list[str]:
    """The cells of a row typed with bars between them, empty ones included."""
    text = text.strip()
    if text.startswith("|") and text.endswith("|") and text.count("|") > 2:
        text = text[1:-1]
    return text.split("|")


def _cut_by_words(words: Sequence[Word]) -> list[list[Word]]:
    """Words grouped where the space between two is more than about one and a half letters' height."""
    parts = [[words[0]]]
    for before, word in pairwise(words):
        height = max(before.box.y1 - before.box.y0, 4.0)
        if word.box.x0 - before.box.x1 > 1.1 * height:
            parts.append([word])
        else:
            parts[-1].append(word)
    return parts


def _box(words: Sequence[Word]) -> Box:
    box = words[0].box
    for word in words[1:]:
        box = box.union(word.box)
    return box
