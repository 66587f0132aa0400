"""The words of a form definition, weighed: how like a printed text is to each wording of each question.

A word that many questions share ("name") says little, one that few share says much (inverse frequency within the
definition). Words are compared by their stem, by common synonyms of forms ("telephone", "phone") and with
tolerance for slips of the pen and of recognition. The lexicon is driven by the definition alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from math import log, sqrt

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from parsers.form import FieldType, FormDefinition
from parsers.matching.marks import bare_label
from parsers.matching.synonyms import GROUP_OF, KINDS, STOP_WORDS
from parsers.matching.wordings import Hit, Wording, tokens, variants

_STOP_WEIGHT = 0.12
_SYNONYM_CREDIT = 0.72
_PREFIX_CREDIT = 0.7
_SLIP_CREDIT = 0.9
_CONTEXT_CREDIT = 0.8
_HELP_CREDIT = 0.45
_FUZZY = 0.98  # a likeness that is not word for word is at most this
_OPEN = frozenset({FieldType.PARAGRAPHS, FieldType.TABLE, FieldType.CONFIRM, FieldType.CHOICE, FieldType.CHOICES})
_EMPTY: frozenset[str] = frozenset()


class Lexicon:
    """A definition's wordings, ready to compare. Build through `lexicon_of`, which keeps it."""

    def __init__(self, definition: FormDefinition) -> None:
        self.definition = definition
        known = [variants(item) for item in definition.fields]
        counts = Counter(word for wordings in known for word in {word for text, _ in wordings for word in tokens(text)})
        total = max(len(known), 1)
        self.weights = {
            word: _STOP_WEIGHT if word in STOP_WORDS else log(1.0 + total / n) for word, n in counts.items()
        }
        self._weight_of = dict(self.weights)
        informative = [weight for word, weight in self.weights.items() if word not in STOP_WORDS]
        self.unknown = 0.75 * sum(informative) / len(informative) if informative else 1.0
        self.titles = {section.key: frozenset(tokens(bare_label(section.title))) for section in definition.sections}
        self.context = [self.titles.get(item.section, _EMPTY) for item in definition.fields]
        self.helps = [frozenset(tokens(item.help)) for item in definition.fields]
        self.wordings = [
            Wording(index, words, frozenset(words), self.weigh(words), self._light(words), short, text)
            for index, texts in enumerate(known)
            for text, short in texts
            if (words := tokens(text))
        ]
        self._by_word: dict[str, list[int]] = {}
        self._groups: dict[str, list[str]] = {}
        for number, wording in enumerate(self.wordings):
            for word in wording.bag:
                if word not in STOP_WORDS or not (wording.bag - STOP_WORDS):
                    self._by_word.setdefault(word, []).append(number)
        self._known = frozenset(self.weights).union(*self.helps, *self.context)
        for word in self.weights:
            if word in GROUP_OF:
                self._groups.setdefault(GROUP_OF[word], []).append(word)
        self._vocabulary = [word for word in self.weights if len(word) >= 4]
        self._near: dict[str, tuple[tuple[str, float], ...]] = {}
        self._openers = {words[: n + 1] for words in {w.words for w in self.wordings} for n in range(len(words))}
        self._kinds: list[set[str | None]] = [{str(item.type)} for item in definition.fields]
        for wording in self.wordings:
            self._kinds[wording.field].update(GROUP_OF.get(word) for word in wording.bag)
        self._exact: dict[tuple[str, ...], list[Wording]] = {}
        for wording in self.wordings:
            self._exact.setdefault(wording.words, []).append(wording)

    def weigh(self, words: Iterable[str]) -> float:
        """The weight of the words together, each counted once."""
        return sum(self.weight(word) for word in set(words)) or 1.0

    def _light(self, words: Iterable[str]) -> float:
        """The weight of the empty words among them."""
        return sum(self.weights[word] for word in set(words) if word in STOP_WORDS)

    def wordings_of(self, field: int) -> tuple[str, ...]:
        """The words of a field's own label."""
        return tokens(self.definition.fields[field].label)

    def weight(self, word: str) -> float:
        """How much one word tells."""
        found = self._weight_of.get(word)
        if found is None:
            light = word in STOP_WORDS or word.isdigit()
            found = self._weight_of[word] = _STOP_WEIGHT if light else self.unknown
        return found

    def asks_otherwise(self, field: int, words: Sequence[str]) -> bool:
        """Whether a label asks for a kind of thing (an address, say) that no wording of the field does."""
        if self.definition.fields[field].type in _OPEN:
            return False
        return bool(({GROUP_OF.get(word) for word in words} & KINDS) - self._kinds[field])

    def opens(self, words: tuple[str, ...]) -> bool:
        """Whether some wording begins with exactly these words."""
        return words in self._openers

    def is_wording(self, words: tuple[str, ...]) -> bool:
        """Whether the words are exactly some wording."""
        return words in self._exact

    def exact(self, words: tuple[str, ...], *, context: frozenset[str] = _EMPTY) -> list[Hit]:
        """The wordings that are exactly these words, one a field."""
        hits = {item.field: self._exact_hit(item, context) for item in self._exact.get(words, ())}
        return list(hits.values())

    def _exact_hit(self, wording: Wording, context: frozenset[str]) -> Hit:
        score = 1.0 if not wording.short or (context & self.context[wording.field]) else 0.82
        return Hit(wording, score, exact=True, recall=1.0)

    def near(self, word: str) -> tuple[tuple[str, float], ...]:
        """The definition's words that ``word`` stands for, each with its credit."""
        found = self._near.get(word)
        if found is None:
            found = self._near[word] = self._find_near(word)
        return found

    def _find_near(self, word: str) -> tuple[tuple[str, float], ...]:
        credit: dict[str, float] = {}
        for other in self._groups.get(GROUP_OF.get(word, ""), ()):
            credit[other] = _SYNONYM_CREDIT
        if word in self.weights:
            credit[word] = 1.0
        elif len(word) >= 4 and not word.isdigit():
            if len(word) >= 5:
                for other in self._vocabulary:
                    if other[:5] == word[:5]:
                        credit[other] = max(credit.get(other, 0.0), _PREFIX_CREDIT)
            cutoff = 1 if len(word) < 8 else 2
            slip = process.extractOne(word, self._vocabulary, scorer=DamerauLevenshtein.distance, score_cutoff=cutoff)
            if slip is not None:
                credit[slip[0]] = _SLIP_CREDIT
        return tuple(credit.items())

    def knows(self, words: Iterable[str]) -> float:
        """Which share of the words' weight is in the definition's wordings: near 0 for prose, near 1 for a label."""
        bag = set(words)
        known = sum(self.weight(word) for word in bag if self.near(word))
        return known / self.weigh(bag)

    def hits(self, words: Sequence[str], *, context: frozenset[str] = _EMPTY, floor: float = 0.45) -> list[Hit]:
        """The best wording of every field that the words are like, best first; ``context`` is the heading's words."""
        bag = frozenset(words)
        weighed = {word: self.weight(word) for word in bag}
        weight = sum(weighed.values()) or 1.0
        needed = (floor / _FUZZY) ** 2 * weight
        if sum(own for word, own in weighed.items() if word in self._known or self.near(word)) < needed or not bag:
            return []
        recalled, explained = self._shares(bag)
        best: dict[int, Hit] = {}
        soft: dict[int, float] = {}
        for number, share in recalled.items():
            wording = self.wordings[number]
            if wording.field not in soft:
                soft[wording.field] = self._soft_share(bag, wording.field)
            most = share + wording.light
            if context and not wording.bag.isdisjoint(context):
                most += sum(map(self.weight, wording.bag & context))
            if most * (explained[number] + wording.light + soft[wording.field]) < needed * wording.weight:
                continue
            hit = self._compare(wording, words, bag, weight, context)
            known = best.get(wording.field)
            if hit.score >= floor and (known is None or hit.score > known.score):
                best[wording.field] = hit
        return sorted(best.values(), key=lambda hit: -hit.score)

    def _shares(self, bag: Iterable[str]) -> tuple[dict[int, float], dict[int, float]]:
        """For each wording, at most how much of it the words say, and how much of the words it explains."""
        recalled: dict[int, float] = {}
        explained: dict[int, float] = {}
        for word in bag:
            own = self.weight(word)
            for other, value in self.near(word):
                share = value * self.weights[other]
                for number in self._by_word.get(other, ()):
                    recalled[number] = recalled.get(number, 0.0) + share
                    explained[number] = explained.get(number, 0.0) + value * own
        return recalled, explained

    def _soft_share(self, bag: frozenset[str], field: int) -> float:
        """The weight of the words that a field's section title or help explains."""
        title, help_words = bag & self.context[field], bag & self.helps[field]
        share = _CONTEXT_CREDIT * sum(map(self.weight, title)) if title else 0.0
        return share + _HELP_CREDIT * sum(map(self.weight, help_words)) if help_words else share

    def _compare(
        self, wording: Wording, words: Sequence[str], bag: frozenset[str], weight: float, context: frozenset[str]
    ) -> Hit:
        home = self.context[wording.field]
        if wording.words == tuple(words):
            return self._exact_hit(wording, context)
        credit: dict[str, float] = {}
        explained = 0.0
        for word in bag:
            best = 0.0
            for other, value in self.near(word):
                if other in wording.bag:
                    best = max(best, value)
                    credit[other] = max(credit.get(other, 0.0), value)
            if not best:
                best = _CONTEXT_CREDIT if word in home else _HELP_CREDIT if word in self.helps[wording.field] else 0.0
            explained += best * self.weight(word)
        found = 0.0
        for word in wording.bag:
            share = credit.get(word) or (_CONTEXT_CREDIT if word in context else 0.0)
            found += share * self.weights[word]
        recall = found / wording.weight
        # Sums over sets differ in their last digits from run to run: rounded, the same document gives the same reading.
        return Hit(wording, round(_FUZZY * sqrt(recall * explained / weight), 6), exact=False, recall=recall)

    def title_likeness(self, words: Sequence[str], section: str) -> float:
        """How like the words are to a section's title (0 to 1)."""
        title = self.titles[section]
        if not title or not words:
            return 0.0
        bag = set(words)
        both = self.weigh(bag & title) if bag & title else 0.0
        return sqrt(both / self.weigh(title) * both / self.weigh(bag))


@lru_cache(maxsize=32)
def lexicon_of(definition: FormDefinition) -> Lexicon:
    """The lexicon of a definition, built once."""
    return Lexicon(definition)
