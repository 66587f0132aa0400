"""What a form itself prints where an answer goes, taken off: help texts, word limits, guidance, placeholders.

The help texts come from the definition and are recognised word by word wherever they were wrapped; guidance in general
(brackets, "Please …") only at the start of an answer. What a form and an applicant may both begin with ("We want …")
is the applicant's. What is left empty is a blank.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from parsers.form import FieldType, FormDefinition, FormField
from parsers.matching.fitness import TICKED_TYPES
from parsers.matching.marks import (
    BRACKETED,
    bare_label,
    has_word_limit_only,
    is_blank,
    without_leaders,
    without_word_limit,
    word_limits,
)
from parsers.matching.wordings import variants
from parsers.values.options import options_inside
from parsers.values.words import even, fold

_CHOSEN = frozenset({FieldType.CHOICE, FieldType.CHOICES})
_LEAST_LISTED = 3  # options of a list that is printed for the applicant to choose from
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_CLAUSE = re.compile(r"(?<=[:;])\s+")
#: A shorter part of a sentence may be the answer itself: "For example: adult social care; libraries".
_SHORTEST_CLAUSE = 6
_LONGEST_QUESTION = 300  # characters of it in the answer's region
#: As forms set limits, and not as people write of them ("we kept the plan to 500 words").
_LIMIT_AS_PRINTED = re.compile(
    r"[(\[–—-]|\b(?:please|max|maximum|limit|no more|not more|not exceed|up to)\b", re.IGNORECASE
)
#: As forms say how to write a date: "DD/MM/YYYY".
_DATE_PATTERN = re.compile(r"\b(?:d{1,2}|day)\W{1,3}(?:m{1,3}|month)\W{1,3}(?:y{2,4}|year)\b", re.IGNORECASE)
_GUIDANCE = re.compile(
    r"""^(?:guidance|help|note|hint|nb|n\.b\.|tip|instructions?)\s*[:–-]
        |^please\s+(?!(?:see|refer|find|note\s+that\s+(?:we|our|the)|contact)\b)
        |^(?:you\s+(?:should|may|must|can)|this\s+should|your\s+(?:answer|response)\s+should|tick\s+(?:one|all|the|as)|delete\s+as|(?:select|choose)\s+(?:one|all))\b""",
    re.VERBOSE | re.IGNORECASE,
)
#: What a form tells the applicant to do, in one sentence on a line of its own: "Name the measures you will use."
_INSTRUCTION = re.compile(
    r"(?:name|describe|tell\s+us|explain|list|give|include|state|set\s+out|outline|say|show|provide|use|think|consider|"
    r"summarise|identify)\b[^.!?]*\byour?\b[^.!?]*[.:?]",
    re.IGNORECASE,
)
#: How to choose among options, on a line of its own: "Mark as many as you need."
_HOW_TO_CHOOSE = re.compile(
    r"\(?(?:please\s+)?(?:tick|mark|choose|select|circle|cross|underline)\s+(?:(?:up\s+to|only|just|at\s+least)\s+)?"
    r"(?:one|two|three|any|all|every|each|as|the|those|whichever|a)\b[^☒☐\n]{0,50}",
    re.IGNORECASE,
)
#: What a question goes on to ask: "Have you applied elsewhere? If so, to whom?"
_FOLLOW_UP = re.compile(r"if\s+[“\"'‘]?(?:so|yes|no|not)\b[^.!?☒☐]{1,200}\?", re.IGNORECASE)
_COUNT_OF_WORDS = re.compile(
    r"(?:words?(?:\s+count)?:?\s*)?[\d,]+\s*(?:/|of|o|out\s+of)\s*(?P<most>[\d,]+)\s*(?P<unit>words?|characters?|geiriau|o\s+eiriau)?[\s\w.]{0,12}",
    re.IGNORECASE,
)
_GUIDANCE_BRACKET = re.compile(
    r"(?i)\b(please|words?|max|maximum|minimum|e\.?g|i\.?e|for example|such as|include|including|required|optional|"
    r"tick|select|delete|choose|if|as|up to|give|state|describe|dd|format|continue|attach|see|where|not|only|per|in)"
    r"\b|£|000"
)


def clean(text: str, field: FormField, definition: FormDefinition) -> str:
    """The answer in a region's text, or "" where it is blank."""
    text = even(text)
    helps = _helps(field.help, definition)
    while True:
        shorter = _without_opening(text, field, helps)
        if shorter == text:
            break
        text = shorter
    text = _without_ending(text, field, helps)
    text = even(without_leaders(text)).strip()
    return "" if _is_blank(text, field) or _says_nothing(text, field) else text


def _is_blank(text: str, field: FormField) -> bool:
    """Whether an answer says nothing; words that the question itself offers ("Not yet known") say something."""
    return is_blank(text) and fold(text) not in {fold(option) for option in field.options}


def _says_nothing(text: str, field: FormField) -> bool:
    """Whether an answer that must be a value is only a currency sign, the pattern of a date or the like."""
    if field.type is FieldType.DATE and _DATE_PATTERN.search(text):
        return not re.search(r"\d", text)
    return field.type in {FieldType.MONEY, FieldType.NUMBER} and not re.search(r"[^\W_]", re.sub(r"(?i)gbp", "", text))


