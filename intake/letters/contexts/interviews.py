"""What applicants, staff and the panel are told about interviews. Times are worded already, with their zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from intake.letters.contexts.base import Context
from intake.letters.contexts.outcomes import ReplyLink


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewLetter(Context):
    """One interview, to its applicant.

    ``when`` is the slot ("9:30am to 10:15am on Wednesday 19 February 2014 (London time)"), ``place`` where it is held,
    ``link`` where it is held online, ``panel`` the names of who is known to hold it. ``answer_days`` is within how many
    days an answer is due, None for no day. ``before`` is the earlier time of one that was moved. ``answer`` is what the
    applicant answered: accepted, tentative, declined or countered, "" for nothing; ``asked_for`` the time it asked for.
    ``reason`` is what staff wrote for the applicant. ``withdrawn`` says that the applicant withdrew.
    """

    reference: str
    authority: str
    contact_name: str
    when: str
    minutes: int = 0
    place: str = ""
    link: str = ""
    panel: tuple[str, ...] = ()
    answer_days: int | None = None
    before: str = ""
    answer: str = ""
    asked_for: str = ""
    reason: str = ""
    withdrawn: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A time that can be chosen by its number; ``place`` is "" where all are in one place."""

    number: int
    when: str
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewChoice(Context):
    """The times an applicant may choose from. ``taken`` is the one it chose and that was gone, "" for none;
    ``choices`` may be empty then. ``place`` and ``link`` are where all of them are held."""

    reference: str
    authority: str
    contact_name: str
    choices: tuple[Choice, ...]
    minutes: int
    place: str = ""
    link: str = ""
    answer_days: int | None = None
    taken: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsItem:
    """One interview that staff should see to: what is the matter, what the applicant wrote, what may be done."""

    reference: str
    authority: str
    when: str
    what: str
    words: tuple[str, ...] = ()
    links: tuple[ReplyLink, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewNews(Context):
    """Interviews that staff should see to. ``headline`` is for the subject; ``free`` are the free slots by number;
    ``commands`` are what may be typed instead of the links."""

    headline: str
    items: tuple[NewsItem, ...]
    free: tuple[str, ...] = ()
    commands: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelSlot:
    """One interview in the timetable: its hours on the day, what it is about, and how its invitation was answered."""

    hours: str
    reference: str
    applicant: str
    contact: str
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelDay:
    """One room on one day; ``place`` is where it is, in one line."""

    day: date
    room: str
    place: str
    slots: tuple[PanelSlot, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelTimetable(Context):
    """The interviews one member of the panel sits in, with the day sheets and a calendar attached.

    ``days`` is empty where there are none (any more). ``changed`` says that an earlier timetable no longer holds,
    ``tomorrow`` that it comes on the eve of interviews; ``off`` are interviews that were called off.
    """

    days: tuple[PanelDay, ...]
    changed: bool = False
    tomorrow: bool = False
    off: tuple[str, ...] = ()
