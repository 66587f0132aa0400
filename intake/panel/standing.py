"""What the books know of the panel's work, as the rest of the service asks for it: ranking, and comments to pass on.

The sums are `intake.panel.ranking`'s; the rows `store.panel`'s. Nothing is written here.
"""

from __future__ import annotations

from decimal import Decimal

from intake.letters.contexts import Feedback
from intake.panel.ranking import Given, Result, ranking
from intake.round.programme import Programme
from store import applications, history, panel
from store.engine import Session
from store.states import ApplicationState, AssignmentState

#: Whose scores count, and are waited for.
AT_WORK = (AssignmentState.ASSIGNED, AssignmentState.CLEAR, AssignmentState.SENT, AssignmentState.SCORED)
#: Applications that are not ranked: they do not take part, or not yet.
_OUT = frozenset({ApplicationState.INCOMPLETE, ApplicationState.INELIGIBLE, ApplicationState.WITHDRAWN})


def ranking_of(session: Session, programme: Programme) -> tuple[Result, ...]:
    """Every application that takes part, best first, by the newest scores; none where the pack has no panel."""
    if programme.panel is None:
        return ()
    cases = {history.id_of(case): case for case in applications.all_applications(session) if case.state not in _OUT}
    assigned = [
        (cases[row.application_id].reference, row.assessor)
        for row in panel.assignments(session, states=AT_WORK)
        if row.application_id in cases
    ]
    references = [case.reference for case in cases.values()]
    return ranking(programme.panel, references, assigned=assigned, given=given_scores(session), places=programme.places)


def given_scores(session: Session) -> list[Given]:
    """The scores that count, whatever became of their applications."""
    references = {case.id: case.reference for case in applications.all_applications(session)}
    return [
        Given(
            reference=references[item.application_id],
            assessor=item.assessor,
            criterion=item.criterion,
            points=Decimal(item.points) / 100,
            comment=item.comment,
            order=place,
        )
        for place, item in enumerate(panel.scores(session))
    ]


def feedback_of(session: Session, programme: Programme, application_id: int) -> tuple[Feedback, ...]:
    """What the assessors wrote about one application, criterion by criterion in the pack's order, without names."""
    if programme.panel is None:
        return ()
    given = panel.scores(session, [application_id])
    feedback = []
    for criterion in programme.panel.criteria:
        comments = dict.fromkeys(item.comment for item in given if item.criterion == criterion.key and item.comment)
        if comments:
            feedback.append(Feedback(criterion=criterion.title, comments=tuple(comments)))
    return tuple(feedback)
