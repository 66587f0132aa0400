"""The wordings of a form definition, weighed: how like a printed text is to each wording of each question.

What single words tell and stand for is `parsers.matching.vocabulary`'s. Most lines of a document are like no wording:
they are passed over by what their words can explain at most. The lexicon is driven by the definition alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from functools import lru_cache
from math import sqrt

from parsers.form import FieldType, FormDefinition
from parsers.matching.marks import bare_label
from parsers.matching.synonyms import GROUP_OF, STOP_WORDS
from parsers.matching.terms import Term, Text
from parsers.matching.vocabulary import Vocabulary
from parsers.matching.wordings import Hit, Wording, tokens, variants

_CONTEXT_CREDIT = 0.8
_HELP_CREDIT = 0.45
_FUZZY = 0.98  # a likeness that is not word for word is at most this
_OPEN = frozenset({FieldType.PARAGRAPHS, FieldType.TABLE, FieldType.CONFIRM, FieldType.CHOICE, FieldType.CHOICES})
_EMPTY: frozenset[str] = frozenset()
_ROUNDING = 1e-9  # sums over sets differ in their last digits from run to run
_ROUNDED = 2e-6  # scores are rounded to six digits
_REMEMBERED = 4096  # texts: one printed question is met several times in a document, and in every document


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
        self.title_words = _EMPTY.union(*self.titles.values())
        self.context = [self.titles.get(item.section, _EMPTY) for item in definition.fields]
        self.helps = [frozenset(tokens(item.help)) for item in definition.fields]
        self.wordings = [
            Wording(index, words, frozenset(words), self.weigh(words), self._light(words), short, text)
            for index, texts in enumerate(known)
            for text, short in texts
            if (words := tokens(text))
        ]
        self._by_word: dict[str, list[int]] = {}
        self._telling: list[list[tuple[str, float]]] = []  # the words a wording is looked up by, with their weights
        self._empty_words: list[frozenset[str]] = []  # those it is not
        for number, wording in enumerate(self.wordings):
            telling = wording.bag - STOP_WORDS or wording.bag
            self._telling.append(
                [(word, self._weights[word]) for word in dict.fromkeys(wording.words) if word in telling]
            )
            self._empty_words.append(wording.bag - telling)
            for word in telling:
                self._by_word.setdefault(word, []).append(number)
        self._terms: dict[str, Term] = {}
        self._explaining = [title | words for title, words in zip(self.context, self.helps, strict=True)]
        self._aside: dict[str, list[tuple[int, float]]] = {}
        for field, explaining in enumerate(self._explaining):
            for word in explaining:
                self._aside.setdefault(word, []).append((field, self._soft(word, field)))
        self._openers = {words[: n + 1] for words in {w.words for w in self.wordings} for n in range(len(words))}
        self._is_open = [item.type in _OPEN for item in definition.fields]
        self._kinds: list[set[str | None]] = [{str(item.type)} for item in definition.fields]
        for wording in self.wordings:
            self._kinds[wording.field].update(GROUP_OF.get(word) for word in wording.bag)
        self._headed = frozenset(self._weights).union(*self.context)
        self._exact: dict[tuple[str, ...], list[Wording]] = {}
        for wording in self.wordings:
            self._exact.setdefault(wording.words, []).append(wording)
        self._hits_of = lru_cache(maxsize=_REMEMBERED)(self._find_hits)

    def _light(self, words: Iterable[str]) -> float:
        """The weight of the empty words among them."""
        return sum(self._weights[word] for word in set(words) if word in STOP_WORDS)

    def telling(self, words: Iterable[str]) -> frozenset[str]:
        """Those words of a heading that can tell questions apart; the others need not be kept in mind."""
        return self._headed.intersection(words)

    def wordings_of(self, field: int) -> tuple[str, ...]:
        """The words of a field's own label."""
        return tokens(self.definition.fields[field].label)

    def asks_otherwise(self, field: int, kinds: Set[str]) -> bool:
        """Whether a label that asks for these kinds of things (an address, say) asks for one no wording of the field
        does."""
        return bool(kinds) and not self._is_open[field] and not kinds <= self._kinds[field]

    def opens(self, words: tuple[str, ...]) -> bool:
        """Whether some wording begins with exactly these words."""
        return words in self._openers

    def is_wording(self, words: tuple[str, ...]) -> bool:
        """Whether the words are exactly some wording."""
        return words in self._exact

    def exact(self, words: tuple[str, ...], *, context: frozenset[str] = _EMPTY) -> list[Hit]:
        """The wordings that are exactly these words, one a field."""
        return list({item.field: self._exact_hit(item, context) for item in self._exact.get(words, ())}.values())

    def _exact_hit(self, wording: Wording, context: frozenset[str]) -> Hit:
        score = 1.0 if not wording.short or (context & self.context[wording.field]) else 0.82
        return Hit(wording, score, exact=True, recall=1.0)

    def knows(self, words: Iterable[str]) -> float:
        """Which share of the words' weight is in the definition's wordings: near 0 for prose, near 1 for a label."""
        terms = [self._term(word) for word in set(words)]
        known = sum(term.weight for term in terms if term.near)
        return known / (sum(term.weight for term in terms) or 1.0)

    def _term(self, word: str) -> Term:
        found = self._terms.get(word)
        if found is None:
            found = self._terms[word] = self._look_up(word)
        return found

    def _look_up(self, word: str) -> Term:
        weight, near = self.weight(word), self._vocabulary.near(word)
        aside = dict(self._aside.get(word, ()))
        gains: dict[int, float] = {}
        for number in {number for other, _ in near for number in self._by_word.get(other, ())}:
            wording = self.wordings[number]
            credit = max([value for other, value in near if other in wording.bag])
            gains[number] = credit * weight - aside.get(wording.field, 0.0)
        spare = max([value for other, value in near if other in STOP_WORDS], default=0.0) * weight
        most_aside = max(aside.values(), default=0.0)
        most = max(max([value for _, value in near], default=0.0) * weight, most_aside)
        return Term(word, weight, near, gains, tuple(aside.items()), most_aside, spare, most)

    def hits(self, words: Sequence[str], *, context: frozenset[str] = _EMPTY, floor: float = 0.45) -> Sequence[Hit]:
        """The best wording of every field that the words are like, best first; ``context`` is the heading's words."""
        return self._hits_of(tuple(words), context, floor)

    def _find_hits(self, words: tuple[str, ...], context: frozenset[str], floor: float) -> tuple[Hit, ...]:
        terms = [self._term(word) for word in frozenset(words)]
        weight = sum([term.weight for term in terms]) or 1.0
        needed = (floor / _FUZZY) ** 2 * weight - _ROUNDING
        if sum([term.most for term in terms]) < needed or not terms:
            return ()
        best: dict[int, Hit] = {}
        least: dict[int, float] = {}
        for wording in self._exact.get(words, ()):
            _keep(self._exact_hit(wording, context), best, least, floor, weight)
        explained: dict[int, float] = {}
        for term in terms:
            for number, gain in term.gains.items():
                explained[number] = explained.get(number, 0.0) + gain
        spared = needed - sum([term.most_aside + term.spare for term in terms])
        likely = [number for number, own in explained.items() if own >= spared]
        if likely:
            text = Text(terms, weight, context)
            for number in sorted(likely):
                wording = self.wordings[number]
                own = explained[number] + text.aside.get(wording.field, 0.0)
                if own + text.spare >= least.get(wording.field, needed) and wording.words != words:
                    said = self._said(number, text.credit)
                    if self._is_likely(wording, said, own, text, least.get(wording.field, needed)):
                        _keep(self._compare(number, said, own, text), best, least, floor, weight)
        return tuple(sorted(best.values(), key=lambda hit: -hit.score))

    def _is_likely(self, wording: Wording, said: float, explained: float, text: Text, needed: float) -> bool:
        """Whether a wording can be as like a text as is needed, given what the telling words of both say.

        ``needed`` is what how much of the wording is said, times how much of the text is explained, must come to.
        """
        most = said + wording.light
        if text.context and not wording.bag.isdisjoint(text.context):
            most += sum([self._weights[word] for word in wording.bag & text.context])
        return most * (explained + text.spare) >= needed * wording.weight

    def _said(self, number: int, credit: Mapping[str, float]) -> float:
        """How much of a wording's telling words a text says."""
        return sum([credit[word] * weight for word, weight in self._telling[number] if word in credit])

    def _soft(self, word: str, field: int) -> float:
        """How much of a word a field's section title, or else its help, explains."""
        return (_CONTEXT_CREDIT if word in self.context[field] else _HELP_CREDIT) * self.weight(word)

    def _compare(self, number: int, found: float, explained: float, text: Text) -> Hit:
        """How like a text is to a wording, given what the telling words of both say."""
        wording, empty = self.wordings[number], self._empty_words[number]
        for word in text.empty & empty:
            found += text.credit[word] * self._weights[word]
        for term in text.sparing:
            if number not in term.gains:
                credit = max([value for other, value in term.near if other in empty], default=0.0)
                if credit:
                    explained += credit * term.weight
                    if term.word in self._explaining[wording.field]:
                        explained -= self._soft(term.word, wording.field)
        if text.context:
            unsaid = wording.bag & text.context
            found += _CONTEXT_CREDIT * sum([self._weights[word] for word in unsaid if word not in text.credit])
        recall = found / wording.weight
        # Rounded, so that the same document gives the same reading.
        return Hit(wording, round(_FUZZY * sqrt(recall * explained / text.weight), 6), exact=False, recall=recall)

    def title_likeness(self, words: Sequence[str], section: str) -> float:
        """How like the words are to a section's title (0 to 1)."""
        title = self.titles[section]
        common = title.intersection(words)
        if not common:
            return 0.0
        both = self.weigh(common)
        return sqrt(both / self.weigh(title) * both / self.weigh(words))


def _keep(hit: Hit, best: dict[int, Hit], least: dict[int, float], floor: float, weight: float) -> None:
    """Keep a hit that is its field's best, and in ``least`` what recall times what is explained needs to beat it."""
    field = hit.wording.field
    if hit.score >= floor and (field not in best or hit.score > best[field].score):
        best[field] = hit
        least[field] = float(((hit.score - _ROUNDED) / _FUZZY) ** 2 * weight)


@lru_cache(maxsize=32)
def lexicon_of(definition: FormDefinition) -> Lexicon:
    """The lexicon of a definition, built once."""
    return Lexicon(definition)
