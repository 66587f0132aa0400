"""Tables of which each cell holds a question with its answer under it, as forms set in small type are drawn."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from parsers.matching.layout import Spot
from parsers.matching.looks import is_bold
from parsers.matching.place import Place

#: Labels from which a table is known, and others with fewer by it; the share of them in bold with their answers in the
#: same cell, and of the cells beside them that are alike.
_LEAST, _SHARE = 2, 0.5


def shared_tables(places: Sequence[Place]) -> set[int]:
    """The tables of which each cell holds a label in bold with its answer under it, and the cells around do so too."""
    by_table: dict[int, list[Place]] = defaultdict(list)
    for place in places:
        if place.spot is not None and place.answer is None:
            by_table[place.spot.table].append(place)
    shared = {table for table, placed in by_table.items() if _are_shared(placed)}
    sure = any(len(by_table[table]) >= _LEAST for table in shared)
    return shared if sure else set()


def _are_shared(placed: Sequence[Place]) -> bool:
    bold = [place for place in placed if is_bold(place.pieces[0])]
    answered = [place for place in bold if place.spot is not None and _goes_on(place, place.spot)]
    around = [spot for place in bold if place.spot is not None and (spot := place.spot.right() or place.spot.below())]
    filled = [spot for spot in around if spot.pieces and spot.pieces[0].text]
    alike = [spot for spot in filled if is_bold(spot.pieces[0])]
    return len(answered) > _SHARE * len(placed) and len(alike) > _SHARE * len(filled)


def _goes_on(place: Place, spot: Spot) -> bool:
    """Whether something that is not bold follows a label in its cell."""
    after = [piece for piece in spot.pieces if piece.index > place.end and piece.text]
    return bool(place.tail.strip()) or any(not piece.line.bold for piece in after)
