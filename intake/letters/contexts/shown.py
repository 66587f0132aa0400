"""Answers as letters read them back, and what changed between two forms."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownAnswer:
    """One answer as it is read back: ``paragraphs`` of formatted text, or ``columns`` and ``rows`` of a table.

    An answer with neither was left blank. ``long`` answers are given the whole width. ``remark`` says in a sentence
    what is wrong with it, "" for nothing. Made by `intake.letters.readback`.
    """

    label: str
    paragraphs: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    long: bool = False
    remark: str = ""

    @property
    def blank(self) -> bool:
        """Whether nothing was entered."""
        return not self.paragraphs and not self.rows


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownSection:
    """The answers under one heading of the form, in printed order."""

    title: str
    answers: tuple[ShownAnswer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One answer that differs between two forms; ``before`` is blank where it was added, ``after`` where removed."""

    section: str
    before: ShownAnswer
    after: ShownAnswer

    @property
    def what(self) -> str:
        """ "added", "removed" or "changed"."""
        if self.before.blank:
            return "added"
        return "removed" if self.after.blank else "changed"
