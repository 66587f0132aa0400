"""A small round with everything in it: two applications that are scored, decided and told, and mail of no case."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from intake.assurance.erasing import Act
from intake.assurance.erasure import Eraser
from parsers.mail import Address, Attachment, Outcome, ParsedMail
from store import applications, batches, decisions, history, letters, orders, panel
from store.engine import Session
from store.states import (
    ApplicationState,
    AssignmentState,
    BatchState,
    InterviewState,
    Ruling,
)
from store.tables import Application, Interview, OutgoingMail, Subscriber
from tests.intake.office import IN_TIME, Office, completed, letter_from
from tests.intake.round.mails import attachment

#: The people of the two applications, and one who only asked.
PRIYA, PRIYA_AT = "Priya Hartley", "p.hartley@walsall.example"
TOM, TOM_AT = "Tom Aldwych", "t.aldwych@torbay.example"
ASKER, ASKER_AT = "Nia Penrose", "n.penrose@elsewhere.example"
ADA, ADA_AT = "Ada Marsh", "ada.marsh@panel.example"
OFFICE, OFFICE_AT = "Programme office", "programme.office@cabinet-office.example"
STAFF = frozenset({ADA_AT, OFFICE_AT})
TOLD_AT = datetime(2014, 3, 5, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def plays(office: Office) -> Office:
    """The round: DD-0001 is Walsall's and selected, DD-0002 Torbay's and not."""
    form = attachment(Outcome.FORM, name="Form of Priya Hartley.pdf")
    _writes(office, PRIYA, PRIYA_AT, "Walsall Council", form)
    _writes(office, TOM, TOM_AT, "Torbay Council", attachment(Outcome.FORM, name="torbay.pdf"))
    asks = _mail(ASKER, ASKER_AT, subject="Nia asks", body="May we?")
    office.receives(asks, at=IN_TIME + timedelta(hours=2))
    marks = _mail(ADA, ADA_AT, subject="Scores", body="Both sheets.")
    scored = office.receives(marks, at=IN_TIME + timedelta(hours=3)).message_id
    with office.begin() as session:
        walsall, torbay = applications.all_applications(session)
        for number, case in enumerate((walsall, torbay), 1):
            _is_judged(session, case, number, scored)
        _is_told(session, walsall, torbay)
        session.add(Subscriber(address=ASKER_AT, name=ASKER, code="c0de", joined_at=IN_TIME))
        queue(session, "digest:2014-02-04", kind="digest", to=OFFICE_AT, raw=b"Subject: Digest\r\n\r\nPriya Hartley")
        queue(session, "batch:1", kind="batch_news", to=OFFICE_AT, raw=b"Subject: News\r\n\r\nDD-0001 was told.")
        queue(session, "batch:2", kind="batch_news", to=OFFICE_AT, raw=b"Subject: News\r\n\r\nNothing to tell.")
        for row in letters.due(session, at=TOLD_AT, limit=100):
            (claimed,) = letters.claim(session, [history.id_of(row)], at=TOLD_AT)
            letters.mark_sent(session, claimed, at=TOLD_AT + timedelta(seconds=history.id_of(row)))
    return office


def _mail(name: str, address: str, **changes: Any) -> ParsedMail:
    return replace(letter_from(address, **changes), from_=Address(name=name, address=address))


def _writes(office: Office, name: str, address: str, body: str, form: Attachment) -> None:
    extraction = completed(body, lead_name=name, lead_email=address)
    mail = _mail(name, address, subject=f"The form of {name}", attachments=(form,))
    item = office.receives(mail, extraction, at=IN_TIME + timedelta(minutes=office.filed))
    assert item.application


def _is_judged(session: Session, case: Application, number: int, scored: int) -> None:
    """Corrected, assessed, ordered, decided; one order mail and one score mail concern both applications."""
    who = case.contact_name
    applications.change_facts(session, case, contact_name=f"Dr {who}", actor=case.contact_address, at=IN_TIME)
    row = panel.assign(session, case, assessor=ADA_AT, assessor_name=ADA, body="LGA", actor=OFFICE, at=IN_TIME)
    panel.declare(session, row, conflict="", actor=ADA, at=IN_TIME, reason=f"I do not know {who}")
    history.move(session, row, AssignmentState.SENT, at=IN_TIME)
    words = f"{who} is clear"
    panel.score(
        session, row, criterion="need", points=300 + number, comment=words, actor=ADA, at=IN_TIME, message_id=scored
    )
    orders.record(
        session,
        person=OFFICE_AT,
        person_name=OFFICE,
        action="note",
        subject=case.reference,
        text=f"{who} telephoned",
        outcome="done",
        at=IN_TIME,
        application_id=history.id_of(case),
    )
    session.add(
        Interview(
            application_id=history.id_of(case),
            state=InterviewState.INVITED,
            starts_at=IN_TIME + 14 * DAY + number * timedelta(hours=1),
            uid=f"{number}@intake.example",
            attendee=case.contact_address,
            reply=f"{who} will come",
            created_at=IN_TIME,
        )
    )


def _is_told(session: Session, walsall: Application, torbay: Application) -> None:
    plan = {"lines": [{"reference": case.reference, "to": case.contact_address} for case in (walsall, torbay)]}
    batch = batches.stage(session, stage="outcome", plan=plan, staged_by=OFFICE, staged_body="CO", at=TOLD_AT)
    for case, ruling in ((walsall, Ruling.SELECT), (torbay, Ruling.NOT_SELECT)):
        amount = 8_500_000 if ruling is Ruling.SELECT else None
        choice = decisions.decide(
            session, case, ruling, actor=OFFICE, reason=f"as {case.contact_name} said", amount=amount, at=TOLD_AT
        )
        state = ApplicationState.SELECTED if amount else ApplicationState.NOT_SELECTED
        raw = f"Subject: {case.reference}\r\n\r\nDear {case.contact_name}".encode()
        row = queue(session, "batch:1", kind=str(state), to=case.contact_address, raw=raw, of=case)
        before = case.state
        history.move(session, case, state, at=TOLD_AT, actor=OFFICE)
        batches.add(
            session,
            batch,
            case,
            before=before,
            after=state,
            letter_id=row.id,
            recipient=case.contact_address,
            decision_id=choice.id,
        )
    session.flush()
    batches.seal(session, batch, "f" * 64)
    history.move(session, batch, BatchState.RELEASED, at=TOLD_AT, actor=OFFICE)
    history.move(session, batch, BatchState.DONE, at=TOLD_AT, values={"done_at": TOLD_AT})


def queue(
    session: Session, cause: str, *, kind: str, to: str, raw: bytes, of: Application | None = None
) -> OutgoingMail:
    """A letter that is due at once."""
    row = letters.queue(
        session,
        message_id=f"{cause}.{kind}.{of.number if of else 0}@office.example",
        cause=cause,
        kind=kind,
        recipient=to,
        raw=raw,
        subject=raw.split(b"\r\n")[0].decode(),
        application_id=of.id if of else None,
        at=TOLD_AT - DAY,
    )
    assert row is not None
    return row


def eraser(office: Office, *, at: datetime = TOLD_AT + DAY, dry: bool = False) -> Eraser:
    """Somebody at the keyboard who erases."""
    act = Act(actor="Kim (command line)", reason="asked by letter", at=at, staff=STAFF)
    return Eraser(store=office.store, archive=office.archive, programme=office.programme, act=act, dry=dry)
