"""What can go wrong in the service. The docstring is the default message; ``retryable``: whether trying again helps."""

from __future__ import annotations

from collections.abc import Sequence


class IntakeError(Exception):
    """Something went wrong."""

    #: Whether the same act may succeed later without a person changing anything.
    retryable = False

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail or (type(self).__doc__ or "").strip().splitlines()[0])


class ConfigurationError(IntakeError):
    """The configuration cannot be used."""

    def __init__(self, problems: Sequence[str], *, source: str = "") -> None:
        self.problems = tuple(problems)
        self.source = source
        counted = "1 problem" if len(self.problems) == 1 else f"{len(self.problems)} problems"
        told = [f"{source}: {counted}", *(f"  {problem}" for problem in self.problems)] if source else self.problems
        super().__init__("\n".join(told))


class ProgrammeError(ConfigurationError):
    """The programme pack cannot be used."""


class AlreadyRunningError(IntakeError):
    """Another intake service is already running on this data folder."""


class DataFolderError(IntakeError):
    """The data folder cannot be made or written."""


class MailboxError(IntakeError):
    """The mailbox cannot be read."""

    retryable = True


class MailboxRefusedError(MailboxError):
    """The mail server refused the user name or password."""

    retryable = False


class DeliveryError(IntakeError):
    """The mail server did not take a letter."""

    retryable = True


class DeliveryRefusedError(DeliveryError):
    """The mail server refused a letter for good."""

    retryable = False


class ReadingFaultError(IntakeError):
    """The reading child was stopped or died."""


class RecognitionLeftError(ReadingFaultError):
    """The mail has pages that must be recognised, which was to be left for later."""

    retryable = True
