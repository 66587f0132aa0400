"""The words of a form definition: how much each tells, and which of them a printed word stands for.

A word that many questions share tells little, one that few share much (inverse frequency within the definition). A
printed word stands for itself, for its synonyms on forms ("telephone", "phone"), for words of its family
("consult", "consultation") and for the word it is a slip of the pen away from.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import log

from rapidfuzz import process
from rapidfuzz.distance import OSA

from parsers.matching.synonyms import GROUP_OF, STOP_WORDS

_STOP_WEIGHT = 0.12
_SYNONYM_CREDIT = 0.72
_FAMILY_CREDIT = 0.7
_SLIP_CREDIT = 0.9
_FAMILY = 5  # characters that words of one family begin with


class Vocabulary:
    """The words of the wordings of ``total`` questions; ``counts`` tells in how many of them each word stands."""

    def __init__(self, counts: Mapping[str, int], total: int) -> None:
        self.weights = {
            word: _STOP_WEIGHT if word in STOP_WORDS else log(1.0 + total / n) for word, n in counts.items()
        }
        informative = [weight for word, weight in self.weights.items() if word not in STOP_WORDS]
        self._unknown = 0.75 * sum(informative) / len(informative) if informative else 1.0
        self._weights = dict(self.weights)  # those of other words join them as they are met
        self._near: dict[str, tuple[tuple[str, float], ...]] = {}
        self._groups: dict[str, list[str]] = {}
        for word in self.weights:
            if word in GROUP_OF:
                self._groups.setdefault(GROUP_OF[word], []).append(word)
        self._long = [word for word in self.weights if len(word) >= 4]
        self._families: dict[str, list[str]] = {}
        for word in self._long:
            self._families.setdefault(word[:_FAMILY], []).append(word)
        self._alike: dict[tuple[int, int], list[str]] = {}

    def weight(self, word: str) -> float:
        """How much one word tells."""
        found = self._weights.get(word)
        if found is None:
            light = word in STOP_WORDS or word.isdigit()
            found = self._weights[word] = _STOP_WEIGHT if light else self._unknown
        return found

    def weigh(self, words: Iterable[str]) -> float:
        """The weight of the words together, each counted once."""
        return sum([self.weight(word) for word in set(words)]) or 1.0

    def near(self, word: str) -> tuple[tuple[str, float], ...]:
        """The definition's words that ``word`` stands for, each with its credit."""
        found = self._near.get(word)
        if found is None:
            found = self._near[word] = self._find_near(word)
        return found

    def _find_near(self, word: str) -> tuple[tuple[str, float], ...]:
        credit = dict.fromkeys(self._groups.get(GROUP_OF.get(word, ""), ()), _SYNONYM_CREDIT)
        if word in self.weights:
            credit[word] = 1.0
        elif len(word) >= 4 and not word.isdigit():
            if len(word) >= _FAMILY:
                for other in self._families.get(word[:_FAMILY], ()):
                    credit[other] = max(credit.get(other, 0.0), _FAMILY_CREDIT)
            most = 1 if len(word) < 8 else 2
            alike = self._of_length(len(word), most)
            slip = process.extractOne(word, alike, scorer=OSA.distance, score_cutoff=most)
            if slip is not None:
                credit[slip[0]] = _SLIP_CREDIT
        return tuple(credit.items())

    def _of_length(self, length: int, most: int) -> list[str]:
        """The longer words whose length differs by no more than ``most``."""
        found = self._alike.get((length, most))
        if found is None:
            found = self._alike[length, most] = [word for word in self._long if abs(len(word) - length) <= most]
        return found
