"""The numbers that a browser shows before the items of an ordered list."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from lxml import html as lxml_html

from parsers.formats.numbering import written


def numbers_of(node: lxml_html.HtmlElement) -> Iterator[str]:
    """The numbers of an element's items, in order; none where it is no ordered list (HTML standard, 4.4.5)."""
    if node.tag != "ol" or "list-style: none" in (node.get("style") or ""):
        return iter(())
    start, style = node.get("start") or "1", node.get("type") or "1"
    first = int(start) if start.isascii() and start.isdigit() and len(start) < 5 else 1
    return (f"{written(number, style)}." for number in count(first))
