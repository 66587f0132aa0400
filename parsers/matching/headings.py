"""Headings: under which section of the form each piece of the document stands.

A heading tells apart questions of the same wording ("Name", "Email") and ends an answer that stands before it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from parsers.matching.layout import Layout, Piece
from parsers.matching.lexicon import Lexicon
from parsers.matching.marks import bare_label, follows, number_of, numbering_end
from parsers.matching.wordings import tokens

_LIKE = 0.7
_SAME = 0.99  # what is word for word a question is a heading only if it is word for word the title
_LONGEST = 14
_ASKS = 0.6  # a heading this like a question is one
_LEAST_ASKED = 3
_MOST_TEXT = 120  # characters
_SAME_SIZE = 0.06  # by which share headings may differ in size
_INDENT = 12.0  # points by which what stands under a heading may begin left of it
_NEAR = 3  # pieces after a heading among which the first with words is
_NUMBER_PART = re.compile(r"[a-z](?![a-z])|\d+")
_SECTION = re.compile(r"(?:section|part|adran|rhan)\s+(?:\d{1,2}|[a-z]|[ivx]{1,4})\s?[:.–—-]\s", re.IGNORECASE)
_AS_GOOD = 0.05  # what is less like a title than the best by more than this is no heading


@dataclass(frozen=True, slots=True)
class Context:
    """What a piece stands under: the section ("" where none was recognised) and the heading's words."""

    section: str = ""
    words: frozenset[str] = frozenset()
    is_heading: bool = False


@dataclass(frozen=True, slots=True)
class _Heading:
    """A heading, the section it names ("" where none), and its telling words."""

    piece: Piece
    section: str
    words: frozenset[str]


def contexts(layout: Layout, lexicon: Lexicon) -> list[Context]:
    """The context of every piece, by its index. A heading's own context is what stands before it."""
    named, best = _named(layout, lexicon)
    asked = _questions(layout, lexicon, named)
    found: list[Context] = []
    over: list[_Heading] = []  # the headings that stand side by side over what follows, mostly one
    heading = frozenset[str]()
    for piece in layout.pieces:
        above = _above(piece, over)
        section, title = (above.section, above.words) if above is not None else ("", frozenset[str]())
        key, score, words = named.get(piece.index, ("", 0.0, ()))
        is_named = bool(key) and score >= best[key] - _AS_GOOD
        if is_named or (over and _is_next(piece, over[-1].piece, lexicon)):
            found.append(Context(section, title | heading, is_heading=True))
            telling = lexicon.titles[key].union(words) if is_named else tokens(bare_label(piece.text))
            made = _Heading(piece, key if is_named else "", lexicon.telling(telling))
            over = [*over, made] if over and over[-1].piece.row == piece.row else [made]
            heading = frozenset()
            continue
        heads = piece.line.heading and piece.starts_line and not asked
        heads = heads or _numbers_what_follows(piece, layout.pieces) or _is_called_section(piece)
        found.append(Context(section, title | heading, is_heading=heads))
        if heads and (words := tokens(bare_label(piece.text[:_MOST_TEXT]))):
            heading = lexicon.telling(words)
    return found


def _above(piece: Piece, over: Sequence[_Heading]) -> _Heading | None:
    """The heading that a piece stands under: of several on one row the one in whose column it is."""
    if len(over) < 2 or piece.box is None:
        return over[-1] if over else None
    reached = [one for one in over if one.piece.box is None or one.piece.box.x0 <= piece.box.x0 + _INDENT]
    return reached[-1] if reached else over[0]


def _is_called_section(piece: Piece) -> bool:
    """Whether a line says that it heads a section: "Section 4: Your organisation"."""
    return piece.starts_line and len(piece.text) <= _MOST_TEXT and _SECTION.match(piece.text) is not None


def _is_next(piece: Piece, last: Piece, lexicon: Lexicon) -> bool:
    """Whether a piece is the heading after another by its number, though its words are those of no title."""
    if _is_called_section(piece) and _is_called_section(last):
        return True
    ends = numbering_end(piece.text), numbering_end(last.text)
    if not all(ends) or len(piece.text) > _MOST_TEXT or not _is_set_alike(piece, last):
        return False
    marks = [_NUMBER_PART.sub("#", one.text[:end].casefold()) for one, end in zip((piece, last), ends, strict=True)]
    words = tokens(bare_label(piece.text))
    if marks[0] != marks[1] or not _may_head(piece, words) or not follows(_number_of(last), _number_of(piece)):
        return False
    return piece.text.isupper() == last.text.isupper() and not lexicon.hits(words, floor=_ASKS)


