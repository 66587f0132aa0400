"""Makes a job for every row that a transaction leaves waiting, in that transaction: both are committed, or neither is.

Given to the store as `Store.hand_over`. The rows are looked at, not what was said of them: what was rolled back on a
savepoint, or sent on in the same transaction, gets no job. A row has at most one job that waits; a letter whose time
was changed gets a new one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import procrastinate
import psycopg
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException
from procrastinate.jobs import Job
from procrastinate.manager import JobManager

from intake import clock
from intake.work import jobs
from intake.work.errors import QueueMissingError
from intake.work.jobs import JobKind
from store import waiting
from store.engine import Session, savepoint
from store.errors import StoreUnreachableError
from store.waiting import Left

_THERE = """
SELECT queueing_lock, id, scheduled_at FROM procrastinate_jobs WHERE status = 'todo' AND queueing_lock = ANY(%s)
"""
#: Jobs made with one statement.
_AT_ONCE = 1_000


class Handing:
    """Hands work over. It has no connection of its own: each transaction brings its own."""

    def __init__(self) -> None:
        self._manager = JobManager(procrastinate.SyncPsycopgConnector())

    def __call__(self, session: Session, left: Sequence[Left]) -> None:
        """Make the jobs for what a transaction leaves.

        Raises:
            QueueMissingError: the database has no work queue.
            StoreUnreachableError: the connection is lost, and the transaction with it.
        """
        wanted = {job.queueing_lock: job for job in self._wanted(session, left)}
        driver = waiting.driver_connection(session)
        try:
            there = {lock: (number, at) for lock, number, at in driver.execute(_THERE, [list(wanted)]).fetchall()}
        except psycopg.errors.UndefinedTable as fault:
            raise QueueMissingError from fault
        new = []
        for lock, job in wanted.items():
            if lock in there:
                number, at = there[lock]
                if at == job.scheduled_at:
                    continue
                self._manager.cancel_job_by_id(number, delete_job=True, connection=driver)
            new.append(job)
        for start in range(0, len(new), _AT_ONCE):
            self._make(session, driver, new[start : start + _AT_ONCE])

    def _wanted(self, session: Session, left: Sequence[Left]) -> list[Job]:
        mails = {item.subject_id: item.slow for item in left if item.subject == "message"}
        letters = [item.subject_id for item in left if item.subject == "letter"]
        wanted = [
            _job(jobs.READ_SCAN if mails[number] else jobs.PROCESS_MESSAGE, number)
            for number in waiting.messages_that_wait(session, list(mails))
        ]
        now = clock.now()
        return wanted + [
            _job(jobs.SEND_LETTER, due.letter_id, at=due.not_before if due.not_before > now else None)
            for due in waiting.letters_that_wait(session, letters)
        ]

    def _make(self, session: Session, driver: Any, new: list[Job]) -> None:
        """Make these jobs; where one was made by somebody else meanwhile, the others."""
        if not new:
            return
        try:
            with savepoint(session):
                self._manager.batch_defer_jobs(new, connection=driver)
        except AlreadyEnqueued:
            if len(new) > 1:
                for job in new:
                    self._make(session, driver, [job])
        except ConnectorException as fault:
            raise StoreUnreachableError(str(fault).splitlines()[0]) from fault


def _job(kind: JobKind, number: int, *, at: datetime | None = None) -> Job:
    return Job(
        queue=kind.queue.value,
        priority=kind.priority,
        lock=None,
        queueing_lock=jobs.key(kind, number),
        task_name=kind.name,
        task_kwargs={"number": number},
        scheduled_at=at,
    )
