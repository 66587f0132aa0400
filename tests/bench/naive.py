"""The stack anybody would write first, as it is measured beside the service.

imapclient with its defaults, one mail after another; mail-parser for the mail; pdfplumber for the text and the fields
of a PDF, python-docx for Word; a search for the form's labels; one SQLModel commit a mail in SQLite's default journal
mode; one SMTP connection a receipt. It keeps no raw mail, judges no duplicates, has no sandbox and no history.

``python -m tests.bench.naive CONFIG`` prints "ready", waits for a line, and prints its measurements as JSON. With
``sparing`` as a second argument it reads no text of a PDF that has fields with values in them.
"""

from __future__ import annotations

import base64
import json
import os
import smtplib
import ssl
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import imapclient
import mailparser
import pdfplumber
from pdfminer.pdftypes import resolve1
from pdfminer.utils import decode_text
from pdfplumber.utils.pdfinternals import resolve_and_decode
from sqlmodel import JSON, Field, Session, SQLModel, create_engine

from intake.config import ImapSettings, SmtpSettings
from intake.config_file import load
from parsers.form import FormDefinition
from tests.bench.corpus import PACK
from tests.bench.places import SMTP_PASSWORD
from tests.bench.processes import peak_memory
from tests.corpus import packs


class Record(SQLModel, table=True):
    """One mail and what was found in it."""

    id: int | None = Field(default=None, primary_key=True)
    message_id: str
    sender: str
    subject: str
    received_at: datetime
    answers: dict[str, Any] = Field(sa_type=JSON)


def main() -> None:
    """One measured run."""
    settings, form = load(Path(sys.argv[1])), packs.definition(PACK)
    assert isinstance(settings.mailbox, ImapSettings)
    assert isinstance(settings.outgoing, SmtpSettings)
    engine = create_engine(f"sqlite:///{settings.folder}/naive.db")
    SQLModel.metadata.create_all(engine, tables=[SQLModel.metadata.tables["record"]])
    client = _log_in(settings.mailbox)
    desk = _Desk(settings.mailbox, settings.outgoing, form, Session(engine), sparing="sparing" in sys.argv[2:])
    for _ in _handled(client, desk):
        pass
    print("ready", flush=True)
    sys.stdin.readline()
    began, own = time.perf_counter(), time.process_time()
    answered = list(_handled(client, desk))
    ended = time.perf_counter()
    result = {
        "mails": len(answered),
        "letters": sum(answered),
        "sent_seconds": ended - began,
        "own_cpu": time.process_time() - own,
        "peak_bytes": peak_memory(os.getpid()),
    }
    print(json.dumps(result), flush=True)


@dataclass(frozen=True, slots=True)
class _Desk:
    mailbox: ImapSettings
    outgoing: SmtpSettings
    form: FormDefinition
    session: Session
    sparing: bool


def _handled(client: imapclient.IMAPClient, desk: _Desk) -> Iterator[bool]:
    """Whether each unread mail was answered, once it was."""
    client.noop()
    for uid in client.search("UNSEEN"):
        raw = client.fetch([uid], ["RFC822"])[uid][b"RFC822"]
        mail = mailparser.parse_from_bytes(raw)
        answers = _answers(mail, desk.form, sparing=desk.sparing)
        sender = mail.from_[0][1] if mail.from_ else ""
        desk.session.add(
            Record(
                message_id=mail.message_id.strip("<>"),
                sender=sender,
                subject=mail.subject,
                received_at=datetime.now(UTC),
                answers=answers,
            )
        )
        desk.session.commit()
        from_person = bool(sender) and "mailer-daemon" not in sender.lower()
        if from_person:
            _send_receipt(desk.outgoing, desk.mailbox.address, sender, mail.message_id, answers)
        yield from_person


def _log_in(settings: ImapSettings) -> imapclient.IMAPClient:
    context = ssl.create_default_context(cafile=settings.ca_file)
    client = imapclient.IMAPClient(settings.host, port=settings.port, ssl_context=context)
    assert settings.password_file is not None
    client.plain_login(settings.username, settings.password_file.read_text(encoding="utf-8"))
    client.select_folder(settings.folder)
    return client


def _answers(mail: Any, form: FormDefinition, *, sparing: bool) -> dict[str, str]:
    """The answers found in the first attachment that has any, else in the mail's own text."""
    for attachment in mail.attachments:
        name, data = attachment["filename"].lower(), base64.b64decode(attachment["payload"] or "")
        if name.endswith(".pdf"):
            text, fields = _pdf(data, sparing=sparing)
        elif name.endswith(".docx"):
            text, fields = _word(data), {}
        else:
            continue
        found = _by_label(text, form)
        for item in form.fields:
            value = next((fields[key] for key in (item.key, item.label) if fields.get(key)), "")
            if value:
                found[item.key] = value
        if found:
            return found
    return _by_label(mail.body, form)


def _pdf(data: bytes, *, sparing: bool) -> tuple[str, dict[str, str]]:
    """The text of all pages, and the fields as pdfplumber's own documentation reads them."""
    with pdfplumber.open(BytesIO(data)) as pdf:
        fields: dict[str, str] = {}
        for field in resolve1((resolve1(pdf.doc.catalog.get("AcroForm")) or {}).get("Fields")) or []:
            _field(resolve1(field), fields)
        if sparing and fields:
            return "", fields
        return "\n".join(page.extract_text() or "" for page in pdf.pages), fields


def _field(field: dict[str, Any], fields: dict[str, str]) -> None:
    for kid in resolve1(field.get("Kids")) or []:
        _field(resolve1(kid), fields)
    if "T" in field and field.get("V") is not None:
        fields[decode_text(resolve1(field["T"]))] = str(resolve_and_decode(field["V"]))


def _word(data: bytes) -> str:
    """Paragraphs, then the cells of the tables."""
    document = docx.Document(BytesIO(data))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def _by_label(text: str, form: FormDefinition) -> dict[str, str]:
    """What stands between each label and the next."""
    places = sorted((place, item) for item in form.fields if (place := text.find(item.label)) >= 0)
    found = {}
    for number, (place, item) in enumerate(places):
        end = places[number + 1][0] if number + 1 < len(places) else len(text)
        answer = text[place + len(item.label) : end].lstrip(" :*\n").strip()
        if answer:
            found[item.key] = answer
    return found


def _send_receipt(settings: SmtpSettings, sender: str, to: str, message_id: str, answers: dict[str, str]) -> None:
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = sender, to, "We have your form"
    letter["In-Reply-To"] = message_id
    letter.set_content("Thank you. We have read:\n\n" + "\n".join(f"{key}: {value}" for key, value in answers.items()))
    with smtplib.SMTP(settings.host, settings.port) as smtp:
        smtp.starttls(context=ssl.create_default_context(cafile=settings.ca_file))
        smtp.login(settings.username, SMTP_PASSWORD)
        smtp.send_message(letter)


if __name__ == "__main__":
    main()
