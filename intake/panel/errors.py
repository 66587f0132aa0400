"""What can go wrong with the panel's work, beyond what an assessor is told in a reply."""

from __future__ import annotations

from collections.abc import Sequence

from intake.errors import IntakeError


class PanelError(IntakeError):
    """The panel's work cannot go on."""


class NoPanelError(PanelError):
    """The programme's pack has no [panel], so nothing is assessed by points."""


class AllocationFileError(PanelError):
    """The list of assignments cannot be used. Carries every problem at once, each with its line."""

    def __init__(self, problems: Sequence[str], *, source: str) -> None:
        self.problems = tuple(problems)
        self.source = source
        count = len(self.problems)
        head = f"{source}: {count} problem{'' if count == 1 else 's'}, so nothing was assigned"
        super().__init__("\n".join([head, *(f"  {problem}" for problem in self.problems)]))
