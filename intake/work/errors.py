"""What can go wrong between poller and workers. The docstring is the default message."""

from __future__ import annotations

from intake.errors import IntakeError


class EngineMissingError(IntakeError):
    """A service on PostgreSQL needs Procrastinate and psycopg: pip install "eoi-intake[postgres]"."""


class DriverMissingError(IntakeError):
    """A store in PostgreSQL needs its driver: pip install "psycopg[binary,pool]"."""


class QueueMissingError(IntakeError):
    """The database has no work queue yet: `intake run` makes it when it starts."""

    retryable = True


class OtherVersionError(IntakeError):
    """This process and the service on the database are not of the same version."""


class SharedFolderError(IntakeError):
    """The data folder that poller and workers share is not there."""

    retryable = True


class ServerAwayError(IntakeError):
    """The outgoing mail server cannot be used now; the letter waits."""

    retryable = True
