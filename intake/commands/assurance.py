"""Showing that all were treated alike: audit, erase, and what `intake export` writes of a case, a person, the round."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from intake import clock, wording
from intake.archiving import archive_of
from intake.assurance import audit as audits
from intake.assurance import retention
from intake.assurance.audit import Audit
from intake.assurance.case_file import case_file
from intake.assurance.case_page import bundle
from intake.assurance.erasing import Act, Erased
from intake.assurance.erasure import Eraser, Report
from intake.assurance.fairness import Fairness, fairness
from intake.assurance.fairness_sheet import written
from intake.assurance.packing import write
from intake.assurance.people import staff_of
from intake.assurance.person_file import person_files
from intake.commands.options import (
    DEFAULT_CONFIG,
    Books,
    ConfigOption,
    DryRunOption,
    JsonOption,
    books,
    no_application,
    person,
)
from intake.commands.terminal import print_json, print_table, say, warn
from intake.staff.export import Format
from store import applications
from store.archive import Archive

app = typer.Typer()

#: The least of a hash that names one event, in characters; and a whole one.
_SHORTEST, _WHOLE = 16, 64
_PERIOD_OVER = "its period is over"


@app.command()
def audit(
    config: ConfigOption = DEFAULT_CONFIG,
    expect: Annotated[
        str, typer.Option("--expect", help="A hash that a digest told earlier, or its first 16 characters or more.")
    ] = "",
    as_json: JsonOption = False,
) -> None:
    """Check that the history and the archive are as they were written; status 1 with the first place that is not."""
    wanted = "".join(expect.split()).lower()
    if wanted and not (_SHORTEST <= len(wanted) <= _WHOLE and set(wanted) <= set("0123456789abcdef")):
        raise typer.BadParameter("a hash is 16 to 64 of the characters 0 to 9 and a to f", param_hint="--expect")
    with books(config) as book:
        found = audits.audit(book.store, _archive(book), at=clock.now(), expect=wanted)
        zone = book.programme.zone
    if as_json:
        print_json({"sound": found.sound, "anchored": found.history.anchored, **asdict(found)})
    else:
        _print_history(found, lambda at: wording.instant(at, zone))
        _print_archive(found)
    if not found.sound:
        raise typer.Exit(1)


def _print_history(found: Audit, told: Any) -> None:
    history = found.history
    erased = f", {history.erased:,} of them erased in part" if history.erased else ""
    well = "all as they were written" if history.broken is None else "NOT all as they were written"
    say(f"History: {wording.count(history.events, 'event')}{erased}; {well}.")
    say(f"It ends at event {history.head.position} with {history.head.hash}")
    if history.broken is not None:
        when = f" ({told(history.broken.at)})" if history.broken.at else ""
        say(f"FAULT event {history.broken.event_id}{when}: {history.broken.what}")
    for row in history.states:
        stands = row.stands or "gone"
        say(f"FAULT {row.subject} {row.subject_id} is {stands}; its history says {row.told or 'nothing of it'}")
    if not history.expected:
        return
    if history.anchor is None:
        say("FAULT the hash you gave is not in the history: it was rewritten since, or the hash is of another store")
    elif history.anchored:
        say(f"The hash you gave is event {history.anchor.position}'s, written at {told(history.anchor_at)}.")
        say("Nothing up to there has changed.")
    else:
        say(f"FAULT the hash you gave is event {history.anchor.position}'s, but the history before it was altered")


def _print_archive(found: Audit) -> None:
    archive = found.archive
    erased = f", {archive.erased:,} erased" if archive.erased else ""
    well = "nothing is missing or damaged" if not archive.faults else wording.count(len(archive.faults), "fault")
    say(f"Archive: {wording.count(archive.mails, 'mail')}{erased}, {archive.lines:,} lines of the journal; {well}.")
    for fault in archive.faults:
        say(f"FAULT {fault.place}: {fault.what}")


@app.command()
def erase(
    reference: Annotated[str, typer.Argument(help="The application's reference, for example DD-0001.")] = "",
    config: ConfigOption = DEFAULT_CONFIG,
    due: Annotated[bool, typer.Option("--due", help="Everything whose period in the pack is over.")] = False,
    who: Annotated[str, typer.Option("--person", help="Everything held on the person with this address.")] = "",
    reason: Annotated[str, typer.Option(help="Why, for the history; it is kept, so write no names.")] = "",
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Erase for good what people wrote and who they are; what shows how they were treated is kept."""
    if sum(map(bool, (reference, due, who))) != 1:
        raise typer.BadParameter("name one application, or give --due, or give --person ADDRESS")
    if not due and not reason.strip():
        raise typer.BadParameter("say why: who asked for it, and when", param_hint="--reason")
    with books(config) as book:
        with book.store.reading() as session:
            staff = staff_of(session, book.settings)
            later = retention.due(session, book.programme, at=clock.now()).later if due else ()
        act = Act(actor=person(), reason=reason.strip() or _PERIOD_OVER, at=clock.now(), staff=staff)
        eraser = Eraser(store=book.store, archive=_archive(book), programme=book.programme, act=act, dry=dry_run)
        try:
            report = eraser.due() if due else eraser.person(who) if who else eraser.case(reference)
        except LookupError:
            raise no_application(reference) from None
        zone = book.programme.zone
    if as_json:
        print_json(_as_data(report))
    else:
        _print_erased(report)
        if later:
            day = wording.plain_day(later[0].since.astimezone(zone).date())
            say(f"{wording.count(len(later), 'application')} will fall due, the first on {day}.")
    if report.refused:
        raise typer.Exit(1)


