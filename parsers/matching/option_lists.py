"""Whether a document offers the choices that the programme's form does: the same lists of options, word for word.

Forms in quite other words, under another title, still offer the same things to choose from; other forms do not.
"""

from __future__ import annotations

from collections.abc import Sequence

from parsers.document import Document
from parsers.form import FieldType, FormDefinition
from parsers.values.options import option_named, options_inside
from parsers.values.ticks import EDGE, ticks
from parsers.values.words import fold

#: Options of a list that tells, and the share of them that must be there.
_LEAST, _SHARE = 3, 0.75
#: The share of a form's lists that must be there, and the fewest options in all.
_MOST, _LEAST_IN_ALL = 0.6, 5
_LONGEST = 200  # characters of a line with options
_SLIP = 2  # characters that a recogniser may see beside an option
_LISTED = frozenset({FieldType.CHOICE, FieldType.CHOICES})


def offers_same(document: Document, definition: FormDefinition) -> bool:
    """Whether most lists of options of a form stand in a document."""
    lists = [item.options for item in definition.fields if item.type in _LISTED and len(item.options) >= _LEAST]
    texts = [line.text for line in document.lines() if 0 < len(line.text) <= _LONGEST] if lists else []
    printed = [(options, _printed(options, texts)) for options in lists]
    there = [found for options, found in printed if len(found) >= _SHARE * len(options)]
    return len(there) >= _MOST * max(len(lists), 1) and len(set().union(*there)) >= _LEAST_IN_ALL


def _printed(options: Sequence[str], texts: Sequence[str]) -> set[str]:
    """The options that stand on lines of their own, beside boxes, or with others of their list."""
    found: set[str] = set()
    for text in texts:
        boxes = ticks(text)
        said = [*boxes.ticked, *boxes.empty] if boxes is not None else [text]
        found.update(option for each in said if (option := option_named(each, options)) and _is_all(option, each))
        among = options_inside(text, options)
        found.update(among if len(among) > 1 else ())
    return found


def _is_all(option: str, text: str) -> bool:
    """Whether a text says nothing but an option."""
    return len(fold(text).strip(EDGE)) <= len(fold(option)) + _SLIP
