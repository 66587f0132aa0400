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
#: … or this much where it bears the programme's name as well; a paper about the programme has less of the form in it …
NAMED_LIKENESS = 0.4
#: … and this much where that asks as many things as a form does, for then it is ours, however it is worded.
ASKING_LIKENESS = 0.25
#: … and before a letter's own text does: a letter may well name several things the form asks for.
TEXT_LIKENESS = 0.6
#: A copy is completed, not blank, when at least this many answers and this share of all fields are filled in.
FILLED_ANSWERS = 2
FILLED_SHARE = 0.08
#: A document that bears another programme's name is that programme's form, unless this much of ours is in it …
SURE_LIKENESS = 0.75
#: … or less than this share of what is required is lacking.
LACKING_SHARE = 0.25
#: Two copies whose evidence differs by less than this are as good as each other: the first in the mail is taken.
SAME_EVIDENCE = 0.02
#: A poorer rendering of a text must show this much more of the form to be taken for the fuller one.
CLEARLY_MORE = 0.1


class CopyKind(StrEnum):
    """What a document is with regard to the programme's form."""

    COMPLETED = "completed"
    BLANK = "blank"
    OLD_EDITION = "old_edition"  # another edition of it, which does not ask all that this one needs
    OTHER_FORM = "other_form"  # another programme's form that shares questions with it
    OTHER = "other"  # not the form at all


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A document that was read: where it stands (attachment index, None for the letter's own text) and what it says.

    ``edition`` is the mark of another edition that is printed on it and ``other_title`` what it calls itself where that
    names another programme, "" for none; ``named`` that it bears the programme's own name and ``asks`` that it asks
    many things. ``required`` are the keys of the questions that must be answered.
    """

    index: int | None
    document: Document
    extraction: Extraction
    is_text: bool = False
    edition: str = ""
    other_title: str = ""
    named: bool = False
    asks: bool = False
    required: frozenset[str] = frozenset()

    @property
    def filled(self) -> int:
        """How many fields are answered."""
        return sum(1 for answer in self.extraction.answers if answer.method is not Method.NONE and answer.text.strip())

    @property
    def kind(self) -> CopyKind:
        """Completed form, blank form, an edition that will not do, another programme's form, or something else."""
        lacking = self._lacking
        if self.edition and (lacking or not self._is_filled_in):
            return CopyKind.OLD_EDITION
        much = lacking > LACKING_SHARE * len(self.required)
        if self.other_title and much and FORM_LIKENESS <= self.extraction.likeness < SURE_LIKENESS:
            return CopyKind.OTHER_FORM
        if self.extraction.likeness < self._least_likeness:
            return CopyKind.OTHER
        return CopyKind.COMPLETED if self._is_filled_in else CopyKind.BLANK

    @property
    def _least_likeness(self) -> float:
        """How much of the form must be recognised in a document of this kind."""
        if self.is_text:
            return TEXT_LIKENESS
        if not self.named:
            return FORM_LIKENESS
        return ASKING_LIKENESS if self.asks else NAMED_LIKENESS

    @property
    def _is_filled_in(self) -> bool:
        return self.filled >= max(FILLED_ANSWERS, FILLED_SHARE * len(self.extraction.answers))

    @property
    def _lacking(self) -> int:
        """How many required questions were not found, or are asked otherwise: without any, an edition loses nothing."""
        strange = (ProblemCode.NOT_FOUND, ProblemCode.ALTERED_QUESTION)
        return len({item.key for item in self.extraction.problems if item.code in strange} & self.required)

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


def choose_rendering(candidates: Sequence[Candidate]) -> Candidate | None:
    """The completed form among renderings of one text, the fullest rendering first.

    A poorer one that flattened the tables may seem to say more, for it takes what is printed for what is written. So
    it is taken only where it shows clearly more of the form.
    """
    completed = [candidate for candidate in candidates if candidate.kind is CopyKind.COMPLETED]
    chosen = completed[0] if completed else None
    for candidate in completed[1:]:
        if chosen is not None and candidate.extraction.likeness > chosen.extraction.likeness + CLEARLY_MORE:
            chosen = candidate
    return chosen


def differences(one: Extraction, other: Extraction) -> int:
    """In how many answers two copies of the form differ; white space and case do not count."""
    texts = {answer.key: _evened(answer.text) for answer in other.answers}
    return sum(1 for answer in one.answers if texts.get(answer.key, "") != _evened(answer.text))


def _evened(text: str) -> str:
    return " ".join(text.split()).casefold()
