"""Working on more machines than one: worker."""

from __future__ import annotations

from typing import Annotated

import typer

from intake import logs
from intake.commands.options import DEFAULT_CONFIG, ConfigOption, programme_of
from intake.config_file import load as load_settings
from intake.errors import IntakeError
from intake.work.jobs import Queue
from intake.work.opening import require_engine

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


def _queues(text: str) -> tuple[Queue, ...]:
    """The queues that are named, all where none is."""
    names = [name.strip() for name in text.split(",") if name.strip()]
    unknown = [name for name in names if name not in set(Queue)]
    if unknown:
        raise IntakeError(f"there is no queue {unknown[0]!r}; there are {', '.join(Queue)}")
    return tuple(Queue(name) for name in names) or tuple(Queue)
