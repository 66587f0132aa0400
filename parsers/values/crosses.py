"""Crosses typed beside options, with no box printed: "X Theatre", "No X", one option a line.

`with_boxes` writes them as ticks, so that `parsers.values.options` reads them like any others. Only where every line is
an option is a letter x taken for a cross, and only where another line has none: else nothing is sure.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

_BEFORE = re.compile(r"[☒xX][.):]?\s+(?=\w)")
_AFTER = re.compile(r"(?<=[\w.)?])\s*(?:☒|[\s:–—-][xX])$")

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
