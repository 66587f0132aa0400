"""Which body a written name means: exact where possible, forgiving of typing, never confident where two could be meant.

A name is taken apart into its *core* ("leicester") and the *legal forms* said with it ("city council"). Cores decide;
forms decide between bodies of one core, and a county form never passes for anything else: "Leicester County Council"
is nobody. The forms are in `intake.round.legal_forms`; the bodies come from the register.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from intake.round.legal_forms import even, mended, take_apart

#: Forms that a writer may take for one another where only one body has the core.
_LIKE = frozenset({"london", "borough", "county borough", "metropolitan", "district", "city"})

#: What joins the parts of one body's name: "Hammersmith" alone still means "Hammersmith and Fulham".
_JOINTS = frozenset({"and", "with", "upon", "on", "in", "under", "by", "le"})

#: Words that tell neighbours apart, so that a slip of the pen may not turn one into another.
_COMPASS = frozenset({"north", "south", "east", "west", "mid", "central", "upper", "lower", "outer", "inner"})

_EXACT, _CORE, _LIKE_FORM, _PART = 1.0, 0.97, 0.93, 0.9
_BY_SLIPS = (_CORE, 0.92, 0.88, 0.85)
_NEAR_MISS = 0.6
_MARGIN = 0.1
_SEGMENTS = re.compile(
    r"[\n;,/()\[\]|]|\s[-–—]\s|\bon behalf of\b|\bwith\b|\bin partnership\b|\bacting for\b|:", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Guess:
    """A code, or None where no body is meant clearly; ``runner_up`` is the code of what came next."""

    code: str | None
    score: float
    runner_up: str | None = None


class NameIndex:
    """Every name of every body, ready to be asked."""

    def __init__(self, bodies: Iterable[tuple[str, Iterable[str]]]) -> None:
        self._exact: dict[str, set[str]] = {}
        self._cores: dict[str, set[str]] = {}
        self._forms: dict[str, set[str]] = {}
        for code, names in bodies:
            forms = self._forms.setdefault(code, set())
            for name in names:
                evened = even(name)
                core, form = take_apart(evened)
                self._exact.setdefault(evened, set()).add(code)
                self._cores.setdefault(core, set()).add(code)
                forms.update({form} - {""})
        self._words = {word for core in self._cores for word in core.split()}
        self._squeezed: dict[str, set[str]] = {}
        for core, codes in self._cores.items():
            self._squeezed.setdefault(core.replace(" ", ""), set()).update(codes)

    def find(self, written: str) -> Guess:
        """The body that ``written`` means. The whole text is tried first, then the parts it may be made of."""
        whole = self._find_one(written)
        if whole.code is not None:
            return whole
        parts = [part for part in _SEGMENTS.split(written) if part.strip()]
        return (_agreed([self._find_one(part) for part in parts]) if len(parts) > 1 else None) or whole

    def _find_one(self, written: str) -> Guess:
        evened = even(written)
        if not evened:
            return Guess(None, 0.0)
        codes = sorted(self._exact.get(evened, ()))
        if codes:
            return Guess(codes[0], _EXACT) if len(codes) == 1 else Guess(None, _NEAR_MISS, codes[0])
        core, form = take_apart(self._forms_mended(evened))
        return self._by_core(core, form) or self._by_typing(core, form)

    def _forms_mended(self, evened: str) -> str:
        """The name with slips in the words of its legal form put right, words of bodies' own names left alone."""
        return " ".join(word if word in self._words else mended(word) for word in evened.split())

    def _by_core(self, core: str, form: str) -> Guess | None:
        """The body of this core, or of whose joined name ("Stoke-on-Trent") this is the first part."""
        scores = {code: self._fit(form, code) for code in self._squeezed.get(core.replace(" ", ""), ())}
        for code in self._joined(core):
            scores.setdefault(code, _PART if self._fit(form, code) == _CORE else 0.0)
        if not scores:
            return None
        ranked = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
        (code, score), *others = ranked
        second = others[0][1] if others else 0.0
        if score == 0.0 or score - second < _MARGIN:
            return Guess(None, _NEAR_MISS, code)
        return Guess(code, score, others[0][0] if second else None)

    def _joined(self, core: str) -> set[str]:
        """The bodies whose core is this one, a joint and more."""
        if len(core) < 4:
            return set()
        starts = tuple(f"{core} {joint} " for joint in _JOINTS)
        return {code for known, codes in self._cores.items() if known.startswith(starts) for code in codes}

    def _by_typing(self, core: str, form: str) -> Guess:
        """The body whose core is a slip or two away, where nothing else is nearly as near."""
        compass = _COMPASS & set(core.split())
        nearest: dict[str, tuple[int, bool]] = {}
        for known, codes in self._cores.items():
            distance = OSA.distance(core.replace(" ", ""), known.replace(" ", ""))
            here = (distance, compass != _COMPASS & set(known.split()))
            for code in codes:
                nearest[code] = min(here, nearest.get(code, here))
        ranked = sorted(nearest.items(), key=lambda item: (item[1], item[0]))
        if not ranked:
            return Guess(None, 0.0)
        (code, (distance, elsewhere)), *others = ranked
        length = len(core.replace(" ", ""))
        likeness = max(0.0, 1 - distance / length)
        lead = others[0][1][0] - distance if others else length
        if distance <= _slips_allowed(length) and lead >= 2 and not elsewhere and self._fit(form, code):
            return Guess(code, _BY_SLIPS[distance], others[0][0] if others and lead == 2 else None)
        return Guess(None, round(min(_NEAR_MISS, likeness), 3), code if likeness >= 0.5 else None)

    def _fit(self, form: str, code: str) -> float:
        """How well the form written fits the body's own: the score of a match whose core is right, 0 for another's."""
        own = self._forms[code]
        if not form or not own or form in own:
            return _CORE
        if form == "city or county":
            return _CORE if own & {"city", "county"} else 0.0
        if form == "county" and "county borough" in own:
            return _LIKE_FORM
        return _LIKE_FORM if form in _LIKE and own & _LIKE else 0.0


def _slips_allowed(length: int) -> int:
    """How many letters may be wrong in a core of this length: short names lie too near one another."""
    return 0 if length < 5 else 1 if length < 8 else 2 if length < 18 else 3


def _agreed(guesses: list[Guess]) -> Guess | None:
    """What the parts of a text say together: the one body they name, none where they name two."""
    found = list(dict.fromkeys(guess.code for guess in guesses if guess.code is not None))
    if not found:
        return None
    return Guess(found[0], _PART) if len(found) == 1 else Guess(None, _NEAR_MISS, found[0])
