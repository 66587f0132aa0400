"""Play a whole round: a world is made, servers are started, the service runs on them, and time moves to the end."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from intake import clock
from intake.config_file import load as load_settings
from intake.round import programme as packs
from intake.round.programme import Programme
from intake.service import Service, open_service
from intake.simulation.actors.assessors import AssessorActor
from intake.simulation.actors.bystanders import Reader, Second
from intake.simulation.actors.councils import CouncilActor
from intake.simulation.actors.habits import drawn
from intake.simulation.actors.office import Office
from intake.simulation.deeds import Actor, Ledger
from intake.simulation.errors import SimulationError
from intake.simulation.forms import Forms
from intake.simulation.people import Council, World, world_of
from intake.simulation.post import Delivery, PostOffice
from intake.simulation.servers import Account, Dovecot
from intake.simulation.stage import Stage

#: The name our mail server signs its verdicts with.
_HOST = "mx.programme-department.example"
#: Where a pack names no day from which it is open.
_OPEN_FOR = timedelta(days=30)

_CONFIG = """\
# Made by `intake simulate`. Everything lies in this folder; try for example
#   intake applications --config {folder}/config.toml

[service]
programme = "{programme}"
data = "data"
answer_from = {opens}
workers = 2

[store]
url = "sqlite:///data/intake.db"

[mailbox]
address = "{mailbox}"
host = "127.0.0.1"
port = {imap_port}
security = "none"
username = "{user}"
password_file = "imap-password"
authserv_id = "{host}"

[outgoing]
host = "127.0.0.1"
port = {smtp_port}
security = "none"
auth = "none"
from_name = "{name} team"
"""

_STAFF = """
[[staff]]
name = "{name}"
body = "{body}"
email = "{email}"
roles = [{roles}]
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """A round that was played: the world and its memory, the service's settings file, the mailbox as the server has it,
    when it began and ended by its own clock, and how often the service looked after it."""

    programme: Programme
    world: World
    ledger: Ledger
    config: Path
    began: datetime
    ended: datetime
    passes: int


def play(
    pack: str,
    folder: Path,
    *,
    councils: int,
    seed: int,
    tell: Callable[[datetime, datetime, datetime], None] = lambda began, now, last: None,
    check: Callable[[Played, Service, Account], None] = lambda played, service, account: None,
) -> Played:
    """Play a round of ``pack`` into ``folder``, which is made anew.

    ``tell`` is called after each step with the round's beginning, its present moment, and the last date of the pack.
    ``check`` is called at the end, while the servers still run.

    Raises:
        SimulationError: a server is not installed, or the pack cannot be played.
    """
    programme = packs.load(pack)
    opens, deadline, last = _dates(programme)
    rng = Random(seed)  # noqa: S311 - a play, not a secret
    world = world_of(programme, councils=councils, rng=rng)
    ledger = Ledger()
    with Dovecot() as server, PostOffice() as post, clock.travel(opens):
        account = server.account()
        config = _prepare(folder, world, programme, pack, account=account, smtp_port=post.port, opens=opens)
        delivery = Delivery(account, host=_HOST)
        with open_service(load_settings(config), programme) as service:
            actors = _actors(programme, world, ledger, opens=opens, deadline=deadline, rng=rng)
            stage = Stage(service, post, delivery, actors, ledger)
            ended = stage.play(opens, last, tell=lambda now: tell(opens, now, last))
            stage.close()
            delivery.close()
            played = Played(
                programme=programme, world=world, ledger=ledger, config=config, began=opens, ended=ended,
                passes=stage.passes,
            )  # fmt: skip
            with clock.travel(ended):
                check(played, service, account)
    return played


def _dates(programme: Programme) -> tuple[datetime, datetime, datetime]:
    """When the round opens, when forms are due, and the last date it knows of."""
    deadline = programme.deadline
    if deadline is None:
        raise SimulationError(f"{programme.name} has no deadline; only a round with one can be played")
    last = deadline
    days = [programme.interviews.last_day] if programme.interviews else []
    days += [programme.work_begins] if programme.work_begins else []
    for day in days:
        last = max(last, datetime(day.year, day.month, day.day, tzinfo=programme.zone))
    opens = programme.opens or deadline - _OPEN_FOR
    return opens + timedelta(hours=8), deadline, last


def _prepare(
    folder: Path, world: World, programme: Programme, pack: str, *, account: Account, smtp_port: int, opens: datetime
) -> Path:
    """The configuration and the password, in place of what an earlier play left."""
    config = folder / "config.toml"
    if folder.exists() and any(folder.iterdir()) and not config.exists():
        raise SimulationError(f"{folder} holds something else; name another folder with --output")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / "imap-password").write_text(account.password, encoding="utf-8")
    text = _CONFIG.format(
        folder=folder,
        programme=pack,
        opens=opens.isoformat(),
        mailbox=world.mailbox,
        imap_port=account.port,
        user=account.user,
        host=_HOST,
        smtp_port=smtp_port,
        name=programme.name,
    )
    for member in world.members:
        roles = ", ".join(f'"{role}"' for role in member.roles)
        person = member.person
        text += _STAFF.format(name=person.name, body=person.body, email=person.email, roles=roles)
    config.write_text(text, encoding="utf-8")
    return config


def _actors(
    programme: Programme, world: World, ledger: Ledger, *, opens: datetime, deadline: datetime, rng: Random
) -> list[Actor]:
    forms = Forms.of(programme, send_to=world.mailbox)
    shared = {"mailbox": world.mailbox, "ledger": ledger}
    actors: list[Actor] = []
    for council, partners in _bids(world, rng):
        own = Random(rng.random())  # noqa: S311
        habits = drawn(programme, opens=opens, deadline=deadline, rng=own)
        actors.append(
            CouncilActor(programme, council, partners, habits, forms, rng=own, **shared)  # type: ignore[arg-type]
        )
    actors.append(Office(programme, world.office.person, ledger, Random(rng.random())))  # noqa: S311
    actors.append(Second(world.second.person, programme.zone, ledger, Random(rng.random())))  # noqa: S311
    actors += [Reader(member.person) for member in world.others]
    if programme.panel is not None:
        for number, member in enumerate(world.assessors):
            own = Random(rng.random())  # noqa: S311
            late = number % 4 == 3
            actors.append(AssessorActor(member.person, programme.panel, world.mailbox, ledger, own, late=late))
    return actors


def _bids(world: World, rng: Random) -> list[tuple[Council, tuple[Council, ...]]]:
    """Every council with its partners; a few name another that applies as well, which may only apply once."""
    bids: list[tuple[Council, tuple[Council, ...]]] = []
    for council in world.councils:
        others = [other for other in world.councils if other is not council and other.eligible]
        joint = rng.random() < 0.06 and others
        bids.append((council, (rng.choice(others),) if joint else ()))
    return bids
