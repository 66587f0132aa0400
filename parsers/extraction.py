"""What was read from a form: each field's answer with its provenance, and what is wrong with it.

These are values that cross the border from the child to the service, so they are plain and JSON-ready.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from parsers.document import Box

#: A typed answer as JSON carries it: text as a string; number and money as a decimal string with two places for money
#: ("100000.00"); date as ISO 8601; yes_no and confirm as a boolean; choice the option; choices a list of options;
#: table a list of objects keyed by column; left blank: None.
Value = str | bool | list[str] | list[dict[str, str | bool | list[str] | None]] | None


class Method(StrEnum):
    """Which kind of evidence an answer was read from, cheapest and most reliable first."""

    NATIVE = "native"  # the value of a form field or content control
    CELL = "cell"  # a table cell beside or below the label
    TEXT = "text"  # text between this label and the next
    OCR = "ocr"  # recognised from a picture
    PERSON = "person"  # entered or corrected by a person
    NONE = "none"  # nothing was found


class ProblemCode(StrEnum):
    """What can be wrong with one answer or with the form as a whole."""

    MISSING = "missing"  # a required answer is blank
    NOT_TYPED = "not_typed"  # there is text, but not one value of the field's type
    AMBIGUOUS = "ambiguous"  # more than one value could be meant
    OVER_WORDS = "over_words"  # more words than the field allows
    OVER_MAXIMUM = "over_maximum"
    UNDER_MINIMUM = "under_minimum"
    NOT_AN_OPTION = "not_an_option"
    DISAGREEMENT = "disagreement"  # two kinds of evidence give different values
    ALTERED_QUESTION = "altered_question"  # the question on the form is not the programme's
    NOT_FOUND = "not_found"  # the question is not on the form at all
    TRUNCATED = "truncated"  # the document ends before the form does
    OLD_EDITION = "old_edition"  # the form is another edition of the programme's, with every question it needs


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing wrong; ``key`` is the field's, or "" for the form as a whole; ``message`` is for the applicant."""

    key: str
    code: ProblemCode
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """Other evidence for the same field that did not win, kept to explain and to flag disagreement."""

    text: str
    method: Method
    score: float
    why: str = ""


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
class Answer:
    """The answer to one field. ``text`` is as written (white space evened), ``value`` is typed or None.

    ``confidence`` is a calibrated probability, 0 to 1, that ``value`` is what the writer meant. ``attachment`` is the
    index of the attachment in `ParsedMail.attachments`, or None for the mail's own body. ``page`` counts from 1.
    """

    key: str
    value: Value
    text: str
    confidence: float
    method: Method
    attachment: int | None = None
    page: int | None = None
    box: Box | None = None
    alternatives: tuple[Alternative, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """An answer that a mail's own words give to a question it names.

    ``label`` is the question as written, ``text`` the answer as written, ``value`` the answer typed. ``line`` tells
    lines apart: where one line may mean several questions there is one `Said` each, with its ``likeness`` (0 to 1).
    """

    key: str
    label: str
    text: str
    value: Value
    line: int
    likeness: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """A form as read from one document: an answer for every field of the definition, blanks included.

    ``likeness`` (0 to 1) says how much of the programme's form was recognised in the document; ``missing`` are the
    keys of required fields left blank.
    """

    answers: tuple[Answer, ...]
    missing: tuple[str, ...]
    problems: tuple[Problem, ...]
    likeness: float

    def answer(self, key: str) -> Answer | None:
        """The answer to the field ``key``, or None where the definition has no such field."""
        return next((item for item in self.answers if item.key == key), None)
