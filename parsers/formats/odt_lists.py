"""The lists of an OpenDocument text: what is printed before each of their paragraphs."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from parsers.formats.numbering import Counter, Level, Mark
from parsers.formats.odt_styles import STYLE, TEXT, OdtStyles

_LEVELS = 10
_XML_ID = "{http://www.w3.org/XML/1998/namespace}id"


class OdtLists:
    """Counts the items of all lists, nested ones by their level (OpenDocument 1.3 part 3, 5.3)."""

    def __init__(self, styles: OdtStyles) -> None:
        self._styles = styles
        self._counters: dict[str, Counter] = {}  # by list, and by style the list that was last in it
        self._open: list[Counter] = []

    def begin(self, element: etree._Element) -> None:
        """A ``text:list`` begins, be it inside another, whose style it then has if it names none."""
        style = element.get(f"{TEXT}style-name")
        if self._open and style is None:
            self._open.append(self._open[-1])
            return
        continued = element.get(f"{TEXT}continue-list") or (
            f"style {style}" if element.get(f"{TEXT}continue-numbering") == "true" else ""
        )
        counter = self._counters.get(continued) if continued else None
        if counter is None:
            counter = Counter(list(_levels(self._styles.list_style(style))))
        self._counters[f"style {style}"] = counter
        self._counters[element.get(_XML_ID, "")] = counter
        self._open.append(counter)

    def end(self) -> None:
        """The list that began last ends."""
        self._open.pop()

    def mark(self, item: etree._Element) -> Mark:
        """What stands before the first paragraph of an item of the list that began last."""
        if not self._open:
            return Mark(bullet=True)
        start = item.get(f"{TEXT}start-value", "")
        return self._open[-1].next(len(self._open) - 1, int(start) if _is_number(start) else None)


def _levels(style: etree._Element | None) -> Iterator[Level]:
    by_depth: dict[int, Level] = {}
    for item in () if style is None else style.iterchildren(f"{TEXT}list-level-style-number"):
        depth = item.get(f"{TEXT}level", "")
        if _is_number(depth):
            by_depth[int(depth) - 1] = _level(item, int(depth))
    return (by_depth.get(depth, Level()) for depth in range(_LEVELS))


def _level(item: etree._Element, depth: int) -> Level:
    """A level, whose text has the numbers of so many levels as it displays, with full stops between."""
    shown, start = item.get(f"{TEXT}display-levels", "1"), item.get(f"{TEXT}start-value", "1")
    count = min(int(shown), depth) if _is_number(shown) else 1
    places = ".".join(f"%{level}" for level in range(depth - count + 1, depth + 1))
    prefix, suffix = item.get(f"{STYLE}num-prefix", ""), item.get(f"{STYLE}num-suffix", "")
    text = f"{prefix}{places}{suffix}".replace("%10", "")
    return Level(item.get(f"{STYLE}num-format", ""), text, int(start) if _is_number(start) else 1)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 5
