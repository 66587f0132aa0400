"""Where a question may be printed: every place of the document whose words are like a wording of some field.

Each `Place` has a score for its words and one for how much it looks like a label rather than part of an answer. Which
place each field takes is decided over the whole document by `parsers.matching.assignment`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from parsers.matching.fitness import EXACT_TYPES, fitness, is_value
from parsers.matching.headings import Context
from parsers.matching.layout import Layout, Piece, Spot
from parsers.matching.lexicon import Lexicon
from parsers.matching.marks import bare_label, label_start
from parsers.matching.openings import openings, readings
from parsers.matching.place import Place
from parsers.matching.printed import Printed
from parsers.matching.wordings import Hit, tokens

_MOST = 8  # places of one field that are worth comparing
_OVER_COLUMN, _IN_TABLE = -0.4, -0.2  # the heading of a table's column, and a cell of it, ask nothing by themselves
_WORTH_A_LINE = 0.03  # another line must make a label this much more alike
_PROSE = 90  # characters; a longer line that opens with fewer familiar words than this is no label
_FAMILIAR = 0.3
_LABEL_LIKE = 0.4  # the share of a label's first line that is words of the form's labels, at the least
_WORD = re.compile(r"\S+")
_INSIDE = re.compile(r"(?:^|(?<=[\s|;,/]))(?P<label>[^\W\d][\w'’/()-]*(?: [\w'’/()&-]+){0,5})\s?:")


def find_places(
    layout: Layout,
    lexicon: Lexicon,
    context: Sequence[Context],
    *,
    floor: float = 0.5,
    tables: tuple[Collection[int], Collection[int]] = ((), ()),
) -> list[list[Place]]:
    """The places of every field, best first, the likeliest few of each.

    ``tables`` are the pieces that head the columns of tables, and those in the rows under them.
    """
    finder = _Finder(layout, lexicon, context, floor)
    best: dict[tuple[int, int, int], Place] = {}
    for place in finder.places():
        for pieces, cost in zip(tables, (_OVER_COLUMN, _IN_TABLE), strict=True):
            if place.pieces[0].index in pieces and not lexicon.definition.fields[place.field].columns:
                place.parts["table"] = cost
        key = (place.field, *place.at)
        known = best.get(key)
        if known is None or place.score > known.score:
            best[key] = place
    by_field: list[list[Place]] = [[] for _ in lexicon.definition.fields]
    for place in best.values():
        by_field[place.field].append(place)
    return [sorted(places, key=lambda place: -place.score)[:_MOST] for places in by_field]


class _Finder:
    def __init__(self, layout: Layout, lexicon: Lexicon, context: Sequence[Context], floor: float) -> None:
        self.layout = layout
        self.lexicon = lexicon
        self.context = context
        self.floor = floor

    def places(self) -> Iterator[Place]:
        """Every place, best or not."""
        for piece in self.layout.pieces:
            if not piece.text or piece.text in {"☒", "☐"}:
                continue
            if piece.spot is not None and piece.spot.caption:
                continue
            yield from self.of_piece(piece)
            if piece.spot is None:
                yield from self.of_lines(piece)
        for spots in self.layout.tables:
            for spot in spots:
                if spot.caption:
                    yield from self.of_caption(spot.caption)
                elif spot.pieces:
                    yield from self.of_cell(spot)

    def of_piece(self, piece: Piece) -> Iterator[Place]:
        """A label at the start of the line, up to some end, and labels inside it before a colon."""
        whole_cell = piece.spot is not None and len(piece.spot.pieces) == 1
        prose = len(piece.text) > _PROSE and self.lexicon.knows(tokens(piece.text[:_PROSE])) < _FAMILIAR
        for label, tail, end in () if prose else openings(piece.text):
            yield from self.made((piece,), label, tail, end, whole_cell=whole_cell and end == "whole")
        yield from self.by_prefix(piece)
        if len(piece.text) < 240 and ":" in piece.text:
            for hit in _INSIDE.finditer(piece.text):
                yield from self.inside(piece, hit)

    def inside(self, piece: Piece, hit: re.Match[str]) -> Iterator[Place]:
        """A label in the middle of a line: the last words before a colon, word for word."""
        words = hit["label"].split()
        for first in range(len(words)):
            if words[first].startswith("("):
                return  # the form of an answer: "Completion (date):"
            label = " ".join(words[first:])
            start = hit.end("label") - len(label)
            if start <= label_start(piece.text):
                return
            found = self.lexicon.exact(tokens(label), context=self.context[piece.index].words)
            if found:
                tail = piece.text[hit.end() :].strip()
                yield from (self.place(item, (piece,), label, tail, "inside", offset=start) for item in found)
                return

    def by_prefix(self, piece: Piece) -> Iterator[Place]:
        """A label without any mark after it: the first words are word for word a wording."""
        start = label_start(piece.text)
        words: tuple[str, ...] = ()
        best: tuple[int, tuple[str, ...]] | None = None
        for hit in _WORD.finditer(piece.text, start):
            words += tokens(hit.group())
            if not self.lexicon.opens(words):
                break
            if self.lexicon.is_wording(words) and hit.end() < len(piece.text):
                best = (hit.end(), words)
        if best is not None:
            label, tail = piece.text[start : best[0]], piece.text[best[0] :].strip()
            for item in self.lexicon.exact(best[1], context=self.context[piece.index].words):
                kind = self.lexicon.definition.fields[item.wording.field].type
                if kind in EXACT_TYPES and fitness(kind, tail) < 0 and len(tail.split()) == 1:
                    continue  # the rest of the label: "Email address"
                end = "value" if piece.spot is None and is_value(kind, tail) else "prefix"
                yield self.place(item, (piece,), label, tail, end)

    def of_lines(self, piece: Piece) -> Iterator[Place]:
        """A label that goes on over the lines below it."""
        if self.lexicon.knows(tokens(piece.text)) < _LABEL_LIKE:
            return
        alone = {hit.wording.field: hit.score for hit in self.lexicon.hits(tokens(bare_label(piece.text)))}
        pieces = [piece]
        for _ in range(3):
            last = pieces[-1]
            if last.text.endswith((":", "?")) or len(last.text) > 110:
                return
            if ":" in last.text[:-1] and not (last.line.wrapped and len(last.text) > 50):
                return
            following = _under(self.layout, last)
            if following is None or not following.text or following.text[0] in "☒☐":
                return
            pieces.append(following)
            joined = " ".join(item.text for item in pieces)
            before = len(joined) - len(following.text)
            for label, tail, end in openings(joined):
                if label_start(joined) + len(label) > before:
                    for place in self.made(tuple(pieces), label, tail, end, dearer=0.01):
                        known = alone.get(place.field, 0.0)
                        if (place.exact and known < 1.0) or place.likeness > known + _WORTH_A_LINE:
                            yield place

    def of_caption(self, caption: tuple[Piece, ...]) -> Iterator[Place]:
        """A label that is a cell's caption, or begins it: what follows there is guidance."""
        for label, _, end in openings(" ".join(piece.text for piece in caption)):
            yield from self.made(caption, label, "", end)

    def of_cell(self, spot: Spot) -> Iterator[Place]:
        """A label that fills a cell, or its first lines, or two cells side by side."""
        lines = [piece for piece in spot.pieces if piece.text]
        for count in range(2, min(len(lines), 5) + 1):
            joined = " ".join(piece.text for piece in lines[:count])
            rest = "\n".join(piece.text for piece in lines[count:])
            before = len(joined) - len(lines[count - 1].text)
            for label, tail, end in openings(joined):
                if len(label) > before:
                    whole = count == len(lines) and not tail
                    kept = "\n".join(part for part in (tail, rest) if part)
                    yield from self.made(tuple(lines[:count]), label, kept, end, whole_cell=whole)
        beside = spot.right()
        if beside is None or not lines or len(lines) > 2:
            return
        others = [piece for piece in beside.pieces if piece.text]
        if 0 < len(others) <= 2 and any(tokens(piece.text) for piece in others):
            joined = " ".join(piece.text for piece in (*lines, *others))
            for place in self.made((*lines, *others), joined, "", "whole", whole_cell=True, dearer=0.05):
                if place.exact:
                    yield place

    def made(
        self,
        pieces: tuple[Piece, ...],
        label: str,
        tail: str,
        end: str,
        *,
        whole_cell: bool = False,
        dearer: float = 0.0,
    ) -> Iterator[Place]:
        """The places that a text makes, one for each field it is like."""
        context = self.context[pieces[0].index].words
        printed: Printed | None = None
        for wording in readings(label):
            hits = self.lexicon.hits(tokens(wording), context=context, floor=self.floor)
            named = any(hit.exact for hit in hits)
            for hit in hits:
                printed = printed or Printed(self.layout, self.lexicon, self.context, pieces, label, tail, end)
                place = printed.place(hit)
                if named and not hit.exact:
                    place.parts["another's"] = -0.3
                place.whole_cell = whole_cell
                if dearer:
                    place.parts["spread"] = -dearer
                yield place

    def place(self, hit: Hit, pieces: tuple[Piece, ...], label: str, tail: str, end: str, *, offset: int = 0) -> Place:
        """One place with its score parts."""
        return Printed(self.layout, self.lexicon, self.context, pieces, label, tail, end, offset).place(hit)


def _under(layout: Layout, piece: Piece) -> Piece | None:
    """The piece right under another, in its column."""
    for other in layout.pieces[piece.index + 1 : piece.index + 8]:
        if other.spot is not None or not other.text:
            if piece.box is None or other.box is None or other.box.x0 < piece.box.x1:
                return None
            continue
        if other.row == piece.row:
            continue
        if piece.box is None or other.box is None:
            return other
        if other.page != piece.page or other.box.y0 - piece.box.y1 > 0.9 * (piece.box.y1 - piece.box.y0):
            return None
        if abs(other.box.x0 - piece.box.x0) <= 8:
            return other
    return None
