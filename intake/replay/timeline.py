"""The order in which everything happened, from the archive's two journals: what came, and what was done.

A mail is concluded where the second journal says so. Where that says nothing of it (it was torn by a crash, or made by
an earlier version) it is concluded right after it was filed. What fell due by the clock is done again at the instants
at which something was done; for the time before the second journal begins, every hour. Pure.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from store.deeds import Deed, DeedKind
from store.journal import JournalEntry

_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Filing:
    """A mail was seen on the server and filed; ``number`` is the id its row had, None where that is not known."""

    at: datetime
    entry: JournalEntry
    number: int | None


@dataclass(frozen=True, slots=True)
class Conclusion:
    """A filed mail was concluded; ``deed`` is what is known of it, None where nothing is."""

    at: datetime
    sha256: str
    deed: Deed | None


@dataclass(frozen=True, slots=True)
class Duty:
    """What was due by the clock was done: the chores, or (with ``digest``) the digest of a day.

    ``guessed`` says that nobody noted it: then the digest is looked to as well.
    """

    at: datetime
    digest: Deed | None = None
    guessed: bool = False


@dataclass(frozen=True, slots=True)
class Giving:
    """Applications were given to assessors at the command line; it was noted, for the panel's mail rests on it."""

    at: datetime
    deed: Deed


Step = Filing | Conclusion | Duty | Giving


@dataclass(frozen=True, slots=True)
class Timeline:
    """The steps in order, and the mails that were concluded again, which only a person can bring about."""

    steps: tuple[Step, ...]
    again: tuple[Deed, ...] = ()

    @property
    def concluded(self) -> tuple[str, ...]:
        """The digests of the mails in the order they are concluded."""
        return tuple(step.sha256 for step in self.steps if isinstance(step, Conclusion))


def timeline(
    received: Sequence[JournalEntry], deeds: Sequence[Deed], *, waiting: Collection[str] = frozenset()
) -> Timeline:
    """What happened in which order; mails whose digest is in ``waiting`` are filed and not concluded."""
    first: dict[str, Deed] = {}
    again = []
    done = []
    for deed in deeds:
        if deed.kind is not DeedKind.CONCLUDED:
            done.append(deed)
        elif deed.sha256 in first:
            again.append(deed)
        else:
            first[deed.sha256] = deed
            done.append(deed)
    merged = _merged(received, done, first, waiting)
    began = min((deed.at for deed in deeds), default=None)
    return Timeline(tuple(_with_hours(list(merged), until=began)), tuple(again))


def _merged(
    received: Sequence[JournalEntry], done: Sequence[Deed], first: dict[str, Deed], waiting: Collection[str]
) -> Iterator[Step]:
    """Both journals as one, each in its own order; no mail is concluded before it was filed, whatever a clock said."""
    filed: set[str] = set()
    unnoted: list[Conclusion] = []  # filed, and nothing is known of their conclusion
    left = list(reversed(done))
    for entry in received:
        while left and left[-1].at < entry.filed_at and (not left[-1].sha256 or left[-1].sha256 in filed):
            yield from _before(unnoted, left[-1].at)
            yield from _step(left.pop(), filed)
        yield from _before(unnoted, entry.filed_at)
        deed = first.get(entry.sha256)
        yield Filing(entry.filed_at, entry, deed.numbers.get("message") if deed else None)
        if entry.sha256 not in filed and deed is None and entry.sha256 not in waiting:
            unnoted.append(Conclusion(entry.filed_at, entry.sha256, None))
        filed.add(entry.sha256)
    while left:
        yield from _before(unnoted, left[-1].at)
        yield from _step(left.pop(), filed)
    yield from unnoted


def _before(unnoted: list[Conclusion], at: datetime) -> Iterator[Conclusion]:
    """Those that were filed before ``at``, taken off the list; mail filed together is concluded once all of it is."""
    while unnoted and unnoted[0].at < at:
        yield unnoted.pop(0)


def _step(deed: Deed, filed: Collection[str]) -> Iterator[Step]:
    match deed.kind:
        case DeedKind.CONCLUDED:
            if deed.sha256 in filed:
                yield Conclusion(deed.at, deed.sha256, deed)
        case DeedKind.CHORES:
            yield Duty(deed.at)
        case DeedKind.DIGEST:
            yield Duty(deed.at, digest=deed)
        case DeedKind.GIVEN:
            yield Giving(deed.at, deed)


def _with_hours(steps: Sequence[Step], *, until: datetime | None) -> Iterator[Step]:
    """The steps with a look at the clock every hour between those before ``until`` (None: between all of them)."""
    last: datetime | None = None
    for step in steps:
        end = step.at if until is None else min(step.at, until)
        while last is not None and last + _HOUR < end:
            last += _HOUR
            yield Duty(last, guessed=True)
        yield step
        last = step.at if last is None else max(last, step.at)
