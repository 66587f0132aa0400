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
    words = line.split()
    indent = line[: len(line) - len(line.lstrip())]
    hanging = indent + ("  " if words[0] == "-" else "")
    lines = []
    current = indent + words[0]
    for word in words[1:]:
        if len(current) + 1 + len(word) <= width:
            current = f"{current} {word}"
        else:
            lines.append(current)
            current = hanging + word
    lines.append(current)
    return lines
