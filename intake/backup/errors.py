"""What can go wrong with a backup."""

from __future__ import annotations

from intake.errors import IntakeError


class BackupError(IntakeError):
    """The backup cannot be made."""


class BackupDamagedError(IntakeError):
    """The backup is not as it was written; use another one."""


class RestoreError(IntakeError):
    """The backup cannot be restored there."""
