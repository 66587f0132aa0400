"""A case laid out as questions in order: what every layout prints, whatever its format.

`Sheet` is made from a `Case` and a `Variant`; the layouts only draw it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from random import Random

from parsers.form import FieldType, FormField
from tests.corpus import wording
from tests.corpus.case import Case
from tests.corpus.values import Entry
from tests.corpus.wording import Guidance, Labels

_OPTION_TYPES = frozenset({FieldType.CHOICE, FieldType.CHOICES, FieldType.YES_NO, FieldType.CONFIRM})


class Marks(StrEnum):
    """How a choice is shown where there is no control to click."""

    BALLOT = "ballot"  # ☒ / ☐
    CHECK = "check"  # ☑ / ☐
    BRACKET = "bracket"  # [x] / [ ]
    WRITTEN = "written"  # the answer in words


_GLYPHS = {Marks.BALLOT: ("☒", "☐"), Marks.CHECK: ("☑", "☐"), Marks.BRACKET: ("[x]", "[ ]")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """How this copy of the form differs from the programme's own."""

    labels: Labels
    guidance: Guidance
    numbering: str
    limit: str
    placeholder: str
    marks: Marks
    furniture: bool

    @property
    def held_out(self) -> bool:
        """Whether a file of this variant may not be tuned on."""
        return self.numbering == wording.HELD_OUT_NUMBERING or self.limit == wording.HELD_OUT_LIMIT

    @property
    def tags(self) -> tuple[str, ...]:
        """The variant as words, one a dimension, for tables."""
        return (
            f"labels {self.labels}",
            f"guidance {self.guidance}",
            "numbered" if self.numbering else "not numbered",
            "limit printed" if self.limit else "no limit printed",
            "headers and footers" if self.furniture else "no headers",
            f"marks {self.marks}",
            "placeholders left" if self.placeholder else "empty boxes",
        )


#: The programme's own form, as the service sends it out.
OWN = Variant(
    labels=Labels.VERBATIM,
    guidance=Guidance.PRINTED,
    numbering="",
    limit="(max {w} words)",
    placeholder="",
    marks=Marks.BALLOT,
    furniture=True,
)


