"""One programme and one context of every kind of letter, invented, for the tests and for looking at the letters."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from intake.letters.advice import file_faults
from intake.letters.compose import Sender
from intake.letters.contexts import (
    Acknowledgement,
    Alarm,
    AlarmOver,
    Arrival,
    Context,
    CorrectedReceipt,
    Digest,
    Enquiry,
    Figure,
    Incomplete,
    LateReceipt,
    LetterTrouble,
    MailboxRead,
    Oversize,
    Receipt,
    Unreadable,
    Waiting,
)
from intake.letters.kinds import Kind
from intake.letters.readback import changes, read_back
from intake.round.programme import Brand, Consent, FieldRoles, Programme, Question
from parsers.extraction import Answer, Method, Value
from parsers.form import Column, FieldType, FormDefinition, FormField, FormSection
from parsers.mail import Attachment, Outcome
from tests.intake.letters.notice_samples import NOTICES
from tests.intake.letters.samples_decisions import DECISIONS
from tests.intake.letters.samples_interviews import INTERVIEWS
from tests.intake.letters.samples_panel import PANEL_LETTERS

LONDON = ZoneInfo("Europe/London")
DEADLINE = datetime(2014, 2, 10, 17, 0, tzinfo=LONDON)
IN_TIME = datetime(2014, 2, 10, 16, 59, 58, tzinfo=UTC)
LATE = datetime(2014, 2, 10, 17, 0, 1, tzinfo=UTC)
SENDER = Sender(name="Delivering Differently team", address="deliveringdifferently@cabinet-office.example")
APPLICANT = "j.marlowe@walsall.example"
SHA256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"

FORM = FormDefinition(
    programme="Delivering Differently Challenge",
    title="Expression of interest",
    sections=(
        FormSection(key="lead", title="Lead authority"),
        FormSection(key="partners", title="Partners"),
        FormSection(key="bid", title="Your proposal"),
        FormSection(key="declaration", title="Declaration"),
    ),
    fields=(
        FormField(
            key="authority",
            section="lead",
            label="Name of lead local authority",
            type=FieldType.AUTHORITY,
            required=True,
        ),
        FormField(key="name", section="lead", label="Project lead’s name", type=FieldType.TEXT, required=True),
        FormField(key="email", section="lead", label="Email address", type=FieldType.EMAIL, required=True),
        FormField(key="phone", section="lead", label="Telephone", type=FieldType.PHONE),
        FormField(key="address", section="lead", label="Postal address", type=FieldType.ADDRESS),
        FormField(key="joint", section="partners", label="Is this a joint bid?", type=FieldType.YES_NO),
        FormField(
            key="partners",
            section="partners",
            label="Partner organisations",
            type=FieldType.TABLE,
            columns=(
                Column(key="body", label="Organisation"),
                Column(key="role", label="Role in the bid"),
                Column(key="share", label="Contribution", type=FieldType.MONEY),
            ),
        ),
        FormField(key="services", section="bid", label="Which services are in scope?", type=FieldType.CHOICES),
        FormField(
            key="summary",
            section="bid",
            label="What do you want to change, and why?",
            type=FieldType.PARAGRAPHS,
            max_words=500,
            required=True,
        ),
        FormField(
            key="amount",
            section="bid",
            label="Value of support requested",
            type=FieldType.MONEY,
            maximum=Decimal(100000),
        ),
        FormField(key="staff", section="bid", label="Number of staff affected", type=FieldType.NUMBER),
        FormField(key="start", section="bid", label="When would you start?", type=FieldType.DATE),
        FormField(
            key="sponsor", section="declaration", label="Senior sponsor’s name", type=FieldType.TEXT, required=True
        ),
        FormField(
            key="agreed",
            section="declaration",
            label="I confirm that the senior sponsor has agreed to this application",
            type=FieldType.CONFIRM,
            required=True,
        ),
    ),
)

PROGRAMME = Programme(
    key="letters-test",
    name="Delivering Differently Challenge",
    reference="DD",
    zone=LONDON,
    opens=datetime(2014, 1, 7, tzinfo=LONDON),
    deadline=DEADLINE,
    work_begins=None,
    currency="GBP",
    places=10,
    award_cap=10_000_000,
    fund=100_000_000,
    one_per_authority=True,
    form=FORM,
    roles=FieldRoles(authority="authority", contact_email="email", amount="amount"),
    eligibility=None,
    interviews=None,
    consent=Consent(),
    brand=Brand(
        colour="#1d3557",
        organisation="Cabinet Office, with DCLG, the LGA and SOLACE",
        signature="Delivering Differently team",
        contact="Telephone 01632 960 123, Monday to Friday, 9am to 5pm",
        website="https://www.deliveringdifferently.example",
    ),
    questions=(
        Question(number=1, question="Who can apply?", answer="Local authorities in England."),
        Question(
            number=2,
            question="Can two or more authorities apply together?",
            answer="Yes. Joint bids of two or more authorities, or with other public bodies, are actively encouraged.",
        ),
        Question(number=4, question="When is the deadline?", answer="5pm on Monday 10 February 2014."),
    ),
    guidance=(),
    folders=(),
)

_SUMMARY = """We want adult and community learning to be run by the people who use it and the people who teach it. \
Learners told us in 2013 that courses start at the wrong times and in the wrong places; a third of those who enrol \
do not finish.

