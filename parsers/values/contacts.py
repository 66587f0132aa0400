"""Email addresses and telephone numbers as people write them.

Both are kept as written, white space evened; what is stripped is only what is not part of them (angle brackets,
``mailto:``, a full stop at the end, "Tel:").
"""

from __future__ import annotations

import re

from email_validator import EmailNotValidError, validate_email

from parsers.values.typed import Typed, ambiguous, not_typed
from parsers.values.words import one_line

_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"|]+@[^\s<>()\[\],;:\"|@]+")
_TRAILING = ".,;:)>]'\"’”/"
#: What leads up to an extension, in English and Welsh.
_TO_EXTENSION = r"(?:x|ext|extn|extension|est|estyniad|bleep|pager)\b\.?:?\s*"
_PHONE = re.compile(
    r"(?<![\w@.])(?:\+|00|\(\+?)?\(?\d[\d\s().\-–/]{5,}\d"
    rf"(?:\s*,?\s*(?:x\d{{1,6}}\b|{_TO_EXTENSION}\d{{1,6}}|\({_TO_EXTENSION}\d{{1,6}}\)))?",
    re.I,
)
_EXTENSION = re.compile(r"x|ext|est|bleep|pager", re.I)
_PHONE_LABEL = re.compile(
    r"^\s*(?:tel(?:ephone)?|phone|mob(?:ile)?|landline|ff[oô]n|t|m)(?:\s*(?:no|number))?\s*[.:]+\s*", re.I
)

#: What may stand beside a number and is kept with it.
_KIND = re.compile(
    r"\(?(?:direct|mobile|mob|work|home|office|landline|daytime|evening|switchboard)(?: (?:line|number|dial))?\)?", re.I
)


def email(text: str) -> Typed:
    """One email address (RFC 5322 addr-spec), its case as written. No look-up is made."""
    line = one_line(text)
    found = _addresses(line)
    if len({item.casefold() for item in found}) > 1:
        return ambiguous("it holds more than one email address", text=text)
    if not found or not _valid(found[0]):
        broken = _addresses("".join(line.split()))
        if not found and not broken:
            return not_typed("no email address was found in it", text=text)
        if len(broken) != 1 or not _valid(broken[0]):
            return not_typed("it is not a valid email address", text=text)
        found = broken
    rest = len(line.replace(" ", "")) - len(found[0])
    return Typed(value=found[0], text=text, certainty=1.0 if rest <= 20 else 0.9)


def _valid(address: str) -> bool:
    try:
        validate_email(address, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return False
    return True


def _addresses(line: str) -> list[str]:
    line = re.sub(r"mailto:", " ", line, flags=re.I)
    line = re.sub(r"\s*@\s*", "@", line)
    return [hit.rstrip(_TRAILING).lstrip("'\"‘“") for hit in _ADDRESS.findall(line)]


def phone(text: str) -> Typed:
    """One telephone number as written, extension included; 7 to 15 digits (ITU-T E.164 allows 15)."""
    line = _PHONE_LABEL.sub("", one_line(text)).rstrip(" .,;")
    found = [hit for hit in _PHONE.findall(line) if _plausible(hit)]
    if not found:
        return not_typed("no telephone number was found in it", text=text)
    if len(found) > 1 or _two_in_one(found[0]):
        return ambiguous("it holds more than one telephone number", text=text)
    rest = line.replace(found[0], "", 1).strip()
    if not rest or _KIND.fullmatch(rest):
        return Typed(value=line, text=text, certainty=1.0 if not rest else 0.9)
    return Typed(value=found[0].strip(), text=text, certainty=0.8)


def _digits(text: str) -> int:
    return sum(character.isdigit() for character in text)


def _plausible(text: str) -> bool:
    return 7 <= _digits(_EXTENSION.split(text)[0]) <= 26


def _two_in_one(text: str) -> bool:
    """Whether the run of digits is two numbers written one after the other."""
    number = _EXTENSION.split(text)[0]
    parts = re.split(r"\s*/\s*", number)
    if len(parts) > 1 and all(_digits(part) >= 7 for part in parts):
        return True
    return _digits(number) > 15
