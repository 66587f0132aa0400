"""Interviews at the command line: who has which slot, move and call off, note answers and what was held, timetables.

Inviting is a batch as any other: `intake invite` is in `intake.commands.decisions`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from intake import clock, wording
from intake.commands.desk import AsOption, ReferenceArgument, at_desk
from intake.commands.files import writing
from intake.commands.options import DEFAULT_CONFIG, Books, ConfigOption, JsonOption, no_application, person
from intake.commands.terminal import print_json, print_table, say
from intake.decisions.by_hand import acting, obey
from intake.desk import Desk
from intake.errors import IntakeError
from intake.interviews.describing import ANSWERS, newest_invitation, when_of
from intake.interviews.noting import note_answer, past
from intake.interviews.sheets import send_all, timetable_files, timetable_now
from intake.interviews.slot_list import slot_list
from intake.interviews.timetable import Timetable, clock_of
from store import applications
from store import interviews as store_of
from store.engine import Session
from store.interviews import Seat

app = typer.Typer()


@app.command()
def interviews(config: ConfigOption = DEFAULT_CONFIG, as_json: JsonOption = False) -> None:
    """List the interviews: when and where each is, how it was answered, and what became of the invitation."""
    with at_desk(config) as (book, desk), book.store.reading() as session:
        items = [_item(session, desk, seat) for seat in store_of.listing(session)]
    if as_json:
        print_json(items)
        return
    print_table(
        ("Application", "Authority", "When", "Room", "State", "Letter", "Answer in words"),
        [
            (
                item["reference"],
                item["authority"],
                item["when"].rpartition(" (")[0] or item["when"],  # the zone would be the same in every line
                item["room"],
                item["answer"] or "no answer yet",
                item["letter"],
                item["reply"],
            )
            for item in items
        ],
        empty="There is no interview.",
    )


def _item(session: Session, desk: Desk, seat: Seat) -> dict[str, Any]:
    interview, case = seat.interview, seat.application
    letter = newest_invitation(session, interview)
    return {
        "reference": case.reference,
        "authority": case.authority_name,
        "state": interview.state.value,
        "when": when_of(interview, desk.programme.zone),
        "starts_at": interview.starts_at,
        "ends_at": interview.ends_at,
        "room": interview.room,
        "location": interview.location,
        "link": interview.link,
        "invited": interview.attendee,
        "sequence": interview.sequence,
        "letter": letter.status.value if letter is not None else "not sent",
        "answer": ANSWERS[interview.state],
        "reply": interview.reply,
        "replied_at": interview.replied_at,
    }


@app.command()
def slots(config: ConfigOption = DEFAULT_CONFIG, as_json: JsonOption = False) -> None:
    """List the slots of the pack by number, with the application that has each."""
    with at_desk(config) as (book, desk), book.store.reading() as session:
        zone, listed = desk.programme.zone, slot_list(session, desk, at=clock.now())
    if as_json:
        print_json(
            [
                {
                    "number": item.number,
                    "starts_at": item.slot.start,
                    "ends_at": item.slot.end,
                    "room": item.slot.room,
                    "free": item.free,
                    "application": item.given_to,
                }
                for item in listed
            ]
        )
        return
    rows = [
        (
            item.number,
            wording.day(item.slot.day(zone)),
            clock_of(item.slot, zone),
            item.slot.room,
            item.given_to or ("free" if item.free else "not free"),
        )
        for item in listed
    ]
    print_table(("Slot", "Day", "Time", "Room", "Given to"), rows, empty="The pack has no slots.")


@app.command()
def reschedule(
    reference: ReferenceArgument,
    slot: Annotated[str, typer.Argument(help="The slot's number, as in `intake slots`.")] = "",
    config: ConfigOption = DEFAULT_CONFIG,
    to: Annotated[str, typer.Option("--to", help="A day and a time instead, such as “2014-02-20 10:00”.")] = "",
    room: Annotated[str, typer.Option(help="The room, with --to; else the first that is free.")] = "",
    reason: Annotated[str, typer.Option(help="Why; the applicant is told it.")] = "",
    name: AsOption = "",
) -> None:
    """Give an interview another slot; the applicant gets a new invitation once it can no longer be taken back."""
    if bool(slot) == bool(to):
        raise IntakeError("give the number of a slot, or a day and a time with --to")
    if slot and room:
        raise IntakeError("a slot has its room; --room goes with --to")
    said = slot or ", ".join(filter(None, (to, room)))
    _order("reschedule", [reference], config, name, text=f"{said}\n{reason}")


@app.command()
def unschedule(
    reference: ReferenceArgument,
    reason: Annotated[str, typer.Option(help="Why; the applicant is told it.")],
    config: ConfigOption = DEFAULT_CONFIG,
    name: AsOption = "",
) -> None:
    """Call an interview off; the applicant is told, and its slot is free again."""
    _order("unschedule", [reference], config, name, text=reason)


@app.command()
def rsvp(
    reference: ReferenceArgument,
    answer: Annotated[str, typer.Argument(help="accepted, tentative or declined.")],
    reason: Annotated[str, typer.Option(help="How it was learnt, for the history.")],
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """Note what an applicant answered to the invitation by telephone, or through somebody else."""
    with at_desk(config) as (book, desk), book.store.begin() as session:
        case = applications.by_reference(session, reference)
        if case is None:
            raise no_application(reference)
        found = note_answer(session, case, answer, actor=person(), reason=reason, at=clock.now())
        when = when_of(found, desk.programme.zone)
    say(f"{case.reference} {answer}: {when}. Nobody was told.")


@app.command()
def held(
    references: Annotated[list[str] | None, typer.Argument(help="Applications whose interview was held.")] = None,
    config: ConfigOption = DEFAULT_CONFIG,
    all_past: Annotated[
        bool, typer.Option("--all-past", help="Every interview that is over and of which nothing is noted.")
    ] = False,
    reason: Annotated[str, typer.Option(help="A note, for the history.")] = "",
    name: AsOption = "",
) -> None:
    """Note that interviews were held; the applicants are not told."""
    chosen = list(references or [])
    if all_past:
        with at_desk(config) as (book, _), book.store.reading() as session:
            chosen += [seat.application.reference for seat in past(session, at=clock.now())]
    elif not chosen:
        raise typer.BadParameter("name the applications, or give --all-past")
    if not chosen:
        say("There is no interview that is over.")
        return
    _order("held", list(dict.fromkeys(chosen)), config, name, text=reason)


@app.command()
def absent(
    reference: ReferenceArgument,
    config: ConfigOption = DEFAULT_CONFIG,
    reason: Annotated[str, typer.Option(help="A note, for the history.")] = "",
    name: AsOption = "",
) -> None:
    """Note that nobody came to an interview; the applicant is not told."""
    _order("absent", [reference], config, name, text=reason)


@app.command()
def timetable(
    config: ConfigOption = DEFAULT_CONFIG,
    out: Annotated[Path | None, typer.Option("--out", help="A folder to write sheets and calendars into.")] = None,
    send: Annotated[bool, typer.Option("--send", help="Send each member of the panel its own.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Show the timetable of interviews; write it as day sheets and calendars, or send it to the panel."""
    with at_desk(config) as (book, desk):
        with book.store.reading() as session:
            found = timetable_now(session, desk)
        if as_json:
            print_json(_timetable_json(found))
        else:
            _print_timetable(found)
        if out is not None:
            _write(found, desk, out)
        if send:
            with book.store.begin() as session:
                queued = send_all(session, desk, at=clock.now())
            said = wording.count(queued, "timetable")
            say(f"{said} in the outbox; nothing goes to who has it as it stands.")


