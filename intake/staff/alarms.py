"""Alarms: a letter to staff with the role when the service needs a person before the next digest, and when it is over.

What is a fault is judged by `intake.daemon.status`, the same as a monitor is told. Each fault is told once a day for as
long as it lasts: (cause, kind, recipient) is unique in the outbox, and the cause names the fault and the day. Whether a
fault was told and is not yet over is read from the letters themselves, so that a restart forgets none.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from intake.config import Settings
from intake.daemon.status import Fault, Status
from intake.furnishing import sender_of
from intake.letters.compose import compose
from intake.letters.contexts import Alarm, AlarmOver, Context
from intake.letters.kinds import Kind
from intake.letters.outbox import queue_letter
from intake.logs import log
from intake.round.programme import Programme
from intake.wording import lasted
from store.alarms import Told, told
from store.engine import Session

#: The faults that cannot wait for the digest, and what is so again when each is over. Held mail and bounces can wait:
#: the digest lists them.
OVER: Mapping[str, str] = {
    "access-ends": "What the service logs in with is good for more than 21 days again",
    "backlog": "Mail is read as it comes again",
    "certificate-ends": "The certificates of the mail servers are good for more than 14 days again",
    "disk-low": "There is room on the disks again",
    "failed": "No message is left that could not be concluded",
    "held-long": "No mail has waited too long for a person any more",
    "letters-failed": "No letter is left that could not be sent and that nobody took note of",
    "letters-overdue": "Letters leave in time again",
    "letters-stopped": "The service answers mail again",
    "letters-unknown": "No letter is left of which it is not known whether it left",
    "mailbox-unread": "The mailbox is being read again",
    "token-not-renewed": "The access token is renewed again",
}
URGENT = frozenset(OVER)

#: How long a fault must be away before it is over; twice as long for each time it was over in the last day, so that one
#: that comes and goes does not write all day.
AWAY = timedelta(minutes=10)
_DOUBLINGS = 6


class Absences:
    """Since when each fault is away, as it was looked at; kept by the daemon from one look to the next."""

    def __init__(self) -> None:
        self._since: dict[str, datetime] = {}

    def note(self, present: Collection[str], *, at: datetime) -> Mapping[str, datetime]:
        """Look at the faults ``present`` now; of every other urgent one, since when it is away."""
        for name in URGENT:
            if name in present:
                self._since.pop(name, None)
            else:
                self._since.setdefault(name, at)
        return dict(self._since)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Spell:
    """What the letters say of one fault: those since it was last over, and when it was over before (in order)."""

    open: tuple[Told, ...]
    over: tuple[datetime, ...]


def queue_alarms(
    session: Session,
    programme: Programme,
    settings: Settings,
    status: Status,
    *,
    at: datetime,
    away: Mapping[str, datetime] | None = None,
) -> int:
    """Queue a letter for each urgent fault that was not told today, and one for each that is over; returns how many.

    ``away`` says since when a fault is away (`Absences`); without it none is over.
    """
    letters = told(session, kinds=(Kind.ALARM, Kind.ALARM_OVER))
    spells = {name: _spell(letters, name) for name in URGENT}
    office = _Office(session=session, programme=programme, settings=settings, at=at)
    queued = sum(office.tell(fault, spells[fault.name]) for fault in status.faults if fault.name in URGENT)
    present = {fault.name for fault in status.faults}
    for name, since in (away or {}).items():
        spell = spells[name]
        if name not in present and spell.open and at - since >= _patience(spell, at=at):
            queued += office.tell_over(name, spell, since=max(since, spell.open[0].at))
    if queued:
        log.warning("alarm", count=queued)
    return queued


def _patience(spell: _Spell, *, at: datetime) -> timedelta:
    lately = sum(at - moment < timedelta(days=1) for moment in spell.over)
    return AWAY * (1 << min(lately, _DOUBLINGS))


def _spell(letters: Sequence[Told], name: str) -> _Spell:
    begun: list[Told] = []
    over: list[datetime] = []
    for letter in letters:
        what, about, *_ = letter.cause.split(":")
        if about != name:
            continue
        if what == "alarm":
            begun.append(letter)
        else:
            begun.clear()
            if letter.at not in over:
                over.append(letter.at)
    return _Spell(open=tuple(begun), over=tuple(over))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Office:
    """Where the letters are queued, and whose they are."""

    session: Session
    programme: Programme
    settings: Settings
    at: datetime

    def tell(self, fault: Fault, spell: _Spell) -> int:
        """Tell everybody with the role of a fault; again on a day on which it was over already."""
        day = self._day(self.at)
        again = sum(self._day(moment) == day for moment in spell.over)
        cause = f"alarm:{fault.name}:{day}" + (f":{again + 1}" if again else "")
        context = Alarm(what=f"{fault.what[0].upper()}{fault.what[1:]}.", why="", to_do=(fault.to_do,))
        people = [member.email for member in self.settings.staff_with("alarms")]
        return sum(self._queue(Kind.ALARM, context, to=person, cause=cause) for person in people)

    def tell_over(self, name: str, spell: _Spell, *, since: datetime) -> int:
        """Tell those who were told, and still have the role, that it is over."""
        first = spell.open[0]
        context = AlarmOver(what=OVER[name], begun=first.at, ended=since, lasted=lasted(since - first.at))
        heard = {letter.recipient.lower() for letter in spell.open}
        people = [member.email for member in self.settings.staff_with("alarms") if member.email.lower() in heard]
        cause = f"alarm-over:{first.cause.removeprefix('alarm:')}"
        return sum(self._queue(Kind.ALARM_OVER, context, to=person, cause=cause) for person in people)

    def _day(self, moment: datetime) -> str:
        return moment.astimezone(self.programme.zone).date().isoformat()

    def _queue(self, kind: Kind, context: Context, *, to: str, cause: str) -> bool:
        letter = compose(
            kind,
            context,
            programme=self.programme,
            sender=sender_of(self.settings),
            to=to,
            at=self.at,
            cause=cause,
        )
        row = queue_letter(
            self.session,
            letter,
            cause=cause,
            per_sender_per_day=self.settings.service.letters_per_sender_per_day,
            per_hour=self.settings.service.letters_per_hour,
            at=self.at,
        )
        return isinstance(row, int)
