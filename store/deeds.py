"""The archive's second journal: what the service did, in the order it did it; one JSON line a deed, only appended.

The first (`store.journal`) says which mail came and when it was filed. Several mails are read at a time, so they are
not concluded in the order they were filed, and what falls due by the clock is done when the service is up. With both
a store can be made anew as it was: the same references, the same letters. Lines hold keys, numbers and instants,
nothing that people wrote. They are not forced to the disk: a deed that a crash loses is done where it was due.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any


class DeedKind(StrEnum):
    """What was done."""

    CONCLUDED = "concluded"  # a mail was concluded, whatever it turned out to be
    CHORES = "chores"  # something that was due by the clock was done
    DIGEST = "digest"  # the digest of a day was queued
    GIVEN = "given"  # applications were given to assessors, which is done at the command line


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One thing that was done ``at`` an instant (aware).

    Of a concluded mail: ``sha256``, ``reference`` of its application ("" for none), and ``numbers`` that were given:
    the ids of the message, of the order it held and of the batch that order was about, under those names. Of a digest:
    its ``cause`` in the outbox, and the instant ``until`` which it tells. Of applications given out: ``given``, each a
    reference, an assessor's address and the id of the assignment, and the ``actor`` who gave them.
    """

    kind: DeedKind
    at: datetime
    sha256: str = ""
    reference: str = ""
    numbers: Mapping[str, int] = field(default_factory=dict)
    cause: str = ""
    until: datetime | None = None
    given: tuple[tuple[str, str, int], ...] = ()
    actor: str = ""

    def line(self) -> bytes:
        """The deed as one line of JSON."""
        values = {
            "kind": self.kind.value,
            "at": self.at.isoformat(),
            "sha256": self.sha256,
            "reference": self.reference,
            "numbers": dict(self.numbers),
            "cause": self.cause,
            "until": self.until.isoformat() if self.until else "",
            "given": self.given,
            "actor": self.actor,
        }
        return json.dumps({name: value for name, value in values.items() if value}).encode() + b"\n"

    @classmethod
    def from_line(cls, line: bytes) -> Deed:
        """The deed in one line; raises ValueError, KeyError or TypeError for anything else."""
        values = json.loads(line)
        told: dict[str, Any] = {"kind": DeedKind(values["kind"]), "at": datetime.fromisoformat(values["at"])}
        if values.get("until"):
            told["until"] = datetime.fromisoformat(values["until"])
        if values.get("given"):
            told["given"] = tuple((reference, assessor, int(number)) for reference, assessor, number in values["given"])
        return cls(**values | told)


@dataclass(frozen=True, slots=True)
class Deeds:
    """The journal of deeds in one file, made when the first line is written."""

    path: Path

    def append(self, deeds: Sequence[Deed]) -> None:
        """Add these lines, on a line of their own whatever a crash left before them."""
        if not deeds:
            return
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        try:
            size = os.fstat(handle).st_size
            torn = size > 0 and os.pread(handle, 1, size - 1) != b"\n"
            os.write(handle, (b"\n" if torn else b"") + b"".join(deed.line() for deed in deeds))
        finally:
            os.close(handle)

    def entries(self) -> Iterator[Deed]:
        """Every deed that can be read, in order; what a crash tore is left out."""
        try:
            file = self.path.open("rb")
        except FileNotFoundError:
            return
        with file:
            for line in file:
                try:
                    yield Deed.from_line(line)
                except (ValueError, KeyError, TypeError):
                    continue
