"""A part of `make faults` with every change: each fault at some of its steps, on both databases, and some random kills.

Which steps they are follows from a fixed seed, so that a failure can be had again. All of the steps, and a thousand
kills, are in `make faults`, which writes docs/faults.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from random import Random

import pytest

from tests.acceptance.conftest import dovecot
from tests.faults.faults import FAULTS
from tests.faults.loop import Loop
from tests.faults.random_kills import Killing
from tests.faults.scene import Stage
from tests.servers.dovecot import Dovecot
from tests.servers.postgresql import Cluster
from tests.servers.smtp import SmtpServer

__all__ = ["dovecot"]

pytestmark = [pytest.mark.server("dovecot"), pytest.mark.timeout(600)]

SEED = 20140210
KILLS = 10
#: Fault → at every so-manieth of its steps it strikes; the others at every `_OTHERS`-th.
_EVERY = {"kill -9": 19, "child killed": 4, "child hangs": 6, "template killed": 6}
_OTHERS = 61


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.server("postgresql"))])
def stage(
    request: pytest.FixtureRequest, dovecot: Dovecot, smtp: SmtpServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stage]:
    """The morning on which everything is due."""
    with ExitStack() as stack:
        cluster = stack.enter_context(Cluster()) if request.param == "postgresql" else None
        yield Stage(request.param, tmp_path_factory.mktemp("faults") / "worlds", dovecot, smtp, cluster)


def test_faults_at_sampled_steps_lose_nothing_and_send_nothing_twice(stage: Stage) -> None:
    rng, met = Random(SEED), set()
    with Loop(stage) as loop:
        for fault in (fault for fault in FAULTS if stage.kind in fault.databases):
            every = _EVERY.get(fault.name, _OTHERS)
            for run in loop.every(fault, first=1 + rng.randrange(every), by=every):
                assert run.verdict.faults == (), f"{run.fault} {run.step}, no. {run.number}"
                if run.met:
                    met.add(fault.name)
    assert met == {fault.name for fault in FAULTS if stage.kind in fault.databases}


def test_killed_at_random_moments_loses_nothing_and_sends_nothing_twice(stage: Stage) -> None:
    with Killing(stage) as killing:
        spell = killing.spell(KILLS, seed=SEED, real_child=False)
    assert (spell.kills, spell.verdict.faults) == (KILLS, ())
