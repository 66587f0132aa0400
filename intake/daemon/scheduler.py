"""When things are done: the only user of APScheduler.

Jobs are kept in code, not in a job store, and what must not be forgotten (when the last digest went) is in our own
tables. A run that was missed is made up for once (`coalesce`), none overlaps itself (`max_instances`), and none is
dropped for being late (`misfire_grace_time`). A job that raises is logged and told to ``on_fault``; the schedule goes
on.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger

from intake.logs import log

Job = Callable[[], None]


class Schedule:
    """Jobs by name, each run in its own thread at its times."""

    def __init__(self, *, on_fault: Callable[[str, Exception], None]) -> None:
        self._scheduler = BackgroundScheduler(
            timezone=UTC,
            executors={"default": ThreadPoolExecutor(4)},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )
        self._on_fault = on_fault

    def every(self, name: str, seconds: float, job: Job) -> None:
        """Run ``job`` now and then every so many seconds."""
        self._scheduler.add_job(
            self._guarded(name, job), "interval", seconds=seconds, id=name, next_run_time=datetime.now(UTC)
        )

    def daily(self, name: str, at: str, days: str, zone: ZoneInfo, job: Job) -> None:
        """Run ``job`` at ``at`` ("08:30", in ``zone``) on ``days`` ("mon-fri")."""
        self._scheduler.add_job(self._guarded(name, job), daily_trigger(at, days, zone), id=name)

    def hurry(self, name: str) -> None:
        """Run a job of `every` as soon as possible rather than at its next time."""
        self._scheduler.modify_job(name, next_run_time=datetime.now(UTC))

    def start(self) -> None:
        """Begin to run jobs."""
        self._scheduler.start()

    def stop(self) -> None:
        """Begin no further job and wait for those that run."""
        self._scheduler.shutdown(wait=True)

    def _guarded(self, name: str, job: Job) -> Job:
        def run() -> None:
            try:
                job()
            except Exception as fault:  # noqa: BLE001 - told and logged; one failed run must not end the schedule
                log.error("job-failed", job=name, exc_info=fault)
                self._on_fault(name, fault)

        return run


def daily_trigger(at: str, days: str, zone: ZoneInfo) -> CronTrigger:
    """The times of day a digest is due at.

    Raises:
        ValueError: ``days`` is not a day of the week, a list or a range as cron knows them.
    """
    hour, minute = at.split(":")
    return CronTrigger(day_of_week=days, hour=int(hour), minute=int(minute), timezone=zone)


def last_due(at: str, days: str, zone: ZoneInfo, *, before: datetime) -> datetime | None:
    """The last time of day at or before ``before`` (aware) that a digest was due, looking back two weeks."""
    trigger = daily_trigger(at, days, zone)
    due, start = None, before - timedelta(days=14)
    fire = trigger.get_next_fire_time(None, start)
    while fire is not None and fire <= before:
        due = fire
        fire = trigger.get_next_fire_time(fire, fire)
    return due
