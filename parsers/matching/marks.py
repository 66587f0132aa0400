"""The furniture of printed questions: numbering, required stars, word limits, guidance in brackets, and placeholders.

What is known here is how forms are written in general; what one programme's form says (its help texts) comes from the
definition, in `parsers.matching.blanks`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

NUMBERING = re.compile(
    r"""^\s*(?:
        (?:section|part|question|q|cwestiwn|adran|rhan|no\.?|item|box)\s*[.:]?\s*(?:\d+(?:\.\d+)*[a-z]?|[a-h]\d*|[ivx]+)
            \s*(?:[).:\]–—-]+|\s)\s*
        |[a-z]?\d+(?:\.\d+)*\s?[a-z]?\s?[).:\]–—-]+\s*(?!\d)
        |\d+(?:\.\d+)*[a-z]?\s+(?=[^\W\d])
        |\(\s?(?:\d+|[a-z]|[ivx]+)\s?\)\s*
        |(?:[a-z]|[ivx]+)[).]\s+
        |[•▪●◦*-]\s+
    )""",
    re.VERBOSE | re.IGNORECASE,
)

#: A question's number that stands by itself: "B5", "2.1", "(c)".
STANDING_NUMBER = re.compile(
    r"\s*(?:[a-z]{0,2}\s?\d{1,2}(?:\.\d{1,2})*\s?[a-z]?\s?[).:]?|\(\s?[a-z\d]{1,2}\s?\)|[a-z][).])\s*", re.IGNORECASE
)

#: A letter that stands by itself, or figures, in a number.
_NUMBER_PART = re.compile(r"[a-z](?![a-z])|\d+")

_NAMED = r"(?:one|two|three|four|five|six|seven|eight|nine)"
#: A count of tens in words is a limit only after words that set one: "ten words of Welsh" may be an answer.
_TENS = (
    r"(?:(?<=than\s)|(?<=up\sto\s)|(?<=at\smost\s)|(?<=maximum\sof\s)|(?<=within\s))"
    r"(?:ten|fifteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
)
_COUNT = rf"(?:{_TENS}|\d[\d,]*(?:\s*(?:-|–|to)\s*\d[\d,]*)?|{_NAMED}?\s*(?:hundred|thousand)(?:\s+and\s+\w+)?)"
#: "max 500 words", "no more than 500 words", "500 words maximum", "word limit: 500", with what leads up to it, which
#: does not begin inside a word.
WORD_LIMIT = re.compile(
    rf"""(?!\B[^\W\d])[\s,;:./|\-–—(\[]*
        (?:(?:please\s+)?(?:keep|limit|restrict|use|write|answer)?\s*(?:your\s+|this\s+)?(?:answer|response|reply)?\s*(?:should|must|may|can|to|in|is)?\s*
           (?:be\s+)?(?:limited\s+to\s+)?)?
        (?:
          (?:max(?:imum)?\.?|no\s+(?:more|longer)\s+than|not\s+(?:more|longer)\s+than|not\s+exceed(?:ing)?|up\s+to|at\s+most|within|under|fewer\s+than|
             less\s+than|limit(?:ed)?(?:\s+of|\s+to)?|about|around|approx(?:imately|\.)?|in|to)?\s*(?:of\s+)?:?\s*{_COUNT}[\s-]*words?\b
             (?:\s*(?:max(?:imum)?\.?|limit|or\s+(?:less|fewer)|at\s+most|only))?
          |(?:max(?:imum)?\.?\s+)?word\s*(?:limit|count|max(?:imum)?)\s*(?:of|is|=)?\s*:?\s*{_COUNT}(?:\s+words?)?
          |max(?:imum)?\.?\s*(?:of\s+)?{_COUNT}\s*w\b
          |(?:(?:dim|heb\s+fod\s+yn)\s+(?:mwy|fwy|hirach)\s+na|hyd\s+at|uchafswm(?:\s+o)?)?\s*:?\s*{_COUNT}\s+(?:o\s+)?eiriau\b
        )\s*[.]?\s*[)\]]?\s*[.:]?""",
    re.VERBOSE | re.IGNORECASE,
)

#: What every word limit has in it. The pattern of a whole one is slow, so it is tried only from where the words that
#: may lead up to such a core begin.
_LIMIT_CORE = re.compile(
    rf"{_COUNT}(?:[\s-]*words?\b|\s*w\b|\s+(?:o\s+)?eiriau\b)"
    rf"|word\s*(?:limit|count|max(?:imum)?)\s*(?:of|is|=)?\s*:?\s*{_COUNT}",
    re.IGNORECASE,
)
_LIMIT_LEADS = frozenset({
    "please", "keep", "limit", "limited", "restrict", "use", "write", "answer", "your", "this", "response", "reply",
    "should", "must", "may", "can", "to", "in", "is", "be", "max", "maximum", "no", "not", "more", "longer", "than",
    "exceed", "exceeding", "up", "at", "most", "within", "under", "fewer", "less", "of", "about", "around",
    "approx", "approximately", "word", "dim", "heb", "fod", "yn", "mwy", "fwy", "hirach", "na", "hyd", "uchafswm", "o",
})  # fmt: skip
_LIMIT_OPENS = frozenset(" \t\n,;:./|-–—([")
_LIMIT_WORDS = ("word", "eiriau", "max")

_STARS = re.compile(
    r"\s*(?:\*+|\((?:required|mandatory|optional|compulsory)\)|\[(?:required|mandatory|optional)\])\s*", re.I
)
_STARRED = re.compile(r"\*|[(\[](?:required|mandatory|optional|compulsory)[)\]]", re.IGNORECASE)
_END = " \t\n:*?.,;–—-|/†"
BRACKETED = re.compile(r"^\s*[(\[][^()\[\]]*(?:\([^()]*\)[^()\[\]]*)*[)\]]\s*[:*.]?\s*")

#: How a mail ends after the form that was typed into it.
SIGN_OFF = re.compile(
    r"^\s*(?:--\s*$|_{8,}$|sent from my\b|(?:kind|best|warm|many)?\s*regards\b|best wishes\b|"
    r"many thanks\s*[,.]?$|yours (?:sincerely|faithfully)|"
    r"this (?:e-?mail|message)\b.{0,60}\bconfidential)",
    re.IGNORECASE,
)

_LEADERS = re.compile(r"[._…·‥\-–—=]{2,}|[_…]+")
_PLACEHOLDER = re.compile(
    r"""^(?:
        (?:please\s+)?(?:click|tap|type|press)\b[^.]{0,60}\b(?:enter|text|here|date|choose|tap|select|item)\b[^.]{0,40}\.?
        |(?:please\s+)?(?:choose|select|pick)\s+(?:an?|one|your)\s+\w+(?:\s+(?:from|below).{0,30})?\.?
        |(?:please\s+)?(?:enter|insert|type|write|add|complete|provide|fill\s+in)\b.{0,50}\b(?:here|text|below|above)\b.{0,20}
        |(?:your\s+)?(?:answer|response|text|reply)(?:\s+(?:here|box|goes\s+here))?\s*[.:]?
        |[\[<{{«][^\]>}}»☒☐]{{0,80}}[\]>}}»]
        |dd\s?[/.-]\s?mm\s?[/.-]\s?y{{2,4}}
        |£\s*[._…]*
        |name@example\.\w+
    )$""".replace("{{", "{").replace("}}", "}"),
    re.VERBOSE | re.IGNORECASE,
)
_NOTHING = re.compile(
    r"^\W*(?:n\s?[/.\\]?\s?a\.?|not\s+applicable|t\.?b\.?[cadn]\.?|to\s+be\s+(?:confirmed|advised|decided|determined|completed|provided|agreed)|"
    r"blank|left\s+blank|none\s+given|not\s+(?:provided|known|yet\s+known|answered|available)|ddim\s+yn\s+berthnasol|amherthnasol|\?+|x{3,})?\W*$",
    re.I,
)


@lru_cache(maxsize=8192)
def bare_label(text: str) -> str:
    """A printed label without its numbering, stars, word limit and punctuation at the end."""
    text = NUMBERING.sub("", text, count=1) if NUMBERING.match(text) else text
    for start, end in reversed(word_limits(text)):
        text = f"{text[:start]} {text[end:]}"
    if _STARRED.search(text):
        text = _STARS.sub(" ", text)
    return text.strip(_END)


def numbering_end(text: str) -> int:
    """Where a text begins after its numbering."""
    hit = NUMBERING.match(text)
    return hit.end() if hit and hit.end() < len(text) else 0


def number_of(text: str) -> tuple[str, ...]:
    """The number that a text begins with, by its letters and figures: "B5." is (b, 5)."""
    return tuple(_NUMBER_PART.findall(text[: numbering_end(text)].casefold()))


def follows(number: Sequence[str], after: Sequence[str]) -> bool:
    """Whether a number is the next one, as 3.2 is after 3.1 and (c) after (b)."""
    if not number or len(number) != len(after) or list(number[:-1]) != list(after[:-1]):
        return False
    if number[-1].isdigit() and after[-1].isdigit():
        return int(after[-1]) == int(number[-1]) + 1
    return len(number[-1]) == len(after[-1]) == 1 and ord(after[-1]) == ord(number[-1]) + 1


@lru_cache(maxsize=8192)
def label_start(text: str) -> int:
    """Where a label begins after its numbering and a tick box before it."""
    start = 0
    while start < len(text):
        if text[start] in "☒☐ ":
            start += 1
            continue
        step = numbering_end(text[start:])
        if not step:
            return start
        start += step
    return 0


def is_blank(text: str) -> bool:
    """Whether a whole answer says nothing: empty, leaders, a placeholder, "N/A", "TBC", "-"."""
    text = " ".join(text.split())
    bare = _LEADERS.sub(" ", text).strip(" .:;,*|/\\")
    if "☒" in bare or "☐" in bare:
        return False
    if not any(character.isalnum() for character in bare):
        return True
    return bool(_PLACEHOLDER.match(bare) or _NOTHING.match(bare))


_LED, _LAST_DOTS = re.compile(r"\s*(?:[._…‥]\s?){3,}\S"), re.compile(r"(?<=[^\s._…‥])[._…‥]{2,}\s*$")


#: A run of leaders; the full stop of what is written before it ("every day. ........") is none of them.
_LEADER_RUN = re.compile(r"(?P<stop>(?<=[^\s._…‥])\.(?=\s))?\s?(?:[._…‥]\s?){4,}|_{2,}|…+$")


def without_leaders(text: str) -> str:
    """The text without dotted or underscored lines to write on, at either end or as long runs inside."""
    if _LED.match(text):  # what is written on a dotted line may leave few of its dots
        text = _LAST_DOTS.sub("", text)
    return _LEADER_RUN.sub(lambda run: f"{run['stop'] or ''} ", text).strip()


def without_bracket(text: str) -> str:
    """The text without the words in brackets that it begins with; "(01632) 960123" keeps its brackets."""
    hit = BRACKETED.match(text)
    return text[hit.end() :] if hit and re.search(r"[^\W\d_]", hit.group()) else text


def word_limits(text: str) -> tuple[tuple[int, int], ...]:
    """Where each word limit in a text begins and ends."""
    folded = text.casefold()
    return _spans(text) if any(word in folded for word in _LIMIT_WORDS) else ()


@lru_cache(maxsize=2048)
def _spans(text: str) -> tuple[tuple[int, int], ...]:
    found: list[tuple[int, int]] = []
    done = 0
    for core in _LIMIT_CORE.finditer(text):
        if core.start() < done:
            continue
        hit = WORD_LIMIT.search(text, _lead(text, core.start(), done))
        if hit is None:
            break
        found.append(hit.span())
        done = hit.end()
    return tuple(found)


def _lead(text: str, core: int, done: int) -> int:
    """Where what leads up to the core of a word limit begins: as far back as there are only words that may lead."""
    start = core
    while start > done:
        end = start
        while end > done and text[end - 1] in _LIMIT_OPENS:
            end -= 1
        begin = end
        while begin > done and text[begin - 1].isalpha():
            begin -= 1
        if begin == end or text[begin:end].casefold() not in _LIMIT_LEADS:
            return end
        start = begin
    return start


def without_word_limit(text: str) -> str:
    """The text without a word limit at its start."""
    hit = WORD_LIMIT.match(text)
    return text[hit.end() :].lstrip() if hit and hit.end() else text


def has_word_limit_only(text: str) -> bool:
    """Whether the text is nothing but a word limit."""
    hit = WORD_LIMIT.match(text)
    return bool(hit) and not text[hit.end() :].strip(_END) if hit else False
