"""Wording what is wrong with a pack: the line, the table and its key, what is wrong and what was probably meant.

"programme.toml line 41, [[form.field]] 'lead_email': unknown key 'lable', did you mean 'label'?"
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from intake import toml_places
from intake.round.pack_checks import Place, Problem
from intake.round.pack_file import known_keys

#: Kind of pydantic error → our words for it; ``{given}`` is the value as written, ``{…}`` the rest of its context.
_WORDS: Mapping[str, str] = {
    "string_type": "must be text in quotes, not {given}",
    "string_too_short": "must not be empty",
    "string_too_long": "must have at most {max_length} characters",
    "bool_type": "must be true or false, not {given}",
    "bool_parsing": "must be true or false, not {given}",
    "int_type": "must be a whole number, not {given}",
    "int_parsing": "must be a whole number, not {given}",
    "int_from_float": "must be a whole number, not {given}",
    "greater_than": "must be more than {gt}, not {given}",
    "greater_than_equal": "must be at least {ge}, not {given}",
    "decimal_type": "must be a number, not {given}",
    "decimal_parsing": "must be a plain number such as 100000, not {given}",
    "decimal_max_places": "must have at most {decimal_places} decimal places, not {given}",
    "tuple_type": "must be a list in square brackets, not {given}",
    "dict_type": "must be a table, not {given}",
    "model_type": "must be a table, not {given}",
    "value_error": "{given} {error}",
}

#: Key → what its pattern wants.
_PATTERNS: Mapping[str, str] = {
    "key": "must be a letter, then letters, digits, '_' or '-', not {given}",
    "colour": "must be a colour such as '#1d3557', not {given}",
    "on_colour": "must be a colour such as '#ffffff', not {given}",
    "currency": "must be a code of three capitals such as 'GBP', not {given}",
    "reference": "must be letters and digits such as 'DD', not {given}",
    "weight": "must be a number such as 30, or per cent such as '30%', not {given}",
}

#: Table held in a field → what one of its entries is called.
_ENTRY = {"columns": "column"}


class Wording:
    """One pack file, ready to say where in it a problem is."""

    def __init__(self, name: str, text: str, data: Mapping[str, Any]) -> None:
        self._name, self._data = name, data
        self._lines = text.splitlines()
        self._places = toml_places.places(text)

    def of_all(self, problems: Iterable[Problem]) -> list[str]:
        """The problems in words, in the order of the file."""
        return self._in_order((place, place, message) for place, message in dict.fromkeys(problems))

    def of_fault(self, fault: ValidationError) -> list[str]:
        """Everything pydantic found, in words, in the order of the file."""
        return self._in_order(_problem(error) for error in fault.errors())

    def _in_order(self, problems: Iterable[tuple[Place, Place, str]]) -> list[str]:
        placed = [(self._line(spot), subject, message) for spot, subject, message in problems]
        placed.sort(key=lambda item: item[0] or 0)
        return [self._worded(line, subject, message) for line, subject, message in placed]

    def _worded(self, line: int | None, place: Place, message: str) -> str:
        where = f"{self._name} line {line}" if line else self._name
        holder, key = self._holder(place)
        subject = " ".join(part for part in (holder, key) if part)
        return f"{where}, {subject}: {message}" if subject else f"{where}: {message}"

    def _line(self, place: Place) -> int | None:
        """The line of a place; inside an inline table, the line its entry or its key is found on."""
        line = toml_places.line_of(self._places, place)
        if line is None or place in self._places or len(place) < 5 or not isinstance(place[4], int):
            return line
        start = sum(1 for item in self._places.values() if item <= line) and line - 1
        entries = [
            number
            for number, content in enumerate(self._lines[start:], line)
            for _ in re.finditer(r"\{[^{}]*=", content.split("#")[0])
        ]
        return entries[place[4]] if place[4] < len(entries) else line

    def _holder(self, place: Place) -> tuple[str, str]:
        """The table a place is in as its author knows it, and the key there."""
        path: list[str] = []
        value: Any = self._data
        holder, key = "", ""
        for step in place:
            value = _inside(value, step)
            if isinstance(step, int) and isinstance(value, dict):
                name = value.get("key") or value.get("number") or f"no. {step + 1}"
                entry = _ENTRY.get(path[-1])
                holder = f"{holder}, {entry} {name!r}" if entry else f"[[{'.'.join(path)}]] {name!r}"
                key = ""
            elif isinstance(step, int):
                key = f"{key} (no. {step + 1})"
            else:
                path.append(step)
                if isinstance(value, dict):
                    holder, key = f"[{'.'.join(path)}]", ""
                else:
                    key = step
        return holder, key


def _inside(value: Any, step: str | int) -> Any:
    if isinstance(value, dict):
        return value.get(step) if isinstance(step, str) else None
    if isinstance(value, list) and isinstance(step, int) and step < len(value):
        return value[step]
    return None


def _problem(error: ErrorDetails) -> tuple[Place, Place, str]:
    """A pydantic error as the place to point at, the table or key it is about, and our own words."""
    place: Place = tuple(error["loc"])
    table = tuple(step for step in place[:-1] if isinstance(step, str))
    last, given = str(place[-1]), _shown(error["input"])
    match error["type"]:
        case "extra_forbidden":
            return place, place[:-1], _unknown(last, table)
        case "missing":
            return place, place[:-1], f"required {'key' if table else 'table'} {last!r} is missing"
        case "enum":
            return place, place, f"must be one of {error['ctx']['expected']}{_near(error)}, not {given}"
        case "string_pattern_mismatch":
            return place, place, _PATTERNS.get(last, "is not written as it must be").format(given=given)
        case kind if kind in _WORDS:
            return place, place, _WORDS[kind].format(given=given, **error.get("ctx", {}))
        case _:
            return place, place, error["msg"][0].lower() + error["msg"][1:]


def _unknown(key: str, table: tuple[str, ...]) -> str:
    what = "key" if table else "table"
    return f"unknown {what} {key!r}{toml_places.did_you_mean(key, known_keys(table))}"


def _near(error: ErrorDetails) -> str:
    expected = str(error.get("ctx", {}).get("expected", ""))
    hint = toml_places.did_you_mean(str(error["input"]), re.findall(r"'([^']+)'", expected))
    return f" ({hint[2:]})" if hint else ""


def _shown(value: Any) -> str:
    """A value as its author wrote it, cut short."""
    shown = {True: "true", False: "false"}.get(value, repr(value)) if isinstance(value, bool) else repr(value)
    if isinstance(value, dict | list):
        shown = "a table" if isinstance(value, dict) else "a list"
    elif not isinstance(value, str | int | float | bool):
        shown = str(value)
    return shown if len(shown) <= 60 else shown[:57] + "…'"
