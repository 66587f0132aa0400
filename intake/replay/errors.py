"""What can keep a replay from being made. The docstring is the default message."""

from __future__ import annotations

from intake.errors import IntakeError


class ReplayError(IntakeError):
    """The replay cannot be made."""


class NotEmptyError(ReplayError):
    """There is something in that store already; name one that is empty, or a file that is not there yet."""


class NothingArchivedError(ReplayError):
    """There is no mail in the archive: nothing can be replayed."""
