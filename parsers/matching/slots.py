"""What looks like a label, whatever it says: places that stand and are set as the recognised labels are.

A slot is where a question of unknown wording may be printed; which field it is, if any, is for `parsers.matching.gaps`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from parsers.document import Document
from parsers.matching.asking import asking_cells, asking_lines
from parsers.matching.boxes import Boxes
from parsers.matching.headings import Context
from parsers.matching.hints import Hints
from parsers.matching.layout import Layout, Piece, Spot
from parsers.matching.looks import MOST, Look, lead_of, look_of, shared
from parsers.matching.marks import numbering_end, word_limits
from parsers.matching.openings import openings
from parsers.matching.place import Place
from parsers.matching.shared_cells import shared_tables
from parsers.matching.wordings import tokens

_LONGEST = 45  # words of a label
_NEAR = 3  # pieces before one among which the line above it is
_SAME, _TIGHT = 2.0, 0.35  # points by which lines of one label begin apart; line heights of white between them
_MOST_LINES = 6  # … of its lines, that are looked at
_MOST_OVER = 0.5  # the share of the recognised labels over boxes, from which a line over a box is one
_FEW = 3  # recognised labels, of which fewer do not show how labels look
_GUIDANCE, _LONGEST_GUIDANCE = 2, 200  # pieces after a label that may set a limit; characters of each
_NUMBER = re.compile(r"\d[\d,]*")


@dataclass(slots=True)
class Slot:
    """Something that looks like a label: its text, the pieces it covers, and what stands beside it."""

    label: str
    pieces: tuple[Piece, ...]
    tail: str
    beside: str
    ended: str = ""
    #: The words that its answer may have, where it says.
    limit: int | None = None

    @property
    def at(self) -> tuple[int, int]:
        """Where it begins, in reading order."""
        return (self.pieces[0].index, 0)


def find_slots(layout: Layout, context: Sequence[Context], known: Sequence[Place]) -> list[Slot]:
    """Everything in the document that looks like the known labels do and is none of them, in reading order.

    Where hardly any label is known, what asks for itself shows how labels look.
    """
    covered = {piece.index for place in known for piece in place.pieces}
    free = _Free(layout, shared_tables(known))
    looks = [look_of(place.pieces[0]) for place in known if free.holds(place.pieces[0])]
    in_cells = [place.spot for place in known if place.spot is not None]
    if len(known) < _FEW:
        in_cells += asking_cells(layout)
        looks += [look_of(piece) for piece in asking_lines(layout, context)]
    kinds = {spot.cell.column for spot in in_cells}
    shaded = {spot.cell.shaded for spot in in_cells}
    stacked = sum(spot.right() is None for spot in in_cells)
    in_pairs = sum(_heads_pair(spot, layout.tables[spot.table]) for spot in in_cells) > MOST * len(in_cells)
    slots: list[Slot] = []
    for number, spots in enumerate(layout.tables):
        if number in free.shared:
            continue
        paired = in_pairs and _heads_pair(spots[0], spots) if spots else False
        for spot in spots:
            if not spot.pieces or any(piece.index in covered for piece in spot.pieces):
                continue
            if spot.cell.column in kinds and spot.cell.shaded in shaded:
                heads = paired and spot is spots[0]
                slots += _of_cell(spot, covered, layout.document, stacked=stacked * 2 > len(known), heads=heads)
    if looks:
        boxed = _boxed(layout, [place for place in known if free.holds(place.pieces[0])])
        lines = _Lines(layout, context, covered, Hints(layout, known), free, boxed)
        if len(known) < _FEW:
            guessed = [_guessed(slot) for slot in lines.slots(looks)]
            lines = _Lines(layout, context, covered, Hints(layout, [*known, *guessed]), free, boxed)
        slots += lines.slots(looks)
    for slot in slots:
        slot.limit = _limit_of(slot, layout)
    return sorted(slots, key=lambda slot: slot.at)


def _boxed(layout: Layout, known: Sequence[Place]) -> Boxes | None:
    """The boxes of a document where most labels have one right under them; None elsewhere."""
    boxes = Boxes(layout)
    over = sum(1 for place in known if boxes.under(place) is not None)
    return boxes if over > _MOST_OVER * len(known) else None


def _guessed(slot: Slot) -> Place:
    """A slot as the place of a question, of which field is not known."""
    return Place(-1, 0.0, False, "", slot.label, slot.pieces, slot.tail, ended=slot.ended)


def _limit_of(slot: Slot, layout: Layout) -> int | None:
    """The limit on words in a label, after it, or in guidance right under it."""
    end = slot.pieces[-1].index + 1
    under = (piece.text for piece in layout.pieces[end : end + _GUIDANCE] if len(piece.text) <= _LONGEST_GUIDANCE)
    for text in (slot.label, slot.tail, *under):
        for start, finish in word_limits(text):
            numbers = [number.replace(",", "") for number in _NUMBER.findall(text[start:finish])]
            if numbers:
                return int(numbers[-1])
    return None


def _heads_pair(spot: Spot, spots: Sequence[Spot]) -> bool:
    """Whether a cell is the upper of a table's two, which are a question and a box to write in."""
    return len(spots) == 2 and spot is spots[0] and spots[1].cell.row > spot.cell.row


