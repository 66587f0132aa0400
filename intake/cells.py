"""What the cell of a spreadsheet may hold: text that no program takes for a formula, and characters XML can hold.

For every table the service writes; whoever opens it did not choose what strangers wrote into it.
"""

from __future__ import annotations

import re

#: What a cell may not begin with: a spreadsheet would take the rest for a formula or a command.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
#: Characters that XML 1.0 cannot hold (section 2.2), and so no XLSX; lone surrogates among them.
_UNWRITABLE = dict.fromkeys((*range(9), 11, 12, *range(14, 32), *range(0xD800, 0xE000), 65534, 65535))
#: The most a cell of XLSX holds.
_LONGEST = 32_767
#: What stands before a formula and does not keep every program from taking it for one: blanks and what is not seen.
_BLANK = re.compile(r"[\s\x00-\x1f\x7f-\xa0\xad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")


def may_be_formula(text: str) -> bool:
    """Whether a spreadsheet might take the text for a formula, as it stands or without the blanks before it."""
    blank = _BLANK.match(text)
    return text.startswith(FORMULA) or (blank is not None and text.startswith(FORMULA, blank.end()))


def writable(text: str) -> str:
    """The text as a cell of XLSX can hold it."""
    return text.translate(_UNWRITABLE)[:_LONGEST]
