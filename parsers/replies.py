"""Corrections in a writer's own words: lines such as "Telephone: 01632 960123" that name a question and answer it.

Cautious: the label must be a wording of the form (its words, its synonyms), stand at the start of a line and be parted
from the answer by a colon, a dash or an equals sign, and the answer must be a value of the field's type. A sentence
that mentions a question is no correction. Whether a correction may be made, and of whose case, is for the service.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from parsers.extraction import Said
from parsers.form import FieldType, FormDefinition, FormField
from parsers.matching.lexicon import Lexicon, lexicon_of
from parsers.matching.marks import SIGN_OFF, bare_label, is_blank
from parsers.matching.synonyms import GROUP_OF, STOP_WORDS
from parsers.matching.wordings import Wording, tokens
from parsers.values import type_value

#: How sure it is that a line's label means the field, by how it is like one of its wordings.
SAME_WORDS, SAME_SENSE, SHORT_WORDS, SHORT_SENSE = 1.0, 0.95, 0.85, 0.8

_MOST_LINES = 400
_LONGEST_LABEL = 160
_LONGEST_ONE_LINE = 200
#: A line at least this long was probably wrapped by the mail program, so the answer goes on in the next one.
_WRAPPED = 58
_SHORT_REMARK = 12  # words; a long answer may well begin with "We"
_LABELLED = re.compile(
    r"^\s*(?:[-*•·]\s+)?(?P<label>[^\W_][^:=\n]{1,160}?)\s*(?:[:=]|(?<=\?)\s|\s[–—-]\s)\s*(?P<value>\S.*)?$"
)
_LEADING = re.compile(r"^(?:(?:the|our|my|correct|corrected|new|revised|right|updated)\s+)+", re.IGNORECASE)
_TRAILING = re.compile(r"\s+(?:should\s+(?:be|read|say)|is\s+now|is|to\s+read)$", re.IGNORECASE)
#: How a remark on an answer begins, as against an answer.
_REMARK = re.compile(
    r"^(?:is|was|are|were|should|has|have|had|we|i|it|it's|please|this|that|there|can|could|would|do|does|did|not|wrong|"
    r"incorrect|missing|see|as (?:before|above|below)|same|sorry|thanks|thank|why|what|how|which|when|where)\b",
    re.IGNORECASE,
)
_GREETING = re.compile(r"^\s*(?:dear|hi|hello|hallo|good (?:morning|afternoon|evening))\b", re.IGNORECASE)
_CLOSING = re.compile(
    r"^\s*(?:many |with |kind |best |warm )*(?:thanks|thank you|regards|wishes|best|cheers|yours|sincerely)\b.{0,20}$",
    re.IGNORECASE,
)
_LONGEST_NAME = 6  # words
#: What stands in signatures too.
_OWN_DETAILS = frozenset({FieldType.PHONE, FieldType.EMAIL, FieldType.ADDRESS})
_STRICT = frozenset(
    {
        FieldType.NUMBER,
        FieldType.MONEY,
        FieldType.DATE,
        FieldType.EMAIL,
        FieldType.PHONE,
        FieldType.CHOICE,
        FieldType.CHOICES,
        FieldType.YES_NO,
        FieldType.CONFIRM,
    }
)
_MANY_LINES = frozenset({FieldType.PARAGRAPHS, FieldType.ADDRESS})


@dataclass(frozen=True, slots=True)
class _Labelled:
    """A line that names a question: where it stands, what it says after the label, which fields it may mean."""

    at: int
    label: str
    value: str
    fields: tuple[tuple[FormField, float], ...]


def said_answers(text: str, form: FormDefinition) -> tuple[Said, ...]:
    """The corrections in ``text``, a mail's own words without what it quotes, line by line."""
    lines = list(_before_the_signature(text.split("\n")[:_MOST_LINES]))
    lexicon = lexicon_of(form)
    headings = {at: key for at, line in enumerate(lines) if (key := _heading(line, lexicon))}
    labelled = list(_labelled(lines, headings, lexicon))
    begins = {item.at for item in labelled} | set(headings)
    return tuple(said for item in labelled for said in _said(item, lines, begins, form))


def _before_the_signature(lines: Sequence[str]) -> Iterator[str]:
    """The lines up to where the writer takes leave; a first "Thank you." is none."""
    said_something = False
    for line in lines:
        if SIGN_OFF.match(line) or (said_something and _CLOSING.match(line)):
            return
        said_something = said_something or bool(line.strip() and not _GREETING.match(line))
        yield line


def _in_a_signature(lines: Sequence[str], at: int, begins: set[int]) -> bool:
    """Whether a telephone number or an address is the writer's own, under a name, and no answer.

    What stands above it is a line without an end, a name or a post, where a sentence or a heading would have one.
    """
    for number in range(at - 1, -1, -1):
        line = lines[number].strip()
        if line and number not in begins:
            ends = line.endswith((".", ":", "!", "?", ",", ";"))
            return not (ends or _GREETING.match(line) or len(line.split()) > _LONGEST_NAME)
        if number in begins and not _LABELLED.match(lines[number]):
            return False  # a section's heading
    return False


