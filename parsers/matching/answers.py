"""From what was found for a field to its answer: typed, with its place on the page, its confidence and its problems."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field as member

from parsers.document import Box, Document, DocumentKind
from parsers.extraction import Alternative, Answer, Method, Problem, ProblemCode
from parsers.form import FieldType, FormDefinition, FormField
from parsers.matching.confidence import confidence
from parsers.matching.layout import Piece
from parsers.matching.place import Place
from parsers.matching.region import Region
from parsers.values import BLANK, Typed, type_value
from parsers.values.tables import type_rows
from parsers.values.words import fold

_ALTERED = 0.72
_CONTRADICTION = 0.6
#: Types of answers whose every character counts: two readings of one are a person's to settle.
EXACT_TYPES = frozenset({
    FieldType.EMAIL, FieldType.PHONE, FieldType.MONEY, FieldType.NUMBER, FieldType.DATE, FieldType.CHOICE,
    FieldType.CHOICES, FieldType.YES_NO, FieldType.CONFIRM,
})  # fmt: skip


@dataclass(slots=True)
class Found:
    """What was found for one field. ``printed`` is the region's own text where controls say something else."""

    field: FormField
    place: Place | None
    margin: float = 1.0
    region: Region | None = None
    text: str = ""
    printed: str = ""
    rows: list[dict[str, str]] | None = None
    pieces: list[Piece] = member(default_factory=list)
    controls: list[int] = member(default_factory=list)
    method: Method = Method.NONE
    mode: str = ""
    likeness: float = 0.0
    agreed: bool = False
    typed: Typed = BLANK

    def __post_init__(self) -> None:
        if self.place is not None:
            self.likeness = self.place.likeness


def answer_of(found: Found, definition: FormDefinition, document: Document) -> Answer:
    """The field's answer; ``found.typed`` is set on the way."""
    item = found.field
    if found.rows is not None:
        found.typed = type_rows(found.rows, item, definition)
    else:
        found.typed = type_value(found.text, item, definition, asked=found.place.label if found.place else "")
    typed = found.typed
    blank = typed.value is None and not typed.problems
    method = Method.OCR if document.kind is DocumentKind.SCAN and found.method is not Method.NONE else found.method
    page, box = _where(found, document)
    return Answer(
        key=item.key,
        value=typed.value,
        text="" if blank else typed.text,
        confidence=confidence(
            method,
            likeness=found.likeness if found.likeness else 1.0,
            margin=found.margin,
            certainty=typed.certainty,
            reading=_recognition(found),
            agreed=found.agreed,
        ),
        method=Method.NONE if blank and found.place is None and not found.controls else method,
        page=page,
        box=box,
        alternatives=_alternatives(found, definition),
    )


def _where(found: Found, document: Document) -> tuple[int | None, Box | None]:
    """The page and box, as displayed, of the answer: its control's, else its text's, else its empty cell's."""
    page, box = _lies(found, document)
    return page, document.shown(page, box) if box is not None else None


def _lies(found: Found, document: Document) -> tuple[int | None, Box | None]:
    for index in found.controls:
        control = document.fields[index]
        if control.box is not None:
            return control.page, control.box
    parts = [piece for piece, text in found.region.parts if text.strip()] if found.region is not None else found.pieces
    boxed = [(piece.page, piece.box) for piece in parts if piece.box is not None]
    if not boxed and found.region is not None:
        boxed = [(spot.cell.page, spot.cell.box) for spot in found.region.spots if spot.cell.box is not None]
    if not boxed:
        return (parts[0].page if parts else None), None
    page, box = boxed[0]
    for other, more in boxed[1:]:
        if other == page and more is not None and box is not None:
            box = box.union(more)
    return page, box


def _recognition(found: Found) -> float:
    """The least sure of the recognised lines of the answer (1 for text that was not recognised)."""
    parts = found.region.parts if found.region is not None else []
    return min((piece.line.confidence for piece, text in parts if text.strip()), default=1.0)


def _alternatives(found: Found, definition: FormDefinition) -> tuple[Alternative, ...]:
    """What is printed where the controls say something else; what a second reader of a picture read otherwise."""
    again = _read_again(found)
    if again != found.typed.text:
        other = found.typed if found.rows is not None else type_value(again, found.field, definition)
        if found.field.type in EXACT_TYPES and other.value in (None, found.typed.value):
            return ()
        why = "read so by a second reader of the picture"
        return (Alternative(text=again, method=Method.OCR, score=_CONTRADICTION, why=why),)
    if found.method is not Method.NATIVE or not found.printed or fold(found.printed) == fold(found.text):
        return ()
    other = type_value(found.printed, found.field, definition)
    if other.value is None or other.value == found.typed.value or found.typed.value is None:
        return ()
    return (Alternative(text=found.printed, method=Method.TEXT, score=_CONTRADICTION, why="printed in the same place"),)


def _read_again(found: Found) -> str:
    """The answer with the words that a second reader read otherwise."""
    text = found.typed.text
    lines = [piece.line for piece, _ in found.region.parts] if found.region is not None else []
    for read, other in (doubt for line in lines for doubt in line.doubts):
        text = re.sub(rf"(?<!\S){re.escape(read)}(?!\S)", other.replace("\\", r"\\"), text, count=1)
    return text


def problems_of(
    found: Sequence[Found], answers: Sequence[Answer], definition: FormDefinition, document: Document
) -> tuple[Problem, ...]:
    """What is wrong, field by field, worded for the applicant."""
    problems: list[Problem] = []
    for item, answer in zip(found, answers, strict=True):
        label = item.field.label.rstrip(" :?")
        problems += [
            Problem(key=item.field.key, code=code, message=f"“{label}”: {said}.") for code, said in item.typed.problems
        ]
        seen = item.place is not None or bool(item.controls) or item.rows is not None
        if not answer.text and item.field.required:
            problems.append(_missing(item.field, label, seen=seen))
        elif not seen:
            problems.append(_not_found(item.field, label))
        if item.place is not None and item.likeness < _ALTERED and item.field.type is not FieldType.TABLE:
            message = f"“{label}” is worded differently on this form: “{item.place.label.strip()}”."
            problems.append(Problem(key=item.field.key, code=ProblemCode.ALTERED_QUESTION, message=message))
        if answer.alternatives and (answer.method is not Method.OCR or item.field.type in EXACT_TYPES):
            message = f"“{label}” is given in two ways: “{answer.text}” and “{answer.alternatives[0].text}”."
            problems.append(Problem(key=item.field.key, code=ProblemCode.DISAGREEMENT, message=message))
    if "truncated" in document.notes:
        said = "The document is damaged and seems to end before the form does."
        problems.append(Problem(key="", code=ProblemCode.TRUNCATED, message=said))
    return tuple(problems)


def _missing(item: FormField, label: str, *, seen: bool) -> Problem:
    if not seen:
        return _not_found(item, label)
    return Problem(key=item.key, code=ProblemCode.MISSING, message=f"“{label}” must be answered but was left blank.")


def _not_found(item: FormField, label: str) -> Problem:
    return Problem(
        key=item.key, code=ProblemCode.NOT_FOUND, message=f"The question “{label}” was not found on the form."
    )
