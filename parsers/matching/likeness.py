"""How much of the programme's form a document is: by the words of its questions, and by its title if that is printed.

Two programmes of one body ask much the same, so the questions' order and kinds say little of which form it is; but a
document that prints the programme's name and has a place for each question is that form, however it is worded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from parsers.document import Document
from parsers.form import FormDefinition
from parsers.matching.lexicon import Lexicon
from parsers.matching.natives import Named
from parsers.matching.place import Place
from parsers.matching.wordings import tokens

_RECOGNISED = 0.6  # words less like a question than this do not count
_HEAVIEST = 6.0  # no question counts for more than this
_LONGEST = 25  # words of a line that prints a title
_LEAST = 2  # words; a title of one word stands in many lines
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
    if by_words < 1.0 and _prints_title(document, lexicon.definition):
        by_words = max(by_words, (1 - _NAMED) * by_words + _NAMED * places / total)
    return round(by_words, 3)


def _prints_title(document: Document, definition: FormDefinition) -> bool:
    """Whether the form's title or the programme's name stands in a line, a running header or the file's own title."""
    titles = [words for text in (definition.title, definition.programme) if len(words := tokens(text)) >= _LEAST]
    texts = [document.title, *(line.text for line in document.running), *(line.text for line in document.lines())]
    lines = (tokens(text) for text in texts if text and len(text.split()) <= _LONGEST)
    return any(_holds(line, title) for line in lines for title in titles)


def _holds(line: Sequence[str], title: Sequence[str]) -> bool:
    """Whether the words of a title follow one another in a line."""
    return any(tuple(line[start : start + len(title)]) == tuple(title) for start in range(len(line) - len(title) + 1))
