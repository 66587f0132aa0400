"""JSON for other programs."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from intake.jsontext import json_text
from store.states import MessageStatus


@dataclass(frozen=True)
class _Item:
    name: str
    at: datetime


def test_list_has_one_item_a_line() -> None:
    assert json_text([{"a": [1, 2]}, {"b": "é"}]) == '[\n{"a": [1, 2]},\n{"b": "é"}\n]\n'


def test_empty_list_is_a_list() -> None:
    assert json_text([]) == "[]\n"


def test_anything_else_is_two_spaces_deep() -> None:
    assert json_text({"a": {"b": 1}}) == '{\n  "a": {\n    "b": 1\n  }\n}\n'


@pytest.mark.parametrize("wrapped", [lambda value: value, lambda value: [value]])
def test_values_the_standard_library_does_not_know_are_written(wrapped: object) -> None:
    assert callable(wrapped)
    value = {
        "at": datetime(2014, 2, 10, 17, tzinfo=UTC),
        "on": date(2014, 2, 10),
        "status": MessageStatus.HELD,
        "path": Path("a/b"),
        "item": _Item("x", datetime(2014, 2, 10, 17, 0, 1, tzinfo=UTC)),
    }
    assert json.loads(json_text(wrapped(value))) == wrapped(
        {
            "at": "2014-02-10T17:00:00+00:00",
            "on": "2014-02-10",
            "status": "held",
            "path": "a/b",
            "item": {"name": "x", "at": "2014-02-10T17:00:01+00:00"},
        }
    )


def test_what_has_no_json_is_refused() -> None:
    with pytest.raises(TypeError, match="object cannot be written as JSON"):
        json_text([object()])
