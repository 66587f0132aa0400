"""The project's pages as tests read them: text by heading, rows of tables, names in backticks; and the commands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import typer

from intake.commands.app import app

ROOT = Path(__file__).parents[1]
PAGES = (*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md")))


@cache
def page(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def section(name: str, heading: str) -> str:
    """The text under one heading, up to the next heading of the same depth or less."""
    depth = heading.count("#", 0, heading.index(" "))
    after = page(name).split(f"\n{heading}\n", 1)[1]
    return re.split(rf"\n#{{1,{depth}}} ", after)[0]


def tables(text: str) -> Iterator[list[str]]:
    """The rows of every table in a text, as cells, without headings."""
    lines = text.splitlines()
    for number, line in enumerate(lines):
        is_heading = number + 1 < len(lines) and re.fullmatch(r"\|[ :|-]+\|", lines[number + 1])
        if line.startswith("|") and not is_heading and not re.fullmatch(r"\|[ :|-]+\|", line):
            yield [cell.strip() for cell in line.strip("|").split("|")]


def named(text: str) -> list[str]:
    """What stands in backticks in the first cell of every row of every table."""
    return [match.group(1) for row in tables(text) if (match := re.match(r"`([^`]+)`", row[0]))]


def commands() -> dict[str, set[str]]:
    """Every command, with its long options and its arguments: ``NAME``, or ``[NAME]`` where it may be left out."""
    group = typer.main.get_command(app)
    assert isinstance(group, typer.core.TyperGroup)
    return {
        name: {word for item in command.params for word in _words(item)} for name, command in group.commands.items()
    }


def _words(item: Any) -> list[str]:
    if item.param_type_name == "option":
        return [option for option in item.opts if option.startswith("--")]
    name = str(item.name).upper()
    return [name if item.required else f"[{name}]"]
