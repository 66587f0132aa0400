"""The people of a simulated round: councils of the register with invented officers, staff of four bodies, a panel.

Only the names of the councils are real. Addresses are in ``.example`` (RFC 2606), telephone numbers in the range that
is kept free for drama. The same seed always makes the same world.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from random import Random

from intake.config import Role
from intake.round.programme import Programme
from intake.round.register import Authority
from intake.simulation.errors import SimulationError
from intake.simulation.mails import Person
from intake.simulation.words import FIRST_NAMES, LAST_NAMES, POSTS, SERVICES

#: How many councils there are for one that applies although it may not.
_ELIGIBLE_FOR_ONE_NOT = 60
#: About how many applications one assessor can read, and how many assessors there are at least.
_READS, _FEWEST = 40, 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Council:
    """One council: its name in the register ("" code where the pack has none), who writes, who stands behind it."""

    code: str
    name: str
    eligible: bool
    domain: str
    lead: Person
    sponsor: Person
    service: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One member of staff or of the panel, with the roles they have in the configuration."""

    person: Person
    roles: tuple[Role, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Everybody who plays a part. ``office`` runs the round, ``second`` of another body agrees to what leaves."""

    mailbox: str
    councils: tuple[Council, ...]
    office: Member
    second: Member
    others: tuple[Member, ...]
    assessors: tuple[Member, ...]

    @property
    def members(self) -> tuple[Member, ...]:
        """Everybody in the configuration."""
        return (self.office, self.second, *self.others, *self.assessors)


def world_of(programme: Programme, *, councils: int, rng: Random) -> World:
    """A world with ``councils`` councils that may apply and a few that may not.

    Raises:
        SimulationError: the register has fewer.
    """
    bodies = ("Programme Department", "Communities Department", "Association of Councils", "Society of Executives")
    office, second, third, fourth = (
        _staff(rng, body, mailbox)
        for body, mailbox in zip(bodies, ("programme.office", "deputy", "secretary", "panel.chair"), strict=True)
    )
    return World(
        mailbox="applications@programme-department.example",
        councils=tuple(_councils(programme, councils, rng)),
        office=Member(person=office, roles=("digest", "alarms", "decide")),
        second=Member(person=second, roles=("digest", "decide", "release")),
        others=(Member(person=third, roles=("release",)), Member(person=fourth, roles=("digest",))),
        assessors=tuple(_assessors(programme, councils, bodies, rng)),
    )


def _councils(programme: Programme, wanted: int, rng: Random) -> list[Council]:
    if programme.eligibility is None:
        return [_council(_invented(number), eligible=True, rng=rng) for number in range(1, wanted + 1)]
    require = programme.eligibility.require
    register = programme.eligibility.register.authorities
    may = [item for item in register if all(item.columns.get(name) == value for name, value in require)]
    may_not = [item for item in register if item not in may]
    if len(may) < wanted:
        raise SimulationError(f"the register of {programme.name} has {len(may)} bodies that may apply, not {wanted}")
    odd = rng.sample(may_not, min(len(may_not), wanted // _ELIGIBLE_FOR_ONE_NOT + 1))
    chosen = [(item, True) for item in rng.sample(may, wanted)] + [(item, False) for item in odd]
    rng.shuffle(chosen)
    return [_council(item, eligible=eligible, rng=rng) for item, eligible in chosen]


def _invented(number: int) -> Authority:
    return Authority(code="", name=f"Borough Council No. {number}", columns={})


def _council(authority: Authority, *, eligible: bool, rng: Random) -> Council:
    domain = f"{slug(authority.name)}.example"
    return Council(
        code=authority.code,
        name=authority.name,
        eligible=eligible,
        domain=domain,
        lead=_officer(rng, authority.name, domain),
        sponsor=_officer(rng, authority.name, domain),
        service=rng.choice(SERVICES),
    )


def _officer(rng: Random, body: str, domain: str) -> Person:
    name = _name(rng)
    return Person(
        name=name,
        email=f"{slug(name).replace('-', '.')}@{domain}",
        title=rng.choice(POSTS),
        body=body,
        phone=f"01632 960{rng.randint(0, 999):03d}",
    )


def _staff(rng: Random, body: str, mailbox: str) -> Person:
    return Person(name=_name(rng), email=f"{mailbox}@{slug(body)}.example", body=body)


def _assessors(programme: Programme, councils: int, bodies: tuple[str, ...], rng: Random) -> list[Member]:
    if programme.panel is None:
        return []
    wanted = max(_FEWEST, programme.panel.each, -(-councils * programme.panel.each // _READS))
    found: list[Member] = []
    for number in range(wanted):
        body = bodies[number % len(bodies)]
        name = _name(rng)
        address = f"{slug(name).replace('-', '.')}.{number + 1}@{slug(body)}.example"
        found.append(Member(person=Person(name=f"{name} ({number + 1})", email=address, body=body), roles=("assess",)))
    return found


def _name(rng: Random) -> str:
    return f"{rng.choice(FIRST_NAMES)} {rng.choice(LAST_NAMES)}"


def slug(text: str) -> str:
    """Letters and digits with hyphens between, as a domain may have them."""
    plain = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return re.sub(r"[^a-z0-9]+", "-", plain.replace("’", "").lower()).strip("-")
