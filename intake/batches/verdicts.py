"""The stages that carry out what people decided of applications: the shortlist, the outcome, and the welcome after it.

What each ruling does is `intake.round.rulings`; what was decided is `store.decisions`. Nothing is decided here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from intake import wording
from intake.batches.plan import Line
from intake.batches.stages import Draft, Stage, acting_line, line_of, over_the_limits
from intake.desk import Desk
from intake.letters.contexts import Feedback, Outcome
from intake.letters.kinds import Kind
from intake.panel.standing import feedback_of, ranking_of
from intake.round.rulings import RULINGS
from store import applications, decisions, history, letters
from store.engine import Session
from store.states import ApplicationState, LetterStatus, Ruling
from store.tables import Application, Decision

#: States in which an application still waits for what a stage decides.
_CONCERNED: dict[str, frozenset[ApplicationState]] = {
    "shortlist": frozenset({ApplicationState.INCOMPLETE, ApplicationState.COMPLETE}),
    "outcome": frozenset(
        {
            ApplicationState.SHORTLISTED,
            ApplicationState.INVITED,
            ApplicationState.INTERVIEWED,
            ApplicationState.RESERVE,
        }
    ),
}
#: Letters that say why somebody is not selected carry what the assessors wrote.
_WITH_FEEDBACK = frozenset({Kind.NOT_SHORTLISTED, Kind.NOT_SELECTED})


def _lines(session: Session, desk: Desk, *, stage: str) -> list[Line]:
    rulings = [Ruling(name) for name, policy in RULINGS.items() if policy.stage == stage]
    decided = decisions.standing(session, rulings)
    concerned = _concerned(desk, stage)
    return [
        _line(session, desk, case, decided.get(history.id_of(case)))
        for case in applications.all_applications(session)
        if case.state in concerned or history.id_of(case) in decided
    ]


def _concerned(desk: Desk, stage: str) -> frozenset[ApplicationState]:
    if stage == "outcome" and desk.programme.interviews is None:
        return _CONCERNED[stage] | {ApplicationState.COMPLETE}
    return _CONCERNED[stage]


def _line(session: Session, desk: Desk, case: Application, decision: Decision | None) -> Line:
    if decision is None:
        return line_of(case, remarks=_undecided(case))
    policy = RULINGS[decision.ruling]
    remarks = _twice(session, case, Kind(policy.letter))
    if case.state not in policy.may_be_made_in(desk.programme):
        remarks.append(f"It is {case.state.replace('_', ' ')} now, so “{policy.title}” cannot be carried out.")
        return line_of(case, remarks=remarks)
    if not case.contact_address:
        remarks.append("It has no address to write to.")
        return line_of(case, remarks=remarks)
    if decision.ruling == Ruling.SELECT:
        remarks += _award(desk, decision)
    why = f"{policy.title}: {decision.actor}, {wording.day(decision.decided_at.astimezone(desk.programme.zone).date())}"
    return acting_line(
        case,
        after=ApplicationState(policy.to),
        letter=Kind(policy.letter),
        why=why,
        decision_id=decision.id,
        amount=decision.amount,
        remarks=remarks,
    )


def _undecided(case: Application) -> list[str]:
    if case.state == ApplicationState.INCOMPLETE:
        return ["Nothing was decided. It is incomplete: it can be ruled ineligible."]
    return ["Nothing was decided."]


def _twice(session: Session, case: Application, kind: Kind) -> list[str]:
    """A remark where the application has had this letter before."""
    had = [
        letter
        for letter in letters.of_application(session, history.id_of(case))
        if letter.kind == kind and letter.status not in (LetterStatus.CANCELLED, LetterStatus.DRAFT)
    ]
    named = kind.value.replace("_", " ")
    return [f"It would get the letter “{named}” a second time: letter {had[-1].id} went before."] if had else []


def _award(desk: Desk, decision: Decision) -> list[str]:
    programme, amount = desk.programme, decision.amount
    if amount is None:
        return ["No amount was given."] if programme.award_cap is not None else []
    if programme.award_cap is not None and amount > programme.award_cap:
        cap = wording.money(programme.award_cap, programme.currency)
        return [f"{wording.money(amount, programme.currency)} is more than one application may get ({cap})."]
    return []


def _draft(session: Session, desk: Desk, line: Line, _cause: str) -> Draft:
    programme = desk.programme
    case = applications.by_id(session, line.application_id)
    decision = decisions.by_id(session, line.decision_id) if line.decision_id is not None else None
    if case is None:
        raise LookupError(line.reference)
    feedback: tuple[Feedback, ...] = ()
    if line.letter in _WITH_FEEDBACK:
        feedback = feedback_of(session, programme, line.application_id)
    days = programme.interviews
    return Draft(
        context=Outcome(
            reference=case.reference,
            authority=case.authority_name,
            contact_name=case.contact_name,
            reason=decision.reason if decision else "",
            amount=wording.money(line.amount, programme.currency) if line.amount is not None else "",
            feedback=feedback,
            interviews=(days.first_day, days.last_day) if days else None,
            starts=programme.work_begins,
        )
    )


def _shortlist_warnings(session: Session, desk: Desk, lines: Sequence[Line]) -> tuple[str, ...]:
    undecided = sum(not line.acts for line in lines)
    found = [f"{wording.count(undecided, 'application')} would get no letter."] if undecided else []
    chosen = sum(line.after == ApplicationState.SHORTLISTED for line in lines)
    if desk.programme.places is not None and 0 < chosen < desk.programme.places:
        places = wording.count(desk.programme.places, "place")
        found.append(f"{chosen} would be shortlisted for {places}.")
    return (*found, *_out_of_rank(session, desk, lines))


def _out_of_rank(session: Session, desk: Desk, lines: Sequence[Line]) -> Iterator[str]:
    """Each application that is declined though the panel ranked it before one that is shortlisted."""
    ranks = {item.reference: item.rank for item in ranking_of(session, desk.programme) if item.rank is not None}
    chosen = [line.reference for line in lines if line.after == ApplicationState.SHORTLISTED]
    last = max((reference for reference in chosen if reference in ranks), key=ranks.__getitem__, default="")
    for line in lines:
        declined = line.after == ApplicationState.NOT_SHORTLISTED
        if declined and last and ranks.get(line.reference, ranks[last]) < ranks[last]:
            yield (
                f"{line.reference} (rank {ranks[line.reference]}) is declined while {last} (rank {ranks[last]}) is "
                "shortlisted."
            )


def _outcome_warnings(session: Session, desk: Desk, lines: Sequence[Line]) -> tuple[str, ...]:
    had = decisions.carried_out(session, [Ruling.SELECT])
    standing = {
        case.id: had[history.id_of(case)].amount or 0
        for case in applications.all_applications(session)
        if case.state == ApplicationState.SELECTED and history.id_of(case) in had
    }
    new = [line for line in lines if line.after == ApplicationState.SELECTED]
    undecided = sum(not line.acts for line in lines if line.before != ApplicationState.RESERVE)
    limits = over_the_limits(
        desk.programme,
        selected=len(standing) + len(new),
        amount=sum(standing.values()) + sum(line.amount or 0 for line in new),
    )
    return (*limits, *([f"{wording.count(undecided, 'application')} would get no letter."] if undecided else []))


def _welcome_lines(session: Session, desk: Desk) -> list[Line]:
    had = decisions.carried_out(session, [Ruling.SELECT])
    lines = []
    for case in applications.all_applications(session):
        if case.state != ApplicationState.SELECTED:
            continue
        decision = had.get(history.id_of(case))
        sent = letters.of_application(session, history.id_of(case))
        if any(letter.kind == Kind.ONBOARDING and letter.status != LetterStatus.CANCELLED for letter in sent):
            lines.append(line_of(case, remarks=["It has had this letter."]))
            continue
        lines.append(
            acting_line(
                case,
                after=None,
                letter=Kind.ONBOARDING,
                why="It was selected.",
                decision_id=decision.id if decision else None,
                amount=decision.amount if decision else None,
            )
        )
    return lines


def _no_warnings(session: Session, desk: Desk, lines: Sequence[Line]) -> tuple[str, ...]:
    return ()


def _of(stage: str) -> Callable[[Session, Desk], list[Line]]:
    return partial(_lines, stage=stage)


SHORTLIST = Stage(
    name="shortlist",
    sentence="Tell who goes on and who does not.",
    lines=_of("shortlist"),
    draft=_draft,
    warnings=_shortlist_warnings,
)
OUTCOME = Stage(
    name="outcome",
    sentence="Tell who is selected, who is in reserve and who is not.",
    lines=_of("outcome"),
    draft=_draft,
    warnings=_outcome_warnings,
)
WELCOME = Stage(
    name="welcome",
    sentence="Tell those who were selected how the work begins.",
    lines=_welcome_lines,
    draft=_draft,
    warnings=_no_warnings,
)
