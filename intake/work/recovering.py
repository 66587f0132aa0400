"""What a worker that died left half done is taken back, and rows that have no job are given one.

A worker that lives says so to the engine every few seconds. A job of one that does not is stalled: its row is taken
back and its job ended in one transaction, which makes the row's next job. A message waits again, and is held after
three attempts; a letter that was on the wire is in doubt, and settled by evidence or by a person, never sent again on a
guess. Should the worker live after all, its conclusion finds the row elsewhere and comes to nothing.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from procrastinate import sql

from intake import clock
from intake.letters import dispatch
from intake.letters.dispatch import Outgoing
from intake.logs import log
from intake.pipeline import MOST_ATTEMPTS
from intake.service import LONGEST_SENDING
from intake.work.jobs import SEND_LETTER, JobKind
from store import letters, messages, waiting
from store.engine import Session, Store

#: How often a worker tells that it lives, and how long its silence may last (seconds).
HEARTBEAT = 5.0
SILENCE = 20.0

_STILL_RUNNING = "SELECT 1 FROM procrastinate_jobs WHERE id = %s AND status = 'doing' FOR UPDATE"
_END = "SELECT procrastinate_finish_job_v1(%s, 'failed', true)"
#: Rows that wait and have no job, as after the queue was emptied by hand or its last job was given up.
_WITHOUT_JOB = """
SELECT id FROM {table} AS waiting
WHERE status = '{status}' AND NOT EXISTS (
    SELECT 1 FROM procrastinate_jobs AS job
    WHERE job.queueing_lock = '{subject}:' || waiting.id AND job.status IN ('todo', 'doing')
)
ORDER BY id LIMIT 10000
"""
#: Kind of row, its table, the state in which it waits.
_WAITING_ROWS = (("message", "inbound_message", "pending"), ("letter", "outgoing_mail", "queued"))


def recover(store: Store, outgoing: Outgoing) -> None:
    """Take back, and give rows their jobs."""
    doubtful = False
    with store.begin() as session:
        driver = waiting.driver_connection(session)
        for number, task, arguments in _stalled(driver):
            if driver.execute(_STILL_RUNNING, [number]).fetchone() is None:
                continue
            row = arguments.get("number")
            is_letter = task == SEND_LETTER.name
            log.warning("job-stalled", job=task, message=None if is_letter else row, letter=row if is_letter else None)
            if row is not None:
                doubtful |= _take_back(session, task, int(row))
            driver.execute(_END, [number])
        for subject, table, status in _WAITING_ROWS:
            lost = driver.execute(_WITHOUT_JOB.format(table=table, status=status, subject=subject)).fetchall()
            waiting.leave(session, subject, [row[0] for row in lost])
    if doubtful:
        with outgoing.turn:
            dispatch.recover(store, outgoing.copies, older_than=LONGEST_SENDING)


def take_back_row(store: Store, outgoing: Outgoing, kind: JobKind, number: int) -> None:
    """Take back what an earlier run of the same job left half done: it has ended, and its job is in hand again."""
    with store.begin() as session:
        doubtful = _take_back(session, kind.name, number)
        waiting.keep(session, kind.subject, number)  # its job is the one that runs
    if doubtful:
        with outgoing.turn:
            dispatch.recover(store, outgoing.copies, older_than=LONGEST_SENDING)


def _stalled(driver: Any) -> list[tuple[int, str, dict[str, Any]]]:
    """Jobs that run in workers of which nothing was heard: number, name, arguments."""
    parameters = {"queue": None, "task_name": None, "seconds_since_heartbeat": SILENCE}
    found = driver.execute(sql.queries["select_stalled_jobs_by_heartbeat"], parameters)
    names = [column.name for column in found.description]
    rows = (dict(zip(names, row, strict=True)) for row in found.fetchall())
    return [(row["id"], row["task_name"], row["args"]) for row in rows]


def _take_back(session: Session, task: str, number: int) -> bool:
    """Take back the row of a stalled job; whether a letter is in doubt by it."""
    if task == SEND_LETTER.name:
        unknown = letters.mark_unknown(session, older_than=timedelta(0), at=clock.now(), ids=[number])
        waiting.leave(session, "letter", [number])
        return bool(unknown)
    messages.recover_stale(session, older_than=timedelta(0), at=clock.now(), max_attempts=MOST_ATTEMPTS, ids=[number])
    waiting.leave(session, "message", [number])
    return False
