"""A reply's lines without the marks mail programs put before what they quote, each with whose words it holds.

An answer may stand above what is quoted, between its lines, or be typed into the quoted text itself. Used by
`intake.panel.declarations` and `intake.panel.grid`; what the lines say is made out there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_MARKS = re.compile(r"^\s{0,3}(?:[>|]\s?)+")
#: The line that a mail program writes above what it quotes.
_ATTRIBUTION = re.compile(
    r"^(?:on\b.{4,300}|.{4,200}<[^<>\s]+@[^<>\s]+>\s*)\bwrote:$|^-{2,}\s*original message", re.IGNORECASE
)
_WRAPPED_ATTRIBUTION = re.compile(r"^on\b.{6,}$", re.IGNORECASE)
_HEADER = re.compile(r"^\*?(?:from|sent|date|to|subject)\*?:", re.IGNORECASE)
_SEPARATOR = re.compile(r"^_{10,}$")
#: How a writer takes leave; what follows is a signature.
_LEAVE = re.compile(
    r"^(?:--|(?:(?:many|with|kind|best|warm|very|all)\s+)*(?:thanks|thank you|regards|wishes|best|cheers|yours)\b"
    r".{0,24}|sent from (?:my|outlook|mail)\b.*)$",
    re.IGNORECASE,
)
#: What is read of a reply; nobody writes more of a declaration or of comments.
_MOST_TEXT, _MOST_LINES = 100_000, 3_000
_LOOK = 12  # lines after an attribution in which quoted ones must begin


@dataclass(frozen=True, slots=True)
class ReplyLine:
    """One line without marks of quoting, its spaces single. ``own``: not quoted, so the writer's own."""

    text: str
    own: bool


def reply_lines(text: str) -> tuple[ReplyLine, ...]:
    """The lines of ``text``, a mail's whole body; what a mail program wrote about the quoted mail is left out.

    Below an attribution everything counts as quoted where nothing is marked (as Outlook leaves it); an answer typed
    into it is still found, since what we wrote leaves the places of answers empty.
    """
    raw = [line.replace("\N{ZERO WIDTH SPACE}", "") for line in text[:_MOST_TEXT].splitlines()[:_MOST_LINES]]
    lines: list[ReplyLine] = []
    unmarked_is_quoted = False
    skip = 0
    for place, line in enumerate(raw):
        if skip:
            skip -= 1
            continue
        marked = _MARKS.match(line)
        shown = " ".join((line[marked.end() :] if marked else line).split())
        taken = 0 if marked else _attribution(raw, place)
        if taken:
            skip = taken - 1
            unmarked_is_quoted = not any(_MARKS.match(item) for item in raw[place + taken : place + taken + _LOOK])
            continue
        lines.append(ReplyLine(shown, own=not marked and not unmarked_is_quoted))
    return tuple(lines)


def takes_leave(text: str) -> bool:
    """Whether a line is where the writer takes leave: "Kind regards", "-- "."""
    return _LEAVE.match(text.strip().rstrip(",.!")) is not None


def _attribution(raw: Sequence[str], place: int) -> int:
    """How many lines from ``place`` on were written by the mail program to introduce what it quotes."""
    line = raw[place].strip()
    if _ATTRIBUTION.match(line):
        return 1
    following = [item.strip() for item in raw[place + 1 : place + 8]]
    if _WRAPPED_ATTRIBUTION.match(line) and following[:1] and following[0].endswith("wrote:"):
        return 2
    start = 1 if _SEPARATOR.match(line) else 0
    block = [line, *following][start:]
    count = next((number for number, item in enumerate(block) if not _HEADER.match(item)), len(block))
    return start + count if count >= 3 else 0  # From, Sent and To, at least
