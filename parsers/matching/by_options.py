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
#: Lines over the boxes among which their question is, guidance under it included.
_ABOVE = 3


def with_known_by_options(layout: Layout, definition: FormDefinition, chosen: Mapping[int, Place]) -> dict[int, Place]:
    """The chosen places, and for fields without one the question over the only tick boxes with their options."""
    placed = dict(chosen)
    open_fields = [
        index
        for index, item in enumerate(definition.fields)
        if item.type in _CHOSEN and len(item.options) >= _LEAST and index not in chosen
    ]
    if not open_fields:
        return placed
    covered = {piece.index for place in chosen.values() for piece in place.pieces}
    groups = _groups(layout, covered)
    for index in open_fields:
        own = [group for group in groups if _are_of(group, definition.fields[index])]
        label = _over(layout, own[0], covered) if len(own) == 1 else ()
        if label:
            text = " ".join(piece.text for piece in label)
            place = Place(index, _SCORE, False, definition.fields[index].label, text, label, "", ended="whole")
            place.parts = {"options": _SCORE}
            place.whole_cell = label[0].spot is not None
            placed[index] = place
            covered.update(piece.index for piece in label)
    return dict(sorted(placed.items()))


def _groups(layout: Layout, covered: set[int]) -> list[list[Piece]]:
    """The pieces with tick boxes, those together between which no known question and no other cell begins."""
    groups: list[list[Piece]] = []
    going = False
    for piece in layout.pieces:
        boxed = "☒" in piece.text or "☐" in piece.text
        if piece.index in covered:
            going = False
        elif boxed and going and piece.spot is groups[-1][-1].spot:
            groups[-1].append(piece)
        elif boxed:
            groups.append([piece])
            going = True
        elif piece.text and len(piece.text.split()) > 2:
            going = False
    return groups


def _are_of(group: Sequence[Piece], field: FormField) -> bool:
    """Whether most of a field's options stand beside the boxes, and hardly anything else."""
    found = ticks("\n".join(piece.text for piece in group))
    if found is None:
        return False
    texts = [text for text in (*found.ticked, *found.empty) if text]
    named = {name for text in texts if (name := option_named(text, field.options)) is not None}
    return len(named) >= max(_LEAST, _SHARE * len(field.options)) and len(named) >= _SHARE * len(texts)


def _over(layout: Layout, group: Sequence[Piece], covered: set[int]) -> tuple[Piece, ...]:
    """The question over a group of boxes, or beside it: the nearest line that looks like one, else the nearest."""
    first = group[0].index
    above: list[Piece] = []
    for piece in reversed(layout.pieces[max(first - _ABOVE, 0) : first]):
        if piece.index in covered or "☒" in piece.text or "☐" in piece.text:
            break
        if piece.text:
            above.append(piece)
    asking = [piece for piece in above if piece.text.endswith("?") or piece.line.bold]
    found = asking[:1] or above[:1]
    return tuple(found)
