"""Who assesses what, in the books: shared out evenly, from a file or by hand; taken off; opened again for scores.

How it is shared out is `intake.panel.allocation`'s, what a file says `intake.panel.allocation_file`'s. What follows by
mail is `asking`'s and `sending`'s.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from intake.correspondence import write
from intake.deeds import note
from intake.desk import Desk
from intake.letters.contexts import PanelNews
from intake.letters.kinds import Kind
from intake.panel.allocation import Allocated, Allocation, Assessor, Case, Pair, allocate
from intake.panel.allocation_file import chosen_by_hand, read_allocations
from intake.panel.criteria import panel_of
from intake.panel.errors import PanelError
from intake.panel.standing import AT_WORK
from intake.panel.work import by_mail
from store import application_list, applications, history, panel, submissions
from store.application_list import ApplicationItem
from store.deeds import Deed, DeedKind
from store.engine import Session, after_commit
from store.states import ApplicationState, AssignmentState
from store.tables import Application, Assignment


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessable:
    """The applications that may be assessed, and those that were handed in and may not: (reference, why)."""

    cases: tuple[Case, ...]
    not_yet: tuple[tuple[str, str], ...]


def assessors_of(desk: Desk) -> tuple[Assessor, ...]:
    """The panel: the staff with the role ``assess``.

    Raises:
        PanelError: there are none, or they could not answer by mail.
        NoPanelError: the programme's pack has no panel.
    """
    panel_of(desk.programme)
    members = desk.offices.with_role("assess")
    if not members:
        raise PanelError("nobody assesses: give members of [[staff]] the role “assess” in the configuration")
    if not by_mail(desk):
        raise PanelError("assessors answer by mail, and orders by mail are not taken: set [mailbox] authserv_id")
    return tuple(Assessor(email=member.email, name=member.name, body=member.body) for member in members)


def assessable(session: Session) -> Assessable:
    """The complete applications, those that came late only once a person admitted them."""
    cases, not_yet = [], []
    for item in application_list.listing(session):
        if item.state == ApplicationState.INCOMPLETE:
            not_yet.append((item.reference, "it is incomplete"))
        elif item.state == ApplicationState.COMPLETE and _waits_for_ruling(session, item):
            not_yet.append((item.reference, "it came late, and was not admitted"))
        elif item.state == ApplicationState.COMPLETE:
            cases.append(Case(reference=item.reference, bodies=(item.authority_name, *item.partners)))
    return Assessable(cases=tuple(cases), not_yet=tuple(not_yet))


def _waits_for_ruling(session: Session, item: ApplicationItem) -> bool:
    form = submissions.by_id(session, item.submission_id) if item.submission_id is not None else None
    return form is not None and form.late and item.late_ruling != "admitted"


def evenly(session: Session, desk: Desk) -> Allocated:
    """What would be given out so that every application has as many assessors as the pack says."""
    people = assessors_of(desk)
    standing, conflicts, off = _pairs(session)
    return allocate(
        assessable(session).cases,
        people,
        each=panel_of(desk.programme).each,
        conflicts=conflicts,
        taken_off=off,
        existing=standing,
    )


def from_file(session: Session, desk: Desk, data: bytes, *, source: str) -> Allocated:
    """What a CSV file would give out.

    Raises:
        AllocationFileError: something in it is wrong; carries every problem.
    """
    people = assessors_of(desk)
    standing, conflicts, _ = _pairs(session)
    cases = assessable(session).cases
    return Allocated(
        allocations=read_allocations(data, cases, people, conflicts=conflicts, existing=standing, source=source)
    )


def by_hand(session: Session, desk: Desk, reference: str, names: Sequence[str]) -> Allocated:
    """One application given to assessors, by name or address.

    Raises:
        AllocationFileError: somebody or something is not known, or may not be.
    """
    people = assessors_of(desk)
    standing, conflicts, _ = _pairs(session)
    cases = assessable(session).cases
    return Allocated(
        allocations=chosen_by_hand(reference, names, cases, people, conflicts=conflicts, existing=standing)
    )


def _pairs(session: Session) -> tuple[list[Pair], list[Pair], list[Pair]]:
    """What stands, what is conflicted, and what was taken off."""
    standing: list[Pair] = []
    conflicts: list[Pair] = []
    off: list[Pair] = []
    references = {case.id: case.reference for case in applications.all_applications(session)}
    for row in panel.assignments(session):
        pair = (references[row.application_id], row.assessor)
        kind = conflicts if row.state == AssignmentState.CONFLICTED else standing if row.state in AT_WORK else off
        kind.append(pair)
    return standing, conflicts, off


def assign(session: Session, desk: Desk, allocations: Sequence[Allocation], *, actor: str, at: datetime) -> None:
    """Write assignments down. They are noted beside the archive as well: no mail says them."""
    people = {person.address: person for person in assessors_of(desk)}
    cases = {case.reference: case for case in applications.all_applications(session)}
    given = []
    for item in allocations:
        person = people[item.assessor]
        row = panel.assign(
            session,
            cases[item.reference],
            assessor=person.address,
            assessor_name=person.name,
            body=person.body,
            actor=actor,
            at=at,
        )
        given.append((item.reference, item.assessor, history.id_of(row)))
    deed = Deed(kind=DeedKind.GIVEN, at=at, given=tuple(given), actor=actor)
    after_commit(session, partial(note, desk.archive, [deed]))


def unassign(
    session: Session, desk: Desk, case: Application, name: str, *, actor: str, reason: str, at: datetime
) -> str:
    """Take an assessor off an application; scores given no longer count. Returns a sentence on what was done.

    An assessor who was sent the application is told not to go on.

    Raises:
        PanelError: there is no such work.
    """
    row = work_of(session, case, name)
    before = row.state
    if before == AssignmentState.DROPPED:
        raise PanelError(f"{row.assessor_name} was taken off {case.reference} before")
    history.move(session, row, AssignmentState.DROPPED, at=at, actor=actor, reason=reason)
    told = before in AT_WORK and desk.offices.member(row.assessor) is not None
    if told:
        news = PanelNews(
            title=f"You no longer need to assess {case.reference}",
            sentences=(
                f"{case.reference} was taken off your list. Please delete what you were sent of it.",
                "Scores that you have given on it do not count. There is nothing more to do.",
            ),
        )
        cause = f"unassign:{row.id}:{at.isoformat()}"
        write(session, desk, Kind.PANEL_NEWS, news, to=row.assessor, cause=cause, application_id=case.id)
    return f"{row.assessor_name} no longer assesses {case.reference}{' and is told so' if told else ''}."


def work_of(session: Session, case: Application, name: str) -> Assignment:
    """The work of an assessor, by name or address, on an application.

    Raises:
        PanelError: there is none.
    """
    rows = panel.assignments(session, application_id=history.id_of(case))
    wanted = name.strip().casefold()
    found = [row for row in rows if wanted in (row.assessor, row.assessor_name.casefold())]
    if len(found) != 1:
        listed = ", ".join(row.assessor_name or row.assessor for row in rows) or "nobody"
        raise PanelError(f"{name!r} does not assess {case.reference}; {listed} does")
    return found[0]