def _of_cell(spot: Spot, covered: set[int], document: Document, *, stacked: bool, heads: bool) -> list[Slot]:
    text = " ".join(piece.text for piece in spot.pieces if piece.text)
    if not text or len(tokens(text)) > _LONGEST or any(mark in text for mark in "☒☐"):
        return []
    beneath = stacked or spot.right() is None
    neighbour = spot.below() if beneath else spot.right()
    if neighbour is None or any(piece.index in covered for piece in neighbour.pieces):
        return []
    cell = neighbour.cell
    other = spot.grid.get((cell.row, cell.column - 1) if beneath else (cell.row - 1, cell.column))
    if other is not None and any(piece.index in covered for piece in other.pieces):
        return []  # it is the answer to that
    if beneath and not heads and not _stands_out(spot, neighbour):
        return []
    if beneath and not stacked and neighbour.right() is not None:
        return []  # a heading over labels with answers beside them
    beside = _said(neighbour.pieces, document)
    return [Slot(text, tuple(piece for piece in spot.pieces if piece.text), "", beside)]


def _stands_out(spot: Spot, below: Spot) -> bool:
    """Whether a cell is set apart from the one under it as a label from its answer: shaded, bold, or numbered."""
    if spot.cell.shaded != below.cell.shaded:
        return spot.cell.shaded
    bold = [any(piece.line.bold for piece in cell.pieces if piece.text) for cell in (spot, below)]
    if bold[0] or bold[1]:
        return bold[0] and not bold[1]
    numbered = [any(numbering_end(piece.text) for piece in cell.pieces[:1]) for cell in (spot, below)]
    return numbered[0] and not numbered[1]


def _said(pieces: Sequence[Piece], document: Document) -> str:
    """What pieces say: their text, else the values of their controls."""
    text = "\n".join(piece.text for piece in pieces if piece.text)
    if text.strip("☒☐ \n"):
        return text
    values = [document.fields[index].value or "" for piece in pieces for index in piece.natives]
    return text or "\n".join(value for value in values if value)


@dataclass(frozen=True, slots=True)
class _Free:
    """Tells pieces that stand among lines, be it in cells that hold questions with their answers."""

    layout: Layout
    shared: set[int]

    def holds(self, piece: Piece) -> bool:
        """Whether a piece stands so."""
        spot = piece.spot
        return spot is None or spot.table in self.shared or len(self.layout.tables[spot.table]) == 1


