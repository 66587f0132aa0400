"""The second half of one round, told over a real Dovecot and a real SMTP server, to the last outcome letter.

Staff, panel and councils only send mail: declarations and scores by reply and by sheet, the shortlist by reply to the
digest, two bodies for every batch, answers to invitations from a calendar and in words, decisions by link. All that is
typed is who assesses what, and a new time for an interview, as an operator would.
"""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from intake import clock
from intake.assurance.audit import audit
from intake.commands.options import programme_of
from intake.config_file import load
from intake.decisions.by_hand import acting, obey
from intake.panel.assigning import assign, evenly
from intake.panel.ranking import Result
from intake.panel.standing import ranking_of
from intake.service import open_service
from store import application_list, letters
from store.application_list import ApplicationItem
from store.states import LetterStatus
from tests.acceptance.conftest import OFFICE, dovecot, place
from tests.acceptance.inboxes import SERVER, Post, filled_grid, filled_sheet, links, rsvp
from tests.acceptance.story import Letter
from tests.corpus.demo import FOLDER as DEMO
from tests.corpus.demonstration.script import MAILS
from tests.servers.dovecot import Dovecot
from tests.servers.smtp import SmtpServer

__all__ = ["dovecot"]

pytestmark = [pytest.mark.server("dovecot"), pytest.mark.timeout(300)]

