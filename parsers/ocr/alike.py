"""Words that a document has once, and only for letters that look alike: read as it has them elsewhere.

Nothing is known here of any language. "Thomwick" is "Thornwick" where that stands twice on the pages; a speck above a
letter is no accent where the same word stands without it.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from parsers.ocr.sketch import Sketch
from parsers.ocr.tesseract import Recognised

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
#: Letters and what they are taken for. Upright strokes are not among them: "falls" and "fails" are both words.
_ALIKE = (("rn", "m"), ("m", "rn"))
#: Letters that do not come apart into a plain one and an accent.
_PLAIN = str.maketrans("ħıłŧđ", "hiltd")
#: How often a word stands elsewhere that another is taken to be, and how long the other is at least.
_TIMES, _LEAST = 2, 2
#: Confidence of a word read as it stands elsewhere, as a share of its own.
_LESS_SURE = 0.9


def agreed(pages: Sequence[Sketch]) -> list[Sketch]:
    """The pages with such words read as they stand elsewhere in the document."""
    counts = Counter(hit.group() for page in pages for word in page.words for hit in _WORD.finditer(word.text))
    return [replace(page, words=tuple(_agreed(word, counts) for word in page.words)) for page in pages]


def _agreed(word: Recognised, counts: Counter[str]) -> Recognised:
    hit = _WORD.search(word.text)
    if hit is None or counts[hit.group()] != 1 or "@" in word.text or "www" in word.text:
        return word
    once = hit.group()
    likely = max(_others(once), key=lambda other: counts[other], default=once)
    if counts[likely] < _TIMES or len(once) < _LEAST:
        return word
    text = word.text[: hit.start()] + likely + word.text[hit.end() :]
    return replace(word, text=text, confidence=word.confidence * _LESS_SURE)


def _others(word: str) -> Iterator[str]:
    """What a word may really be."""
    plain = "".join(
        character for character in unicodedata.normalize("NFD", word) if not unicodedata.combining(character)
    ).translate(_PLAIN)
    if plain != word:
        yield plain
    for read, meant in _ALIKE:
        start = word.find(read)
        while start >= 0:
            yield word[:start] + meant + word[start + len(read) :]
            start = word.find(read, start + 1)