A public service mutual would let the college set its own timetable, share premises with two voluntary organisations \
and keep what it earns. We have looked at a joint venture and at partnering with a neighbouring authority, and would \
like independent help to compare all three before we decide."""

_PARTNERS: list[dict[str, str | bool | list[str] | None]] = [
    {"body": "Sandwell Metropolitan Borough Council", "role": "Shares premises and back office", "share": "25000.00"},
    {"body": "Black Country Learning Trust", "role": "Voluntary sector partner", "share": None},
]

VALUES: dict[str, tuple[Value, str]] = {
    "authority": ("Walsall Metropolitan Borough Council", "Walsall MBC"),
    "name": ("Jo Marlowe", "Jo Marlowe"),
    "email": ("j.marlowe@walsall.example", "j.marlowe@walsall.example"),
    "phone": ("01632 960123", "01632 960123"),
    "address": ("Civic Centre\nDarwall Street\nWalsall", "Civic Centre\nDarwall Street\nWalsall"),
    "joint": (True, "Yes"),
    "partners": (_PARTNERS, ""),
    "services": (["Adult and community learning", "Libraries"], "☒ Adult and community learning ☒ Libraries"),
    "summary": (_SUMMARY, _SUMMARY),
    "amount": ("100000.00", "£100k"),
    "staff": ("1240", "1,240"),
    "start": ("2014-09-01", "1 September 2014"),
    "sponsor": (None, ""),
    "agreed": (True, "☒"),
}


def answers(**changed: tuple[Value, str]) -> tuple[Answer, ...]:
    """The sample's answers, some of them changed."""
    return tuple(
        Answer(key=key, value=value, text=text, confidence=0.99, method=Method.NATIVE)
        for key, (value, text) in {**VALUES, **changed}.items()
    )


def attachment(name: str, outcome: Outcome, *, reason: str = "", found_in: str = "") -> Attachment:
    """One attachment that was read with this outcome."""
    return Attachment(
        index=0,
        name=name,
        declared_type="application/pdf",
        type="application/pdf",
        size=1000,
        sha256=SHA256,
        found_in=found_in,
        outcome=outcome,
        reason=reason,
    )


FULL = answers(sponsor=("Sam Okoro", "Sam Okoro"))

