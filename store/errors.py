"""What can go wrong in the store. The docstring is the default message; ``retryable`` says whether trying again helps.

Errors of the database drivers and of the operating system never leave the store: `store.dialects` and
`store.archive` turn them into these.
"""

from __future__ import annotations


class StoreError(Exception):
    """The store cannot do what was asked."""

    #: Whether the same act may succeed later with the service as it is (somebody may have to make room meanwhile).
    retryable = False

    def __init__(self, detail: str = "") -> None:
        headline = (type(self).__doc__ or "").strip().splitlines()[0]
        super().__init__(f"{headline.rstrip('.')}: {detail}" if detail else headline)


class StoreLockedError(StoreError):
    """The store is busy: another process holds it."""

    retryable = True


class StoreFullError(StoreError):
    """The disk that holds the store is full; make room on it."""

    retryable = True


class StoreReadOnlyError(StoreError):
    """The store cannot be written; see who owns its folder and whether the disk is mounted read-only."""

    retryable = True


class StoreUnreachableError(StoreError):
    """The store cannot be reached or opened."""

    retryable = True


class StoreAddressError(StoreError):
    """The store's URL cannot be used."""


class StoreDamagedError(StoreError):
    """The database is damaged or is no database; restore it, or rebuild it from the archive."""


class SchemaOlderError(StoreError):
    """The database was made by an older version; it must be upgraded before it is used."""


class SchemaNewerError(StoreError):
    """The database was made by a newer version; install that version or restore an older database."""


class ConflictError(StoreError):
    """The database refused a row that contradicts another one."""


class IllegalStepError(StoreError):
    """That step is not possible from the state the row is in."""


class StaleRowError(StoreError):
    """Somebody else moved the row on in the meantime."""

    retryable = True


class CopyError(StoreError):
    """The database cannot be copied, or a copy of it cannot be put back."""


class ArchiveRefusedError(StoreError):
    """The archive's store does not let the service in."""

    retryable = True


class ArchiveDamagedError(StoreError):
    """A file of the raw archive is not what its name says; restore it from a backup."""
