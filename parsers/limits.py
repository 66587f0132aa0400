"""How much of a stranger's mail is taken on: sizes, counts, depths and times, in one place.

Values only. `parsers.scan` holds the raw bytes to them before anything is parsed, `parsers.tree` and
`parsers.wrappers` while the mail is opened, `parsers.child` as limits of the process, `intake.sandbox` by the clock.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The limits on one mail and on each document in it. Sizes are in bytes, times in seconds."""

    mail_bytes: int = 50 * 1024 * 1024
    header_bytes: int = 256 * 1024  # of the mail, and of each part
    field_bytes: int = 4 * 1024  # of one Content-* field; parsing its parameters is quadratic
    depth: int = 30  # parts inside parts, forwarded mails included
    parts: int = 500
    continuations: int = 2_000  # RFC 2231 section 3 pieces in the whole mail; decoding them is quadratic
    leaves: int = 500  # attachments after everything is opened
    archive_depth: int = 3  # archives inside archives
    archive_members: int = 500
    expanded_bytes: int = 200 * 1024 * 1024  # everything taken out of archives, counted as it is read
    document_bytes: int = 50 * 1024 * 1024
    documents: int = 60  # documents read in one mail
    text_characters: int = 300_000  # of one body, before it is cut for showing
    memory_bytes: int = 1024 * 1024 * 1024  # address space of the child beyond the template's own
    file_bytes: int = 64 * 1024 * 1024  # any one temporary file
    open_files: int = 128
    processes: int = 1_024
    output_bytes: int = 20 * 1024 * 1024
    document_seconds: float = 20.0
    mail_seconds: float = 60.0


DEFAULT = Limits()
