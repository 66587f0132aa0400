"""Tick boxes in text: which texts stand beside ticked boxes (``☒``, ``[x]``) and which beside empty ones."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from parsers.document import FILLED, TICKED, UNTICKED
from parsers.values.words import one_line

_TICK_GLYPHS = "☒☑✓✔✗✘✅🗹🗷⊠"
_EMPTY_GLYPHS = "☐□◻▢⬜❏❑○"
_ROUND_TICKS = "◉●⦿"
_GLYPHS = re.compile(f"[{_TICK_GLYPHS}{_EMPTY_GLYPHS}{_ROUND_TICKS}]")
_BRACKETS = re.compile(r"[\[(](?P<mark>\s*|[xXyY✓✔_]\s*|\s[xX✓✔]\s?)[\])]")
#: An empty box that begins a line, with a cross typed after it or after its option at the end of the line.
_CROSSED_BESIDE = re.compile(r"(?m)^([ \t]*)☐([^☐☒\n]*?)[ \t]+[xX✓✔](?=[ \t]*$)")
#: A cross at the end of a line on which other options have an empty box after them.
_CROSSED_BOX = re.compile(r"(?m)^([ \t]*[^☐☒\s][^\n]*☐[^☐☒\n]*?[ \t])[xX](?=[ \t]*$)")
_SPLIT = re.compile(r"([☒☐])")

#: What stands around a label and is no part of it.
EDGE = " \t\n.,;:/|-–—()*"


@dataclass(frozen=True, slots=True)
class Ticks:
    """The texts beside ticked boxes and beside empty ones, in order."""

    ticked: tuple[str, ...]
    empty: tuple[str, ...]


def even_ticks(text: str) -> str:
    """The text with every kind of tick box written as ``☒`` or ``☐``; so is a box with a cross typed beside it."""
    if not text.isascii() and _GLYPHS.search(text):
        for glyphs, mark in ((_TICK_GLYPHS, "☒"), (_EMPTY_GLYPHS, "☐"), (_ROUND_TICKS, "☒")):
            for glyph in glyphs:
                text = text.replace(glyph, mark)
    if "[" in text or "(" in text:
        text = _BRACKETS.sub(lambda hit: "☒" if hit["mark"].strip(" _") else "☐", text)
    if UNTICKED in text:
        text = _CROSSED_BOX.sub(r"\1☒", _CROSSED_BESIDE.sub(r"\1☒\2", text))
    return text


def ticks(text: str, is_option: Callable[[str], bool] = bool) -> Ticks | None:
    """The ticks of a text, or None where it has no boxes. Boxes stand all before or all after their options.

    Where they may do either, for there is text on both sides of them all, they stand by the more that ``is_option``.
    """
    text = even_ticks(text)
    if UNTICKED in text:
        text = text.replace(FILLED, TICKED)
    if "☒" not in text and "☐" not in text:
        return None
    parts = [part for part in _SPLIT.split(text) if part.strip(EDGE)]
    marks = [index for index, part in enumerate(parts) if part in {"☒", "☐"}]
    before = marks[0] == 0 or marks[-1] != len(parts) - 1
    if before and marks[0] != 0:
        after, ahead = ([part for index in marks if is_option(part := _at(parts, index + by))] for by in (-1, 1))
        before = len(ahead) >= len(after) and not (len(marks) > 1 and marks[1] == marks[0] + 1)
    ticked: list[str] = []
    empty: list[str] = []
    for index in marks:
        label = _at(parts, index + 1 if before else index - 1)
        (ticked if parts[index] == "☒" else empty).append(one_line(label).strip(EDGE.replace("*", "")))
    return Ticks(tuple(ticked), tuple(empty))


def _at(parts: Sequence[str], place: int) -> str:
    """The text at a place between boxes; "" where there is none."""
    return parts[place] if 0 <= place < len(parts) and parts[place] not in {"☒", "☐"} else ""
