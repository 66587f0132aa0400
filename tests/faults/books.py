"""The three books of a run as they stand: mailbox and raw archive, database, what the SMTP server took."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Select, select, text

from intake.assurance.audit import audit
from store import application_list
from store.columns import table_of
from store.engine import Session, Store
from store.states import LetterStatus, MessageStatus
from store.tables import Application, Event, InboundMessage, OutgoingMail
from tests.faults.scene import Scene, message_id

#: Folder of the account → its folder in the Maildir on the server's disk.
FOLDERS = {"INBOX": ".", "Processed": ".Processed", "Held": ".Held"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One mail as the database has it."""

    sha256: str
    status: MessageStatus
    disposition: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One letter as the database has it; ``answers`` is the sha256 of the mail that led to it, "" for none."""

    message_id: str
    cause: str
    kind: str
    recipient: str
    status: LetterStatus
    application: str
    contact: str
    answers: str
    automatic: bool
    reason: str
    was_in_doubt: bool

    @property
    def what(self) -> tuple[str, str, str, str]:
        """What tells letters apart from one run to the next."""
        return self.kind, self.recipient, self.application, self.answers


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """Everything that is compared. ``taken`` are (Message-ID, recipients) in order; ``faults`` what an audit found."""

    archived: frozenset[str]
    folders: dict[str, Counter[bytes]]
    mails: tuple[Mail, ...]
    rows: tuple[Row, ...]
    cases: tuple[tuple[str, str, int], ...]
    taken: tuple[tuple[str, tuple[str, ...]], ...]
    faults: tuple[str, ...]


def books_of(scene: Scene, *, at: datetime) -> Books:
    """The books of a run that is over; ``at`` is when they are looked at, in the run's own time."""
    store = scene.store()
    try:
        with store.reading() as session:
            mails, rows = _mails(session), _rows(session)
            cases = tuple(
                (case.reference, case.state.value, case.submission_number) for case in application_list.listing(session)
            )
        faults = _faults(store, scene, at)
    finally:
        store.close()
    return Books(
        archived=frozenset(scene.archive),
        folders={name: _lying_in(scene.place.account.folder / folder) for name, folder in FOLDERS.items()},
        mails=mails,
        rows=rows,
        cases=cases,
        taken=tuple((message_id(item), item.rcpt_tos) for item in scene.taken()),
        faults=faults,
    )


def _lying_in(folder: Path) -> Counter[bytes]:
    paths = [path for part in ("new", "cur") for path in (folder / part).glob("*")]
    return Counter(path.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n") for path in paths)


def _mails(session: Session) -> tuple[Mail, ...]:
    mail = table_of(InboundMessage).c
    query = select(mail.sha256, mail.status, mail.disposition, mail.reason).order_by(mail.id)
    return tuple(Mail(**row) for row in session.execute(query).mappings())


def _rows(session: Session) -> tuple[Row, ...]:
    letter, case, mail = table_of(OutgoingMail).c, table_of(Application).c, table_of(InboundMessage).c
    query = (
        select(
            letter.message_id,
            letter.cause,
            letter.kind,
            letter.recipient,
            letter.status,
            case.reference.label("application"),
            case.contact_address.label("contact"),
            mail.sha256.label("answers"),
            letter.automatic,
            letter.reason,
            letter.id.in_(_doubted()).label("was_in_doubt"),
        )
        .select_from(table_of(OutgoingMail))
        .join(table_of(Application), letter.application_id == case.id, isouter=True)
        .join(table_of(InboundMessage), letter.inbound_id == mail.id, isouter=True)
        .order_by(letter.id)
    )
    by_cause = {f"message:{number}": sha256 for number, sha256 in session.execute(select(mail.id, mail.sha256))}
    found = []
    for row in session.execute(query).mappings():
        told = {key: row[key] or "" for key in ("application", "contact", "answers")}
        told["answers"] = told["answers"] or by_cause.get(row["cause"], "")  # what an order by mail leads to
        found.append(Row(**{**row, **told}))
    return tuple(found)


def _doubted() -> Select[int]:
    """The letters that were in doubt at one time or another, by the history."""
    event = table_of(Event).c
    return select(event.subject_id).where(event.subject == "letter", event.after == LetterStatus.UNKNOWN)


def _faults(store: Store, scene: Scene, at: datetime) -> tuple[str, ...]:
    """What an audit finds, and rows that point nowhere."""
    found = audit(store, scene.archive, at=at)
    said = [f"{item.place}: {item.what}" for item in found.archive.faults]
    if not found.history.sound:
        said.append(f"the history's chain: {found.history}")
    if scene.database.startswith("sqlite"):
        with store.reading() as session:
            said += [str(row) for row in session.execute(text("PRAGMA foreign_key_check"))]
            said += [str(row[0]) for row in session.execute(text("PRAGMA integrity_check")) if row[0] != "ok"]
    return tuple(said)
