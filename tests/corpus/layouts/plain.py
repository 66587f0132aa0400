"""The form as the text of a mail: as typed, hard-wrapped, and quoted in a reply."""

from __future__ import annotations

import textwrap
from random import Random

from tests.corpus.sheet import Item, Sheet


def _blocks(sheet: Sheet, *, beneath: bool) -> str:
    rng = Random(sheet.seed)
    gap = rng.choice(("\n", "\n\n"))
    parts = [sheet.title, "=" * len(sheet.title) if rng.random() < 0.4 else "", *sheet.intro]
    for section in sheet.sections:
        parts += ["", section.title.upper() if rng.random() < 0.4 else section.title]
        if section.help:
            parts.append(section.help)
        parts += [gap.join(("", _block(item, beneath=beneath))) for item in section.items]
    return "\n".join(parts) + "\n"


def _block(item: Item, *, beneath: bool) -> str:
    if item.is_table:
        return "\n".join([item.prompt, *(" | ".join(row) for row in item.table)])
    colon = "" if item.prompt.endswith(("?", ":", ".")) else ":"
    prompt = f"{item.prompt}{colon}"
    if item.guidance:
        prompt = f"{prompt}\n({item.guidance})"
    if not beneath and item.is_short and "\n" not in item.answer and not item.guidance:
        return f"{prompt} {item.answer}".rstrip()
    return f"{prompt}\n{item.answer}".rstrip()


def typed(sheet: Sheet) -> str:
    """ "Label: answer" a line, long answers beneath; paragraphs are single long lines."""
    return _blocks(sheet, beneath=False)


def beneath(sheet: Sheet) -> str:
    """Every answer on the line after its question."""
    return _blocks(sheet, beneath=True)


def wrapped(sheet: Sheet) -> str:
    """The typed form broken hard at 72 columns, as many mail programs send it."""
    lines = (
        textwrap.wrap(line, 72, break_long_words=False, break_on_hyphens=False) or [""]
        for line in typed(sheet).split("\n")
    )
    return "\n".join(line for group in lines for line in group)


def quoted(sheet: Sheet) -> str:
    """The wrapped form as the quoted part of somebody's own forward, ``> `` before each line."""
    return "\n".join(f"> {line}".rstrip() for line in wrapped(sheet).split("\n")) + "\n"
