"""The lists of a Word document (``word/numbering.xml``): what is printed before each of their paragraphs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property

from lxml import etree

from parsers.formats.numbering import Counter, Level, Mark
from parsers.formats.word_styles import W

#: How ``w:numFmt`` calls the styles of `numbering.written` (ECMA-376 part 1, 17.18.59); others are figures here.
_STYLES: Mapping[str, str | None] = {
    "bullet": None, "none": "", "lowerLetter": "a", "upperLetter": "A", "lowerRoman": "i", "upperRoman": "I",
    "decimalZero": "01",
}  # fmt: skip
_LEVELS = 9
_LONGEST = 40  # characters of a level's text


class WordNumbering:
    """Counts the paragraphs of all lists; the part that tells of them is read when the first is met."""

    def __init__(self, root: Callable[[], etree._Element | None] = lambda: None) -> None:
        self._root = root
        self._counters: dict[str, Counter] = {}
        self._begun: set[str] = set()

    def mark(self, number: str, depth: int) -> Mark:
        """What stands before the next paragraph of the list with this ``w:numId``, at a level from 0."""
        item = self._lists.get(number)
        if item is None:
            return Mark(bullet=True)
        reference = item.find(W + "abstractNumId")
        name = "" if reference is None else reference.get(W + "val", "")
        counter = self._counters.get(name)
        if counter is None:
            counter = self._counters[name] = Counter(_levels(self._abstract.get(name)))
        start = None if number in self._begun else _override(item, depth)
        self._begun.add(number)
        return counter.next(depth, start)

    @cached_property
    def _part(self) -> etree._Element | None:
        return self._root()

    @cached_property
    def _lists(self) -> dict[str, etree._Element]:
        items = () if self._part is None else self._part.iterchildren(W + "num")
        return {item.get(W + "numId", ""): item for item in items}

    @cached_property
    def _abstract(self) -> dict[str, etree._Element]:
        items = () if self._part is None else self._part.iterchildren(W + "abstractNum")
        return {item.get(W + "abstractNumId", ""): item for item in items}


def _levels(abstract: etree._Element | None) -> list[Level]:
    levels = [Level()] * _LEVELS
    for item in () if abstract is None else abstract.iterchildren(W + "lvl"):
        depth = _number(item.get(W + "ilvl"), _LEVELS)
        if depth < _LEVELS:
            style = _STYLES.get(_value(item, "numFmt"), "1")
            text = _value(item, "lvlText")[:_LONGEST]
            levels[depth] = Level(style, text, _number(_value(item, "start"), 1))
    return levels


def _override(item: etree._Element, depth: int) -> int | None:
    """Where the count of a level begins anew with this list, if it does."""
    for override in item.iterchildren(W + "lvlOverride"):
        if _number(override.get(W + "ilvl"), _LEVELS) == depth:
            start = _value(override, "startOverride")
            return _number(start, 1) if start else None
    return None


def _value(item: etree._Element, name: str) -> str:
    found = item.find(W + name)
    return "" if found is None else found.get(W + "val", "")


def _number(text: str | None, default: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 5 else default
