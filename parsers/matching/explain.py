"""Why each answer was read as it was: the winning evidence, its score parts, and what it beat."""

from __future__ import annotations

from dataclasses import dataclass

from parsers.extraction import Extraction, Method


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Why one field was answered so.

    ``label`` is the question as the document prints it ("" where it was not found), ``wording`` the definition's
    wording it was recognised by, ``parts`` the named parts of its score, ``mode`` where the answer stands ("right",
    "below", "same", "flow", "native", "table"). ``beaten`` are the other places, best first: (label as printed, score,
    page).
    """

    key: str
    label: str
    wording: str
    score: float
    parts: tuple[tuple[str, float], ...]
    method: Method
    mode: str
    page: int | None
    beaten: tuple[tuple[str, float, int | None], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """An extraction with the evidence for each of its answers, in the definition's order."""

    extraction: Extraction
    evidence: tuple[Evidence, ...]
