"""Procrastinate set up for our jobs: what it calls, when it tries again, how it reaches the database.

`worker` runs it. A job runs in a thread of its own; the engine itself waits in the event loop.
"""

from __future__ import annotations

import asyncio
import logging

import procrastinate
from procrastinate import BaseRetryStrategy, JobContext, RetryDecision
from procrastinate.jobs import Job

from intake.work import jobs
from intake.work.connecting import conninfo, options
from intake.work.errors import OtherVersionError
from intake.work.jobs import Do, JobKind, Queue
from intake.work.recovering import HEARTBEAT, SILENCE
from store.errors import SchemaNewerError, SchemaOlderError

#: How long to wait for a connection of the pool before the database counts as away, in seconds.
_POOL_TIMEOUT = 5.0
#: How often the queue is looked at where no notice came, in seconds.
_LOOK_EVERY = 5.0
#: How long jobs that failed for good are kept for a person to look at, in hours.
_KEEP_FAILED = 24 * 30
#: Faults of this process, not of the job: another worker should have it at once.
_OURS = (OtherVersionError, SchemaNewerError, SchemaOlderError)


class Again(BaseRetryStrategy):
    """Tried again for as long as time may mend it, a few times otherwise."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """See Procrastinate: when to try again, None for never."""
        if isinstance(exception, _OURS):
            return RetryDecision(retry_in={"seconds": 1})
        if not getattr(exception, "retryable", False) and job.attempts + 1 >= jobs.MOST_TRIES:
            return None
        return RetryDecision(retry_in={"seconds": jobs.wait_after(job.attempts + 1)})


def engine(url: str, do: Do, *, connections: int) -> procrastinate.App:
    """The engine on this database, with every kind of job in it; not open yet."""
    connector = procrastinate.PsycopgConnector(
        conninfo=conninfo(url),
        kwargs=options("worker"),
        min_size=1,
        max_size=connections,
        timeout=_POOL_TIMEOUT,
    )
    app = procrastinate.App(connector=connector)
    for kind in jobs.JOBS:
        if kind.cron:
            _by_the_clock(app, kind, do)
        else:
            _about_a_row(app, kind, do)
    _tidy(app)
    # What it logs quotes the calls and the errors of jobs; ours says what happened by its number.
    logging.getLogger("procrastinate").setLevel(logging.CRITICAL)
    logging.getLogger("psycopg.pool").setLevel(logging.CRITICAL)
    return app


def _about_a_row(app: procrastinate.App, kind: JobKind, do: Do) -> None:
    async def run(context: JobContext, number: int) -> None:
        await asyncio.to_thread(do, kind, number, context.job.attempts > 0)

    app.task(name=kind.name, queue=kind.queue.value, priority=kind.priority, retry=Again(), pass_context=True)(run)


def _by_the_clock(app: procrastinate.App, kind: JobKind, do: Do) -> None:
    """Not tried again: its next time comes soon."""

    async def run(timestamp: int) -> None:
        await asyncio.to_thread(do, kind, 0, False)

    task = app.task(
        name=kind.name,
        queue=kind.queue.value,
        priority=kind.priority,
        queueing_lock=kind.name,
        lock=kind.name if kind.alone else None,
    )(run)
    app.periodic(cron=kind.cron)(task)


def _tidy(app: procrastinate.App) -> None:
    """Once a night, clear away what became of jobs long ago."""

    async def tidy(timestamp: int) -> None:
        await app.job_manager.delete_old_jobs(
            nb_hours=_KEEP_FAILED, include_failed=True, include_cancelled=True, include_aborted=True
        )

    app.periodic(cron="17 3 * * *")(app.task(name="tidy", queue=Queue.CLOCK.value, queueing_lock="tidy")(tidy))


async def work(app: procrastinate.App, *, name: str, queues: tuple[Queue, ...], places: int) -> None:
    """Do the jobs of these queues, ``places`` at a time, until cancelled; what runs then is ended first."""
    await app.run_worker_async(
        name=name,
        queues=[queue.value for queue in queues],
        concurrency=places,
        install_signal_handlers=False,
        delete_jobs="successful",
        fetch_job_polling_interval=_LOOK_EVERY,
        update_heartbeat_interval=HEARTBEAT,
        stalled_worker_timeout=SILENCE,
    )
