"""What commands that decide share: the desk of a configuration, in whose name, and one order given by hand."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from intake import clock
from intake.commands.options import Books, books, person
from intake.commands.terminal import say
from intake.config import Role
from intake.decisions.by_hand import acting, obey
from intake.desk import Desk
from intake.furnishing import desk_of

AsOption = Annotated[str, typer.Option("--as", help="In whose name: a member of staff, by name or address.")]
ReferenceArgument = Annotated[str, typer.Argument(help="The application's reference.")]


@contextmanager
def at_desk(config: Path) -> Iterator[tuple[Books, Desk]]:
    """The books of a configuration with the desk that letters are written at."""
    with books(config) as book:
        yield book, desk_of(book.settings, book.programme, book.store)


def give_order(config: Path, action: str, subject: str, *, name: str, role: Role, text: str = "") -> None:
    """Carry out one order about an application or a batch in somebody's name, and say what was done.

    Raises:
        IntakeError: nobody is meant by ``name``, or the order cannot be carried out.
    """
    with at_desk(config) as (book, desk), book.store.begin() as session:
        member = acting(desk, name, role=role)
        actor = f"{member.name}, by {person()}"
        done = obey(session, desk, action, subject=subject, member=member, actor=actor, text=text, at=clock.now())
    say(" ".join(done.sentences))
