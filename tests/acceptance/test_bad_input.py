"""Every bad input of which an operator or an applicant can be the cause: a clear answer, and nothing is lost."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from hashlib import sha256
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from intake import clock
from intake.commands.options import programme_of
from intake.config_file import load
from intake.service import Service, one_pass, open_service
from store import letters, message_list
from store.message_list import MessageItem
from store.states import MessageStatus
from tests.acceptance.conftest import dovecot, place
from tests.intake.letters.reading import body, parsed
from tests.servers.dovecot import Dovecot
from tests.servers.smtp import SmtpServer

__all__ = ["dovecot"]

AT = datetime(2014, 2, 3, 10, 0, tzinfo=UTC)
FROM = "clerk@walsall.gov.uk"
_CONFIG = """\
[service]
programme = "delivering-differently"
data = "data"
answer_from = 2014-01-07T00:00:00Z

[mailbox]
kind = "maildir"
address = "deliveringdifferently@cabinet-office.example"
path = "mailbox"

[outgoing]
kind = "maildir"
path = "outgoing"
"""


def intake(*arguments: str) -> subprocess.CompletedProcess[str]:
    """A command as an operator gives it."""
    return subprocess.run(
        [sys.executable, "-m", "intake", *arguments], capture_output=True, text=True, timeout=60, check=False
    )


# --- The operator's mistakes ------------------------------------------------------------------------------------------


def test_misspelt_keys_are_told_all_at_once_with_their_lines(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text(
        _CONFIG.replace("answer_from", "anser_from").replace('path = "outgoing"', 'pth = "outgoing"'), encoding="utf-8"
    )
    said = intake("check", "--config", str(config))
    assert (said.returncode, said.stdout) == (2, "")
    assert said.stderr == (
        f"{config}: 3 problems\n"
        "  line 4: [service] unknown key 'anser_from', did you mean 'answer_from'?\n"
        "  line 11: [outgoing] required key 'path' is missing\n"
        "  line 13: [outgoing] unknown key 'pth', did you mean 'path'?\n"
    )


@pytest.mark.server("dovecot")
def test_check_tells_a_wrong_password_and_a_server_that_is_not_there_at_once(
    dovecot: Dovecot, smtp: SmtpServer, tmp_path: Path
) -> None:
    here = place(tmp_path, dovecot, smtp, smtp_port=1)
    (tmp_path / "imap-password").write_text("not this one", encoding="utf-8")
    said = intake("check", "--json", "--config", str(here.config))
    found = {item["name"]: item for item in json.loads(said.stdout)}
    assert said.returncode == 1
    assert [name for name, item in found.items() if not item["well"]] == ["mailbox INBOX", "outgoing mail"]
    assert "refused the user name or password" in found["mailbox INBOX"]["what"]
    assert "localhost:1" in found["outgoing mail"]["what"]


# --- The applicants' mail ---------------------------------------------------------------------------------------------


class Inbox:
    """A service on a Maildir: a mail in, and what became of it."""

    def __init__(self, folder: Path, service: Service) -> None:
        self.folder = folder
        self.service = service
        self._count = 0

    def takes(self, raw: bytes) -> tuple[MessageItem, str]:
        """Deliver one mail and do a pass: its row, and the text of the letter that answered ("" for none).

        Whatever became of it, its bytes are in the archive.
        """
        self._count += 1
        path = self.folder / "mailbox" / "new" / f"{self._count}.bad"
        path.write_bytes(raw)
        known = {item.id for item in self._mails()}
        with clock.travel(AT + timedelta(days=2 * self._count)):
            one_pass(self.service)
        (item,) = (item for item in self._mails() if item.id not in known)
        assert sha256(self.service.archive.read(item.sha256)).hexdigest() == item.sha256
        with self.service.store.reading() as session:
            sent = [row for row in letters.listing(session) if row.cause == f"message:{item.id}"]
            text = body(parsed(letters.body_of(session, sent[0].id)), "plain") if sent else ""
        return item, " ".join(text.split())

    def _mails(self) -> list[MessageItem]:
        with self.service.store.reading() as session:
            return message_list.listing(session)


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Inbox]:
    """A service that is never started anew, whatever it is sent."""
    folder = tmp_path_factory.mktemp("bad")
    (folder / "config.toml").write_text(_CONFIG, encoding="utf-8")
    for name in ("mailbox/cur", "mailbox/new", "mailbox/tmp", "outgoing"):
        (folder / name).mkdir(parents=True)
    settings = load(folder / "config.toml")
    with open_service(settings, programme_of(settings)) as service:
        yield Inbox(folder, service)


def mail(*files: tuple[str, bytes], **headers: str | None) -> bytes:
    """A mail with these files; a header given as None is left out."""
    message = EmailMessage(policy=SMTP)
    given: dict[str, str | None] = {
        "From": f"Pat Holloway <{FROM}>",
        "To": "deliveringdifferently@cabinet-office.example",
        "Subject": "Our form",
        "Date": "Mon, 3 Feb 2014 09:59:00 +0000",
        "Message-ID": f"<{sha256(repr((files, headers)).encode()).hexdigest()[:20]}@walsall.gov.uk>",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    for name, value in given.items():
        if value is not None:
            message[name] = value
    message.set_content("Our form is attached.")
    for name, data in files:
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def pdf(**saving: Any) -> bytes:
    """A PDF of one empty page."""
    out = io.BytesIO()
    document = pikepdf.new()
    document.add_blank_page()
    document.save(out, **saving)
    return out.getvalue()


def archive(name: str, data: bytes) -> bytes:
    """A zip with one file in it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(name, data)
    return out.getvalue()


