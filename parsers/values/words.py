"""Plain text of an answer: evening its white space, folding it for comparison, counting its words.

Nothing here changes what the writer said: `even` keeps every visible character and every line break, `fold` is for
comparing only. Joining wrapped lines to paragraphs is `parsers.matching.joining`.
"""

from __future__ import annotations

import re
import unicodedata

#: Characters that show nothing: zero width space, joiners, bidirectional controls, byte order mark, soft hyphen.
_INVISIBLE = dict.fromkeys(
    [*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2065), *range(0x2066, 0x206A), 0xFEFF, 0xAD]
)
_QUOTES = {"‘": "'", "’": "'", "‚": "'", "‛": "'", "“": '"', "”": '"', "„": '"', "´": "'", "`": "'"}
_DASHES = {"–": "-", "—": "-", "‐": "-", "‑": "-", "‒": "-", "−": "-"}
_FOLDED = {**dict.fromkeys(map(chr, _INVISIBLE), ""), **_QUOTES, **_DASHES}
#: Looked for first: most text has few of them, and `str.translate` looks up every character.
_TO_FOLD = re.compile("[" + "".join(re.escape(character) for character in _FOLDED) + "]")
_SPACES = re.compile(r" [^\S\n]+|[^\S\n ][^\S\n]*")
_BLANK_LINES = re.compile(r"\n{3,}")
_BREAKS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
#: Marks that a word processor draws before a list item and does not count as a word.
_BULLETS = frozenset("•◦▪●○■□·‣➢✓✔❖")


def even(text: str) -> str:
    """The text with its white space evened: single spaces, no trailing ones, at most one empty line in a row."""
    if text.isprintable() and "  " not in text:
        return text.strip(" ")
    if not text.replace("\n", "").isprintable():
        text = _BREAKS.sub("\n", text).translate(_INVISIBLE).replace("\x00", "")
    lines = [_SPACES.sub(" ", line).strip() for line in text.split("\n")]
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip("\n")


def fold(text: str) -> str:
    """The text for comparison only: one case, straight quotes, plain dashes, single spaces, compatibility forms."""
    if text.isascii():
        return " ".join(text.replace("`", "'").casefold().split())
    text = _TO_FOLD.sub(lambda hit: _FOLDED[hit.group()], unicodedata.normalize("NFKC", text))
    return " ".join(text.casefold().split())


def count_words(text: str) -> int:
    """How many words a word processor would count: runs between white space, list marks left out."""
    return sum(1 for word in text.split() if not _BULLETS.issuperset(word))


def one_line(text: str) -> str:
    """The text on one line."""
    return " ".join(even(text).split())
