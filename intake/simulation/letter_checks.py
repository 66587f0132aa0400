"""What must be true of the letters that left: to whom, once, in answer to what, with which outcome, at which time.

Each function finds faults, as sentences; the table of all checks is `intake.simulation.checks`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from intake.simulation.calendar_reply import event_value, method_of
from intake.simulation.evidence import Evidence
from store.states import ApplicationState, LetterStatus

#: Letters after which an applicant hears no other decision.
_OUTCOMES = frozenset({"ineligible", "not_shortlisted", "selected", "not_selected"})
LEFT = (LetterStatus.SENT, LetterStatus.BOUNCED)
#: Mail of councils that is owed an answer of its own.
_OWED = frozenset(
    {"form", "corrected form", "correction by line", "enquiry", "published question", "joins the list", "withdrawal"}
)
_PASSED = frozenset({"enquiry", "published question"})


def recipients(evidence: Evidence) -> Iterator[str]:
    """Each letter to a council speaks of that council's own application, and assessors get what is theirs."""
    yield from (f"{letter.recipient}, who is nobody: {letter.subject}" for letter in evidence.played.ledger.strangers)
    prefix = evidence.played.programme.reference
    for letter in evidence.taken:
        council = evidence.council_at.get(letter.recipient)
        if council is None:
            continue
        for reference in set(re.findall(rf"\b{re.escape(prefix)}-\d{{4,}}\b", f"{letter.subject}\n{letter.text}")):
            if evidence.council_of.get(reference) is not council:
                yield f"{letter.recipient} of {council.name} was written to of {reference}: {letter.subject}"
    for item in evidence.applications:
        owner = evidence.council_of.get(item.reference)
        if owner is None or item.contact_address != owner.lead.email:
            yield f"{item.reference} of {item.authority_name} belongs to {item.contact_address}"


def conflicts(evidence: Evidence) -> Iterator[str]:
    declared = evidence.played.ledger.conflicts
    for letter in evidence.taken:
        if evidence.kind(letter) == "assessment" and (letter.reference, letter.recipient) in declared:
            yield f"{letter.recipient} was sent {letter.reference}, and has a conflict of interest"
    yield from (f"{who}'s conflict on {ref} is not on record" for ref, who in declared - evidence.conflicted)


def once(evidence: Evidence) -> Iterator[str]:
    taken = Counter((letter.message_id, letter.recipient) for letter in evidence.taken)
    yield from (f"{recipient} was sent {item} {times} times" for (item, recipient), times in taken.items() if times > 1)
    left = [row for row in evidence.letters if row.status in LEFT]
    causes = Counter((row.cause, row.kind, row.recipient) for row in left)
    yield from (f"{cause}: {kind} to {to} {times} times" for (cause, kind, to), times in causes.items() if times > 1)
    known = {(row.message_id, row.recipient.lower()) for row in left}
    yield from (f"{to} was sent {item}, of which the outbox knows nothing" for item, to in taken.keys() - known)
    yield from (f"{to} was not sent {item}, which the outbox says has left" for item, to in known - taken.keys())


def answered(evidence: Evidence) -> Iterator[str]:
    """Every form and every question has the answer of its own, by the thread it stands in.

    A question of somebody whose application is known may be passed on instead: staff answer it themselves.
    """
    answers = {letter.answers for letter in evidence.taken}
    passed = [letter.text for letter in evidence.taken if evidence.kind(letter) == "enquiry_passed"]
    owed = {item.mail.message_id: item.mail for item in evidence.played.ledger.sent if item.mail.about in _OWED}
    for message_id, mail in owed.items():
        if message_id not in answers and not (mail.about in _PASSED and any(mail.sender in text for text in passed)):
            yield f"{mail.sender} wrote ({mail.about}) and was not answered"
    written_to = {letter.recipient for letter in evidence.taken}
    for address in {item.mail.sender for item in evidence.played.ledger.sent} & evidence.council_at.keys():
        if address not in written_to:
            yield f"{address} wrote and never heard from us"


def outcomes(evidence: Evidence) -> Iterator[str]:
    told: dict[str, list[str]] = {}
    for letter in evidence.taken:
        kind = evidence.kind(letter)
        if kind in _OUTCOMES:
            told.setdefault(letter.reference, []).append(kind)
    for item in evidence.applications:
        kinds = told.get(item.reference, [])
        withdrawn = item.state == ApplicationState.WITHDRAWN
        if len(kinds) > 1 or (not withdrawn and len(kinds) != 1):
            yield f"{item.reference} ({item.state}) was told: {', '.join(kinds) or 'nothing'}"
        elif not withdrawn and kinds[0] != item.state:
            yield f"{item.reference} is {item.state}, and was told that it is {kinds[0]}"


def manners(evidence: Evidence) -> Iterator[str]:
    automatic = {item.mail.message_id for item in evidence.played.ledger.sent if item.mail.automatic}
    yield from (
        f"{letter.recipient} was answered for what a program sent: {letter.subject}"
        for letter in evidence.taken
        if letter.answers in automatic
    )


def slots(evidence: Evidence) -> Iterator[str]:
    """By the invitations as they left: at no time do two interviews stand at the same time in the same place."""
    standing: dict[str, tuple[str, str]] = {}
    for letter in evidence.taken:
        if not letter.calendar or letter.recipient not in evidence.council_at:
            continue
        uid = event_value(letter.calendar, "UID")
        if method_of(letter.calendar) == "CANCEL":
            standing.pop(uid, None)
            continue
        slot = (event_value(letter.calendar, "DTSTART"), event_value(letter.calendar, "LOCATION"))
        if slot in [other for key, other in standing.items() if key != uid]:
            yield f"{slot[0]} was given twice, the second time to {letter.recipient}"
        standing[uid] = slot