LOCKED = pdf(encryption=pikepdf.Encryption(owner="o", user="u"))
BOMB = archive("form.pdf", bytes(1_500_000_000 // 10))
NESTED_BOMB = archive("a.zip", archive("b.zip", archive("form.docx", bytes(200_000_000))))


@pytest.mark.parametrize(
    ("file", "outcome", "told"),
    [
        (("EOI.pdf", b""), "empty", "empty"),
        (("EOI.pdf", b"%PDF-1.4\n" + b"garbage " * 200), "damaged", "damaged"),
        (("EOI.pdf", LOCKED), "encrypted", "password"),
        (("EOI.zip", b"PK\x03\x04" + b"\x00" * 300), "damaged", "damaged"),
    ],
    ids=["empty", "damaged", "password", "broken zip"],
)
def test_file_that_cannot_be_read_is_told_precisely(
    inbox: Inbox, file: tuple[str, bytes], outcome: str, told: str
) -> None:
    item, answer = inbox.takes(mail(file))
    assert (item.status, item.disposition) == (MessageStatus.PROCESSED, "unreadable")
    assert [leaf.outcome for leaf in item.attachments if leaf.name == file[0]] == [outcome]
    assert answer.startswith("We received your email “Our form”")
    assert f"WHAT WAS WRONG {file[0]} " in answer
    assert told in answer.partition("WHAT WAS WRONG")[2].partition("WHAT TO DO")[0]


@pytest.mark.parametrize(
    ("bomb", "outcomes"),
    [(BOMB, ["over_limit"]), (NESTED_BOMB, ["container", "container", "over_limit"])],
    ids=["one", "in layers"],
)
def test_zip_bomb_is_not_unpacked_and_its_sender_is_told(inbox: Inbox, bomb: bytes, outcomes: list[str]) -> None:
    item, answer = inbox.takes(mail(("EOI.zip", bomb)))
    assert item.disposition == "unreadable"
    assert [leaf.outcome for leaf in item.attachments] == outcomes
    assert "WHAT WAS WRONG" in answer


def test_mail_without_a_sender_waits_for_a_person(inbox: Inbox) -> None:
    item, answer = inbox.takes(mail(From=None))
    assert (item.status, item.rule, answer) == (MessageStatus.HELD, "no-sender", "")


def test_mail_without_a_message_id_is_known_by_its_content_and_answered(inbox: Inbox) -> None:
    item, answer = inbox.takes(mail(From="a@one.example", Message_ID=None))
    assert item.message_id == f"sha256:{item.sha256}"
    assert (item.disposition, answer[:12]) == ("enquiry", "Thank you fo")


def test_mail_without_a_date_is_answered(inbox: Inbox) -> None:
    item, answer = inbox.takes(mail(From="b@two.example", Date=None))
    assert (item.disposition, answer != "") == ("enquiry", True)


def test_mail_with_a_date_that_is_none_is_answered(inbox: Inbox) -> None:
    raw = mail(From="b@three.example", Date=None).replace(b"Subject:", b"Date: the day after tomorrow\r\nSubject:", 1)
    item, answer = inbox.takes(raw)
    assert (item.disposition, answer != "") == ("enquiry", True)


def test_mail_with_nul_bytes_is_read(inbox: Inbox) -> None:
    raw = mail(From="c@four.example").replace(b"Our form is attached.", b"What\x00 is\x00 the form?")
    item, answer = inbox.takes(raw)
    assert (item.disposition, answer != "") == ("enquiry", True)


def test_mail_in_an_unknown_charset_is_read(inbox: Inbox) -> None:
    raw = mail(From="d@five.example").replace(b'charset="utf-8"', b'charset="x-klingon"')
    assert b"x-klingon" in raw
    item, answer = inbox.takes(raw)
    assert (item.disposition, answer != "") == ("enquiry", True)


def test_mail_that_is_no_mail_at_all_waits_for_a_person(inbox: Inbox) -> None:
    item, answer = inbox.takes(b"\x00\xff\xfe" * 1000)
    assert (item.status, item.rule, answer) == (MessageStatus.HELD, "unreadable", "")


def test_empty_mail_waits_for_a_person(inbox: Inbox) -> None:
    item, answer = inbox.takes(b"")
    assert (item.status, item.rule, answer) == (MessageStatus.HELD, "no-sender", "")


@pytest.mark.server("dovecot")
def test_mail_of_60_megabytes_is_not_downloaded_and_its_sender_is_told_once(
    dovecot: Dovecot, smtp: SmtpServer, tmp_path: Path
) -> None:
    here = place(tmp_path, dovecot, smtp)
    raw = mail(From="Scanner <large@six.example>") + b"x" * 60_000_000
    here.account.drop(raw.replace(b"\r\n", b"\n"))
    before = len(smtp.taken)
    settings = load(here.config)
    with open_service(settings, programme_of(settings)) as service:
        for _ in range(2):
            one_pass(service)
        with service.store.reading() as session:
            (item,) = message_list.listing(session)
        kept = service.archive.read(item.sha256)
    (letter,) = smtp.taken[before:]
    assert letter.rcpt_tos == ("large@six.example",)
    assert (item.disposition, item.size > 60_000_000, len(kept) < 10_000) == ("oversize", True, True)
    assert "60.0 MB" in " ".join(body(parsed(letter.data), "plain").split())
    assert len(here.account.contents("INBOX")) == 1  # its only copy: it stays where it is
