"""The panel at the command line: give work out, see where it stands, take it off, open it again for scores."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from intake import clock, wording
from intake.commands.desk import AsOption, ReferenceArgument, at_desk
from intake.commands.options import DEFAULT_CONFIG, ConfigOption, DryRunOption, JsonOption, no_application, person
from intake.commands.terminal import print_json, print_table, say, warn
from intake.config import StaffMember
from intake.decisions.by_hand import acting
from intake.desk import Desk
from intake.errors import IntakeError
from intake.panel import assigning, scoring
from intake.panel.allocation import Allocated
from intake.panel.asking import ask_for_declarations
from intake.panel.criteria import panel_of
from intake.panel.work import assessor_of, pieces
from store import applications
from store.engine import Session
from store.tables import Application

app = typer.Typer()

AssessorArgument = Annotated[str, typer.Argument(help="The assessor, by name or address.")]


@app.command()
def assign(
    reference: Annotated[str, typer.Argument(help="One application, to give out by hand.")] = "",
    assessors: Annotated[list[str] | None, typer.Argument(help="Its assessors, by name or address.")] = None,
    config: ConfigOption = DEFAULT_CONFIG,
    even: Annotated[
        bool, typer.Option("--evenly", help="Share out so that each application has as many as the pack says.")
    ] = False,
    file: Annotated[
        Path | None, typer.Option("--file", help="A CSV file with the columns reference, assessor.")
    ] = None,
    dry_run: DryRunOption = False,
    name: AsOption = "",
    as_json: JsonOption = False,
) -> None:
    """Give applications to assessors, who are asked at once for conflicts of interest."""
    if sum((even, file is not None, bool(reference and assessors))) != 1:
        raise typer.BadParameter("say either --evenly, --file FILE, or a reference and its assessors")
    with at_desk(config) as (book, desk):
        with book.store.reading() as session:
            found = _found(session, desk, reference, assessors or [], file)
            not_yet = assigning.assessable(session).not_yet
        asked = 0 if dry_run or not found.allocations else _write(desk, found, name)
        _tell(desk, found, not_yet, asked, dry_run=dry_run, as_json=as_json)


def _found(session: Session, desk: Desk, reference: str, assessors: list[str], file: Path | None) -> Allocated:
    if reference:
        return assigning.by_hand(session, desk, reference, assessors)
    if file is not None:
        return assigning.from_file(session, desk, read_bytes(file), source=str(file))
    return assigning.evenly(session, desk)


def _write(desk: Desk, found: Allocated, name: str) -> int:
    """Write assignments down and ask for declarations; how many were asked."""
    member = _decider(desk, name)
    at = clock.now()
    with desk.store.begin() as session:
        assigning.assign(session, desk, found.allocations, actor=f"{member.name}, by {person()}", at=at)
        return ask_for_declarations(session, desk, at)


def _decider(desk: Desk, name: str) -> StaffMember:
    member = acting(desk, name, role="decide")
    if "decide" not in member.roles:
        raise IntakeError(f"giving out work needs the role “decide”, which {member.name} does not have")
    return member


def _tell(
    desk: Desk,
    found: Allocated,
    not_yet: tuple[tuple[str, str], ...],
    asked: int,
    *,
    dry_run: bool,
    as_json: bool,
) -> None:
    if as_json:
        print_json(
            {
                "dry_run": dry_run,
                "assigned": [{"reference": item.reference, "assessor": item.assessor} for item in found.allocations],
                "short": [{"reference": i.reference, "missing": i.missing, "why": i.why} for i in found.short],
                "not_yet": [{"reference": reference, "why": why} for reference, why in not_yet],
                "asked": asked,
            }
        )
        return
    names = {person.address: person.name for person in assigning.assessors_of(desk)}
    rows = [(item.reference, names[item.assessor], item.assessor) for item in found.allocations]
    print_table(("Application", "Assessor", "Address"), rows, empty="Nothing is new.")
    for short_one in found.short:
        warn(short_one.why)
    for reference, why in not_yet:
        warn(f"{reference} is not assessed yet: {why}.")
    deadline = desk.programme.deadline
    if found.allocations and deadline is not None and clock.now() <= deadline:
        warn("The deadline has not passed: applicants may still send corrected forms.")
    if dry_run:
        say(f"{wording.count(len(rows), 'assignment')} would be made; nothing was written.")
    elif rows:
        say(f"{wording.count(len(rows), 'assignment')}; {wording.count(asked, 'assessor')} asked to declare interests.")


@app.command()
def assignments(config: ConfigOption = DEFAULT_CONFIG, as_json: JsonOption = False) -> None:
    """List who assesses what, and where each stands."""
    with at_desk(config) as (book, desk), book.store.reading() as session:
        of, items = panel_of(desk.programme), []
        for piece in pieces(session):
            row = piece.row
            items.append(
                {
                    "reference": piece.case.reference,
                    "authority": piece.case.authority_name,
                    "assessor": row.assessor,
                    "name": row.assessor_name,
                    "state": str(row.state),
                    "conflict": row.conflict,
                    "scored": len(piece.kept),
                    "criteria": len(of.criteria),
                    "may_answer": assessor_of(desk, row.assessor) is not None,
                }
            )
    if as_json:
        print_json(items)
        return
    print_table(
        ("Application", "Authority", "Assessor", "State", "Scored", "Conflict"),
        [
            (
                item["reference"],
                item["authority"],
                f"{item['name'] or item['assessor']}{'' if item['may_answer'] else ' (no longer in [[staff]])'}",
                item["state"],
                f"{item['scored']} of {item['criteria']}",
                item["conflict"],
            )
            for item in items
        ],
        empty="Nothing is given out yet.",
    )


@app.command()
def unassign(
    reference: ReferenceArgument,
    assessor: AssessorArgument,
    config: ConfigOption = DEFAULT_CONFIG,
    reason: Annotated[str, typer.Option(help="Why, for the history.")] = "",
    name: AsOption = "",
) -> None:
    """Take an assessor off an application; scores given on it no longer count."""
    with at_desk(config) as (book, desk), book.store.begin() as session:
        actor = f"{_decider(desk, name).name}, by {person()}"
        case, at = _case(session, reference), clock.now()
        told = assigning.unassign(session, desk, case, assessor, actor=actor, reason=reason, at=at)
    say(told)


@app.command()
def reopen(
    reference: ReferenceArgument,
    assessor: AssessorArgument,
    config: ConfigOption = DEFAULT_CONFIG,
    reason: Annotated[str, typer.Option(help="Why; the assessor is told it.")] = "",
    name: AsOption = "",
) -> None:
    """Let an assessor send other scores for an application after the due date, once."""
    with at_desk(config) as (book, desk), book.store.begin() as session:
        actor = f"{_decider(desk, name).name}, by {person()}"
        case = _case(session, reference)
        row = assigning.work_of(session, case, assessor)
        scoring.reopen(session, desk, case, row, actor=actor, reason=reason, at=clock.now())
    say(f"{row.assessor_name} may send other scores for {case.reference}, and is told so.")


def _case(session: Session, reference: str) -> Application:
    case = applications.by_reference(session, reference)
    if case is None:
        raise no_application(reference)
    return case


def read_bytes(file: Path) -> bytes:
    """What a file holds.

    Raises:
        IntakeError: it cannot be read.
    """
    try:
        return file.read_bytes()
    except OSError as fault:
        raise IntakeError(f"{file} cannot be read: {fault.strerror}") from None
