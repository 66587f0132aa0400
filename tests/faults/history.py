"""What happened before a fault strikes: a round up to the morning on which everything falls due at once.

Played over real servers by the service itself, so that the books are such as it leaves them. The service was stopped
on Tuesday, with a letter in doubt, a letter refused for now, a mail claimed and never concluded and a batch released;
on Wednesday it is started, and finds mail of every sort, the digest, the batch and the declarations due.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from intake import clock
from intake.commands.options import programme_of
from intake.config_file import load
from intake.mailbox.opening import open_mailbox
from intake.panel.assigning import assign, evenly
from intake.service import Service, open_service
from store import messages
from tests.acceptance.conftest import OFFICE, Place
from tests.acceptance.inboxes import SERVER, Post, links
from tests.acceptance.story import Letter
from tests.corpus.demo import FOLDER as DEMO
from tests.corpus.demonstration.automatic import WILTSHIRE_RECEIPT, bounce
from tests.corpus.demonstration.script import MAILS
from tests.servers.smtp import Reply, Step

OWEN = "owen.birch@dclg.example"
#: Sections of the configuration beside those of every place.
PEOPLE = f"""
[[staff]]
name = "Owen Birch"
body = "DCLG"
email = "{OWEN}"
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

[decisions]
letters_per_hour = 3600
"""
#: More of the mailbox's section: no waiting for hints, for a pass is to be the same each time.
MAILBOX = f'poll_seconds = 1\nidle = false\nauthserv_id = "{SERVER}"'

#: Complete applications from before: DD-0001, DD-0002, DD-0003.
_EARLIER = ("02-fillable-pdf.eml", "04-word-table.eml", "05-flat-pdf.eml")
TUESDAY = datetime(2014, 2, 11, 8, 31, tzinfo=UTC)
#: When the service is started again and meets the fault.
MORNING = datetime(2014, 2, 12, 8, 31, tzinfo=UTC)
_MINUTE = timedelta(minutes=1)


@dataclass
class _Past(Post):
    """The mail of the days before; ``stopped`` means that mail comes and nobody reads it."""

    stopped: bool = False
    waiting: list[bytes] = field(default_factory=list)

    def arrives(self, raw: bytes, at: datetime) -> list[Letter]:
        """A mail reaches the mailbox, and is dealt with unless the service is stopped."""
        if not self.stopped:
            return super().arrives(raw, at)
        self.place.account.deliver(raw, internaldate=at)
        self.waiting.append(raw)
        return []


def play(here: Place) -> list[bytes]:
    """Play the days before at a fresh place; the mails that wait in the mailbox when the service is started again."""
    settings = load(here.config)
    times = {mail.file: mail.at for mail in MAILS}
    with clock.travel(times[_EARLIER[0]]), open_service(settings, programme_of(settings)) as service:
        past = _Past(here, service)
        for name in _EARLIER:
            past.arrives(_crlf((DEMO / name).read_bytes()), times[name])
        past.passes(TUESDAY)
        _released(past)
        _left_over(past, service)
        _give_out(service)
        past.stopped = True
        _arrives_meanwhile(past)
    return past.waiting


def _released(past: _Past) -> None:
    """The office plans the shortlist and somebody of another body releases it; its letters leave after half an hour."""
    digest = past.newest(OFFICE, "Digest for")
    shortlist = "DD-0001 and DD-0002; decline others"
    past.follow(OFFICE, digest, "Plan the letters: shortlist", shortlist, TUESDAY + 5 * _MINUTE)
    plan = past.newest(OWEN, "To release: batch")
    release = next(label for label in links(plan) if label.startswith("Release"))
    past.follow(OFFICE, digest, "Show DD-0003", "", TUESDAY + 10 * _MINUTE)
    past.follow(OWEN, plan, release, "", TUESDAY + 15 * _MINUTE)


def _left_over(past: _Past, service: Service) -> None:
    """A letter whose 250 was lost and whose copy lies in Sent, one that was refused for now, and a mail being read."""
    smtp, taken = past.place.smtp, len(past.place.smtp.taken)
    smtp.script += [
        Reply(Step.DATA_END, drop=True, take=True, recipient="ivy.bell@bathford.example"),
        Reply(Step.RCPT, 451, "later", recipient=OFFICE),
    ]
    past.send("ivy.bell@bathford.example", "A question", "May we attach a map?", TUESDAY + 20 * _MINUTE)
    for item in smtp.taken[taken:]:
        if "ivy.bell@bathford.example" in item.rcpt_tos:
            past.place.account.deliver(item.data, folder="Sent")
    past.stopped = True
    at = TUESDAY + 22 * _MINUTE
    past.send("sam.hale@ashwell.example", "Deadline", "Is it five o’clock sharp?", at)
    past.stopped = False
    past.waiting.clear()
    with clock.travel(at + _MINUTE):
        mailbox = open_mailbox(service.settings.mailbox)
        service.fetch(mailbox)
        mailbox.close()
        with service.store.begin() as session:
            assert len(messages.claim(session, limit=1, at=clock.now())) == 1


def _give_out(service: Service) -> None:
    """Assessors are given the applications; they are asked for conflicts by a chore that nobody does yet."""
    at = TUESDAY + 25 * _MINUTE
    with clock.travel(at), service.store.begin() as session:
        assign(session, service.desk, evenly(session, service.desk).allocations, actor="office", at=at)


def _arrives_meanwhile(past: _Past) -> None:
    """While nobody reads: a form, an enquiry, a bounce, an order, an automatic reply."""
    at = datetime(2014, 2, 10, 16, 58, 30, tzinfo=UTC)  # in time; staff took it out of Junk on Tuesday
    past.arrives(_crlf((DEMO / "07-word-stacked.eml").read_bytes()), at)
    past.arrives(_crlf((DEMO / "01-enquiry.eml").read_bytes()), TUESDAY + 40 * _MINUTE)
    third = next(item for item in past.inboxes if "wiltshire" in item)
    at = TUESDAY + 45 * _MINUTE
    past.arrives(returned(past.newest(third, ""), at), at)
    case = past.newest(OFFICE, "DD-0003:")
    past.follow(OFFICE, case, "Ask the applicant", "Which libraries are in scope?", TUESDAY + 50 * _MINUTE)
    past.arrives(_crlf((DEMO / "03-out-of-office.eml").read_bytes()), TUESDAY + 55 * _MINUTE)


def returned(letter: Letter, at: datetime) -> bytes:
    """What a mail server reports of a letter whose address is not there (RFC 3464)."""
    return bounce(at).replace(WILTSHIRE_RECEIPT.encode(), str(letter.mail["Message-ID"]).strip("<>").encode())


def _crlf(raw: bytes) -> bytes:
    """A mail as it will come back from the server."""
    return raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
