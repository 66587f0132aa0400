"""An invitation to an interview comes back: staff are told by letter at once, and again by the next digest.

Over a real Dovecot and a real SMTP server; the report is one of the receiving server's, with the letter as it left.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from intake import clock
from intake.commands.options import programme_of
from intake.config_file import load
from intake.service import open_service
from store import applications, history, letters
from store.states import ApplicationState, LetterStatus
from tests.acceptance.conftest import ADDRESS, OFFICE, dovecot, place
from tests.acceptance.inboxes import SERVER
from tests.acceptance.story import Letter
from tests.acceptance.test_outcome import FORMS, PEOPLE, TUESDAY, Story
from tests.corpus.demo import FOLDER as DEMO
from tests.corpus.demonstration.script import MAILS
from tests.servers.dovecot import Dovecot
from tests.servers.smtp import SmtpServer

__all__ = ["dovecot"]

pytestmark = [pytest.mark.server("dovecot"), pytest.mark.timeout(300)]

DUTY = "duty@ops.example"
_DUTY = f"""
[[staff]]
name = "Duty desk"
body = "Cabinet Office"
email = "{DUTY}"
roles = ["alarms"]
"""
_REPORT = """\
Return-Path: <>
From: Mail Delivery System <MAILER-DAEMON@mail.council.example>
To: {ours}
Subject: Undelivered Mail Returned to Sender
Message-ID: <{number}.dsn@mail.council.example>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="rep"

--rep
Content-Type: text/plain

{words}

--rep
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.council.example

Final-Recipient: rfc822; {recipient}
Action: {action}
Status: {status}

--rep
Content-Type: message/rfc822

"""


@pytest.fixture
def invited(dovecot: Dovecot, smtp: SmtpServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """A round whose one applicant has been invited."""
    here = place(
        tmp_path_factory.mktemp("bounce"), dovecot, smtp, mailbox=f'authserv_id = "{SERVER}"', more=PEOPLE + _DUTY
    )
    settings = load(here.config)
    first = next(mail for mail in MAILS if mail.file == FORMS[0])
    with clock.travel(first.at), open_service(settings, programme_of(settings)) as service:
        story = Story(here, service)
        story.arrives((DEMO / FORMS[0]).read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"), first.at)
        with service.store.begin() as session:
            (case,) = applications.all_applications(session)
            history.move(session, case, ApplicationState.SHORTLISTED, at=TUESDAY - timedelta(hours=1))
        story.passes(TUESDAY)
        story.released("invite")
        yield story


def _comes_back(story: Story, letter: Letter, *, action: str = "failed", status: str = "5.1.1") -> list[Letter]:
    words = "This is the mail system. Your message could not be delivered."
    report = _REPORT.format(
        ours=ADDRESS, number=len(story.place.smtp.taken), words=words, recipient=letter.to, action=action, status=status
    )
    return story.arrives(
        report.replace("\n", "\r\n").encode() + letter.envelope.data + b"\r\n--rep--\r\n", story.later()
    )


def test_invitation_that_comes_back_alarms_staff_at_once_and_stands_in_the_digest(invited: Story) -> None:
    contact = invited.contact("DD-0001")
    invitation = invited.newest(contact, "interview")
    left = _comes_back(invited, invitation)
    told = {letter.to: letter for letter in left}
    assert set(told) == {OFFICE, DUTY}
    assert {letter.subject for letter in left} == {"DD-0001: a letter about the interview bounced"}
    said = " ".join(told[DUTY].text.split())
    assert f"The letter “invitation” to {contact} could not be delivered (undeliverable: 5.1.1)." in said
    assert "telephone" in said
    with invited.service.store.reading() as session:
        (row,) = (row for row in letters.listing(session) if row.kind == "invitation")
    assert row.status == LetterStatus.BOUNCED
    invited.morning()
    digest = " ".join(invited.newest(OFFICE, "Digest for").text.split())
    assert "Letter 4 (invitation, DD-0001): bounced undeliverable: 5.1.1" in digest


def test_same_report_twice_alarms_once_and_a_delay_not_at_all(invited: Story) -> None:
    invitation = invited.newest(invited.contact("DD-0001"), "interview")
    assert _comes_back(invited, invitation, action="delayed", status="4.4.7") == []
    assert len(_comes_back(invited, invitation)) == 2
    assert _comes_back(invited, invitation) == []
