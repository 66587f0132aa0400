"""The raw archive that the configuration names, opened. What an archive promises is in `store.archive`."""

from __future__ import annotations

from intake.config import Settings
from store.archive import Archive
from store.archive_opening import open_archive


def archive_of(settings: Settings) -> Archive:
    """The archive of this service; nothing is looked at in it yet.

    A folder that is named in the configuration must be there: it may be a share that is not mounted.

    Raises:
        StoreError: ``[service] archive`` names no place an archive can be, or one that cannot be used here.
    """
    return open_archive(settings.archive, spool=settings.data / "spool", must_exist=bool(settings.service.archive))
