"""How poller, workers and queue stand now, in a sentence for `intake check`."""

from __future__ import annotations

from pathlib import Path

from intake import wording
from intake.round.programme import Programme
from intake.work import versions
from intake.work.connecting import connect, translated
from intake.work.errors import QueueMissingError
from intake.work.one_poller import PollerLock
from intake.work.recovering import SILENCE

_WORKERS = "SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - make_interval(secs => %s)"
_JOBS = """
SELECT count(*) FILTER (WHERE status IN ('todo', 'doing') AND (scheduled_at IS NULL OR scheduled_at <= now())),
       count(*) FILTER (WHERE status = 'failed')
FROM procrastinate_jobs WHERE queue_name <> 'clock'
"""


def told(url: str, programme: Programme, data: Path) -> str:
    """Who polls, how many lanes of workers live, what waits, what failed for good.

    Raises:
        IntakeError, StoreError: this machine may not take part; the message says why.
    """
    with connect(url, what="check") as connection, translated():
        try:
            versions.compare(connection, versions.own(programme, data), schema="", data=data)
        except QueueMissingError:
            return "the queue is made when `intake run` starts"
        workers = connection.execute(_WORKERS, [SILENCE]).fetchone()
        jobs = connection.execute(_JOBS).fetchone()
    waiting, failed = jobs or (0, 0)
    holder = PollerLock(url).holder()
    return (
        f"{f'{holder} polls' if holder else 'nobody polls'}; "
        f"{wording.count(workers[0] if workers else 0, 'queue reader')} at work; "
        f"{wording.count(waiting, 'job')} waiting, {failed} failed"
    )
