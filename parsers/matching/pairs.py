"""What it is worth to take something that looks like a label for a field: by its words, its answer and its section."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from parsers.form import FieldType, FormDefinition, FormField
from parsers.matching.blanks import clean
from parsers.matching.fitness import TICKED_TYPES
from parsers.matching.headings import Context
from parsers.matching.lexicon import Lexicon
from parsers.matching.marks import BRACKETED, bare_label
from parsers.matching.place import Place
from parsers.matching.plausible import plausibility
from parsers.matching.question_words import by_asking
from parsers.matching.slot import Slot
from parsers.matching.wordings import tokens

LIKE = 0.3  # words this like a question need no other ground
_LIKELY = 0.15  # … and these only that the answer is of the kind
_PAIRED = 0.1
#: Types of which an answer shows that it is one, though another kind of question might have it too.
_TELLING = frozenset({FieldType.MONEY, FieldType.DATE, FieldType.YES_NO})
_ANYTHING = frozenset({FieldType.TEXT, FieldType.PARAGRAPHS, FieldType.AUTHORITY})  # any words may answer them
_LONG = frozenset({FieldType.ADDRESS, FieldType.TEXT, FieldType.PARAGRAPHS})  # … and many of them some of these
_MUCH_LIKE = 0.3  # what words like most of the question's are worth besides
_ELSEWHERE = 0.75  # words this like a question may stand under the heading of another section
PROVED = 0.2  # an answer that suits a field so well needs no words like its question's
_SAME_LIMIT, _OTHER_LIMIT = 0.2, -0.1  # what the field's own limit on words is worth, and what another one costs


def likenesses(slot: Slot, lexicon: Lexicon, context: Sequence[Context]) -> dict[int, float]:
    """Field → how like a slot's label is to it, with or without a bracket after it: "Base (full address)"."""
    words = context[slot.pieces[0].index].words
    found: dict[int, float] = {}
    bracket = BRACKETED.match(slot.tail)
    for label in (slot.label, *((f"{slot.label} {bracket.group()}",) if bracket else ())):
        for hit in lexicon.hits(tokens(bare_label(label)), context=words, floor=_LIKELY):
            found[hit.wording.field] = max(hit.score, found.get(hit.wording.field, 0.0))
    return found


def suitability(field: FormField, slot: Slot, definition: FormDefinition) -> float:
    """How well what stands beside a slot, and the limit that it sets, suit a field: above 0 well, 0 no telling."""
    if field.type is FieldType.TABLE:
        return PROVED if slot.columns == len(field.columns) else 0.0
    asking = by_asking(field, slot.label, slot.beside) if slot.beside and field.type not in TICKED_TYPES else 0.0
    beside = slot.whole if slot.whole and field.type in _LONG else slot.beside
    return plausibility(field, beside, definition) + _by_limit(field, slot) + asking


def told_by_kind(fields: Sequence[FormField], suits: Sequence[Sequence[float]]) -> set[tuple[int, int]]:
    """The pairs (field, slot) that the kind of answer tells: as many slots with such an answer as fields that want one.

    ``suits`` are the suitabilities by field and slot.
    """
    told: set[tuple[int, int]] = set()
    for kind in _TELLING.intersection(field.type for field in fields):
        wanting = [number for number, field in enumerate(fields) if field.type is kind]
        having = [number for number, value in enumerate(suits[wanting[0]]) if value > 0]
        if len(wanting) == len(having):
            told.update(zip(wanting, having, strict=True))
    return told


def worth(
    field: int,
    slot: Slot,
    like: float,
    lexicon: Lexicon,
    context: Sequence[Context],
    *,
    suits: float,
    certain: bool,
    told: bool = False,
    likely: bool = False,
) -> tuple[float, Place] | None:
    """What it is worth to take a slot for a field, or None where nothing speaks for it.

    ``suits`` is its suitability; ``certain`` says that its place tells whose it is, ``told`` that the kind of its
    answer does; ``likely`` that its place makes it worth a guess where its answer may be the field's.
    """
    definition = lexicon.definition
    item = definition.fields[field]
    if suits < -0.2 or (suits < 0 and (like < LIKE or item.type is FieldType.CONFIRM)):
        return None
    section = context[slot.pieces[0].index].section
    here = not section or section == item.section
    if not here and like < _ELSEWHERE:
        return None
    likely = likely and suits >= 0 and _may_be(item, slot, suits, definition)
    proved = suits >= PROVED or ((told or likely) and item.type is not FieldType.TABLE)
    if like < LIKE and not certain and not proved and (like < _LIKELY or suits <= 0 or item.type is FieldType.TABLE):
        return None
    place = Place(field, max(like, 0.3), False, item.label, slot.label, slot.pieces, slot.tail, ended=slot.ended)
    place.parts = {"words": like, "order": 0.3 if certain else 0.1, "answer": suits}
    place.whole_cell = slot.pieces[0].spot is not None
    return (_PAIRED + like + _MUCH_LIKE * (like >= 2 * LIKE) + 2 * suits + 0.1 * here, place)


def _may_be(item: FormField, slot: Slot, suits: float, definition: FormDefinition) -> bool:
    """Whether a slot has an answer that may be a field's, though no word of the question says so.

    A line that begins in small letters goes on with the question above it.
    """
    if slot.label[:1].islower() or item.type in TICKED_TYPES:
        return False
    return suits > 0 or (item.type in _ANYTHING and bool(clean(slot.beside, item, definition)))


def _by_limit(item: FormField, slot: Slot) -> float:
    """What the limit on words that is printed says of whether a question is a field's."""
    if item.max_words is None or slot.limit is None:
        return 0.0
    return _SAME_LIMIT if item.max_words == slot.limit else _OTHER_LIMIT


def out_of_order(
    filled: Mapping[int, Place], slots: Sequence[Slot], lexicon: Lexicon, context: Sequence[Context]
) -> dict[int, Place]:
    """Places of fields that have none among the slots that nobody took, wherever they stand: the surest first."""
    taken = {piece.index for place in filled.values() for piece in place.pieces}
    free = [slot for slot in slots if not any(piece.index in taken for piece in slot.pieces)]
    pairs: list[tuple[float, int, int, Place]] = []
    for number, slot in enumerate(free):
        likes = likenesses(slot, lexicon, context)
        for field, like in likes.items():
            if field in filled:
                continue
            suits = suitability(lexicon.definition.fields[field], slot, lexicon.definition)
            pair = worth(field, slot, like, lexicon, context, suits=suits, certain=False)
            if pair is not None:
                pair[1].parts["order"] = 0.0
                pairs.append((pair[0], field, number, pair[1]))
    found: dict[int, Place] = {}
    used: set[int] = set()
    for _, field, number, place in sorted(pairs, key=lambda pair: -pair[0]):
        if field not in found and number not in used:
            found[field] = place
            used.add(number)
    return found
