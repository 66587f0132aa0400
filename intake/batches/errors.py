"""What can keep a batch from being staged, released or carried out. The docstring is the default message."""

from __future__ import annotations

from collections.abc import Sequence

from intake.errors import IntakeError


class BatchError(IntakeError):
    """The batch cannot be dealt with so."""


class NothingToStageError(BatchError):
    """Nobody would get a letter or take a step: there is nothing to stage."""


class ConsentError(BatchError):
    """Somebody else must release this batch."""


class ChangedError(BatchError):
    """What the batch was frozen from has changed; cancel it and stage a new one."""

    def __init__(self, changes: Sequence[str]) -> None:
        self.changes = tuple(changes)
        super().__init__(f"{(type(self).__doc__ or '').rstrip('.')}: {'; '.join(changes)}")
