"""What the cell of a spreadsheet may hold: text that no program takes for a formula, and characters XML can hold.

For every table the service writes; whoever opens it did not choose what strangers wrote into it.
"""

from __future__ import annotations

#: What a cell may not begin with: a spreadsheet would take the rest for a formula or a command.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
#: Characters that XML 1.0 cannot hold (section 2.2), and so no XLSX.
_UNWRITABLE = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 65534, 65535))
#: The most a cell of XLSX holds.
_LONGEST = 32_767


def writable(text: str) -> str:
    """The text as a cell of XLSX can hold it."""
    return text.translate(_UNWRITABLE)[:_LONGEST]
