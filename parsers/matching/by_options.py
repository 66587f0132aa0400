"""Questions known by their options: boxes beside just the options of one field are its, whatever stands over them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from parsers.form import FieldType, FormDefinition, FormField
from parsers.matching.layout import Layout, Piece
from parsers.matching.place import Place
from parsers.values.options import option_named
from parsers.values.ticks import ticks

_CHOSEN = frozenset({FieldType.CHOICE, FieldType.CHOICES})
#: Options from which they tell whose they are; the share of a field's that must be there.
_LEAST, _SHARE = 3, 0.75
_SCORE = 0.6
_SURE = 0.74  # words this like a question settle which it is
#: How many pieces apart options may stand, for each of them: those of another question may stand beside them.
_SPREAD = 3
#: Pieces before the boxes among which their question is, and how far it may begin from where they do, in points.
_ABOVE, _INDENT = 5, 30.0


def with_known_by_options(
    layout: Layout, definition: FormDefinition, chosen: Mapping[int, Place], *, asked: bool = False
) -> dict[int, Place]:
    """The chosen places, and for fields without a sure one the question over the only tick boxes with their options.

    Only what is ``asked`` in so many words, where others are to go by it.
    """
    placed = dict(chosen)
    open_fields = [
        index
        for index, item in enumerate(definition.fields)
        if item.type in _CHOSEN and len(item.options) >= _LEAST and _is_open(chosen.get(index))
    ]
    if not open_fields:
        return placed
    covered = {piece.index for place in chosen.values() for piece in place.pieces}
    boxed = [
        piece for piece in layout.pieces if ("☒" in piece.text or "☐" in piece.text) and piece.index not in covered
    ]
    for index in open_fields:
        own = _options(boxed, definition.fields[index])
        if own and index in chosen and _leads_to(chosen[index], own[0], covered):
            continue
        label = _over(layout, own[0], covered) if own else ()
        if label and (not asked or "?" in label[0].text):
            text = " ".join(piece.text for piece in label)
            place = Place(index, _SCORE, False, definition.fields[index].label, text, label, "", ended="whole")
            place.parts = {"options": _SCORE}
            place.whole_cell = label[0].spot is not None
            placed[index] = place
            covered.update(piece.index for piece in label)
    return dict(sorted(placed.items()))


def _is_open(place: Place | None) -> bool:
    """Whether a field has no place, or one that its words do not settle."""
    return place is None or (not place.exact and place.likeness < _SURE and place.answer is None)


def _leads_to(place: Place, first: Piece, covered: set[int]) -> bool:
    """Whether the next label before a box is a place's own."""
    before = [index for index in covered if index <= first.index]
    return bool(before) and max(before) in {piece.index for piece in place.pieces}


def _options(boxed: Sequence[Piece], field: FormField) -> list[Piece]:
    """The pieces with a box beside an option of a field, where most options are there, each once and together."""
    own: list[Piece] = []
    names: list[str] = []
    for piece in boxed:
        found = ticks(piece.text)
        texts = [text for text in (*found.ticked, *found.empty) if text] if found is not None else []
        named = [option_named(text, field.options) for text in texts]
        if named and all(named):
            own.append(piece)
            names += [name for name in named if name]
    enough = len(names) >= max(_LEAST, _SHARE * len(field.options)) and len(set(names)) == len(names)
    together = own and own[-1].index - own[0].index <= _SPREAD * len(names)
    return own if enough and together else []


def _over(layout: Layout, first: Piece, covered: set[int]) -> tuple[Piece, ...]:
    """The question over the first of some boxes, or beside it: what looks most like one, else the nearest line."""
    above: list[Piece] = []
    for piece in reversed(layout.pieces[max(first.index - _ABOVE, 0) : first.index]):
        if piece.row == first.row and _has_box(piece):
            continue
        if piece.index in covered or _has_box(piece):
            break
        if piece.text and _in_column(piece, first):
            above.append(piece)
    asking = [piece for piece in above if "?" in piece.text or piece.line.bold]
    return tuple(asking[:1] or above[:1])


def _has_box(piece: Piece) -> bool:
    return "☒" in piece.text or "☐" in piece.text


def _in_column(piece: Piece, under: Piece) -> bool:
    """Whether a piece begins about where one under it does, or beside it."""
    if piece.box is None or under.box is None or piece.row == under.row:
        return True
    return abs(piece.box.x0 - under.box.x0) <= _INDENT
