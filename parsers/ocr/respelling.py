"""Words that Tesseract spells as neither English nor Welsh does: told by what stands around them, or cannot stand.

A rule is here only if what it changes is no word of theirs, so that nothing is lost where print was read right.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

#: The second half of a postcode begins with a digit (Royal Mail): letters that look like one.
_POSTCODE = re.compile(r"([OIlSZB])([ABD-HJLNP-UW-Z]{2})([,.;]?)")
_DIGITS = str.maketrans("OIlSZB", "011528")
_OUTWARD = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]?")
#: "Cllr", how a councillor is addressed, whose upright strokes look alike.
_COUNCILLOR = re.compile(r"C[lIiìí1|]{2}r\.?")
#: The smallest words, as a speck above them or a tall first letter makes them: no words of English or Welsh.
_SMALLEST = {f"{odd}{last}": f"{plain}{last}" for odd, plain in (("ì", "i"), ("Ì", "I"), ("l", "I")) for last in "fnst"}
#: Signs that only a speck makes: of both languages Welsh has "ŷ", and "â" for "with"; forms have no braces.
_MARKS = str.maketrans({"ý": "ŷ", "Ý": "Ŷ", "{": "(", "}": ")"})
_LONE = dict.fromkeys("àáäãå", "a")
#: How a sentence ends, and what ends with a full stop that is none; a small "i" that may be a large one.
_SENTENCE_END = re.compile(r".*[^\W\d_]{3}[.!?][\"”’']?")
_SHORT = frozenset({"approx.", "incl.", "excl.", "ref.", "tel.", "fig.", "dept.", "min.", "max.", "etc.", "inc."})
_SMALL_I = re.compile(r"i(?=[a-z]|$|['’])")
_LEAST_SENTENCES = 4  # that begin with a capital, for all to begin so


def respelt(texts: Sequence[str]) -> list[str]:
    """The words, as they must be spelt: see the rules above."""
    made: list[str] = []
    capitals = _begin_with_capitals(texts)
    for number, text in enumerate(text.translate(_MARKS) for text in texts):
        following = texts[number + 1] if number + 1 < len(texts) else ""
        if _COUNCILLOR.fullmatch(text) and following[:1].isupper():
            made.append("Cllr")
        elif text in _SMALLEST or text in _LONE:
            made.append(_SMALLEST.get(text) or _LONE[text])
        elif capitals and number and _ends_sentence(texts[number - 1]) and _SMALL_I.match(text):
            made.append("I" + text[1:])
        else:
            made.append(_with_postcode(made[-1] if made else "", text))
    return made


def _with_postcode(before: str, text: str) -> str:
    """A word that can only be the end of a postcode, after one that can only be its beginning, with its digit."""
    found = _POSTCODE.fullmatch(text)
    if found is None or not _OUTWARD.fullmatch(before):
        return text
    return f"{found[1].translate(_DIGITS)}{found[2]}{found[3]}"


def _ends_sentence(text: str) -> bool:
    return _SENTENCE_END.fullmatch(text) is not None and text.lower() not in _SHORT


def _begin_with_capitals(texts: Sequence[str]) -> bool:
    """Whether all sentences but those that begin with an upright stroke begin with a capital: then those do too."""
    begins = [after for before, after in pairwise(texts) if _ends_sentence(before)]
    large = sum(1 for text in begins if text[:1].isupper())
    small = sum(1 for text in begins if text[:1].islower() and text[:1] not in "il")
    return large >= _LEAST_SENTENCES and small * 10 <= large
