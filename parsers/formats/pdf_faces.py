"""Lines on which a form is printed in one family of type and filled in in another: cut where the answer begins.

So are forms that were filled in with a typewriter, or typed into in a PDF editor. Type changes inside answers too, as
for an address of the web; only a change that comes again and again, always to the same family, is a form's.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from parsers.formats import glyphs
from parsers.formats.pdf_words import Ink

#: Lines with a change, from which it is the form's; how many times as often it is made as the one back.
_LEAST, _OFTENER = 3, 2
#: … to the face of a typewriter; how such faces are called.
_LEAST_TYPED = 2
_TYPED = re.compile(r"courier|mono|typewriter|consol|nimbusmon|fixed", re.IGNORECASE)


def cut_by_face(parted: Sequence[list[list[Ink]]]) -> list[list[list[Ink]]]:
    """Rows of parts, those parts in two that begin in the form's type and end in the answers'."""
    changes = Counter(change[1] for parts in parted for part in parts if (change := _change(part)) is not None)
    changes.update(pair for parts in parted for pair in _beside(parts))
    kept = {
        pair
        for pair, count in changes.items()
        if count >= (_LEAST_TYPED if _TYPED.search(pair[1]) else _LEAST) and count > _OFTENER * changes[pair[::-1]]
    }
    if not kept:
        return list(parted)
    return [[piece for part in parts for piece in _cut(part, kept)] for parts in parted]


def _beside(parts: Sequence[Sequence[Ink]]) -> Iterator[tuple[str, str]]:
    """The families of two parts of a row that follow each other, where each is all in one and they differ."""
    faces = [{ink.face for ink in part} for part in parts]
    for before, after in pairwise(faces):
        if len(before) == len(after) == 1 and before != after and "" not in before | after:
            yield before.pop(), after.pop()


def _cut(part: list[Ink], kept: set[tuple[str, str]]) -> list[list[Ink]]:
    change = _change(part)
    if change is None or change[1] not in kept:
        return [part]
    return [part[: change[0]], part[change[0] :]]


def _change(part: Sequence[Ink]) -> tuple[int, tuple[str, str]] | None:
    """Where a part changes from one family to another, and which; None where it does not, or more than once."""
    told = [(place, ink.face) for place, ink in enumerate(part) if ink.face and not glyphs.is_tick(ink.word.text)]
    found = [(place, (before, face)) for (_, before), (place, face) in pairwise(told) if face != before]
    return found[0] if len(found) == 1 else None
