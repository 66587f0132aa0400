"""A text taken apart for comparing: what each of its words tells, and what they come to together.

Made and compared by `parsers.matching.lexicon`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from parsers.matching.synonyms import STOP_WORDS


@dataclass(frozen=True, slots=True)
class Term:
    """What one word of a text tells, whatever the text: looked up once a word.

    ``near`` are the definition's words that it stands for, each with its credit; ``gains`` how much of the word each
    wording explains (by number, beyond what section title and help do); ``aside`` how much of it the section title
    or help of each field explains, and ``most_aside`` the most of that; ``spare`` the most that an empty word of a
    wording not in ``gains`` explains; ``most`` the most that anything explains.
    """

    word: str
    weight: float
    near: tuple[tuple[str, float], ...]
    gains: Mapping[int, float]
    aside: tuple[tuple[int, float], ...]
    most_aside: float
    spare: float
    most: float


class Text:
    """A text to compare: its terms, and what they come to whatever the wording.

    ``credit`` are the definition's words that it says, ``empty`` the empty ones of them; ``sparing`` the terms that
    empty words explain, ``spare`` how much of them at most; ``aside`` what section title and help explain, by field.
    """

    def __init__(self, terms: Sequence[Term], weight: float, context: frozenset[str]) -> None:
        self.weight, self.context = weight, context
        self.credit: dict[str, float] = {}
        self.aside: dict[int, float] = {}
        for term in terms:
            for other, value in term.near:
                if value > self.credit.get(other, 0.0):
                    self.credit[other] = value
            for field, value in term.aside:
                self.aside[field] = self.aside.get(field, 0.0) + value
        self.empty = STOP_WORDS.intersection(self.credit)
        self.sparing = [term for term in terms if term.spare]
        self.spare = sum([term.spare for term in self.sparing])
