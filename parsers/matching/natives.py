"""Native controls matched by what they are called: technical name, tooltip, alias.

A name is evidence only as far as it says something: "lead_authority" says which field it is, "Text12" says
nothing and is left to where the control stands (`parsers.matching.regions`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from parsers.document import TICKED, ControlKind, Document, NativeField
from parsers.form import FieldType, FormField
from parsers.matching.lexicon import Lexicon
from parsers.matching.marks import bare_label
from parsers.matching.wordings import tokens
from parsers.values.options import option_named
from parsers.values.words import even, fold

_PARTS = re.compile(r"[^\W_]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Za-z])(?=\d)")
_NAMELESS = frozenset(
    {"text", "txt", "textfield", "field", "fld", "check", "checkbox", "chk", "box", "button", "radio", "group",
     "choice", "dropdown", "combo", "list",
     "form", "page", "subform", "untitled", "undefined", "control", "fill", "date"}
)  # fmt: skip
_DATE = "date"  # beside other words it says something
_ENOUGH, _LEAST_FOR_ROOM = 0.62, 0.5  # to name a field; … where the field it names better is needed by another
_EQUAL, _SECOND_BEST = 0.02, 0.15
_OF_PARTS = frozenset(
    {FieldType.TABLE, FieldType.CHOICE, FieldType.CHOICES, FieldType.YES_NO, FieldType.CONFIRM, FieldType.PARAGRAPHS,
     FieldType.ADDRESS}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Named:
    """A control that names a field: its index, how sure, and whether by name or by tooltip."""

    control: int
    score: float
    by: str


def by_name(document: Document, lexicon: Lexicon) -> dict[int, list[Named]]:
    """Field index → the controls that name it, in document order; a control names one field at most.

    Fields of one name ("Name" of the lead, "Name" of the sponsor) get theirs in the order of the document. Several
    controls share a field only where they may be its parts: options, cells, lines, or what begins with its key.
    """
    keys = [_words(item.key) for item in lexicon.definition.fields]
    claims = [_claims(index, control, keys, lexicon) for index, control in enumerate(document.fields)]
    taken: dict[int, list[Named]] = {}
    in_turn = sorted((-round(claim.score, 2), claim.control, field) for own in claims for field, claim in own.items())
    placed: set[int] = set()
    for _, index, field in in_turn:
        claim = claims[index][field]
        if index in placed or claim.score < max(_ENOUGH, _best(claims[index]) - _SECOND_BEST):
            continue
        if field in taken:
            as_good = any(
                other.score >= claim.score - _EQUAL and at not in taken for at, other in claims[index].items()
            )
            if as_good or not _shares(document.fields[index], claim, lexicon.definition.fields[field]):
                continue
        taken.setdefault(field, []).append(claim)
        placed.add(index)
    left = [index for index, own in enumerate(claims) if index not in placed and _best(own) >= _ENOUGH]
    _make_room(left, claims, taken)
    return {field: _of_one_kind(sorted(named, key=lambda item: item.control)) for field, named in taken.items()}


def _claims(index: int, control: NativeField, keys: Sequence[tuple[str, ...]], lexicon: Lexicon) -> dict[int, Named]:
    """Field index → how sure the control names it, for every field it may name."""
    claims: dict[int, Named] = {}
    for field, score, by in _scores(control, keys, lexicon):
        if field not in claims or score > claims[field].score:
            claims[field] = Named(index, score, by)
    return claims


def _best(claims: Mapping[int, Named]) -> float:
    return max((claim.score for claim in claims.values()), default=0.0)


def _shares(control: NativeField, claim: Named, field: FormField) -> bool:
    """Whether a control may be a part of a field that another control names already."""
    if control.kind in {ControlKind.CHECKBOX, ControlKind.RADIO} or field.type in _OF_PARTS:
        return True
    words, key = _words(control.name), _words(field.key)
    return claim.by == "name" and words[: len(key)] == key


def _make_room(left: Sequence[int], claims: Sequence[Mapping[int, Named]], taken: dict[int, list[Named]]) -> None:
    """Give controls that were left over a field: one that is free, or that of one that may as well have another."""
    for index in left:
        own = _free(claims[index], taken)
        total, moves = (own[1].score, {own[0]: own[1]}) if own is not None else (0.0, {})
        for field, claim in claims[index].items():
            if claim.score < _ENOUGH or len(taken.get(field, ())) != 1:
                continue
            holder = taken[field][0]
            other = _free(claims[holder.control], taken)
            if other is not None and claim.score + other[1].score - holder.score > total:
                total, moves = claim.score + other[1].score - holder.score, {field: claim, other[0]: other[1]}
        taken.update({field: [claim] for field, claim in moves.items()})


def _free(claims: Mapping[int, Named], taken: Mapping[int, object]) -> tuple[int, Named] | None:
    """The field that a control names best of those that no control has."""
    free = [(field, claim) for field, claim in claims.items() if field not in taken and claim.score >= _LEAST_FOR_ROOM]
    return max(free, key=lambda item: item[1].score, default=None)


def _scores(
    control: NativeField, keys: Sequence[tuple[str, ...]], lexicon: Lexicon
) -> Iterator[tuple[int, float, str]]:
    every = _words(control.name)
    words = tuple(word for word in every if word not in _NAMELESS)
    if words and _DATE in every:
        words = tuple(word for word in every if word in words or word == _DATE)
    while words and words[-1].isdigit():
        words = words[:-1]
    if words:
        for field, key in enumerate(keys):
            if words == key:
                yield (field, 1.0, "name")
            elif words[: len(key)] == key:
                yield (field, 0.9 + 0.001 * len(key), "name")
        for hit in lexicon.hits(tokens(" ".join(words)), floor=0.5):
            yield (hit.wording.field, hit.score - 0.04, "name")
    label = bare_label(control.label)
    if label:
        for hit in lexicon.hits(tokens(label), floor=0.5):
            yield (hit.wording.field, hit.score - 0.01, "tooltip")


def _of_one_kind(named: list[Named]) -> list[Named]:
    """The controls as sure as the surest of them."""
    best = max(item.score for item in named)
    return [item for item in named if item.score >= best - 0.12]


def _words(name: str) -> tuple[str, ...]:
    """The words of a technical name: "leadAuthority", "lead_authority", "form1.lead-authority[0]"."""
    name = re.sub(r"\[\d+\]", "", name)
    spaced = _CAMEL.sub(" ", name)
    return tuple(fold(word) for word in _PARTS.findall(spaced))


def said(document: Document, indexes: Sequence[int], field: FormField) -> str | None:
    """What the controls together say as the answer to a field, or None where they were left blank."""
    controls = [document.fields[index] for index in indexes]
    ticked = [control for control in controls if control.kind is ControlKind.CHECKBOX]
    if ticked and field.type in {FieldType.CHOICE, FieldType.CHOICES, FieldType.YES_NO}:
        return _ticked(ticked, field)
    texts = [text for control in controls if (text := shown(control, field))]
    return "\n".join(texts) or None


def shown(control: NativeField, field: FormField) -> str | None:
    """What one control shows: of a choice the label of what was chosen."""
    if control.kind is ControlKind.CHECKBOX:
        return TICKED if control.value == TICKED else None
    if control.kind not in {ControlKind.CHOICE, ControlKind.RADIO} or not control.value:
        return control.value
    labels = dict(zip(control.options, control.option_labels, strict=False))
    values = control.values or (control.value,)
    return "\n".join(_option(value, labels.get(value, ""), field) for value in values)


def _option(value: str, label: str, field: FormField) -> str:
    """The field's option that an export value or its label names, else the label, else the value."""
    for text in (label, value):
        named = option_named(text, field.options) if text and field.options else None
        if named:
            return named
    return label or value


