"""Sample contexts of the letters about interviews."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from intake.letters.contexts import (
    Choice,
    Context,
    InterviewChoice,
    InterviewLetter,
    InterviewNews,
    NewsItem,
    PanelDay,
    PanelSlot,
    PanelTimetable,
)
from intake.letters.kinds import Kind
from tests.intake.letters.samples_decisions import link

WALSALL = "Walsall Metropolitan Borough Council"
FIRST = "9:30am to 10:15am on Wednesday 19 February 2014 (London time)"
SECOND = "10:30am to 11:15am on Wednesday 19 February 2014 (London time)"
INTERVIEW = InterviewLetter(
    reference="DD-0001",
    authority=WALSALL,
    contact_name="Jo Marlowe",
    when=FIRST,
    minutes=45,
    place="Room 2, 1 Horse Guards Road, London",
    link="https://meet.example/panel-two",
    panel=("Ann Lee", "Bola Roy"),
    answer_days=3,
)
CHOICE = InterviewChoice(
    reference="DD-0001",
    authority=WALSALL,
    contact_name="Jo Marlowe",
    choices=(Choice(number=1, when=FIRST), Choice(number=2, when=SECOND)),
    minutes=45,
    place="1 Horse Guards Road, London",
    answer_days=3,
)
NEWS = InterviewNews(
    headline=f"DD-0001: {WALSALL} cannot come",
    items=(
        NewsItem(
            reference="DD-0001",
            authority=WALSALL,
            when=FIRST,
            what="The applicant declined. Its slot is kept until you move the interview or call it off.",
            words=("We are sorry, our committee meets on that day.",),
            links=(
                link("Move the interview of DD-0001", "the number of a free slot, or a day and a time"),
                link("Call off the interview of DD-0001", "why, in words the applicant will read"),
            ),
        ),
    ),
    free=(f"Slot 2: {SECOND}, Room 2", "and 11 more: intake slots"),
    commands=("intake reschedule DD-0001 SLOT", 'intake unschedule DD-0001 --reason "…"'),
)

INTERVIEWS: dict[Kind, Context] = {
    Kind.INVITATION: INTERVIEW,
    Kind.INTERVIEW_CHOICE: CHOICE,
    Kind.INTERVIEW_GIVEN: INTERVIEW,
    Kind.INTERVIEW_LEFT: replace(CHOICE, choices=CHOICE.choices[1:], taken=FIRST),
    Kind.INTERVIEW_MOVED: replace(INTERVIEW, before=SECOND, reason="A member of the panel is unwell."),
    Kind.INTERVIEW_CANCELLED: replace(INTERVIEW, reason="The panel cannot meet that week. We will write again."),
    Kind.INTERVIEW_AGAIN: INTERVIEW,
    Kind.INTERVIEW_CONFIRMED: replace(INTERVIEW, answer="accepted"),
    Kind.INTERVIEW_NOTED: replace(INTERVIEW, answer="countered", asked_for=SECOND),
    Kind.INTERVIEW_REMINDER: INTERVIEW,
    Kind.INTERVIEW_NEWS: NEWS,
    Kind.INTERVIEWS_OVER: replace(
        NEWS,
        headline="1 interview over: held?",
        items=(
            replace(
                NEWS.items[0],
                what="Its time has passed. Was it held?",
                words=(),
                links=(link("It was held: DD-0001"), link("Nobody came: DD-0001")),
            ),
        ),
        free=(),
        commands=("intake held REFERENCES", "intake absent REFERENCE", "intake held --all-past"),
    ),
    Kind.TIMETABLE: PanelTimetable(
        days=(
            PanelDay(
                day=date(2014, 2, 19),
                room="Room 2",
                place="Room 2, 1 Horse Guards Road, London",
                slots=(
                    PanelSlot(
                        hours="9:30am to 10:15am",
                        reference="DD-0001",
                        applicant=WALSALL,
                        contact="Jo Marlowe, 01632 960123",
                        answer="accepted",
                    ),
                    PanelSlot(
                        hours="10:30am to 11:15am",
                        reference="DD-0004",
                        applicant="Torbay Council",
                        contact="Huw Tregenza",
                        answer="no answer yet",
                    ),
                ),
            ),
        ),
        changed=True,
        off=(f"DD-0003, {SECOND}",),
    ),
}
