"""The numbers that a word processor prints before paragraphs, which are not in their text: counted as it does."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
          (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_MOST = 9_999
#: Where the number of a level, from 1, stands in the text of a level.
_PLACE = re.compile(r"%([1-9])")


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: how its numbers are written ("" for none, None for a bullet), in what text, from where.

    In ``text``, ``%1`` stands for the number of the first level, ``%2`` for that of the second.
    """

    style: str | None = None
    text: str = ""
    start: int = 1


@dataclass(frozen=True, slots=True)
class Mark:
    """What stands before one paragraph of a list: a bullet, or the text of its number ("" for nothing)."""

    text: str = ""
    bullet: bool = False


NO_MARK = Mark()
#: A number as it is printed before a paragraph; one letter alone is a bullet of a font of symbols.
_PRINTED = re.compile(r"(?=.*(?:\d|[.):]$))[^\W_(]?.{0,24}", re.IGNORECASE)


def mark_of(text: str) -> Mark:
    """The mark that a format gives as it is printed."""
    text = " ".join(text.split())
    if not any(character.isalnum() for character in text):
        return Mark(bullet=bool(text))
    return Mark(text) if _PRINTED.fullmatch(text) else Mark(bullet=True)


@dataclass(slots=True)
class Counter:
    """Counts the paragraphs of one list."""

    levels: Sequence[Level]
    _counts: dict[int, int] = field(default_factory=dict)

    def next(self, depth: int, start: int | None = None) -> Mark:
        """What stands before the next paragraph at a level, from 0; ``start`` is where its count begins anew."""
        level = self._level(depth)
        if level.style is None:
            return Mark(bullet=True)
        before = self._counts.get(depth)
        began = level.start if start is None else start
        self._counts[depth] = began if before is None or start is not None else before + 1
        for deeper in [other for other in self._counts if other > depth]:
            del self._counts[deeper]
        if not level.style:
            return NO_MARK
        return Mark(" ".join(_PLACE.sub(self._number, level.text).split()))

    def restart(self) -> None:
        """Forget what was counted."""
        self._counts.clear()

    def _level(self, depth: int) -> Level:
        return self.levels[depth] if 0 <= depth < len(self.levels) else Level()

    def _number(self, place: re.Match[str]) -> str:
        depth = int(place[1]) - 1
        level = self._level(depth)
        return written(self._counts.get(depth, level.start), level.style or "")


def written(number: int, style: str) -> str:
    """A number in a style: "1", "01", "a", "A", "i", "I"; as figures where there is no such style."""
    number = min(max(number, 0), _MOST)
    write = _STYLES.get(style)
    return str(number) if write is None or not number else write(number)


def _letters(number: int) -> str:
    """a … z, aa … zz, as word processors count."""
    times, letter = divmod(number - 1, 26)
    return chr(ord("a") + letter) * (times + 1) if times < 4 else str(number)


def _roman(number: int) -> str:
    written = ""
    for value, letters in _ROMAN:
        times, number = divmod(number, value)
        written += letters * times
    return written


_STYLES: Mapping[str, Callable[[int], str]] = {
    "01": lambda number: f"{number:02}",
    "a": _letters,
    "A": lambda number: _letters(number).upper(),
    "i": _roman,
    "I": lambda number: _roman(number).upper(),
}
