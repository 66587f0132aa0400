"""Who assesses what: shared out evenly, never to a body's own assessor, never past a declared conflict.

`allocate` shares out; `intake.panel.allocation_file` reads who was chosen by hand. Assignments that stand are kept.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from intake.round.legal_forms import even, take_apart
from intake.wording import listed

#: (reference of the application, address of the assessor in lower case)
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessor:
    """One member of the panel. ``body`` is whom they work for, "" where that is not known."""

    email: str
    name: str = ""
    body: str = ""

    @property
    def address(self) -> str:
        """The address in lower case, which tells assessors apart."""
        return self.email.lower()


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One application to be assessed. ``bodies`` are the names of its lead and partners."""

    reference: str
    bodies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Allocation:
    """One assessor for one application. ``assessor`` is the address in lower case."""

    reference: str
    assessor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Short:
    """An application that too few assessors may read: how many are missing, and why, in a sentence."""

    reference: str
    missing: int
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Allocated:
    """What is new, in the order of the applications, and the applications that could not be covered."""

    allocations: tuple[Allocation, ...]
    short: tuple[Short, ...] = ()


def allocate(
    cases: Sequence[Case],
    assessors: Sequence[Assessor],
    *,
    each: int,
    conflicts: Collection[Pair] = (),
    taken_off: Collection[Pair] = (),
    existing: Collection[Pair] = (),
) -> Allocated:
    """Share ``cases`` out so that ``each`` assessors read every one, and all assessors about the same number.

    ``conflicts`` were declared; ``taken_off`` were undone by a person, and are not given again; ``existing``
    assignments stand, count as work, and are not given again. An assignment
    in both counts for nothing. No other sharing under the same rules makes the numbers more even; where nothing
    stands in the way they differ by one at most. The same input always gives the same result.
    """
    # An assessor listed twice would read an application twice.
    people = list({person.address: person for person in assessors}.values())
    declared = {(reference, address.lower()) for reference, address in conflicts}
    off = {(reference, address.lower()) for reference, address in taken_off} - declared
    barred = declared | off
    standing = {(reference, address.lower()) for reference, address in existing} - barred
    allowed = {case.reference: _allowed(case, people, barred) for case in cases}
    sharing = _Sharing(allowed, standing)
    short = []
    for case in cases:
        wanted = each - len(sharing.readers[case.reference])
        missing = next((wanted - given for given in range(wanted) if not sharing.give(case.reference)), 0)
        if missing:
            short.append(_short(case, missing, each=each, people=people, declared=declared, off=off))
    return Allocated(
        allocations=tuple(
            Allocation(reference=case.reference, assessor=address)
            for case in cases
            for address in sharing.readers[case.reference]
            if (case.reference, address) not in standing
        ),
        short=tuple(short),
    )


def is_own(assessor: Assessor, bodies: Iterable[str]) -> bool:
    """Whether an assessor works for one of ``bodies``, legal forms aside: "Walsall" and "Walsall MBC" are one."""
    core = _core(assessor.body)
    return bool(core) and any(core == _core(body) for body in bodies)


def _core(name: str) -> str:
    return take_apart(even(name))[0]


def _allowed(case: Case, people: Sequence[Assessor], barred: Collection[Pair]) -> tuple[str, ...]:
    return tuple(
        person.address
        for person in people
        if (case.reference, person.address) not in barred and not is_own(person, case.bodies)
    )


def _short(
    case: Case,
    missing: int,
    *,
    each: int,
    people: Sequence[Assessor],
    declared: Collection[Pair],
    off: Collection[Pair],
) -> Short:
    own = sum(is_own(person, case.bodies) for person in people)
    conflicted = sum((case.reference, person.address) in declared for person in people)
    dropped = sum((case.reference, person.address) in off for person in people)
    reasons = [
        f"{own} of its own body" if own else "",
        f"{conflicted} with a declared conflict" if conflicted else "",
        f"{dropped} taken off it" if dropped else "",
    ]
    apart = listed([reason for reason in reasons if reason])
    among = f"{len(people)} on the panel" + (f", {apart}" if apart else "")
    return Short(
        reference=case.reference,
        missing=missing,
        why=f"{case.reference} wants {each} assessors and lacks {missing}: {among}.",
    )


@dataclass
class _Sharing:
    """Who reads what so far. Optimal semi-matching: each gift goes to the least busy who can be reached by handing
    applications on, which keeps the numbers as even as they can be after every one (Harvey, Ladner, Lovász, Tamir).
    """

    allowed: Mapping[str, Sequence[str]]
    standing: Collection[Pair]
    readers: dict[str, list[str]] = field(default_factory=dict)
    reads: dict[str, list[str]] = field(default_factory=dict)
    together: Counter[frozenset[str]] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.readers = {reference: [] for reference in self.allowed}
        self.reads = {address: [] for addresses in self.allowed.values() for address in addresses}
        for reference, address in sorted(self.standing):
            self.reads.setdefault(address, []).append(reference)
            self.readers.setdefault(reference, []).append(address)

    def give(self, reference: str) -> bool:
        """One more reader for an application; False where nobody is left who may read it."""
        came = self._reached(reference)
        if not came:
            return False
        chosen = min(came, key=lambda address: self._preference(reference, address, direct=came[address] is None))
        self._hand_on(reference, chosen, came)
        return True

    def _reached(self, reference: str) -> dict[str, tuple[str, str] | None]:
        """Assessors who may read it, or to whom one of these may hand on another; each with who hands on what."""
        came: dict[str, tuple[str, str] | None] = dict.fromkeys(self._others(reference))
        least = min(map(len, self.reads.values()), default=0)
        queue = deque(came)
        while queue and all(len(self.reads[address]) > least for address in came):
            holder = queue.popleft()
            for held in self.reads[holder]:
                for address in () if (held, holder) in self.standing else self._others(held):
                    if address not in came:
                        came[address] = (holder, held)
                        queue.append(address)
        return came

    def _preference(self, reference: str, address: str, *, direct: bool) -> tuple[int, bool, int]:
        """The least busy first; of these without handing on, and beside the readers met least often."""
        met = sum(self.together[frozenset((address, other))] for other in self.readers[reference])
        return len(self.reads[address]), not direct, met

    def _others(self, reference: str) -> list[str]:
        return [address for address in self.allowed.get(reference, ()) if address not in self.readers[reference]]

    def _hand_on(self, reference: str, last: str, came: Mapping[str, tuple[str, str] | None]) -> None:
        """Move applications along the path, from its end to its beginning."""
        step = came[last]
        while step is not None:
            holder, held = step
            self._take(held, holder)
            self._add(held, last)
            last, step = holder, came[holder]
        self._add(reference, last)

    def _add(self, reference: str, address: str) -> None:
        self.together.update(frozenset((address, other)) for other in self.readers[reference])
        self.readers[reference].append(address)
        self.reads[address].append(reference)

    def _take(self, reference: str, address: str) -> None:
        self.readers[reference].remove(address)
        self.reads[address].remove(reference)
        self.together.subtract(frozenset((address, other)) for other in self.readers[reference])
