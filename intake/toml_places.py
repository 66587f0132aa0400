"""Where in a TOML file a key stands, so that a problem can name its line.

`tomllib` keeps no positions. This reads the text once more for table headers and keys alone; it is only asked after
something was wrong, and a key it cannot place (an inline table's) is given the line of what holds it.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"""^\s*(?:"([^"]+)"|'([^']+)'|([A-Za-z0-9_-]+))\s*(?:=|\.)""")
_QUOTES = "\"'"

Place = tuple[str | int, ...]


def places(text: str) -> dict[Place, int]:
    """Every table and key of a TOML text → its line, counted from 1. Arrays of tables carry their index."""
    found: dict[Place, int] = {}
    counts: dict[Place, int] = {}
    table: Place = ()
    multiline: str | None = None
    for number, line in enumerate(text.splitlines(), 1):
        if multiline is not None:
            if multiline in line:
                multiline = None
            continue
        header = _HEADER.match(line)
        if header:
            table = _table(header.group(2), array=header.group(1) == "[[", counts=counts)
            found.setdefault(table, number)
            continue
        key = _KEY.match(line)
        if key:
            found.setdefault((*table, key.group(1) or key.group(2) or key.group(3)), number)
        multiline = next((mark for mark in ('"""', "'''") if line.count(mark) == 1), None)
    return found


def _table(dotted: str, *, array: bool, counts: dict[Place, int]) -> Place:
    """The path of a header, an index after each array of tables met so far."""
    names = [part.strip().strip(_QUOTES) for part in dotted.split(".")]
    path: Place = ()
    for position, name in enumerate(names):
        path = (*path, name)
        last = position == len(names) - 1
        if last and array:
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = (*path, counts[path])
    return path


def line_of(found: dict[Place, int], path: Iterable[str | int]) -> int | None:
    """The line of ``path``, or of the nearest thing that holds it; None for the file as a whole."""
    place = tuple(path)
    while place:
        if place in found:
            return found[place]
        place = place[:-1]
    return None


def did_you_mean(wrong: str, known: Iterable[str]) -> str:
    """``", did you mean 'x'?"`` for the nearest known word, or an empty string."""
    near = difflib.get_close_matches(wrong, list(known), n=1, cutoff=0.6)
    return f", did you mean {near[0]!r}?" if near else ""