OWEN, TESS, FRAN, GIL = "owen.birch@dclg.example", "tess@lga.example", "fran@solace.example", "gil@lga.example"
PEOPLE = """
[[staff]]
name = "Owen Birch"
body = "DCLG"
email = "owen.birch@dclg.example"
roles = ["digest", "release"]

[[staff]]
name = "Tess Rowan"
body = "LGA"
email = "tess@lga.example"
roles = ["assess"]

[[staff]]
name = "Fran Moss"
body = "SOLACE"
email = "fran@solace.example"
roles = ["assess"]

[[staff]]
name = "Gil Ash"
body = "LGA"
email = "gil@lga.example"
roles = ["assess"]

[decisions]
letters_per_hour = 3600
"""
#: Complete applications of the demonstration: their order is that of their references.
FORMS = ("02-fillable-pdf.eml", "04-word-table.eml", "05-flat-pdf.eml", "07-word-stacked.eml")
TUESDAY = datetime(2014, 2, 11, 8, 31, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
#: Reference → the points each assessor gives, criterion by criterion; the order of the cases is the ranking.
POINTS = {"DD-0001": 5, "DD-0002": 4, "DD-0003": 3, "DD-0004": 1}


class Story(Post):
    """The round as it is played."""

    moment = TUESDAY
    ranked: tuple[Result, ...] = ()

    def later(self, step: timedelta = HOUR) -> datetime:
        """The clock moves on."""
        self.moment += step
        return self.moment

    def released(self, stage: str, text: str = "") -> None:
        """The office plans a stage from its newest digest, and somebody of another body releases it."""
        digest = self.newest(OFFICE, "Digest for")
        self.follow(OFFICE, digest, f"Plan the letters: {stage}", text, self.later())
        plan = self.newest(OWEN, "To release: batch")
        label = next(name for name in links(plan) if name.startswith("Release"))
        self.follow(OWEN, plan, label, "", self.later())
        self.passes(self.later())

    def morning(self, days: int = 1) -> None:
        """The next digest comes."""
        self.moment = (self.moment + days * DAY).replace(hour=8, minute=31)
        while self.moment.weekday() > 4:
            self.moment += DAY
        self.passes(self.moment)

    def cases(self) -> dict[str, ApplicationItem]:
        """Every application by its reference."""
        with self.service.store.reading() as session:
            return {item.reference: item for item in application_list.listing(session)}

    def contact(self, reference: str) -> str:
        """Where letters about an application go."""
        return self.cases()[reference].contact_address


@pytest.fixture(scope="module")
def told(dovecot: Dovecot, smtp: SmtpServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """The whole second half, played once."""
    here = place(tmp_path_factory.mktemp("outcome"), dovecot, smtp, mailbox=f'authserv_id = "{SERVER}"', more=PEOPLE)
    settings = load(here.config)
    mails = {mail.file: mail for mail in MAILS}
    with clock.travel(mails[FORMS[0]].at), open_service(settings, programme_of(settings)) as service:
        story = Story(here, service)
        for name in FORMS:
            raw = (DEMO / name).read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
            story.arrives(raw, mails[name].at)
        story.passes(TUESDAY)
        _assessed(story)
        _shortlisted(story)
        _interviewed(story)
        _decided(story)
        yield story


def _assessed(story: Story) -> None:
    at = story.later()
    with clock.travel(at), story.service.store.begin() as session:
        assign(session, story.service.desk, evenly(session, story.service.desk).allocations, actor="office", at=at)
    story.passes(story.later())
    for person in (TESS, FRAN, GIL):
        declaration = story.newest(person, "Declare interests")
        story.send(person, f"RE: {declaration.mail['Subject']}", "None", story.later(), answers=declaration)
    story.passes(story.later())
    for person in (TESS, FRAN, GIL):
        for letter in [item for item in story.inboxes[person] if item.subject.startswith("Score DD-")]:
            _score(story, person, letter)
    story.passes(story.later())
    with story.service.store.reading() as session:
        story.ranked = ranking_of(session, story.service.programme)


def _score(story: Story, person: str, letter: Letter) -> None:
    points = POINTS[letter.subject.split()[1]]
    subject = f"RE: {letter.mail['Subject']}"
    if person == FRAN:
        (name,) = (name for name in letter.files if name.endswith(".xlsx"))
        sheet = filled_sheet(letter.file(name), [points] * 9, "Well argued.")
        story.send(person, "My scores", "Attached.", story.later(timedelta(minutes=5)), files={name: sheet})
        return
    if person == TESS:
        wrong = filled_grid(letter, ["9"] * 9, ["Too many points."] * 9)
        story.send(person, subject, wrong, story.later(timedelta(minutes=5)), answers=letter)
    grid = filled_grid(letter, [str(points)] * 9, ["Clear."] * 9)
    story.send(person, subject, grid, story.later(timedelta(minutes=5)), answers=letter)


def _shortlisted(story: Story) -> None:
    story.morning()
    story.released("shortlist", "the first 3, decline others")


def _interviewed(story: Story) -> None:
    story.morning()
    story.released("invite")
    first, second, third = (story.contact(reference) for reference in ("DD-0001", "DD-0002", "DD-0003"))
    invitation = story.newest(first, "interview")
    answer = rsvp(invitation, "ACCEPTED", attendee=first, at=story.later())
    story.send(first, "Accepted: interview", "", story.later(), answers=invitation, calendar=answer)
    invitation = story.newest(second, "interview")
    words = "Thank you, we are delighted to accept."
    story.send(second, f"Re: {invitation.mail['Subject']}", words, story.later(), answers=invitation)
    invitation = story.newest(third, "interview")
    answer = rsvp(invitation, "DECLINED", attendee=third, at=story.later())
    story.send(third, "Declined: interview", "", story.later(), answers=invitation, calendar=answer)
    _moved(story, third)
    story.moment = datetime(2014, 2, 27, 9, 0, tzinfo=UTC)
    story.passes(story.moment)
    over = story.newest(OFFICE, "interviews")
    for label in sorted(links(over)):
        if "held" in label:
            story.follow(OFFICE, over, label, "", story.later(timedelta(minutes=5)))


def _moved(story: Story, contact: str) -> None:
    desk, at = story.service.desk, story.later()
    with clock.travel(at), story.service.store.begin() as session:
        office = acting(desk, OFFICE, role="decide")
        obey(
            session,
            desk,
            "reschedule",
            subject="DD-0003",
            member=office,
            actor="office, by operator",
            text="2014-02-26 14:00",
            at=at,
        )
    story.passes(story.later())
    invitation = story.newest(contact, "interview")
    answer = rsvp(invitation, "ACCEPTED", attendee=contact, at=story.later())
    story.send(contact, "Accepted: interview", "", story.later(), answers=invitation, calendar=answer)


def _decided(story: Story) -> None:
    for reference, label, text in (
        ("DD-0001", "Select", "£60,000"),
        ("DD-0002", "Put on the reserve list", ""),
        ("DD-0003", "Do not select", ""),
    ):
        done = story.newest(OFFICE, f"Done: Interview was held {reference}")
        story.follow(OFFICE, done, f"Show {reference}", "", story.later(timedelta(minutes=5)))
        case = story.newest(OFFICE, f"{reference}:")
        story.follow(OFFICE, case, label, text, story.later(timedelta(minutes=5)))
    story.morning()
    story.released("outcome")
    first = story.contact("DD-0001")
    letter = story.newest(first, "you have been selected")
    gone = "We are sorry, but we withdraw our application."
    story.send(first, f"Re: {letter.mail['Subject']}", gone, story.later(), answers=letter)
    reserve = story.newest(OFFICE, "DD-0002:")
    story.follow(OFFICE, reserve, "Select", "£55,000", story.later())
    story.morning()
    story.released("outcome")
    story.morning()
    story.released("welcome")


# --- The panel --------------------------------------------------------------------------------------------------------


def test_every_application_was_scored_by_two_and_ranked_by_what_they_gave(told: Story) -> None:
    assert [item.reference for item in told.ranked] == list(POINTS)
    assert [len(item.marks) for item in told.ranked] == [2, 2, 2, 2]
    means = [float(item.mean) for item in told.ranked if item.mean is not None]
    panel = told.service.programme.panel
    assert panel is not None
    expected = [
        statistics.mean(
            [sum(float(c.weight) * points for c in panel.criteria) / sum(float(c.weight) for c in panel.criteria)] * 2
        )
        for points in POINTS.values()
    ]
    assert means == pytest.approx(expected)


def test_wrong_points_were_answered_precisely(told: Story) -> None:
    said = " ".join(told.newest(TESS, "Not done: DD-").text.split())
    assert "“9” is not on the scale. Please give one number from 0 to 5." in said


# --- Outcomes ---------------------------------------------------------------------------------------------------------


def test_every_application_came_to_its_end(told: Story) -> None:
    assert {reference: case.state for reference, case in told.cases().items()} == {
        "DD-0001": "withdrawn",
        "DD-0002": "selected",
        "DD-0003": "not_selected",
        "DD-0004": "not_shortlisted",
    }


def test_every_council_was_told_each_step_once(told: Story) -> None:
    with told.service.store.reading() as session:
        rows = letters.listing(session)
    steps = Counter(
        (row.application, row.kind)
        for row in rows
        if row.status == LetterStatus.SENT
        and row.kind
        in (
            *("shortlisted", "not_shortlisted", "invitation", "interview_moved", "selected", "reserve"),
            *("not_selected", "withdrawn", "onboarding"),
        )
    )
    assert steps == {
        ("DD-0001", "shortlisted"): 1,
        ("DD-0001", "invitation"): 1,
        ("DD-0001", "selected"): 1,
        ("DD-0001", "withdrawn"): 1,
        ("DD-0002", "shortlisted"): 1,
        ("DD-0002", "invitation"): 1,
        ("DD-0002", "reserve"): 1,
        ("DD-0002", "selected"): 1,
        ("DD-0002", "onboarding"): 1,
        ("DD-0003", "shortlisted"): 1,
        ("DD-0003", "invitation"): 1,
        ("DD-0003", "interview_moved"): 1,
        ("DD-0003", "not_selected"): 1,
        ("DD-0004", "not_shortlisted"): 1,
    }


def test_selected_council_is_told_its_amount_and_when_work_begins(told: Story) -> None:
    letter = told.newest(told.contact("DD-0002"), "you have been selected")
    said = " ".join(letter.text.split())
    assert "has been selected for support of up to £55,000." in said
    assert "The work begins on Monday 3 March 2014." in said


def test_council_that_was_not_selected_gets_what_the_assessors_wrote(told: Story) -> None:
    said = told.newest(told.contact("DD-0003"), "the result of your application").text
    assert "WHAT THE ASSESSORS WROTE" in said
    assert "Tess" not in said


# --- The three books --------------------------------------------------------------------------------------------------


def test_nobody_got_two_letters_for_one_cause_nor_one_that_was_anothers(told: Story) -> None:
    with told.service.store.reading() as session:
        rows = letters.listing(session)
    assert max(Counter((row.cause, row.kind, row.recipient) for row in rows).values()) == 1
    contacts = {reference: case.contact_address for reference, case in told.cases().items()}
    wrong = [
        (row.kind, row.recipient, row.application)
        for row in rows
        if row.recipient in contacts.values() and row.application and row.recipient != contacts[row.application]
    ]
    assert wrong == []
    assert Counter(row.status for row in rows if row.status != LetterStatus.CANCELLED).keys() == {LetterStatus.SENT}


def test_history_and_archive_are_sound(told: Story) -> None:
    found = audit(told.service.store, told.service.archive, at=clock.now())
    assert found.sound