def _without_opening(text: str, field: FormField, helps: Sequence[tuple[str, ...]]) -> str:
    """The text without one piece of guidance at its start, if there is one."""
    bracket = BRACKETED.match(text)
    if bracket and word_limits(bracket.group()):
        return text[bracket.end() :].lstrip(" :\n")
    shorter = without_word_limit(text).lstrip(" :*\n")
    limited = field.type not in {FieldType.NUMBER, FieldType.TEXT} or _LIMIT_AS_PRINTED.search(text)
    if shorter != text and (shorter or limited):
        return shorter
    listed = _end_of_list(text, field.options) if field.type in _CHOSEN else 0
    if listed:
        return text[listed:].lstrip()
    first, _, rest = text.partition("\n")
    if first[:1].isalpha() and _folded(bare_label(first)) in _asked(field):
        return rest.strip()
    follow_up = _FOLLOW_UP.match(text)
    asked = follow_up.end() if follow_up else _end_of_question(text, field)
    if asked:
        return text[asked:].lstrip()
    if bracket and _GUIDANCE_BRACKET.search(bracket.group()) and "☒" not in bracket.group():
        return text[bracket.end() :].lstrip(" :\n")
    opening = _opening(text)
    for words in helps:
        cut = _opens_with(text, words, opening)
        if cut:
            return text[cut:].lstrip(" .:;)\n")
    if _GUIDANCE.match(first) and not re.search("[☒☐]", first) and field.type not in TICKED_TYPES:
        return rest.strip()
    if field.type in TICKED_TYPES and _HOW_TO_CHOOSE.fullmatch(first.strip()):
        return rest.strip()
    told = field.type not in TICKED_TYPES and len(first) <= _LONGEST_QUESTION
    if told and _INSTRUCTION.fullmatch(first.strip()):
        return rest.strip()
    return text


def _end_of_list(text: str, options: Sequence[str]) -> int:
    """Where the printed list of all options ends, of which one is named again after it; 0 where there is no such list.

    "Choose from: Music, Theatre, Sport." above "Sport".
    """
    if "☒" in text or "☐" in text or len(options) < _LEAST_LISTED:
        return 0
    ends = [hit.start() for hit in re.finditer("\n", text)]
    whole = next((end for end in ends if len(options_inside(text[:end], options)) == len(options)), 0)
    return whole if whole and options_inside(text[whole:], options) else 0


@lru_cache(maxsize=1024)
def _asked(field: FormField) -> frozenset[str]:
    """The question in the field's other wordings, folded: a second language's stands under the first."""
    return frozenset(_folded(bare_label(text)) for text, short in variants(field) if not short and " " in text.strip())


def _end_of_question(text: str, field: FormField) -> int:
    """Where a question that goes on into the answer's region ends: with a line that ends in the field's own limit.

    So long a question wraps, and is worded by whoever made the form; 0 where the text begins with no such line.
    """
    first, _, _ = text.partition("\n")
    if field.max_words is None or len(first) > _LONGEST_QUESTION:
        return 0
    for start, end in word_limits(first):
        limit = first[start:end]
        if end != len(first) or not _LIMIT_AS_PRINTED.search(limit):
            continue
        if str(field.max_words) in re.findall(r"\d+", limit.replace(",", "")):
            return end
    return 0


def _without_ending(text: str, field: FormField, helps: Sequence[tuple[str, ...]]) -> str:
    """The text without the count of its words, and help, that stand on lines of their own at its end."""
    body, _, last = text.rpartition("\n")
    if _is_count(last, field):
        text = body.rstrip()
    while "\n" in text:
        body, _, last = text.rpartition("\n")
        if has_word_limit_only(last) and _LIMIT_AS_PRINTED.search(last):
            text = body.rstrip()
            continue
        opening, whole = _opening(last), len(last.rstrip(" ."))
        if not any(_opens_with(last, words, opening) == whole for words in helps if len(words) >= 4):
            return text
        text = body.rstrip()
    return text


def _is_count(line: str, field: FormField) -> bool:
    """Whether a line is the count that a form on the web shows under a box: "161 / 400", "161 of 400 words"."""
    count = _COUNT_OF_WORDS.fullmatch(line.strip())
    if count is None or field.max_words is None:
        return False
    return bool(count["unit"]) or count["most"].replace(",", "") == str(field.max_words)


def _opening(text: str) -> str:
    """The first word, folded."""
    hit = _WORD.search(text)
    return _folded(hit.group()) if hit else ""


@lru_cache(maxsize=8192)
def _folded(word: str) -> str:
    return fold(word)


def _opens_with(text: str, words: Sequence[str], opening: str) -> int:
    """Where the text, whose first word is ``opening``, goes on after these words, or 0; one in twelve may differ."""
    wrong, end, count = 0, 0, 0
    allowed = len(words) // 12
    if not allowed and words[0] != opening:
        return 0
    for hit in _WORD.finditer(text):
        if count == len(words):
            break
        if _folded(hit.group()) != words[count]:
            wrong += 1
            if wrong > allowed:
                return 0
        count += 1
        end = hit.end()
    return end if count == len(words) else 0


@lru_cache(maxsize=512)
def _helps(own: str, definition: FormDefinition) -> tuple[tuple[str, ...], ...]:
    """The help texts that may stand in the answer of the field with this help, whole and by sentence, as folded words,
    longest first."""
    sections = [section.help for section in definition.sections]
    texts = [own, *sections, *definition.guidance, *(other.help for other in definition.fields)]
    found = {_words(part) for text in texts if text for part in _parts(text)}
    return tuple(sorted((words for words in found if len(words) >= 3), key=len, reverse=True))


def _parts(text: str) -> Iterable[str]:
    yield text
    yield from _SENTENCE.split(text)
    yield from (part for part in _CLAUSE.split(text) if len(part.split()) >= _SHORTEST_CLAUSE)


def _words(text: str) -> tuple[str, ...]:
    return tuple(fold(word) for word in _WORD.findall(text))