def _write(found: Timetable, desk: Desk, folder: Path) -> None:
    files = timetable_files(found, desk, at=clock.now())
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        for file in files:
            (folder / file.name).write_bytes(file.data)
            say(f"{folder / file.name}")


def _print_timetable(found: Timetable) -> None:
    print_table(
        ("Day", "Room", "Time", "Application", "Authority", "Ask for", "Invitation"),
        [
            (
                wording.day(day.day),
                day.room,
                clock_of(entry.slot, found.zone),
                entry.reference,
                entry.applicant,
                entry.contact,
                entry.answer or "no answer yet",
            )
            for day in found.days
            for entry in day.entries
        ],
        empty="No interviews are arranged.",
    )


def _timetable_json(found: Timetable) -> list[dict[str, Any]]:
    return [
        {
            "day": day.day.isoformat(),
            "room": day.room,
            "starts_at": entry.slot.start,
            "ends_at": entry.slot.end,
            "reference": entry.reference,
            "authority": entry.applicant,
            "contact": entry.contact,
            "telephone": entry.telephone,
            "location": entry.location,
            "link": entry.link,
            "panel": list(entry.panel),
            "answer": entry.answer,
        }
        for day in found.days
        for entry in day.entries
    ]


def _order(action: str, references: list[str], config: Path, name: str, *, text: str) -> None:
    """The same as by mail; of several applications all, or none where one cannot be."""
    with at_desk(config) as (book, desk):
        for sentence in _obeyed(book, desk, action, references, name, text=text):
            say(sentence)


def _obeyed(book: Books, desk: Desk, action: str, references: list[str], name: str, *, text: str) -> list[str]:
    told = []
    with book.store.begin() as session:
        member = acting(desk, name, role="decide")
        for reference in references:
            done = obey(
                session,
                desk,
                action,
                subject=reference,
                member=member,
                actor=f"{member.name}, by {person()}",
                text=text,
                at=clock.now(),
            )
            told.append(" ".join(done.sentences))
    return told
