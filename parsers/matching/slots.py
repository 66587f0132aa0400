"""What looks like a label, whatever it says: places that stand and are set as the recognised labels are.

A slot is where a question of unknown wording may be printed; which field it is, if any, is for `parsers.matching.gaps`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from parsers.document import Document
from parsers.matching.headings import Context
from parsers.matching.layout import Layout, Piece, Spot
from parsers.matching.marks import numbering_end
from parsers.matching.openings import openings
from parsers.matching.place import Place
from parsers.matching.wordings import tokens

_LONGEST = 45  # words of a label
MOST = 0.7  # the share of the recognised labels that makes a look the rule


@dataclass(slots=True)
class Slot:
    """Something that looks like a label: its text, the pieces it covers, and what stands beside it."""

    label: str
    pieces: tuple[Piece, ...]
    tail: str
    beside: str
    ended: str = ""

    @property
    def at(self) -> tuple[int, int]:
        """Where it begins, in reading order."""
        return (self.pieces[0].index, 0)


def find_slots(layout: Layout, context: Sequence[Context], known: Sequence[Place]) -> list[Slot]:
    """Everything in the document that looks like the known labels do and is none of them, in reading order."""
    covered = {piece.index for place in known for piece in place.pieces}
    in_cells = [place.spot for place in known if place.spot is not None]
    kinds = {spot.cell.column for spot in in_cells}
    shaded = {spot.cell.shaded for spot in in_cells}
    stacked = sum(spot.right() is None for spot in in_cells)
    slots: list[Slot] = []
    for spots in layout.tables:
        for spot in spots:
            if not spot.pieces or any(piece.index in covered for piece in spot.pieces):
                continue
            if spot.cell.column in kinds and spot.cell.shaded in shaded:
                slots += _of_cell(spot, covered, layout.document, stacked=stacked * 2 > len(known))
    flows = [place for place in known if place.spot is None]
    if flows:
        slots += _of_lines(layout, context, covered, flows)
    return sorted(slots, key=lambda slot: slot.at)


def _of_cell(spot: Spot, covered: set[int], document: Document, *, stacked: bool) -> list[Slot]:
    text = " ".join(piece.text for piece in spot.pieces if piece.text)
    if not text or len(tokens(text)) > _LONGEST or any(mark in text for mark in "☒☐"):
        return []
    neighbour = spot.below() if stacked else spot.right()
    if neighbour is None or any(piece.index in covered for piece in neighbour.pieces):
        return []
    if stacked and not _stands_out(spot, neighbour):
        return []
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


def _of_lines(layout: Layout, context: Sequence[Context], covered: set[int], flows: Sequence[Place]) -> list[Slot]:
    """Lines that open as the recognised labels among the text do: numbered alike, bold alike, a paragraph alike."""
    looks = [look_of(place.pieces[0]) for place in flows]
    share = [sum(look[n] for look in looks) / len(looks) for n in range(3)]
    slots = []
    for piece in layout.pieces:
        if piece.spot is not None or not piece.text or not piece.starts_line or piece.index in covered:
            continue
        if context[piece.index].is_heading or piece.line.bullet:
            continue
        if any(wanted > MOST and not has for wanted, has in zip(share, look_of(piece), strict=True)):
            continue
        slots += _of_line(layout, piece, covered, marked=share[0] > MOST or share[1] > MOST)
    return slots


def _of_line(layout: Layout, piece: Piece, covered: set[int], *, marked: bool) -> list[Slot]:
    """The slot that one line makes; ``marked`` where labels are told from answers by number or weight."""
    ends = [(label, tail, end) for label, tail, end in openings(piece.text) if end in {"colon", "question"}]
    after = layout.pieces[piece.index + 1] if piece.index + 1 < len(layout.pieces) else None
    following = after if after is not None and after.index not in covered else None
    below = _said([following], layout.document) if following is not None else ""
    if ends:
        label, tail, end = ends[0]
        return [Slot(label, (piece,), tail, tail or below, end)] if len(tokens(label)) <= _LONGEST else []
    beside = following is not None and following.row == piece.row
    if beside or (marked and len(tokens(piece.text)) <= _LONGEST):
        return [Slot(piece.text, (piece,), "", below, "whole")]
    return []


def look_of(piece: Piece) -> tuple[bool, bool, bool]:
    """What most labels of one form share: numbered, bold or a heading, white space above."""
    return (numbering_end(piece.text) > 0, piece.line.bold or piece.line.heading, piece.line.gap)
