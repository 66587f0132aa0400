"""Whether what stands beside a label can be the answer to one field, by typing it: dearer and surer than `fitness`.

Asked only where words do not settle which question is printed.
"""

from __future__ import annotations

import re

from parsers.form import FieldType, FormDefinition, FormField
from parsers.matching.blanks import clean
from parsers.matching.fitness import TICKED_TYPES, fitness, is_value
from parsers.values import type_value
from parsers.values.dates import day
from parsers.values.options import options_inside

#: What typing a value of such a type proves: free text would hardly ever pass.
_PROOF = {
    FieldType.EMAIL: 0.25,
    FieldType.PHONE: 0.2,
    FieldType.DATE: 0.2,
    FieldType.MONEY: 0.1,
    FieldType.NUMBER: 0.06,
    FieldType.YES_NO: 0.15,
    FieldType.CHOICE: 0.2,
    FieldType.CHOICES: 0.2,
    FieldType.CONFIRM: 0.1,
}
_REFUSED = -0.25
_UNLIKELY = -0.12
_LONGEST = 400  # characters; longer text is prose, whatever it holds
_NAMES = frozenset({FieldType.TEXT, FieldType.AUTHORITY, FieldType.ADDRESS})
_CHOSEN = frozenset({FieldType.CHOICE, FieldType.CHOICES})
_LEAST_OPTIONS = 3  # that all stand in one place for one field only
_LEAST_NAMED = 0.3  # the share of an answer that the options it names take, at least
_LONGEST_PAIR = 60  # characters that print "yes" and "no" to choose from, with what is said of how
_LONGEST_DAY = 30  # characters of a date and nothing else
#: A number that a text field may ask for; a text that is one.
_ASKS_NUMBER = re.compile(r"\b(?:numbers?|no|nr|reference|ref|code|id|registration|grid|rhif)\b", re.IGNORECASE)
_FIGURES = re.compile(r"[\d\s./-]{4,}")
_EMAIL = re.compile(r"\S+@\S+\.\S+")
_PHONE = re.compile(r"[+(]?\d[\d\s()./-]{8,}\d")
_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\b")
_DAY = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}")


def plausibility(item: FormField, beside: str, definition: FormDefinition) -> float:
    """How well the text beside a label suits a field: above 0 well, 0 no telling, below -0.2 not at all."""
    if _lists(beside, item):
        return _PROOF[item.type]
    text = clean(beside[:_LONGEST], item, definition)
    if not text or item.type is FieldType.TABLE:
        return 0.0
    proof = _PROOF.get(item.type)
    if proof is None:
        return _of_number(item, text) or _of_text(item.type, text)
    if len(beside) >= _LONGEST and item.type not in TICKED_TYPES:
        return _REFUSED
    if item.type in _CHOSEN and _mentions(text, item):
        return _REFUSED
    if type_value(text, item, definition).value is not None:
        return proof
    return min(_REFUSED, fitness(item.type, text)) if item.type is not FieldType.CONFIRM else _UNLIKELY


def _of_number(item: FormField, text: str) -> float:
    """Against a text field whose label asks for a number and that has no figure, or the other way round; else 0."""
    if item.type is not FieldType.TEXT:
        return 0.0
    asks = any(_ASKS_NUMBER.search(wording) for wording in (item.label, *item.aliases))
    if asks:
        return 0.0 if any(character.isdigit() for character in text) else _UNLIKELY
    return _UNLIKELY if _FIGURES.fullmatch(text) else 0.0


def _lists(text: str, item: FormField) -> bool:
    """Whether all the options of a field are printed in a text, so that it is that field's whatever is chosen."""
    if item.type is FieldType.YES_NO:
        return len(text) < _LONGEST_PAIR and len(options_inside(text, ("yes", "no"))) == 2  # both
    several = item.type in _CHOSEN and len(item.options) >= _LEAST_OPTIONS
    return several and len(text) < _LONGEST and len(options_inside(text, item.options)) == len(item.options)


def _mentions(text: str, item: FormField) -> bool:
    """Whether a text without ticks is prose that only mentions options."""
    if "☒" in text or "☐" in text:
        return False
    named = sum(len(option) for option in options_inside(text, item.options))
    return 0 < named < _LEAST_NAMED * len(text)


def _of_text(kind: FieldType, text: str) -> float:
    """Free text: unlikely where it is of another kind from end to end."""
    if "☒" in text or "☐" in text or _EMAIL.fullmatch(text):
        return _REFUSED
    if text[0] in "£€$" and is_value(FieldType.MONEY, text):
        return _UNLIKELY if kind is FieldType.TEXT else _REFUSED
    if kind is FieldType.ADDRESS:
        return 0.2 if _POSTCODE.search(text) else 0.05 if "\n" in text or "," in text else -0.05
    if kind in _NAMES and len(text) <= _LONGEST_DAY and day(text).value is not None:
        return _REFUSED
    if _DAY.fullmatch(text) or (_PHONE.fullmatch(text) and kind is not FieldType.TEXT):
        return _UNLIKELY
    if _PHONE.fullmatch(text):
        return -0.08
    if kind is not FieldType.PARAGRAPHS and (_POSTCODE.search(text) or len(text) > 160):
        return _UNLIKELY
    return fitness(kind, text)
