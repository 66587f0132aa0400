"""Sample contexts of the letters that carry decisions, and of those that staff get about their orders."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from intake.letters.contexts import (
    BatchNews,
    BatchPlan,
    CaseLetter,
    Context,
    Feedback,
    Happening,
    LateRuling,
    OrderDone,
    OrderRefused,
    Outcome,
    PlanLine,
    Rehearsal,
    ReplyLink,
    ShownAnswer,
    ShownSection,
    StaffQuestion,
)
from intake.letters.kinds import Kind

LATE = datetime(2014, 2, 10, 17, 0, 1, tzinfo=UTC)
NOON = datetime(2014, 2, 12, 12, 0, 0, tzinfo=UTC)
WALSALL = "Walsall Metropolitan Borough Council"
SHA256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


def link(label: str, hint: str = "") -> ReplyLink:
    """A link as a member of staff gets it."""
    subject = f"{label} DD-0001 [code abcd-efgh-jkmn]"
    return ReplyLink(
        label=label,
        url=f"mailto:deliveringdifferently@cabinet-office.example?subject={subject.replace(' ', '%20')}",
        subject=subject,
        hint=hint,
    )


OUTCOME = Outcome(
    reference="DD-0001",
    authority=WALSALL,
    contact_name="Jo Marlowe",
    interviews=(date(2014, 2, 19), date(2014, 2, 26)),
    starts=date(2014, 3, 3),
)
FEEDBACK = (
    Feedback(criterion="Need", comments=("The case for change is clear and well evidenced.",)),
    Feedback(criterion="Delivery", comments=("The timetable leaves no room for consultation.", "Risks are not named.")),
)

DECISIONS: dict[Kind, Context] = {
    Kind.SHORTLISTED: OUTCOME,
    Kind.NOT_SHORTLISTED: replace(OUTCOME, feedback=FEEDBACK),
    Kind.INELIGIBLE: replace(OUTCOME, reason="The programme is open to authorities in England only."),
    Kind.SELECTED: replace(OUTCOME, amount="£95,000"),
    Kind.RESERVE: OUTCOME,
    Kind.NOT_SELECTED: replace(OUTCOME, feedback=FEEDBACK),
    Kind.ONBOARDING: replace(OUTCOME, amount="£95,000"),
    Kind.LATE_RULING: LateRuling(
        reference="DD-0003", authority=WALSALL, contact_name="Jo Marlowe", received_at=LATE, admitted=True
    ),
    Kind.STAFF_QUESTION: StaffQuestion(
        reference="DD-0001",
        authority=WALSALL,
        contact_name="Jo Marlowe",
        question="Which of the two services would you review first?\n\nA sentence is enough.",
        asked_by="Ruth Alder",
    ),
    Kind.CASE: CaseLetter(
        reference="DD-0001",
        authority=WALSALL,
        state="complete",
        received_at=datetime(2014, 2, 10, 16, 59, 58, tzinfo=UTC),
        amount="£95,000",
        contact="Jo Marlowe <jo.marlowe@walsall.example>",
        partners=("Dudley Metropolitan Borough Council",),
        remarks=("The email came from walsall.example, which is not an address we know for this council.",),
        decided=("Shortlist: Ruth Alder, Tuesday 11 February 2014",),
        scores=("2 of 2 assessors have scored: mean 3.8 of 5, spread 1.0",),
        links=(link("Shortlist"), link("Ask the applicant", "your question")),
        history=(Happening(at=LATE, what="form 1 received"), Happening(at=NOON, what="decision", who="Ruth Alder")),
        sections=(
            ShownSection(
                title="Your proposal", answers=(ShownAnswer(label="Services", paragraphs=("Adult social care",)),)
            ),
        ),
    ),
    Kind.ORDER_DONE: OrderDone(
        title="Shortlist",
        reference="DD-0001",
        done=("DD-0001, Walsall Metropolitan Borough Council, is noted for the shortlist. Nothing was sent.",),
        undo=link("Undo"),
        undo_until=NOON,
    ),
    Kind.ORDER_REFUSED: OrderRefused(
        sender="ruth.alder@cabinet-office.example",
        received_at=NOON,
        about="Shortlist DD-0001",
        reference="DD-0001",
        why=("This code was used before.",),
        to_do=("Ask for the case again: its letter brings new codes.",),
    ),
    Kind.BATCH_PLAN: BatchPlan(
        number=3,
        stage="shortlist",
        staged_by="Ruth Alder",
        staged_at=NOON,
        sha256=SHA256,
        letters=(("shortlisted", 1), ("not_shortlisted", 1)),
        acting=(
            PlanLine(
                reference="DD-0001",
                authority=WALSALL,
                step="complete → shortlisted",
                letter="shortlisted",
                recipient="jo.marlowe@walsall.example",
                why="Shortlist: Ruth Alder, Tuesday 11 February 2014",
            ),
            PlanLine(
                reference="DD-0002",
                authority="Hull City Council",
                step="complete → not shortlisted",
                letter="not_shortlisted",
                recipient="pat.holloway@hull.example",
                remarks=("It would get the letter “not shortlisted” a second time: letter 12 went before.",),
            ),
        ),
        idle=(
            PlanLine(
                reference="DD-0004",
                authority="",
                step="incomplete",
                letter="",
                recipient="",
                remarks=("Nothing was decided. It is incomplete: it can be ruled ineligible.",),
            ),
        ),
        warnings=("1 application would get no letter.",),
        changes=("DD-0002 is new in this plan: not shortlisted, with the letter “not shortlisted”.",),
        release_by="Somebody of another body than Cabinet Office must release it.",
        links=(link("Release"), link("Cancel")),
    ),
    Kind.REHEARSAL: Rehearsal(
        number=3,
        reference="DD-0001",
        authority=WALSALL,
        kind="shortlisted",
        recipient="jo.marlowe@walsall.example",
        subject="DD-0001: you have been shortlisted – Delivering Differently Challenge",
        text="Dear Jo Marlowe\n\nWe are pleased to tell you …",
    ),
    Kind.BATCH_NEWS: BatchNews(
        number=3,
        stage="shortlist",
        what="stopped",
        problems=("DD-0001 was complete when it was frozen, and is withdrawn now",),
        links=(link("Cancel"),),
    ),
}
