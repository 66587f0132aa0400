"""The fillable things of an OpenDocument text as `Control`s: form controls, content controls, field marks, inputs.

Only what a control *is* is read here; what stands in it is gathered by the pen (`word_pen`), as for Word.
"""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from parsers.document import TICKED, UNTICKED, ControlKind
from parsers.formats.odt_styles import FIELD, FORM, LOEXT, TEXT, text_of
from parsers.formats.word_controls import Control

_ID = "{http://www.w3.org/XML/1998/namespace}id"
_TEXTS = frozenset(FORM + name for name in ("text", "textarea", "formatted-text", "number", "date", "time"))
_FIELD_KIND = "vnd.oasis.opendocument.field."


def form_controls(root: etree._Element) -> Mapping[str, Control]:
    """The controls declared in ``office:forms`` (OpenDocument 1.3 part 3, 13) by the id they are drawn with."""
    found: dict[str, Control] = {}
    for form in root.iter(f"{FORM}form"):
        for item in form.iterchildren(etree.Element):
            control = _form_control(item)
            if control is not None:
                found[item.get(_ID) or item.get(f"{FORM}id") or ""] = control
    return found


def _form_control(item: etree._Element) -> Control | None:
    name = item.get(f"{FORM}name", "")
    label = item.get(f"{FORM}title") or item.get(f"{FORM}label") or ""
    locked = item.get(f"{FORM}readonly") == "true" or item.get(f"{FORM}disabled") == "true"
    value = item.get(f"{FORM}current-value") or item.get(f"{FORM}value") or ""
    if item.tag in _TEXTS:
        paragraphs = [text_of(part) for part in item.iter(f"{TEXT}p")]
        return Control(
            name=name,
            kind=ControlKind.TEXT,
            label=label,
            shown="\n".join(paragraphs) if paragraphs else value,
            locked=locked,
        )
    if item.tag in (f"{FORM}checkbox", f"{FORM}radio"):
        state = item.get(f"{FORM}current-state") or item.get(f"{FORM}current-selected") or ""
        on = state or item.get(f"{FORM}state") or item.get(f"{FORM}selected") or ""
        shown = TICKED if on in ("checked", "true") else UNTICKED
        return Control(name=name, kind=ControlKind.CHECKBOX, label=label, shown=shown, locked=locked)
    if item.tag in (f"{FORM}listbox", f"{FORM}combobox"):
        return _list(item, name=name, label=label, value=value, locked=locked)
    return None


def _list(item: etree._Element, *, name: str, label: str, value: str, locked: bool) -> Control:
    entries = [part for part in item if part.tag in (f"{FORM}option", f"{FORM}item")]
    labels = tuple(part.get(f"{FORM}label", "") for part in entries)
    chosen = [text for text, part in zip(labels, entries, strict=True) if part.get(f"{FORM}current-selected") == "true"]
    return Control(
        name=name,
        kind=ControlKind.CHOICE,
        label=label,
        shown=chosen[0] if chosen else value,
        options=labels,
        option_labels=labels,
        locked=locked,
    )


def content_control(item: etree._Element) -> Control | None:
    """The control a ``loext:content-control`` declares; None for a picture."""
    name, label = item.get(f"{LOEXT}tag", ""), item.get(f"{LOEXT}alias", "")
    placeholder = item.get(f"{LOEXT}showing-place-holder") == "true"
    locked = "ontent" in item.get(f"{LOEXT}lock", "")
    if item.get(f"{LOEXT}picture") == "true":
        return None
    if item.get(f"{LOEXT}checkbox") == "true":
        shown = TICKED if item.get(f"{LOEXT}checked") == "true" else UNTICKED
        return Control(name=name, kind=ControlKind.CHECKBOX, label=label, shown=shown, locked=locked)
    entries = list(item.iterchildren(f"{LOEXT}list-item"))
    labels = tuple(part.get(f"{LOEXT}display-text") or part.get(f"{LOEXT}value") or "" for part in entries)
    return Control(
        name=name,
        kind=ControlKind.CHOICE if entries else ControlKind.TEXT,
        label=label,
        placeholder=placeholder,
        options=tuple(part.get(f"{LOEXT}value") or text for part, text in zip(entries, labels, strict=True)),
        option_labels=labels,
        date=item.get(f"{LOEXT}current-date", "")[:10],
        locked=locked,
    )


def drop_down(item: etree._Element) -> Control:
    """An input list (``text:drop-down``)."""
    labels = tuple(part.get(f"{TEXT}value", "") for part in item.iterchildren(f"{TEXT}label"))
    shown = "".join(part for part in (item.text, *(child.tail for child in item)) if part)
    return Control(
        name=item.get(f"{TEXT}name", ""), kind=ControlKind.CHOICE, shown=shown, options=labels, option_labels=labels
    )


def text_input(item: etree._Element) -> Control:
    """An input field (``text:text-input``); its description is both its label and, unfilled, its text."""
    label = item.get(f"{TEXT}description", "")
    shown = text_of(item).replace("\r", "\n")
    return Control(name="", kind=ControlKind.TEXT, label=label, shown=shown, placeholder=bool(label) and label == shown)


def field_mark(item: etree._Element) -> Control | None:
    """The legacy Word form field that a ``field:fieldmark`` carries; None for other fields."""
    kind = item.get(f"{FIELD}type", "").removeprefix(_FIELD_KIND)
    name = item.get(f"{TEXT}name", "")
    told = {part.get(f"{FIELD}name", ""): part.get(f"{FIELD}value", "") for part in item.iterchildren(f"{FIELD}param")}
    if kind == "FORMCHECKBOX":
        shown = TICKED if told.get("Checkbox_Checked") in ("true", "1") else UNTICKED
        return Control(name=name, kind=ControlKind.CHECKBOX, label=told.get("Description", ""), shown=shown)
    if kind == "FORMDROPDOWN":
        labels = tuple(
            part.get(f"{FIELD}value", "")
            for part in item.iterchildren(f"{FIELD}param")
            if part.get(f"{FIELD}name", "").endswith("ListEntry")
        )
        place = told.get("Dropdown_Selected", "")
        shown = labels[int(place)] if place.isascii() and place.isdigit() and int(place) < len(labels) else ""
        return Control(name=name, kind=ControlKind.CHOICE, shown=shown, options=labels, option_labels=labels)
    if kind in ("FORMTEXT", "FORMDATE"):
        return Control(name=name, kind=ControlKind.TEXT, label=told.get("Description", ""))
    return None
