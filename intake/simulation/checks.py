"""What must be true of a played round, as an ordered table: each check is a sentence and a function that finds faults.

Nothing is believed of the service but what it sent and what stands in its books at the end; what should have happened
is known from the world's own memory.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from intake.simulation import letter_checks
from intake.simulation.deeds import FormSent
from intake.simulation.evidence import Evidence
from intake.simulation.ranks import ranks_of
from store.letters import LetterItem
from store.states import ApplicationState, LetterStatus

_END = frozenset(
    {
        ApplicationState.INELIGIBLE,
        ApplicationState.NOT_SHORTLISTED,
        ApplicationState.SELECTED,
        ApplicationState.NOT_SELECTED,
        ApplicationState.WITHDRAWN,
    }
)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that must be true: its name, a sentence, and what finds the faults."""

    name: str
    sentence: str
    faults: Callable[[Evidence], Iterator[str]]


def _nothing_waits(evidence: Evidence) -> Iterator[str]:
    waiting = (LetterStatus.QUEUED, LetterStatus.SENDING, LetterStatus.FAILED, LetterStatus.UNKNOWN, LetterStatus.DRAFT)
    yield from (f"letter {row.id} ({row.kind}) is {row.status}" for row in evidence.letters if row.status in waiting)
    yield from (
        f"message {item.id} ({item.subject}) is {item.status}: {item.reason}"
        for item in evidence.messages
        if item.status != "processed"
    )


def _states(evidence: Evidence) -> Iterator[str]:
    applied = {name for name, forms in evidence.played.ledger.forms.items() if forms}
    on_record = [item.authority_name for item in evidence.applications]
    yield from (f"{name} applied and has no application" for name in sorted(applied - set(on_record)))
    yield from (f"{name} has {n} applications" for name, n in Counter(on_record).items() if n > 1)
    yield from (f"{name} has an application and sent no form" for name in sorted(set(on_record) - applied))
    for item in evidence.applications:
        if item.state not in _END:
            yield f"{item.reference} is still {item.state}"
    withdrawn = {item.authority_name for item in evidence.applications if item.state == ApplicationState.WITHDRAWN}
    yield from (f"{name} withdrew, by one account of two" for name in withdrawn ^ evidence.played.ledger.withdrawn)


def _recorded(evidence: Evidence) -> Iterator[str]:
    """The answers on record are those of the newest form in time; of the newest where none was, or it was admitted."""
    programme, admitted = evidence.played.programme, evidence.played.ledger.admitted
    for item in evidence.applications:
        forms = evidence.played.ledger.forms.get(item.authority_name, [])
        if not forms:
            continue
        counting = _counting(forms, (lambda _: False) if item.reference in admitted else programme.is_late)
        on_record = evidence.answers.get(item.id, {})
        for field in programme.form.fields:
            written = counting.answers.written.get(field.key)
            wanted = written.value if written else None
            found = on_record[field.key].value if field.key in on_record else None
            if wanted != found:
                yield f"{item.reference} {field.key}: written {wanted!r}, on record {found!r}"


def _counting(forms: list[FormSent], is_late: Callable[[datetime], bool]) -> FormSent:
    in_time = [form for form in forms if not is_late(form.at)]
    return max(in_time or forms, key=lambda form: form.at)


def _ranking(evidence: Evidence) -> Iterator[str]:
    panel = evidence.played.programme.panel
    if panel is None:
        return
    ours = {item.reference: item for item in evidence.ranking if item.rank is not None}
    theirs = ranks_of(panel, evidence.played.ledger, among={item.reference for item in evidence.ranking})
    for reference in sorted(ours.keys() | theirs.keys()):
        one, other = ours.get(reference), theirs.get(reference)
        if one is None or other is None:
            yield f"{reference} is ranked by one account only"
        elif (one.rank, one.mean) != other:
            yield f"{reference} is {one.rank} with {one.mean}; by the assessors' own scores {other[0]} with {other[1]}"


def _awards(evidence: Evidence) -> Iterator[str]:
    programme = evidence.played.programme
    selected = [item.reference for item in evidence.applications if item.state == ApplicationState.SELECTED]
    amounts = {reference: evidence.awards.get(reference) or 0 for reference in selected}
    if programme.places is not None and len(selected) > programme.places:
        yield f"{len(selected)} are selected for {programme.places} places"
    if programme.fund is not None and sum(amounts.values()) > programme.fund:
        yield f"{sum(amounts.values())} pence are awarded of {programme.fund}"
    for reference, amount in amounts.items():
        if programme.award_cap is not None and amount > programme.award_cap:
            yield f"{reference} is awarded {amount} pence, more than the cap"


def _orders(evidence: Evidence) -> Iterator[str]:
    ledger = evidence.played.ledger
    yield from (f"the forged or used order {item} was obeyed" for item in set(ledger.forgeries) & evidence.obeyed)
    subjects = {item.message_id: item.subject for item in evidence.messages}
    obeyed = {subjects[item] for item in evidence.obeyed if item in subjects}
    # One that was refused may have been given again: its code stays good.
    refused = (item for item in ledger.orders if item not in evidence.obeyed and subjects.get(item) not in obeyed)
    yield from (f"not obeyed: {subjects.get(item, item)}" for item in refused)


def _mailbox(evidence: Evidence) -> Iterator[str]:
    sent, held = len(evidence.played.ledger.sent), sum(evidence.held.values())
    if sent != held:
        yield f"{sent} mails were sent, and the mailbox holds {held}"
    if len(evidence.messages) != sent:
        yield f"{sent} mails were sent, and the books have seen {len(evidence.messages)}"


def _audit(evidence: Evidence) -> Iterator[str]:
    if not evidence.audit.sound:
        yield "the history or the archive is not as it was written: intake audit says where"


#: In order. Adding one is one function and one row.
CHECKS: tuple[Check, ...] = (
    Check("recipients", "No letter went to a wrong recipient.", letter_checks.recipients),
    Check("conflicts", "No assessor was sent an application they declared a conflict on.", letter_checks.conflicts),
    Check("once", "No letter went twice for one cause; what SMTP took is what the outbox says.", letter_checks.once),
    Check("answered", "Everybody who wrote has an answer.", letter_checks.answered),
    Check(
        "outcomes",
        "Every application not withdrawn was told one outcome, and the right one.",
        letter_checks.outcomes,
    ),
    Check("states", "Everybody who applied has one application, and each is at its end.", _states),
    Check("recorded", "What is on record is what was written.", _recorded),
    Check("ranking", "The ranking is the one that the assessors' scores give.", _ranking),
    Check("manners", "No automatic mail was answered.", letter_checks.manners),
    Check("awards", "Awards are within the places, the cap and the fund.", _awards),
    Check("slots", "No interview slot was given twice.", letter_checks.slots),
    Check("orders", "Orders of staff were obeyed, and forged and used ones were not.", _orders),
    Check("mailbox", "No mail was lost or doubled.", _mailbox),
    Check("waiting", "Nothing waits any more.", _nothing_waits),
    Check("audit", "The history and the archive are as they were written.", _audit),
)


def letters_by_kind(rows: tuple[LetterItem, ...]) -> dict[str, int]:
    """How many letters of each kind left."""
    return dict(sorted(Counter(row.kind for row in rows if row.status in letter_checks.LEFT).items()))
