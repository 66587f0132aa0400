"""What each kind of letter needs to be written, as plain frozen data.

The pipeline, the digest and the rooms of the second half of a round fill these in; `intake.letters.compose` renders
them and adds the programme, the sender and the time. Text that strangers wrote may stand in any string here: the
templates escape it and `intake.letters.compose` takes out control characters. Instants are aware; they are shown in
the programme's zone.
"""

from intake.letters.contexts.answers import (
    Acknowledgement,
    CorrectedReceipt,
    Enquiry,
    FileFault,
    LateReceipt,
    Oversize,
    Receipt,
    Unreadable,
)
from intake.letters.contexts.base import Context
from intake.letters.contexts.decisions import (
    CaseLetter,
    Happening,
    LateRuling,
    OrderDone,
    OrderRefused,
    StaffQuestion,
)
from intake.letters.contexts.notices import (
    Block,
    CaseWithdrawn,
    EnquiryPassed,
    Published,
    PublishedAnswer,
    Reminder,
    SentLetter,
    Span,
    Subscribed,
    Unsubscribed,
    Update,
    Withdrawn,
)
from intake.letters.contexts.outcomes import BatchNews, BatchPlan, Feedback, Outcome, PlanLine, Rehearsal, ReplyLink
from intake.letters.contexts.reports import (
    Alarm,
    Arrival,
    Digest,
    Doubt,
    Figure,
    Incomplete,
    LetterTrouble,
    MailboxRead,
    Waiting,
)
from intake.letters.contexts.shown import Change, ShownAnswer, ShownSection

__all__ = [
    "Acknowledgement",
    "Alarm",
    "Arrival",
    "BatchNews",
    "BatchPlan",
    "Block",
    "CaseLetter",
    "CaseWithdrawn",
    "Change",
    "Context",
    "CorrectedReceipt",
    "Digest",
    "Doubt",
    "Enquiry",
    "EnquiryPassed",
    "Feedback",
    "Figure",
    "FileFault",
    "Happening",
    "Incomplete",
    "LateReceipt",
    "LateRuling",
    "LetterTrouble",
    "MailboxRead",
    "OrderDone",
    "OrderRefused",
    "Outcome",
    "Oversize",
    "PlanLine",
    "Published",
    "PublishedAnswer",
    "Receipt",
    "Rehearsal",
    "Reminder",
    "ReplyLink",
    "SentLetter",
    "ShownAnswer",
    "ShownSection",
    "Span",
    "StaffQuestion",
    "Subscribed",
    "Unreadable",
    "Unsubscribed",
    "Update",
    "Waiting",
    "Withdrawn",
]
