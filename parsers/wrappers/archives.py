"""Zip and gzip: their files, within a budget. Names inside are only shown; nothing is written to disk."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Iterator

from parsers.errors import ZIP_FAULTS, DamagedDocumentError, EncryptedDocumentError, OverLimitError
from parsers.mail import Outcome
from parsers.wrappers.budget import Budget, Inner

_CENTRAL_ENTRY = b"PK\x01\x02"
_MOST_ENTRIES = 5_000  # looked at; folders and resource forks are entries too
_ENCRYPTED = 0x1  # general purpose bit 0 (APPNOTE 4.4.4)


def open_zip(data: bytes, budget: Budget) -> Iterator[Inner]:
    """The files in a zip, in the order of its directory; folders and macOS resource forks are passed over.

    Raises:
        EncryptedDocumentError: every file in it needs a password.
        OverLimitError: too many files, or more bytes than may be expanded; files before that have been yielded.
        DamagedDocumentError: the directory cannot be read.
    """
    if data.count(_CENTRAL_ENTRY) > _MOST_ENTRIES:
        raise OverLimitError(f"it lists more than {_MOST_ENTRIES} files")
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except ZIP_FAULTS as error:
        raise DamagedDocumentError("the list of files in the zip cannot be read") from error
    with archive:
        members = [
            item for item in archive.infolist() if not item.filename.endswith("/") and not _resource_fork(item.filename)
        ]
        if members and all(item.flag_bits & _ENCRYPTED for item in members):
            raise EncryptedDocumentError("every file in the zip")
        budget.expect(size=sum(item.file_size for item in members), files=len(members))
        for item in members:
            yield _member(archive, item, budget)


def _member(archive: zipfile.ZipFile, item: zipfile.ZipInfo, budget: Budget) -> Inner:
    if item.flag_bits & _ENCRYPTED:
        return Inner(name=item.filename, data=b"", outcome=Outcome.ENCRYPTED, reason=str(EncryptedDocumentError()))
    try:
        with archive.open(item) as stream:
            return Inner(name=item.filename, data=budget.read(stream))
    except ZIP_FAULTS as error:
        reason = str(DamagedDocumentError(f"in the zip: {type(error).__name__}"))
        return Inner(name=item.filename, data=b"", outcome=Outcome.DAMAGED, reason=reason)


def _resource_fork(name: str) -> bool:
    return name.startswith("__MACOSX/") or name.rpartition("/")[2] in (".DS_Store", "Thumbs.db", "desktop.ini")


def open_gzip(data: bytes, budget: Budget) -> Iterator[Inner]:
    """The one file in a gzip stream.

    Raises:
        OverLimitError: more bytes than may be expanded.
        DamagedDocumentError: it cannot be read.
    """
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as stream:
            content = budget.read(stream)  # type: ignore[arg-type]  # GzipFile is an IO[bytes] in all but name
    except ZIP_FAULTS as error:
        raise DamagedDocumentError("the gzip stream cannot be read") from error
    yield Inner(name="", data=content)
