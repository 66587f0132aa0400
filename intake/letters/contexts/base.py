"""What every letter's data has in common."""

from __future__ import annotations


class Context:
    """The data of one kind of letter: a frozen dataclass, its kind's row in `intake.letters.kinds` names it."""

    __slots__ = ()
