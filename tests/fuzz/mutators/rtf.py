"""Changes to RTF: groups, control words and their numbers, hexadecimal and Unicode characters, binary runs."""

from __future__ import annotations

import re
from random import Random

from tests.fuzz.mutators.raw import number, span

_WORD = re.compile(rb"\\([a-z]{1,32})(-?\d*) ?")
_GROUP = re.compile(rb"\{[^{}]{0,2000}\}")
_ODD = (
    *(
        b"\\u-10179?\\u-8704?",
        b"\\u99999?",
        b"\\uc0\\u233",
        b"\\uc9999 ",
        b"\\'zz",
        b"\\'",
        b"\\bin999999999 ",
        b"\\bin-1 x",
    ),
    *(
        b"\\*",
        b"\\",
        b"\\~",
        b"\\cell",
        b"\\row",
        b"\\trowd",
        b"\\nestrow\\nestcell",
        b"\\ansicpg99999",
        b"\\fcharset255",
    ),
    *(
        b"\\mac",
        b"\\pict",
        b"{\\field{\\*\\fldinst FORMTEXT}{\\fldrslt x}}",
        b"{\\*\\formfield}",
        b"{\\fonttbl",
        b"\\par" * 3000,
    ),
    *(b"{" * 3_000, b"}" * 3, b"\\intbl\\itap99 ", b"\\upr{a}{\\*\\ud{b}}", b"\\line\\tab\\page", b"\x00", b"\xff"),
)


def mutate(data: bytes, random: Random) -> bytes:
    """One change."""
    words, start = list(_WORD.finditer(data[:500_000])), span(len(data), random)[0]
    if not words:
        return data[:start] + random.choice(_ODD) + data[start:]
    word, other = random.choice(words), random.choice(words)
    groups = list(_GROUP.finditer(data[:500_000])) or [word]
    group = random.choice(groups)
    changes = (
        lambda: data[: word.start(2)] + number(random) + b" " + data[word.end() :],
        lambda: data[: word.start()] + other[0] + data[word.end() :],
        lambda: data[: word.start()] + data[word.end() :],
        lambda: data[: word.start()] + random.choice(_ODD) + data[word.start() :],
        lambda: data[: group.start()] + data[group.end() :],
        lambda: data[: other.start()] + group[0] * random.choice((1, 3, 500)) + data[other.start() :],
        lambda: data[:start] + random.choice((b"{", b"}", b"\\")) + data[start:],
        lambda: data.replace(b"\\" + word[1], b"\\" + other[1]),
        lambda: data[:start],
    )
    return random.choice(changes)()
