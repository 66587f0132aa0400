"""What pages have in common: running headers, footers and page numbers, which are taken out before all else."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace

from parsers.document import Box, Line
from parsers.formats.pdf_parts import PageParts

#: The share of a page's height, at its top and its foot, in which running lines stand.
_MARGIN = 0.12
_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"(?:page|tudalen)?\s*\d{1,4}(?:\s*(?:of|/|o)\s*\d{1,4})?|[-–—]\s*\d{1,4}\s*[-–—]|[ivx]{1,6}", re.IGNORECASE
)
#: What browsers print in the margins.
_PRINTED = re.compile(r"(?:https?|file)://\S+|\d{1,2}/\d{1,2}/\d{2,4}, \d{1,2}:\d{2}(?:\s?[AP]M)?", re.IGNORECASE)


def without_running(pages: Sequence[PageParts]) -> tuple[list[PageParts], tuple[Line, ...]]:
    """The pages without the lines repeated in their margins, and those lines (each once).

    They go before anything is put in order: a page number is no row of the table above it.
    """
    found: dict[tuple[str, int], list[int]] = defaultdict(list)
    for number, page in enumerate(pages):
        for key in {_key(line, page) for line in _marginal(page)}:
            found[key].append(number)
    repeated = {key for key, numbers in found.items() if _is_running(numbers, pages)}
    kept: list[PageParts] = []
    running: dict[str, Line] = {}
    for page in pages:
        marginal = _marginal(page)
        out = {id(line): line for line in marginal if _key(line, page) in repeated}
        out |= {id(line): line for line in marginal if _is_furniture(line, page, len(pages), out)}
        for line in out.values():
            running.setdefault(_DIGITS.sub("#", line.text), line)
        rows = [[line for line in row if id(line) not in out] for row in page.rows]
        kept.append(replace(page, rows=[row for row in rows if row]))
    return kept, tuple(running.values())


def _is_running(numbers: Sequence[int], pages: Sequence[PageParts]) -> bool:
    """Whether a line of the margins, given the pages that have it, is theirs and not what the form asks there.

    Two pages far apart that are alike all over are one page of a form that was filled in twice.
    """
    if len(numbers) < max(2, (len(pages) + 1) // 2):
        return False
    first, second = numbers[0], numbers[1]
    if len(numbers) > 2 or second == first + 1:
        return True
    texts, others = ({line.text for row in pages[number].rows for line in row} for number in (first, second))
    return len(texts & others) * 2 < min(len(texts), len(others))


def _marginal(page: PageParts) -> list[Line]:
    low, high = page.size[1] * _MARGIN, page.size[1] * (1 - _MARGIN)
    lines = (line for row in page.rows for line in row)
    return [line for line in lines if line.box is not None and (line.box.y1 < low or line.box.y0 > high)]


def _key(line: Line, page: PageParts) -> tuple[str, int]:
    box, height = line.box or Box(0, 0, 0, 0), page.size[1]
    return _DIGITS.sub("#", line.text), round((box.y0 if box.y0 < height / 2 else box.y0 - height) / 6)


def _is_furniture(line: Line, page: PageParts, pages: int, running: Collection[int]) -> bool:
    """Whether a line at the very edge of a page is a page number, or what a browser prints there.

    A bare number beside anything but ``running`` lines is a figure in the last row of a table.
    """
    if _PRINTED.fullmatch(line.text):
        return True
    if not _PAGE_NUMBER.fullmatch(line.text) or (pages == 1 and line.text.isdigit()):
        return False
    box = line.box or Box(0, 0, 0, 0)
    beside = next((row for row in page.rows if any(other is line for other in row)), [])
    if line.text.isalnum() and not all(other is line or id(other) in running for other in beside):
        return False
    spans = [(other.box.y0, other.box.y1) for row in page.rows for other in row if other is not line and other.box]
    spans += [(edges[1], edges[3]) for edges, _ in page.tables]
    return all(foot <= box.y1 + 1 for _, foot in spans) or all(top >= box.y0 - 1 for top, _ in spans)
