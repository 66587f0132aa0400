"""What looks like a label, whatever it says: places that stand and are set as the recognised labels are.

A slot is where a question of unknown wording may be printed; which field it is, if any, is for `parsers.matching.gaps`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from parsers.document import Document
from parsers.matching.answer_columns import answer_columns
from parsers.matching.asking import asking_cells, asking_lines
from parsers.matching.bare_rows import heads
from parsers.matching.boxes import Boxes
from parsers.matching.grids import Row, Unit
from parsers.matching.headings import Context
from parsers.matching.hints import Hints
from parsers.matching.layout import Layout, Spot
from parsers.matching.looks import MOST, look_of
from parsers.matching.marks import numbering_end, word_limits
from parsers.matching.place import Place
from parsers.matching.shared_cells import shared_tables
from parsers.matching.slot import LONGEST, Slot, said_by
from parsers.matching.slot_lines import Free, SlotLines
from parsers.matching.wordings import tokens

_MOST_OVER = 0.5  # the share of the recognised labels over boxes, from which a line over a box is one
_FEW = 3  # recognised labels, of which fewer do not show how labels look
_GUIDANCE, _LONGEST_GUIDANCE = 2, 200  # pieces after a label that may set a limit; characters of each
_MOST_LINES = 12  # of an answer that are looked at
_NUMBER = re.compile(r"\d[\d,]*")


def find_slots(
    layout: Layout, context: Sequence[Context], known: Sequence[Place], *, reworded: bool = False
) -> list[Slot]:
    """Everything in the document that looks like the known labels do and is none of them, in reading order.

    Where hardly any label is known, or on a ``reworded`` form none among the lines, what asks for itself shows how
    labels look.
    """
    covered = {piece.index for place in known for piece in place.pieces}
    free = Free(layout, shared_tables(known))
    looks = [look_of(place.pieces[0]) for place in known if free.holds(place.pieces[0])]
    in_cells = [place.spot for place in known if place.spot is not None]
    if len(known) < _FEW:
        in_cells += asking_cells(layout)
    if len(known) < _FEW or (reworded and not looks):
        looks += [look_of(piece) for piece in asking_lines(layout, context)]
    kinds = {spot.cell.column for spot in in_cells}
    shaded = {spot.cell.shaded for spot in in_cells}
    stacked = sum(spot.right() is None for spot in in_cells)
    answers = answer_columns(layout.tables)
    in_pairs = sum(_heads_pair(spot, layout.tables[spot.table]) for spot in in_cells) > MOST * len(in_cells)
    slots: list[Slot] = []
    for number, spots in enumerate(layout.tables):
        open_spots = [spot for spot in spots if spot.pieces and not any(p.index in covered for p in spot.pieces)]
        slots += [_captioned(spot, layout.document) for spot in open_spots if spot.caption]
        if number in free.shared:
            continue
        paired = in_pairs and _heads_pair(spots[0], spots) if spots else False
        for spot in open_spots:
            if not spot.caption and spot.cell.column in kinds and spot.cell.shaded in shaded:
                heads = paired and spot is spots[0]
                answer = spot.grid.get((spot.cell.row, answers[number])) if number in answers else spot.right()
                slots += _of_cell(spot, answer, covered, layout.document, stacked=stacked * 2 > len(known), heads=heads)
    if looks:
        boxed = _boxed(layout, [place for place in known if free.holds(place.pieces[0])])
        lines = SlotLines(layout, context, covered, Hints(layout, known), free, boxed)
        if len(known) < _FEW:
            guessed = [_guessed(slot) for slot in lines.slots(looks)]
            lines = SlotLines(layout, context, covered, Hints(layout, [*known, *guessed]), free, boxed)
        slots += lines.slots(looks)
    for slot in slots:
        slot.limit = _limit_of(slot, layout)
        slot.columns = _columns_under(slot, layout)
    slots = _without_headings(slots, layout, covered)
    begins = {slot.pieces[0].index for slot in slots}
    for slot in slots:
        slot.whole = _whole_answer(slot, layout, begins | covered)
        after = layout.after(slot.pieces[-1])
        if slot.pieces[-1].spot is None and not slot.tail and after is not None and after.index in begins:
            slot.beside = ""  # what stands there asks something itself
    return sorted(slots, key=lambda slot: slot.at)


def _whole_answer(slot: Slot, layout: Layout, begins: set[int]) -> str:
    """What stands beside a slot with the lines under it, up to what asks next."""
    start = slot.pieces[-1].index + 1
    if slot.pieces[-1].spot is not None:
        return ""
    texts = [slot.tail]
    for piece in layout.pieces[start : start + _MOST_LINES]:
        if piece.index in begins or piece.spot is not None:
            break
        texts.append(piece.text)
    text = "\n".join(text for text in texts if text)
    return text if slot.beside and slot.beside in text else ""


def _columns_under(slot: Slot, layout: Layout) -> int:
    """The columns of the table with a row for its heads that stands right under a slot, 0 where none does."""
    after = layout.after(slot.pieces[-1])
    if slot.pieces[-1].spot is not None or after is None or after.spot is None:
        return 0
    rows: defaultdict[int, Row] = defaultdict(list)
    for spot in layout.tables[after.spot.table]:
        rows[spot.cell.row].append(Unit(spot.pieces, spot.cell.box, spot))
    first, *others = (rows[row] for row in sorted(rows))
    return len(first) if heads(first, others[:1]) else 0


def _without_headings(slots: Sequence[Slot], layout: Layout, covered: set[int]) -> list[Slot]:
    """The slots that are no headings: lines of their own right above what is a label, or looks like one."""
    begins = {slot.pieces[0].index for slot in slots} | covered

    def is_heading(slot: Slot) -> bool:
        last = slot.pieces[-1]
        after = layout.after(last)
        alone = slot.ended == "whole" and last.spot is None and not slot.columns
        return alone and after is not None and after.row != last.row and after.index in begins

    return [slot for slot in slots if not is_heading(slot)]


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


def _captioned(spot: Spot, document: Document) -> Slot:
    """The slot that a cell with a caption makes."""
    text = " ".join(piece.text for piece in spot.caption)
    return Slot(text, spot.caption, "", said_by(spot.answer, document), "whole")


def _of_cell(
    spot: Spot, right: Spot | None, covered: set[int], document: Document, *, stacked: bool, heads: bool
) -> list[Slot]:
    """The slot that a cell makes, with its answer in the cell at its ``right`` or in the one under it."""
    text = " ".join(piece.text for piece in spot.pieces if piece.text)
    if not text or len(tokens(text)) > LONGEST or any(mark in text for mark in "☒☐"):
        return []
    beneath = stacked or right is None
    neighbour = spot.below() if beneath else right
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
    beside = said_by(neighbour.pieces, document)
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
