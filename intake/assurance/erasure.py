"""Erasing applications and people: who may be erased, one transaction for each, the files after the commit.

Rows are erased by `intake.assurance.erasing`. A mail's file is unlinked only once its row says that it is erased, and
every run first unlinks what an earlier one left, so an erasure that was interrupted is finished by the next. Copies
outside (the mail server's folders, backups, mail that staff were sent) are not reached; `Erased.mail_ids` names them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from intake.assurance import erasing, retention
from intake.assurance.erasing import Act, Erased
from intake.assurance.errors import AlreadyErasedError, CaseBusyError, KeptForStaffError, StillInRoundError
from intake.round.programme import Programme
from store import applications, erasable, person_rows
from store.archive import Archive
from store.engine import Session, Store
from store.person_rows import PersonRows
from store.states import ApplicationState
from store.tables import Application

#: States in which an application may yet be decided on.
_OPEN = frozenset(
    {
        ApplicationState.INCOMPLETE,
        ApplicationState.COMPLETE,
        ApplicationState.SHORTLISTED,
        ApplicationState.INVITED,
        ApplicationState.INTERVIEWED,
        ApplicationState.RESERVE,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What one run did, or with ``dry`` would have done. ``refused`` are sentences; ``files`` were unlinked."""

    erased: tuple[Erased, ...] = ()
    refused: tuple[str, ...] = ()
    files: int = 0
    dry: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Eraser:
    """Erases in one store and archive. With ``dry`` everything is worked out and undone."""

    store: Store
    archive: Archive
    programme: Programme
    act: Act
    dry: bool = False

    def case(self, reference: str) -> Report:
        """Erase one application because somebody asked for it.

        Raises:
            LookupError: there is no such application.
            AlreadyErasedError, StillInRoundError, CaseBusyError: it is not erased, and nothing was changed.
        """
        files = self.finish()
        erased = self._commit(partial(self._asked_for, reference=reference))
        return self._report([erased] if erased else [], [], files)

    def due(self) -> Report:
        """Erase everything that is due by the pack's periods; what is busy is left for the next run, and said."""
        files, erased, refused = self.finish(), list[Erased](), list[str]()
        with self.store.reading() as session:
            due = retention.due(session, self.programme, at=self.act.at)
        for item in due.cases:
            try:
                erased += self._one(partial(self._due, reference=item.reference))
            except CaseBusyError as fault:
                refused.append(f"{item.reference}: {fault}")
        if not due.loose.nothing:
            erased += self._one(self._loose)
        return self._report(erased, refused, files)

    def person(self, address: str) -> Report:
        """Erase what is held on one person: applications that they are the contact of, and their other mail.

        Raises:
            KeptForStaffError: it is a member of staff or of the panel.
        """
        wanted = address.strip().lower()
        if wanted in self.act.staff:
            raise KeptForStaffError
        files, erased, refused = self.finish(), list[Erased](), list[str]()
        with self.store.reading() as session:
            references = [case.reference for case in applications.by_contact(session, wanted)]
        for reference in references:
            try:
                erased += self._one(partial(self._asked_for, reference=reference))
            except (StillInRoundError, CaseBusyError, AlreadyErasedError) as fault:
                refused.append(str(fault))
        erased += self._one(partial(self._rest_of, address=wanted))
        return self._report(erased, refused, files)

    def finish(self) -> int:
        """Unlink the files of mail that is marked as erased; returns how many there still were."""
        with self.store.reading() as session:
            waiting = erasable.waiting_files(session)
        if self.dry:
            return sum(digest in self.archive for digest in waiting)
        return sum(self.archive.remove(digest) for digest in waiting)

    def _asked_for(self, session: Session, reference: str) -> Erased:
        case = applications.by_reference(session, reference)
        if case is None:
            raise LookupError(reference)
        if case.erased_at is not None:
            raise AlreadyErasedError(f"{case.reference} was erased on {case.erased_at:%d %B %Y}")
        if case.state in _OPEN and not self._is_over(session, case):
            raise StillInRoundError(
                f"{case.reference} is {case.state} and still in the round: have it withdrawn first, then erase it"
            )
        return erasing.erase_case(session, case, self.act)

    def _is_over(self, session: Session, case: Application) -> bool:
        """Whether nothing can become of it any more: outcome letters went out, or it is due by its period."""
        if case.state != ApplicationState.RESERVE and retention.is_over(session):
            return True
        due = retention.due(session, self.programme, at=self.act.at)
        return case.reference in {item.reference for item in due.cases}

    def _due(self, session: Session, reference: str) -> Erased | None:
        case = applications.by_reference(session, reference)
        if case is None or case.erased_at is not None:
            return None  # somebody else erased it meanwhile
        return erasing.erase_case(session, case, self.act)

    def _loose(self, session: Session) -> Erased | None:
        loose = retention.due(session, self.programme, at=self.act.at).loose
        what = "mail of no application"
        return None if loose.nothing else erasing.erase_loose(session, loose, self.act, what=what)

    def _rest_of(self, session: Session, address: str) -> Erased | None:
        rows = person_rows.rows_of(session, address)
        kept = tuple(_kept(rows))
        if rows.own.nothing:
            return Erased(what="their other mail", kept=kept) if kept else None
        erased = erasing.erase_loose(session, rows.own, self.act, what="their other mail")
        return replace(erased, kept=(*erased.kept, *kept))

    def _one(self, act: Callable[[Session], Erased | None]) -> list[Erased]:
        erased = self._commit(act)
        return [erased] if erased is not None else []

    def _commit(self, act: Callable[[Session], Erased | None]) -> Erased | None:
        """One erasure in a transaction of its own; with ``dry`` it is undone again."""
        with self.store.begin() as session:
            erased = act(session)
            if self.dry:
                session.rollback()
        return erased

    def _report(self, erased: list[Erased], refused: list[str], files: int) -> Report:
        if not self.dry:
            files += self.finish()
            self.store.forget()
        return Report(erased=tuple(erased), refused=tuple(refused), files=files, dry=self.dry)


def _kept(rows: PersonRows) -> Iterator[str]:
    """What of a person's is not erased, and why."""
    for what, references in rows.in_cases:
        yield f"{what} belongs to {', '.join(references)} and is kept until that is erased"
    for reference, key in rows.in_answers:
        yield f"{reference} names the address in its answer {key!r} and is kept until that is erased"
    if rows.assignments:
        yield "what they assessed is kept: it shows how applications were judged"
