"""Two stores compared fact by fact, and each difference traced to what a person entered by hand, if anybody did.

A difference is explained where somebody entered something about the same application, mail or batch that could have led
to it. What remains is unexplained: the archive and the books do not say the same. Pure.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from intake.letters.kinds import Kind
from store.by_hand import HandEntry
from store.fact import Fact

#: What an entry by hand can lead to, by what it is called; one that is not named here can lead to anything.
_REACH: Mapping[str, frozenset[str]] = {
    "note": frozenset({"order"}),
    "ask": frozenset({"order", "letter"}),
    "show": frozenset({"order", "letter"}),
    "rehearsed": frozenset({"letter"}),
    "seen": frozenset(),
}
#: How the cause of a letter begins that no mail and no chore leads to → who wrote it.
_WRITTEN_BY_HAND = {
    "digest-by-hand:": "the digest was asked for at the command line",
    "command:": "it was ordered at the command line",
    "case:": "it was asked for at the command line",
    "update:": "the update was sent from the command line",
}
#: Letters about the panel or the interviews as a whole, and the kinds of row they are about.
_OF_THE_WHOLE = frozenset(
    {Kind.RANKING, Kind.PANEL_NEWS, Kind.PANEL_REMINDER, Kind.DECLARATION, Kind.TIMETABLE}
    | {Kind.INTERVIEW_NEWS, Kind.INTERVIEWS_OVER}
)
_WHOLE = frozenset({"assignment", "interview", "batch", "order"})
_ALARM = "an alarm tells how the service ran, which the archive does not say"


@dataclass(frozen=True, slots=True)
class Change:
    """One value that differs: what it is called, what the store in use says, and what the replay says."""

    name: str
    live: Any
    replayed: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One fact that only one of the stores has, or that the two tell differently; ``because`` "" if unexplained.

    ``only`` is "live" or "replayed" where the other does not have it. ``entry`` is which of the comparison's entries by
    hand explains it, counted from 1, 0 for none of them.
    """

    kind: str
    key: tuple[str, ...]
    only: str = ""
    changes: tuple[Change, ...] = ()
    applications: frozenset[str] = frozenset()
    messages: frozenset[str] = frozenset()
    batches: frozenset[int] = frozenset()
    because: str = ""
    entry: int = 0


