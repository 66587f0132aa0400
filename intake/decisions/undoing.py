"""Take an order back, within the time that its confirmation gave. How is written with the order (`undo`, JSON).

What has left cannot be taken back: an order that can be has kept its letters from leaving until then.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from intake.batches.errors import BatchError
from intake.batches.releasing import recall
from intake.corrections import correct_answer
from intake.decisions.giving import Done, Given, OrderError
from intake.desk import Desk
from intake.interviews.changing import undo_move
from intake.interviews.noting import undo_note
from store import applications, batches, decisions, letters, orders
from store.engine import Session
from store.states import LetterStatus
from store.tables import Application, StaffOrder

_STOPPABLE = frozenset({LetterStatus.DRAFT, LetterStatus.QUEUED})


def undo(session: Session, desk: Desk, given: Given) -> Done:
    """Take back the order whose number the code names.

    Raises:
        OrderError: it was taken back already, or it is too late.
    """
    order = _order(session, given.subject)
    if order is None or order.undo is None:
        raise OrderError("There is nothing to take back.")
    if order.undone_at is not None:
        raise OrderError(f"It was taken back already, by {order.undone_by}.")
    case = applications.by_id(session, order.application_id) if order.application_id is not None else None
    how = _HOW.get(order.undo["kind"])
    if how is None:
        raise OrderError("This order cannot be taken back by email.")
    sentence = how(session, desk, order.undo, case, given)
    orders.mark_undone(session, order, actor=given.actor, at=given.at)
    return Done(sentences=(sentence,), application=case)


def _order(session: Session, subject: str) -> StaffOrder | None:
    kind, _, number = subject.partition(":")
    return orders.by_id(session, int(number)) if kind == "order" and number.isdigit() else None


def _decision(session: Session, desk: Desk, how: Mapping[str, Any], case: Application | None, given: Given) -> str:
    decision = decisions.by_id(session, how["decision"])
    if decision is None or decision.batch_id is not None:
        raise OrderError("The decision was carried out; it can no longer be taken back by email.")
    decisions.undo(session, decision, actor=given.actor, at=given.at)
    return f"The decision on {case.reference if case else 'the application'} is taken back."


def _lateness(session: Session, desk: Desk, how: Mapping[str, Any], case: Application | None, given: Given) -> str:
    if case is None:
        raise OrderError("The application is not there any more.")
    _keep_back(session, how["letter"], given)
    applications.rule_on_lateness(session, case, how["before"], actor=given.actor, reason="taken back", at=given.at)
    return f"The ruling on the late form of {case.reference} is taken back; the applicant was not told."


def _letter(session: Session, desk: Desk, how: Mapping[str, Any], case: Application | None, given: Given) -> str:
    _keep_back(session, how["letter"], given)
    return "The letter does not leave."


def _keep_back(session: Session, letter_id: int | None, given: Given) -> None:
    letter = letters.by_id(session, letter_id) if letter_id is not None else None
    if letter is None:
        return
    if letter.status not in _STOPPABLE:
        raise OrderError("The letter has left; it can no longer be taken back.")
    letters.cancel(session, [letter], actor=given.actor, at=given.at, reason="taken back")


def _answers(session: Session, desk: Desk, how: Mapping[str, Any], case: Application | None, given: Given) -> str:
    if case is None:
        raise OrderError("The application is not there any more.")
    for key, text in how["before"].items():
        correct_answer(
            session, desk.programme, case, key=key, text=text, actor=given.actor, reason="taken back", at=given.at
        )
    return f"{case.reference} says again what it said before."


def _release(session: Session, desk: Desk, how: Mapping[str, Any], case: Application | None, given: Given) -> str:
    batch = batches.by_id(session, how["batch"])
    if batch is None:
        raise OrderError("There is no such batch.")
    try:
        recall(session, batch, actor=given.actor, at=given.at)
    except BatchError as fault:
        raise OrderError(str(fault)) from fault
    return f"Batch {batch.id} is recalled: nothing of it leaves."


_How = Callable[[Session, Desk, Mapping[str, Any], Application | None, Given], str]

_HOW: dict[str, _How] = {
    "decision": _decision,
    "lateness": _lateness,
    "letter": _letter,
    "answers": _answers,
    "release": _release,
    "interview": undo_move,
    "interview-note": undo_note,
}
