"""Where the archive is, opened: a folder's path, or ``s3://bucket/prefix``."""

from __future__ import annotations

from pathlib import Path

from store.archive import Archive
from store.archive_folder import FolderArchive


def open_archive(place: str | Path) -> Archive:
    """The archive at ``place``; nothing is made or looked at before it is used."""
    return FolderArchive(Path(place))
