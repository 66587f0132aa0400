"""Plays a round over real servers, mail by mail, with the clock moved to each arrival, and remembers what came of it.

`tests.acceptance.test_round` tells the story; here are its stage hands.
"""

from __future__ import annotations

import getpass
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage

from intake import clock
from intake.service import Service, one_pass
from intake.staff.digest_run import queue_due_digest
from parsers.extraction import Value
from store import application_list, letters, message_list, messages
from store.application_list import AnswerItem, ApplicationItem
from store.letters import LetterItem
from store.message_list import MessageItem
from tests.acceptance.conftest import OFFICE, Place
from tests.intake.letters.reading import body, parsed
from tests.servers.smtp import Taken

#: How long after its arrival a mail is fetched.
A_MOMENT = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter that the SMTP server took."""

    envelope: Taken
    mail: EmailMessage

    @property
    def subject(self) -> str:
        """What its subject says before the name of the programme."""
        return str(self.mail["Subject"]).removesuffix(" – Delivering Differently Challenge")

    @property
    def to(self) -> str:
        """Its one recipient, by the envelope."""
        (recipient,) = self.envelope.rcpt_tos
        return recipient

    @property
    def text(self) -> str:
        """Its plain text, each paragraph on one line."""
        return body(self.mail, "plain")

    @property
    def files(self) -> list[str]:
        """The names of the files that came with it."""
        return [str(part.get_filename()) for part in self.mail.iter_attachments()]

    def file(self, name: str) -> bytes:
        """One of the files that came with it."""
        (part,) = (part for part in self.mail.iter_attachments() if part.get_filename() == name)
        content = part.get_content()
        assert isinstance(content, bytes)
        return content

    def paragraph(self, beginning: str) -> str:
        """The one paragraph of the text that begins so, on one line."""
        (found,) = (part for part in self.text.split("\n\n") if part.startswith(beginning))
        return " ".join(found.split())


class Round:
    """One round as it is played: a service on real servers, and what has come of it so far."""

    def __init__(self, place: Place, service: Service) -> None:
        self.place = place
        self.service = service
        self.replies: dict[str, list[Letter]] = {}
        self.digests: list[Letter] = []
        self._ids: dict[str, int] = {}
        self._taken = len(place.smtp.taken)

    def arrives(self, name: str, raw: bytes, at: datetime, *, folder: str = "INBOX") -> None:
        """The mail called ``name`` reaches the mailbox at ``at``, and the service does what it does a moment later."""
        self.place.account.deliver(raw, internaldate=at, folder=folder)
        before = {item.id for item in self._mails()}
        self.replies[name] = self.passes(at + A_MOMENT)
        new = [item.id for item in self._mails() if item.id not in before]
        if new:  # a mail that the books know already is not filed again
            (self._ids[name],) = new

    def passes(self, at: datetime) -> list[Letter]:
        """The daemon's work at the instant ``at``: the digest if it is due, then mail in and letters out."""
        with clock.travel(at):
            queue_due_digest(self.service.desk, self.service.settings, at=clock.now())
            one_pass(self.service)
        new = [Letter(item, parsed(item.data)) for item in self.place.smtp.taken[self._taken :]]
        self._taken += len(new)
        self.digests += [letter for letter in new if letter.to == OFFICE and letter.subject.startswith("Digest")]
        return [letter for letter in new if letter.to != OFFICE]

    def releases(self, name: str, at: datetime) -> list[Letter]:
        """A person has a held mail read after all; what leaves in the pass that follows."""
        with clock.travel(at), self.service.store.begin() as session:
            row = messages.by_id(session, self._ids[name])
            assert row is not None
            messages.requeue(session, row, actor=getpass.getuser(), reason="it is a form", at=clock.now())
        return self.passes(at + A_MOMENT)

    def reply(self, name: str) -> Letter:
        """The one letter that answered the mail."""
        (letter,) = self.replies[name]
        return letter

    def outcome(self, name: str) -> MessageItem:
        """What the books say of the mail."""
        (item,) = (item for item in self._mails() if item.id == self._ids[name])
        return item

    def cases(self) -> list[ApplicationItem]:
        """Every application."""
        with self.service.store.reading() as session:
            return application_list.listing(session)

    def case(self, reference: str) -> ApplicationItem:
        """One application."""
        (item,) = (item for item in self.cases() if item.reference == reference)
        return item

    def answers(self, reference: str) -> dict[str, AnswerItem]:
        """The answers of one application as they stand."""
        case = self.case(reference)
        with self.service.store.reading() as session:
            return application_list.answers_by_application(session, only=case.id)[case.id]

    def values(self, reference: str) -> dict[str, Value]:
        """Their values alone."""
        return {key: answer.value for key, answer in self.answers(reference).items()}

    def findings(self, reference: str) -> list[tuple[str, str]]:
        """What the checks found about it: (check, weight)."""
        return [(check.check, check.weight) for check in self.case(reference).checks]

    def letter_rows(self) -> Sequence[LetterItem]:
        """The outbox."""
        with self.service.store.reading() as session:
            return letters.listing(session)

    def _mails(self) -> list[MessageItem]:
        with self.service.store.reading() as session:
            return message_list.listing(session)
