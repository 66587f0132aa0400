"""Questions in other words known by the kind of their answers, wherever they stand: the only e-mail address on a form.

As many answers of a kind as fields that want one belong to them, in order. Kinds that only a field of that type asks
for: a day or an amount may answer what no field has.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from parsers.form import FieldType, FormDefinition
from parsers.matching.fitness import is_value
from parsers.matching.place import Place
from parsers.matching.slot import Slot

_KINDS = (FieldType.EMAIL, FieldType.PHONE)
_WORDS, _ORDER, _ANSWER = 0.3, 0.3, 0.25


def known_by_kind(definition: FormDefinition, sure: Mapping[int, Place], slots: Sequence[Slot]) -> dict[int, Place]:
    """Places of fields that have no sure one, told by the kind of answer that stands there."""
    taken = {piece.index for place in sure.values() for piece in place.pieces}
    free = [slot for slot in slots if not any(piece.index in taken for piece in slot.pieces)]
    found: dict[int, Place] = {}
    for kind in _KINDS:
        wanting = [index for index, item in enumerate(definition.fields) if item.type is kind and index not in sure]
        having = [slot for slot in free if is_value(kind, slot.beside.strip())]
        if len(wanting) == len(having):
            found |= {index: _place(index, slot, definition) for index, slot in zip(wanting, having, strict=True)}
    return found


def _place(index: int, slot: Slot, definition: FormDefinition) -> Place:
    label = definition.fields[index].label
    place = Place(index, _WORDS, False, label, slot.label, slot.pieces, slot.tail, ended=slot.ended)
    place.parts = {"words": _WORDS, "order": _ORDER, "answer": _ANSWER}
    place.whole_cell = slot.pieces[0].spot is not None
    return place
