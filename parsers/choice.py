"""Which of a mail's documents is the completed form: decided from what was recognised and filled in, by named numbers.

Pure: extractions in, kinds and one choice out. `parsers.read` makes the extractions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from parsers.document import Document
from parsers.extraction import Extraction, Method, ProblemCode

#: How much of the form must be recognised (`Extraction.likeness`) before a document counts as a copy of it …
FORM_LIKENESS = 0.5
#: … and before a letter's own text does: a letter may well name several things the form asks for.
TEXT_LIKENESS = 0.6
#: A copy is completed, not blank, when at least this many answers and this share of all fields are filled in.
FILLED_ANSWERS = 2
FILLED_SHARE = 0.08
#: Two copies whose evidence differs by less than this are as good as each other: the first in the mail is taken.
SAME_EVIDENCE = 0.02


class CopyKind(StrEnum):
    """What a document is with regard to the programme's form."""

    COMPLETED = "completed"
    BLANK = "blank"
    OLD_EDITION = "old_edition"  # another edition of it, which does not ask all that this one needs
    OTHER = "other"  # not the form at all


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A document that was read: where it stands (attachment index, None for the letter's own text) and what it says.

    ``edition`` is the mark of another edition that is printed on it, "" for none; ``required`` are the keys of the
    questions that must be answered.
    """

    index: int | None
    document: Document
    extraction: Extraction
    is_text: bool = False
    edition: str = ""
    required: frozenset[str] = frozenset()

    @property
    def filled(self) -> int:
        """How many fields are answered."""
        return sum(1 for answer in self.extraction.answers if answer.method is not Method.NONE and answer.text.strip())

    @property
    def kind(self) -> CopyKind:
        """Completed form, blank form, an edition that will not do, or something else."""
        if self.edition and not self._asks_all_that_is_required:
            return CopyKind.OLD_EDITION
        if self.extraction.likeness < (TEXT_LIKENESS if self.is_text else FORM_LIKENESS):
            return CopyKind.OTHER
        enough = max(FILLED_ANSWERS, FILLED_SHARE * len(self.extraction.answers))
        return CopyKind.COMPLETED if self.filled >= enough else CopyKind.BLANK

    @property
    def _asks_all_that_is_required(self) -> bool:
        """Whether every required question was found: an edition that asks them all loses nothing by being old."""
        strange = (ProblemCode.NOT_FOUND, ProblemCode.ALTERED_QUESTION)
        return not any(item.code in strange and item.key in self.required for item in self.extraction.problems)

    @property
    def evidence(self) -> float:
        """How well this copy answers the form: the confidence of its answers over the number of fields, 0 to 1."""
        answers = self.extraction.answers
        sure = sum(answer.confidence for answer in answers if answer.method is not Method.NONE and answer.text.strip())
        return self.extraction.likeness * sure / len(answers) if answers else 0.0


def choose(candidates: Sequence[Candidate]) -> Candidate | None:
    """The completed form with the best evidence; the first in the mail among equals; None where there is none."""
    chosen: Candidate | None = None
    for candidate in candidates:
        if candidate.kind is not CopyKind.COMPLETED:
            continue
        if chosen is None or candidate.evidence > chosen.evidence + SAME_EVIDENCE:
            chosen = candidate
    return chosen


def differences(one: Extraction, other: Extraction) -> int:
    """In how many answers two copies of the form differ; white space and case do not count."""
    texts = {answer.key: _evened(answer.text) for answer in other.answers}
    return sum(1 for answer in one.answers if texts.get(answer.key, "") != _evened(answer.text))


def _evened(text: str) -> str:
    return " ".join(text.split()).casefold()
