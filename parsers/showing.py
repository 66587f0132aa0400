"""What is asked of a child that shows evidence, and what it answers: values that cross the border, JSON-ready.

Drawing is `parsers.pictures`, finding words again `parsers.excerpts`; both run in the child alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import TypeAdapter

from parsers.document import Box

#: What stands for the mail's own text where documents are named by their sha256.
OWN_TEXT = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """A stretch of a document: the answer and what stands around it, each cut where it is long."""

    before: str
    text: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A place in one document of a mail: the document's sha256, a page (from 1) and a box, or only what it says.

    ``text`` is the answer as written, found again after ``question`` where there is no box. ``width`` and
    ``height`` bound the picture, in pixels.
    """

    sha256: str
    page: int | None = None
    box: Box | None = None
    text: str = ""
    question: str = ""
    width: int = 900
    height: int = 700


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What stands in a region: a PNG in base64, or an excerpt; neither where it cannot be shown, with the reason."""

    png: str = ""
    width: int = 0
    height: int = 0
    excerpt: Excerpt | None = None
    reason: str = ""


_SHOWN: TypeAdapter[tuple[Shown, ...]] = TypeAdapter(tuple[Shown, ...])


def encode(shown: Sequence[Shown]) -> bytes:
    """What was shown as JSON bytes."""
    return _SHOWN.dump_json(tuple(shown))


def decode(data: bytes) -> tuple[Shown, ...]:
    """What was shown, from JSON bytes.

    Raises:
        pydantic.ValidationError: the bytes are something else.
    """
    return _SHOWN.validate_json(data)
