"""Headings: under which section of the form each piece of the document stands.

A heading tells apart questions of the same wording ("Name", "Email") and ends an answer that stands before it.
"""

from __future__ import annotations

from dataclasses import dataclass

from parsers.matching.layout import Layout, Piece
from parsers.matching.lexicon import Lexicon
from parsers.matching.marks import bare_label
from parsers.matching.wordings import tokens

_LIKE = 0.7
_SAME = 0.99  # what is word for word a question is a heading only if it is word for word the title
_LONGEST = 14


@dataclass(frozen=True, slots=True)
class Context:
    """What a piece stands under: the section ("" where none was recognised) and the heading's words."""

    section: str = ""
    words: frozenset[str] = frozenset()
    is_heading: bool = False


def contexts(layout: Layout, lexicon: Lexicon) -> list[Context]:
    """The context of every piece, by its index. A heading's own context is what stands before it."""
    found: list[Context] = []
    section, title, heading = "", frozenset[str](), frozenset[str]()
    for piece in layout.pieces:
        words = tokens(bare_label(piece.text)) if 0 < len(piece.text) <= 120 else ()
        named = _section(words, lexicon) if _may_head(piece, words) else ""
        if named:
            found.append(Context(section, title | heading, is_heading=True))
            section, title, heading = named, lexicon.titles[named] | frozenset(words), frozenset()
            continue
        found.append(Context(section, title | heading, is_heading=piece.line.heading and piece.starts_line))
        if piece.line.heading and words:
            heading = frozenset(words)
    return found


def _may_head(piece: Piece, words: tuple[str, ...]) -> bool:
    """Whether a piece may be a heading: short, at the start of its line, with no answer after a colon."""
    if not words or len(words) > _LONGEST or not piece.starts_line:
        return False
    return ":" not in piece.text[:-1].split(" ", 3)[-1] or piece.line.heading


def _section(words: tuple[str, ...], lexicon: Lexicon) -> str:
    """The section whose title the words are most like, or ""."""
    scored = [(lexicon.title_likeness(words, section.key), section.key) for section in lexicon.definition.sections]
    score, key = max(scored, default=(0.0, ""))
    needed = _SAME if lexicon.is_wording(words) else _LIKE
    return key if score >= needed else ""
