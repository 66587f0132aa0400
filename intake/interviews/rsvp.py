"""Answers to invitations: what a calendar's reply or a person's words say, and whether the answer counts.

Pure. What a program sent is read by `parsers.calendar_reader`, the words of people by `intake.interviews.rsvp_words`;
what follows from an answer is decided by whoever asks. What is unclear is None, and a person decides.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from parsers.calendar import CalendarReply, Method, Participation


class Answer(StrEnum):
    """What is answered."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    TENTATIVE = "tentative"
    COUNTERED = "countered"  # another time is asked for
    CHOSEN = "chosen"  # one of the slots offered, by its number


class Standing(StrEnum):
    """Whether a calendar's reply counts for an interview, and if not, why (RFC 5546 2.1.5 and 3.2.3)."""

    COUNTS = "counts"
    OTHER_EVENT = "other_event"  # it is about another interview, or one occurrence of something
    NOT_INVITED = "not_invited"  # it is the answer of somebody who was not asked
    OLD_VERSION = "old_version"  # the interview has been changed since the version that it answers
    OLDER_ANSWER = "older_answer"  # a newer answer has been heard already
    UNDATED = "undated"  # it does not say when it was given, and an answer has been heard already
    NO_ANSWER = "no_answer"  # it says neither yes nor no nor another time


@dataclass(frozen=True, slots=True, kw_only=True)
class Rsvp:
    """An answer. ``words`` are the ones it rests on, as they were written.

    ``choice`` is the number chosen, counted from 1. ``proposed`` is the other time asked for in the writer's words,
    ``starts`` and ``ends`` the same as instants where a calendar said them. ``asks`` says that the writer also asks a
    question, which a person should see.
    """

    answer: Answer
    words: str = ""
    choice: int | None = None
    proposed: str = ""
    starts: datetime | None = None
    ends: datetime | None = None
    asks: bool = False


_SAID = {
    Participation.ACCEPTED: Answer.ACCEPTED,
    Participation.DECLINED: Answer.DECLINED,
    Participation.TENTATIVE: Answer.TENTATIVE,
}


def rsvp_of_calendar(reply: CalendarReply) -> Rsvp | None:
    """What a calendar's reply says; None where it is no yes, no, perhaps or other time."""
    if reply.method is Method.COUNTER:
        # A counter-proposal that names no time that can be told is still one: a person reads it.
        return Rsvp(answer=Answer.COUNTERED, words=reply.comment, starts=reply.starts, ends=reply.ends)
    answer = _SAID.get(reply.partstat) if reply.method is Method.REPLY else None
    return None if answer is None else Rsvp(answer=answer, words=reply.comment)


def standing(
    reply: CalendarReply, *, uid: str, sequence: int, invited: Collection[str], last: datetime | None
) -> Standing:
    """Whether ``reply`` counts for the interview ``uid`` as last sent with ``sequence`` to the addresses ``invited``.

    ``last`` is the DTSTAMP of the newest answer to this version that counted, None where there is none. A reply must be
    to this version or, from a program that counts for itself, a later one (RFC 5546 2.1.5), and newer than the last.
    UIDs and addresses are compared without letter case: programs change it. That the mail is truly from the attendee is
    not judged here.
    """
    if reply.uid.casefold() != uid.casefold() or reply.recurrence_id:
        return Standing.OTHER_EVENT
    if reply.attendee not in {address.lower() for address in invited}:
        return Standing.NOT_INVITED
    if rsvp_of_calendar(reply) is None:
        return Standing.NO_ANSWER
    if reply.sequence < sequence:
        return Standing.OLD_VERSION
    if last is not None and reply.dtstamp is None:
        return Standing.UNDATED
    if last is not None and reply.dtstamp is not None and reply.dtstamp <= last:
        return Standing.OLDER_ANSWER
    return Standing.COUNTS


#: What Outlook, Gmail and others put before the event's title in the subject of an answer → what it says.
_SUBJECTS = {
    "accepted": Answer.ACCEPTED,
    "accept": Answer.ACCEPTED,
    "declined": Answer.DECLINED,
    "decline": Answer.DECLINED,
    "tentative": Answer.TENTATIVE,
    "tentatively accepted": Answer.TENTATIVE,
    "new time proposed": Answer.COUNTERED,
    "proposed new time": Answer.COUNTERED,
    "derbyniwyd": Answer.ACCEPTED,
    "gwrthodwyd": Answer.DECLINED,
    "petrus": Answer.TENTATIVE,
}


def rsvp_of_subject(subject: str, *, summary: str) -> Rsvp | None:
    """What a program's subject says of the event titled ``summary``, for answers whose calendar part went missing.

    None for any subject but a known word, a colon and the title (Gmail adds the time after an "@").
    """
    word, colon, title = subject.partition(":")
    even = " ".join(title.split()).casefold()
    wanted = " ".join(summary.split()).casefold()
    answer = _SUBJECTS.get(" ".join(word.split()).casefold())
    if answer is None or not colon or not wanted or (even != wanted and not even.startswith(f"{wanted} @")):
        return None
    return Rsvp(answer=answer, words=subject.strip(), proposed=subject.strip() if answer is Answer.COUNTERED else "")
