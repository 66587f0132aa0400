"""The invented world: real names of councils, nobody else's name or address."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from intake.round.programme import load
from intake.simulation.errors import SimulationError
from intake.simulation.people import slug, world_of
from tests.corpus.packs import folder_of

DD = load("delivering-differently")


def test_same_seed_makes_the_same_world() -> None:
    assert world_of(DD, councils=12, rng=Random(7)) == world_of(DD, councils=12, rng=Random(7))
    assert world_of(DD, councils=12, rng=Random(7)) != world_of(DD, councils=12, rng=Random(8))


def test_councils_are_the_registers_and_one_in_sixty_may_not_apply() -> None:
    world = world_of(DD, councils=353, rng=Random(1))
    assert DD.eligibility is not None
    register = DD.eligibility.register
    assert Counter(council.eligible for council in world.councils) == {True: 353, False: 6}
    assert all(register.match(council.name).authority is not None for council in world.councils)


def test_every_address_is_invented_and_nobody_elses() -> None:
    world = world_of(DD, councils=353, rng=Random(1))
    addresses = [council.lead.email for council in world.councils]
    addresses += [member.person.email for member in world.members]
    assert all(address.endswith(".example") for address in addresses)
    assert len(set(addresses)) == len(addresses)


def test_second_person_is_of_another_body_and_may_release() -> None:
    world = world_of(DD, councils=12, rng=Random(1))
    assert world.office.person.body != world.second.person.body
    assert ("decide" in world.office.roles, "release" in world.office.roles) == (True, False)
    assert "release" in world.second.roles


def test_a_pack_without_a_register_has_invented_councils() -> None:
    programme = load(folder_of("youth-innovation"))
    world = world_of(programme, councils=3, rng=Random(1))
    assert [council.eligible for council in world.councils] == [True, True, True]
    assert world.assessors == ()


def test_more_councils_than_the_register_has_are_refused() -> None:
    with pytest.raises(SimulationError, match="has 353 bodies that may apply, not 354"):
        world_of(DD, councils=354, rng=Random(1))


def test_slug_is_a_label_of_a_domain() -> None:
    assert slug("London Borough of Richmond-upon-Thames & Co.") == "london-borough-of-richmond-upon-thames-co"
    assert slug("Siân O’Hara") == "sian-ohara"
