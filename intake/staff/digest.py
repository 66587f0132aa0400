"""What the digest says: figures of the books, put in the order in which a programme office wants to know.

Only looks; what it returns is rendered by `intake.letters.compose` and queued by `intake.staff.digest_run`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation

from intake.letters import contexts, figures
from intake.round.checks import Weight
from intake.round.programme import Programme
from intake.staff.chart import Bar
from intake.staff.waiting import waiting
from store import application_list, audit, submissions
from store import figures as books
from store.application_list import ApplicationItem
from store.engine import Session
from store.states import ApplicationState, Disposition, MessageStatus
from store.submissions import ReceivedForm

#: The picture and its table tell at most this many days.
_DAYS = 35
#: Each list tells at most this many one by one: a letter is for reading, and mail servers refuse a large one.
MOST_LISTED = 100
#: Up to this many applications the records go along as a spreadsheet, a megabyte or two.
MOST_ATTACHED = 2_000
CHART_CID = "arrivals"


def digest(
    session: Session,
    programme: Programme,
    *,
    start: datetime,
    end: datetime,
    doubts: tuple[contexts.Doubt, ...] = (),
) -> contexts.Digest:
    """What came in from ``start`` up to ``end`` (aware), and what waits at this moment.

    ``doubts`` are the answers to look at, gathered before by `intake.staff.doubts`: their pictures take time.
    """
    items = {item.id: item for item in application_list.listing(session)}
    forms = submissions.recorded_between(session, start, end, newest=MOST_LISTED)
    recorded = submissions.how_many_recorded(session, start, end)
    rows = bars(session, programme, end=end)
    waits = list(waiting(session, items.values(), start=start, end=end))
    incomplete = [item for item in items.values() if item.state == ApplicationState.INCOMPLETE]
    deadline = programme.deadline
    day = end.astimezone(programme.zone).date()
    return contexts.Digest(
        day=day,
        covers_from=start,
        covers_to=end,
        figures=_figures(session, recorded, start=start, end=end),
        arrivals=_arrivals(session, programme, items, forms),
        arrivals_beyond=recorded - len(forms),
        waiting=tuple(waits[:MOST_LISTED]),
        waiting_beyond=max(0, len(waits) - MOST_LISTED),
        doubts=doubts,
        incomplete=tuple(_incomplete(item, programme) for item in incomplete[:MOST_LISTED]),
        incomplete_beyond=max(0, len(incomplete) - MOST_LISTED),
        unattached=len(items) if len(items) > MOST_ATTACHED else 0,
        letters=_letters(session),
        mailboxes=_mailboxes(session),
        chart_cid=CHART_CID,
        chart_alt="Bar chart of forms received by day; the numbers are in the table below.",
        chart_rows=tuple((bar.label, bar.count) for bar in rows if bar.count or bar.deadline),
        audit=_head(session),
        days_to_go=(deadline.astimezone(programme.zone).date() - day).days if deadline else None,
    )


def _letters(session: Session) -> tuple[contexts.LetterTrouble, ...]:
    return tuple(
        contexts.LetterTrouble(
            letter=str(letter.id),
            kind=letter.kind,
            status=letter.status,
            reason=letter.reason,
            about=letter.application,
        )
        for letter in books.troubled_letters(session)
    )


def _mailboxes(session: Session) -> tuple[contexts.MailboxRead, ...]:
    return tuple(
        contexts.MailboxRead(
            name=box.mailbox,
            uidvalidity=box.uidvalidity,
            last_uid=box.last_uid,
            read_until=box.read_until,
            fault=box.fault,
        )
        for box in books.standing(session).mailboxes
    )


def _head(session: Session) -> str:
    """The end of the chained history, told outside the database so that a change before it would show."""
    head = audit.head(session)
    return f"event {head.position}, {head.hash}"


def bars(session: Session, programme: Programme, *, end: datetime) -> list[Bar]:
    """Forms received by day of the programme's zone, up to ``end``, days without any included."""
    opens = programme.opens or end - timedelta(days=_DAYS)
    start = max(opens, end - timedelta(days=_DAYS))
    found = books.arrivals(session, start, end, zone=programme.zone, disposition=Disposition.SUBMISSION)
    counts = {moment.date(): count for moment, count in found}
    first = min(counts, default=end.astimezone(programme.zone).date())
    last = end.astimezone(programme.zone).date()
    deadline = programme.deadline.astimezone(programme.zone).date() if programme.deadline else None
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return [Bar(label=f"{day.day} {day:%b}", count=counts.get(day, 0), deadline=day == deadline) for day in days]


def _figures(session: Session, forms: int, *, start: datetime, end: datetime) -> tuple[contexts.Figure, ...]:
    states = books.application_states(session)
    dispositions = books.dispositions_between(session, start, end)
    statuses = books.standing(session).messages
    return (
        contexts.Figure(label="Applications", number=str(sum(states.values())), note=f"{forms} forms in this period"),
        contexts.Figure(label="Complete", number=str(states.get(ApplicationState.COMPLETE, 0))),
        contexts.Figure(label="Incomplete", number=str(states.get(ApplicationState.INCOMPLETE, 0))),
        *(
            contexts.Figure(label=str(state).replace("_", " ").capitalize(), number=str(states[state]))
            for state in ApplicationState
            if state not in (ApplicationState.COMPLETE, ApplicationState.INCOMPLETE) and states.get(state)
        ),
        contexts.Figure(
            label="Mail in this period",
            number=str(sum(dispositions.values())),
            note=", ".join(f"{count} {name or 'not yet read'}" for name, count in sorted(dispositions.items())),
        ),
        contexts.Figure(label="Held for a person", number=str(statuses.get(MessageStatus.HELD, 0))),
    )


def _arrivals(
    session: Session, programme: Programme, items: dict[int, ApplicationItem], forms: Sequence[ReceivedForm]
) -> tuple[contexts.Arrival, ...]:
    listed = {form.application_id for form in forms}
    amounts = application_list.values_by_application(session, programme.roles.amount, only=listed)
    arrivals = []
    for form in forms:
        item = items[form.application_id]
        counts = form.number == item.submission_number
        amount = amounts.get(item.id) if counts else None
        arrivals.append(
            contexts.Arrival(
                reference=item.reference,
                authority=item.authority_name,
                received_at=form.received_at,
                state=item.state if counts else f"form {item.submission_number} counts",
                amount=_amount(amount, programme.currency),
                late=form.late,
                corrected=form.number > 1,
                remarks=tuple(check.message for check in item.checks if counts and check.weight == Weight.PERSON),
            )
        )
    return tuple(arrivals)


def _amount(value: object, currency: str) -> str:
    try:
        return figures.amount(Decimal(value), currency) if isinstance(value, str) else ""
    except InvalidOperation:
        return ""


def _incomplete(item: ApplicationItem, programme: Programme) -> contexts.Incomplete:
    fields = programme.form.by_key
    keys = dict.fromkeys(check.key for check in item.checks if check.weight == Weight.BLOCKS)
    missing = tuple(fields[key].label for key in keys if key in fields)
    return contexts.Incomplete(reference=item.reference, authority=item.authority_name, missing=missing)


def period(last_end: datetime | None, programme: Programme, *, end: datetime) -> datetime:
    """When the period of a digest that ends at ``end`` begins: where the last one ended, else when the round opened."""
    if last_end is not None:
        return last_end
    return min(programme.opens or end - timedelta(days=1), end - timedelta(days=1)).astimezone(UTC)
