"""The mails in an archive: single files and mailboxes, each told by its header, each content once."""

from __future__ import annotations

import gzip
import re
import tarfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.corpora.manifest import Archive
from tests.corpora.shapes import Sort, shape_of

_HEADER = re.compile(rb"\A(?:>?From [^\n]*\r?\n)?(?:[!-9;-~]+:[^\n]*\r?\n(?:[ \t][^\n]*\r?\n)*){2,}")
_FIELD = re.compile(rb"(?im)^(received|from|to|message-id|subject|return-path|mime-version|date|content-type):")
_ENVELOPE = re.compile(rb"(?m)^From \S+ .*\d\d:\d\d.*\r?\n")
_LARGEST = 10_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class RealMail:
    """One mail as it lies in its archive; ``origin`` is the archive's name and the path in it."""

    origin: str
    sort: Sort
    raw: bytes


def gather(found: Iterable[tuple[Archive, Path]]) -> Iterator[RealMail]:
    """The mails of all archives, each content once."""
    seen: set[bytes] = set()
    for archive, path in found:
        for name, data in _files(path, archive):
            sort = archive.sort_of(name)
            for raw in _mails(data):
                if raw not in seen:
                    seen.add(raw)
                    yield RealMail(
                        origin=f"{archive.name}/{name}",
                        sort=shape_of(raw) if sort == "by-shape" else Sort(sort),
                        raw=raw,
                    )


def _files(path: Path, archive: Archive) -> Iterator[tuple[str, bytes]]:
    """The files of a tarball that are mails by their path below its own folder, with that path."""
    with tarfile.open(path) as packed:
        for member in packed:
            name = member.name.partition("/")[2]
            wanted = member.isfile() and member.size <= _LARGEST and archive.sort_of(name)
            stream = packed.extractfile(member) if wanted else None
            if stream:
                data = stream.read()
                if data.startswith(b"\x1f\x8b"):
                    try:
                        data = gzip.decompress(data)
                    except (OSError, EOFError, zlib.error):
                        continue
                yield name, data


def _mails(data: bytes) -> Iterator[bytes]:
    """The mails in one file: the parts of a mailbox (RFC 4155), or the file itself."""
    starts = [hit.start() for hit in _ENVELOPE.finditer(data)] if data.startswith(b"From ") else []
    parts = [data[start:end] for start, end in zip(starts, [*starts[1:], len(data)], strict=True)] if starts else [data]
    for part in parts:
        mail = re.sub(rb"\A>?From [^\n]*\n", b"", part)
        header = _HEADER.match(mail[:200_000])
        if header and len({name.lower() for name in _FIELD.findall(header[0])}) >= 2:
            yield mail
