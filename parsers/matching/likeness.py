"""How much of the programme's form a document is: by the words of its questions, and by its name if that is printed.

Two programmes of one body ask much the same, so the questions' order and kinds say little of which form it is; but a
document that prints the programme's name and has a place for each question is that form, however it is worded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from parsers.document import Document
from parsers.form import FormDefinition
from parsers.matching.lexicon import Lexicon
from parsers.matching.natives import Named
from parsers.matching.option_lists import offers_same
from parsers.matching.place import Place
from parsers.matching.titles import names, prints_title

_RECOGNISED = 0.6  # words less like a question than this do not count
_HEAVIEST = 6.0  # no question counts for more than this
_NAMED = 0.5  # how much the places count beside the words, where the title is printed


def likeness(
    document: Document, lexicon: Lexicon, chosen: Mapping[int, Place], named: Mapping[int, Sequence[Named]]
) -> float:
    """How much of the form was recognised, 0 to 1, each question by the weight of its label."""
    total = words = places = 0.0
    for index in range(len(lexicon.definition.fields)):
        weight = min(lexicon.weigh(lexicon.wordings_of(index)), _HEAVIEST)
        total += weight
        place = chosen.get(index)
        name = max((item.score for item in named.get(index, ())), default=0.0)
        seen = max(place.likeness if place is not None else 0.0, name)
        words += weight * (seen if seen >= _RECOGNISED else 0.0)
        places += weight * bool(seen)
    if not total:
        return 0.0
    by_words = min(words / total, 1.0)
    if by_words < 1.0 and _is_told(document, lexicon.definition):
        by_words = max(by_words, (1 - _NAMED) * by_words + _NAMED * places / total)
    return round(by_words, 3)


def _is_told(document: Document, definition: FormDefinition) -> bool:
    """Whether a document tells which form it is by more than its questions."""
    return prints_title(document, definition) or names(document, definition) or offers_same(document, definition)
