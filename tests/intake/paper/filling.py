"""Filling in our own blank forms as a person's program would: AcroForm values with pikepdf, content controls in XML."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal
from typing import Any

import pikepdf
from lxml import etree

from parsers.extraction import Value
from parsers.form import Column, FieldType, FormDefinition, FormField

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"

#: Type → (what is written in the field, the value it must be read as).
_SAMPLES: dict[FieldType, tuple[str, Value]] = {
    FieldType.TEXT: ("Siân O’Brien – Tŷ Gwŷn", "Siân O’Brien – Tŷ Gwŷn"),
    FieldType.PARAGRAPHS: (
        "The first point: “Email” is how we work.\n\nThe second says:\n• one\n• two; the rest follows.",
        "The first point: “Email” is how we work.\n\nThe second says:\n• one\n• two; the rest follows.",
    ),
    FieldType.NUMBER: ("12", "12"),
    FieldType.MONEY: ("£12,345.50", "12345.50"),
    FieldType.DATE: ("3 March 2014", "2014-03-03"),
    FieldType.EMAIL: ("siân.x@council.example".replace("â", "a"), "sian.x@council.example"),
    FieldType.PHONE: ("01632 960123", "01632 960123"),
    FieldType.ADDRESS: ("1 Long Row\nAnytown\nAN1 1AA", "1 Long Row\nAnytown\nAN1 1AA"),
    FieldType.AUTHORITY: ("Walsall Council", "Walsall Council"),
}

Ticks = bool | str


def filled(form: FormDefinition) -> tuple[dict[str, Ticks], dict[str, Value]]:
    """What to put in every field of a blank form by its name, and what must be read from it by its question's key."""
    names: dict[str, Ticks] = {}
    values: dict[str, Value] = {}
    for field in form.fields:
        match field.type:
            case FieldType.TABLE:
                values[field.key] = _rows(field, names)
            case FieldType.CHOICES:
                chosen = [option for place, option in enumerate(field.options) if place % 2 == 0]
                names |= {f"{field.key}.{place}": option in chosen for place, option in enumerate(field.options, 1)}
                values[field.key] = list(chosen)
            case FieldType.CHOICE:
                names[field.key], values[field.key] = field.options[-1], field.options[-1]
            case FieldType.YES_NO:
                names[field.key], values[field.key] = "No", False
            case FieldType.CONFIRM:
                names[field.key], values[field.key] = True, True
            case _:
                names[field.key], values[field.key] = _SAMPLES[field.type]
    return names, values


def _rows(field: FormField, names: dict[str, Ticks]) -> Value:
    """Two filled rows of a table, or all of those printed."""
    rows: list[dict[str, str | bool | list[str] | None]] = []
    for number in range(1, len(field.rows or "ab") + 1):
        row: dict[str, str | bool | list[str] | None] = {}
        for place, column in enumerate(field.columns):
            if place == 0 and field.rows:
                row[column.key] = field.rows[number - 1]
                continue
            written, value = _cell(column, number)
            names[f"{field.key}.{number}.{column.key}"] = written
            row[column.key] = value
        rows.append(row)
    return rows


def _cell(column: Column, number: int) -> tuple[Ticks, str | bool]:
    match column.type:
        case FieldType.CHOICE:
            return column.options[0], column.options[0]
        case FieldType.YES_NO:
            return "Yes", True
        case FieldType.CONFIRM:
            return True, True
        case FieldType.NUMBER | FieldType.MONEY:
            amount = Decimal(1500 * number)
            return f"{amount:,}", f"{amount:.2f}" if column.type is FieldType.MONEY else str(amount)
        case FieldType.DATE | FieldType.EMAIL:
            written, value = _SAMPLES[column.type]
            assert isinstance(value, str)
            return written, value
        case _:
            return f"Entry {number}", f"Entry {number}"


def fill_pdf(blank: bytes, names: dict[str, Ticks]) -> bytes:
    """A copy of a blank PDF form with its fields filled in by name, as Acrobat stores them."""
    with pikepdf.open(io.BytesIO(blank)) as pdf:
        fields = dict(_named(pdf.Root.AcroForm.Fields, ""))
        assert set(names) <= set(fields), sorted(set(names) - set(fields))
        for name, value in names.items():
            _set(fields[name], value)
        out = io.BytesIO()
        pdf.save(out)
    return out.getvalue()


def _named(fields: Any, path: str) -> list[tuple[str, Any]]:
    found = []
    for field in fields:
        name = f"{path}.{field.T}" if path else str(field.T)
        kids = [kid for kid in field.get("/Kids", []) if "/T" in kid]
        found += _named(kids, name) if kids else [(name, field)]
    return found


def _set(field: Any, value: Ticks) -> None:
    if field.FT != "/Btn":
        field.V = pikepdf.String(str(value).replace("\n", "\r"))
        return
    for widget in field.get("/Kids", [field]):
        states = [state for state in widget.AP.N.keys() if state != "/Off"]  # noqa: SIM118 - a pikepdf dictionary
        chosen = value is True or states == [f"/{value}"]
        widget.AS = pikepdf.Name(states[0] if chosen else "/Off")
        if chosen:
            field.V = pikepdf.Name(states[0])


def fill_docx(blank: bytes, names: dict[str, Ticks]) -> bytes:
    """A copy of a blank Word form with its content controls filled in by tag, as Word stores them."""
    written: set[str] = set()
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(blank)) as package, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as copy:
        for item in package.infolist():
            data = package.read(item)
            if item.filename == "word/document.xml":
                tree = etree.fromstring(data)
                for control in tree.iter(f"{_W}sdt"):
                    written |= _fill_control(control, names)
                data = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
            copy.writestr(item, data)
    assert written >= {name for name, value in names.items() if value is not False and not _split(name, value, written)}
    return out.getvalue()


def _split(name: str, value: Ticks, written: set[str]) -> bool:
    """Whether a yes or no was written as one of two boxes."""
    return f"{name}.{str(value).lower()}" in written


def _fill_control(control: Any, names: dict[str, Ticks]) -> set[str]:
    properties, content = control.find(f"{_W}sdtPr"), control.find(f"{_W}sdtContent")
    tag = properties.find(f"{_W}tag").get(f"{_W}val")
    key, _, option = tag.rpartition(".")
    value: Ticks | None = names.get(tag)
    if value is None and option in {"yes", "no"} and key in names:
        value = str(names[key]).lower() == option
    if value is None or value is False:
        return set()
    box = properties.find(f"{_W14}checkbox")
    if box is not None:
        box.find(f"{_W14}checked").set(f"{_W14}val", "1")
        content.find(f".//{_W}t").text = "☒"
        return {tag}
    properties.remove(properties.find(f"{_W}showingPlcHdr"))
    run = content.find(f"{_W}r")
    run.clear()
    for place, line in enumerate(str(value).split("\n")):
        if place:
            etree.SubElement(run, f"{_W}br")
        etree.SubElement(run, f"{_W}t").text = line
    return {tag}
