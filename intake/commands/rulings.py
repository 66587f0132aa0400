"""Settling by hand: close held mail, settle a letter in trouble."""

from __future__ import annotations

from typing import Annotated

import typer

from intake import clock
from intake.closing import Fate, close_message, settle_letter
from intake.commands.options import DEFAULT_CONFIG, ConfigOption, books, person
from intake.commands.terminal import say
from intake.errors import IntakeError
from store import letters, messages

app = typer.Typer()

ReasonOption = Annotated[str, typer.Option(help="Why, for the history.")]


@app.command()
def close(
    message: Annotated[int, typer.Argument(help="The message's id, as in `intake messages --held`.")],
    reason: ReasonOption,
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """Close held or failed mail that a person saw to: it is not read again and nothing follows from it."""
    with books(config) as book, book.store.begin() as session:
        row = messages.by_id(session, message)
        if row is None:
            raise IntakeError(f"there is no message {message}; `intake messages` lists them")
        close_message(session, row, actor=person(), reason=reason, at=clock.now())
    say(f"Message {message} is closed.")


@app.command()
def settle(
    letter: Annotated[int, typer.Argument(help="The letter's id, as in `intake letters`.")],
    fate: Annotated[Fate, typer.Argument(help="sent: it did leave; again: send it again; seen: nothing more to do.")],
    config: ConfigOption = DEFAULT_CONFIG,
    reason: ReasonOption = "settled by hand",
) -> None:
    """Say what became of a letter that failed, bounced, or may or may not have been sent."""
    with books(config) as book, book.store.begin() as session:
        row = letters.by_id(session, letter)
        if row is None:
            raise IntakeError(f"there is no letter {letter}; `intake letters` lists them")
        settle_letter(session, row, fate, actor=person(), reason=reason, at=clock.now())
    say(f"Letter {letter} is settled: {fate.value}.")
