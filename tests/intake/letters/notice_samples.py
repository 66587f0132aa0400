"""One context of every kind of letter that is written before and beside a decision, invented."""

from __future__ import annotations

from datetime import UTC, datetime

from intake.letters.contexts import (
    Block,
    CaseWithdrawn,
    Context,
    EnquiryPassed,
    Published,
    PublishedAnswer,
    Reminder,
    SentLetter,
    Span,
    Subscribed,
    Unsubscribed,
    Update,
    Withdrawn,
)
from intake.letters.kinds import Kind

_AT = datetime(2014, 2, 5, 10, 20, 31, tzinfo=UTC)
_FORM_AT = datetime(2014, 1, 31, 16, 2, 11, tzinfo=UTC)
_WALSALL = "Walsall Metropolitan Borough Council"

NOTICES: dict[Kind, Context] = {
    Kind.ANSWER: PublishedAnswer(
        received_at=_AT,
        about="Joint bids",
        published=(
            Published(
                number=2,
                question="Can two or more authorities apply together?",
                answer=(
                    "Yes. Joint bids of two or more authorities, or with other public bodies, are actively encouraged.",
                ),
            ),
        ),
    ),
    Kind.ENQUIRY_PASSED: EnquiryPassed(
        number=17,
        name="Jo Marlowe",
        address="j.marlowe@walsall.example",
        answer_to="j.marlowe@walsall.example",
        mailto="mailto:j.marlowe@walsall.example?subject=Re%3A%20Our%20lead%20officer%20leaves",
        received_at=_AT,
        subject="Our lead officer leaves",
        words=(
            "Our lead officer leaves in March. May we name another one after the closing date, or must the form be "
            "right on the day?",
            "We would also like to know who sits on the panel.",
        ),
        why="No published question is close enough to what it asks.",
        files=("Organisation chart.pdf",),
        reference="DD-0002",
        authority=_WALSALL,
        state="incomplete",
        forms=("Form 1, received at 16:02:11 on Friday 31 January 2014 (London time): Walsall EOI.pdf",),
        letters=(
            SentLetter(
                at=_FORM_AT,
                subject="DD-0002: we have received your application, but something needs your attention",
                status="sent",
            ),
        ),
    ),
    Kind.REMINDER: Reminder(
        reference="DD-0002",
        authority=_WALSALL,
        contact_name="Jo Marlowe",
        received_at=_FORM_AT,
        missing=("Senior sponsor’s name", "Email address"),
        problems=("“Value of support requested”: “about 90 or 100k” is not one amount.",),
    ),
    Kind.WITHDRAWN: Withdrawn(
        reference="DD-0002", authority=_WALSALL, contact_name="Jo Marlowe", withdrawn_at=_AT, received_at=_AT
    ),
    Kind.CASE_WITHDRAWN: CaseWithdrawn(
        reference="DD-0002",
        authority=_WALSALL,
        before="shortlisted",
        who="Jo Marlowe <j.marlowe@walsall.example>",
        withdrawn_at=_AT,
        words=("Dear team, we withdraw our application: the council decided last night to keep the service.",),
        followed=("1 letter to the applicant that had not left was cancelled: invitation.",),
    ),
    Kind.SUBSCRIBED: Subscribed(code="k7m2q9x4t1bw6zr3"),
    Kind.UNSUBSCRIBED: Unsubscribed(),
    Kind.UPDATE: Update(
        subject="Two workshops for applicants",
        blocks=(
            Block(
                kind="paragraph",
                lines=(
                    (
                        Span(text="We hold two workshops for authorities that think of applying. They are "),
                        Span(text="free", bold=True),
                        Span(text="."),
                    ),
                ),
            ),
            Block(
                kind="list",
                lines=(
                    (Span(text="London, Tuesday 21 January 2014, 10am"),),
                    (Span(text="Leeds, Thursday 23 January 2014, 1pm"),),
                ),
            ),
            Block(kind="heading", lines=((Span(text="How to take part"),),)),
            Block(
                kind="paragraph",
                lines=(
                    (
                        Span(text="Book a place on "),
                        Span(text="our page", url="https://www.deliveringdifferently.example/workshops"),
                        Span(text="."),
                    ),
                ),
            ),
        ),
        leave="mailto:deliveringdifferently@cabinet-office.example?subject=unsubscribe%20k7m2q9x4t1bw6zr3",
        leave_subject="unsubscribe k7m2q9x4t1bw6zr3",
    ),
}
