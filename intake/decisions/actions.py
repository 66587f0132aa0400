"""What staff and assessors can ask for by mail, as one table: its name, who may, about what, with which text.

What an action does stands in the rooms that carry orders out; how it is asked for in `links`, how it is read in
`orders`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from intake.config import Role
from intake.decisions.errors import ActionSubjectError

#: As `ReferencePrefix` of the pack and the number behind it.
REFERENCE = r"[A-Za-z](?:-?[A-Za-z0-9]){0,24}-\d{1,9}"


class Text(StrEnum):
    """What the person writes with the order."""

    NONE = "none"  # nothing; the mail is sent as it is
    OPTIONAL = "optional"  # a reason, if there is one to tell
    REQUIRED = "required"  # without it nothing is done
    FIELDS = "fields"  # lines of a name, a colon and a value
    GRID = "grid"  # the table of the mail, filled in


class About(StrEnum):
    """What an order can be about, as codes are bound to it."""

    CASE = "case"  # "DD-0004"
    BATCH = "batch"  # "batch:3"
    ORDER = "order"  # "order:17"
    STAGE = "stage"  # "stage:shortlist"
    NOTHING = "nothing"  # ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One thing that can be asked for.

    ``title`` is the imperative that stands on links and in subjects; no two are alike. ``role`` is who may ask for it.
    ``sentence`` says what it does, ``hint`` what to write above the line of the mail ("" where nothing is). The code of
    a ``repeatable`` one may be used again until it expires: what is sent later stands beside what was sent before.
    """

    title: str
    role: Role
    sentence: str
    text: Text = Text.NONE
    about: frozenset[About] = frozenset({About.CASE})
    hint: str = ""
    repeatable: bool = False


_BATCH = frozenset({About.BATCH})
_REASON = "a reason, if you want to give one; it is kept with the decision"

