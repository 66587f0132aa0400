"""Lay plain text out in lines a person can read in any mail program: wrapped, with indents kept and items hung."""

from __future__ import annotations

WIDTH = 72


def wrap(text: str, width: int = WIDTH) -> str:
    """The text with every line of more than ``width`` characters broken at spaces.

    A continuation takes the indent of its line, two more after a dash. A word longer than a line stays whole, so that
    an address can be followed. More than one blank line in a row becomes one.
    """
    lines: list[str] = []
    for line in text.split("\n"):
        stripped = line.rstrip()
        if not stripped and (not lines or not lines[-1]):
            continue
        if stripped == "--":
            lines.append("-- ")  # the signature separator of RFC 3676 4.3 ends in a space
        elif len(stripped) <= width:
            lines.append(stripped)
        else:
            lines.extend(_broken(stripped, width))
    while lines and not lines[-1]:
        lines.pop()
    return "\n".join(lines) + "\n"


def _broken(line: str, width: int) -> list[str]:
    words = " ".join(line.split())
    indent = line[: len(line) - len(line.lstrip())]
    hanging = indent + ("  " if words.startswith("- ") else "")
    lines, lead, start = [], indent, 0
    while len(words) - start > width - len(lead):
        cut = words.rfind(" ", start, start + width - len(lead) + 1)
        if cut < 0:  # a word longer than a line
            cut = words.find(" ", start)
        if cut < 0:
            break
        lines.append(lead + words[start:cut])
        lead, start = hanging, cut + 1
    lines.append(lead + words[start:])
    return lines
