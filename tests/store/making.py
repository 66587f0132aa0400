"""Rows for tests: mail, applications and letters with only what a test is about spelt out."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from typing import Any

from store import applications, letters, messages
from store.engine import Session, Store
from store.messages import NewMessage
from store.states import ApplicationState
from store.tables import Application, InboundMessage, OutgoingMail
from tests.store.conftest import NOW


def mail(uid: int, *, content: str = "", mailbox: str = "INBOX", uidvalidity: int = 7, **values: Any) -> NewMessage:
    """A mail seen under ``uid``; mails with the same ``content`` are the same."""
    digest = sha256((content or f"mail {uid}").encode()).hexdigest()
    standard: dict[str, Any] = {"received_at": NOW, "size": 1000, "message_id": f"{content or uid}@council.example"}
    return NewMessage(mailbox=mailbox, uidvalidity=uidvalidity, uid=uid, sha256=digest, **standard | values)


def filed(store: Store, *uids: int, **values: Any) -> list[int]:
    """File one mail for each UID; their ids."""
    with store.begin() as session:
        return [item.id for item in messages.file_messages(session, [mail(uid, **values) for uid in uids], at=NOW)]


def claimed(session: Session, *, at: datetime = NOW) -> InboundMessage:
    """The next message, claimed."""
    return messages.claim(session, limit=1, at=at)[0]


def application(session: Session, **values: Any) -> Application:
    """A new, complete application."""
    standard: dict[str, Any] = {
        "reference_of": lambda number: f"DD-{number:04d}",
        "state": ApplicationState.COMPLETE,
        "at": NOW,
    }
    return applications.open_application(session, **standard | values)


def letter(session: Session, cause: str = "message:1", **values: Any) -> OutgoingMail | None:
    """A receipt for ``cause``."""
    standard: dict[str, Any] = {
        "message_id": f"{cause}.{values.get('kind', 'receipt')}.{values.get('recipient', '')}@office.example",
        "kind": "receipt",
        "recipient": "jane@walsall.example",
        "raw": b"Subject: Received\r\n\r\n",
        "at": NOW,
    }
    return letters.queue(session, cause=cause, **standard | values)
