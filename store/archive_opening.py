"""Where the archive is, opened: a folder's path, or ``s3://bucket/prefix``."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

from store.archive import Archive
from store.archive_folder import FolderArchive
from store.errors import StoreAddressError

SCHEME = "s3://"
#: A bucket's name as every store takes it, and what comes before our keys in it.
_PLACE = re.compile(r"s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:/(.*))?", re.DOTALL)


def open_archive(place: str | Path, *, spool: Path, must_exist: bool = False) -> Archive:
    """The archive at ``place``; nothing is made or looked at in it before it is used.

    A folder is made when it is first written to, but where it ``must_exist`` (`FolderArchive`); a bucket never.
    ``spool`` is a folder of this machine through which large mail passes on its way to and from a bucket.

    Raises:
        StoreAddressError: ``place`` is no place for an archive, or what is needed for a bucket is not installed.
        ArchiveRefusedError: what is configured of keys cannot be used.
    """
    if not str(place).startswith(SCHEME):
        return FolderArchive(Path(place), must_exist=must_exist)
    found = _PLACE.fullmatch(str(place))
    if found is None:
        raise StoreAddressError(f"{place} is no place for an archive: name a folder, or s3://bucket/prefix")
    if importlib.util.find_spec("boto3") is None:
        raise StoreAddressError(f"an archive at {place} needs the extra s3: pip install 'eoi-intake[s3]'")
    from store.archive_s3 import S3Archive  # loads libraries that only a bucket needs
    from store.s3_bucket import Bucket

    prefix = (found[2] or "").strip("/")
    return S3Archive(Bucket(found[1]), f"{prefix}/" if prefix else "", spool=spool)
