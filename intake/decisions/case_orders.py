"""What orders about one application do: note a decision, rule on a late form, ask, correct, note.

A decision is written down and carried out only when a batch with it is released (`intake.batches`). Each handler
raises `OrderError` with a sentence for the giver, and leaves nothing half done then: it runs on a savepoint.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import partial

from intake import wording
from intake.corrections import CorrectionError, correct_answer
from intake.correspondence import write
from intake.decisions.giving import Done, Given, Handler, OrderError
from intake.desk import Desk
from intake.letters.contexts import LateRuling, StaffQuestion
from intake.letters.kinds import Kind
from intake.round.rulings import RULINGS, refusal
from parsers.form import FormDefinition
from parsers.values.money import money as typed_money
from store import applications, decisions, history, submissions
from store.engine import Session
from store.states import ApplicationState, Ruling
from store.tables import Application

_LONGEST = 4_000  # characters of a question or a note


def decide(session: Session, desk: Desk, given: Given, *, ruling: Ruling) -> Done:
    """Write a decision down; nothing leaves by it."""
    case, policy = given.case, RULINGS[ruling]
    if why := refusal(desk.programme, ruling, reference=case.reference, state=case.state):
        raise OrderError(f"{why}.")
    reason, amount = _award(session, desk, given) if ruling == Ruling.SELECT else (given.text, None)
    if ruling == Ruling.INELIGIBLE and not reason:
        raise OrderError("Say why it is not eligible: the applicant is told in your words.")
    before = decisions.standing(session).get(history.id_of(case))
    decision = decisions.decide(
        session,
        case,
        ruling,
        actor=given.actor,
        body=given.member.body,
        reason=reason,
        amount=amount,
        message_id=given.message_id,
        at=given.at,
    )
    worth = f" for {wording.money(amount, desk.programme.currency)}" if amount is not None else ""
    sentences = [
        f"{_named(case)}: “{policy.title}”{worth} is noted. Nothing was sent; it is carried out when a batch with it "
        "is released."
    ]
    if before is not None and before.ruling != ruling:
        sentences.append(f"It takes the place of “{RULINGS[before.ruling].title}” by {before.actor}.")
    return Done(
        sentences=tuple(sentences),
        quoted=reason,
        undo={"kind": "decision", "decision": history.id_of(decision)},
        application=case,
    )


def _award(session: Session, desk: Desk, given: Given) -> tuple[str, int | None]:
    """The reason, and the amount of an award in pence: a line that begins with one, else what was applied for.

    Raises:
        OrderError: what stands for an amount is not one amount, or it is more than the cap.
    """
    amount, rest, currency = None, [], desk.programme.currency
    for line in given.text.splitlines():
        words = re.sub(r"^\s*amount\s*[:=]\s*", "", line, flags=re.IGNORECASE)
        if amount is not None or not re.match(r"\s*[£€$]?\s*\d", words):
            rest.append(line)
            continue
        typed = typed_money(words, currency=currency)
        if not isinstance(typed.value, str):
            raise OrderError(f"“{line.strip()[:80]}” is not one amount.")
        amount = int(Decimal(typed.value) * 100)
    if amount is None:
        amount = _applied_for(session, desk, given.case)
    cap = desk.programme.award_cap
    if amount is not None and cap is not None and amount > cap:
        over, most = wording.money(amount, currency), wording.money(cap, currency)
        raise OrderError(f"{over} is more than one application may get ({most}): write the amount of the award.")
    return "\n".join(rest).strip(), amount


def _applied_for(session: Session, desk: Desk, case: Application) -> int | None:
    """The amount in pence that the form asks for, None where it says none."""
    if case.submission_id is None or not desk.programme.roles.amount:
        return None
    answer = submissions.answers_of(session, case.submission_id).get(desk.programme.roles.amount)
    return int(Decimal(answer.value) * 100) if answer is not None and isinstance(answer.value, str) else None


def rule_on_lateness(session: Session, desk: Desk, given: Given, *, admitted: bool) -> Done:
    """Admit a late application or refuse it; the applicant is told once the time to take it back has passed."""
    case = given.case
    if case.state not in (ApplicationState.INCOMPLETE, ApplicationState.COMPLETE):
        raise OrderError(f"{case.reference} is {_words(case.state)}; its lateness is no longer ruled on.")
    forms = submissions.submissions_of(session, case)
    late = [form for form in forms if form.late]
    if not late:
        raise OrderError(f"No form of {case.reference} came after the deadline.")
    ruling, before = ("admitted" if admitted else "refused"), case.late_ruling
    if before == ruling:
        raise OrderError(f"{case.reference} is {ruling} already.")
    applications.rule_on_lateness(session, case, ruling, actor=given.actor, reason=given.text, at=given.at)
    letter = write(
        session,
        desk,
        Kind.LATE_RULING,
        LateRuling(
            reference=case.reference,
            authority=case.authority_name,
            contact_name=case.contact_name,
            received_at=late[-1].received_at,
            admitted=admitted,
            reason=given.text,
            in_time_at=None if admitted else max((form.received_at for form in forms if not form.late), default=None),
        ),
        to=case.contact_address,
        cause=given.cause,
        application_id=case.id,
        not_before=given.at + desk.offices.undo_after,
    )
    return Done(
        sentences=(f"The late form of {_named(case)} is {ruling}.", _told_when(desk)),
        quoted=given.text,
        undo={"kind": "lateness", "before": before, "letter": letter if isinstance(letter, int) else None},
        application=case,
    )


def ask(session: Session, desk: Desk, given: Given) -> Done:
    """Send the applicant a question in the giver's words, once the time to take it back has passed."""
    case = given.case
    if not given.text.strip():
        raise OrderError("Write the question above the line with the code; the mail had none.")
    if len(given.text) > _LONGEST:
        raise OrderError(f"The question has {len(given.text):,} characters; at most {_LONGEST:,} are sent.")
    letter = write(
        session,
        desk,
        Kind.STAFF_QUESTION,
        StaffQuestion(
            reference=case.reference,
            authority=case.authority_name,
            contact_name=case.contact_name,
            question=given.text.strip(),
            asked_by=given.member.name,
        ),
        to=case.contact_address,
        cause=given.cause,
        application_id=case.id,
        not_before=given.at + desk.offices.undo_after,
    )
    if not isinstance(letter, int):
        raise OrderError("The question could not be put in the outbox.")
    return Done(
        sentences=(f"Your question goes to the contact of {_named(case)}.", _told_when(desk)),
        quoted=given.text.strip(),
        undo={"kind": "letter", "letter": letter},
        application=case,
    )


