"""Reads every file of the corpus as the service would and scores each field."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from parsers.form import FormDefinition
from parsers.formats import READABLE
from parsers.read import read_file, read_message
from tests.accuracy.score import Mark, mark
from tests.corpus.layouts.table import Layout
from tests.corpus.make import Sample

#: What must be readable for a family of layouts to be worth writing; families not named here always are.
_NEEDS = {
    "odt": "application/vnd.oasis.opendocument.text",
    "rtf": "application/rtf",
    "doc": "application/msword",
    "sheet": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "scan": "image/png",  # a reader of pictures reads pages that are pictures
}


def is_read(layout: Layout) -> bool:
    """Whether this version has a reader for the files of a layout."""
    return _NEEDS.get(layout.family, "application/pdf") in READABLE


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One file as read. ``milliseconds`` are of the processor's time, so that a busy machine does not count."""

    sample: Sample
    marks: tuple[Mark, ...]
    found: bool
    milliseconds: float


def without_aliases(form: FormDefinition) -> FormDefinition:
    """The same form for a programme that has not yet met other wordings."""
    return replace(form, fields=tuple(replace(item, aliases=()) for item in form.fields))


def read(sample: Sample, *, aliases: bool = True) -> Result:
    """Read and score one file."""
    form = sample.case.form if aliases else without_aliases(sample.case.form)
    started = time.process_time()
    if sample.layout.suffix == "eml":
        reading = read_message(sample.data, form)
    else:
        reading = read_file(sample.data, sample.name, form)
    milliseconds = (time.process_time() - started) * 1000
    found = reading.form is not None
    return Result(
        sample=sample,
        marks=tuple(
            mark(item, sample.case.entries[item.key], reading.form.answer(item.key) if reading.form else None)
            for item in sample.case.form.fields
        ),
        found=found,
        milliseconds=milliseconds,
    )


def read_all(samples: Iterable[Sample], *, aliases: bool = True) -> Iterator[Result]:
    """Read and score every file, in order."""
    for sample in samples:
        yield read(sample, aliases=aliases)
