"""Each mail of the demonstration: one function a mail, in the order they arrive, listed in `script.MAILS`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage

from tests.corpus.case import Case
from tests.corpus.demonstration import files
from tests.corpus.demonstration.applicants import applicant, filled
from tests.corpus.demonstration.envelope import File, Letter, Mailer, compose, delivered
from tests.corpus.layouts import plain


def london(day: int, hour: int, minute: int, second: int = 0, *, month: int = 2) -> datetime:
    """London time in winter, which is UTC."""
    return datetime(2014, month, day, hour, minute, second, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One mail of the demonstration. ``form`` is the filled form a reading should find, if there is one to read.

    ``letter`` is the mail whose answer this one is about, and the Message-ID that stands in for that answer's here.
    """

    file: str
    at: datetime
    about: str
    write: Callable[[datetime], bytes]
    form: Case | None = None
    letter: tuple[str, str] | None = None


#: When Wiltshire's mail first arrived; it arrives twice.
WILTSHIRE = london(31, 15, 2, 44, month=1)

COVER = (
    "Dear colleague,\n\nOur expression of interest in the Delivering Differently Challenge is attached.\n\nKind regards"
)
SHORT = "Hello\n\nOur form is attached. Could you confirm that it has reached you?\n\nMany thanks"


def send(key: str, at: datetime, attached: Sequence[File | EmailMessage], **more: object) -> bytes:
    """A mail from an applicant's project lead, delivered."""
    return delivered(_message(key, at, attached, **more), sender=applicant(key).email, at=at)


def _message(key: str, at: datetime, attached: Sequence[File | EmailMessage], **more: object) -> EmailMessage:
    who = applicant(key)
    settings: dict[str, object] = {
        "subject": f"Delivering Differently – {who.council}",
        "text": COVER,
        "post": who.post,
        "council": who.council,
        "phone": who.phone,
        **more,
    }
    return compose(
        Letter(
            name=who.name,
            address=who.email,
            at=at,
            files=attached,
            **settings,  # type: ignore[arg-type]  # a table of keyword arguments, checked by the dataclass
        )
    )


def form_mail(file: str, key: str, at: datetime, about: str, layout: str, name: str, **more: object) -> Mail:
    """An applicant's mail with their form attached in one layout."""
    case = filled(key)
    return Mail(
        file=file,
        at=at,
        about=about,
        form=case,
        write=lambda when: send(key, when, [files.form(case, layout, name)], **more),
    )


def enquiry(at: datetime) -> bytes:
    """A question, and no form."""
    text = (
        "Dear team,\n\nWe run our museums and our theatre through one team and would like to know whether one form may "
        "cover both, and whether a parish council can be a partner.\n\n"
        "Could you also send us the form and the guidance?\n\nRegards"
    )
    who = Letter(
        name="Eleri Pemberton",
        address="eleri.pemberton@derbyshire-dales.example",
        at=at,
        subject="Question about the challenge: two services in one form?",
        text=text,
        mailer=Mailer.GROUPWISE,
        post="Cultural Services Officer",
        council="Derbyshire Dales District Council",
        phone="01632 960044",
    )
    return delivered(compose(who), sender=who.address, at=at)


def pasted(at: datetime) -> bytes:
    """The form typed into the mail's own body."""
    case = filled("rutland")
    text = "Dear sirs\n\nOur form is below, as the Word file would not save on my machine.\n\n"
    return send(
        "rutland", at, [], text=text + plain.typed(files.sheet(case, "body/plain")), mailer=Mailer.NOTES, council=""
    )


def forwarded(at: datetime) -> bytes:
    """An assistant forwards the lead's mail as an attachment."""
    form = files.form(filled("gateshead"), "word/label-left", "Gateshead EOI v3 FINAL.docx")
    inner = _message("gateshead", at, [form], to="niamh.cole@gateshead-mbc.example", subject="DD form – ready to go")
    outer = Letter(
        name="Niamh Cole",
        address="niamh.cole@gateshead-mbc.example",
        at=at,
        subject="FW: DD form – ready to go",
        text="Please see attached, sent on behalf of Owain Fothergill, who is on leave from today.",
        post="Executive Assistant",
        council="Gateshead Council",
        phone="01632 960912",
        files=[inner],
    )
    return delivered(compose(outer), sender=outer.address, at=at)


def forwarded_inline(at: datetime) -> bytes:
    """A telephone forwards inline; the PDF loses its media type."""
    who = applicant("stroud")
    text = (
        f"Sent on from our office.\n\nBegin forwarded message:\n\nFrom: {who.name} <{who.email}>\n"
        f"Date: 6 February 2014 17:40:12 GMT\nTo: Reception\nSubject: challenge form\n\n> Here it is.\n> {who.name}"
    )
    attached = files.form(filled("stroud"), "pdf-flat/boxed", "EOI.pdf", type_="application/octet-stream")
    return send("stroud", at, [attached], text=text, subject="Fwd: challenge form", mailer=Mailer.PHONE)


def annexes(at: datetime) -> bytes:
    """The form in a zip, beside a minute and letters that are not forms."""
    packed = files.archive(
        "DD application.zip",
        files.form(filled("peterborough"), "word/beneath", "3 EOI form.docx"),
        files.letter(
            "1 Covering letter.docx", "Dear Sir or Madam", "Our application and its annexes are enclosed.", "Siân Abara"
        ),
        files.minute("4 Budget.pdf", "Parks budget 2013-14", ("Staff 1.4m", "Grounds 0.9m", "Trees 0.4m")),
    )
    minute = files.minute(
        "Cabinet minute 88.pdf", "Cabinet, 14 January 2014: minute 88", ("Resolved: that the application be made.",)
    )
    support = files.letter(
        "Letter of support.docx", "To whom it may concern", "The Friends of the Parks support this application."
    )
    return send("peterborough", at, [minute, packed, support])


def corrected() -> Case:
    """Torbay's form as corrected."""
    return filled("torbay", support_amount="£68,000", lead_phone="07700 900142")


def twice(at: datetime) -> bytes:
    """Wiltshire's mail again, the same to the byte below the trace headers, through the programme's old alias."""
    first = _message(
        "wiltshire", WILTSHIRE, [files.form(filled("wiltshire"), "pdf-office/label-left", "Wiltshire EOI.pdf")]
    )
    return delivered(first, sender=applicant("wiltshire").email, at=at, route="alias.communities.example")


def corrected_form(at: datetime) -> bytes:
    """Torbay's second form: another amount, and a telephone number in place of one that was wrong."""
    attached = files.form(corrected(), "word/label-left", "Torbay Libraries v2.docx")
    return send("torbay", at, [attached], subject="Torbay: corrected form", mailer=Mailer.GROUPWISE)


def locked(at: datetime) -> bytes:
    """A PDF with a password nobody told us."""
    form = files.form(filled("kettering"), "pdf-flat/boxed", "Kettering EOI CONFIDENTIAL.pdf")
    return send("kettering", at, [files.locked(form, "kettering2014")])


def scanned(at: datetime) -> bytes:
    """Pictures of pages, named by a photocopier."""
    form = files.form(filled("hastings"), "pdf-flat/boxed", "SKM_C284e14020917230.pdf")
    return send("hastings", at, [files.scanned(form)], text="Scan attached.")
