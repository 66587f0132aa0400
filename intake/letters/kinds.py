"""The kinds of letter and the policy of each, as one table: its templates, who reads it, how it leaves.

Adding a kind is a member, a row, a context in `intake.letters.contexts` and two templates (``<kind>.txt.j2`` and
``<kind>.html.j2``) in ``templates/base``. What a kind may cost a sender is decided in `intake.letters.caps`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from intake.letters import contexts
from intake.letters.contexts import Context


class Kind(StrEnum):
    """What a letter is for; stored with its outbox row."""

    RECEIPT = "receipt"  # a form was received
    RECEIPT_CORRECTED = "receipt_corrected"  # a further form for the same application was received
    LATE = "late"  # a form was received after the deadline
    ACKNOWLEDGEMENT = "acknowledgement"  # a form was received that a person must look at first
    UNREADABLE = "unreadable"  # what was sent may be a form but cannot be read
    ENQUIRY = "enquiry"  # somebody wrote without a form
    OVERSIZE = "oversize"  # the mail was too large to take
    ANSWER = "answer"  # somebody asked what the pack has a published answer to
    ENQUIRY_PASSED = "enquiry_passed"  # a mail that a person must answer, to staff who decide
    REMINDER = "reminder"  # something is missing and the deadline is near
    WITHDRAWN = "withdrawn"  # the applicant took the application back
    CASE_WITHDRAWN = "case_withdrawn"  # the same, to staff who decide
    SUBSCRIBED = "subscribed"  # an address joined the update list
    UNSUBSCRIBED = "unsubscribed"  # an address is not on the update list
    UPDATE = "update"  # news for the update list
    LATE_RULING = "late_ruling"  # a late form was admitted or refused
    STAFF_QUESTION = "staff_question"  # staff ask the applicant something
    SHORTLISTED = "shortlisted"  # goes on
    NOT_SHORTLISTED = "not_shortlisted"  # does not go on
    INELIGIBLE = "ineligible"  # may not apply
    SELECTED = "selected"  # receives the award
    RESERVE = "reserve"  # receives it should a place fall free
    NOT_SELECTED = "not_selected"  # does not receive it
    ONBOARDING = "onboarding"  # how the work begins
    INVITATION = "invitation"  # to an interview at a time that is given
    INTERVIEW_CHOICE = "interview_choice"  # to an interview at one of several times
    INTERVIEW_GIVEN = "interview_given"  # the time that the applicant chose is its own
    INTERVIEW_LEFT = "interview_left"  # the time that it chose was gone; what is left
    INTERVIEW_MOVED = "interview_moved"  # staff set another time
    INTERVIEW_CANCELLED = "interview_cancelled"  # the interview does not take place
    INTERVIEW_AGAIN = "interview_again"  # the invitation once more, because a calendar asked for it
    INTERVIEW_CONFIRMED = "interview_confirmed"  # the applicant comes
    INTERVIEW_NOTED = "interview_noted"  # the applicant cannot come, may not, or asks for another time
    INTERVIEW_REMINDER = "interview_reminder"  # the interview is near
    INTERVIEW_NEWS = "interview_news"  # interviews that staff should see to
    INTERVIEWS_OVER = "interviews_over"  # whether they were held, asked of staff
    TIMETABLE = "timetable"  # the interviews of one member of the panel
    DECLARATION = "declaration"  # an assessor is asked for conflicts of interest
    ASSESSMENT = "assessment"  # an application to be scored, to an assessor
    PANEL_REMINDER = "panel_reminder"  # what an assessor has still to do
    PANEL_NEWS = "panel_news"  # conflicts, overdue scores and the like, to staff or an assessor
    RANKING = "ranking"  # what the panel's scores come to, to staff who decide
    CASE = "case"  # one application, to staff who decide
    ORDER_DONE = "order_done"  # what was done on an order by mail, to who gave it
    ORDER_REFUSED = "order_refused"  # why an order by mail was not obeyed
    BATCH_PLAN = "batch_plan"  # what a staged batch would do, to those who may release it
    BATCH_NEWS = "batch_news"  # what became of a batch, to staff
    REHEARSAL = "rehearsal"  # a letter of a batch as it would leave, to staff
    DIGEST = "digest"  # what came in, to staff
    ALARM = "alarm"  # the service needs a person, to staff
    ALARM_OVER = "alarm_over"  # what they were told of is over, to staff


class Reader(StrEnum):
    """Who a letter is written to."""

    APPLICANT = "applicant"
    STAFF = "staff"


class Cap(StrEnum):
    """Which limits an automatic letter is under; the limits are in `intake.letters.caps`."""

    FORM = "form"  # it confirms a form that was received: each form may have its own
    ANSWER = "answer"  # it answers a mail as such, and an automatic correspondent could provoke it without end
    RELEASED = "released"  # a person let it go
    STAFF = "staff"  # staff must be told, above all when something runs away


class AutoSubmitted(StrEnum):
    """The value of the Auto-Submitted header (RFC 3834 section 5)."""

    REPLIED = "auto-replied"  # a direct answer to one mail
    GENERATED = "auto-generated"  # made by the service of its own accord


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterPolicy:
    """How letters of one kind are made and marked.

    ``automatic`` letters leave without a person; the others are drafts until somebody releases them. A ``threaded``
    letter answers a mail, so it carries In-Reply-To and References (RFC 5322 3.6.4). ``context`` is the type of the
    data its templates need. A letter ``to_contact`` leaves only if its address still is that of its application's
    contact when it is sent.
    """

    context: type[Context]
    reader: Reader
    automatic: bool
    threaded: bool
    auto_submitted: AutoSubmitted
    cap: Cap
    to_contact: bool = False


def _answer(context: type[Context], cap: Cap) -> LetterPolicy:
    """An automatic answer to one applicant's mail."""
    return LetterPolicy(
        context=context,
        reader=Reader.APPLICANT,
        automatic=True,
        threaded=True,
        auto_submitted=AutoSubmitted.REPLIED,
        cap=cap,
    )


