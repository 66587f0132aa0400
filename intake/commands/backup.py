"""Keeping a copy of the whole service, and making a service of one: backup, restore."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from intake import wording
from intake.backup.making import back_up
from intake.backup.restoring import Restored
from intake.backup.restoring import restore as restore_backup
from intake.commands.options import DEFAULT_CONFIG, ConfigOption, JsonOption, books, person
from intake.commands.terminal import print_json, progress_bar, say, warn

app = typer.Typer()


@app.command()
def backup(
    target: Annotated[Path, typer.Argument(help="A new folder, or a file that ends in .tar.")],
    config: ConfigOption = DEFAULT_CONFIG,
    as_json: JsonOption = False,
) -> None:
    """Copy the whole service while it runs, and verify the copy: database, archive, journals, key, configuration."""
    with books(config) as book, progress_bar("Copying mail", None) as bar:
        made = back_up(book.settings, book.store, target, config=config, tell=lambda: bar.advance(bar.task_ids[0]))
    if as_json:
        print_json(made)
        return
    for remark in made.remarks:
        warn(f"{remark[0].upper()}{remark[1:]}.")
    say(f"{made.path}: {wording.count(made.mails, 'mail')}, {wording.size(made.octets)}, verified.")
    say("It holds the key of the one-use codes and what applicants wrote: keep it as closed as the service itself.")


@app.command()
def restore(
    backup: Annotated[Path, typer.Argument(help="What `intake backup` made.")],
    into: Annotated[Path, typer.Option("--into", help="A new or empty folder, to be the data folder.")],
    url: Annotated[str, typer.Option(help="For a backup of PostgreSQL: the URL of an empty database.")] = "",
    as_json: JsonOption = False,
) -> None:
    """Make a data folder and a database of a backup; sends nothing, and says what to do next."""
    done = restore_backup(backup, into, url=url, actor=person())
    if as_json:
        print_json(done)
    else:
        _say_restored(done)
    if not done.sound:
        raise typer.Exit(1)


def _say_restored(done: Restored) -> None:
    said = "its history and archive are sound" if done.sound else "NOT SOUND; `intake audit` says what is wrong"
    say(f"{done.folder}: {wording.count(done.mails, 'mail')}, as of {done.taken_at:%Y-%m-%d %H:%M:%S} UTC; {said}.")
    if done.unknown:
        say(f"{wording.count(done.unknown, 'letter')} that waited may have left since, and will not be sent by itself.")
    if done.recalled:
        say(f"{wording.count(done.recalled, 'released batch', 'released batches')} must be released again.")
    data, config = done.folder.resolve(), done.folder / "config.toml"
    url = f'= "{done.url}"' if done.url.startswith("sqlite") else "to that database"
    steps = (
        f'In the configuration (a copy is {config}) set [service] data = "{data}" and [store] url {url}.',
        "Give the folder to the service's user, then run `intake check`.",
        "Move mail that came since then back from the done and held folders to the folder that is read. It is "
        "recorded again; nobody is answered twice.",
        "Start the service. It looks for the letters in doubt in the sent folder; `intake letters` lists the rest.",
    )
    say("What to do next:")
    for number, step in enumerate(steps, 1):
        say(f"{number}. {step}")
