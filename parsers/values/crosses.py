"""Crosses typed beside options, with no box printed: "X Theatre", "No X".

`with_boxes` writes them as ticks where each line is an option, so that `parsers.values.options` reads them like any
others; `crossed_options` reads a list of known options, however many stand on a line. A letter x is taken for a cross
only where all else is options, and only where another has none: else nothing is sure.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from parsers.values.words import fold

_BEFORE = re.compile(r"[☒xX][.):]?\s+(?=\w)")
_AFTER = re.compile(r"(?<=[\w.)?])\s*(?:☒|[\s:–—-][xX])$")

#: A cross by itself, and what may stand between options and crosses.
_CROSS, _BETWEEN = re.compile(r"(?<!\w)(?:☒|x)(?!\w)"), re.compile(r"[ .,;:/|()*–—-]+")
#: Where the private use area begins, whose characters stand for options while a list is read.
_PRIVATE = 0xE000

_PAIR = re.compile(
    r"(?P<before>[☒xX]\s+)?(?P<one>[^\W\d_]+)(?:\s*[/|,]\s*|\s+or\s+|\s+)"
    r"(?P<between>[☒xX]\s+)?(?P<other>[^\W\d_]{2,})(?P<after>\s*☒|\s+[xX])?[\s.]*"
)


@dataclass(frozen=True, slots=True)
class CrossedPair:
    """Two words of which one is crossed; ``chosen`` is None where the cross stands between them."""

    words: tuple[str, str]
    chosen: str | None


def crossed_pair(line: str) -> CrossedPair | None:
    """Two words on one line with one cross ("Yes / No X"), or None where the line is anything else."""
    hit = _PAIR.fullmatch(line)
    if hit is None or [hit["before"], hit["between"], hit["after"]].count(None) != 2:
        return None
    chosen = hit["one"] if hit["before"] else hit["other"] if hit["after"] else None
    return CrossedPair((hit["one"], hit["other"]), chosen)


def with_boxes(text: str, is_option: Callable[[str], bool]) -> str:
    """The text with a tick or an empty box before each of its lines, if some of them are crossed; else as it is."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if len(lines) < 2 or "☐" in text:
        return text
    read = [_without_cross(line) for line in lines]
    crossed = sum(mark for _, mark in read)
    if not 0 < crossed < len(lines) or not all(is_option(option) for option, _ in read):
        return text
    return "\n".join(f"{'☒' if mark else '☐'} {option}" for option, mark in read)


def _without_cross(line: str) -> tuple[str, bool]:
    """A line without the cross at its beginning or end, and whether it had one."""
    for pattern in (_BEFORE.match, _AFTER.search):
        hit = pattern(line)
        if hit is not None:
            return (line[: hit.start()] + line[hit.end() :]).strip(), True
    return line, False


def has_cross(text: str) -> bool:
    """Whether a cross stands by itself in a text."""
    return _CROSS.search(text.lower()) is not None


def crossed_options(text: str, options: Sequence[str]) -> list[str] | None:
    """The crossed ones of a list of options; None where there is more than options and crosses, or where it is not sure
    whether the crosses stand before their options or after them."""
    if "☐" in text or not has_cross(text):
        return None
    signs = _signs(text, options)
    if signs is None or len(set(signs) - {"☒", "\n"}) < 2:
        return None
    lines = signs.split("\n")
    before, after = any(line.startswith("☒") for line in lines), any(line.endswith("☒") for line in lines)
    if before == after:
        return None
    order = signs.replace("\n", "") if before else signs.replace("\n", "")[::-1]
    chosen = [one for cross, one in pairwise(order) if cross == "☒"]
    if "☒" in chosen or order.endswith("☒"):
        return None
    places = sorted(ord(sign) - _PRIVATE for sign in chosen)
    return [options[place] for place in places]


def _signs(text: str, options: Sequence[str]) -> str | None:
    """A list of options as one sign for each option, cross and end of a line; None where there is anything else."""
    rest = "\n".join(fold(line) for line in text.split("\n") if line.strip())
    for place, option in sorted(enumerate(options), key=lambda item: -len(item[1])):
        words = re.findall(r"\w+|[^\w\s]", fold(option).strip(" .,;:"))
        if words:
            pattern = r"(?<!\w)" + r"\s*".join(map(re.escape, words)) + r"(?!\w)"
            rest, found = re.subn(pattern, chr(_PRIVATE + place), rest)
            if found > 1:
                return None
    rest = _BETWEEN.sub("", _CROSS.sub("☒", rest))
    return None if re.search(r"[^☒\n\ue000-\uf8ff]", rest) else rest
