"""Questions that no wording recognised, found by elimination: the order and the kind of answer tell which they are.

Between two recognised neighbours, what looks like a label and belongs to no question is lined up with the fields of
the definition that are still without a place there. A question found so is an altered one, and said to be.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from parsers.form import FieldType, FormDefinition
from parsers.matching.fitness import fitness
from parsers.matching.headings import Context
from parsers.matching.layout import Layout, Piece, Spot
from parsers.matching.lexicon import Lexicon
from parsers.matching.marks import bare_label, numbering_end
from parsers.matching.openings import openings
from parsers.matching.place import Place
from parsers.matching.wordings import tokens

_LIKE = 0.3  # words this like a question need no other ground
_LONGEST = 45


@dataclass(slots=True)
class Slot:
    """Something that looks like a label: its text, the pieces it covers, and what stands beside it."""

    label: str
    pieces: tuple[Piece, ...]
    tail: str
    beside: str

    @property
    def at(self) -> tuple[int, int]:
        """Where it begins, in reading order."""
        return (self.pieces[0].index, 0)


def fill_gaps(
    layout: Layout, lexicon: Lexicon, context: Sequence[Context], chosen: Mapping[int, Place]
) -> dict[int, Place]:
    """The chosen places, with those found by elimination added."""
    definition = lexicon.definition
    if len(chosen) < 3 or len(chosen) == len(definition.fields):
        return dict(chosen)
    slots = _slots(layout, context, chosen)
    filled = dict(chosen)
    for fields, begin, end in _runs(definition, chosen, len(layout.pieces)):
        inside = [slot for slot in slots if begin < slot.at < end]
        if inside:
            filled.update(_line_up(fields, inside, lexicon, context))
    return dict(sorted(filled.items()))


def _runs(
    definition: FormDefinition, chosen: Mapping[int, Place], length: int
) -> list[tuple[list[int], tuple[int, int], tuple[int, int]]]:
    """Runs of fields without a place, each with where their neighbours stand."""
    runs: list[tuple[list[int], tuple[int, int], tuple[int, int]]] = []
    run: list[int] = []
    begin = (-1, 0)
    for index in range(len(definition.fields) + 1):
        place = chosen.get(index)
        if index < len(definition.fields) and place is None:
            run.append(index)
            continue
        end = place.at if place is not None else (length, 0)
        if run and begin < end:
            runs.append((run, begin, end))
        run = []
        if place is not None:
            begin = place.at
    return runs


def _line_up(
    fields: Sequence[int], slots: Sequence[Slot], lexicon: Lexicon, context: Sequence[Context]
) -> dict[int, Place]:
    """The best pairing of fields and slots that keeps the order of both."""
    certain = len(fields) == len(slots)
    gains = [
        [_pair(field, slot, lexicon, context[slot.pieces[0].index], certain=certain) for slot in slots]
        for field in fields
    ]
    best: list[list[tuple[float, dict[int, Place]]]] = [[(0.0, {})] * (len(slots) + 1)]
    for number, field in enumerate(fields):
        line: list[tuple[float, dict[int, Place]]] = [(best[-1][0][0], best[-1][0][1])]
        for column in range(len(slots)):
            options = [best[-1][column + 1], line[column]]
            pair = gains[number][column]
            if pair is not None:
                total, pairs = best[-1][column]
                options.append((total + pair[0], {**pairs, field: pair[1]}))
            line.append(max(options, key=lambda option: option[0]))
        best.append(line)
    return best[-1][-1][1]


def _pair(field: int, slot: Slot, lexicon: Lexicon, context: Context, *, certain: bool) -> tuple[float, Place] | None:
    """What it is worth to take a slot for a field, or None where nothing speaks for it."""
    item = lexicon.definition.fields[field]
    suits = fitness(item.type, slot.beside)
    if suits < 0 or item.type is FieldType.TABLE:
        return None
    hits = lexicon.hits(tokens(bare_label(slot.label)), context=context.words, floor=0.15)
    like = next((hit.score for hit in hits if hit.wording.field == field), 0.0)
    here = not context.section or context.section == item.section
    if not here and like < 2 * _LIKE:
        return None
    if like < _LIKE and not certain:
        return None
    place = Place(field, max(like, 0.3), False, item.label, slot.label, slot.pieces, slot.tail)
    place.parts = {"words": like, "order": 0.3 if certain else 0.1, "answer": suits}
    place.whole_cell = slot.pieces[0].spot is not None
    return (0.1 + like + 2 * suits + 0.1 * here, place)


def _slots(layout: Layout, context: Sequence[Context], chosen: Mapping[int, Place]) -> list[Slot]:
    """Everything in the document that looks like the chosen labels do and is none of them."""
    covered = {piece.index for place in chosen.values() for piece in place.pieces}
    columns = {
        (place.spot.table if place.spot else -1, place.spot.cell.column if place.spot else -1)
        for place in chosen.values()
    }
    kinds = {place.spot.cell.column for place in chosen.values() if place.spot is not None}
    shaded = {place.spot.cell.shaded for place in chosen.values() if place.spot is not None}
    stacked = sum(place.spot is not None and place.spot.right() is None for place in chosen.values())
    slots: list[Slot] = []
    for spots in layout.tables:
        for spot in spots:
            if not spot.pieces or any(piece.index in covered for piece in spot.pieces):
                continue
            known = (spot.cell.column in kinds) and (len(columns) > 0)
            if known and spot.cell.shaded in shaded:
                slots += _of_cell(spot, covered, stacked=stacked * 2 > len(chosen))
    flows = [place for place in chosen.values() if place.spot is None]
    if flows:
        slots += _of_lines(layout, context, covered, flows)
    return sorted(slots, key=lambda slot: slot.at)


def _of_cell(spot: Spot, covered: set[int], *, stacked: bool) -> list[Slot]:
    text = " ".join(piece.text for piece in spot.pieces if piece.text)
    if not text or len(tokens(text)) > _LONGEST or any(mark in text for mark in "☒☐"):
        return []
    neighbour = spot.below() if stacked else spot.right()
    if neighbour is None or any(piece.index in covered for piece in neighbour.pieces):
        return []
    if stacked and (not spot.cell.shaded or neighbour.cell.shaded):
        return []
    return [Slot(text, tuple(piece for piece in spot.pieces if piece.text), "", neighbour.text)]


def _of_lines(layout: Layout, context: Sequence[Context], covered: set[int], flows: Sequence[Place]) -> list[Slot]:
    """Lines that open as the recognised labels among the text do: numbered alike, bold alike, a paragraph alike."""
    looks = [_look(place.pieces[0]) for place in flows]
    share = [sum(look[n] for look in looks) / len(looks) for n in range(3)]
    slots = []
    for piece in layout.pieces:
        if piece.spot is not None or not piece.text or not piece.starts_line or piece.index in covered:
            continue
        if context[piece.index].is_heading or piece.line.bullet:
            continue
        if any(wanted > 0.7 and not has for wanted, has in zip(share, _look(piece), strict=True)):
            continue
        ends = [(label, tail) for label, tail, end in openings(piece.text) if end in {"colon", "question"}]
        following = layout.pieces[piece.index + 1] if piece.index + 1 < len(layout.pieces) else None
        if ends:
            label, tail = ends[0]
            if len(tokens(label)) <= _LONGEST:
                beside = tail or (following.text if following is not None and following.index not in covered else "")
                slots.append(Slot(label, (piece,), tail, beside))
        elif following is not None and following.row == piece.row and following.index not in covered:
            slots.append(Slot(piece.text, (piece,), "", following.text))
        elif (share[0] > 0.7 or share[1] > 0.7) and len(tokens(piece.text)) <= _LONGEST:
            beside = following.text if following is not None and following.index not in covered else ""
            slots.append(Slot(piece.text, (piece,), "", beside))
    return slots


def _look(piece: Piece) -> tuple[bool, bool, bool]:
    return (numbering_end(piece.text) > 0, piece.line.bold or piece.line.heading, piece.line.gap)
