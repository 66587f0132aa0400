"""The demonstration: a round in miniature, with no server and no configuration."""

from __future__ import annotations

import logging
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from intake import logs
from intake.commands.files import writing
from intake.commands.terminal import print_table, progress_bar, say
from intake.rehearsal.demonstration import ExampleMail, example_mails, play
from intake.round import programme as packs

app = typer.Typer()


@app.command()
def demo(
    output: Annotated[Path, typer.Option("--output", "-o", help="The folder it is played into.")] = Path("demo-out"),
    programme: Annotated[str, typer.Option("--programme", "-p", help="A pack with example mails.")] = (
        "delivering-differently"
    ),
) -> None:
    """Play a round in miniature: example mails in, records, letters and the digest out. Needs no server."""
    logs.configure("text", level=logging.WARNING)
    total = len(example_mails(packs.load(programme)))
    with progress_bar("Playing the round", total) as bar:

        def tell(mail: ExampleMail) -> None:
            bar.update(bar.task_ids[0], advance=1, description=f"{mail.received_at:%d %b %H:%M}")

        with writing(output):
            played = play(programme, output.resolve(), tell=tell)
    print_table(
        ("Received", "What was sent", "What it is", "Case", "Answered with"),
        [
            (
                f"{item.mail.received_at:%d %b %H:%M:%S}",
                item.mail.about,
                item.disposition,
                item.application or "–",
                item.letter.replace("_", ", ") or item.why or "–",
            )
            for item in played.mails
        ],
        title=f"{len(played.mails)} mails and what became of them",
    )
    folder = played.folder
    say(f"Letters and the digest: {folder / 'letters' / 'index.html'}")
    say(f"Records:                {_command()} applications --config {folder / 'config.toml'}")


def _command() -> str:
    """How this command was called, so that what is printed can be typed."""
    return "intake" if Path(sys.argv[0]).name == "intake" else f"{os.path.relpath(sys.executable)} -m intake"
