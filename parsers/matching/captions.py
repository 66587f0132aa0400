"""Cells that hold a question in a type of its own with the answer under it, as forms that are drawn close have them.

Known by how they are set alone: most cells of a table begin in one type, and go on in another.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from parsers.document import DocumentKind
from parsers.matching.layout import Layout, Piece, Spot
from parsers.matching.looks import lead_of

#: Captions with an answer under them, from which their type is known; the share of a table's cells that begin so, and
#: the share of those that must go on; the share of its cells that may be empty.
_LEAST, _ALIKE, _ANSWERED, _EMPTY = 3, 0.6, 0.5, 0.25
_LEAST_WIDTH = 25.0  # points

#: Weight, slant, size in half points and colour.
_Type = tuple[bool, bool, int, str]


def mark_captions(layout: Layout) -> None:
    """Note in each such cell which of its pieces are its caption; a cell with nothing else is left blank."""
    type_of = _weight if layout.document.kind is DocumentKind.SCAN else _type
    captions = {id(spot): _caption(spot, type_of) for spots in layout.tables for spot in spots}
    usual = Counter(
        type_of(spot.pieces[0])
        for spots in layout.tables
        for spot in spots
        if 0 < len(captions[id(spot)]) < len(spot.pieces)
    )
    if not usual:
        return
    wanted, count = usual.most_common(1)[0]
    all_begun = sum(type_of(spot.pieces[0]) == wanted for spots in layout.tables for spot in spots if spot.pieces)
    if count < max(_LEAST, _ANSWERED * all_begun):
        return
    for spots in layout.tables:
        begun = [spot for spot in spots if captions[id(spot)] and type_of(spot.pieces[0]) == wanted]
        if _are_captioned(spots, begun, sum(len(captions[id(spot)]) < len(spot.pieces) for spot in begun)):
            for spot in begun:
                spot.caption = captions[id(spot)]


def _are_captioned(spots: Sequence[Spot], begun: Sequence[Spot], answered: int) -> bool:
    """Whether a table's cells have captions, of which so many ``begun`` so and so many are ``answered``."""
    filled = [spot for spot in spots if any(piece.text for piece in spot.pieces)]
    if not begun or any(piece.natives for spot in spots for piece in spot.pieces):
        return False
    statements = sum(_is_statement(spot) for spot in filled)
    empty = sum(_is_room(spot) for spot in spots if spot not in filled)
    if len(begun) < _ALIKE * (len(filled) - statements) or empty > _EMPTY * (len(filled) + empty):
        return False
    return answered >= _ANSWERED * len(begun) or (not answered and len(begun) == len(filled) and len(spots) > 1)


def _is_room(spot: Spot) -> bool:
    """Whether a cell is wide enough to be written in; others come of crooked rules in a picture."""
    box = spot.cell.box
    return box is None or box.x1 - box.x0 >= _LEAST_WIDTH


def _is_statement(spot: Spot) -> bool:
    """Whether a cell has its row to itself and begins with a tick box."""
    return spot.text[:1] in {"☒", "☐"} and spot.cell.column == 0 and spot.right() is None


def _caption(spot: Spot, type_of: Callable[[Piece], _Type]) -> tuple[Piece, ...]:
    """The pieces that a cell begins with in one type; none where it begins with a tick box, or asks more than once."""
    if any(lead_of(piece) for piece in spot.pieces):
        return ()
    found: list[Piece] = []
    for piece in spot.pieces:
        if not piece.text:
            continue
        if piece.text[0] in "☒☐" or (found and type_of(piece) != type_of(found[0])):
            break
        found.append(piece)
    rest = [piece for piece in spot.pieces if piece.text][len(found) :]
    again = bool(found) and any(type_of(piece) == type_of(found[0]) for piece in rest)
    again = again or any(mark in piece.text for piece in found for mark in "☒☐")
    return () if again else tuple(found)


def _weight(piece: Piece) -> _Type:
    """The type of a piece in a picture, where size and colour are not sure."""
    return piece.line.bold, False, 0, ""


def _type(piece: Piece) -> _Type:
    line = piece.line
    return line.bold, line.italic, round(2 * (line.size or 0)), line.colour
