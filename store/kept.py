"""What is known of a mail that was put into the archive piece by piece, and is never wholly in memory."""

from __future__ import annotations

from dataclasses import dataclass

#: How much of a mail `Kept.head` holds at most, in bytes.
HEAD = 262_144


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A mail that was put piece by piece: its sha256 in hexadecimal, its size, and its first bytes (`HEAD`)."""

    sha256: str
    size: int
    head: bytes
