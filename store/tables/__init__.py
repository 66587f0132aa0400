"""The rows, as SQLModel tables. Meaning and units here; states in `store.states`; no behaviour.

Instants are stored in UTC and come back aware (`store.columns`). SQLModel table classes validate nothing when
constructed, so every caller passes checked values; what the database itself can refuse it refuses. Columns that hold
a state hold the member's text and come back as the member. A change here needs a migration in `store.migrations`.
"""

from store.tables.cases import Application, ApplicationBody, Finding, StoredAnswer, Submission
from store.tables.decisions import Batch, BatchItem, Decision, StaffOrder
from store.tables.history import ChainHead, Event
from store.tables.interviews import Interview
from store.tables.mail import InboundMessage, MailboxProgress, MessageAttachment, Sighting
from store.tables.notices import Subscriber
from store.tables.outbox import DigestRun, OutgoingBody, OutgoingMail
from store.tables.panel import Assignment, Score

__all__ = [
    "Application",
    "ApplicationBody",
    "Assignment",
    "Batch",
    "BatchItem",
    "ChainHead",
    "Decision",
    "DigestRun",
    "Event",
    "Finding",
    "InboundMessage",
    "Interview",
    "MailboxProgress",
    "MessageAttachment",
    "OutgoingBody",
    "OutgoingMail",
    "Score",
    "Sighting",
    "StaffOrder",
    "StoredAnswer",
    "Submission",
    "Subscriber",
]
