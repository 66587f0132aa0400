"""Figures for Prometheus, over HTTP (``[metrics] listen``): the only user of prometheus-client.

They are read from the books when they are asked for, so that none is out of date. A label is a state, the name of a
fault or how a child ended: never an address, a name, a reference or a folder.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from importlib.metadata import version
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from intake import clock
from intake.child_run import FaultKind
from intake.config import Settings
from intake.daemon.status import Fault, Status
from intake.daemon.surroundings import status_of
from intake.errors import ConfigurationError
from intake.staff.alarms import URGENT
from intake.tally import BOUNDS, DONE, Tally
from store import figures
from store.engine import Store
from store.errors import StoreError
from store.figures import Standing
from store.states import ApplicationState, LetterStatus, MessageStatus

if TYPE_CHECKING:
    from prometheus_client.metrics_core import Metric

#: Every fault that there is.
FAULTS = tuple(sorted(URGENT | {"held", "letters-bounced", "mailbox-never-read"}))
#: How a child can end.
_ENDS = (DONE, *(kind.value for kind in FaultKind))


def find_library() -> Any:
    """The library's families of figures.

    Raises:
        ConfigurationError: it is not installed.
    """
    try:
        from prometheus_client import metrics_core
    except ModuleNotFoundError:
        raise ConfigurationError(
            ['[metrics] listen needs the extra "metrics": pip install prometheus-client, or set listen = ""']
        ) from None
    return metrics_core


class Figures:
    """What is told each time somebody asks; the library calls `collect`."""

    def __init__(
        self, settings: Settings, store: Store, tally: Tally, *, also: Callable[[], Iterable[Fault]] = tuple
    ) -> None:
        self._core = find_library()
        self._settings = settings
        self._store = store
        self._tally = tally
        self._also = also

    def collect(self) -> Iterator[Metric]:
        """Every figure; of books that cannot be read that they cannot."""
        yield self._info()
        yield from self._children()
        now = clock.now()
        try:
            with self._store.reading() as session:
                standing = figures.standing(session)
                status = status_of(session, self._settings, at=now, also=self._also())
        except StoreError:
            yield self._gauge("intake_store_readable", "Whether the database can be read.", 0)
            return
        yield self._gauge("intake_store_readable", "Whether the database can be read.", 1)
        yield from self._counts(standing, status)
        yield from self._ages(standing, status, now=now)

    def _info(self) -> Metric:
        found = self._core.InfoMetricFamily("intake", "The service.")
        found.add_metric([], {"version": version("eoi-intake")})
        return found  # type: ignore[no-any-return]  # the library is imported only where it is wanted

    def _children(self) -> Iterator[Metric]:
        counted = self._tally.counted()
        ends = self._core.CounterMetricFamily(
            "intake_children", "Children that read mail, by how they ended.", labels=["end"]
        )
        for end in _ENDS:
            ends.add_metric([end], counted.outcomes.get(end, 0))
        yield ends
        sums = list(accumulate(counted.classes))
        buckets = [(str(bound), total) for bound, total in zip((*BOUNDS, "+Inf"), sums, strict=True)]
        yield self._core.HistogramMetricFamily(
            "intake_reading_seconds", "How long a child took, in seconds.", buckets=buckets, sum_value=counted.seconds
        )

    def _counts(self, standing: Standing, status: Status) -> Iterator[Metric]:
        yield self._by("intake_messages", "Mail by status.", "status", MessageStatus, standing.messages)
        yield self._by("intake_letters", "Letters by status.", "status", LetterStatus, standing.letters)
        yield self._by(
            "intake_applications", "Applications by state.", "state", ApplicationState, standing.applications
        )
        present = {fault.name: 1 for fault in status.faults}
        yield self._by("intake_fault", "Whether a fault needs a person (1) or not (0).", "name", FAULTS, present)

    def _ages(self, standing: Standing, status: Status, *, now: datetime) -> Iterator[Metric]:
        ages = (
            ("intake_mailbox_unread_seconds", "Since the mailbox that lags most was read.", status.read_until),
            ("intake_held_oldest_seconds", "How long mail has waited for a person at most.", standing.oldest_held),
            ("intake_pending_oldest_seconds", "How long mail has waited to be read at most.", standing.oldest_pending),
            ("intake_outbox_due_seconds", "How long a letter that is due has waited at most.", standing.oldest_due),
        )
        for name, what, since in ages:
            # A letter that is not due yet has not waited; without anything that waits there is no age but none.
            yield self._gauge(name, what, max(0.0, (now - since).total_seconds()) if since else 0.0)
        yield self._gauge(
            "intake_mailbox_read", "Whether the mailbox was ever read.", int(status.read_until is not None)
        )

    def _gauge(self, name: str, what: str, value: float) -> Metric:
        return self._core.GaugeMetricFamily(name, what, value=value)  # type: ignore[no-any-return]  # as above

    def _by(self, name: str, what: str, label: str, values: Iterable[str], counts: Any) -> Metric:
        """One figure for each value there can be, so that none is missing before it first happens."""
        found = self._core.GaugeMetricFamily(name, what, labels=[label])
        for value in values:
            found.add_metric([str(value)], counts.get(value, 0))
        return found  # type: ignore[no-any-return]  # as above


@contextmanager
def serving(
    settings: Settings, store: Store, tally: Tally, *, also: Callable[[], Iterable[Fault]] = tuple
) -> Iterator[int]:
    """Answer for as long as the context lasts; yields the port, 0 where no metrics are wanted.

    Raises:
        ConfigurationError: prometheus-client is not installed, or nothing can listen there.
    """
    if not settings.metrics.listen:
        yield 0
        return
    collected = Figures(settings, store, tally, also=also)
    from prometheus_client import CollectorRegistry, start_http_server

    registry = CollectorRegistry(auto_describe=False)
    registry.register(collected)
    host, port = settings.metrics.place
    try:
        server, thread = start_http_server(port, host, registry)
    except OSError as fault:
        raise ConfigurationError([f"[metrics] listen: {settings.metrics.listen}: {fault.strerror}"]) from None
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)
