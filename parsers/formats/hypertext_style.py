"""How text in HTML looks: what an element hands down, and what stands out on a line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, takewhile

from parsers.formats import glyphs

_SPACE = re.compile(r"[ \t\r\n]+")


@dataclass(frozen=True, slots=True)
class Style:
    """What an element hands down to what stands in it."""

    bold: bool = False
    italic: bool = False
    heading: bool = False
    bullet: bool = False
    verbatim: bool = False
    quote: int = 0
    marked: bool = False
    size: float | None = None
    colour: str = ""


def leading(pieces: Sequence[tuple[str, Style]]) -> str:
    """The bold text that a line of these pieces begins with, where other text follows it."""
    lead = list(takewhile(lambda piece: piece[1].bold or not piece[0].strip(), pieces))
    if not any(piece.strip() for piece, _ in pieces[len(lead) :]):
        return ""
    return _SPACE.sub(" ", glyphs.clean("".join(piece for piece, _ in lead))).strip()


def marked(pieces: Sequence[tuple[str, Style]]) -> tuple[str, ...]:
    """The stretches of a line of these pieces that stand out from the others."""
    said = [(piece, style) for piece, style in pieces if piece.strip()]
    plain = any(not style.bold and not style.marked for _, style in said)
    runs = groupby(said, key=lambda piece: piece[1].marked or (plain and piece[1].bold))
    return tuple(" ".join("".join(piece for piece, _ in run).split()) for stands_out, run in runs if stands_out)
