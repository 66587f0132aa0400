"""What can go wrong with interviews."""

from __future__ import annotations

from intake.errors import IntakeError


class InterviewError(IntakeError):
    """The interviews cannot be arranged."""


class TooFewSlotsError(InterviewError):
    """There are fewer free slots than applications to be interviewed."""

    def __init__(self, *, wanted: int, free: int) -> None:
        self.wanted, self.free = wanted, free
        slots = f"{free} slot is" if free == 1 else f"{free} slots are"
        cases = f"{wanted} application needs" if wanted == 1 else f"{wanted} applications need"
        super().__init__(
            f"{slots} free and {cases} one: add days, hours or a room to [interviews] in the pack, "
            "or shorten the interviews"
        )


class InvitationError(InterviewError):
    """The invitation cannot be written."""
