"""Lines become paragraphs again: where a line end is layout, the lines are joined; where it is meant, it stays.

A line end is layout when the next line's first word would not have fitted on the line; bullets, numbered items and
wider gaps begin a new paragraph whatever the width.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from parsers.matching.layout import Piece

_ITEM = re.compile(r"^\s*(?:[•▪●◦‣·*–—-]\s|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[).]\s|[☒☐])", re.IGNORECASE)
#: The rest of an email address that a narrow cell has broken, alone on its line or before another address.
_REST_OF_ADDRESS = re.compile(r"[\w.-]+(?:[;,]?$|[;,]\s*\S+@)")
#: Figures that go on: "2018-02-", "25/08/20", "£8,750.0".
_CUT_FIGURES = re.compile(r"\d[–-]$|(?<!\S)\d{1,2}/\d{1,2}/(?:\d{2})?$|,\d{3}\.\d?$")
_CHARACTER = 0.5  # the mean width of a character as a share of its height
_STOP = (".", "!", "?", ":", ";", "”", '"', ")")


def join(parts: Sequence[tuple[Piece, str]]) -> str:
    """The parts of an answer as text: pieces of one row with a space, wrapped lines joined, others apart."""
    rows = _rows(parts)
    if not rows:
        return ""
    text = rows[0][1]
    widths: dict[tuple[float, float] | None, float] = {}  # by column: looking at every row for every row takes long
    for (before, last), (after, line) in pairwise(rows):
        if not line or not last:
            text += "\n" + line
        elif (
            after.line.wrapped
            and before.line.wrapped
            and _continues(before, last, after, line, _full_width(rows, before, widths))
        ):
            text += _glue(text, line) + line
        else:
            text += "\n" + line
    return text.strip()


def _rows(parts: Sequence[tuple[Piece, str]]) -> list[tuple[Piece, str]]:
    """One entry a visual row; the text of its pieces joined."""
    rows: list[tuple[Piece, str]] = []
    number: int | None = None
    for piece, text in parts:
        text = text.strip()
        if rows and piece.row == number:
            last_piece, said = rows[-1]
            rows[-1] = (piece if text else last_piece, f"{said} {text}".strip())
        else:
            rows.append((piece, f"• {text}" if piece.line.bullet and text and not _ITEM.match(text) else text))
        number = piece.row
    return rows


def _full_width(
    rows: Sequence[tuple[Piece, str]], line: Piece, known: dict[tuple[float, float] | None, float]
) -> float:
    """How far right a full line in this one's column goes: in points where there are boxes, else in characters."""
    column = (line.box.x0, line.box.x1) if line.box is not None else None
    if column not in known:
        known[column] = _widest(rows, line)
    return known[column]


def _widest(rows: Sequence[tuple[Piece, str]], line: Piece) -> float:
    edges = [piece.box.x1 for piece, _ in rows if piece.box is not None and _same_column(piece, line)]
    if edges:
        spot = rows[0][0].spot
        inner = spot.cell.box.x1 - 6 if spot is not None and spot.cell.box is not None else 0.0
        return max(*edges, inner) if inner else max(edges)
    return float(max(len(piece.text) for piece, _ in rows))


def _same_column(one: Piece, other: Piece) -> bool:
    if one.box is None or other.box is None:
        return True
    return one.box.x0 < other.box.x1 and other.box.x0 < one.box.x1


def _continues(before: Piece, last: str, after: Piece, line: str, width: float) -> bool:
    if after.line.gap or after.line.bullet or _ITEM.match(line):
        return False
    if before.page != after.page:
        return not last.endswith(_STOP)
    first = line.split(" ", 1)[0]
    if before.box is not None and after.box is not None:
        height = before.box.y1 - before.box.y0
        if after.box.y0 < before.box.y0 - height:
            return not last.endswith(_STOP)  # the top of the next column
        if after.box.y0 - before.box.y1 > 0.75 * height:
            return False
        per = (before.box.x1 - before.box.x0) / max(len(before.text), 1) or _CHARACTER * height
        short = before.box.x1 + per * (len(first) + 1) < width - 2 * per
    else:
        short = len(before.text) + 1 + len(first) < max(width, 60)
    return not short


def _glue(last: str, line: str) -> str:
    """What stands between a text and the line that goes on: nothing after a hyphen or slash in a word, else a space."""
    if re.search(r"[^\W_][-/‐‑]$", last) and line[:1].isalnum():
        return ""
    if re.search(r"\S@\S*$", last) and _REST_OF_ADDRESS.match(line):
        return ""
    return "" if _CUT_FIGURES.search(last) and line[:1].isdigit() else " "
