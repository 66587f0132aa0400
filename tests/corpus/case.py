"""A case: one invented applicant's answers to one pack's form, from a seed."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from parsers.extraction import Value
from parsers.form import FieldType, FormDefinition, FormField
from tests.corpus import packs, words
from tests.corpus.scene import Scene
from tests.corpus.values import INVENTORS, Entry

_BLANK_OPTIONAL = 0.15
_BLANK_REQUIRED = 0.04
_TICKED_ONLY = frozenset({FieldType.CHOICE, FieldType.CHOICES, FieldType.YES_NO, FieldType.CONFIRM, FieldType.TABLE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A filled form, before anyone has printed it. ``entries`` holds one for every field of the form."""

    pack: str
    seed: int
    form: FormDefinition
    entries: dict[str, Entry]

    @property
    def name(self) -> str:
        """The case's name in files and reports: ``green-homes-4711``."""
        return f"{self.pack}-{self.seed}"

    @property
    def truth(self) -> dict[str, Value]:
        """Field → what its writer meant; None where it is blank."""
        return {key: entry.truth for key, entry in self.entries.items()}


def invent(pack: str, seed: int) -> Case:
    """The case ``seed`` of ``pack``; the same seed always gives the same case."""
    form = packs.definition(pack)
    rng = Random(f"{pack}/{seed}")
    scene = Scene(rng=rng, labels=tuple(item.label for item in form.fields), council=rng.choice(words.COUNCILS))
    return Case(pack=pack, seed=seed, form=form, entries={item.key: _entry(scene, item) for item in form.fields})


def with_answers(case: Case, answers: dict[str, Entry]) -> Case:
    """The same case with some entries replaced."""
    return Case(pack=case.pack, seed=case.seed, form=case.form, entries={**case.entries, **answers})


def _entry(scene: Scene, item: FormField) -> Entry:
    if scene.rng.random() < (_BLANK_REQUIRED if item.required else _BLANK_OPTIONAL):
        return _blank(scene.rng, item)
    return INVENTORS[item.type](scene, item)


def _blank(rng: Random, item: FormField) -> Entry:
    if item.type is FieldType.TABLE:
        width = len(item.columns) - 1
        rows = tuple((row, *("",) * width) for row in item.rows) or (("",) * (width + 1),) * 3
        return Entry(key=item.key, truth=None, rows=rows, blank=True)
    written = "" if item.type in _TICKED_ONLY else rng.choice(words.BLANKS)
    return Entry(key=item.key, truth=None, written=written, blank=True)