def _ticked(controls: Sequence[NativeField], field: FormField) -> str | None:
    """Tick boxes, one an option, as a line an option; the option's name is in the box's name, tooltip or on-state."""
    lines = []
    options = field.options or ("Yes", "No")
    key = len(_words(field.key))
    for control in controls:
        mark = "☒" if control.value == TICKED else "☐"
        texts = (control.label, *control.option_labels, *control.options, " ".join(_words(control.name)[key:]))
        named = next((option for text in texts if text and (option := option_named(text, options))), None)
        if named is None:
            return None
        lines.append(f"{mark} {named}")
    return "\n".join(lines)


def rows_by_name(document: Document, table: FormField) -> list[dict[str, str]]:
    """The rows of a table whose cells are controls named for it: ``partners_1_name``, ``partners[0].name``."""
    pattern = re.compile(rf"^{re.escape(table.key)}[\W_]*(\d+)[\W_]+(.+)$", re.IGNORECASE)
    keys: Mapping[str, str] = {_bare(column.key): column.key for column in table.columns} | {
        _bare(column.label): column.key for column in table.columns
    }
    rows: dict[int, dict[str, str]] = {}
    for control in document.fields:
        hit = pattern.match(control.name)
        key = keys.get(_bare(hit[2])) if hit else None
        if hit is None or key is None:
            continue
        rows.setdefault(int(hit[1]), {})[key] = even(shown(control, table) or "")
    found = [rows[number] for number in sorted(rows)]
    if table.rows and len(found) == len(table.rows):
        for name, row in zip(table.rows, found, strict=True):
            row[table.columns[0].key] = name
    return found


def _bare(name: str) -> str:
    return re.sub(r"[\W_]+", "", fold(name))
