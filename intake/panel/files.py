"""The files of an applicant for an assessor: taken out of the archived mail by the reading child, within limits.

Which they are is `store.application_files`'; their bytes are fetched outside of any transaction.
Files that the service could not make out are not passed on: what they do to a program that opens them is not known.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from intake.desk import Desk
from intake.errors import ReadingFaultError
from intake.letters.contexts import LeftOut
from intake.letters.mime import AttachedFile
from parsers.mail import Outcome
from store.application_files import StoredFile
from store.errors import ArchiveDamagedError

#: All that goes with one letter, in bytes: mail servers commonly take 25 MB, and a file grows by a third in a mail.
MOST_BYTES = 15_000_000
_PASSED_ON = frozenset({Outcome.FORM, Outcome.ANNEX, Outcome.SCAN})
_NOT_MADE_OUT = frozenset({Outcome.ENCRYPTED, Outcome.DAMAGED, Outcome.UNSUPPORTED, Outcome.OVER_LIMIT})
#: A picture below this is a logo or a signature.
_LEAST_PICTURE = 40_000
_TOO_LARGE = "there is no room for it in an email"
_UNKNOWN = "we could not read it, so it is not passed on unseen"
_FAULT = "it could not be taken out of the applicant’s email"


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """What goes with a letter, and what does not."""

    attached: tuple[AttachedFile, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


def passed_on(stored: Sequence[StoredFile]) -> list[StoredFile]:
    """Those of an application's files that are part of it, the form first, each once."""
    found: dict[str, StoredFile] = {}
    for item in filter(_is_wanted, stored):
        found.setdefault(item.sha256, item)
    return sorted(found.values(), key=lambda item: item.outcome != Outcome.FORM)


def _is_wanted(item: StoredFile) -> bool:
    """Whether a file is part of the application, whether or not it can be passed on."""
    if item.outcome == Outcome.PICTURE:
        return item.size >= _LEAST_PICTURE
    return item.outcome in _PASSED_ON | _NOT_MADE_OUT


def fetch(desk: Desk, stored: Sequence[StoredFile], *, room: int) -> Files:
    """The files' bytes as far as there is ``room`` (bytes), and what is left out with the reason.

    Raises:
        ReadingFaultError: the child could not be started; trying again may help.
    """
    attached: list[AttachedFile] = []
    left_out: list[LeftOut] = []
    for item in stored:
        why = _UNKNOWN if item.outcome in _NOT_MADE_OUT else _TOO_LARGE if item.size > room else ""
        data = b"" if why else _bytes_of(desk, item)
        if why or not data:
            left_out.append(LeftOut(name=item.name, size=item.size, why=why or _FAULT))
            continue
        room -= len(data)
        attached.append(AttachedFile(name=item.name, type=item.type, data=data))
    return Files(attached=tuple(told_apart(attached)), left_out=tuple(left_out))


def _bytes_of(desk: Desk, item: StoredFile) -> bytes:
    try:
        with desk.archive.lend(item.mail_sha256) as mail:
            return desk.reader.leaf(mail, item.sha256)
    except ReadingFaultError as fault:
        if fault.retryable:
            raise
        return b""
    except ArchiveDamagedError:
        return b""


def told_apart(files: Iterable[AttachedFile]) -> Iterable[AttachedFile]:
    """The files with names of their own, whatever the case of letters: many disks do not tell that apart."""
    taken: set[str] = set()
    for file in files:
        stem, dot, ending = file.name.rpartition(".")
        if not stem:
            stem, dot, ending = file.name, "", ""
        name, number = file.name, 1
        while name.casefold() in taken:
            number += 1
            name = f"{stem} ({number}){dot}{ending}"
        taken.add(name.casefold())
        yield file if number == 1 else replace(file, name=name)
