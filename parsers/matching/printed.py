"""A label as a document prints it, and the places it makes: one for each field whose wording it is like.

What is printed and how it looks is scored once; what hangs on the field is added a place. Which texts are tried is
`parsers.matching.places`.
"""

from __future__ import annotations

from collections.abc import Sequence

from parsers.document import Box
from parsers.matching.fitness import fitness
from parsers.matching.headings import Context
from parsers.matching.layout import Layout, Piece
from parsers.matching.lexicon import Lexicon
from parsers.matching.marks import label_start, numbering_end
from parsers.matching.place import Place
from parsers.matching.synonyms import kinds_of
from parsers.matching.wordings import Hit, tokens

#: What ended a label in its line, and what that does to its score.
_END_SCORE = {
    "whole": 0.04, "colon": 0.06, "question": 0.05, "dash": -0.04, "stop": -0.03, "bracket": 0.0,
    "star": 0.05, "tick": 0.0, "leader": 0.05, "prefix": -0.2, "value": 0.08, "inside": -0.06,
}  # fmt: skip
_SENTENCE_ENDS = frozenset(".?!:;)")


class Printed:
    """A label as it is printed, with what its places have in common whichever field they are for."""

    def __init__(
        self,
        layout: Layout,
        lexicon: Lexicon,
        context: Sequence[Context],
        pieces: tuple[Piece, ...],
        label: str,
        tail: str,
        end: str,
        offset: int = 0,
    ) -> None:
        first, last = pieces[0], pieces[-1]
        self.lexicon, self.context = lexicon, context[first.index]
        self.pieces, self.label, self.tail, self.end, self.offset = pieces, label, tail, end, offset
        start = 0 if offset else label_start(first.text)
        self.lead = "".join([mark for mark in first.text[:start] if mark in "☒☐"])
        self.kinds = kinds_of(tokens(label))
        self.look = _look(first, label, tail)
        inside = (last.spot.caption or last.spot.pieces) if last.spot is not None else ()
        wrapped = last.line.wrapped and bool(inside) and last is not inside[-1]
        self.is_cut = end == "whole" and wrapped
        self.goes_on = tail[:1].islower() and "@" not in tail[:60]
        self.beside = self._beside(layout)
        self.finishes = not offset and _finishes(layout, first)

    def place(self, hit: Hit) -> Place:
        """The place for the field of one hit, with its score parts."""
        wording, context, end = hit.wording, self.context, self.end
        field = wording.field
        place = Place(field, hit.score, hit.exact, wording.text, self.label, self.pieces, self.tail, self.offset)
        place.lead, place.ended = self.lead, end
        parts = place.parts
        parts["words"] = hit.score
        if self.lexicon.asks_otherwise(field, self.kinds):
            parts["kind"] = -0.25
        parts["end"] = _END_SCORE[end]
        item = self.lexicon.definition.fields[field]
        if context.section == item.section:
            parts["section"] = 0.08
        elif context.section:
            parts["section"] = -0.08
        parts["look"] = self.look
        if self.finishes:
            parts["finishes"] = -0.4
        if self.is_cut:
            parts["cut"] = -0.06 if hit.exact else -0.15
        if self.goes_on:
            parts["goes on"] = -0.2 if end in {"dash", "prefix"} else -0.06
        if context.is_heading and not self.tail:
            parts["heading"] = self._as_heading(item.section, exact=hit.exact)
        if hit.exact:
            parts["length"] = 0.006 * min(len(wording.words), 25)
        parts["answer"] = fitness(item.type, self.beside)
        return place

    def _as_heading(self, section: str, *, exact: bool) -> float:
        """What it costs to take a section's heading for a question: little where the section asks only one."""
        if not exact:
            return -0.5
        return -0.1 if len(self.lexicon.definition.of_section(section)) == 1 else -0.4

    def _beside(self, layout: Layout) -> str:
        """What stands where the answer most likely is: the rest of the line, the next cell, the next line."""
        if self.lead or self.tail:
            return self.lead or self.tail
        last, pieces = self.pieces[-1], layout.pieces
        if last.spot is None:
            return pieces[last.index + 1].text if last.index + 1 < len(pieces) else ""
        if last.spot.caption:
            return " ".join(piece.text for piece in last.spot.answer if piece.text)
        right, inside = last.spot.right(), last.spot.pieces
        if right is None and last is not inside[-1]:
            return inside[inside.index(last) + 1].text
        neighbour = right or last.spot.below()
        return neighbour.text if neighbour is not None else ""


def _look(piece: Piece, label: str, tail: str) -> float:
    """How much a piece looks like a label, whatever it says."""
    score = 0.0
    line = piece.line
    score += 0.03 * (line.bold or line.heading) + 0.03 * (numbering_end(piece.text) > 0)
    if piece.spot is not None:
        score += 0.03 * piece.spot.cell.shaded
        score += 0.03 * (piece is piece.spot.pieces[0])
    if line.bullet:
        score -= 0.1
    if not piece.starts_line and piece.spot is None:
        score -= 0.02
    if not tail and len(label) > 3 and label[:1].islower():
        score -= 0.15
    return score


def _finishes(layout: Layout, piece: Piece) -> bool:
    """Whether a line only goes on with the sentence of the wrapped line right above it."""
    if not piece.text[:1].islower() or piece.line.gap or piece.index == 0:
        return False
    above = layout.pieces[piece.index - 1]
    if not (above.line.wrapped and piece.line.wrapped) or above.box is None or piece.box is None:
        return False
    under = abs(above.box.x0 - piece.box.x0) < 2 and 0 <= piece.box.y0 - above.box.y0 < 2.2 * _height(above.box)
    return under and above.text.rstrip()[-1:] not in _SENTENCE_ENDS


def _height(box: Box) -> float:
    return box.y1 - box.y0