def correct(session: Session, desk: Desk, given: Given) -> Done:
    """Correct answers: lines of the field's key, or its label, a colon, and the right answer."""
    case, form = given.case, desk.programme.form
    wanted = _lines(form, given.text)
    standing = submissions.answers_of(session, case.submission_id) if case.submission_id is not None else {}
    before = {key: standing[key].text if key in standing else "" for key, _ in wanted}
    sentences = []
    for key, text in wanted:
        try:
            correct_answer(
                session,
                desk.programme,
                case,
                key=key,
                text=text,
                actor=given.actor,
                reason=f"by order of {given.member.name}",
                at=given.at,
            )
        except CorrectionError as fault:
            raise OrderError(f"{fault}.") from fault
        sentences.append(f"“{form.by_key[key].label}” of {case.reference} is now “{text}”.")
    return Done(sentences=tuple(sentences), undo={"kind": "answers", "before": before}, application=case)


def _lines(form: FormDefinition, text: str) -> list[tuple[str, str]]:
    """Which fields are to become what.

    Raises:
        OrderError: a line names no field, or there is none.
    """
    labels = {field.label.casefold(): field.key for field in form.fields}
    found = []
    for line in filter(str.strip, text.splitlines()):
        name, colon, value = line.partition(":")
        key = name.strip() if name.strip() in form.by_key else labels.get(name.strip().rstrip("?").casefold(), "")
        key = key or labels.get(name.strip().casefold(), "")
        if not colon or not key:
            known = ", ".join(form.by_key)
            raise OrderError(
                f"“{line.strip()[:80]}” names no field of the form. Write a field, a colon and the answer; {known}"
            )
        found.append((key, value.strip()))
    if not found:
        raise OrderError("Write what is to be corrected as lines of a field, a colon, and the right answer.")
    return found


def note(session: Session, desk: Desk, given: Given) -> Done:
    """Keep a note with the application."""
    case = given.case
    if not given.text.strip():
        raise OrderError("Write the note above the line with the code; the mail had none.")
    history.record(
        session,
        subject="application",
        subject_id=history.id_of(case),
        what="note",
        after=given.text.strip()[:_LONGEST],
        actor=given.actor,
        at=given.at,
    )
    return Done(sentences=(f"Your note is kept with {_named(case)}.",), quoted=given.text.strip(), application=case)


def _told_when(desk: Desk) -> str:
    minutes = int(desk.offices.undo_after.total_seconds() // 60)
    return f"The letter leaves in {wording.count(minutes, 'minute')}." if minutes else "The letter leaves now."


def _named(case: Application) -> str:
    return f"{case.reference} ({case.authority_name})" if case.authority_name else case.reference


def _words(state: str) -> str:
    return state.replace("_", " ")


#: By the names of `intake.decisions.orders`.
CASE_ORDERS: dict[str, Handler] = {
    "shortlist": partial(decide, ruling=Ruling.SHORTLIST),
    "decline": partial(decide, ruling=Ruling.DECLINE),
    "ineligible": partial(decide, ruling=Ruling.INELIGIBLE),
    "select": partial(decide, ruling=Ruling.SELECT),
    "reserve": partial(decide, ruling=Ruling.RESERVE),
    "not-selected": partial(decide, ruling=Ruling.NOT_SELECT),
    "admit": partial(rule_on_lateness, admitted=True),
    "refuse-late": partial(rule_on_lateness, admitted=False),
    "ask": ask,
    "correct": correct,
    "note": note,
}