def _report(context: type[Context]) -> LetterPolicy:
    """A report the service sends to staff of its own accord."""
    return LetterPolicy(
        context=context,
        reader=Reader.STAFF,
        automatic=True,
        threaded=False,
        auto_submitted=AutoSubmitted.GENERATED,
        cap=Cap.STAFF,
    )


def _from_staff(context: type[Context], *, automatic: bool = False) -> LetterPolicy:
    """A letter to an applicant that a person decided on: a draft of a batch, or what a member of staff ordered."""
    return LetterPolicy(
        context=context,
        reader=Reader.APPLICANT,
        automatic=automatic,
        threaded=False,
        auto_submitted=AutoSubmitted.GENERATED,
        cap=Cap.STAFF if automatic else Cap.RELEASED,
        to_contact=True,
    )


def _to_who_ordered(context: type[Context], cap: Cap) -> LetterPolicy:
    """An answer to an order by mail."""
    return LetterPolicy(
        context=context,
        reader=Reader.STAFF,
        automatic=True,
        threaded=True,
        auto_submitted=AutoSubmitted.REPLIED,
        cap=cap,
    )


def _about_interview(auto_submitted: AutoSubmitted, cap: Cap) -> LetterPolicy:
    """A letter to an applicant about its interview, in the thread of the invitation or of what the applicant wrote."""
    return LetterPolicy(
        context=contexts.InterviewLetter,
        reader=Reader.APPLICANT,
        automatic=True,
        threaded=True,
        auto_submitted=auto_submitted,
        cap=cap,
    )


