"""The forms the corpus fills in: every test pack, and the packs that ship with the service.

A pack is read straight from its ``programme.toml`` here, so that the corpus does not depend on the loader it helps to
test; `intake.round.programme` is the loader of the service.
"""

from __future__ import annotations

import tomllib
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from parsers.form import Column, FieldType, FormDefinition, FormField, FormSection

_TESTS = Path(__file__).parents[1]
_FOLDERS = (_TESTS / "packs", _TESTS.parent / "templates")

#: No file of this pack may be tuned on, whatever its layout.
HELD_OUT_PACK = "civic-repair"


@cache
def names() -> tuple[str, ...]:
    """Every pack with a form, by name."""
    found = (path.parent.name for folder in _FOLDERS for path in folder.glob("*/programme.toml"))
    return tuple(sorted(name for name in found if definition(name).fields))


def folder_of(pack: str) -> Path:
    """The folder of the pack called ``pack``.

    Raises:
        FileNotFoundError: there is no such pack.
    """
    found = next((folder / pack for folder in _FOLDERS if (folder / pack / "programme.toml").exists()), None)
    if found is None:
        raise FileNotFoundError(f"no pack called {pack!r} in {', '.join(map(str, _FOLDERS))}")
    return found


@cache
def definition(pack: str) -> FormDefinition:
    """The form of the pack called ``pack``.

    Raises:
        FileNotFoundError: there is no such pack.
    """
    data = tomllib.loads((folder_of(pack) / "programme.toml").read_text(encoding="utf-8"))
    form: dict[str, Any] = data.get("form", {})
    return FormDefinition(
        programme=data["programme"]["name"],
        title=form.get("title", data["programme"]["name"]),
        sections=tuple(
            FormSection(key=s["key"], title=s["title"], help=s.get("help", "")) for s in form.get("section", ())
        ),
        fields=tuple(_field(item) for item in form.get("field", ())),
    )


def _field(item: dict[str, Any]) -> FormField:
    return FormField(
        key=item["key"],
        section=item["section"],
        label=item["label"],
        type=FieldType(item["type"]),
        aliases=tuple(item.get("aliases", ())),
        short_label=item.get("short_label", ""),
        required=item.get("required", False),
        max_words=item.get("max_words"),
        minimum=_decimal(item.get("min", item.get("minimum"))),
        maximum=_decimal(item.get("max", item.get("maximum"))),
        options=tuple(item.get("options", ())),
        columns=tuple(_column(column) for column in item.get("columns", ())),
        rows=tuple(item.get("rows", ())),
        help=item.get("help", ""),
    )


def _column(item: dict[str, Any]) -> Column:
    return Column(
        key=item["key"],
        label=item["label"],
        type=FieldType(item.get("type", "text")),
        aliases=tuple(item.get("aliases", ())),
        options=tuple(item.get("options", ())),
    )


def _decimal(value: int | float | str | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))
