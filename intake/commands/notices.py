"""By hand: withdraw an application or undo that, send news to the update list, take somebody off it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from intake import clock, wording
from intake.commands.options import DEFAULT_CONFIG, ConfigOption, JsonOption, books, no_application, person
from intake.commands.terminal import print_json, print_table, say, warn
from intake.errors import IntakeError
from intake.furnishing import desk_of
from intake.notices.announcement import News, announce, readers_of
from intake.notices.withdrawal import reinstate
from intake.notices.withdrawal import withdraw as withdraw_application
from store import applications, subscribers

app = typer.Typer()


@app.command()
def withdraw(
    reference: Annotated[str, typer.Argument(help="The application's reference.")],
    reason: Annotated[str, typer.Option(help="Why, for the history; staff are told it.")],
    config: ConfigOption = DEFAULT_CONFIG,
    undo: Annotated[
        bool, typer.Option("--undo", help="Put a withdrawn application back to where it stood; nobody is told.")
    ] = False,
) -> None:
    """Withdraw an application on its applicant's word; the applicant gets a confirmation, staff are told."""
    with books(config) as book, book.store.begin() as session:
        case = applications.by_reference(session, reference)
        if case is None:
            raise no_application(reference)
        if undo:
            state = reinstate(session, case, actor=person(), reason=reason, at=clock.now())
            say(f"{case.reference} is {state.replace('_', ' ')} again. Tell the applicant: nothing was sent.")
            return
        desk = desk_of(book.settings, book.programme, book.store)
        followed = withdraw_application(session, desk, case, actor=person(), reason=reason, at=clock.now())
    say(f"{case.reference} is withdrawn. The applicant gets a confirmation.")
    for sentence in followed:
        say(sentence)


@app.command("announce")
def send_news(
    file: Annotated[Path, typer.Argument(help="The text, in plain Markdown.")],
    subject: Annotated[str, typer.Option(help="What it is about.")],
    config: ConfigOption = DEFAULT_CONFIG,
    send: Annotated[
        bool, typer.Option("--send", help="Send it; without this it is only shown to whom it would go.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Send news to everybody on the update list who has not had it."""
    news = News(subject=subject, text=_text_of(file))
    with books(config) as book, book.store.begin() as session:
        readers = [(row.address, row.name, row.joined_at) for row in readers_of(session, news)]
        if send:
            desk = desk_of(book.settings, book.programme, book.store)
            done = announce(session, desk, news, actor=person(), at=clock.now())
    if as_json:
        listed = [{"to": address, "name": name, "joined_at": joined} for address, name, joined in readers]
        print_json(
            {"sent": send, "subject": subject, "to": listed, "unwritable": list(done.unwritable) if send else []}
        )
        return
    if not send:
        zone = book.programme.zone
        rows = [(to, name, f"{joined.astimezone(zone):%d %b %Y}") for to, name, joined in readers]
        print_table(("To", "Name", "Joined"), rows, empty="Nobody is on the list who has not had it.")
        say(f"{wording.count(len(rows), 'letter')} would leave. To send: the same command with --send.")
        return
    for address in done.unwritable:
        warn(f"{address} cannot be written to.")
    had = f" {done.had_it} had it already." if done.had_it else ""
    last = f" The last leaves at {wording.instant(done.last_at, book.programme.zone)}." if done.queued else ""
    say(f"{wording.count(done.queued, 'letter')} in the outbox.{had}{last}")


@app.command()
def unsubscribe(
    address: Annotated[str, typer.Argument(help="The address to take off the update list, or its code.")],
    config: ConfigOption = DEFAULT_CONFIG,
    reason: Annotated[str, typer.Option(help="Why, for the history.")] = "asked for it",
) -> None:
    """Take an address off the update list; it is told nothing."""
    with books(config) as book, book.store.begin() as session:
        row = subscribers.by_address(session, address.strip()) or subscribers.by_code(session, address.strip())
        if row is None or not subscribers.leave(session, row, at=clock.now(), actor=person(), reason=reason):
            raise IntakeError(f"{address} is not on the update list")
    say(f"{address} is off the update list.")


def _text_of(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        why = fault.strerror if isinstance(fault, OSError) else "it is not UTF-8"
        raise IntakeError(f"{file} cannot be read: {why}") from None
