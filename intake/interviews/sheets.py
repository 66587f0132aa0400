"""The timetable of the books: for the panel as day sheets and calendars, as files or by mail.

Each member is sent what it sits in, once somebody has had the timetable sent: again when it has changed, at most once a
day, and on the eve of every day with interviews. What an applicant answered changes no timetable. How sheets and
calendars look is `intake.paper.day_sheet`'s and `intake.interviews.timetable`'s.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from hashlib import sha256

from intake.correspondence import write
from intake.desk import Desk
from intake.interviews.describing import ANSWERS, is_told, organiser_of, rules_of, slot_of, slot_words
from intake.interviews.timetable import Timetable, TimetableEntry, clock_of, timetable_calendar, timetable_of
from intake.letters.contexts import PanelDay, PanelSlot, PanelTimetable
from intake.letters.kinds import Kind
from intake.letters.mime import AttachedFile
from intake.paper.day_sheet import day_sheet_pdf
from parsers.form import FieldType
from store import interviews as books
from store import submissions
from store.engine import Session
from store.interviews import Seat
from store.states import InterviewState, LetterStatus
from store.tables import OutgoingMail

#: When the timetable of the next day leaves, by the clock of the programme.
_EVE_HOUR = 17


@dataclass(frozen=True, slots=True)
class SheetFile:
    """One file of the timetable."""

    name: str
    type: str
    data: bytes


def timetable_now(session: Session, desk: Desk) -> Timetable:
    """All interviews that stand and have a time, invitations that have not left aside."""
    entries = [
        _entry(session, desk, seat)
        for seat in books.standing(session)
        if slot_of(seat.interview) is not None and is_told(seat)
    ]
    return timetable_of(entries, programme=desk.programme.name, zone=desk.programme.zone)


def _entry(session: Session, desk: Desk, seat: Seat) -> TimetableEntry:
    interview, case, rules = seat.interview, seat.application, desk.programme.interviews
    slot = slot_of(interview)
    if slot is None:
        raise LookupError(case.reference)
    answers = submissions.answers_of(session, case.submission_id) if case.submission_id is not None else {}
    telephone = next((field.key for field in desk.programme.form.fields if field.type is FieldType.PHONE), "")
    return TimetableEntry(
        uid=interview.uid,
        reference=case.reference,
        applicant=case.authority_name or case.reference,
        slot=slot,
        sequence=interview.sequence,
        contact=case.contact_name or interview.attendee,
        telephone=answers[telephone].text if telephone in answers else "",
        location=interview.location,
        link=interview.link,
        panel=rules.room(interview.room).panel if rules else (),
        answer=ANSWERS[interview.state],
    )


def members_of(desk: Desk) -> tuple[str, ...]:
    """The addresses of everybody on the panel of a room, in the order of the pack."""
    rules = rules_of(desk)
    return tuple(dict.fromkeys(address for room in rules.rooms for address in room.panel))


def timetable_files(timetable: Timetable, desk: Desk, *, at: datetime) -> Iterator[SheetFile]:
    """The files of the whole timetable: a sheet for each room and day, a calendar of all, one for each member.

    Each has a name of its own, also where two rooms or members differ only in what a file's name leaves out.
    """
    taken: set[str] = set()
    for file in _files(timetable, desk, at=at):
        stem, _, ending = file.name.rpartition(".")
        name, number = file.name, 1
        while name.casefold() in taken:
            number += 1
            name = f"{stem}-{number}.{ending}"
        taken.add(name.casefold())
        yield replace(file, name=name)


def _files(timetable: Timetable, desk: Desk, *, at: datetime) -> Iterator[SheetFile]:
    yield from sheet_files(timetable, desk, at=at)
    if timetable.entries:
        yield _calendar(timetable, desk, "interviews.ics", at=at)
    for address in members_of(desk):
        own = timetable.of_panel(address)
        if own.entries:
            yield _calendar(own, desk, f"interviews-{_plain(address)}.ics", at=at)


def sheet_files(timetable: Timetable, desk: Desk, *, at: datetime) -> Iterator[SheetFile]:
    """A day sheet for each room and day."""
    for day in timetable.days:
        one = Timetable(programme=timetable.programme, zone=timetable.zone, days=(day,))
        room = f"-{_plain(day.room)}" if day.room else ""
        name = f"interviews-{day.day.isoformat()}{room}.pdf"
        yield SheetFile(name, "application/pdf", day_sheet_pdf(one, desk.programme, at=at))


def _calendar(timetable: Timetable, desk: Desk, name: str, *, at: datetime) -> SheetFile:
    return SheetFile(name, "text/calendar", timetable_calendar(timetable, organiser=organiser_of(desk), at=at))


def send_all(session: Session, desk: Desk, *, at: datetime) -> int:
    """Send every member of the panel its timetable now, except who has it as it stands; how many were queued."""
    timetable = timetable_now(session, desk)
    queued = 0
    for address in members_of(desk):
        own, had = timetable.of_panel(address), _had(session, address)
        if (own.entries or had) and not _is_the_same(own, had):
            queued += _send(session, desk, address, own, had, tag=f"{at:%Y%m%dT%H%M%S}", at=at)
    return queued


def send_due(session: Session, desk: Desk, at: datetime) -> int:
    """Send the timetables that are due: changed since the day before, or for tomorrow; how many were queued."""
    if desk.programme.interviews is None or not members_of(desk):
        return 0
    local = at.astimezone(desk.programme.zone)
    timetable, tomorrow = timetable_now(session, desk), local.date() + timedelta(days=1)
    queued = 0
    for address in members_of(desk):
        own, had = timetable.of_panel(address), _had(session, address)
        eve = local.hour >= _EVE_HOUR and any(day.day == tomorrow for day in own.days)
        if eve and not any(_tag(letter).endswith(f"eve-{tomorrow}") for letter in had):
            queued += _send(session, desk, address, own, had, tag=f"eve-{tomorrow}", at=at)
        elif had and not _is_the_same(own, had) and _day(desk, had[-1].created_at) < local.date():
            queued += _send(session, desk, address, own, had, tag=f"changed-{local.date()}", at=at)
    return queued


def _send(
    session: Session, desk: Desk, address: str, own: Timetable, had: list[OutgoingMail], *, tag: str, at: datetime
) -> bool:
    files = [*sheet_files(own, desk, at=at), *([_calendar(own, desk, "interviews.ics", at=at)] if own.entries else [])]
    context = PanelTimetable(
        days=tuple(_day_of(own)),
        changed=bool(had) and not _is_the_same(own, had),
        tomorrow=tag.startswith("eve-"),
        off=tuple(_called_off(session, desk, address, had, at=at)),
    )
    queued = write(
        session,
        desk,
        Kind.TIMETABLE,
        context,
        to=address,
        cause=f"timetable:{_digest(own)}:{tag}",
        attachments=[AttachedFile(name=file.name, type=file.type, data=file.data) for file in files],
    )
    return isinstance(queued, int)


def _day_of(own: Timetable) -> Iterator[PanelDay]:
    for item in own.days:
        yield PanelDay(
            day=item.day,
            room=item.room,
            place=next((entry.place for entry in item.entries if entry.place != item.room), ""),
            slots=tuple(
                PanelSlot(
                    hours=clock_of(entry.slot, own.zone),
                    reference=entry.reference,
                    applicant=entry.applicant,
                    contact=", ".join(part for part in (entry.contact, entry.telephone) if part),
                    answer=entry.answer or "no answer yet",
                )
                for entry in item.entries
            ),
        )


def _called_off(session: Session, desk: Desk, address: str, had: list[OutgoingMail], *, at: datetime) -> Iterator[str]:
    """Interviews to come that stood in an earlier timetable of this member, to be taken out of its calendar."""
    rules = rules_of(desk)
    for seat in books.listing(session):
        interview, slot = seat.interview, slot_of(seat.interview)
        if interview.state != InterviewState.CANCELLED or slot is None or slot.start <= at:
            continue
        if had and interview.created_at < had[-1].created_at and address in rules.room(slot.room).panel:
            yield f"{seat.application.reference}, {slot_words(slot, desk.programme.zone)}"


def _had(session: Session, address: str) -> list[OutgoingMail]:
    """The timetables this member was sent, or is to be, oldest first."""
    told = books.letters_to(session, address, kind=Kind.TIMETABLE)
    return [letter for letter in told if letter.status != LetterStatus.CANCELLED]


def _is_the_same(own: Timetable, had: list[OutgoingMail]) -> bool:
    return bool(had) and had[-1].cause.split(":")[1] == _digest(own)


def _tag(letter: OutgoingMail) -> str:
    return letter.cause.split(":", 2)[2]


def _digest(own: Timetable) -> str:
    """What a timetable says of who is when and where, in short."""
    told = [
        (
            *(entry.uid, entry.reference, entry.applicant, entry.contact, entry.telephone),
            *(entry.slot.start.isoformat(), entry.slot.end.isoformat(), entry.slot.room, entry.location, entry.link),
        )
        for entry in own.entries
    ]
    return sha256(repr(told).encode()).hexdigest()[:16]


def _day(desk: Desk, moment: datetime) -> date:
    return moment.astimezone(desk.programme.zone).date()


def _plain(words: str) -> str:
    """A name as it can stand in a file's name."""
    return re.sub(r"[^A-Za-z0-9]+", "-", words).strip("-") or "room"
