"""Reads every file of the corpus as the service would and scores each field."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from parsers.form import FormDefinition
from parsers.mail import Outcome
from parsers.read import read_file, read_message
from tests.accuracy.score import Mark, mark
from tests.corpus.make import Sample

#: Outcomes that say no reader for the file is installed; such a file is listed, not scored.
_NO_READER = frozenset({Outcome.UNSUPPORTED, Outcome.SCAN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One file as read. ``readable`` is False where nothing here reads its format."""

    sample: Sample
    marks: tuple[Mark, ...]
    found: bool
    readable: bool
    milliseconds: float


def without_aliases(form: FormDefinition) -> FormDefinition:
    """The same form for a programme that has not yet met other wordings."""
    return replace(form, fields=tuple(replace(item, aliases=()) for item in form.fields))


def read(sample: Sample, *, aliases: bool = True) -> Result:
    """Read and score one file."""
    form = sample.case.form if aliases else without_aliases(sample.case.form)
    if sample.layout.suffix == "eml":
        reading = read_message(sample.data, form)
    else:
        reading = read_file(sample.data, sample.name, form)
    found = reading.form is not None
    outcomes = {attachment.outcome for attachment in reading.mail.attachments}
    return Result(
        sample=sample,
        marks=tuple(
            mark(item, sample.case.entries[item.key], reading.form.answer(item.key) if reading.form else None)
            for item in sample.case.form.fields
        ),
        found=found,
        readable=found or not outcomes & _NO_READER,
        milliseconds=reading.milliseconds,
    )


def read_all(samples: Iterable[Sample], *, aliases: bool = True) -> Iterator[Result]:
    """Read and score every file, in order."""
    for sample in samples:
        yield read(sample, aliases=aliases)
