"""From a count to files: which cases are written in which layouts, and the files with their truth."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from parsers.extraction import Value
from tests.corpus import packs
from tests.corpus.case import Case, invent
from tests.corpus.convert import CACHE, convert
from tests.corpus.layouts.table import LAYOUTS, Layout
from tests.corpus.sheet import OWN, Sheet, lay_out
from tests.corpus.split import Split, split_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One file of the corpus, with what a reading of it should give."""

    case: Case
    layout: Layout
    sheet: Sheet
    split: Split
    data: bytes

    @property
    def name(self) -> str:
        """``green-homes-4711.word-stacked.docx``."""
        return f"{self.case.name}.{self.layout.name.replace('/', '-')}.{self.layout.suffix}"

    @property
    def truth(self) -> dict[str, Value]:
        """Field → value; None where blank."""
        return self.case.truth


def plan(count: int, *, layouts: Iterable[str] = (), only: Iterable[str] = ()) -> Iterator[tuple[Case, Layout]]:
    """``count`` cases of every pack for every layout.

    Seeds come from the layout's name: a layout keeps its cases when others are added, and no two share one.
    """
    for name in layouts or LAYOUTS:
        first = int.from_bytes(sha256(name.encode()).digest()[:4]) % 100_000 * 100
        for pack in only or packs.names():
            for number in range(count):
                yield invent(pack, first + number), LAYOUTS[name]


def make(planned: Iterable[tuple[Case, Layout]], *, cache: Path = CACHE) -> Iterator[Sample]:
    """The files of a plan, converted in batches."""
    sheets = [(case, layout, lay_out(case, layout.name, OWN if layout.is_own else None)) for case, layout in planned]
    made = convert([(layout, layout.write(sheet)) for _, layout, sheet in sheets], cache=cache)
    for (case, layout, sheet), data in zip(sheets, made, strict=True):
        held_out = layout.held_out or sheet.variant.held_out
        split = split_of(case.pack, layout.name, case.seed, layout_held_out=held_out)
        yield Sample(case=case, layout=layout, sheet=sheet, split=split, data=data)