def _labelled(lines: Sequence[str], headings: Mapping[int, str], lexicon: Lexicon) -> Iterator[_Labelled]:
    section = ""
    for at, line in enumerate(lines):
        if at in headings:
            section = headings[at]
            continue
        found = _LABELLED.match(line)
        if found is None or len(found["label"]) > _LONGEST_LABEL:
            continue
        fields = _fields_called(found["label"], lexicon, section)
        if fields:
            yield _Labelled(at, found["label"].strip(), found["value"] or "", fields)


def _heading(line: str, lexicon: Lexicon) -> str:
    """The section whose title the line is, or ""."""
    text = line.strip().rstrip(":")
    if not text or len(text) > _LONGEST_LABEL or _LABELLED.match(text):
        return ""
    words = frozenset(tokens(bare_label(text)))
    return next((key for key, title in lexicon.titles.items() if title and words == title), "")


def _fields_called(label: str, lexicon: Lexicon, section: str) -> tuple[tuple[FormField, float], ...]:
    """The fields that a label may mean, with how like it is to their wording; under a heading only that section's."""
    words = tokens(bare_label(_TRAILING.sub("", _LEADING.sub("", label.strip()))))
    best: dict[int, float] = {}
    for wording in lexicon.wordings:
        likeness = _likeness(words, wording)
        if likeness > best.get(wording.field, 0.0):
            best[wording.field] = likeness
    fields = lexicon.definition.fields
    found = [(fields[index], likeness) for index, likeness in best.items() if fields[index].type is not FieldType.TABLE]
    at_home = [item for item in found if item[0].section == section]
    return tuple(at_home or found)


def _likeness(words: tuple[str, ...], wording: Wording) -> float:
    if not words:
        return 0.0
    if words == wording.words:
        return SHORT_WORDS if wording.short else SAME_WORDS
    if _sense(words) == _sense(wording.words):
        return SHORT_SENSE if wording.short else SAME_SENSE
    return 0.0


def _sense(words: tuple[str, ...]) -> frozenset[str]:
    """The words that tell, each as its group of synonyms."""
    telling = frozenset(GROUP_OF.get(word, word) for word in words if word not in STOP_WORDS)
    return telling or frozenset(words)


def _said(item: _Labelled, lines: Sequence[str], begins: set[int], form: FormDefinition) -> Iterator[Said]:
    """What a labelled line says, for each field it may mean whose type the answer is of."""
    for field, likeness in item.fields:
        if field.type in _OWN_DETAILS and _in_a_signature(lines, item.at, begins):
            continue
        text = _answer(item, lines, begins, field)
        if text is None or not text.strip() or is_blank(text):
            continue
        typed = type_value(text, field, form)
        if typed.value is None:
            continue
        yield Said(key=field.key, label=item.label, text=typed.text, value=typed.value, line=item.at, likeness=likeness)


def _answer(item: _Labelled, lines: Sequence[str], begins: set[int], field: FormField) -> str | None:
    """The answer's text; None where it cannot be told where it ends, or where it is a remark and no answer."""
    following = _following(lines, item.at + 1, begins)
    first = item.value.strip()
    if not first:
        first, following = (following[0], following[1:]) if following else ("", [])
    if field.type in _STRICT:
        return first
    whole = " ".join([first, *following])
    if whole.endswith("?") or (_REMARK.match(first) and (field.type not in _MANY_LINES or _is_short(whole))):
        return None
    if field.type in _MANY_LINES:
        end = item.at + 1 + len(following) + (0 if item.value else 1)
        joint = "\n" if field.type is FieldType.ADDRESS else " "
        return joint.join([first, *following]) if _ends_there(lines, end, begins) else None
    if not following or len(first) < _WRAPPED:
        return first
    return whole if len(whole) <= _LONGEST_ONE_LINE else None


def _is_short(text: str) -> bool:
    return len(text.split()) <= _SHORT_REMARK


def _following(lines: Sequence[str], at: int, begins: set[int]) -> list[str]:
    """The lines of the same paragraph: up to a blank line, another label or the end of the letter."""
    found: list[str] = []
    for number in range(at, len(lines)):
        line = lines[number].strip()
        if not line or number in begins or SIGN_OFF.match(line):
            break
        found.append(line)
    return found


def _ends_there(lines: Sequence[str], at: int, begins: set[int]) -> bool:
    """Whether nothing follows that might belong to a long answer: only another label or the end of the letter."""
    for number in range(at, len(lines)):
        line = lines[number].strip()
        if line:
            return number in begins or SIGN_OFF.match(line) is not None
    return True