@dataclass(frozen=True, slots=True)
class Count:
    """How many facts of a kind are equal, how many differ with an explanation, and how many without."""

    equal: int = 0
    explained: int = 0
    different: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What was compared: counts by kind, the differences, and everything that was entered by hand."""

    counts: Mapping[str, Count]
    differences: tuple[Difference, ...]
    by_hand: tuple[HandEntry, ...]
    numbers: Mapping[str, int] = field(default_factory=dict)

    @property
    def unexplained(self) -> tuple[Difference, ...]:
        """The differences that nothing entered by hand explains."""
        return tuple(item for item in self.differences if not item.because)


def compare(
    live: Sequence[Fact],
    replayed: Sequence[Fact],
    by_hand: Sequence[HandEntry],
    *,
    numbers: Mapping[str, int],
    repeated: Collection[tuple[datetime, str]] = frozenset(),
) -> Comparison:
    """The two stores compared; ``numbers`` are the ids of mails by digest, to speak of them.

    ``repeated`` says when and by whom entries were made that the replay made as well: they explain nothing.
    """
    belongs, members = _belongings((*live, *replayed)), _members((*live, *replayed))
    differences = []
    equal: dict[str, int] = {}
    for kind, here, there in _pairs(live, replayed):
        found = _difference(here, there)
        if found is None:
            equal[kind] = equal.get(kind, 0) + 1
        else:
            because, entry = _because(_widened(found, belongs, members), by_hand, repeated)
            differences.append(replace(found, because=because, entry=entry))
    kinds = dict.fromkeys((*equal, *(item.kind for item in differences)))
    counts = {
        kind: Count(
            equal.get(kind, 0),
            sum(item.kind == kind and bool(item.because) for item in differences),
            sum(item.kind == kind and not item.because for item in differences),
        )
        for kind in kinds
    }
    return Comparison(counts=counts, differences=tuple(differences), by_hand=tuple(by_hand), numbers=numbers)


def _pairs(live: Sequence[Fact], replayed: Sequence[Fact]) -> list[tuple[str, Fact | None, Fact | None]]:
    """The facts with the same kind and key, in the order of the live store, then those of the replay alone."""
    here = {(fact.kind, fact.key): fact for fact in live}
    there = {(fact.kind, fact.key): fact for fact in replayed}
    return [(place[0], here.get(place), there.get(place)) for place in dict.fromkeys((*here, *there))]


def _difference(live: Fact | None, replayed: Fact | None) -> Difference | None:
    one = live or replayed
    if one is None:
        return None
    only = "replayed" if live is None else "live" if replayed is None else ""
    changes = _changes(live.values, replayed.values) if live and replayed else ()
    if not only and not changes:
        return None
    both = [fact for fact in (live, replayed) if fact is not None]
    return Difference(
        kind=one.kind,
        key=one.key,
        only=only,
        changes=changes,
        applications=frozenset().union(*(fact.applications for fact in both)),
        messages=frozenset().union(*(fact.messages for fact in both)),
        batches=frozenset().union(*(fact.batches for fact in both)),
    )


def _changes(live: Mapping[str, Any], replayed: Mapping[str, Any]) -> tuple[Change, ...]:
    return tuple(
        Change(name, live.get(name), replayed.get(name))
        for name in dict.fromkeys((*live, *replayed))
        if live.get(name) != replayed.get(name)
    )


@dataclass(slots=True)
class _Belongings:
    applications: set[str] = field(default_factory=set)
    batches: set[int] = field(default_factory=set)


def _belongings(facts: Sequence[Fact]) -> dict[str, _Belongings]:
    """Digest of a mail → the applications and batches that something in it was about."""
    found: dict[str, _Belongings] = {}
    for fact in facts:
        for sha256 in fact.messages:
            of = found.setdefault(sha256, _Belongings())
            of.applications |= fact.applications
            of.batches |= fact.batches
    return found


def _members(facts: Sequence[Fact]) -> dict[int, frozenset[str]]:
    """Batch → the applications in it: what was done to one of them makes another batch, or none."""
    found: dict[int, frozenset[str]] = {}
    for fact in facts:
        if fact.kind == "batch":
            for number in fact.batches:
                found[number] = found.get(number, frozenset()) | fact.applications
    return found


def _widened(item: Difference, belongs: Mapping[str, _Belongings], members: Mapping[int, frozenset[str]]) -> Difference:
    """The difference with what its mails were about (an order that was refused is about what it asked for), and with
    everything in its batches. Of an application a batch changes nothing but its state."""
    if item.kind == "application" and {change.name for change in item.changes} != {"state"}:
        return replace(item, batches=frozenset())
    of = [belongs[sha256] for sha256 in item.messages if sha256 in belongs]
    batches = item.batches.union(*(one.batches for one in of))
    return replace(
        item,
        applications=item.applications.union(
            *(one.applications for one in of), *(members.get(number, frozenset()) for number in batches)
        ),
        batches=batches,
    )


def _because(
    item: Difference, by_hand: Sequence[HandEntry], repeated: Collection[tuple[datetime, str]]
) -> tuple[str, int]:
    """What explains the difference, "" where nothing does, and which entry by hand it is."""
    if item.kind == "letter":
        cause, kind, _ = item.key
        if kind in (Kind.ALARM, Kind.ALARM_OVER):
            return _ALARM, 0
        written = next((why for start, why in _WRITTEN_BY_HAND.items() if cause.startswith(start)), "")
        if written:
            return written, 0
    if any(part.startswith("by hand ") for part in item.key):
        return "it was entered by hand", 0
    for place, entry in enumerate(by_hand, 1):
        if (entry.at, entry.actor) not in repeated and _explains(entry, item):
            return f"{spoken(entry)}, {entry.actor}, {entry.at:%Y-%m-%d %H:%M}", place
    return "", 0


def _explains(entry: HandEntry, item: Difference) -> bool:
    reach = _REACH.get(entry.what)
    if reach is not None and item.kind not in reach:
        return False
    if item.kind == "letter" and item.key[1] in _OF_THE_WHOLE and not item.applications:
        return entry.subject in _WHOLE
    return bool(
        entry.applications & item.applications or entry.messages & item.messages or entry.batches & item.batches
    )


def spoken(entry: HandEntry) -> str:
    """What was entered, in words: "message 7: held → pending"."""
    about = entry.subject if entry.subject == "application" else f"{entry.subject} {entry.subject_id}"
    if entry.subject == "application" and entry.applications:
        about = ", ".join(sorted(entry.applications))
    what = "" if entry.what in ("status", "state", entry.after) else f"{entry.what} "
    step = " → ".join(filter(None, (entry.before, entry.after)))
    return f"{about}: {what}{step}".strip() + (f", and {entry.more} more" if entry.more else "")
