"""The words around an answer, for documents without pages: what stands before it, the answer, what stands after it.

The document's text is searched as a reader sees it; white space does not count. Pure.
"""

from __future__ import annotations

import re

from parsers.document import Document
from parsers.showing import Excerpt

_LINES_BEFORE, _LINES_AFTER = 3, 1
_BEFORE, _AFTER = 240, 120  # characters
_LONGEST = 600
_COMPARED = 80  # characters of an answer that find it again


def excerpt(document: Document, text: str, *, after: str = "") -> Excerpt | None:
    """The place where the document says ``text``; None where it does not, or there is nothing to look for.

    It is the first place after the words ``after`` (the question, say) where those are there too.
    """
    wanted = text.split()
    if not wanted:
        return None
    whole = document.text
    found = None
    if after.split():
        question = _find(whole, after.split(), 0)
        found = _find(whole, wanted, question.end()) if question else None
    found = found or _find(whole, wanted, 0)
    if found is None:
        return None
    start, end = found.start(), min(max(found.end(), found.start() + len(text)), len(whole))
    before = "\n".join(whole[max(start - _BEFORE, 0) : start].split("\n")[-_LINES_BEFORE - 1 :])
    behind = "\n".join(whole[end : end + _AFTER].split("\n")[: _LINES_AFTER + 1])
    return Excerpt(
        before=_cut_before(before, cut=start > _BEFORE),
        text=whole[start : min(end, start + _LONGEST)] + ("…" if end - start > _LONGEST else ""),
        after=_cut_after(behind, cut=end + _AFTER < len(whole)),
    )


def _find(whole: str, words: list[str], start: int) -> re.Match[str] | None:
    """The first place from ``start`` on where the words follow one another, no matter the space between them."""
    pattern = r"(?<!\w)" + r"\s+".join(re.escape(word) for word in _opening(words)) + r"(?!\w)"
    return re.compile(pattern).search(whole, start) or re.compile(pattern, re.IGNORECASE).search(whole, start)


def _opening(words: list[str]) -> list[str]:
    """As many of the first words as are compared; at least one."""
    kept: list[str] = []
    length = 0
    for word in words:
        if kept and length + len(word) > _COMPARED:
            break
        kept.append(word)
        length += len(word) + 1
    return kept


def _cut_before(text: str, *, cut: bool) -> str:
    return f"…{text.lstrip()}" if cut else text


def _cut_after(text: str, *, cut: bool) -> str:
    return f"{text.rstrip()}…" if cut else text
