"""The result of typing one answer, and the small vocabulary in which the typers of this package report.

A typer is a function of the text to a `Typed`; what it cannot read as one value it reports with a code and a message
worded for the applicant, and leaves the value None: a problem, never a guess.
"""

from __future__ import annotations

from dataclasses import dataclass

from parsers.extraction import ProblemCode, Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """One answer as typed. ``certainty`` (0 to 1) is that of the typing alone, given that the text was read right.

    ``problems`` are (code, message) pairs. A blank answer has value None, no text and no problem of its own.
    """

    value: Value
    text: str = ""
    certainty: float = 1.0
    problems: tuple[tuple[ProblemCode, str], ...] = ()


BLANK = Typed(value=None)


def failed(code: ProblemCode, message: str, *, text: str) -> Typed:
    """A text that is not one value of its type: kept as written, with the reason."""
    return Typed(value=None, text=text, certainty=0.9, problems=((code, message),))


def not_typed(message: str, *, text: str) -> Typed:
    """There is text, but no value of the field's type in it."""
    return failed(ProblemCode.NOT_TYPED, message, text=text)


def ambiguous(message: str, *, text: str) -> Typed:
    """More than one value could be meant."""
    return failed(ProblemCode.AMBIGUOUS, message, text=text)