RECEIPT = Receipt(
    reference="DD-0001",
    authority="Walsall Metropolitan Borough Council",
    contact_name="Jo Marlowe",
    received_at=IN_TIME,
    form_name="Walsall EOI final v3.pdf",
    form_sha256=SHA256,
    sections=read_back(FORM, FULL),
    notices=("Your email came from walsall.example, which is not an address we know for this council.",),
    other_files=("Letter of support.pdf",),
)
INCOMPLETE = Receipt(
    reference="DD-0002",
    authority="Walsall Metropolitan Borough Council",
    received_at=IN_TIME,
    form_name="",
    form_sha256=SHA256,
    sections=read_back(FORM, answers(), remarks={"summary": "This answer has 612 words; the limit is 500."}),
    missing=("Senior sponsor’s name",),
    problems=("“What do you want to change, and why?” has 612 words; the limit is 500.",),
)
CORRECTED = CorrectedReceipt(
    reference="DD-0001",
    authority="Walsall Metropolitan Borough Council",
    contact_name="Jo Marlowe",
    received_at=IN_TIME,
    form_name="Walsall EOI corrected.docx",
    form_sha256=SHA256,
    sections=read_back(FORM, FULL),
    number=2,
    replaces_received_at=datetime(2014, 2, 7, 9, 15, 2, tzinfo=UTC),
    changes=changes(
        FORM, answers(amount=("80000.00", "£80,000"), phone=(None, ""), summary=("We want change.", "")), FULL
    ),
)
CONTEXTS: dict[Kind, Context] = {
    **NOTICES,
    **DECISIONS,
    **PANEL_LETTERS,
    **INTERVIEWS,
    Kind.RECEIPT: RECEIPT,
    Kind.RECEIPT_CORRECTED: CORRECTED,
    Kind.LATE: LateReceipt(
        reference="DD-0003",
        authority="Walsall Metropolitan Borough Council",
        received_at=LATE,
        form_name="Walsall EOI.pdf",
        form_sha256=SHA256,
        sections=read_back(FORM, FULL),
    ),
    Kind.ACKNOWLEDGEMENT: Acknowledgement(
        received_at=IN_TIME, form_name="Walsall EOI.pdf", form_sha256=SHA256, about="Expression of interest"
    ),
    Kind.UNREADABLE: Unreadable(
        received_at=IN_TIME,
        about="Expression of interest",
        faults=file_faults(
            (
                attachment("EOI Walsall (locked).pdf", Outcome.ENCRYPTED),
                attachment("EOI.docx", Outcome.DAMAGED, reason="The file stops in the middle.", found_in="forms.zip"),
            )
        ),
    ),
    Kind.ENQUIRY: Enquiry(received_at=IN_TIME, about="A question about joint bids"),
    Kind.OVERSIZE: Oversize(received_at=IN_TIME, size=62_400_000, limit=50_000_000, about="Our form and annexes"),
    Kind.DIGEST: Digest(
        day=date(2014, 2, 7),
        covers_from=datetime(2014, 2, 6, 8, 30, tzinfo=UTC),
        covers_to=datetime(2014, 2, 7, 8, 30, tzinfo=UTC),
        figures=(
            Figure(label="applications", number="46", note="7 new"),
            Figure(label="complete", number="39"),
            Figure(label="incomplete", number="7"),
            Figure(label="waiting for a person", number="2"),
        ),
        arrivals=(
            Arrival(
                reference="DD-0045",
                authority="Kingston upon Hull City Council",
                received_at=IN_TIME,
                state="complete",
                amount="£95,000",
            ),
            Arrival(
                reference="DD-0046",
                authority="Manchester City Council",
                received_at=LATE,
                state="incomplete",
                amount="£120,000",
                late=True,
                corrected=True,
                remarks=("Over the cap of £100,000.",),
            ),
        ),
        waiting=(
            Waiting(
                reference="DD-0046",
                what="Late form",
                why="It was received 1 second after the deadline.",
                since=LATE,
                command="intake show DD-0046",
            ),
            Waiting(
                what="Message 112 is held",
                why="The form names a council that is not in England.",
                since=IN_TIME,
                command="intake messages --held",
            ),
        ),
        incomplete=(
            Incomplete(reference="DD-0046", authority="Manchester City Council", missing=("Senior sponsor’s name",)),
        ),
        letters=(
            LetterTrouble(
                letter="31", kind="receipt", status="failed", reason="550 mailbox unavailable", about="DD-0012"
            ),
        ),
        mailboxes=(MailboxRead(name="INBOX", uidvalidity=1389052800, last_uid=812, read_until=IN_TIME),),
        chart_cid="arrivals",
        chart_alt="Forms received each day: 2 on Tuesday 4, 3 on Wednesday 5, 7 on Thursday 6 February.",
        chart_rows=(("4 February 2014", 2), ("5 February 2014", 3), ("6 February 2014", 7)),
        days_to_go=3,
    ),
    Kind.ALARM: Alarm(
        what="The mailbox has not been read for 20 minutes",
        why="The mail server refuses the user name or password. Mail is safe on the server but nobody is answered.",
        to_do=("Check mailbox.username and the password file.", "Run: intake check"),
        since=IN_TIME,
        details=(("Mailbox", "INBOX"), ("Attempts", "12")),
    ),
    Kind.ALARM_OVER: AlarmOver(
        what="The mailbox is being read again",
        begun=IN_TIME,
        ended=IN_TIME + timedelta(hours=2, minutes=5),
        lasted="2 hours and 5 minutes",
    ),
}
