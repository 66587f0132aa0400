"""JSON as the service writes it for other programs and for people: exact, in UTF-8, instants in ISO 8601.

A list is written with one item a line: ten thousand applications are read by a program a line at a time, and the
standard library's fast encoder writes them, which it does only where nothing is indented. Anything else is two spaces
deep. What the items hold is decided in `intake.staff.records` and by the commands.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, is_dataclass
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Any


def json_text(data: Any) -> str:
    """``data`` as JSON, ended by a line feed.

    Raises:
        TypeError: something in it has no JSON.
    """
    if isinstance(data, list):
        return "".join(json_pieces(data))
    return json.dumps(data, ensure_ascii=False, indent=2, default=_plain) + "\n"


def json_pieces(items: Iterable[Any]) -> Iterator[str]:
    """A list as JSON, one item a line, piece by piece: it need never be whole in memory.

    Raises:
        TypeError: something in it has no JSON.
    """
    before = "[\n"
    for item in items:
        yield before + _ENCODE(item)
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


def _plain(value: Any) -> Any:
    """What the standard library cannot write, as something it can."""
    if isinstance(value, date):  # a datetime is one
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, Path):
        return str(value)
    raise TypeError(f"{type(value).__name__} cannot be written as JSON")


_ENCODE = json.JSONEncoder(ensure_ascii=False, default=_plain).encode
