"""What is handed to workers: a table of jobs, each with its queue, its priority and when it is tried again.

Values only. Jobs are made in `handing`, carried out in `carrying_out`, and what a dead worker left is seen to by
`recovering`. A job names a row, or nothing where it is done by the clock; what is to be done is in the row.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Queue(StrEnum):
    """The queues. Recognition has its own, and its own places in a worker, so that no mail waits for scans."""

    LETTERS = "letters"
    CLOCK = "clock"
    MAIL = "mail"
    SCANS = "scans"


#: Does one job, given its kind, the number of its row (0 for none), and whether it was begun before and failed.
Do = Callable[["JobKind", int, bool], None]

#: Queues whose jobs take milliseconds, and those whose jobs take seconds.
QUICK = (Queue.CLOCK, Queue.LETTERS, Queue.MAIL)
SLOW = (Queue.SCANS,)


@dataclass(frozen=True, slots=True, kw_only=True)
class JobKind:
    """One kind of work. ``subject`` is the kind of row it is about, "" where it is done by the clock.

    ``priority``: higher comes first. ``cron`` is when the engine makes it by itself (the sixth field are seconds).
    ``alone`` keeps two of it from running at once.
    """

    name: str
    sentence: str
    queue: Queue
    priority: int
    subject: str = ""
    cron: str = ""
    alone: bool = False


SEND_LETTER = JobKind(
    name="send-letter",
    sentence="A queued letter is handed to the mail server when its time has come.",
    queue=Queue.LETTERS,
    priority=30,
    subject="letter",
)
PROCESS_MESSAGE = JobKind(
    name="process-message",
    sentence="A filed mail is read, judged and recorded; one that must be recognised is handed on to the scans.",
    queue=Queue.MAIL,
    priority=20,
    subject="message",
)
READ_SCAN = JobKind(
    name="read-scan",
    sentence="A mail with pages that must be recognised is read, judged and recorded.",
    queue=Queue.SCANS,
    priority=0,
    subject="message",
)
RECOVER = JobKind(
    name="recover",
    sentence="What a worker that died left half done is taken back; rows without a job are given one.",
    queue=Queue.CLOCK,
    priority=50,
    cron="* * * * * */10",
)
TAKE_BACK = JobKind(
    name="take-back",
    sentence="Mail and letters that nobody came back to in a long time are taken back.",
    queue=Queue.CLOCK,
    priority=40,
    cron="*/5 * * * *",
    alone=True,
)
DIGEST = JobKind(
    name="digest",
    sentence="The digest is written when it is due.",
    queue=Queue.CLOCK,
    priority=40,
    cron="* * * * *",
    alone=True,
)
CHORES = JobKind(
    name="chores",
    sentence="What the service sees to by the clock is seen to.",
    queue=Queue.CLOCK,
    priority=40,
    cron="* * * * *",
    alone=True,
)

#: Adding one is a row here and a row in `carrying_out`.
JOBS = (SEND_LETTER, PROCESS_MESSAGE, READ_SCAN, RECOVER, TAKE_BACK, DIGEST, CHORES)

#: Seconds to wait after the first, second, … failure in a row; the last goes for all that follow.
BACK_OFF = (2, 5, 15, 30, 60, 180, 300)
#: How often a job is tried that fails for a reason that time does not mend. Its row is seen to by `recovering`.
MOST_TRIES = 3


def wait_after(failures: int) -> int:
    """Seconds until a job is tried again that failed ``failures`` times; spread, so that not all come back at once."""
    base = BACK_OFF[min(failures, len(BACK_OFF)) - 1] if failures else BACK_OFF[0]
    return max(1, round(base * random.uniform(0.8, 1.2)))  # noqa: S311 - jitter


def key(kind: JobKind, number: int) -> str:
    """What two jobs about one row have in common: only one of them waits at a time."""
    return f"{kind.subject}:{number}" if kind.subject else kind.name
