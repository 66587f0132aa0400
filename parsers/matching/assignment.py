"""Which place each field takes: the assignment with the best total over the whole document.

The fields of a form stand in an order, so going back costs; a section may have moved as a whole, so it costs once. No
place serves two fields. A beam of the best partial assignments is kept while the fields are gone through in order.
Labels of one form look alike, so a second pass favours the places that look as most of the chosen ones do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter

from parsers.form import FormDefinition
from parsers.matching.marks import numbering_end
from parsers.matching.place import Place

_NEEDED = 0.5  # a place scored below this is worse than none
_BACK = 0.4
_BACK_NEAR = 0.1
_TOGETHER = 0.05
_STYLE = 0.28
_INSIDE = -0.45  # a line in the cell where another question's answer stands
_WIDTH = 40
_SPREAD = 0.45  # a place scored this much below the field's best is not considered


@dataclass(frozen=True, slots=True, eq=False)
class _Option:
    """A place as the search looks at it, worked out once: its score, what it uses up, and where it stands."""

    place: Place
    score: float
    mask: int
    at: tuple[int, int]
    end: int
    row: int
    table: int | None
    section: str


@dataclass(slots=True, eq=False)
class _State:
    """A partial assignment: its total, the last place taken, what is used up, and what came before."""

    total: float
    last: _Option | None
    used: int
    before: _State | None
    choice: Place | None


#: A state before it is known to be among the best: its total, last place, what is used, what came before, the choice.
_Grown = tuple[float, _Option | None, int, _State, Place | None]


def assign(places: Sequence[Sequence[Place]], definition: FormDefinition) -> dict[int, Place]:
    """Field index → the place it takes; fields that stand nowhere are left out."""
    chosen = _search(places, definition)
    if len(chosen) >= 3 and any(len(options) > 1 for options in places):
        _favour_style(places, list(chosen.values()))
        chosen = _search(places, definition)
    return chosen


def _search(places: Sequence[Sequence[Place]], definition: FormDefinition) -> dict[int, Place]:
    bits: dict[tuple[int, int, int], int] = {}
    beam = [_State(0.0, None, 0, None, None)]
    for index, options in enumerate(places):
        scored = [(place, place.score) for place in options]
        floor = max(_NEEDED, max([score for _, score in scored], default=0.0) - _SPREAD)
        section = definition.fields[index].section
        taken = [_option(place, score, section, bits) for place, score in scored if score >= floor]
        if not taken:
            continue
        grown: list[_Grown] = [(state.total, state.last, state.used, state, None) for state in beam]
        for state in beam:
            for option in taken:
                if not state.used & option.mask:
                    total = state.total + option.score - _NEEDED + _step(state.last, option)
                    grown.append((total, option, state.used | option.mask, state, option.place))
        beam = _best(grown)
    chosen: dict[int, Place] = {}
    best: _State | None = beam[0]
    while best is not None:
        if best.choice is not None:
            chosen[best.choice.field] = best.choice
        best = best.before
    return dict(sorted(chosen.items()))


def _option(place: Place, score: float, section: str, bits: dict[tuple[int, int, int], int]) -> _Option:
    spot = place.spot
    table = spot.table if spot is not None else None
    mask = _mask(place, bits)
    return _Option(place, score, mask, place.at, place.end, place.pieces[0].row, table, section)


def _best(grown: list[_Grown]) -> list[_State]:
    """The best states; of those that end at the same place with the same things used, one."""
    grown.sort(key=itemgetter(0), reverse=True)
    kept: list[_State] = []
    seen: set[tuple[int, int]] = set()
    for state in grown:
        key = (id(state[1]), state[2])
        if key not in seen:
            seen.add(key)
            kept.append(_State(*state))
            if len(kept) == _WIDTH:
                break
    return kept


def _mask(place: Place, bits: dict[tuple[int, int, int], int]) -> int:
    mask = 0
    for number, piece in enumerate(place.pieces):
        key = (piece.index, place.offset if number == 0 else 0, id(place.answer))
        mask |= 1 << bits.setdefault(key, len(bits))
    return mask


def _step(last: _Option | None, option: _Option) -> float:
    """What it costs or is worth to go from the last place to this one."""
    if last is None:
        return 0.0
    same = option.section == last.section
    if option.at < last.at:
        close = same and last.at[0] - option.at[0] <= 12
        near = close or option.row == last.row or (option.table is not None and option.table == last.table)
        return -_BACK_NEAR if near else -_BACK
    return _TOGETHER if same and option.at[0] - last.end <= 14 else 0.0


def _style(place: Place) -> tuple[object, ...]:
    """How a place looks: what most labels of one form share."""
    piece = place.pieces[0]
    line, spot = piece.line, piece.spot
    return (
        ("table", spot.table if spot is not None else -1),
        ("column", spot.cell.column if spot is not None else -1),
        ("emphasis", line.bold, line.heading),
        ("shaded", spot.cell.shaded if spot is not None else False),
        ("size", round(line.size) if line.size else 0),
        ("numbered", numbering_end(piece.text) > 0),
        ("left", round(piece.box.x0 / 6) if piece.box is not None else 0),
        ("colon", piece.text.rstrip().endswith(":") or "colon" in place.parts),
        ("gap", line.gap),
        ("opens", place.offset == 0 and piece.starts_line),
    )


def _answer_cells(chosen: Sequence[Place]) -> dict[int, set[int]]:
    """The cells in which the chosen places' answers stand most likely, by identity, each with whose they are."""
    cells: dict[int, set[int]] = {}
    labels = {id(place.spot) for place in chosen if place.fills_cell}
    for place in chosen:
        if place.spot is None or not place.fills_cell:
            continue
        cell = place.spot.right() or place.spot.below()
        if cell is not None and id(cell) not in labels:
            cells.setdefault(id(cell), set()).add(place.field)
    return cells


def _favour_style(places: Sequence[Sequence[Place]], chosen: Sequence[Place]) -> None:
    """Add to every place how much it looks like the chosen ones (centred, so that a typical label gains nothing)."""
    styles = {id(place): _style(place) for options in places for place in options}
    counts = Counter([feature for place in chosen for feature in styles[id(place)]])
    typical = sum([counts[feature] for place in chosen for feature in styles[id(place)]]) / len(chosen)
    answers = _answer_cells(chosen)
    for options in places:
        for place in options:
            if place.spot is not None and not place.fills_cell:
                owners = answers.get(id(place.spot), set()) - {place.field}
                if owners:
                    place.parts["inside"] = _INSIDE
            likeness = sum([counts[feature] for feature in styles[id(place)]])
            place.parts["style"] = _STYLE * max(-1.0, min(0.0, (likeness - typical) / typical * 2))
