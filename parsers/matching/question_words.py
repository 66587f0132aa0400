"""What the word that a question opens with asks for: "When …?" a day, "Who …?" a person, "How many …?" a number.

Used where the words of a question do not tell which field it is. Words in English and Welsh.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from parsers.form import FieldType, FormField
from parsers.matching.marks import bare_label
from parsers.matching.wordings import tokens

_SUITS, _ODD = 0.06, -0.12
#: A person's name: up to five words in capitals, with what stands between them.
_PERSON = re.compile(
    r"(?:(?:mr|mrs|ms|miss|mx|dr|prof(?:essor)?|revd?|rev|sir|dame|cllr|councillor|canon|fr)\.?\s+)?"
    r"(?-i:[^\W\d_a-z][\w'’-]*\.?)(?:\s+(?:(?:de|du|la|le|van|von|der|den|ap|ab|ferch|of|mac|ó|o)\s+)?"
    r"(?-i:[^\W\d_a-z][\w'’-]*\.?)){1,4}",
    re.IGNORECASE,
)
_LONGEST_NAME = 45  # characters
#: What a field's label says where it wants a person, or what a person is.
_PEOPLE = frozenset(
    tokens(
        "contact person lead officer manager secretary treasurer chair chairman curator director leader signatory "
        "signature signed headteacher applicant investigator coordinator"
    )
)
_POSTS = frozenset(tokens("role position post job capacity title"))
_ALONE = frozenset({("name",), ("full", "name"), ("your", "name"), ("enw",)})


@dataclass(frozen=True, slots=True)
class _Asking:
    """An opening, the types of answers that it asks for, and the words of labels that ask the same."""

    opening: re.Pattern[str]
    types: frozenset[FieldType]
    words: frozenset[str]


def _asking(opening: str, types: tuple[FieldType, ...], words: str) -> _Asking:
    return _Asking(re.compile(rf"(?:{opening})\b", re.IGNORECASE), frozenset(types), frozenset(tokens(words)))


_ASKINGS = (
    _asking(
        r"when|since when|(?:on|by|from|until|in) (?:what|which) (?:day|date|year|month)|pryd",
        (FieldType.DATE,),
        "date day year when time timetable start begin end finish founded established since period month duration",
    ),
    _asking(
        r"(?:(?:to|with|by|for|from) )?whom?|pwy",
        (FieldType.AUTHORITY, FieldType.EMAIL, FieldType.PHONE, FieldType.TABLE),
        "who whom contact person people lead officer manager signature signed signatory chair secretary treasurer "
        "applicant partner beneficiary supplier contractor referee benefit organisation body authority council group",
    ),
    _asking(
        r"where(?:abouts)?|ble",
        (FieldType.ADDRESS, FieldType.EMAIL),
        "where address location place area site venue locality town village region postcode website ward hear heard",
    ),
    _asking(
        r"(?:have|has|had|do|does|did|are|is|was|were|will|would|can|could|may) "
        r"(?:you|your|the|this|that|it|there|any|anyone|we|our|they)|ydy|oes|a (?:yw|oes|ydych)",
        (FieldType.YES_NO, FieldType.CONFIRM, FieldType.CHOICE, FieldType.CHOICES),
        "have has do does are is will would can could whether if",
    ),
    _asking(r"how many|sawl", (FieldType.NUMBER,), "number many how total people size beneficiary length duration"),
    _asking(
        r"how much|faint",
        (FieldType.MONEY, FieldType.NUMBER),
        "amount much cost grant total sum value budget price income length area size",
    ),
)


def by_asking(field: FormField, label: str, answer: str) -> float:
    """How well a question of other words and its answer suit a field, by what it opens with and whether the answer is
    a person's name: above 0 well, 0 no telling, below 0 badly."""
    wordings = [tokens(bare_label(text)) for text in (field.label, *field.aliases)]
    words = frozenset(word for wording in wordings for word in wording)
    asked = next((one for one in _ASKINGS if one.opening.match(bare_label(label))), None)
    worth = 0.0
    if asked is not None:
        suits = field.type in asked.types or not asked.words.isdisjoint(words)
        worth = _SUITS if suits else 0.0 if field.type is FieldType.PARAGRAPHS else _ODD
    if field.type is FieldType.TEXT:
        worth += _of_person(wordings, words, answer)
    return max(worth, _ODD)


def _of_person(wordings: list[tuple[str, ...]], words: frozenset[str], answer: str) -> float:
    """Whether a field wants a person, and the answer is one's name."""
    posts = not _POSTS.isdisjoint(words)
    wants = not posts and (not _PEOPLE.isdisjoint(words) or any(wording in _ALONE for wording in wordings))
    is_name = len(answer) <= _LONGEST_NAME and _PERSON.fullmatch(answer.strip()) is not None
    if wants:
        return _SUITS if is_name else _ODD / 2
    return _ODD / 2 if posts and is_name else 0.0
