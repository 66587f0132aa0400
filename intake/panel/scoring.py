"""Scores that an assessor sends, in the grid of a reply or as a scoresheet: the right ones are kept, the rest is asked.

A scoresheet with a formula in it is taken for nothing at all. Until the due date scores may be sent again, and the
newest counts; after it missing ones are still taken, and those that were given stand unless a person opened them again
(`reopen`). What the words mean is `intake.panel.grid`'s and `intake.panel.scoresheet`'s, what changes `returned`'s.
"""

from __future__ import annotations

from datetime import datetime

from intake import wording
from intake.correspondence import write
from intake.decisions.giving import Done, Given, OrderError
from intake.desk import Desk
from intake.letters.contexts import Outstanding, PanelReminder
from intake.letters.kinds import Kind
from intake.panel.criteria import Scored, panel_of
from intake.panel.errors import PanelError
from intake.panel.ranking import short, told, weighted_score
from intake.panel.returned import Kept, Weighed, scored_in, weigh
from intake.panel.scoresheet import scored_of
from intake.panel.work import Piece, assessor_of, life, link, pieces, scores_offer
from intake.round.panel import Panel, plain
from store import history, panel
from store.engine import Session
from store.states import ApplicationState, AssignmentState
from store.tables import Application, Assignment

_OPENED, _CLOSED = "reopened", "closed"
#: Why scores on an application are not taken, by where the assessor's work on it stands.
_NOT_TAKEN = {
    AssignmentState.ASSIGNED: "{reference} was not sent to you yet: please declare first whether there is a conflict.",
    AssignmentState.CLEAR: "{reference} was not sent to you yet; it follows by email.",
    AssignmentState.CONFLICTED: "You declared a conflict of interest on {reference}, so your scores cannot count.",
    AssignmentState.DROPPED: "{reference} was taken off your list, so your scores do not count.",
}


def score(session: Session, desk: Desk, given: Given) -> Done:
    """Keep what is right of an assessor's scores on one application."""
    of, piece = panel_of(desk.programme), _piece(session, given)
    reference = piece.case.reference
    scored = _scored(given, of)
    is_open = _is_open(session, of, piece.row, at=_received(given))
    weighed = weigh(of, scored, piece.kept, is_open=is_open)
    missing = _missing(desk, of, weighed)
    offers, good = (scores_offer(of, reference),), life(of, at=given.at)
    if not weighed.new:
        if missing:
            raise OrderError(
                f"Nothing was kept of your scores for {reference}.", further=missing, offers=offers, life=good
            )
        if not scored.points and not scored.comments:
            raise OrderError(
                f"There are no scores for {reference} in it. Those we have stand.", offers=offers, life=good
            )
        return Done(sentences=(f"These are the scores for {reference} that we have already.",), title=_title(reference))
    for item in weighed.new:
        panel.score(
            session,
            piece.row,
            criterion=item.criterion.key,
            points=int(item.now.points * 100),
            comment=item.now.comment,
            actor=given.actor,
            at=given.at,
            message_id=given.message_id,
        )
    if not weighed.lacking and piece.row.state == AssignmentState.SENT:
        values = {"scored_at": given.at}
        history.move(session, piece.row, AssignmentState.SCORED, at=given.at, actor=given.actor, values=values)
    if _was_reopened(session, piece.row):
        _mark(session, piece.row, _CLOSED, actor=given.actor, reason="", at=given.at)
    now = piece.kept | {item.criterion.key: item.now for item in weighed.new}
    return Done(
        sentences=(*(item.sentence for item in weighed.new), _sum(of, reference, now, weighed, is_open=is_open)),
        title=_title(reference),
        missing=missing,
        offers=offers if missing else (),
        life=good,
    )


def _title(reference: str) -> str:
    return f"your scores for {reference}"


def _piece(session: Session, given: Given) -> Piece:
    """The assessor's work on the application.

    Raises:
        OrderError: there is none that scores are taken for.
    """
    case = given.case
    found = [item for item in pieces(session, assessor=given.member.email) if item.row.application_id == case.id]
    if not found:
        raise OrderError(f"{case.reference} is not given to you to assess.")
    why = _NOT_TAKEN.get(found[0].row.state)
    if why is not None:
        raise OrderError(why.format(reference=case.reference))
    if case.state == ApplicationState.WITHDRAWN:
        raise OrderError(f"{case.reference} was withdrawn by its applicant; it is no longer assessed.")
    return found[0]


