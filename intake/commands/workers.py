"""Working on more machines than one: worker, and the move to the database it needs."""

from __future__ import annotations

from contextlib import closing
from typing import Annotated

import typer

from intake import logs, wording
from intake.commands.options import DEFAULT_CONFIG, ConfigOption, books, programme_of
from intake.commands.terminal import say
from intake.config_file import load as load_settings
from intake.daemon.lock import only_one
from intake.errors import IntakeError
from intake.work.jobs import Queue
from intake.work.opening import open_at, require_engine
from store import audit, moving

app = typer.Typer()


@app.command()
def worker(
    config: ConfigOption = DEFAULT_CONFIG,
    queues: Annotated[
        str, typer.Option("--queues", help="Only these, with commas: letters, clock, mail, scans.", show_default="all")
    ] = "",
    concurrency: Annotated[
        int,
        typer.Option(
            "--concurrency", min=0, help="Scans read at a time, and mails beside them; 0: [service] workers of them."
        ),
    ] = 0,
) -> None:
    """Read mail and send letters that `intake run` hands out; run as many as you like, on any machine."""
    settings = load_settings(config)
    if not settings.work.hand_out:
        raise IntakeError(
            "there is nothing for a worker to do: `intake run` does everything itself while [work] hand_out is false"
        )
    require_engine()
    from intake.work import worker as working  # optional: needs the extra "postgres"

    logs.configure(settings.service.log_format)
    working.run(
        settings,
        programme_of(settings),
        queues=_queues(queues),
        places=concurrency or settings.service.workers,
    )


@app.command("move-store")
def move_store(
    to: Annotated[str, typer.Option("--to", help="The URL of an empty database, as postgresql+psycopg://…")],
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """Copy the books of a service that is stopped to another database; the old ones stay as they are."""
    with books(config) as book, only_one(book.settings.data), closing(open_at(to)) as target:
        target.upgrade()
        moved = moving.move(book.store, target)
        with book.store.reading() as old, target.reading() as new:
            if audit.head(old) != audit.head(new) or not audit.verify(new).sound:
                raise IntakeError("the history did not come over as it was: use the new database for nothing")
    say(f"{wording.count(sum(moved.values()), 'row')} copied; the history is whole.")
    say("Set [store] url to the new database, run `intake check`, and keep the old one until you are sure.")


def _queues(text: str) -> tuple[Queue, ...]:
    """The queues that are named, all where none is."""
    names = [name.strip() for name in text.split(",") if name.strip()]
    unknown = [name for name in names if name not in set(Queue)]
    if unknown:
        raise IntakeError(f"there is no queue {unknown[0]!r}; there are {', '.join(Queue)}")
    return tuple(Queue(name) for name in names) or tuple(Queue)
