"""The wordings of a form definition, weighed: how like a printed text is to each wording of each question.

What single words tell and stand for is `parsers.matching.vocabulary`'s. Most lines of a document are like no wording:
they are passed over by what their words can explain at most. The lexicon is driven by the definition alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import sqrt

from parsers.form import FieldType, FormDefinition
from parsers.matching.marks import bare_label
from parsers.matching.synonyms import GROUP_OF, KINDS, STOP_WORDS
from parsers.matching.vocabulary import Vocabulary
from parsers.matching.wordings import Hit, Wording, tokens, variants

_CONTEXT_CREDIT = 0.8
_HELP_CREDIT = 0.45
_FUZZY = 0.98  # a likeness that is not word for word is at most this
_OPEN = frozenset({FieldType.PARAGRAPHS, FieldType.TABLE, FieldType.CONFIRM, FieldType.CHOICE, FieldType.CHOICES})
_EMPTY: frozenset[str] = frozenset()
_ROUNDING = 1e-9  # sums over sets differ in their last digits from run to run


@dataclass(frozen=True, slots=True)
class _Term:
    """What one word of a text tells, whatever the text: looked up once a word.

    ``near`` are the definition's words that it stands for, each with its credit; ``ties`` the wordings that it
    speaks for (number, at most how much of it the word says, and how much of the word it explains).
    """

    word: str
    weight: float
    known: bool
    near: tuple[tuple[str, float], ...]
    ties: tuple[tuple[int, float, float], ...]


class Lexicon:
    """A definition's wordings, ready to compare. Build through `lexicon_of`, which keeps it."""

    def __init__(self, definition: FormDefinition) -> None:
        self.definition = definition
        known = [variants(item) for item in definition.fields]
        counts = Counter(
            word for wordings in known for word in dict.fromkeys(word for text, _ in wordings for word in tokens(text))
        )
        self._vocabulary = Vocabulary(counts, max(len(known), 1))
        self.weigh, self.weight = self._vocabulary.weigh, self._vocabulary.weight
        self._weights = self._vocabulary.weights
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
        for number, wording in enumerate(self.wordings):
            for word in wording.bag:
                if word not in STOP_WORDS or not (wording.bag - STOP_WORDS):
                    self._by_word.setdefault(word, []).append(number)
        self._known = frozenset(self._weights).union(*self.helps, *self.context)
        self._terms: dict[str, _Term] = {}
        self._explaining = [title | words for title, words in zip(self.context, self.helps, strict=True)]
        self._openers = {words[: n + 1] for words in {w.words for w in self.wordings} for n in range(len(words))}
        self._kinds: list[set[str | None]] = [{str(item.type)} for item in definition.fields]
        for wording in self.wordings:
            self._kinds[wording.field].update(GROUP_OF.get(word) for word in wording.bag)
        self._exact: dict[tuple[str, ...], list[Wording]] = {}
        for wording in self.wordings:
            self._exact.setdefault(wording.words, []).append(wording)

    def _light(self, words: Iterable[str]) -> float:
        """The weight of the empty words among them."""
        return sum(self._weights[word] for word in set(words) if word in STOP_WORDS)

    def wordings_of(self, field: int) -> tuple[str, ...]:
        """The words of a field's own label."""
        return tokens(self.definition.fields[field].label)

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

    def knows(self, words: Iterable[str]) -> float:
        """Which share of the words' weight is in the definition's wordings: near 0 for prose, near 1 for a label."""
        terms = [self._term(word) for word in set(words)]
        known = sum(term.weight for term in terms if term.near)
        return known / (sum(term.weight for term in terms) or 1.0)

    def _term(self, word: str) -> _Term:
        found = self._terms.get(word)
        if found is None:
            found = self._terms[word] = self._look_up(word)
        return found

    def _look_up(self, word: str) -> _Term:
        weight, near = self.weight(word), self._vocabulary.near(word)
        shares: dict[int, float] = {}
        explained: dict[int, float] = {}
        for other, value in near:
            for number in self._by_word.get(other, ()):
                shares[number] = shares.get(number, 0.0) + value * self._weights[other]
                explained[number] = explained.get(number, 0.0) + value * weight
        ties = tuple((number, share, explained[number]) for number, share in shares.items())
        return _Term(word, weight, bool(near) or word in self._known, near, ties)

    def hits(self, words: Sequence[str], *, context: frozenset[str] = _EMPTY, floor: float = 0.45) -> list[Hit]:
        """The best wording of every field that the words are like, best first; ``context`` is the heading's words."""
        bag = frozenset(words)
        terms = [self._term(word) for word in bag]
        weight = sum([term.weight for term in terms]) or 1.0
        needed = (floor / _FUZZY) ** 2 * weight - _ROUNDING
        if sum([term.weight for term in terms if term.known]) < needed or not bag:
            return []
        recalled, explained = _shares(terms)
        telling = [term for term in terms if term.near]
        best: dict[int, Hit] = {}
        soft: dict[int, float] = {}
        for number, share in recalled.items():
            wording = self.wordings[number]
            field, light = wording.field, wording.light
            if field not in soft:
                soft[field] = self._soft_share(bag, field)
            most = share + light
            if context and not wording.bag.isdisjoint(context):
                most += sum(map(self.weight, wording.bag & context))
            if most * (explained[number] + light + soft[field]) < needed * wording.weight:
                continue
            if wording.words == tuple(words):
                hit = self._exact_hit(wording, context)
            else:
                hit = self._compare(wording, telling, soft[field], weight, context)
            known = best.get(field)
            if hit.score >= floor and (known is None or hit.score > known.score):
                best[field] = hit
        return sorted(best.values(), key=lambda hit: -hit.score)

    def _soft_share(self, bag: frozenset[str], field: int) -> float:
        """The weight of the words that a field's section title or help explains."""
        return sum([self._soft(word, field) for word in bag & self._explaining[field]])

    def _soft(self, word: str, field: int) -> float:
        """How much of a word a field's section title, or else its help, explains."""
        return (_CONTEXT_CREDIT if word in self.context[field] else _HELP_CREDIT) * self.weight(word)

    def _compare(
        self, wording: Wording, telling: Sequence[_Term], soft: float, weight: float, context: frozenset[str]
    ) -> Hit:
        """How like the words are to a wording: ``telling`` are those that stand for words of the definition, ``soft``
        what section title and help explain of all of them, ``weight`` that of all."""
        bag, aside = wording.bag, self._explaining[wording.field]
        credit: dict[str, float] = {}
        explained = soft
        for term in telling:
            best = 0.0
            for other, value in term.near:
                if other in bag:
                    if value > best:
                        best = value
                    if value > credit.get(other, 0.0):
                        credit[other] = value
            if best:
                explained += best * term.weight
                if term.word in aside:
                    explained -= self._soft(term.word, wording.field)
        found = sum([share * self._weights[word] for word, share in credit.items()])
        if context:
            found += _CONTEXT_CREDIT * sum([self._weights[word] for word in bag & context if word not in credit])
        recall = found / wording.weight
        # Rounded, so that the same document gives the same reading.
        return Hit(wording, round(_FUZZY * sqrt(recall * explained / weight), 6), exact=False, recall=recall)

    def title_likeness(self, words: Sequence[str], section: str) -> float:
        """How like the words are to a section's title (0 to 1)."""
        title = self.titles[section]
        common = title.intersection(words)
        if not common:
            return 0.0
        both = self.weigh(common)
        return sqrt(both / self.weigh(title) * both / self.weigh(words))


def _shares(terms: Iterable[_Term]) -> tuple[dict[int, float], dict[int, float]]:
    """For each wording, at most how much of it the words say, and how much of the words it explains."""
    recalled: dict[int, float] = {}
    explained: dict[int, float] = {}
    for term in terms:
        for number, share, own in term.ties:
            if number in recalled:
                recalled[number] += share
                explained[number] += own
            else:
                recalled[number], explained[number] = share, own
    return recalled, explained


@lru_cache(maxsize=32)
def lexicon_of(definition: FormDefinition) -> Lexicon:
    """The lexicon of a definition, built once."""
    return Lexicon(definition)
