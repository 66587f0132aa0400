"""The words said with a body's name: taking "Leicester City Council" apart into its core and its legal form.

The forms are those of British local government and company law. Which body a core and a form mean is decided in
`intake.round.names`.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from rapidfuzz.distance import OSA

#: Words said with a name → the form they say. Longest first; "" says nothing about which body is meant.
_FORMS: tuple[tuple[str, str], ...] = (
    ("london borough of", "london"),
    ("royal borough of", "borough"),
    ("metropolitan borough of", "metropolitan"),
    ("metropolitan borough council", "metropolitan"),
    ("metropolitan district council", "metropolitan"),
    ("metropolitan borough", "metropolitan"),
    ("metropolitan district", "metropolitan"),
    ("metropolitan council", "metropolitan"),
    ("city and district council", "city"),
    ("city and district", "city"),
    ("city and dc", "city"),
    ("city and county of", "city"),
    ("city and county council", "city"),
    ("county borough council", "county borough"),
    ("county borough", "county borough"),
    ("county bc", "county borough"),
    ("borough council of", "borough"),
    ("council of the borough of", "borough"),
    ("london borough council", "london"),
    ("london borough", "london"),
    ("county council", "county"),
    ("borough council", "borough"),
    ("district council", "district"),
    ("city council", "city"),
    ("county of", "county"),
    ("borough of", "borough"),
    ("district of", "district"),
    ("city of", "city"),
    ("lb of", "london"),
    ("rb of", "borough"),
    ("council of the", ""),
    ("council of", ""),
    ("unitary authority", ""),
    ("unitary council", ""),
    ("islands council", ""),
    ("local authority", ""),
    ("limited", ""),
    ("corporation", ""),
    ("authority", ""),
    ("councils", ""),
    ("council", ""),
    ("metropolitan", "metropolitan"),
    ("county", "county"),
    ("borough", "borough"),
    ("district", "district"),
    ("city", "city"),
    ("cyngor", ""),
    ("unitary", ""),
    ("mbc", "metropolitan"),
    ("mdc", "metropolitan"),
    ("cbc", "county borough"),
    ("lbc", "london"),
    ("lb", "london"),
    ("bc", "borough"),
    ("dc", "district"),
    ("cc", "city or county"),
    ("ua", ""),
    ("mb", "metropolitan"),
    ("ltd", ""),
    ("plc", ""),
    ("cic", ""),
    ("cio", ""),
    ("llp", ""),
)

#: Names that mean something else without their form.
_WHOLE = frozenset({"city of london"})

#: Words of the forms that are long enough to be known by when a letter or two is wrong.
_FORM_WORDS = ("council", "borough", "district", "county", "metropolitan", "unitary", "london", "royal", "corporation")


def even(name: str) -> str:
    """A name with case, accents, punctuation, "&" and a leading "the" evened out, words parted by one space."""
    text = unicodedata.normalize("NFKD", name).casefold()
    text = "".join(char for char in text if not unicodedata.combining(char))
    text = re.sub(r"['’‘`´]", "", text).replace("&", " and ").replace("+", " and ")
    text = re.sub(r"(?<=\b\w)\.(?=\w\b)", "", text)
    words = re.sub(r"[\W_]+", " ", text).split()
    if words[:1] == ["the"]:
        words = words[1:]
    return " ".join("st" if word == "saint" else word for word in words)


@lru_cache(maxsize=8192)
def take_apart(evened: str) -> tuple[str, str]:
    """The core of an evened name and the legal form said with it: ``("leicester", "city")``."""
    core, forms = f" {evened} ", []
    for whole in _WHOLE:
        core = core.replace(f" {whole} ", f" {whole.replace(' ', '_')} ")
    for phrase, form in _FORMS:
        shorter = core.replace(f" {phrase} ", " ", 1) if f" {phrase} " in core else core
        if shorter.strip() and shorter != core:
            core = shorter
            if form:
                forms.append(form)
    return " ".join(core.replace("_", " ").split()).removeprefix("the "), forms[0] if forms else ""


def mended(word: str) -> str:
    """The word of a legal form that this is a slip or two away from, else the word itself."""
    near = ((OSA.distance(word, known), known) for known in _FORM_WORDS)
    distance, known = min(near)
    return known if 0 < distance <= (1 if len(known) < 7 else 2) else word
