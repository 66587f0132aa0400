"""Native controls matched by what they are called: technical name, tooltip, alias.

A name is evidence only as far as it says something: "lead_authority" says which field it is, "Text12" says
nothing and is left to where the control stands (`parsers.matching.regions`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from parsers.document import TICKED, ControlKind, Document, NativeField
from parsers.form import FieldType, FormField
from parsers.matching.lexicon import Lexicon
from parsers.matching.marks import bare_label
from parsers.matching.wordings import tokens
from parsers.values.options import option_named
from parsers.values.words import fold

_PARTS = re.compile(r"[^\W_]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Za-z])(?=\d)")
_NAMELESS = frozenset(
    {"text", "txt", "textfield", "field", "fld", "check", "checkbox", "chk", "box", "button", "radio", "group",
     "choice", "dropdown", "combo", "list",
     "form", "page", "subform", "untitled", "undefined", "control", "fill", "date"}
)  # fmt: skip
_ENOUGH = 0.62


@dataclass(frozen=True, slots=True)
class Named:
    """A control that names a field: its index, how sure, and whether by name or by tooltip."""

    control: int
    score: float
    by: str


def by_name(document: Document, lexicon: Lexicon) -> dict[int, list[Named]]:
    """Field index → the controls that name it, in document order; a control names one field at most."""
    found: dict[int, list[Named]] = {}
    keys = [_words(item.key) for item in lexicon.definition.fields]
    for index, control in enumerate(document.fields):
        best = max(_scores(control, keys, lexicon), key=lambda item: item[1], default=None)
        if best is not None and best[1] >= _ENOUGH:
            found.setdefault(best[0], []).append(Named(index, best[1], best[2]))
    return {field: _of_one_kind(named) for field, named in found.items()}


def _scores(
    control: NativeField, keys: Sequence[tuple[str, ...]], lexicon: Lexicon
) -> Iterator[tuple[int, float, str]]:
    words = tuple(word for word in _words(control.name) if word not in _NAMELESS)
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