class _Lines:
    """Lines that open as the recognised labels among the text do: numbered alike, bold alike, a paragraph alike."""

    def __init__(
        self,
        layout: Layout,
        context: Sequence[Context],
        covered: set[int],
        hints: Hints,
        free: _Free,
        boxed: Boxes | None,
    ) -> None:
        self._free = free
        self._boxed = boxed
        self._layout = layout
        self._context = context
        self._covered = covered
        self._hints = hints

    def slots(self, looks: Sequence[Look]) -> Iterator[Slot]:
        """The slots, going by how the recognised labels among the text look."""
        share = shared(looks)
        marked = share[0] > MOST or share[1] > MOST
        for piece in self._layout.pieces:
            if not self._free.holds(piece) or (piece.spot is not None and not marked):
                continue
            if not piece.text or piece.index in self._covered:
                continue
            if self._boxed is not None and piece.spot is None and (box := self._boxed.under_line(piece)) is not None:
                yield Slot(piece.text, (piece,), "", _said(box.pieces, self._layout.document), "whole")
                continue
            if not (piece.starts_line or self._asks_beside(piece)):
                continue
            if piece.text[0] in "☐☒":
                continue
            if self._heads(piece) or piece.line.bullet or self._hints.is_apart(piece):
                continue
            numbered, bold, gap = look_of(piece)
            look = (numbered, bold, gap or not piece.starts_line or self._comes_first(piece))
            if any(wanted > MOST and not has for wanted, has in zip(share, look, strict=True)):
                continue
            if bold and not numbered and self._goes_on(piece):
                continue
            pieces = self._whole_label(piece) if bold and share[1] > MOST else (piece,)
            yield from self._slots_of(pieces, marked=marked, bold=share[1] > MOST)

    def _heads(self, piece: Piece) -> bool:
        """Whether a piece is a heading, and no question or instruction that is set as one."""
        return self._context[piece.index].is_heading and not piece.text.endswith(("?", "."))

    def _asks_beside(self, piece: Piece) -> bool:
        """Whether a piece is a question at the right of another: numbered, or beside another that asks."""
        before = self._layout.pieces[piece.index - 1] if piece.index else None
        if before is None or before.row != piece.row:
            return False
        return numbering_end(piece.text) > 0 or ("?" in piece.text and "?" in before.text)

    def _comes_first(self, piece: Piece) -> bool:
        """Whether nothing stands above a line that white could part it from: it is under a heading or at a page's
        head."""
        before = self._layout.pieces[piece.index - 1] if piece.index else None
        if before is None or self._context[before.index].is_heading:
            return True
        return before.page != piece.page and not piece.text[:1].islower()

    def _goes_on(self, piece: Piece) -> bool:
        """Whether a bold line stands right under another that it finishes, with the answer beside both."""
        above = self._layout.pieces[max(piece.index - _NEAR, 0) : piece.index]
        return any(
            before.row != piece.row
            and before.line.bold
            and not self._context[before.index].is_heading
            and before.box is not None
            and piece.box is not None
            and before.page == piece.page
            and abs(before.box.x0 - piece.box.x0) < _SAME
            and piece.box.y0 - before.box.y1 < _TIGHT * (piece.box.y1 - piece.box.y0)
            and not before.text.endswith((":", "?", "."))
            for before in above
        )

    def _whole_label(self, piece: Piece) -> tuple[Piece, ...]:
        """A label that is set bold, with the lines that go on with it."""
        pieces = [piece]
        for after in self._layout.pieces[piece.index + 1 : piece.index + _MOST_LINES]:
            numbered, bold, gap = look_of(after)
            if numbered or not bold or gap or not after.line.wrapped or after.spot is not None:
                break
            if not after.text or not after.starts_line or after.index in self._covered:
                break
            if self._context[after.index].is_heading:
                break
            pieces.append(after)
        return tuple(pieces)

    def _slots_of(self, pieces: tuple[Piece, ...], *, marked: bool, bold: bool) -> list[Slot]:
        """The slot that one label makes; ``marked`` where labels are told from answers by number or weight, ``bold``
        where they are by weight, so that what is bold after a colon is theirs too."""
        lead = lead_of(pieces[0])
        if marked and lead and len(tokens(lead)) <= _LONGEST:
            tail = pieces[0].text[len(lead) :].strip()
            ended = "colon" if lead.endswith(":") else "question" if lead.endswith("?") else "weight"
            return [Slot(lead, pieces[:1], tail, tail, ended)]
        for end in range(1, len(pieces) + 1):
            text = " ".join(piece.text for piece in pieces[:end])
            asked = next((found for found in openings(text) if found[2] in {"colon", "question"}), None)
            if asked is not None and not (
                bold and asked[2] == "colon" and pieces[end - 1].line.bold and not pieces[0].line.wrapped
            ):
                label, tail, ended = asked
                beside = tail or self._following(pieces[end - 1])[1]
                return [Slot(label, pieces[:end], tail, beside, ended)] if len(tokens(label)) <= _LONGEST else []
        text = " ".join(piece.text for piece in pieces)
        if text.isupper():
            return []  # a heading
        following, said = self._following(pieces[-1])
        on_one_row = following is not None and following.row == pieces[0].row
        if on_one_row or (marked and len(tokens(text)) <= _LONGEST):
            return [Slot(text, pieces, "", said, "whole")]
        return []

    def _following(self, piece: Piece) -> tuple[Piece | None, str]:
        """The piece after one that is no guidance, if it is of no known label, and what it says."""
        after = self._layout.pieces[piece.index + 1 : piece.index + 2 + _MOST_LINES]
        first = next((other for other in after if not self._hints.is_apart(other)), None)
        if first is None or first.index in self._covered or (piece.spot is not None and first.spot is not piece.spot):
            return None, ""
        row = [other for other in after if other.row == first.row and other.index >= first.index]
        return first, _said(row, self._layout.document)
