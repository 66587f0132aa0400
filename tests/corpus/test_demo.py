"""The demonstration's mailbox is whole: every mail is there, parses, and is dated as its table says."""

from __future__ import annotations

import tomllib
from email import message_from_bytes
from email.message import Message
from email.utils import parsedate_to_datetime

import pytest

from parsers.read import read_message
from tests.accuracy.score import mark
from tests.corpus import packs
from tests.corpus.demo import FOLDER
from tests.corpus.demonstration.applicants import PACK
from tests.corpus.demonstration.mails import Mail
from tests.corpus.demonstration.script import MAILS

_TABLE = tomllib.loads((FOLDER / "mails.toml").read_text(encoding="utf-8"))["mail"]


def _message(name: str) -> Message:
    return message_from_bytes((FOLDER / name).read_bytes())


def test_demo_table_names_every_mail_in_order_of_arrival() -> None:
    assert [(item["file"], item["received_at"], item["about"]) for item in _TABLE] == [
        (mail.file, mail.at, mail.about) for mail in MAILS
    ]
    assert [mail.at for mail in MAILS] == sorted(mail.at for mail in MAILS)
    assert {path.name for path in FOLDER.glob("*.eml")} == {mail.file for mail in MAILS}


@pytest.mark.parametrize("mail", MAILS, ids=lambda mail: mail.file)
def test_demo_mail_parses_without_defects(mail: Mail) -> None:
    message = _message(mail.file)
    assert [part.defects for part in message.walk() if part.defects] == []
    assert message["From"]
    assert message["Message-ID"]


@pytest.mark.parametrize("mail", MAILS, ids=lambda mail: mail.file)
def test_demo_mail_top_received_is_ours_and_agrees_with_internaldate(mail: Mail) -> None:
    received = _message(mail.file).get_all("Received")
    assert received is not None
    _, _, stamp = received[0].rpartition(";")
    assert "by mx.cabinet-office.example " in received[0]
    assert parsedate_to_datetime(stamp.strip()) == mail.at


def test_demo_mail_sent_twice_differs_only_in_trace_headers() -> None:
    first, second = (
        (FOLDER / name).read_bytes().partition(b"\r\nFrom: ")[2] for name in ("05-flat-pdf.eml", "11-twice.eml")
    )
    assert first == second


def test_demo_folder_stays_small() -> None:
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 3_000_000


def test_demo_addresses_are_invented() -> None:
    domains = {
        part.rpartition("@")[2].rstrip(">").strip()
        for mail in MAILS
        for header in ("From", "To", "Cc")
        for part in (_message(mail.file)[header] or "").split(",")
        if "@" in part
    }
    assert {domain for domain in domains if not domain.endswith(".example")} == set()


@pytest.mark.parametrize("mail", [mail for mail in MAILS if mail.form], ids=lambda mail: mail.file)
def test_demo_form_reads_to_its_truth(mail: Mail) -> None:
    assert mail.form is not None
    form = mail.form.form
    reading = read_message((FOLDER / mail.file).read_bytes(), form).form
    assert reading is not None
    marks = [mark(item, mail.form.entries[item.key], reading.answer(item.key)) for item in form.fields]
    assert [(item.key, item.expected, item.got) for item in marks if not item.right] == []


#: A scan is read where a recogniser is installed, and answered precisely where none is.
_SCAN = "19-scan.eml"


@pytest.mark.server("tesseract")
def test_demo_scan_names_its_authority() -> None:
    form = packs.definition(PACK)
    reading = read_message((FOLDER / _SCAN).read_bytes(), form).form
    assert reading is not None
    answer = reading.answer("lead_authority")
    assert answer is not None
    assert "Council" in answer.text


@pytest.mark.parametrize(
    "mail", [mail for mail in MAILS if not mail.form and mail.file != _SCAN], ids=lambda mail: mail.file
)
def test_demo_mail_without_a_readable_form_gives_none(mail: Mail) -> None:
    assert read_message((FOLDER / mail.file).read_bytes(), packs.definition(PACK)).form is None
