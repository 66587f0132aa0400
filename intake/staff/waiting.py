"""What waits for a person, for the digest: held mail, applications to rule on, mail to answer, answers not given.

Only looks. The order is that in which it should be dealt with; the words say why each waits and which command helps.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime

from intake.letters import contexts
from intake.round.checks import Weight
from intake.wording import count
from store import figures as books
from store import history
from store.application_list import ApplicationItem
from store.engine import Session
from store.message_list import MessageItem, listing
from store.states import ApplicationState, Disposition
from store.tables import Event

_OPEN = frozenset({ApplicationState.INCOMPLETE, ApplicationState.COMPLETE})

#: Mail that nobody has dealt with although the service is done with it, and why a person may want to.
_TO_ANSWER: Mapping[str, str] = {
    Disposition.ENQUIRY: "A person wrote to us.",
    Disposition.CORRESPONDENCE: "An applicant wrote about this application.",
    Disposition.UNREADABLE: "It may be a form, and it could not be read.",
    Disposition.OVERSIZE: "It was too large to download and lies in the mailbox.",
}
#: Correspondence by these rules is settled: what followed from it is in the books, and staff were told where they must.
_SETTLED = frozenset({"rsvp"})
#: Mails not answered for one and the same reason are told one by one up to this many, and beyond it as a number.
_ONE_BY_ONE = 5


def waiting(
    session: Session, items: Collection[ApplicationItem], *, start: datetime, end: datetime
) -> Iterator[contexts.Waiting]:
    """Everything that waits at this moment, and of the period from ``start`` up to ``end`` what may want an answer."""
    silences = {
        event.subject_id: event
        for event in history.events_between(session, start, end)
        if event.subject == "message" and event.what == "not-answered"
    }
    yield from _held(session)
    yield from _to_rule_on(items)
    for message in listing(session, concluded=(start, end)):
        why = _TO_ANSWER.get(message.disposition)
        if why is not None and message.rule not in _SETTLED and not _sent_again(message, items):
            silence = silences.pop(message.id, None)
            yield contexts.Waiting(
                what=_mail(message),
                why=f"{why} No automatic answer was sent: {silence.reason}" if silence else why,
                since=message.received_at,
                reference=message.application,
            )
    yield from _not_answered(list(silences.values()))


def _held(session: Session) -> Iterator[contexts.Waiting]:
    for message in books.waiting_messages(session):
        yield contexts.Waiting(
            what=_mail(message),
            why=message.reason,
            since=message.received_at,
            command=f"intake requeue {message.id}",
            reference=message.application,
        )


def _to_rule_on(items: Collection[ApplicationItem]) -> Iterator[contexts.Waiting]:
    for item in items:
        reasons = [check.message for check in item.checks if check.weight == Weight.PERSON]
        if reasons and item.state in _OPEN and not item.late_ruling:
            yield contexts.Waiting(
                what=f"{item.authority_name or 'An authority not recognised'} needs a ruling",
                why=" ".join(reasons),
                since=item.received_at or item.created_at,
                command=f"intake show {item.reference}",
                reference=item.reference,
            )


def _not_answered(silences: Sequence[Event]) -> Iterator[contexts.Waiting]:
    """Forms and other mail that no letter answered, together where one reason kept many from being answered."""
    alike: defaultdict[tuple[str, str], list[Event]] = defaultdict(list)
    for event in silences:
        alike[event.after, event.reason].append(event)
    for (kind, reason), events in alike.items():
        if len(events) > _ONE_BY_ONE:
            what = f"{count(len(events), 'email')} were not answered ({kind})"
            yield contexts.Waiting(what=what, why=reason, since=events[0].at, command="intake messages")
            continue
        for event in events:
            what = f"Email {event.subject_id} was not answered ({kind})"
            yield contexts.Waiting(what=what, why=reason, since=event.at, command="intake messages")


def _sent_again(message: MessageItem, items: Collection[ApplicationItem]) -> bool:
    """Whether the sender of a form that could not be read has since sent one that could."""
    return message.disposition in (Disposition.UNREADABLE, Disposition.OVERSIZE) and any(
        item.contact_address.lower() == message.from_address.lower()
        and item.received_at is not None
        and item.received_at > message.received_at
        for item in items
    )


def _mail(message: MessageItem) -> str:
    who = message.from_name or message.from_address or "nobody"
    return f"Email {message.id} from {who}: {message.subject or '(no subject)'}"
