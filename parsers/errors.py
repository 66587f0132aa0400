"""What can go wrong while reading. The docstring is the default message; it is worded for the person concerned."""

from __future__ import annotations

import lzma
import struct
import zipfile
import zlib

from parsers.mail import Outcome

#: What the standard library raises on a zip that is damaged, cut short or forged; RuntimeError is a password's.
ZIP_FAULTS = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, ValueError, OverflowError),
    *(NotImplementedError, RuntimeError),
)


class ReadingError(Exception):
    """The document could not be read."""

    #: What the attachment's outcome becomes when this is raised while it is read.
    outcome: Outcome = Outcome.DAMAGED

    def __init__(self, detail: str = "") -> None:
        message = (type(self).__doc__ or "").strip().splitlines()[0]
        super().__init__(f"{message} ({detail})" if detail else message)
        self.detail = detail


class DamagedDocumentError(ReadingError):
    """The file is damaged and cannot be opened."""


class EncryptedDocumentError(ReadingError):
    """The file is protected by a password."""

    outcome = Outcome.ENCRYPTED


class EmptyDocumentError(ReadingError):
    """The file is empty."""

    outcome = Outcome.EMPTY


class OverLimitError(ReadingError):
    """The file is larger or more deeply nested than can be read safely."""

    outcome = Outcome.OVER_LIMIT


class UnsupportedDocumentError(ReadingError):
    """The file is of a kind that cannot be read."""

    outcome = Outcome.UNSUPPORTED


class NoRecogniserError(ReadingError):
    """A picture of text, which nothing here can read. Please send the form as PDF or Word."""

    outcome = Outcome.SCAN


class PictureError(ReadingError):
    """A picture."""

    outcome = Outcome.PICTURE