def _as_data(report: Report) -> dict[str, Any]:
    return {
        "dry_run": report.dry,
        "erased": [
            {"what": item.what, "counts": item.counts.told(), "kept": item.kept, "mail_ids": item.mail_ids}
            for item in report.erased
        ],
        "refused": report.refused,
        "files": report.files,
    }


def _print_erased(report: Report) -> None:
    heading = "Would be erased" if report.dry else "Erased"
    rows = [(item.what, _counted(item)) for item in report.erased]
    print_table(("What", heading), rows, empty="There is nothing to erase.")
    for item in report.erased:
        for sentence in item.kept:
            say(f"{item.what}: {sentence}")
    for sentence in report.refused:
        warn(f"NOT ERASED {sentence}")
    if report.files:
        did = "of erased mail still in" if report.dry else "removed from"
        say(f"{wording.count(report.files, 'file')} {did} the archive.")
    ids = sum(len(item.mail_ids) for item in report.erased)
    if ids:
        say(
            f"Not reached: copies of these {wording.count(ids, 'mail')} on the mail server, mail that staff were sent, "
            "and backups. --json lists their Message-IDs."
        )


def _counted(item: Erased) -> str:
    told = item.counts.told().items()
    return ", ".join(wording.count(number, name.removesuffix("s"), name) for name, number in told) or "nothing"


def export_case(book: Books, reference: str, output: Path) -> None:
    """Write the whole file of one application."""
    with book.store.reading() as session:
        case = applications.by_reference(session, reference)
        if case is None:
            raise no_application(reference)
        file = case_file(session, _archive(book), book.programme, case, at=clock.now())
    files = bundle(file, book.programme)
    write(files, output, at=clock.now())
    say(f"{output}: {case.reference}, {wording.count(len(file.files), 'mail')}. case.html is the page to read.")


def export_person(book: Books, address: str, output: Path) -> None:
    """Write a copy of everything that is held on one person."""
    with book.store.reading() as session:
        files = person_files(session, _archive(book), book.programme, address, at=clock.now())
    write(files, output, at=clock.now())
    say(f"{output}: {wording.count(len(files) - 2, 'mail')}. Read it before you send it on.")


def export_fairness(book: Books, form: Format) -> tuple[bytes, Fairness]:
    """The comparison of how applicants were treated, as a file and as it was found."""
    with book.store.reading() as session:
        found = fairness(session, book.programme, staff=staff_of(session, book.settings))
    return written(form, found, book.programme), found


def told_fairness(found: Fairness) -> None:
    """What stands out, for the person at the keyboard."""
    for sentence in found.outliers:
        warn(sentence)
    warn(
        f"{wording.count(found.applications, 'application')}; "
        + (f"{wording.count(len(found.outliers), 'thing')} to look at." if found.outliers else "nothing stands out.")
    )


def _archive(book: Books) -> Archive:
    return archive_of(book.settings)
