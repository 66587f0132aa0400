"""Printed words → lines in the order they are read.

A printed row is cut where the gap between two words is wider than text needs, so that a label and the answer beside
it are lines of their own. Rows are read from top to bottom; columns of running text one after the other; a label of
several rows before the answer of several rows that stands beside it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from parsers.document import FILLED, UNTICKED, Box, Line
from parsers.formats import glyphs
from parsers.formats.pdf_asked_rows import answered_under, each_with_its_own
from parsers.formats.pdf_cuts import MANY, aligned, layers_of, parts_of, second_column
from parsers.formats.pdf_faces import cut_by_face
from parsers.formats.pdf_words import Ink

#: White space of more than this many line heights above a line begins a paragraph.
_PARAGRAPH = 0.5
#: White space of more than this many line heights ends columns that stand beside one another.
_FAR = 5.0
#: The narrowest channel between two columns, in points.
_CHANNEL = 3.5


Row = list[Line]
#: A row of words, cut into the parts that become its lines.
Parts = list[list[Ink]]


def lines_of(words: Sequence[Ink], page: int) -> list[Line]:
    """The lines of one cell or one stretch of page, in reading order."""
    lines = arrange(rows_of(words, page))
    return [
        replace(line, gap=True) if is_apart(before, line) else line
        for before, line in zip([None, *lines], lines, strict=False)
    ]


def rows_of(words: Sequence[Ink], page: int) -> list[Row]:
    """The rows from top to bottom, each cut into lines from left to right; text on its side comes last."""
    rows: list[list[tuple[int, Ink]]] = []
    centre = height = 0.0
    level = [((ink.word.box.y0 + ink.word.box.y1) / 2, place, ink) for place, ink in enumerate(words) if not ink.turned]
    for middle, place, ink in sorted(level):
        tall = ink.size
        if rows and middle - centre < 0.5 * max(min(height, tall), 3):
            rows[-1].append((place, ink))
            centre += (middle - centre) / len(rows[-1])
            height = min(height, tall)
        else:
            rows.append([(place, ink)])
            centre, height = middle, tall
    parted = cut_by_face([parts_of(layer) for row in rows for layer in layers_of(row)])
    second = second_column(parted)
    beside = Counter({start: count for start, count in second.items() if count >= MANY})
    cut = _aligned(parted, beside, second)
    if sum(map(len, cut)) > sum(map(len, parted)):  # what was cut tells of columns as well
        cut = _aligned(cut, beside, second)
    made = [[_line(part, page) for part in parts] for parts in cut]
    turned = [ink for ink in words if ink.turned]
    if turned:
        made.extend([_line(part, page)] for part in _turned_parts(turned))
    rows_made = ([line for line in row if line is not None and line.text] for row in made)
    return [row for row in rows_made if row]


def _aligned(parted: Sequence[Parts], beside: Counter[int], second: Counter[int]) -> list[Parts]:
    """The parts of rows, cut where the parts beside others, or the rows ``beside``, begin."""
    starts = beside + Counter(round(part[0].box.x0) for parts in parted for part in parts[1:])
    return [[piece for part in parts for piece in aligned(part, starts, second)] for parts in parted]


def arrange(rows: Sequence[Row]) -> list[Line]:
    """The lines of the rows in reading order."""
    ordered: list[Line] = []
    index = 0
    while index < len(rows):
        under = answered_under(rows, index)
        run = _columns(rows, index)
        if under > 1:
            ordered.extend(each_with_its_own(rows[index : index + under]))
            index += under
        elif run > 1:
            ordered.extend(_read_columns(rows[index : index + run]))
            index += run
        else:
            ordered.extend(rows[index])
            index += 1
    return ordered


def box_around(boxes: Sequence[Box]) -> Box:
    """The smallest box around all."""
    return Box(
        min(box.x0 for box in boxes),
        min(box.y0 for box in boxes),
        max(box.x1 for box in boxes),
        max(box.y1 for box in boxes),
    )


def _turned_parts(words: list[Ink]) -> list[list[Ink]]:
    """Words on their side, those of one column of text together."""
    parts: list[list[Ink]] = []
    for ink in words:
        last = parts[-1][-1] if parts else None
        if last is not None and abs(last.box.x0 - ink.box.x0) < 2:
            parts[-1].append(ink)
        else:
            parts.append([ink])
    return parts


def _lead(inks: Sequence[Ink]) -> str:
    """The bold words that a line begins with, where all after them are not; "" where none are, or all."""
    bold = [ink.bold for ink in inks]
    count = bold.index(False) if False in bold else 0
    return " ".join(ink.word.text for ink in inks[:count]) if not any(bold[count:]) else ""


def _line(inks: list[Ink], page: int) -> Line | None:
    """A line of the words that are not struck out; None where all are."""
    inks = [ink for ink in inks if not ink.struck]
    if not inks:
        return None
    filled = inks[0].word.text == FILLED and any(ink.word.text == UNTICKED for ink in inks)  # a box, and its fellows
    bullet = len(inks) > 1 and inks[0].word.text in glyphs.BULLETS and not filled
    if bullet:
        inks = inks[1:]
    words = tuple(ink.word for ink in inks)
    text = " ".join(word.text for word in words)
    if text in glyphs.BULLETS:
        text = "•"  # it stands far from its item
    bold = sum(len(ink.word.text) for ink in inks if ink.bold)
    heights = sorted(ink.size for ink in inks if not ink.turned and not glyphs.is_tick(ink.word.text))
    return Line(
        text=glyphs.ticks(text),
        page=page,
        box=box_around([word.box for word in words]),
        words=words,
        bold=bold * 2 > len(text),
        lead=_lead(inks),
        italic=all(ink.italic for ink in inks),
        colour=_colour(inks),
        size=round(heights[len(heights) // 2] / 1.16, 1) if heights else None,
        bullet=bullet,
        wrapped=True,
    )


def _colour(inks: Sequence[Ink]) -> str:
    """The colour of most of the characters."""
    if all(ink.colour == inks[0].colour for ink in inks):
        return inks[0].colour
    counts: Counter[str] = Counter()
    for ink in inks:
        counts[ink.colour] += len(ink.word.text)
    return counts.most_common(1)[0][0]


def _box(line: Line) -> Box:
    """The line's box; every line made here has one."""
    return line.box or Box(0, 0, 0, 0)


