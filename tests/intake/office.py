"""A desk with a store of its own and a reader that is told what it reads: for tests of everything behind the child."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from intake import clock
from intake.desk import Concluded, Correspondent, Desk, Offices
from intake.errors import ReadingFaultError
from intake.letters.compose import Sender
from intake.pipeline import process_pending
from intake.round import programme as packs
from intake.round.programme import Programme
from parsers.calendar import CalendarReply
from parsers.extraction import Answer, Extraction, Method, Problem, Value
from parsers.form import FieldType
from parsers.mail import Address, ParsedMail
from parsers.reading import Reading
from parsers.scoresheet import ScoreSheet
from store import application_list, filing, history, letters, message_list
from store.application_list import AnswerItem, ApplicationItem
from store.archive_folder import FolderArchive
from store.engine import Session, Store, open_store
from store.filing import NewMessage
from store.lending import Lent
from store.letters import LetterItem
from store.message_list import MessageItem
from store.tables import Event
from tests.intake.round.mails import mail

MAILBOX = "deliveringdifferently@cabinet-office.example/INBOX"
JUNK = "deliveringdifferently@cabinet-office.example/Junk"
OURS = "deliveringdifferently@cabinet-office.example"
SENDER = Sender(name="Delivering Differently team", address=OURS)
IN_TIME = datetime(2014, 2, 3, 10, 0, tzinfo=UTC)
DEADLINE = datetime(2014, 2, 10, 17, 0, tzinfo=UTC)
OPENS = datetime(2014, 1, 7, tzinfo=UTC)
WALSALL = "Walsall Council"
#: An address at Walsall's own domain, and one that is nobody's.
CLERK = "clerk@walsall.gov.uk"
STRANGER = "someone@elsewhere.example"

DD = packs.load("delivering-differently")

_VALUES: dict[FieldType, Value] = {
    FieldType.MONEY: "85000.00",
    FieldType.NUMBER: "12",
    FieldType.DATE: "2015-04-01",
    FieldType.YES_NO: False,
    FieldType.CONFIRM: True,
    FieldType.EMAIL: "p.hartley@walsall.gov.uk",
}


def completed(
    lead: str = WALSALL,
    *,
    programme: Programme = DD,
    problems: tuple[Problem, ...] = (),
    **changes: Value,
) -> Extraction:
    """A completed form of the programme; ``changes`` are other values by field key, None for left blank."""
    values: dict[str, Value] = {}
    for item in programme.form.fields:
        if item.type is FieldType.CHOICES:
            values[item.key] = [item.options[0]]
        elif item.type is FieldType.TABLE:
            values[item.key] = None
        else:
            values[item.key] = _VALUES.get(item.type, f"{item.key} as written")
    values |= {programme.roles.authority: lead, programme.roles.contact_name: "Priya Hartley", **changes}
    missing = tuple(item.key for item in programme.form.fields if item.required and values[item.key] is None)
    return Extraction(
        answers=tuple(_answer(key, value) for key, value in values.items()),
        missing=missing,
        problems=problems,
        likeness=0.95,
    )


def _answer(key: str, value: Value) -> Answer:
    text = "" if value is None else value if isinstance(value, str) else str(value)
    return Answer(key=key, value=value, text=text, confidence=0.9, method=Method.CELL, page=1)


class ToldReader:
    """A reader that knows what each mail says; a fault it is told is raised."""

    def __init__(self) -> None:
        self.readings: dict[bytes, Reading | ReadingFaultError] = {}
        self.files: dict[str, bytes] = {}

    def read(self, raw: Lent, *, later: bool = False) -> Reading:
        """What these bytes say."""
        assert isinstance(raw, bytes)
        found = self.readings[raw]
        if isinstance(found, ReadingFaultError):
            raise found
        return found

    def leaf(self, raw: Lent, sha256: str) -> bytes:
        """What the attachment with this digest is."""
        if sha256 not in self.files:
            raise ReadingFaultError("missing: there is no such attachment")
        return self.files[sha256]


@dataclass
class Office:
    """The service behind its mailbox. Mails are filed as if fetched, and read as the test says.

    ``database`` is a migrated, empty one to be copied.
    """

    folder: Path
    database: Path
    programme: Programme = DD
    answer_from: datetime | None = OPENS
    per_sender_per_day: int = 5
    per_hour: int = 300
    offices: Offices = field(default_factory=Offices)
    reader: ToldReader = field(default_factory=ToldReader)
    store: Store = field(init=False)
    archive: FolderArchive = field(init=False)
    filed: int = 0

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(self.database, self.folder / "intake.db")
        self.store = open_store(f"sqlite:///{self.folder / 'intake.db'}")
        self.archive = FolderArchive(self.folder / "archive")

    @property
    def desk(self) -> Desk:
        """The desk as it is configured now."""
        return Desk(
            store=self.store,
            archive=self.archive,
            reader=self.reader,
            programme=self.programme,
            correspondent=Correspondent(
                sender=SENDER,
                papers=tuple,
                answer_from=self.answer_from,
                per_sender_per_day=self.per_sender_per_day,
                per_hour=self.per_hour,
                max_message_bytes=50_000_000,
            ),
            own_addresses=frozenset({OURS}),
            junk_mailboxes=frozenset({JUNK}),
            workers=1,
            offices=self.offices,
        )

    def files(
        self,
        parsed: ParsedMail | None = None,
        form: Extraction | None = None,
        *,
        at: datetime = IN_TIME,
        mailbox: str = MAILBOX,
        fault: str = "",
        disposition: str = "",
        size: int | None = None,
        scoresheets: tuple[ScoreSheet, ...] = (),
        calendar: tuple[CalendarReply, ...] = (),
    ) -> int:
        """File a mail as fetched at ``at`` without reading it; its id."""
        self.filed += 1
        raw = f"Subject: mail {self.filed}\r\n\r\n".encode()
        digest = sha256(raw).hexdigest()
        read = parsed or letter_from()
        if not read.message_id:
            read = replace(read, message_id=f"mail-{self.filed}@northby.example")
        if read.content_sha256 == "":
            read = replace(read, content_sha256=digest)
        reading = Reading(mail=read, form=form, scoresheets=scoresheets, calendar=calendar)
        self.reader.readings[raw] = ReadingFaultError(fault) if fault else reading
        self.archive.put(raw)
        new = NewMessage(
            mailbox=mailbox,
            uidvalidity=1,
            uid=self.filed,
            received_at=at,
            sha256=digest,
            size=size or len(raw),
            message_id=read.message_id,
            disposition=disposition,
        )
        with self.store.begin() as session:
            (filed,) = filing.file_messages(session, [new], at=at)
        return filed.id

    def processes(self, *, at: datetime = IN_TIME) -> list[Concluded]:
        """Read everything that waits a moment after ``at``."""
        told: list[Concluded] = []
        with clock.travel(at + timedelta(seconds=30)):
            process_pending(self.desk, tell=told.append)
        return told

    def receives(
        self, parsed: ParsedMail | None = None, form: Extraction | None = None, *, at: datetime = IN_TIME, **how: Any
    ) -> Concluded:
        """One mail comes in and is read."""
        self.files(parsed, form, at=at, **how)
        (item,) = self.processes(at=at)
        return item

    @contextmanager
    def begin(self) -> Iterator[Session]:
        """A transaction."""
        with self.store.begin() as session:
            yield session

    def messages(self) -> list[MessageItem]:
        """Every mail."""
        with self.store.reading() as session:
            return message_list.listing(session)

    def cases(self) -> list[ApplicationItem]:
        """Every application."""
        with self.store.reading() as session:
            return application_list.listing(session)

    def answers(self, number: int = 1) -> dict[str, AnswerItem]:
        """The answers of the ``number``-th application."""
        case = self.cases()[number - 1]
        with self.store.reading() as session:
            return application_list.answers_by_application(session, only=case.id)[case.id]

    def letters(self) -> list[LetterItem]:
        """The outbox."""
        with self.store.reading() as session:
            return letters.listing(session)

    def body(self, letter_id: int) -> bytes:
        """A letter's bytes."""
        with self.store.reading() as session:
            return letters.body_of(session, letter_id)

    def events(self, subject: str, subject_id: int) -> list[Event]:
        """The history of one row."""
        with self.store.reading() as session:
            return list(history.events_of(session, subject=subject, subject_id=subject_id))


def letter_from(address: str = CLERK, **changes: Any) -> ParsedMail:
    """A person's mail from this address, with an identity of its own once it is filed."""
    given = {"message_id": "", "content_sha256": "", "return_path": address, **changes}
    return mail(from_=Address(name="Pat Holloway", address=address), **given)
