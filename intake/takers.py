"""The takers in order: who takes up a mail that carries no form. The first that has something to do with it decides."""

from __future__ import annotations

from intake.decisions.obeying import take_order
from intake.desk import Desk
from intake.interviews.hearing import take_answer
from intake.letters.kinds import Kind
from intake.notices.enquiries import pass_on, take_question
from intake.notices.subscription import take_joining, take_leaving
from intake.notices.withdrawal_mail import take_withdrawal
from intake.receipts import receipt_of_reply
from intake.replies import NotTaken, hear
from intake.round.verdict import Action
from intake.taking import Incoming, Reply, Taken, Taker
from store.engine import Session

#: Triage rules that find mail of a known case.
CASE = frozenset({"thread", "reference", "sender"})


def _correction(session: Session, desk: Desk, incoming: Incoming) -> Taken | None:
    verdict = incoming.verdict
    heard = hear(session, desk.programme, incoming.message, incoming.reading, verdict, at=incoming.at)
    if heard is None:
        return None
    if isinstance(heard, NotTaken):
        return Taken(rule="correction", reason=heard.reason, action=Action.HOLD, application=verdict.application)
    receipt = receipt_of_reply(heard, received_at=incoming.message.received_at, programme=desk.programme)
    return Taken(
        rule="correction",
        reason="The applicant corrected answers in it.",
        application=verdict.application,
        reply=Reply(kind=Kind.RECEIPT_CORRECTED, context=receipt),
    )


#: In order. Adding one is one function and one row.
TAKERS: tuple[Taker, ...] = (
    Taker("order", "A member of staff asks for something by a one-use code.", frozenset({"order"}), take_order),
    Taker("unsubscribe", "Somebody leaves the update list.", CASE | {"unsubscribe", "enquiry"}, take_leaving),
    Taker("withdrawal", "The contact of a case withdraws its application.", CASE | {"enquiry"}, take_withdrawal),
    Taker("rsvp", "An invitation to interview is answered, by a calendar or in words.", CASE | {"rsvp"}, take_answer),
    Taker("correction", "The contact of a case corrects answers in a reply.", CASE, _correction),
    Taker("subscribe", "Somebody joins the update list.", CASE | {"enquiry"}, take_joining),
    Taker("question", "Somebody asks what has a published answer.", CASE | {"enquiry"}, take_question),
    Taker("passed", "A person must answer, and staff are told at once.", CASE | {"enquiry"}, pass_on),
)


def take(session: Session, desk: Desk, incoming: Incoming) -> Taken | None:
    """What the first taker makes of the mail that has something to do with it; None where none has."""
    for taker in TAKERS:
        if incoming.verdict.rule in taker.rules:
            taken = taker.take(session, desk, incoming)
            if taken is not None:
                return taken
    return None
