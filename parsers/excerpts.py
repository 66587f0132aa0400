"""The words around an answer, for documents without pages: what stands before it, the answer, what stands after it.

The document's text is searched as a reader sees it; white space does not count. Pure.
"""

from __future__ import annotations

import re

from parsers.document import Document
from parsers.showing import Excerpt

_BEFORE, _AFTER = 220, 120  # characters
_LONGEST = 600
_COMPARED = 80  # characters of an answer that find it again


def excerpt(document: Document, text: str) -> Excerpt | None:
    """The first place where the document says ``text``; None where it does not, or there is nothing to look for."""
    wanted = text.split()
    if not wanted:
        return None
    whole = document.text
    pattern = r"\s+".join(re.escape(word) for word in _opening(wanted))
    found = re.search(pattern, whole) or re.search(pattern, whole, re.IGNORECASE)
    if found is None:
        return None
    start, end = found.start(), min(max(found.end(), found.start() + len(text)), len(whole))
    return Excerpt(
        before=_cut_before(whole[max(start - _BEFORE, 0) : start], cut=start > _BEFORE),
        text=whole[start : min(end, start + _LONGEST)] + ("…" if end - start > _LONGEST else ""),
        after=_cut_after(whole[end : end + _AFTER], cut=end + _AFTER < len(whole)),
    )


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
    return "…" + text.partition(" ")[2] if cut and " " in text else text


def _cut_after(text: str, *, cut: bool) -> str:
    return text.rpartition(" ")[0] + "…" if cut and " " in text else text
