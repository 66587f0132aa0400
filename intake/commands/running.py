"""Running the service: run (the daemon), poll (one pass), digest, check, status."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from functools import partial
from typing import Annotated

import typer

from intake import clock, evidence, logs, wording
from intake.archiving import archive_of
from intake.commands.options import DEFAULT_CONFIG, ConfigOption, DryRunOption, JsonOption, books, programme_of
from intake.commands.terminal import out, print_json, print_table, progress_bar, say
from intake.config import Settings
from intake.config_file import load as load_settings
from intake.daemon import checkup, daemon
from intake.daemon.lock import only_one
from intake.daemon.surroundings import status_of
from intake.desk import Concluded
from intake.errors import IntakeError
from intake.furnishing import desk_of
from intake.round.programme import Programme
from intake.sandbox import Sandbox
from intake.service import one_pass, open_service
from intake.staff.digest_run import queue_digest
from intake.work.opening import on_postgresql, require_engine

app = typer.Typer()


@app.command()
def run(config: ConfigOption = DEFAULT_CONFIG) -> None:
    """Run the service until it is stopped: read the mailbox, answer, send the digest."""
    settings = load_settings(config)
    logs.configure(settings.service.log_format)
    programme = programme_of(settings)
    if settings.work.hand_out:
        _poller(settings, programme)  # its lock is the database's: machines share the data folder
        return
    with only_one(settings.data):
        if on_postgresql(settings):
            _poller(settings, programme)
            return
        with open_service(settings, programme) as service:
            service.recover(at_start=True)
            daemon.run(service)


@contextmanager
def _alone(settings: Settings, programme: Programme) -> Iterator[None]:
    """Be the only one to poll, by the lock of the data folder and that of the database."""
    with ExitStack() as stack:
        if not settings.work.hand_out:
            stack.enter_context(only_one(settings.data))
        if on_postgresql(settings):
            require_engine()
            from intake.work import poller  # optional: needs the extra "postgres"

            stack.enter_context(poller.polling(settings, programme))
        yield


def _poller(settings: Settings, programme: Programme) -> None:
    require_engine()
    from intake.work import poller  # optional: needs the extra "postgres"

    poller.run(settings, programme)


@app.command()
def poll(config: ConfigOption = DEFAULT_CONFIG, as_json: JsonOption = False, dry_run: DryRunOption = False) -> None:
    """Do one pass: fetch what is new, read and record it, send what is queued."""
    settings = load_settings(config)
    logs.configure(settings.service.log_format)
    programme = programme_of(settings)
    if dry_run:
        planned = checkup.planned(settings)
        if as_json:
            print_json(planned)
        else:
            new, due = wording.count(planned.new, "new mail"), wording.count(planned.due, "queued letter")
            say(f"{new} would be fetched, {due} sent.")
        return
    told: list[Concluded] = []
    with _alone(settings, programme), open_service(settings, programme) as service:
        if not service.hands_out:
            service.recover(at_start=True)
        with progress_bar("Reading mail", None) as bar:

            def tell(item: Concluded) -> None:
                told.append(item)
                bar.advance(bar.task_ids[0])

            done = one_pass(service, tell=tell)
    if as_json:
        print_json(done)
    else:
        print_table(
            ("Message", "What it is", "Rule", "Application", "Letter"),
            [(i.message_id, i.disposition, i.rule, i.application, i.letter_id or i.silence or "") for i in told],
            empty="There was no new mail.",
        )
        sent = done.dispatched
        say(f"{wording.count(done.processed, 'message')} read, {wording.count(sent.sent, 'letter')} sent.")
        if sent.fault:
            say(f"The other letters wait: {sent.fault}")
    if done.dispatched.fault or done.dispatched.failed:
        raise typer.Exit(1)


@app.command()
def digest(
    config: ConfigOption = DEFAULT_CONFIG,
    to: Annotated[str, typer.Option("--to", help="Send it to this member of staff alone, by name or address.")] = "",
) -> None:
    """Queue the digest now, for everybody who has it or for one of them; the next poll or the daemon sends it."""
    with books(config) as book:
        only = None
        if to:
            members = book.settings.staff
            only = next((m for m in members if to.casefold() in (m.name.casefold(), m.email.casefold())), None)
            if only is None:
                raise IntakeError(f"nobody in [[staff]] is called {to!r} or has that address")
        at = clock.now()
        cause = f"digest-by-hand:{at:%Y-%m-%dT%H:%M:%SZ}"
        archive = archive_of(book.settings)
        with Sandbox(book.programme.form) as sandbox:
            queued = queue_digest(
                desk_of(book.settings, book.programme, book.store),
                book.settings,
                end=at,
                cause=cause,
                only=only,
                show=partial(evidence.show, archive, sandbox),
            )
        if not queued:
            raise IntakeError("today's digest was queued already; --to sends it to one person again")
    say("The digest is queued.")


@app.command()
def check(config: ConfigOption = DEFAULT_CONFIG, as_json: JsonOption = False) -> None:
    """Try everything the service needs and report every problem at once; fetch and send nothing."""
    logs.configure(level=logging.WARNING)  # what could not be reached is told in the results
    settings = load_settings(config)
    results = checkup.run(settings)
    if as_json:
        print_json(results)
    else:
        for result in results:
            out.print("[green]ok[/green]     " if result.well else "[red]problem[/red]", end=" ")
            say(f"{result.name}: {result.what}")
    if not all(result.well for result in results):
        raise typer.Exit(1)


@app.command()
def status(config: ConfigOption = DEFAULT_CONFIG, as_json: JsonOption = False) -> None:
    """Say how the service is, for a monitor: exit status 1 when anything needs a person."""
    with books(config) as book, book.store.reading() as session:
        found = status_of(session, book.settings, at=clock.now())
    if as_json:
        print_json({"well": found.well, **asdict(found)})
    else:
        for name, counts in (
            ("Mail", found.messages),
            ("Applications", found.applications),
            ("Letters", found.letters),
        ):
            say(f"{name}: " + (", ".join(f"{count} {state}" for state, count in sorted(counts.items())) or "none"))
        until = f"{found.read_until:%Y-%m-%d %H:%M:%S} UTC" if found.read_until else "never"
        say(f"Mailbox read until: {until}")
        for fault in found.faults:
            say(f"FAULT {fault.name}: {fault.what}; {fault.to_do}")
        if found.well:
            say("All is well.")
    if not found.well:
        raise typer.Exit(1)
