"""Where the answer to each placed question stands: beside it, below it, after it, or in the text up to the next one.

In a table `parsers.matching.sides` says on which side of its label an answer stands. What the region's text says is
put together by `parsers.matching.joining`, cleaned by `parsers.matching.blanks`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from parsers.document import DocumentKind
from parsers.extraction import Method
from parsers.form import FieldType, FormDefinition
from parsers.matching.blanks import clean
from parsers.matching.boxes import Boxes
from parsers.matching.fitness import TICKED_TYPES, is_value
from parsers.matching.flow import Column, asks_anew, breaks, lone_tick, numbers_next, ticked_under
from parsers.matching.headings import Context
from parsers.matching.hints import Hints
from parsers.matching.joining import join
from parsers.matching.layout import Layout, Piece, Spot, are_level
from parsers.matching.lettered import own_part
from parsers.matching.marks import SIGN_OFF, word_limits
from parsers.matching.place import Place
from parsers.matching.quotes import answered_between, without_quoted
from parsers.matching.region import Region
from parsers.matching.sides import Sides
from parsers.matching.unasked import Unasked

_ONE_LINE = frozenset(
    {
        FieldType.TEXT,
        FieldType.NUMBER,
        FieldType.MONEY,
        FieldType.DATE,
        FieldType.EMAIL,
        FieldType.PHONE,
        FieldType.AUTHORITY,
    }
)
_LEAST_WORDS = 4  # of a sentence


class Regions:
    """The answers' regions of a whole document, given the chosen places."""

    def __init__(
        self, layout: Layout, chosen: Mapping[int, Place], definition: FormDefinition, context: Sequence[Context]
    ) -> None:
        self.layout = layout
        self.chosen = chosen
        self.definition = definition
        self.context = context
        self.mail = layout.document.kind in {DocumentKind.PLAIN, DocumentKind.HTML}
        self.starts: dict[int, list[Place]] = defaultdict(list)
        self.covered: set[int] = set()
        for place in chosen.values():
            self.starts[place.pieces[0].index].append(place)
            self.covered.update(piece.index for piece in place.pieces)
        self.hints = Hints(layout, chosen.values())
        self.quoted = self.mail and answered_between(layout, chosen.values())
        self._boxes = Boxes(layout)
        self.unasked = Unasked(layout, chosen.values(), self._boxes)
        self.sides = Sides(chosen.values(), context, layout.tables)

    def of(self, index: int) -> Region:
        """The region of the field's answer, without the guidance printed before it."""
        region = self._of(index)
        region.parts = self._written(region.parts)
        return region

    def _of(self, index: int) -> Region:
        place = self.chosen[index]
        spot = place.spot
        if place.answer is not None:
            return self._cells([place.answer], "right")
        if place.lead:
            method = Method.TEXT if spot is None else Method.CELL
            return Region(method, [(place.pieces[0], place.lead)], mode="same")
        if spot is None:
            box = self._boxes.under(place) if self._is_written_under(index, place) else None
            if box is not None and not box.pieces:
                return Region(Method.TEXT, [], [box])
            return self._flow(index, place, boxed=box is not None)
        mode = self.sides.of(place, spot)
        if mode in {"right", "below"}:
            region = self._cells(list(self.sides.right(spot)), "right") if mode == "right" else self._below(index, spot)
            region.parts = own_part(place, spot, region.parts)
            return region
        region = Region(Method.CELL, self._rest_of_cell(place, spot), [spot], "same")
        alone = spot.below() is None and spot.right() is None and not spot.caption
        if alone and not self._answers(region, index):
            return self._flow(index, place)
        return region

    def _is_written_under(self, index: int, place: Place) -> bool:
        """Whether the answer is in a box under the label if there is one there."""
        return self.definition.fields[index].type not in TICKED_TYPES and not self._tail(place).strip()

    def _written(self, parts: list[tuple[Piece, str]]) -> list[tuple[Piece, str]]:
        parts = without_quoted(parts) if self.quoted else parts
        return self.hints.without(parts)

    def _answers(self, region: Region, index: int) -> bool:
        """Whether a region holds more than guidance."""
        return self._says(region.parts, index)

    def _below(self, index: int, spot: Spot) -> Region:
        """The cells under a label; where they hold only guidance, the box under that; all rows of options."""
        spots = list(self.sides.below(spot))
        if self.definition.fields[index].type in TICKED_TYPES:
            spots.extend(self.sides.more_options(spots))
        region = self._cells(spots, "below")
        if len(spots) != 1 or region.empty or self._answers(region, index):
            return region
        further = [under for under in self.sides.below(spots[0]) if under.cell.column_span >= spot.cell.column_span]
        return self._cells([*spots, *further], "below")

    def _cells(self, spots: Sequence[Spot], mode: str) -> Region:
        parts = [(piece, piece.text) for spot in spots for piece in spot.pieces]
        return Region(Method.CELL, parts, list(spots), mode)

    def _rest_of_cell(self, place: Place, spot: Spot) -> list[tuple[Piece, str]]:
        """What follows a label in its own cell, up to the next label in it."""
        last = place.pieces[-1]
        parts = [(last, self._tail(place))]
        for piece in spot.pieces:
            if piece.index > place.end:
                if piece.index in self.starts:
                    first = min(self.starts[piece.index], key=lambda other: other.offset)
                    if first.offset:
                        parts.append((piece, piece.text[: first.offset]))
                    break
                if self.unasked.begins(piece, place, self.definition.fields[place.field].type, parts):
                    break
                parts.append((piece, piece.text))
        return parts

    def _tail(self, place: Place) -> str:
        """What follows a label in its own line, up to the next label on that line."""
        tail = place.tail.split("\n")[0] if place.spot is not None and len(place.spot.pieces) > 1 else place.tail
        last = place.pieces[-1]
        if not last.text.endswith(tail):
            return ""  # it stands on the lines after it
        begins = len(last.text) - len(tail)
        nexts = [other.offset for other in self.starts.get(last.index, ()) if other.offset > place.offset]
        if nexts:
            return last.text[begins : min(nexts)].rstrip(" ,;|")
        return "" if re.fullmatch(r"\([^()☒☐]*\)[:.]?", tail) else tail

    def _flow(self, index: int, place: Place, *, boxed: bool = False) -> Region:
        """The text after a label, line by line, up to what ends it; ``boxed`` says that its box is under it."""
        region = Region(Method.TEXT, [(place.pieces[-1], self._tail(place))])
        if any(other.offset > place.offset for other in self.starts.get(place.pieces[-1].index, ())):
            return region
        kind = self.definition.fields[index].type
        boxed = boxed or (kind in TICKED_TYPES and ticked_under(place, self.layout.pieces))
        column = Column(place, self.chosen.values(), boxed=boxed)
        label = {piece.index for piece in (*place.pieces, *self._rest_of_label(place))}
        table = place.spot.table if place.spot is not None else None
        for piece in self.layout.pieces[place.pieces[0].index + 1 :]:
            if piece.index in label or (table is not None and piece.spot is not None and piece.spot.table == table):
                continue
            if self._ends(piece, place, kind) or self._asks_anew(piece, place, kind, region.parts):
                if column.right is not None and are_level(piece, place.pieces[0]):
                    continue
                first = min((other.offset for other in self.starts.get(piece.index, ())), default=0)
                if first:
                    region.parts.append((piece, piece.text[:first]))
                break
            if column.holds(piece):
                region.parts.append((piece, piece.text))
                if piece.spot is not None and piece.spot not in region.spots:
                    region.spots.append(piece.spot)
        if kind in TICKED_TYPES:
            tick = lone_tick(place, self.layout.pieces, self.starts) if region.empty else None
            region.parts += [(tick, tick.text)] if tick is not None else []
        elif kind is not FieldType.TABLE:
            region.parts = self._boxes.inside(self._written(region.parts))
        if kind in _ONE_LINE:
            region.parts = self._first_paragraph(region.parts, index)
            region.parts += self._wrapped(place, kind) if region.empty and column.is_right else []
        return region

    def _asks_anew(self, piece: Piece, place: Place, kind: FieldType, parts: list[tuple[Piece, str]]) -> bool:
        """Whether a question that no field has begins at a piece."""
        if kind in TICKED_TYPES and asks_anew(parts, piece):
            return True
        return not self.mail and self.unasked.begins(piece, place, kind, parts)

    def _wrapped(self, place: Place, kind: FieldType) -> list[tuple[Piece, str]]:
        """What of its kind stands at the margin right under a label that is the last of several on its row."""
        row = place.pieces[-1].row
        under = [piece for piece in self.layout.pieces[place.pieces[-1].index + 1 :][:2] if piece.row == row + 1]
        fits = len(under) == 1 and not self._ends(under[0], place, kind) and is_value(kind, under[0].text)
        return [(under[0], under[0].text)] if fits else []

    def _rest_of_label(self, place: Place) -> list[Piece]:
        """Lines right after a label that only finish its sentence, where the line ended before the question did."""
        last = place.pieces[-1]
        rest: list[Piece] = []
        if place.ended != "whole" or not last.line.wrapped or last.text.endswith((":", "?", ".", ")")):
            return rest
        joined = last.text
        for piece in self.layout.pieces[last.index + 1 : last.index + 3]:
            if not piece.text or piece.line.gap or piece.line.bullet or piece.index in self.starts:
                return []
            rest.append(piece)
            joined = f"{joined} {piece.text}"
            if any(end == len(joined) for _, end in word_limits(joined)):
                return rest
            if piece.line.bold != last.line.bold:
                return []
            if piece.text.endswith((":", "?")):
                return rest
        return []

    def _first_paragraph(self, parts: list[tuple[Piece, str]], index: int) -> list[tuple[Piece, str]]:
        """The parts up to the first break after something is said: an answer of one line has no second paragraph."""
        kept: list[tuple[Piece, str]] = []
        for piece, text in parts:
            if kept and breaks(kept[-1][0], piece, text) and self._says(kept, index):
                if is_value(self.definition.fields[index].type, text.strip()) and _is_sentence(join(kept)):
                    return [(piece, text)]  # the sentence is guidance
                break
            kept.append((piece, text))
        return kept

    def _says(self, parts: list[tuple[Piece, str]], index: int) -> bool:
        """Whether the parts hold more than guidance."""
        natives = any(piece.natives for piece, _ in parts)
        text = join(parts)
        return natives or bool(text and clean(text, self.definition.fields[index], self.definition))

    def _stands_above(self, spot: Spot, row: int) -> bool:
        """Whether a cell has its row to itself, above a row of the same table that asks something.

        A box to write in, and the table that follows with nothing between them, are one table in some formats.
        """
        return spot.cell.row < row and spot.right() is None and spot.cell.column == 0

    def _ends(self, piece: Piece, place: Place, kind: FieldType) -> bool:
        """Whether the text of an answer ends before this piece."""
        if piece.index in self.starts or numbers_next(self.layout, piece, self.starts):
            return True
        heads = self.context[piece.index].is_heading or piece.line.heading
        if heads and piece.starts_line and piece.text:
            return True
        if self.mail and SIGN_OFF.match(piece.text) and len(piece.text) < 80:
            return True
        if piece.spot is None:
            return False
        spots = self.layout.tables[piece.spot.table]
        asked = [spot.cell.row for spot in spots if id(spot) in self.sides.labels]
        if asked:
            return not self._stands_above(piece.spot, min(asked))
        filled = [spot for spot in spots if spot.pieces]
        return len(filled) > 2 and kind is not FieldType.TABLE and kind not in TICKED_TYPES


def _is_sentence(text: str) -> bool:
    """Whether a text is a sentence, which no amount or day is."""
    return text.endswith(".") and len(text.split()) >= _LEAST_WORDS