def _scored(given: Given, of: Panel) -> Scored:
    """What the mail or the sheet gives.

    Raises:
        OrderError: the sheet holds formulas, or more than a sheet of ours does.
    """
    if given.sheet is None:
        return scored_in(given.incoming.mail.body if given.incoming else given.text, of)
    scored = scored_of(given.sheet, of)
    if any(row.formula or row.comment_formula for row in given.sheet.rows):
        problems = [item.message for item in scored.problems if "formula" in item.message]
        why = f"The scoresheet for {given.case.reference} holds formulas. Nothing was kept of it."
        raise OrderError(why, further=problems or ["Please type numbers and text only."])
    if given.sheet.truncated:
        raise OrderError(f"The scoresheet for {given.case.reference} has too many rows. Nothing was kept of it.")
    return scored


def _received(given: Given) -> datetime:
    return given.incoming.message.received_at if given.incoming else given.at


def _missing(desk: Desk, of: Panel, weighed: Weighed) -> tuple[str, ...]:
    """What was not kept, and why."""
    if not weighed.closed or of.due is None:
        return weighed.problems
    due = wording.clock(of.due, desk.programme.zone)
    who = wording.listed([member.name for member in desk.offices.with_role("decide")], "or") or "the programme team"
    stands = f"Scores were due by {due}; what was given stands. {who} can open them again."
    return (*weighed.problems, *weighed.closed, stands)


def _sum(of: Panel, reference: str, now: dict[str, Kept], weighed: Weighed, *, is_open: bool) -> str:
    if weighed.lacking:
        given = len(of.criteria) - len(weighed.lacking)
        return f"{reference} has your points on {given} of {len(of.criteria)} criteria."
    whole = weighted_score(of, {key: item.points for key, item in now.items()})
    shown = short(told(whole))
    again = " You may send other scores until they are due." if of.due and is_open else ""
    return f"{reference} is scored in full: {shown} of {plain(of.most)}, weighted.{again}"


def _is_open(session: Session, of: Panel, row: Assignment, *, at: datetime) -> bool:
    """Whether what was given may be changed: until the due date, and where a person opened it again."""
    return of.due is None or at <= of.due or _was_reopened(session, row)


def _was_reopened(session: Session, row: Assignment) -> bool:
    marks = [
        event.what
        for event in history.events_of(session, subject="assignment", subject_id=history.id_of(row))
        if event.what in (_OPENED, _CLOSED)
    ]
    return marks[-1:] == [_OPENED]


def _mark(session: Session, row: Assignment, what: str, *, actor: str, reason: str, at: datetime) -> None:
    number = history.id_of(row)
    history.record(session, subject="assignment", subject_id=number, what=what, actor=actor, reason=reason, at=at)


def reopen(
    session: Session, desk: Desk, case: Application, row: Assignment, *, actor: str, reason: str, at: datetime
) -> None:
    """Let an assessor send other scores after the due date, once; the assessor gets a new code.

    Raises:
        PanelError: the application was not sent to the assessor, or nobody of the staff has the address any more.
    """
    of, member = panel_of(desk.programme), assessor_of(desk, row.assessor)
    if row.state not in (AssignmentState.SENT, AssignmentState.SCORED):
        raise PanelError(f"{row.assessor_name} has nothing to score of {case.reference}: the work is {row.state}")
    if member is None:
        raise PanelError(f"{row.assessor} is not a member of [[staff]] with the role “assess”")
    _mark(session, row, _OPENED, actor=actor, reason=reason, at=at)
    letter = PanelReminder(
        assessor=member.name,
        outstanding=(
            Outstanding(
                reference=case.reference,
                authority="" if of.anonymous else case.authority_name,
                lacking=(),
                link=link(desk, member, scores_offer(of, case.reference), of, at=at),
            ),
        ),
        due=of.due,
        note=f"{case.reference} was opened again for you: you may send other scores once."
        + (f" Reason: {reason}" if reason else ""),
    )
    cause = f"reopen:{row.id}:{at.isoformat()}"
    write(session, desk, Kind.PANEL_REMINDER, letter, to=member.email, cause=cause, application_id=case.id)
