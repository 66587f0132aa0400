"""Tables whose columns cross with their rows: a column for each contact and a row each for name, email, telephone.

One printed "Name" there asks every contact's name, and the cell where the two meet holds the answer. What heads the
columns (or the rows) are sections, or the beginnings of questions ("Main contact: name"). Tables of one section, and
table questions, are not looked at: for them see `parsers.matching.regions` and `parsers.matching.grids`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile

from parsers.matching.headings import section_named
from parsers.matching.layout import Layout, Piece, Spot
from parsers.matching.lexicon import Lexicon
from parsers.matching.marks import bare_label
from parsers.matching.openings import readings
from parsers.matching.place import Place
from parsers.matching.wordings import Hit, tokens

_LIKE = 0.74  # words this like a question of the section ask it
_ALIKE = 0.85  # … and what is put together of a heading and a label
_LEAST = 2  # sections, and questions, that make a crossing
_LONGEST = 120  # characters of a heading or a label
_IN_SECTION = 0.08

#: A cell that heads one line of cells, and the section that it names.
_Headed = Mapping[int, tuple[Spot, str]]


def crossed_places(layout: Layout, lexicon: Lexicon) -> dict[int, Place]:
    """Field → its place in a crossing, for every field that is asked in one."""
    found: dict[int, Place] = {}
    for spots in layout.tables:
        for place in _of_table(spots, lexicon):
            found.setdefault(place.field, place)
    return found


def without_crossed(places: Sequence[Sequence[Place]], crossed: Mapping[int, Place]) -> list[list[Place]]:
    """All fields' places, where a field that is asked in a crossing has that one and no other takes its label."""
    taken = {piece.index for place in crossed.values() for piece in place.pieces}
    return [
        [crossed[index]]
        if index in crossed
        else [place for place in options if not any(piece.index in taken for piece in place.pieces)]
        for index, options in enumerate(places)
    ]


def _of_table(spots: Sequence[Spot], lexicon: Lexicon) -> list[Place]:
    """The places of the rows of a table that make a crossing, each with those under it."""
    rows: dict[int, list[Spot]] = {}
    for spot in spots:
        rows.setdefault(spot.cell.row, []).append(spot)
    numbers = sorted(rows)
    found: list[Place] = []
    passed = -1
    for place, number in enumerate(numbers):
        top = [spot for spot in rows[number] if spot.cell.column]
        if number <= passed or len(top) < _LEAST:
            continue
        # A cell that has its row to itself is a heading: one table may be a whole form.
        block = list(takewhile(lambda row: len(rows[row]) > 1, numbers[place + 1 :]))
        under = [spot for row in block for spot in rows[row] if spot.cell.column == 0]
        places = _of_block(top, under, lexicon) if under else []
        if places:
            found += places
            passed = block[-1]
    return found


def _of_block(top: Sequence[Spot], under: Sequence[Spot], lexicon: Lexicon) -> list[Place]:
    """The places where what heads the columns crosses with what heads the rows, if it does."""
    across = _sections(top, lexicon, down=False)
    places = list(_crossed(across, under, lexicon)) if across else []
    if not places and (down := _sections(under, lexicon, down=True)):
        places = list(_crossed(down, top, lexicon))
    if len({place.at for place in places}) < _LEAST:
        places = _composed(top, under, lexicon)
    return places


def _composed(top: Sequence[Spot], under: Sequence[Spot], lexicon: Lexicon) -> list[Place]:
    """The places where what stands above and what stands beside a cell make one question together, each another."""
    found: list[Place] = []
    for label in under:
        pieces = tuple(piece for piece in label.pieces if piece.text)
        for head in top:
            cell = label.grid.get((label.cell.row, head.cell.column))
            if cell is None or cell is label or not pieces or len(label.text) + len(head.text) > _LONGEST:
                continue
            words = tokens(bare_label(_said(head))) + tokens(bare_label(_said(label)))
            hit = next(iter(lexicon.hits(words, floor=_ALIKE)), None) if head.text else None
            if hit is not None:
                found.append(_place(hit, pieces, cell))
    met = Counter(place.at for place in found)
    found = [place for place in found if met[place.at] >= _LEAST]  # a row that crosses one column is no crossing
    fields = {place.field for place in found}
    crosses = len({place.at for place in found}) >= _LEAST and len(fields) == len(found)
    return found if crosses else []


def _sections(spots: Sequence[Spot], lexicon: Lexicon, *, down: bool) -> _Headed:
    """Row or column → the cell there that names a section; empty where not at least two different ones are named."""
    named = {
        (spot.cell.row if down else spot.cell.column): (spot, key)
        for spot in spots
        if 0 < len(spot.text) <= _LONGEST and (key := section_named(tokens(bare_label(_said(spot))), lexicon)[0])
    }
    keys = [key for _, key in named.values()]
    return named if len(keys) == len(set(keys)) >= _LEAST else {}


def _crossed(sections: _Headed, labels: Sequence[Spot], lexicon: Lexicon) -> Iterator[Place]:
    """The places where a label's line of cells meets a section's, one for each question of the section it is like."""
    heads = {id(spot) for spot, _ in sections.values()}
    done: set[int] = set()
    for label in labels:
        pieces = tuple(piece for piece in label.pieces if piece.text)
        if not pieces or len(label.text) > _LONGEST or id(label) in heads:
            continue
        for line, (head, key) in sections.items():
            at = (label.cell.row, line) if head.cell.column else (line, label.cell.column)
            cell = label.grid.get(at)
            hit = _asked(_said(label), key, lexicon)
            if cell is None or cell is label or cell is head or hit is None or hit.wording.field in done:
                continue
            done.add(hit.wording.field)
            yield _place(hit, pieces, cell)


def _asked(label: str, section: str, lexicon: Lexicon) -> Hit | None:
    """The question of the section that a label is most like, or None."""
    fields, context = lexicon.definition.fields, lexicon.titles[section]
    hits = [
        hit
        for wording in readings(label)
        for hit in lexicon.hits(tokens(wording), context=context, floor=_LIKE)
        if fields[hit.wording.field].section == section
    ]
    return max(hits, key=lambda hit: (hit.exact, hit.score), default=None)


def _place(hit: Hit, pieces: tuple[Piece, ...], cell: Spot) -> Place:
    label = " ".join(piece.text for piece in pieces)
    place = Place(hit.wording.field, hit.score, hit.exact, hit.wording.text, label, pieces, "", whole_cell=True)
    place.ended, place.answer = "whole", cell
    place.parts.update({"words": hit.score, "section": _IN_SECTION})
    return place


def _said(spot: Spot) -> str:
    return " ".join(piece.text for piece in spot.pieces if piece.text)
