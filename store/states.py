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
    ORDER = "order"  # a member of staff asked for something
    SUBSCRIPTION = "subscription"  # somebody joined or left the update list
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


class BatchState(StrEnum):
    """Where a batch of letters and steps stands."""

    STAGED = "staged"  # frozen and shown; waits for a release
    RELEASED = "released"  # will be carried out when its time has come; can be recalled until then
    DONE = "done"  # every step was taken and every letter is in the outbox
    STOPPED = "stopped"  # something in it had changed when it was to be carried out; nothing of it was
    CANCELLED = "cancelled"  # a person decided against it


class AssignmentState(StrEnum):
    """Where an assessor's work on one application stands."""

    ASSIGNED = "assigned"  # asked whether there is a conflict of interest
    CLEAR = "clear"  # declared that there is none; the application may be sent
    CONFLICTED = "conflicted"  # declared one; the application is not sent
    SENT = "sent"  # the application and its scoresheet are in the outbox
    SCORED = "scored"  # every criterion has its points
    DROPPED = "dropped"  # taken off again by a person


class InterviewState(StrEnum):
    """Where an interview stands."""

    OFFERED = "offered"  # the applicant was given a choice of slots
    INVITED = "invited"  # a slot is set and the invitation written
    ACCEPTED = "accepted"
    TENTATIVE = "tentative"
    DECLINED = "declined"  # the applicant cannot come; staff see to it
    COUNTERED = "countered"  # the applicant asks for another time; staff see to it
    HELD = "held"
    MISSED = "missed"  # nobody came
    CANCELLED = "cancelled"


class Ruling(StrEnum):
    """What a person may decide of an application; recorded, and carried out by a batch."""

    SHORTLIST = "shortlist"
    DECLINE = "decline"  # not shortlisted
    INELIGIBLE = "ineligible"
    SELECT = "select"
    RESERVE = "reserve"
    NOT_SELECT = "not_select"


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
_OUTCOMES = _FINAL_CHOICE | {ApplicationState.RESERVE}

APPLICATION_STEPS: dict[ApplicationState, frozenset[ApplicationState]] = {
    ApplicationState.INCOMPLETE: _BEFORE_SHORTLIST | {ApplicationState.COMPLETE},
    # A round without a shortlist or without interviews goes straight to its outcome.
    ApplicationState.COMPLETE: _BEFORE_SHORTLIST
    | _OUTCOMES
    | {ApplicationState.INCOMPLETE, ApplicationState.SHORTLISTED, ApplicationState.NOT_SHORTLISTED},
    ApplicationState.INELIGIBLE: _OPEN | {ApplicationState.INCOMPLETE, ApplicationState.COMPLETE},
    ApplicationState.SHORTLISTED: _OPEN | _OUTCOMES | {ApplicationState.INVITED},
    ApplicationState.NOT_SHORTLISTED: frozenset(),
    ApplicationState.INVITED: _OPEN | {ApplicationState.INTERVIEWED, ApplicationState.NOT_SELECTED},
    # Back where a person takes back the note that the interview was held.
    ApplicationState.INTERVIEWED: _OPEN | _OUTCOMES | {ApplicationState.INVITED},
    ApplicationState.SELECTED: _OPEN,
    ApplicationState.RESERVE: _OPEN | _FINAL_CHOICE,
    ApplicationState.NOT_SELECTED: frozenset(),
    # Back to where it stood, where a person undoes a withdrawal that was not meant.
    ApplicationState.WITHDRAWN: frozenset(
        {
            ApplicationState.INCOMPLETE,
            ApplicationState.COMPLETE,
            ApplicationState.INELIGIBLE,
            ApplicationState.SHORTLISTED,
            ApplicationState.INTERVIEWED,
            ApplicationState.SELECTED,
            ApplicationState.RESERVE,
        }
    ),
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

BATCH_STEPS: dict[BatchState, frozenset[BatchState]] = {
    BatchState.STAGED: frozenset({BatchState.RELEASED, BatchState.CANCELLED}),
    BatchState.RELEASED: frozenset({BatchState.STAGED, BatchState.DONE, BatchState.STOPPED}),
    BatchState.DONE: frozenset(),
    BatchState.STOPPED: frozenset({BatchState.CANCELLED}),
    BatchState.CANCELLED: frozenset(),
}

ASSIGNMENT_STEPS: dict[AssignmentState, frozenset[AssignmentState]] = {
    AssignmentState.ASSIGNED: frozenset({AssignmentState.CLEAR, AssignmentState.CONFLICTED, AssignmentState.DROPPED}),
    AssignmentState.CLEAR: frozenset({AssignmentState.SENT, AssignmentState.CONFLICTED, AssignmentState.DROPPED}),
    AssignmentState.CONFLICTED: frozenset({AssignmentState.CLEAR, AssignmentState.DROPPED}),
    AssignmentState.SENT: frozenset({AssignmentState.SCORED, AssignmentState.CONFLICTED, AssignmentState.DROPPED}),
    AssignmentState.SCORED: frozenset({AssignmentState.CONFLICTED, AssignmentState.DROPPED}),
    AssignmentState.DROPPED: frozenset({AssignmentState.ASSIGNED}),
}

_ANSWERS = frozenset(
    {
        InterviewState.ACCEPTED,
        InterviewState.TENTATIVE,
        InterviewState.DECLINED,
        InterviewState.COUNTERED,
    }
)
_SETTLED = frozenset({InterviewState.HELD, InterviewState.MISSED, InterviewState.CANCELLED})

INTERVIEW_STEPS: dict[InterviewState, frozenset[InterviewState]] = {
    InterviewState.OFFERED: frozenset({InterviewState.INVITED, InterviewState.DECLINED, InterviewState.CANCELLED}),
    # Back to the choice where a person takes back a slot given by hand.
    InterviewState.INVITED: _ANSWERS | _SETTLED | {InterviewState.INVITED, InterviewState.OFFERED},
    # A change of mind, or another slot after which the answer is asked for again.
    InterviewState.ACCEPTED: _ANSWERS | _SETTLED | {InterviewState.INVITED},
    InterviewState.TENTATIVE: _ANSWERS | _SETTLED | {InterviewState.INVITED},
    InterviewState.DECLINED: _ANSWERS | _SETTLED | {InterviewState.INVITED},
    InterviewState.COUNTERED: _ANSWERS | _SETTLED | {InterviewState.INVITED},
    # Back to how it stood where a person takes the note back.
    InterviewState.HELD: _ANSWERS | {InterviewState.MISSED, InterviewState.INVITED},
    InterviewState.MISSED: _ANSWERS | {InterviewState.HELD, InterviewState.INVITED},
    InterviewState.CANCELLED: frozenset(),
}
