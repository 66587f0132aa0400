"""The wordings that a field is known by, and texts as the words that are compared."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from parsers.form import FormField
from parsers.matching.marks import bare_label, numbering_end, word_limits
from parsers.matching.synonyms import stem
from parsers.values.words import fold

_TOKEN = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
_PARENTHESIS = re.compile(r"\s*[(\[][^)\]]*[)\]]")


@lru_cache(maxsize=8192)
def tokens(text: str) -> tuple[str, ...]:
    """The words of a text as the lexicon compares them: folded, possessives off, stemmed."""
    return tuple([_token(word) for word in _TOKEN.findall(fold(text))])


@lru_cache(maxsize=16384)
def _token(word: str) -> str:
    return stem(word.removesuffix("'s").replace("'", ""))


@dataclass(frozen=True, slots=True)
class Wording:
    """One wording of one field; ``light`` is the weight of its empty words; ``short`` ones need their section."""

    field: int
    words: tuple[str, ...]
    bag: frozenset[str]
    weight: float
    light: float
    short: bool
    text: str


@dataclass(frozen=True, slots=True)
class Hit:
    """How like a text is to a wording: ``score`` 0 to 1, ``exact`` when every word is the same in order."""

    wording: Wording
    score: float
    exact: bool
    recall: float


def variants(item: FormField) -> list[tuple[str, bool]]:
    """The wordings of a field, each with whether it is a short one.

    They are as written, without their parentheses, and without a number and a word limit that a form may print or not.
    """
    found: dict[str, bool] = {}
    for text in (item.label, *item.aliases):
        found.setdefault(text, False)
        if word_limits(text) or numbering_end(text):
            found.setdefault(bare_label(text), False)
        bare = _PARENTHESIS.sub("", text).strip()
        if bare:
            found.setdefault(bare, False)
        for part in text.split(" / "):
            found.setdefault(part, False)
    if item.short_label and item.short_label not in found:
        found[item.short_label] = True
    return list(found.items())
