"""What the books know of the panel's work, as the rest of the service asks for it: comments for the applicant.

The sums are `intake.panel.ranking`'s; the rows `store.panel`'s. Nothing is written here.
"""

from __future__ import annotations

from intake.letters.contexts import Feedback
from intake.round.programme import Programme
from store import panel
from store.engine import Session


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
