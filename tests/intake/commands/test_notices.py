"""Withdrawing, announcing and unsubscribing at the command line, over a service that has read real mail."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.corpus.demo import FOLDER as DEMO
from tests.intake.commands.test_commands import CONFIG, NOW, Desk

_FORM = "02-fillable-pdf.eml"


def mail(subject: str, text: str, *, sender: str) -> bytes:
    """A person's mail as it comes over the wire."""
    lines = (
        f"From: Pat Holloway <{sender}>",
        "To: deliveringdifferently@cabinet-office.example",
        f"Subject: {subject}",
        f"Message-ID: <{subject.replace(' ', '.')}.{sender}>",
        "Date: Mon, 10 Feb 2014 15:00:00 +0000",
        "Content-Type: text/plain; charset=utf-8",
        "",
        text,
    )
    return "\r\n".join(lines).encode()


def deliver(folder: Path, name: str, raw: bytes) -> None:
    path = folder / "mailbox" / "new" / f"{name}.test"
    path.write_bytes(raw)
    os.utime(path, (NOW.timestamp() - 60, NOW.timestamp() - 60))


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory, empty_database: Path) -> Path:
    """A service that took in one form and two people's wish to join the update list."""
    folder = tmp_path_factory.mktemp("notices")
    (folder / "config.toml").write_text(CONFIG.replace('["digest"]', '["digest", "decide"]'), encoding="utf-8")
    (folder / "data").mkdir()
    shutil.copyfile(empty_database, folder / "data" / "intake.db")
    for name in ("cur", "new", "tmp"):
        (folder / "mailbox" / name).mkdir(parents=True)
    (folder / "outgoing").mkdir()
    deliver(folder, "form", (DEMO / _FORM).read_bytes())
    for sender in ("one@a.example", "two@b.example"):
        deliver(folder, sender, mail("subscribe", "", sender=sender))
    return folder


@pytest.fixture
def desk(prepared: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Desk:
    folder = tmp_path / "service"
    shutil.copytree(prepared, folder)
    opened = Desk(folder, capsys, monkeypatch)
    assert opened.run("poll").status == 0
    return opened


def test_withdraw_and_undo(desk: Desk) -> None:
    said = desk.run("withdraw", "dd-0001", "--reason", "by telephone")
    assert (said.status, said.out.splitlines()[0]) == (
        0,
        "DD-0001 is withdrawn. The applicant gets a confirmation.",
    )
    kinds = [item["kind"] for item in desk.run("letters", "--json").json]
    assert kinds[-2:] == ["case_withdrawn", "withdrawn"]
    again = desk.run("withdraw", "DD-0001", "--reason", "again")
    assert (again.status, "DD-0001 is withdrawn already; there is nothing to withdraw" in again.err) == (1, True)
    said = desk.run("withdraw", "DD-0001", "--undo", "--reason", "a mistake")
    assert said.out == "DD-0001 is complete again. Tell the applicant: nothing was sent.\n"
    assert desk.run("applications", "--json").json[0]["state"] == "complete"


def test_withdraw_of_what_is_not_there(desk: Desk) -> None:
    said = desk.run("withdraw", "DD-0009", "--reason", "x")
    assert (said.status, "there is no application DD-0009" in said.err) == (1, True)


def test_announce_shows_whom_it_would_reach_and_sends_only_when_told(desk: Desk) -> None:
    news = desk.folder / "news.md"
    news.write_text("We hold *two* workshops.\n", encoding="utf-8")
    said = desk.run("announce", str(news), "--subject", "Workshops")
    assert said.out.splitlines()[-1] == "2 letters would leave. To send: the same command with --send."
    assert [item["to"] for item in desk.run("announce", str(news), "--subject", "Workshops", "--json").json["to"]] == [
        "one@a.example",
        "two@b.example",
    ]
    assert "update" not in [item["kind"] for item in desk.run("letters", "--json").json]
    said = desk.run("announce", str(news), "--subject", "Workshops", "--send")
    assert said.out.startswith("2 letters in the outbox. The last leaves at 16:00:30 on Monday 10 February 2014")
    assert desk.run("announce", str(news), "--subject", "Workshops", "--send").out == (
        "0 letters in the outbox. 2 had it already.\n"
    )


def test_announce_of_a_file_that_is_not_there(desk: Desk) -> None:
    said = desk.run("announce", "nowhere.md", "--subject", "Workshops")
    assert (said.status, "nowhere.md cannot be read" in said.err) == (1, True)


def test_unsubscribe_by_hand(desk: Desk) -> None:
    assert desk.run("unsubscribe", "one@a.example").out == "one@a.example is off the update list.\n"
    said = desk.run("unsubscribe", "one@a.example")
    assert (said.status, "one@a.example is not on the update list" in said.err) == (1, True)


def test_mail_read_by_the_service_is_answered_passed_on_and_obeyed(desk: Desk) -> None:
    """The whole way: from the bytes in the mailbox to the letters in the outbox."""
    deliver(desk.folder, "q", mail("A question", "When is the closing date?", sender="q@c.example"))
    deliver(desk.folder, "p", mail("The panel", "Who sits on the panel?", sender="p@c.example"))
    deliver(desk.folder, "u", mail("unsubscribe", "", sender="two@b.example"))
    assert desk.run("poll").status == 0
    sent = {(item["kind"], item["to"]) for item in desk.run("letters", "--json").json}
    assert sent >= {
        ("answer", "q@c.example"),
        ("enquiry", "p@c.example"),
        ("enquiry_passed", "programme.office@cabinet-office.example"),
        ("unsubscribed", "two@b.example"),
    }
