"""Every row that is about one person, found by their email address: to give them a copy, and to erase it.

A person is an address, in any case of its letters. What belongs to an application is told apart from what is theirs
alone, because it is kept for as long as the application is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import String, cast, func, select
from sqlmodel import col

from store import applications, erasable, history
from store.belongings import owners
from store.engine import Session
from store.erasable import Loose
from store.tables import (
    Application,
    Assignment,
    InboundMessage,
    Interview,
    OutgoingMail,
    Score,
    StaffOrder,
    StoredAnswer,
    Submission,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRows:
    """What is held on one person; erased rows are left out.

    ``cases`` are the applications they are the contact of. ``own`` belongs to no application. ``in_cases`` are mails
    and letters ("message 3", "letter 7") with the references of the other people's applications they belong to,
    ``in_answers`` the answers of any application, as reference and field, that name the address.
    """

    address: str
    cases: Sequence[Application]
    messages: Sequence[InboundMessage]
    letters: Sequence[OutgoingMail]
    own: Loose
    in_cases: Sequence[tuple[str, Sequence[str]]]
    in_answers: Sequence[tuple[str, str]]
    interviews: Sequence[Interview]
    assignments: Sequence[Assignment]
    scores: Sequence[Score]
    orders: Sequence[StaffOrder]


def rows_of(session: Session, address: str) -> PersonRows:
    """Everything held on the person with this address."""
    wanted = address.strip().lower()
    messages = _of(session, InboundMessage, InboundMessage.from_address, wanted)
    messages = [row for row in messages if row.erased_at is None]
    letters = _of(session, OutgoingMail, OutgoingMail.recipient, wanted)
    assignments = _of(session, Assignment, Assignment.assessor, wanted)
    loose = erasable.loose(session)
    own_mail = {row.id for row in loose.messages} & {row.id for row in messages}
    own_letters = {row.id for row in loose.letters} & {row.id for row in letters}
    subscribers = [row for row in loose.subscribers if row.address.lower() == wanted]
    return PersonRows(
        address=wanted,
        cases=applications.by_contact(session, wanted),
        messages=messages,
        letters=letters,
        own=Loose(
            messages=[row for row in messages if row.id in own_mail],
            # An answer goes with the mail it answers, to whomever it went.
            letters=[row for row in loose.letters if row.id in own_letters or row.inbound_id in own_mail],
            subscribers=subscribers,
            orders=[row for row in loose.orders if row.person.lower() == wanted],
        ),
        in_cases=_in_cases(session, wanted, messages, letters),
        in_answers=_in_answers(session, wanted),
        interviews=_of(session, Interview, Interview.attendee, wanted),
        assignments=assignments,
        scores=_scores(session, assignments),
        orders=_of(session, StaffOrder, StaffOrder.person, wanted),
    )


def _of(session: Session, kind: Any, column: Any, address: str) -> Sequence[Any]:
    return session.scalars(select(kind).where(func.lower(column) == address).order_by(kind.id)).all()


def _scores(session: Session, assignments: Sequence[Assignment]) -> Sequence[Score]:
    ids = [history.id_of(row) for row in assignments]
    query = select(Score).where(col(Score.assignment_id).in_(ids)).order_by(col(Score.id))
    return session.scalars(query).all() if ids else ()


def _in_cases(
    session: Session, address: str, messages: Sequence[InboundMessage], letters: Sequence[OutgoingMail]
) -> list[tuple[str, Sequence[str]]]:
    """What is in the applications of others; an application that was erased holds nothing any more."""
    belonging = owners(session)
    found = [(f"message {row.id}", belonging.get(history.id_of(row), frozenset())) for row in messages]
    found += [(f"letter {row.id}", frozenset(filter(None, [row.application_id]))) for row in letters]
    told: list[tuple[str, Sequence[str]]] = []
    for what, ids in found:
        cases = [session.get_one(Application, id_) for id_ in sorted(ids)]
        others = [case.reference for case in cases if case.contact_address.lower() != address and not case.erased_at]
        if others:
            told.append((what, others))
    return told


def _in_answers(session: Session, address: str) -> list[tuple[str, str]]:
    text, value = func.lower(StoredAnswer.text), func.lower(cast(col(StoredAnswer.value), String))
    query = (
        select(col(Application.reference), col(StoredAnswer.key))
        .join(Submission, col(Submission.application_id) == col(Application.id))
        .join(StoredAnswer, col(StoredAnswer.submission_id) == col(Submission.id))
        .where(text.contains(address, autoescape=True) | value.contains(address, autoescape=True))
        .where(func.lower(Application.contact_address) != address)
        .order_by(col(Application.number), col(StoredAnswer.key))
        .distinct()
    )
    rows = session.execute(query.add_columns(col(Application.number)))
    return [(reference, key) for reference, key, _ in rows]