def _columns(rows: Sequence[Row], start: int) -> int:
    """How many rows from ``start`` on share one channel between a left and a right column."""
    if len(rows[start]) != 2:
        return 1
    left, right = _box(rows[start][0]).x1, _box(rows[start][1]).x0
    count = 1
    for above, row in pairwise(rows[start:]):
        boxes = [_box(line) for line in row]
        if len(boxes) > 2 or _top(row) - _foot(above) > _FAR * (_foot(row) - _top(row)):
            break
        if len(boxes) == 2:
            low, high = max(left, boxes[0].x1), min(right, boxes[1].x0)
        elif (boxes[0].x0 + boxes[0].x1) / 2 < (left + right) / 2:
            low, high = max(left, boxes[0].x1), right
        else:
            low, high = left, min(right, boxes[0].x0)
        if high - low < _CHANNEL:
            break
        left, right = low, high
        count += 1
    return count


def _read_columns(rows: Sequence[Row]) -> list[Line]:
    """Two columns of running text one after the other; else label by label, each with the answer beside it."""
    channel = _channel(rows)
    sides = [([line for line in row if _box(line).x0 < channel], [line for line in row if _box(line).x0 >= channel])
             for row in rows]  # fmt: skip
    lefts = [line for left, _ in sides for line in left]
    rights = [line for _, right in sides for line in right]
    if is_running(lefts, len(rows)) and is_running(rights, len(rows)):
        return lefts + rights
    ordered: list[Line] = []
    group: tuple[list[Line], list[Line]] = ([], [])
    for index, (left, right) in enumerate(sides):
        if index and _begins_pair(sides, rows, index):
            ordered += group[0] + group[1]
            group = ([], [])
        group[0].extend(left)
        group[1].extend(right)
    return ordered + group[0] + group[1]


def _channel(rows: Sequence[Row]) -> float:
    pairs = [row for row in rows if len(row) == 2]
    return max(_box(row[0]).x1 for row in pairs) + 0.01


def is_running(lines: Sequence[Line], rows: int) -> bool:
    """Whether the lines of a column are running text: many, and most of them as wide as the column."""
    if rows < 8 or len(lines) < rows * 0.7:
        return False
    column = box_around([_box(line) for line in lines])
    width = column.x1 - column.x0
    full = sum(1 for line in lines if _box(line).x1 - _box(line).x0 > width * 0.8)
    return width > 150 and full > len(lines) * 0.6


def _begins_pair(sides: Sequence[tuple[list[Line], list[Line]]], rows: Sequence[Row], index: int) -> bool:
    """Whether a row begins a new label: by the white space above it, or, where rows are evenly set, by having both."""
    gaps = [_top(after) - max(_foot(row) for row in rows[: place + 1]) for place, after in enumerate(rows[1:])]
    usual = max(sorted(gaps)[len(gaps) // 4], 0.0)
    height = _foot(rows[index]) - _top(rows[index])
    clear = usual + 0.3 * height
    left, right = sides[index]
    if left and gaps[index - 1] > height * _PARAGRAPH:
        return True  # a paragraph of its own, however much more white there is elsewhere
    if max(gaps) > clear:
        return gaps[index - 1] > clear
    return bool(left) and (bool(right) or bool(sides[index - 1][1]))


def _top(row: Row) -> float:
    return min(_box(line).y0 for line in row)


def _foot(row: Row) -> float:
    return max(_box(line).y1 for line in row)


def is_apart(before: Line | None, line: Line) -> bool:
    """Whether white space parts a line from the one read before it on the same page."""
    if before is None or before.page != line.page:
        return False
    above, box = _box(before), _box(line)
    return box.y0 - above.y1 > (box.y1 - box.y0) * _PARAGRAPH or box.y1 < above.y0
