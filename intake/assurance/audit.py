"""Whether everything is as it was written: the history's chain, the rows' states, every file and line of the archive.

Only looks, and may run beside the daemon: what is being filed at the moment is not called a fault. The chain is
compared by `store.audit`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from store import audit as history_audit
from store import receipts
from store.archive import Archive
from store.audit import AuditReport
from store.engine import Store
from store.errors import ArchiveDamagedError
from store.journal import JournalEntry
from store.receipts import Receipt

#: A line of the journal is written before its row is committed; one that is younger may still get it.
IN_FLIGHT = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """One mail or line that is not as it should be: which, and what is wrong with it."""

    place: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveReport:
    """The raw archive against the books: how many mails it holds, how many were erased, the journal's lines.

    ``faults`` are mails that are missing or damaged, files that do not belong there, lines without a row, and erased
    mail whose file is there.
    """

    mails: int
    erased: int
    lines: int
    faults: tuple[Lost, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """Everything that was compared."""

    history: AuditReport
    archive: ArchiveReport

    @property
    def sound(self) -> bool:
        """Whether all is as it was written."""
        return self.history.sound and not self.archive.faults


def audit(store: Store, archive: Archive, *, at: datetime, expect: str = "") -> Audit:
    """Compare everything; ``expect`` is a link of the history's chain that was told earlier (`store.audit.head`).

    Raises:
        StoreDamagedError: the end of the chain is missing from the database.
    """
    lines, fault = _lines(archive)  # before the rows: a line that comes meanwhile is for the next audit
    with store.reading() as session:
        history = history_audit.verify(session, expect=expect)
        filed, places = receipts.receipts(session), receipts.seen(session)
    needed = {row.sha256 for row in filed if row.erased_at is None}
    erased = {row.sha256 for row in filed if row.erased_at is not None} - needed
    faults = [*fault, *_line_faults(lines, places, at), *_file_faults(archive, filed, erased)]
    return Audit(
        history=history,
        archive=ArchiveReport(
            mails=sum(1 for _ in archive), erased=len(erased), lines=len(lines), faults=tuple(faults)
        ),
    )


def _lines(archive: Archive) -> tuple[list[JournalEntry], list[Lost]]:
    """The journal's lines up to the first that cannot be read, and that one."""
    lines: list[JournalEntry] = []
    try:
        lines.extend(archive.received())
    except ArchiveDamagedError as fault:
        return lines, [Lost(place="received.jsonl", what=str(fault))]
    return lines, []


def _line_faults(lines: Sequence[JournalEntry], places: dict[receipts.Place, str], at: datetime) -> list[Lost]:
    faults = []
    for line in lines:
        where = (line.mailbox, line.uidvalidity, line.uid)
        filed = places.get(where)
        name = f"{line.mailbox} UID {line.uid}"
        if filed is None and at - line.filed_at > IN_FLIGHT:
            faults.append(Lost(place=name, what="was archived, but is not in the books"))
        elif filed is not None and filed != line.sha256:
            faults.append(Lost(place=name, what="is another mail in the books than in the journal"))
    return faults


def _file_faults(archive: Archive, filed: Sequence[Receipt], erased: set[str]) -> list[Lost]:
    faults, told = [], set[str]()
    try:
        for damage in archive.verify(erased=erased):
            told.add(damage.path.stem)
            faults.append(Lost(place=damage.path.name, what=damage.what))
    except ArchiveDamagedError:
        pass  # the line of the journal that cannot be read is told already
    for row in filed:
        if row.erased_at is None and row.sha256 not in archive and row.sha256 not in told:
            faults.append(Lost(place=f"message {row.message_id}", what="its file is missing from the archive"))
        elif row.sha256 in erased and row.sha256 in archive:
            what = "was erased, but its file is there; `intake erase --due` removes it"
            faults.append(Lost(place=f"message {row.message_id}", what=what))
    return faults
