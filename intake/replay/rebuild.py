"""A store made anew: every mail filed and concluded again with the clock where it was, and nothing sent.

The real service does the work: the same triage, takers, chores and letters, at a desk whose archive cannot be written.
What the steps are and when is `intake.replay.timeline`'s; what becomes of letters is `intake.replay.leaving`'s.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from intake import clock
from intake.chores import do_chores
from intake.config import Settings
from intake.desk import Desk
from intake.panel import assigning
from intake.panel.allocation import Allocation
from intake.panel.asking import ask_for_declarations
from intake.pipeline import conclude_alone, read_archived
from intake.receive import message_id_of
from intake.replay.ahead import Ahead, Outcome
from intake.replay.leaving import let_all_leave, let_leave, settle_by_answer
from intake.replay.timeline import Conclusion, Duty, Filing, Giving, Step, Timeline
from intake.staff.digest_run import queue_digest, queue_due_digest
from parsers.reading import Reading
from store import applications, filing, messages, numbering
from store.deeds import Deed
from store.engine import Session
from store.errors import ArchiveDamagedError
from store.filing import NewMessage
from store.states import Disposition
from store.tables import Application, Assignment, Batch, InboundMessage, StaffOrder


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuild:
    """What a rebuilding works with. The desk's store is the new one, its archive a
    `intake.replay.sealed.SealedArchive`.

    ``left`` are the Message-IDs of letters that are known to have left.
    """

    desk: Desk
    settings: Settings
    left: Collection[str]

    def run(self, line: Timeline, *, tell: Callable[[], None] = lambda: None) -> None:
        """Take every step in order; ``tell`` is called after each mail that was concluded."""
        desk = self.desk
        last = clock.now()
        with Ahead(line.concluded, partial(read_archived, desk), workers=desk.workers) as ahead:
            for step in line.steps:
                with clock.still(step.at):
                    self._take(step, ahead)
                last = step.at
                if isinstance(step, Conclusion):
                    tell()
        with clock.still(last), desk.store.begin() as session:
            let_all_leave(session, at=clock.now(), left=self.left)
            numbering.count_on(session)

    def _take(self, step: Step, ahead: Ahead) -> None:
        match step:
            case Filing():
                self._file(step)
            case Conclusion():
                self._conclude(step, ahead.outcome(step.sha256))
            case Duty():
                self._do_duty(step)
            case Giving():
                self._give(step.deed)

    def _file(self, step: Filing) -> None:
        entry, raw = step.entry, self._kept(step.entry.sha256)
        with self.desk.store.begin() as session:
            number = step.number
            if number is not None and not numbering.is_free(session, InboundMessage, number):
                number = None
            item = NewMessage(
                mailbox=entry.mailbox,
                uidvalidity=entry.uidvalidity,
                uid=entry.uid,
                received_at=entry.internaldate,
                sha256=entry.sha256,
                size=len(raw) if entry.size is None else entry.size,
                message_id=message_id_of(raw),
                disposition="" if entry.size is None else Disposition.OVERSIZE,
                number=number,
            )
            filing.file_messages(session, [item], at=entry.filed_at)

    def _kept(self, sha256: str) -> bytes:
        """The bytes of a mail; none where its file is gone, which its reading will say."""
        try:
            return self.desk.archive.read(sha256)
        except ArchiveDamagedError:
            return b""

    def _conclude(self, step: Conclusion, outcome: Outcome) -> None:
        desk = self.desk
        with desk.store.begin() as session:
            self._let_leave(session, at=step.at)
            if isinstance(outcome, Reading):
                settle_by_answer(session, outcome.mail, at=step.at)
            number = messages.number_of(session, step.sha256)
            claimed = messages.claim(session, limit=1, at=step.at, ids=[] if number is None else [number])
            for message in claimed:
                if step.deed is not None:
                    self._keep_numbers(session, step.deed)
                conclude_alone(session, desk, message, outcome)

    def _keep_numbers(self, session: Session, deed: Deed) -> None:
        """Have what this mail opens or orders get the numbers it had, where nobody else has them."""
        number = _number_of(deed.reference)
        named = self.desk.programme.reference_of(number) if number else ""
        if named and named == deed.reference and applications.by_reference(session, named) is None:
            numbering.keep(session, Application, number)
        for kind, name in ((StaffOrder, "order"), (Batch, "batch")):
            given = deed.numbers.get(name)
            if given is not None and numbering.is_free(session, kind, given):
                numbering.keep(session, kind, given)

    def _do_duty(self, step: Duty) -> None:
        with self.desk.store.begin() as session:
            self._let_leave(session, at=step.at)
        digest = step.digest
        if digest is not None and digest.until is not None:
            queue_digest(self.desk, self.settings, end=digest.until, cause=digest.cause)
            return
        do_chores(self.desk, at=step.at)
        if step.guessed:
            queue_due_digest(self.desk, self.settings, at=step.at)

    def _give(self, deed: Deed) -> None:
        """Give applications to assessors again, those that are there; people who are no longer staff are left out."""
        desk = self.desk
        with desk.store.begin() as session:
            self._let_leave(session, at=deed.at)
            for reference, assessor, number in deed.given:
                member = desk.offices.member(assessor)
                if member is None or "assess" not in member.roles or not applications.by_reference(session, reference):
                    continue
                if numbering.is_free(session, Assignment, number):
                    numbering.keep(session, Assignment, number)
                allocation = Allocation(reference=reference, assessor=assessor)
                assigning.assign(session, desk, [allocation], actor=deed.actor, at=deed.at)
            ask_for_declarations(session, desk, deed.at)

    def _let_leave(self, session: Session, *, at: datetime) -> None:
        let_leave(session, at=at, left=self.left)


def _number_of(reference: str) -> int:
    """The number at the end of a reference, 0 where there is none."""
    found = re.search(r"\d+$", reference)
    return int(found[0]) if found else 0
