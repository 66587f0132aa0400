"""What can go wrong in assurance. The docstring is the default message."""

from __future__ import annotations

from intake.errors import IntakeError


class CaseBusyError(IntakeError):
    """Something of this application is being read or sent at this moment; try again."""

    retryable = True


class StillInRoundError(IntakeError):
    """The application is still in the round; it can be erased once it is withdrawn or the round is over."""


class AlreadyErasedError(IntakeError):
    """It was erased before."""


class KeptForStaffError(IntakeError):
    """This is the address of a member of staff, whose part in decisions is kept."""
