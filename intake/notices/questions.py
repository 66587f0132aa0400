"""Which published questions of the pack a mail asks: answered only where the match is close, for all that is asked.

Pure. A sentence and a published wording are compared by their telling words (`intake.notices.vocabulary`), each weighed
by how few of the pack's questions have it; a word that none of them has weighs most, for it makes another question of
the same words. What is wanted ("when", "who", "may") must be the same, negations and numbers must agree. A wrong
automatic answer is worse than none: the thresholds are set on paraphrases (``tests/intake/notices/paraphrases.toml``),
and what they give on those held out is measured by the tests.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from intake.notices.asked import Sentence, Wanted, conditions, sentences, wanted
from intake.notices.vocabulary import NEGATIONS, plain, telling
from intake.round.programme import Programme, Question

#: A mail of more own words than this is no plain question.
_MOST_WORDS = 120
#: How much of the weight of what is asked the published wording must have, and of the published wording the sentence.
_SENSE, _COVER = 0.72, 0.6
#: As much is enough of a published wording that lists examples, where all that is asked is in it.
_COVER_ALL_TOLD = 0.3
#: How much better the best question must be than the next.
_MARGIN = 0.12
#: How much a word outside the question weighs that no published question knows, or only others do.
_ASIDE, _ASIDE_OF_OTHERS = 0.25, 0.5
#: What is wanted by questions without a telling word that need no answer: "Is that possible?", "Could you advise?"
_PHRASES_OF_COURTESY = frozenset({Wanted.IS, Wanted.MAY, Wanted.MUST, Wanted.UNCLEAR})
#: Words so much alike are the same, mistyped.
_SAME_WORD, _LEAST_LETTERS = 86.0, 6


@dataclass(frozen=True, slots=True)
class _Wording:
    number: int
    words: frozenset[str]
    wants: Wanted
    negations: frozenset[str]
    figures: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Closeness:
    """How a sentence compares with a published question: the part of its sense that is there, and the other way.

    ``telling`` says that a word both have is no other published question's.
    """

    number: int
    sense: float
    cover: float
    telling: bool = False

    @property
    def score(self) -> float:
        """Both in one number."""
        return 2 * self.sense * self.cover / (self.sense + self.cover) if self.sense and self.cover else 0.0


class Matcher:
    """The published questions of one programme, ready to be compared with."""

    def __init__(self, questions: Sequence[Question], *, name: str) -> None:
        self._by_number = {question.number: question for question in questions}
        self._name = frozenset(re.findall(r"\w+", plain(name)))
        self._seen: Counter[str] = Counter()  # nothing is a slip of typing of our own words
        self._wordings = tuple(
            self._wording(item.number, text) for item in questions for text in (item.question, *item.aliases)
        )
        self._known: dict[int, set[str]] = {}
        for wording in self._wordings:
            self._known.setdefault(wording.number, set()).update(wording.words)
        self._seen = Counter(word for words in self._known.values() for word in words)
        self._count = len(self._known)

    def answers(self, text: str, *, about: str = "") -> tuple[Question, ...]:
        """The published questions that the mail asks, if it asks nothing else; else none. ``about`` is its subject."""
        if not self._wordings or len(text.split()) > _MOST_WORDS:
            return ()
        every = sentences(text) or sentences(about)
        asking = self._asking(every)
        if not asking:
            return ()
        aside = self._words(" ".join([about, *(item.text for item in every if not item.asks)]))
        found = [self.closest(question, aside=aside) for question in asking]
        numbers = [best.number for best in found if best is not None]
        if len(numbers) < len(asking):
            return ()
        return tuple(self._by_number[number] for number in dict.fromkeys(numbers))

    def _asking(self, every: Sequence[Sentence]) -> list[str]:
        """The questions of a mail; one that only points back ("Is that possible?") with the sentence it points to."""
        asking: list[str] = []
        for place, sentence in enumerate(every):
            if not sentence.asks:
                continue
            if self._words(sentence.text):
                asking.append(sentence.text)
            elif place and not every[place - 1].asks:
                asking.append(f"{every[place - 1].text} {sentence.text}")
            elif wanted(sentence.text) not in _PHRASES_OF_COURTESY:
                asking.append(sentence.text)
        return asking

    def closest(self, question: str, *, aside: Collection[str] = ()) -> Closeness | None:
        """The published question that this one asks, or None where none is clearly meant."""
        ranked = self.ranked(question, aside=aside)
        if not ranked:
            return None
        best, next_best = ranked[0], ranked[1].score if len(ranked) > 1 else 0.0
        enough = _COVER if best.sense < 1 or not best.telling else _COVER_ALL_TOLD
        if best.sense < _SENSE or best.cover < enough or best.score - next_best < _MARGIN:
            return None
        return best

    def ranked(self, question: str, *, aside: Collection[str] = ()) -> list[Closeness]:
        """Every published question that wants the same kind of answer, the closest first."""
        asked = self._wording(0, question)
        best: dict[int, Closeness] = {}
        for wording in self._wordings:
            if wording.wants != asked.wants or wording.negations != asked.negations or asked.figures - wording.figures:
                continue
            near = self._compare(asked, wording, aside)
            if near.score > best.get(wording.number, Closeness(number=0, sense=0, cover=0)).score:
                best[wording.number] = near
        return sorted(best.values(), key=lambda near: -near.score)

    def _compare(self, asked: _Wording, wording: _Wording, aside: Collection[str]) -> Closeness:
        shared = asked.words & wording.words
        strange = sum(self._weight(word) * self._strangeness(word, wording.number) for word in aside)
        sense = self._sum(shared) / (self._sum(asked.words) + strange) if asked.words else 0.0
        cover = self._sum(shared) / self._sum(wording.words) if wording.words else 0.0
        alone = any(self._seen[word] == 1 for word in shared)
        return Closeness(number=wording.number, sense=sense, cover=cover, telling=alone)

    def _strangeness(self, word: str, number: int) -> float:
        """How much of a word's weight counts against a question when it stands in another sentence of the mail."""
        if word not in self._seen:
            return _ASIDE
        return 0.0 if word in self._known[number] else _ASIDE_OF_OTHERS

    def _sum(self, words: Iterable[str]) -> float:
        return sum(self._weight(word) for word in words)

    def _weight(self, word: str) -> float:
        """How much a word tells: the fewer of the published questions have it, the more."""
        seen = self._seen[word]
        return math.log(1 + (self._count - seen + 0.5) / (seen + 0.5))

    def _wording(self, number: int, text: str) -> _Wording:
        words = {*self._words(text), *conditions(text)}
        return _Wording(
            number=number,
            words=frozenset(words - NEGATIONS),
            wants=wanted(text),
            negations=frozenset(words & NEGATIONS),
            figures=frozenset(word for word in words if word[0].isdigit()),
        )

    def _words(self, text: str) -> tuple[str, ...]:
        return tuple(self._spelt(word) for word in telling(text, besides=self._name))

    def _spelt(self, word: str) -> str:
        """The word, or the one of the published questions that it is a slip of typing of."""
        if word in self._seen or len(word) < _LEAST_LETTERS:
            return word
        near = max(sorted(self._seen), key=lambda known: fuzz.ratio(word, known), default=word)
        return near if len(near) >= _LEAST_LETTERS and fuzz.ratio(word, near) >= _SAME_WORD else word


@lru_cache(maxsize=8)
def _matcher(questions: tuple[Question, ...], name: str) -> Matcher:
    return Matcher(questions, name=name)


def matcher_of(programme: Programme) -> Matcher:
    """The published questions of a programme."""
    return _matcher(programme.questions, programme.name)
