"""Questions that no wording recognised for sure, lined up as a whole: order, kind of answer and what words there are.

Between two questions that are sure, everything that looks like a label is lined up with the fields of the definition
that stand between them there. A field whose place is doubtful is lined up anew, so that one mistaken neighbour does
not shift the rest. A question found so is an altered one, and said to be.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from parsers.matching.by_kind import known_by_kind
from parsers.matching.fitness import TICKED_TYPES
from parsers.matching.headings import Context
from parsers.matching.layout import Layout
from parsers.matching.lexicon import Lexicon
from parsers.matching.looks import MOST, look_of
from parsers.matching.pairs import LIKE, PROVED, likenesses, out_of_order, suitability, told_by_kind, worth
from parsers.matching.place import Place
from parsers.matching.runs import Run, runs_of
from parsers.matching.slot import Slot
from parsers.matching.slots import find_slots

_SURE = 0.74  # words this like a question make its place sure
_SETTLING = 0.45  # … and this like it, that others that were lined up go by it
_MUCH = 2 * LIKE  # … and this like one, that no place without any of them is better
_REFUSED = -0.1  # how little an answer may fit at a place that is sure
_ODD = -0.12  # a style this far from that of most labels makes a place doubtful
_NUMBERED = 0.25  # what the number that a question must have is worth, and what another one costs
_REWORDED = 0.5  # the share of the fields with a sure place, below which a form is one in other words
_PASSED = 0.12  # what it costs to pass over something that looks like a label
_ROUNDS = 4  # of lining up, each going by what the one before has settled
_NOT_LABELS = frozenset({"inside", "prefix", "dash"})


def fill_gaps(
    layout: Layout, lexicon: Lexicon, context: Sequence[Context], chosen: Mapping[int, Place]
) -> dict[int, Place]:
    """The chosen places, the doubtful ones lined up anew and those found by elimination added."""
    sure = _alike({index: place for index, place in chosen.items() if _is_sure(place)})
    reworded = len(sure) < _REWORDED * len(lexicon.definition.fields)
    if reworded:
        slots = find_slots(layout, context, list(sure.values()), reworded=True)
        sure |= known_by_kind(lexicon.definition, sure, slots)
    filled: dict[int, Place] = {}
    for _ in range(_ROUNDS):
        if len(sure) == len(lexicon.definition.fields):
            return dict(sure)
        filled = _filled(layout, lexicon, context, chosen, sure, reworded=reworded)
        more = {index: place for index, place in filled.items() if index in sure or _is_settled(place)}
        if len(more) == len(sure):
            break
        sure = more
    known = {index: place for index, place in filled.items() if index in sure or place.parts.get("order") != 0.0}
    return _filled(layout, lexicon, context, chosen, known, last=True, reworded=reworded)


def _filled(
    layout: Layout,
    lexicon: Lexicon,
    context: Sequence[Context],
    chosen: Mapping[int, Place],
    sure: Mapping[int, Place],
    *,
    last: bool = False,
    reworded: bool = False,
) -> dict[int, Place]:
    """The sure places, with those of the fields between them lined up, and those found by elimination."""
    definition = lexicon.definition
    slots = find_slots(layout, context, list(sure.values()), reworded=reworded)
    filled = dict(sure)
    begins = {place.pieces[0].index for place in sure.values()}
    taken = {place.at for place in sure.values()}
    others = {
        index: place
        for index, place in chosen.items()
        if index in sure
        or (
            place.at not in taken
            and (definition.fields[index].type in TICKED_TYPES or not _heads(place, layout, begins))
        )
    }
    for run in runs_of(definition, sure, slots, reworded=reworded):
        found = _line_up(run, chosen, lexicon, context, last=last, reworded=reworded)
        filled.update({index: place for index, place in found.items() if not _is_worse(place, others.get(index))})
    _keep_others(filled, others)
    filled.update(out_of_order(filled, slots, lexicon, context))
    return dict(sorted(filled.items()))


def _heads(place: Place, layout: Layout, begins: set[int]) -> bool:
    """Whether a place is a line of its own right above a sure question, at one of these pieces: a heading to that."""
    last = place.pieces[-1]
    after = layout.after(last)
    alone = place.spot is None and not place.tail.strip()
    return alone and after is not None and after.row != last.row and after.index in begins


def _is_settled(place: Place) -> bool:
    """Whether a place that was lined up has words or an answer that speak for it, so that others go by it."""
    parts = place.parts
    if "order" not in parts or parts["answer"] < 0:
        return False
    return parts["words"] >= _SETTLING or parts["answer"] >= PROVED


def _is_sure(place: Place) -> bool:
    """Whether a place's own words and look settle it, whatever its neighbours are."""
    if place.answer is not None or "options" in place.parts:
        return True
    if place.parts.get("style", 0.0) < _ODD or min(place.parts.get(part, 0.0) for part in ("heading", "kind")) < 0:
        return False
    if "inside" in place.parts or place.ended in _NOT_LABELS:
        return False
    return (place.exact or place.likeness >= _SURE) and place.parts.get("answer", 0.0) > _REFUSED