def vary(pack: str, seed: int, layout: str) -> Variant:
    """The variant of one file: every dimension drawn on its own, the same for the same file."""
    rng = Random(f"variant/{pack}/{seed}/{layout}")
    return Variant(
        labels=rng.choices(list(Labels), weights=(4, 3, 2, 4))[0],
        guidance=rng.choices(list(Guidance), weights=(4, 2, 3))[0],
        numbering=wording.HELD_OUT_NUMBERING if rng.random() < 0.08 else rng.choice(wording.NUMBERINGS),
        limit=wording.HELD_OUT_LIMIT if rng.random() < 0.08 else rng.choice(wording.LIMITS),
        placeholder=rng.choice(wording.PLACEHOLDERS),
        marks=rng.choices(list(Marks), weights=(4, 2, 2, 3))[0],
        furniture=rng.random() < 0.5,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One question as printed, and what stands in its answer box."""

    field: FormField
    number: str
    label: str
    limit: str
    guidance: str
    inside: str  # guidance standing in the answer box
    entry: Entry
    placeholder: str
    marks: Marks

    @property
    def prompt(self) -> str:
        """Number, question and limit as one run of text."""
        return " ".join(part for part in (self.number, self.label, self.limit) if part)

    @property
    def is_table(self) -> bool:
        """Whether the answer is a table of its own."""
        return self.field.type is FieldType.TABLE

    @property
    def has_options(self) -> bool:
        """Whether the answer is made by ticking."""
        return self.field.type in _OPTION_TYPES

    @property
    def options(self) -> tuple[str, ...]:
        """What there is to tick."""
        if self.field.type is FieldType.YES_NO:
            return ("Yes", "No")
        return (self.field.label,) if self.field.type is FieldType.CONFIRM else self.field.options

    @property
    def is_ticked(self) -> bool:
        """Whether a declaration is ticked."""
        return bool(self.entry.ticked)

    @property
    def is_short(self) -> bool:
        """Whether the answer fits one line."""
        return self.field.type not in {FieldType.PARAGRAPHS, FieldType.TABLE, FieldType.ADDRESS} and not (
            self.field.type is FieldType.CHOICES and len(self.options) > 3
        )

    @property
    def answer(self) -> str:
        """The text in the answer box, lines apart by line feeds; bullets as "• "; not for tables."""
        parts = [self.inside] if self.inside else []
        body = self._marked() if self.has_options else self.entry.written
        return "\n".join([*parts, body or self.placeholder]).strip("\n")

    def _marked(self) -> str:
        if self.marks is Marks.WRITTEN:
            return "" if self.entry.blank else self.entry.written
        on, off = _GLYPHS[self.marks]
        if self.field.type is FieldType.CONFIRM:
            return on if self.is_ticked else off
        marked = [f"{on if option in self.entry.ticked else off} {option}" for option in self.options]
        return ("\n" if self.field.type is not FieldType.YES_NO and len(marked) > 2 else "    ").join(marked)

    @property
    def table(self) -> tuple[tuple[str, ...], ...]:
        """A table's heading row and its rows as written."""
        return (tuple(column.label for column in self.field.columns), *self.entry.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading and its questions."""

    title: str
    help: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The whole form, ready to be drawn. ``seed`` lets a layout vary what does not matter (fonts, widths)."""

    pack: str
    title: str
    intro: tuple[str, ...]
    sections: tuple[Section, ...]
    header: str
    footer: str
    seed: str
    variant: Variant

    @property
    def items(self) -> tuple[Item, ...]:
        """Every question in printed order."""
        return tuple(item for section in self.sections for item in section.items)


def lay_out(case: Case, layout: str, variant: Variant | None = None) -> Sheet:
    """The sheet of one file; without ``variant`` the one that belongs to this case and layout."""
    chosen = variant or vary(case.pack, case.seed, layout)
    rng = Random(f"sheet/{case.name}/{layout}")
    sections = []
    number = 0
    for place, section in enumerate(case.form.sections, start=1):
        items = []
        for count, item in enumerate(case.form.of_section(section.key), start=1):
            number += 1
            numbered = chosen.numbering.format(n=number, s=place, m=count)
            items.append(_item(rng, case, item, chosen, numbered))
        sections.append(Section(title=section.title, help=section.help, items=tuple(items)))
    return Sheet(
        pack=case.pack,
        title=case.form.title,
        intro=_intro(rng, chosen),
        sections=tuple(sections),
        header=case.form.programme if chosen.furniture else "",
        footer="Page {page} of {pages}" if chosen.furniture else "",
        seed=f"{case.name}/{layout}",
        variant=chosen,
    )


def _item(rng: Random, case: Case, item: FormField, variant: Variant, number: str) -> Item:
    limit = variant.limit.format(w=item.max_words) if item.max_words else ""
    inside = variant.guidance is Guidance.IN_ANSWER
    hint = item.help if variant.guidance is not Guidance.DELETED else ""
    return Item(
        field=item,
        number=number,
        label=wording.label_of(rng, case.pack, item, variant.labels),
        limit="" if inside and item.help else limit,
        guidance="" if inside else hint,
        inside=f"{hint} {limit}".strip() if inside and hint and item.type is FieldType.PARAGRAPHS else "",
        entry=case.entries[item.key],
        placeholder=variant.placeholder,
        marks=variant.marks,
    )


def _intro(rng: Random, variant: Variant) -> tuple[str, ...]:
    if variant.guidance is Guidance.DELETED:
        return ()
    return rng.choice(
        (
            ("Please complete every section and return this form by email before the closing date.",),
            (
                "Forms that arrive late are not considered. Questions marked * are required.",
                "Read the guidance first.",
            ),
            (),
        )
    )
