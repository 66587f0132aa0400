"""What commands print with: tables and words for people, JSON for programs.

Results go to standard output; progress, warnings and errors to standard error, so that ``--json`` leaves JSON alone on
standard output.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from io import TextIOWrapper
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from intake.jsontext import json_text

#: Where the output goes to a file or a pipe there is no width to keep to.
_WIDE = 160
out = Console(highlight=False, width=None if sys.stdout.isatty() else _WIDE)
err = Console(stderr=True, highlight=False)


#: Control characters but tab and line feed, separators, lone surrogates, and what reorders text (UAX 9).
_COMMANDS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
#: A cell of at most this many characters is not broken over lines.
_SHORT = 16
#: A longer word than this is broken, in characters.
_LONG_WORD = 24
#: Between two columns, in characters.
_GAP = 2


def write_anything() -> None:
    """Let no character end a command where standard output or error is in a charset that lacks it."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")


def print_json(data: Any) -> None:
    """Write ``data`` to standard output as JSON, in UTF-8, whatever charset the terminal has."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.flush()
        sys.stdout.buffer.write(json_text(data).encode())
    else:
        sys.stdout.write(json_text(data))


def print_table(columns: Sequence[str], rows: Iterable[Sequence[object]], *, title: str = "", empty: str = "") -> None:
    """Print rows under headings; ``empty`` is said instead where there are none. Cells are text, never markup.

    Columns whose cells are all short (references, states, times) are kept on one line; the others share what is left,
    and break words only where they must. A column with nothing in it is left out. Where the terminal is too narrow for
    the columns, each row is a block of its own.
    """
    cells = [["" if cell is None else _harmless(str(cell)) for cell in row] for row in rows]
    title = _harmless(title)
    if not cells and empty:
        out.print(escape(empty))
        return
    if title:  # above the table and not of it, which would break a title that is wider
        out.print()
        out.print(escape(title), style="italic")
    shown = [position for position in range(len(columns)) if any(row[position] for row in cells)]
    least = {position: _least([columns[position], *(row[position] for row in cells)]) for position in shown}
    if sum(least.values()) + _GAP * len(shown) > out.width:
        _print_blocks([(columns[position], position) for position in shown], cells)
        return
    named = any(columns[position] for position in shown)
    table = Table(header_style="bold", box=SIMPLE_HEAD, show_edge=False, show_header=named)
    table.padding = (0, 1, 0, 0)
    for position in shown:
        short = max(len(row[position]) for row in cells) <= _SHORT
        table.add_column(columns[position], overflow="fold", no_wrap=short, min_width=least[position])
    for row in cells:
        table.add_row(*(escape(row[position]) for position in shown))
    out.print(table)


def _least(cells: Sequence[str]) -> int:
    """The width below which a column is not worth reading: its longest word, within bounds."""
    longest = max(map(len, cells))
    return longest if longest <= _SHORT else max(_SHORT, min(max(map(len, " ".join(cells).split())), _LONG_WORD))


def _print_blocks(columns: Sequence[tuple[str, int]], cells: Sequence[Sequence[str]]) -> None:
    """Each row as lines of heading and value, for narrow terminals."""
    for row in cells:
        block = Table.grid(padding=(0, 2))
        block.add_column(style="bold", no_wrap=True)
        block.add_column(overflow="fold")
        for column, position in columns:
            if row[position]:
                block.add_row(column, escape(row[position]))
        out.print(block)
        out.print()


def _harmless(text: str) -> str:
    """The text without what commands a terminal or reorders what stands on it: strangers wrote much of it."""
    return _COMMANDS.sub("", text)


def say(text: str) -> None:
    """A plain sentence on standard output."""
    out.print(escape(_harmless(text)), soft_wrap=True)


def warn(text: str) -> None:
    """A plain sentence on standard error."""
    err.print(escape(_harmless(text)), soft_wrap=True)


@contextmanager
def progress_bar(what: str, total: int | None) -> Iterator[Progress]:
    """A progress bar on standard error with one task, shown only on a terminal; use ``advance(task_ids[0])``."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as progress:
        progress.add_task(what, total=total)
        yield progress
