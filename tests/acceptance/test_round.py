"""The first half of one round, told over a real Dovecot and a real SMTP server.

From the first enquiry to the digest of the morning after the deadline: the councils' mail arrives at its own instant,
the service reads, files, records and answers it, and every chapter below looks at what came of it. The mails are those
of `intake demo`; what their forms say is known from `tests.corpus.demonstration`, not from the code under test.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import sha256

import openpyxl
import pytest

from intake import clock
from intake.commands.options import programme_of
from intake.config_file import load
from intake.service import open_service
from store.states import LetterStatus, MessageStatus
from tests.acceptance.conftest import ADDRESS, OFFICE, dovecot, place
from tests.acceptance.story import Letter, Round
from tests.accuracy.score import same
from tests.corpus.demo import FOLDER as DEMO
from tests.corpus.demonstration.applicants import applicant
from tests.corpus.demonstration.mails import Mail, form_mail, london
from tests.corpus.demonstration.script import MAILS
from tests.servers.dovecot import Dovecot
from tests.servers.smtp import SmtpServer

__all__ = ["dovecot"]

pytestmark = [pytest.mark.server("dovecot"), pytest.mark.timeout(300)]

FIVE_O_CLOCK = london(10, 17, 0, 0)
#: Pictures of pages are left out: what becomes of them depends on whether the machine can read them.
ROUND = tuple(mail for mail in MAILS if mail.file != "19-scan.eml")
#: Kettering was told that its PDF is locked; it sends the form again, and the mail server takes that for junk.
KETTERING_AGAIN = form_mail(
    "kettering-again", "kettering", london(10, 16, 40, 0), "A form among the junk", "word/inline", "Kettering EOI.docx"
)
SPAM = (
    b"From: Prize Office <win@prizes.example>\r\nTo: deliveringdifferently@cabinet-office.example\r\n"
    b"Subject: You have won\r\nMessage-ID: <won@prizes.example>\r\nDate: Sat, 8 Feb 2014 03:00:00 +0000\r\n\r\n"
    b"Send us your bank details.\r\n"
)


@pytest.fixture(scope="module")
def told(dovecot: Dovecot, smtp: SmtpServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Round]:
    """The round as it was played, from the first mail to the digest after the deadline."""
    here = place(
        tmp_path_factory.mktemp("round"),
        dovecot,
        smtp,
        mailbox='junk_folder = "Junk"\ndone_folder = "Processed"\nheld_folder = "Held"',
    )
    with here.account.connect() as client:
        client.create("Junk")
    settings = load(here.config)
    with clock.travel(MAILS[0].at), open_service(settings, programme_of(settings)) as service:
        playing = Round(here, service)
        for mail in ROUND:
            playing.arrives(mail.file, _as_sent_in_this_round(playing, mail), _arrival(mail))
            if mail.file == "17-partner-again.eml":
                playing.arrives("spam", SPAM, london(8, 3, 0, 5), folder="Junk")
            if mail.file == "22-scottish.eml":
                playing.arrives(
                    "kettering-again", KETTERING_AGAIN.write(KETTERING_AGAIN.at), KETTERING_AGAIN.at, folder="Junk"
                )
        playing.replies["the morning after"] = playing.passes(london(11, 8, 30, 10))
        playing.replies["released"] = playing.releases("kettering-again", london(11, 9, 15))
        playing.passes(london(12, 8, 30, 10))
        yield playing


def _arrival(mail: Mail) -> datetime:
    """When the server takes a mail; the late one comes one second late rather than a minute."""
    return FIVE_O_CLOCK + timedelta(seconds=1) if mail.file == "24-a-minute-late.eml" else mail.at


def _as_sent_in_this_round(playing: Round, mail: Mail) -> bytes:
    """A mail of the demonstration; one that answers a letter of ours names the letter that was really sent."""
    raw = (DEMO / mail.file).read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    answered = {
        "03-out-of-office.eml": (b"receipt.20140127114012.1@cabinet-office.example", "02-fillable-pdf.eml"),
        "06-bounce.eml": (b"receipt.20140131150244.2@cabinet-office.example", "05-flat-pdf.eml"),
    }
    if mail.file in answered:
        placeholder, about = answered[mail.file]
        raw = raw.replace(placeholder, str(playing.reply(about).mail["Message-ID"]).strip("<>").encode())
    if mail.file == "24-a-minute-late.eml":
        raw = raw.replace(b"17:01:00", b"17:00:01")
    return raw


# --- An enquiry -------------------------------------------------------------------------------------------------------


def test_an_enquiry_is_answered_with_the_blank_form_and_the_guidance(told: Round) -> None:
    answer = told.reply("01-enquiry.eml")
    assert answer.to == "eleri.pemberton@derbyshire-dales.example"
    assert answer.subject == "We have received your email"
    assert answer.files == ["DD-form.pdf", "DD-form.docx", "DD-guidance.pdf"]
    assert told.outcome("01-enquiry.eml").disposition == "enquiry"


# --- Forms, in every shape councils send them -------------------------------------------------------------------------

#: Mail → the reference its form was given.
FORMS = {
    "02-fillable-pdf.eml": "DD-0001",
    "04-word-table.eml": "DD-0002",
    "05-flat-pdf.eml": "DD-0003",
    "07-word-stacked.eml": "DD-0004",
    "08-word-beneath.eml": "DD-0005",
    "09-word-controls.eml": "DD-0006",
    "10-pasted.eml": "DD-0007",
    "12-forwarded.eml": "DD-0008",
    "13-annexes.eml": "DD-0009",
    "14-forwarded-inline.eml": "DD-0010",
    "15-corrected.eml": "DD-0002",
    "16-joint-bid.eml": "DD-0011",
    "17-partner-again.eml": "DD-0012",
    "20-incomplete.eml": "DD-0013",
    "21-over-the-cap.eml": "DD-0014",
    "22-scottish.eml": "DD-0015",
    "23-five-o-clock.eml": "DD-0016",
    "24-a-minute-late.eml": "DD-0017",
    "kettering-again": "DD-0018",
}
TRUTHS = {mail.file: mail.form for mail in (*MAILS, KETTERING_AGAIN) if mail.form is not None}
#: Forms that still speak for their application at the end of the story.
COUNTING = [name for name in FORMS if name != "04-word-table.eml"]


def test_every_form_got_its_reference_in_the_order_of_arrival(told: Round) -> None:
    assert {name: told.outcome(name).application for name in FORMS} == FORMS
    assert [case.reference for case in told.cases()] == sorted(set(FORMS.values()))


@pytest.mark.parametrize("name", COUNTING)
def test_every_answer_on_record_is_what_the_council_wrote(told: Round, name: str) -> None:
    truth, on_record = TRUTHS[name], told.values(FORMS[name])
    wrong = {
        field.key: (truth.entries[field.key].truth, on_record.get(field.key))
        for field in truth.form.fields
        if not same(field, truth.entries[field.key].truth, on_record.get(field.key))
    }
    assert wrong == {}


@pytest.mark.parametrize(
    ("name", "to"),
    [
        ("02-fillable-pdf.eml", applicant("calderdale").email),
        ("04-word-table.eml", applicant("torbay").email),
        ("05-flat-pdf.eml", applicant("wiltshire").email),
        ("07-word-stacked.eml", applicant("sunderland").email),
        ("08-word-beneath.eml", applicant("cheshire-east").email),
        ("09-word-controls.eml", applicant("southend").email),
        ("10-pasted.eml", applicant("rutland").email),
        ("12-forwarded.eml", "niamh.cole@gateshead-mbc.example"),  # who sent it, not who wrote it
        ("13-annexes.eml", applicant("peterborough").email),
        ("14-forwarded-inline.eml", applicant("stroud").email),
        ("16-joint-bid.eml", applicant("suffolk").email),
        ("17-partner-again.eml", applicant("babergh").email),
        ("20-incomplete.eml", applicant("fenland").email),
        ("21-over-the-cap.eml", applicant("birmingham").email),
        ("22-scottish.eml", applicant("highland").email),
        ("23-five-o-clock.eml", applicant("newcastle-under-lyme").email),
    ],
)
def test_every_form_in_time_got_one_receipt_that_reads_it_back(told: Round, name: str, to: str) -> None:
    receipt = told.reply(name)
    assert receipt.to == to
    assert receipt.subject.startswith(f"{FORMS[name]}: we have received your application")
    assert f"\n\nYour reference number: {FORMS[name]}\n\n" in receipt.text
    assert "YOUR ANSWERS, AS WE READ THEM" in receipt.text


def test_the_receipt_names_the_instant_the_rule_and_the_fingerprint_of_the_file(told: Round) -> None:
    receipt = told.reply("04-word-table.eml")
    (attached,) = told.outcome("04-word-table.eml").attachments
    assert receipt.paragraph("Your form reached") == (
        "Your form reached our mail server at 16:20:11 on Wednesday 29 January 2014 (London time). "
        "The deadline is 5pm on Monday 10 February 2014, so it is in time."
    )
    assert attached.name == "Torbay Libraries.docx"
    assert attached.sha256 in "".join(receipt.text.split())


# --- Mail that gets no answer -----------------------------------------------------------------------------------------


def test_an_out_of_office_reply_to_our_receipt_gets_nothing(told: Round) -> None:
    assert told.replies["03-out-of-office.eml"] == []
    assert told.outcome("03-out-of-office.eml").disposition == "automatic"


def test_a_bounce_gets_nothing_and_is_tied_to_the_letter_that_came_back(told: Round) -> None:
    assert told.replies["06-bounce.eml"] == []
    assert (told.outcome("06-bounce.eml").disposition, told.outcome("06-bounce.eml").application) == (
        "bounce",
        "DD-0003",
    )
    came_back = [row for row in told.letter_rows() if row.status == LetterStatus.BOUNCED]
    assert [(row.application, row.recipient, row.reason) for row in came_back] == [
        ("DD-0003", applicant("wiltshire").email, "undeliverable: 5.1.1")
    ]


def test_the_same_mail_by_another_route_gets_nothing(told: Round) -> None:
    assert told.replies["11-twice.eml"] == []
    assert told.outcome("11-twice.eml").disposition == "duplicate"
    assert told.case("DD-0003").submission_number == 1


def test_spam_in_the_junk_folder_gets_nothing_and_stays_there(told: Round) -> None:
    assert told.replies["spam"] == []
    assert told.outcome("spam").status == MessageStatus.PROCESSED


# --- Corrections ------------------------------------------------------------------------------------------------------


def test_a_corrected_form_is_the_second_submission_and_its_receipt_says_what_changed(told: Round) -> None:
    receipt = told.reply("15-corrected.eml")
    assert receipt.to == applicant("torbay").email
    assert receipt.subject.startswith("DD-0002: we have received your corrected form")
    changes = receipt.text.partition("WHAT CHANGED")[2].partition("YOUR ANSWERS")[0]
    assert [line.strip() for line in changes.splitlines() if line.startswith("    ")] == CHANGES_OF_TORBAY
    assert told.case("DD-0002").submission_number == 2
    assert told.values("DD-0002")["support_amount"] == "68000.00"


CHANGES_OF_TORBAY = ["(01632) 960 388", "07700 900142", "£60,000", "£68,000"]


# --- What a person must look at ---------------------------------------------------------------------------------------


def test_an_incomplete_form_is_told_exactly_what_is_missing(told: Round) -> None:
    assert told.case("DD-0013").state == "incomplete"
    assert {key for check, key in _checks(told, "DD-0013") if check == "missing"} == _left_blank("20-incomplete.eml")


def test_a_joint_bid_knows_its_partners_and_a_partner_that_applies_alone_waits_for_a_ruling(told: Round) -> None:
    assert told.case("DD-0011").partners == ("Babergh District Council", "Mid Suffolk District Council")
    assert told.findings("DD-0011") == [("sender-domain", "notice")]
    assert told.findings("DD-0012") == [("already-applied", "person"), ("sender-domain", "notice")]
    assert "DD-0011" not in told.reply("17-partner-again.eml").text  # B is never told anything about A


def test_a_form_over_the_cap_is_told_and_waits_for_a_ruling(told: Round) -> None:
    assert told.findings("DD-0014") == [("over-cap", "person"), ("sender-domain", "notice")]
    assert "It asks for £140,000; the most that can be given is £100,000." in " ".join(
        told.reply("21-over-the-cap.eml").text.split()
    )


def test_a_scottish_council_waits_for_a_ruling(told: Round) -> None:
    assert told.findings("DD-0015") == [("not-eligible", "person")]


def test_a_locked_file_is_told_precisely_why_and_what_to_send(told: Round) -> None:
    answer = told.reply("18-locked.eml")
    assert answer.subject == "We could not read the form you sent"
    assert answer.files == ["DD-form.pdf", "DD-form.docx", "DD-guidance.pdf"]
    assert " ".join(answer.text.partition("WHAT WAS WRONG")[2].partition("WHAT TO DO")[0].split()) == (
        "Kettering EOI CONFIDENTIAL.pdf The file is protected by a password. Save a copy without a password or "
        "encryption and send that. Please do not send us the password."
    )


# --- Five o'clock -----------------------------------------------------------------------------------------------------


def test_a_form_at_five_o_clock_is_in_time(told: Round) -> None:
    assert told.case("DD-0016").received_at == FIVE_O_CLOCK
    assert told.findings("DD-0016") == [("sender-domain", "notice")]
    assert told.reply("23-five-o-clock.eml").subject == "DD-0016: we have received your application"


def test_a_form_one_second_later_is_late_and_is_told_so(told: Round) -> None:
    answer = told.reply("24-a-minute-late.eml")
    assert answer.to == applicant("poole").email
    assert answer.subject == "DD-0017: your form arrived after the deadline"
    assert "17:00:01 on Monday 10 February 2014 (London time)" in " ".join(answer.text.split())
    assert told.findings("DD-0017") == [("late", "person"), ("sender-domain", "notice")]


# --- The junk folder --------------------------------------------------------------------------------------------------


def test_a_form_in_the_junk_folder_waits_for_a_person_and_then_counts_from_its_arrival(told: Round) -> None:
    assert told.replies["kettering-again"] == []
    (receipt,) = told.replies["released"]
    assert receipt.to == applicant("kettering").email
    assert receipt.subject == "DD-0018: we have received your application"
    assert told.case("DD-0018").received_at == KETTERING_AGAIN.at
    assert told.findings("DD-0018") == [("sender-domain", "notice")]


# --- The morning after ------------------------------------------------------------------------------------------------


def test_staff_were_told_every_working_morning_what_came_in_and_what_waits(told: Round) -> None:
    assert [digest.subject for digest in told.digests] == [
        "Digest for Monday 27 January 2014: 0 forms in, 1 waiting",
        "Digest for Wednesday 29 January 2014: 1 form in, 0 waiting",
        "Digest for Friday 31 January 2014: 1 form in, 0 waiting",
        "Digest for Monday 3 February 2014: 1 form in, 0 waiting",
        "Digest for Tuesday 4 February 2014: 1 form in, 0 waiting",
        "Digest for Wednesday 5 February 2014: 2 forms in, 0 waiting",
        "Digest for Thursday 6 February 2014: 2 forms in, 0 waiting",
        "Digest for Friday 7 February 2014: 2 forms in, 0 waiting",
        "Digest for Monday 10 February 2014: 3 forms in, 2 waiting",
        "Digest for Tuesday 11 February 2014: 5 forms in, 5 waiting",
        "Digest for Wednesday 12 February 2014: 1 form in, 4 waiting",
    ]
    assert {digest.to for digest in told.digests} == {OFFICE}


def test_the_digest_before_the_deadline_names_the_files_that_nobody_could_read(told: Round) -> None:
    monday = told.digests[8]
    assert _section(monday, "WAITING FOR A PERSON", "FORMS THAT CAME IN") == [
        "DD-0012: Babergh District Council needs a ruling Babergh District Council (lead here) is also named in "
        "DD-0011; each authority may apply once. Since 7 February 2014, 15:45:09. intake show DD-0012",
        "Email 19 from Laura Fothergill: Delivering Differently – Kettering Borough Council It may be a form, and it "
        "could not be read. Since 7 February 2014, 16:02:55.",
    ]


def test_the_digest_after_the_deadline_says_what_came_in_and_what_waits(told: Round) -> None:
    tuesday = told.digests[9]
    assert _section(tuesday, "WAITING FOR A PERSON", "FORMS THAT CAME IN") == [
        "Email 23 from Laura Fothergill: Delivering Differently – Kettering Borough Council It lies in the junk folder "
        "but carries a form, or a file that may be one. Since 10 February 2014, 16:40:00. intake requeue 23",
        "DD-0012: Babergh District Council needs a ruling Babergh District Council (lead here) is also named in "
        "DD-0011; each authority may apply once. Since 7 February 2014, 15:45:09. intake show DD-0012",
        "DD-0014: Birmingham City Council needs a ruling It asks for £140,000; the most that can be given is £100,000. "
        "Since 10 February 2014, 11:27:36. intake show DD-0014",
        "DD-0015: The Highland Council needs a ruling The Highland Council may not be eligible: country is Scotland, "
        "and must be England. Since 10 February 2014, 13:49:20. intake show DD-0015",
        "DD-0017: Borough of Poole needs a ruling It was received at 17:00:01 on Monday 10 February 2014 (London "
        "time), after the deadline: 5pm on Monday 10 February 2014. Since 10 February 2014, 17:00:01. "
        "intake show DD-0017",
    ]
    assert [line.split(" Received")[0] for line in _section(tuesday, "FORMS THAT CAME IN", "INCOMPLETE")] == [
        "DD-0013: Fenland District Council, incomplete",
        "DD-0014: Birmingham City Council, complete, £140,000",
        "DD-0015: The Highland Council, complete, £80,000",
        "DD-0016: Newcastle-under-Lyme District Council, complete, £75,000",
        "DD-0017: Borough of Poole, complete, £42,000, LATE",
    ]
    assert _section(tuesday, "HOW FAR THE MAILBOX IS READ", "Attached")[0].startswith(f"{ADDRESS}/INBOX: up to UID 23")


def test_a_form_released_by_a_person_is_in_the_next_digest(told: Round) -> None:
    (line,) = _section(told.digests[10], "FORMS THAT CAME IN", "INCOMPLETE")
    assert line == "DD-0018: Kettering Borough Council, complete, £55,000 Received 10 February 2014, 16:40:00."


def test_the_workbook_with_the_digest_holds_every_application(told: Round) -> None:
    assert told.digests[10].files == ["DD-applications-2014-02-12.xlsx"]
    book = openpyxl.load_workbook(io.BytesIO(told.digests[10].file("DD-applications-2014-02-12.xlsx")))
    heading, *rows = book["DD"].iter_rows(values_only=True)
    amount = heading.index("Estimated value of the support")
    asked = {case.reference: told.values(case.reference)["support_amount"] for case in told.cases()}
    assert [(row[0], row[amount]) for row in rows] == [
        (reference, None if value is None else float(str(value))) for reference, value in asked.items()
    ]


# --- The three books --------------------------------------------------------------------------------------------------


def test_every_letter_is_marked_threaded_and_addressed_to_one(told: Round) -> None:
    for mail in ROUND:
        for letter in told.replies[mail.file]:
            answered = _message_id(told, mail.file)
            assert (letter.mail["To"], letter.envelope.mail_from) == (letter.to, ADDRESS)
            assert letter.mail["In-Reply-To"] == answered
            assert str(letter.mail["References"]).split()[-1] == answered
            assert letter.mail["Auto-Submitted"] == "auto-replied"
            assert letter.mail["X-Intake-Cause"] == f"message:{told.outcome(mail.file).id}"
    assert {digest.mail["Auto-Submitted"] for digest in told.digests} == {"auto-generated"}


def test_nobody_got_two_letters_for_one_cause(told: Round) -> None:
    rows = told.letter_rows()
    assert max(Counter((row.cause, row.kind, row.recipient) for row in rows).values()) == 1
    assert Counter(row.status for row in rows) == {
        LetterStatus.SENT: len(rows) - 1,
        LetterStatus.BOUNCED: 1,
    }
    assert len({item.data for item in told.place.smtp.taken}) == len(told.place.smtp.taken)


def test_every_mail_is_in_the_archive_and_lies_where_it_belongs(told: Round) -> None:
    account = told.place.account
    kept = {path.stem for path in (told.place.folder / "data" / "archive").rglob("*.eml")}
    on_server = {folder: account.contents(folder) for folder in ("INBOX", "Junk", "Processed", "Held", "Sent")}
    assert {folder: len(mails) for folder, mails in on_server.items()} == {
        "INBOX": 0,
        "Junk": 1,  # the spam
        "Processed": len(ROUND),
        "Held": 1,  # Kettering's form from among the junk: a person has seen it there
        "Sent": len(told.letter_rows()),
    }
    received = [raw for folder in ("Junk", "Processed", "Held") for raw in on_server[folder]]
    assert {sha256(raw).hexdigest() for raw in received} == kept


# --- Reading aids -----------------------------------------------------------------------------------------------------


def _checks(told: Round, reference: str) -> list[tuple[str, str]]:
    return [(check.check, check.key) for check in told.case(reference).checks]


def _left_blank(name: str) -> set[str]:
    """The required fields that the writer of a form did not answer."""
    truth = TRUTHS[name]
    return {field.key for field in truth.form.fields if field.required and truth.entries[field.key].blank}


def _section(letter: Letter, beginning: str, end: str) -> list[str]:
    """The items of one part of a digest, each on one line."""
    part = letter.text.partition(beginning)[2].partition(end)[0].strip()
    return [" ".join(item.split()) for item in part.removeprefix("- ").split("\n- ")]


def _message_id(told: Round, name: str) -> str:
    return f"<{told.outcome(name).message_id}>"