def _is_set_alike(piece: Piece, other: Piece) -> bool:
    """Whether two pieces are of one weight and size, both among lines or both in a row of their own of a table."""
    one, two = piece.line, other.line
    if one.bold != two.bold or one.heading != two.heading or (piece.spot is None) != (other.spot is None):
        return False
    if piece.spot is not None and piece.spot.right() is not None:
        return False
    return one.size is None or two.size is None or abs(one.size - two.size) <= _SAME_SIZE * two.size


def _numbers_what_follows(piece: Piece, pieces: Sequence[Piece]) -> bool:
    """Whether what comes right after a piece is numbered as a part of it: "C. Your project", then "C1. Its name"."""
    number = _number_of(piece)
    if not number:
        return False
    follows = next((other for other in pieces[piece.index + 1 :][:_NEAR] if other.text), None)
    part = _number_of(follows) if follows is not None else ()
    return len(part) > len(number) and part[: len(number)] == number


def _number_of(piece: Piece) -> tuple[str, ...]:
    """The number that a line begins with, by its letters and figures: "C1." is (c, 1)."""
    if not piece.starts_line:
        return ()
    return number_of(piece.text)


def _named(layout: Layout, lexicon: Lexicon) -> tuple[dict[int, tuple[str, float, tuple[str, ...]]], dict[str, float]]:
    """Piece → the section that it may head, how well, its words; and section → how well the best piece does.

    Where a title is printed in full, a question with most of the title's words is not taken for it.
    """
    named: dict[int, tuple[str, float, tuple[str, ...]]] = {}
    best: dict[str, float] = {}
    last: tuple[str, ...] = ()
    row = -1  # of the last heading
    for piece in layout.pieces:
        words = tokens(bare_label(piece.text)) if 0 < len(piece.text) <= _MOST_TEXT else ()
        again = bool(words) and words == last and lexicon.is_wording(words)
        last = words if piece.text else last
        if again or not _may_head(piece, words, beside=piece.row == row):
            continue  # a title and right under it a question of the same words
        key, score = section_named(words, lexicon)
        if key and (score >= _SAME or not _has_answer(piece)):
            named[piece.index] = (key, score, words)
            row = piece.row
            best[key] = max(best.get(key, 0.0), score)
    return named, best


def _questions(layout: Layout, lexicon: Lexicon, named: Mapping[int, tuple[str, float, tuple[str, ...]]]) -> bool:
    """Whether the form sets its questions as headings: most of the headings that head no section are questions."""
    others = [piece for piece in layout.pieces if piece.line.heading and piece.text and piece.index not in named]
    asking = sum(bool(lexicon.hits(tokens(bare_label(piece.text[:_MOST_TEXT])), floor=_ASKS)) for piece in others)
    return asking >= _LEAST_ASKED and asking * 2 > len(others)


def _may_head(piece: Piece, words: tuple[str, ...], *, beside: bool = False) -> bool:
    """Whether a piece may be a heading: short, at the start of its line or ``beside`` another heading, no question."""
    if not words or len(words) > _LONGEST or not (piece.starts_line or beside):
        return False
    if piece.text[:1].islower() and piece.line.wrapped and not piece.line.gap and not piece.line.heading:
        return False  # the rest of a label
    if piece.text.endswith("*") or piece.text[0] in "☐☒":
        return False  # a question that must be answered, an option
    return not piece.text.endswith("?") or piece.line.heading


def _has_answer(piece: Piece) -> bool:
    """Whether there is something after a colon, in what is not set as a heading and not its number: "PART 2: Money"."""
    return ":" in piece.text[:-1].split(" ", 3)[-1] and not piece.line.heading


def section_named(words: tuple[str, ...], lexicon: Lexicon) -> tuple[str, float]:
    """The section whose title the words are most like, and how like; "" where there is none."""
    if lexicon.title_words.isdisjoint(words):
        return "", 0.0
    scored = [(lexicon.title_likeness(words, section.key), section.key) for section in lexicon.definition.sections]
    score, key = max(scored, default=(0.0, ""))
    needed = _SAME if lexicon.is_wording(words) else _LIKE
    if score < needed or (score < _SAME and any(hit.score > score for hit in lexicon.hits(words, floor=_LIKE))):
        return "", 0.0  # more like a question than like a title
    return key, score