ACTIONS: dict[str, Action] = {
    "shortlist": Action(
        title="Shortlist",
        role="decide",
        sentence="Notes that the application goes on to interview; nothing is sent until a batch is released.",
        text=Text.OPTIONAL,
        hint=_REASON,
    ),
    "decline": Action(
        title="Do not shortlist",
        role="decide",
        sentence="Notes that the application does not go on; nothing is sent until a batch is released.",
        text=Text.OPTIONAL,
        hint=_REASON,
    ),
    "ineligible": Action(
        title="Rule ineligible",
        role="decide",
        sentence="Notes that the body may not apply, and why; nothing is sent until a batch is released.",
        text=Text.REQUIRED,
        hint="why it may not apply, in words the applicant will read",
    ),
    "ask": Action(
        title="Ask the applicant",
        role="decide",
        sentence="Sends the applicant your question; the answer comes to the case.",
        text=Text.REQUIRED,
        hint="your question; it goes to the applicant as you write it",
    ),
    "admit": Action(
        title="Admit the late form",
        role="decide",
        sentence="Admits a form that came after the deadline, and tells the applicant.",
        text=Text.OPTIONAL,
        hint="the reason, if you want the applicant to be told one",
    ),
    "refuse-late": Action(
        title="Refuse the late form",
        role="decide",
        sentence="Refuses a form that came after the deadline, and tells the applicant.",
        text=Text.OPTIONAL,
        hint="the reason, if you want the applicant to be told one",
    ),
    "correct": Action(
        title="Correct",
        role="decide",
        sentence="Sets answers of the application right; what was there before is kept beside them.",
        text=Text.FIELDS,
        hint="each answer on a line of its own: the question or its key, a colon, and the right answer",
    ),
    "note": Action(
        title="Note",
        role="decide",
        sentence="Keeps a note with the application; nobody outside is told.",
        text=Text.REQUIRED,
        hint="your note",
    ),
    "select": Action(
        title="Select",
        role="decide",
        sentence="Notes that the application receives the award; nothing is sent until a batch is released.",
        text=Text.OPTIONAL,
        hint="the amount on a line of its own, if it is not what was applied for, and a reason if you want to give one",
    ),
    "reserve": Action(
        title="Put on the reserve list",
        role="decide",
        sentence="Notes that the application receives the award should a place fall free; nothing is sent until then.",
        text=Text.OPTIONAL,
        hint=_REASON,
    ),
    "not-selected": Action(
        title="Do not select",
        role="decide",
        sentence="Notes that the application does not receive the award; nothing is sent until a batch is released.",
        text=Text.OPTIONAL,
        hint=_REASON,
    ),
    "plan": Action(
        title="Plan letters",
        role="decide",
        sentence="Freezes the letters of this stage as a batch and shows it to those who may release it.",
        text=Text.OPTIONAL,
        about=frozenset({About.STAGE}),
        hint="who is shortlisted, where that is not decided yet: references, or “first 20” of the panel's ranking; and "
        "“decline others” if all others are to be declined",
    ),
    "release": Action(
        title="Release",
        role="release",
        sentence="Releases the batch as it was shown: its letters leave when the time to recall it has passed.",
        about=_BATCH,
    ),
    "cancel": Action(
        title="Cancel",
        role="release",
        sentence="Cancels a batch that was not released: its letters are never sent.",
        text=Text.OPTIONAL,
        about=_BATCH,
        hint="a reason, if you want to give one",
    ),
    "recall": Action(
        title="Recall",
        role="release",
        sentence="Takes a released batch back before its letters leave.",
        text=Text.OPTIONAL,
        about=_BATCH,
        hint="a reason, if you want to give one",
    ),
    "undo": Action(
        title="Undo",
        role="decide",
        sentence="Takes an order back, within the time its confirmation gave.",
        about=frozenset({About.ORDER, About.CASE, About.BATCH}),
    ),
    "show": Action(
        title="Show",
        role="digest",
        sentence="Sends you the case letter as the case stands now.",
    ),
    "declare": Action(
        title="Declare interests",
        role="assess",
        sentence="Says of each application named whether you have a conflict of interest.",
        text=Text.FIELDS,
        about=frozenset({About.NOTHING, About.CASE}),
        hint="after each colon “no”, or “conflict:” and why",
        repeatable=True,
    ),
    "scores": Action(
        title="Score",
        role="assess",
        sentence="Records your scores and comments.",
        text=Text.GRID,
        about=frozenset({About.NOTHING, About.CASE}),
        hint="your points and comments, in the lines above",
        repeatable=True,
    ),
    "reschedule": Action(
        title="Move the interview",
        role="decide",
        sentence="Gives the interview another time or room; the applicant is sent the new invitation.",
        text=Text.REQUIRED,
        hint="the number of a free slot, or a day and time such as 2014-02-20 10:00; below it a reason, if you like",
    ),
    "unschedule": Action(
        title="Call off the interview",
        role="decide",
        sentence="Calls the interview off; the applicant is told why, and the slot is free again.",
        text=Text.REQUIRED,
        hint="why, in words the applicant will read",
    ),
    "held": Action(
        title="Interview was held",
        role="decide",
        sentence="Notes that the interview took place.",
        text=Text.OPTIONAL,
        hint="a note, if you want to keep one",
    ),
    "absent": Action(
        title="Nobody came to interview",
        role="decide",
        sentence="Notes that nobody came to the interview; the applicant is not told.",
        text=Text.OPTIONAL,
        hint="a note, if you want to keep one",
    ),
}


def about_of(subject: str) -> About | None:
    """What kind of thing ``subject`` names, as codes are bound to it; None where it is of no known form."""
    if not subject:
        return About.NOTHING
    if match := re.fullmatch(r"(batch|order):\d{1,9}|(stage):[a-z]{1,20}", subject):
        return About(match[1] or match[2])
    return About.CASE if re.fullmatch(REFERENCE, subject) else None


def spoken(subject: str) -> str:
    """``subject`` as people read it: ``batch 3`` for "batch:3"."""
    return subject.replace(":", " ")


def action_about(name: str, subject: str) -> Action:
    """The action called ``name``, which can be asked for of ``subject``.

    Raises:
        ActionSubjectError: there is no such action, or it is about something else.
    """
    action = ACTIONS.get(name)
    if action is None:
        raise ActionSubjectError(f"There is no action called “{name}”.")
    if about_of(subject) not in action.about:
        wanted = " or ".join(sorted(kind.value for kind in action.about))
        raise ActionSubjectError(f"“{action.title}” is about: {wanted}; “{subject}” is none.")
    return action