def _alike(sure: Mapping[int, Place]) -> dict[int, Place]:
    """The places without those that lack a number, or weight, which most of the others have.

    The weight of a paragraph "Label: answer" is mostly the answer's, and says nothing of the label.
    """
    looks = {index: look_of(place.pieces[0]) for index, place in sure.items()}
    rules = [n for n in (0, 1) if sum(look[n] for look in looks.values()) > MOST * len(looks)]
    return {
        index: item
        for index, item in sure.items()
        if item.answer is not None or all(looks[index][n] or (n == 1 and _is_inline(item)) for n in rules)
    }


def _is_worse(place: Place, known: Place | None) -> bool:
    """Whether a place has none of the words of a question that stands much as asked elsewhere, with a fit answer."""
    if known is None or known.ended in _NOT_LABELS or "inside" in known.parts:
        return False
    if not known.exact and known.likeness < _MUCH:
        return False
    return place.parts["words"] < LIKE and known.parts.get("answer", 0.0) > _REFUSED


def _is_inline(place: Place) -> bool:
    """Whether a label begins a paragraph of its own and has its answer after a colon."""
    line = place.pieces[0].line
    begins = line.gap or not line.wrapped
    return place.ended == "colon" and not place.offset and bool(place.tail.strip()) and begins


def _keep_others(filled: dict[int, Place], chosen: Mapping[int, Place]) -> None:
    """Keep the doubtful places of fields that took no other, where nobody took them."""
    taken = {(piece.index, place.offset) for place in filled.values() for piece in place.pieces}
    for index, place in chosen.items():
        if index not in filled and not any((piece.index, place.offset) in taken for piece in place.pieces):
            filled[index] = place


def _line_up(
    run: Run,
    chosen: Mapping[int, Place],
    lexicon: Lexicon,
    context: Sequence[Context],
    *,
    last: bool,
    reworded: bool,
) -> dict[int, Place]:
    """The best pairing of fields and slots that keeps the order of both."""
    certain = len(run.fields) == len(run.slots)
    width = len(run.slots)
    totals = [[-_PASSED * column for column in range(width + 1)]]
    steps: list[list[Place | None]] = []
    paired: list[list[bool]] = []
    hits = [likenesses(slot, lexicon, context) for slot in run.slots]
    items = [lexicon.definition.fields[field] for field in run.fields]
    suits = [[suitability(item, slot, lexicon.definition) for slot in run.slots] for item in items]
    told = told_by_kind(items, suits)
    for row, field in enumerate(run.fields):
        line, choices, joined = [totals[-1][0]], [], []
        for column, slot in enumerate(run.slots):
            numbered = run.is_numbered(field, slot)
            known = certain if numbered is None else numbered
            like = hits[column].get(field, 0.0)
            by_kind = (row, column) in told
            pair = worth(
                field,
                slot,
                like,
                lexicon,
                context,
                suits=suits[row][column],
                certain=known,
                told=by_kind,
                likely=last and (reworded or run.is_beside(row, column)),
            )
            if pair is not None and _is_known(chosen.get(field), slot, like):
                pair = (pair[0], chosen[field])
            if pair is not None and numbered is not None:
                pair = (pair[0] + (_NUMBERED if numbered else -_NUMBERED), pair[1])
            best = max(totals[-1][column + 1], line[column] - _PASSED)
            gain = totals[-1][column] + pair[0] if pair is not None else best - 1
            choices.append(pair[1] if pair is not None and gain > best else None)
            joined.append(gain > best)
            line.append(max(gain, best) if pair is not None else best)
        totals.append(line)
        steps.append(choices)
        paired.append(joined)
    return _traced(run, totals, steps)


def _is_known(place: Place | None, slot: Slot, like: float) -> bool:
    """Whether a doubtful place begins where the slot does, and knows that its label goes on over more lines."""
    if place is None or place.pieces[0] is not slot.pieces[0] or place.likeness < like:
        return False
    return len(place.pieces) > len(slot.pieces) and len({piece.line.bold for piece in place.pieces}) == 1


def _traced(run: Run, totals: Sequence[Sequence[float]], steps: Sequence[Sequence[Place | None]]) -> dict[int, Place]:
    """The places taken on the best way through."""
    found: dict[int, Place] = {}
    row, column = len(run.fields), len(run.slots)
    while row and column:
        place = steps[row - 1][column - 1]
        if place is not None:
            found[run.fields[row - 1]] = place
            row, column = row - 1, column - 1
        elif totals[row][column] == totals[row - 1][column]:
            row -= 1
        else:
            column -= 1
    return found