POLICIES: dict[Kind, LetterPolicy] = {
    Kind.RECEIPT: _answer(contexts.Receipt, Cap.FORM),
    Kind.RECEIPT_CORRECTED: _answer(contexts.CorrectedReceipt, Cap.FORM),
    Kind.LATE: _answer(contexts.LateReceipt, Cap.ANSWER),
    Kind.ACKNOWLEDGEMENT: _answer(contexts.Acknowledgement, Cap.FORM),
    Kind.UNREADABLE: _answer(contexts.Unreadable, Cap.ANSWER),
    Kind.ENQUIRY: _answer(contexts.Enquiry, Cap.ANSWER),
    Kind.OVERSIZE: _answer(contexts.Oversize, Cap.ANSWER),
    Kind.ANSWER: _answer(contexts.PublishedAnswer, Cap.ANSWER),
    Kind.ENQUIRY_PASSED: _report(contexts.EnquiryPassed),
    Kind.REMINDER: LetterPolicy(
        context=contexts.Reminder,
        reader=Reader.APPLICANT,
        automatic=True,
        threaded=True,  # with the receipt
        auto_submitted=AutoSubmitted.GENERATED,
        cap=Cap.FORM,
    ),
    Kind.WITHDRAWN: _answer(contexts.Withdrawn, Cap.FORM),
    Kind.CASE_WITHDRAWN: _report(contexts.CaseWithdrawn),
    Kind.SUBSCRIBED: _answer(contexts.Subscribed, Cap.ANSWER),
    Kind.UNSUBSCRIBED: _answer(contexts.Unsubscribed, Cap.ANSWER),
    Kind.UPDATE: _from_staff(contexts.Update),
    # Ordered by a person, one at a time, and kept back for as long as the order can be undone.
    Kind.LATE_RULING: _from_staff(contexts.LateRuling, automatic=True),
    Kind.STAFF_QUESTION: _from_staff(contexts.StaffQuestion, automatic=True),
    Kind.SHORTLISTED: _from_staff(contexts.Outcome),
    Kind.NOT_SHORTLISTED: _from_staff(contexts.Outcome),
    Kind.INELIGIBLE: _from_staff(contexts.Outcome),
    Kind.SELECTED: _from_staff(contexts.Outcome),
    Kind.RESERVE: _from_staff(contexts.Outcome),
    Kind.NOT_SELECTED: _from_staff(contexts.Outcome),
    Kind.ONBOARDING: _from_staff(contexts.Outcome),
    Kind.INVITATION: _from_staff(contexts.InterviewLetter),
    Kind.INTERVIEW_CHOICE: _from_staff(contexts.InterviewChoice),
    # These carry what a calendar must know, so no limit may keep them back; each answers one step of an interview.
    Kind.INTERVIEW_GIVEN: _about_interview(AutoSubmitted.REPLIED, Cap.STAFF),
    Kind.INTERVIEW_LEFT: _answer(contexts.InterviewChoice, Cap.FORM),
    Kind.INTERVIEW_MOVED: _about_interview(AutoSubmitted.GENERATED, Cap.STAFF),
    Kind.INTERVIEW_CANCELLED: _about_interview(AutoSubmitted.GENERATED, Cap.STAFF),
    Kind.INTERVIEW_AGAIN: _about_interview(AutoSubmitted.REPLIED, Cap.ANSWER),
    Kind.INTERVIEW_CONFIRMED: _about_interview(AutoSubmitted.REPLIED, Cap.FORM),
    Kind.INTERVIEW_NOTED: _about_interview(AutoSubmitted.REPLIED, Cap.FORM),
    Kind.INTERVIEW_REMINDER: _about_interview(AutoSubmitted.GENERATED, Cap.FORM),
    Kind.INTERVIEW_NEWS: _report(contexts.InterviewNews),
    Kind.INTERVIEWS_OVER: _report(contexts.InterviewNews),
    Kind.TIMETABLE: _report(contexts.PanelTimetable),
    Kind.DECLARATION: _report(contexts.Declaration),
    Kind.ASSESSMENT: _report(contexts.Assessment),
    Kind.PANEL_REMINDER: _report(contexts.PanelReminder),
    Kind.PANEL_NEWS: _report(contexts.PanelNews),
    Kind.RANKING: _report(contexts.Ranking),
    Kind.CASE: _report(contexts.CaseLetter),
    Kind.ORDER_DONE: _to_who_ordered(contexts.OrderDone, Cap.STAFF),
    Kind.ORDER_REFUSED: _to_who_ordered(contexts.OrderRefused, Cap.FORM),
    Kind.BATCH_PLAN: _report(contexts.BatchPlan),
    Kind.BATCH_NEWS: _report(contexts.BatchNews),
    Kind.REHEARSAL: _report(contexts.Rehearsal),
    Kind.DIGEST: _report(contexts.Digest),
    Kind.ALARM: _report(contexts.Alarm),
    Kind.ALARM_OVER: _report(contexts.AlarmOver),
}
