"""Why each answer was read as it was: the winning evidence, its score parts, and what it beat."""

from __future__ import annotations

from dataclasses import dataclass

from parsers.extraction import Evidence, Extraction

__all__ = ["Evidence", "Explanation"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """An extraction with the evidence for each of its answers, in the definition's order."""

    extraction: Extraction
    evidence: tuple[Evidence, ...]
