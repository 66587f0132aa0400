"""Every state a row can be in, and every step between them.

One table per kind of row; `store.history.move` is the only function that writes a state, and it writes an `Event`
with it. Failure is a state of its own, never another state plus a column.
"""

from enum import StrEnum


class MessageStatus(StrEnum):
    """Where an inbound message stands."""

    PENDING = "pending"  # filed and waiting to be read
    PROCESSING = "processing"  # claimed; being read
    PROCESSED = "processed"  # its disposition, and all that follows from it, is recorded
    HELD = "held"  # waits for a person, with its reason
    FAILED = "failed"  # could not be concluded for a reason on our side; waits for a person


class Disposition(StrEnum):
    """What an inbound message turned out to be; a recorded fact beside its status."""

    SUBMISSION = "submission"  # carried a completed form
    CORRESPONDENCE = "correspondence"  # about a case that is known
    ENQUIRY = "enquiry"  # a person's mail about no known case
    UNREADABLE = "unreadable"  # carried something that may be a form but could not be read
    DUPLICATE = "duplicate"  # the same mail again
    AUTOMATIC = "automatic"  # an automatic reply, list or bulk mail
    BOUNCE = "bounce"  # a report on the delivery of a mail of ours
    OWN = "own"  # a mail of ours that came back
    OVERSIZE = "oversize"  # over the size limit, so never downloaded
    SUSPECT = "suspect"  # surprised us; a person must look


class ApplicationState(StrEnum):
    """Where an application stands in the round."""

    INCOMPLETE = "incomplete"  # something required is missing
    COMPLETE = "complete"  # every required answer is there
    INELIGIBLE = "ineligible"  # a person found that it may not apply
    SHORTLISTED = "shortlisted"  # goes on to interview
    NOT_SHORTLISTED = "not_shortlisted"  # told that it does not go on
    INVITED = "invited"  # an interview slot was offered
    INTERVIEWED = "interviewed"  # the interview was held
    SELECTED = "selected"  # receives the award
    RESERVE = "reserve"  # receives it should a place fall free
    NOT_SELECTED = "not_selected"  # told that it does not receive it
    WITHDRAWN = "withdrawn"  # the applicant took it back


class LetterStatus(StrEnum):
    """Where an outgoing mail stands."""

    DRAFT = "draft"  # waits for a person to release it
    QUEUED = "queued"  # will be sent as soon as its time has come
    SENDING = "sending"  # committed before the connection is opened
    SENT = "sent"  # the server took it
    BOUNCED = "bounced"  # taken, then reported undeliverable
    FAILED = "failed"  # refused for good, or given up
    UNKNOWN = "unknown"  # we stopped between the server's answer and our commit
    CANCELLED = "cancelled"  # a person decided against it


#: From → the states that may follow. What is not here cannot happen.
MESSAGE_STEPS: dict[MessageStatus, frozenset[MessageStatus]] = {
    MessageStatus.PENDING: frozenset({MessageStatus.PROCESSING, MessageStatus.HELD}),
    MessageStatus.PROCESSING: frozenset(
        {MessageStatus.PROCESSED, MessageStatus.HELD, MessageStatus.FAILED, MessageStatus.PENDING}
    ),
    MessageStatus.PROCESSED: frozenset(),
    MessageStatus.HELD: frozenset({MessageStatus.PENDING}),
    MessageStatus.FAILED: frozenset({MessageStatus.PENDING}),
}

_OPEN = frozenset({ApplicationState.WITHDRAWN})
_BEFORE_SHORTLIST = _OPEN | {ApplicationState.INELIGIBLE}
_FINAL_CHOICE = frozenset({ApplicationState.SELECTED, ApplicationState.NOT_SELECTED})

APPLICATION_STEPS: dict[ApplicationState, frozenset[ApplicationState]] = {
    ApplicationState.INCOMPLETE: _BEFORE_SHORTLIST | {ApplicationState.COMPLETE},
    ApplicationState.COMPLETE: _BEFORE_SHORTLIST
    | {ApplicationState.INCOMPLETE, ApplicationState.SHORTLISTED, ApplicationState.NOT_SHORTLISTED},
    ApplicationState.INELIGIBLE: _OPEN | {ApplicationState.INCOMPLETE, ApplicationState.COMPLETE},
    ApplicationState.SHORTLISTED: _OPEN | {ApplicationState.INVITED},
    ApplicationState.NOT_SHORTLISTED: frozenset(),
    ApplicationState.INVITED: _OPEN | {ApplicationState.INTERVIEWED},
    ApplicationState.INTERVIEWED: _OPEN | _FINAL_CHOICE | {ApplicationState.RESERVE},
    ApplicationState.SELECTED: _OPEN,
    ApplicationState.RESERVE: _OPEN | _FINAL_CHOICE,
    ApplicationState.NOT_SELECTED: frozenset(),
    ApplicationState.WITHDRAWN: frozenset(),
}

LETTER_STEPS: dict[LetterStatus, frozenset[LetterStatus]] = {
    LetterStatus.DRAFT: frozenset({LetterStatus.QUEUED, LetterStatus.CANCELLED}),
    LetterStatus.QUEUED: frozenset({LetterStatus.SENDING, LetterStatus.CANCELLED}),
    LetterStatus.SENDING: frozenset(
        {LetterStatus.SENT, LetterStatus.QUEUED, LetterStatus.FAILED, LetterStatus.UNKNOWN}
    ),
    LetterStatus.SENT: frozenset({LetterStatus.BOUNCED}),
    LetterStatus.BOUNCED: frozenset(),
    LetterStatus.FAILED: frozenset({LetterStatus.QUEUED}),
    LetterStatus.UNKNOWN: frozenset({LetterStatus.SENT, LetterStatus.QUEUED, LetterStatus.FAILED}),
    LetterStatus.CANCELLED: frozenset(),
}
