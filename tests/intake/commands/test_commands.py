"""The commands as an operator uses them: words, JSON alone on standard output, exit statuses 0, 1 and 2."""

from __future__ import annotations

import errno
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from intake import clock
from intake.__main__ import main as start
from intake.commands import app as module
from intake.commands import options, terminal
from intake.commands.app import app, main
from intake.commands.options import programme_of
from intake.config_file import load
from intake.service import one_pass, open_service
from tests.corpus.demo import FOLDER as DEMO

NOW = datetime.fromisoformat("2014-02-10T16:00:00+00:00")
CONFIG = """\
[service]
programme = "delivering-differently"
data = "data"
answer_from = 2014-01-07T00:00:00Z

[store]
url = "sqlite:///data/intake.db"

[mailbox]
kind = "maildir"
address = "deliveringdifferently@cabinet-office.example"
path = "mailbox"

[outgoing]
kind = "maildir"
path = "outgoing"

[[staff]]
name = "Programme office"
email = "programme.office@cabinet-office.example"
roles = ["digest"]
"""


@dataclass(frozen=True, slots=True)
class Said:
    """What a command wrote, and its exit status."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output as JSON: it must be JSON alone."""
        return json.loads(self.out)


@dataclass(frozen=True, slots=True)
class Desk:
    """A configured service in a folder, and a keyboard."""

    folder: Path
    capture: pytest.CaptureFixture[str]
    monkeypatch: pytest.MonkeyPatch

    def deliver(self, name: str) -> None:
        """A mail of the demonstration reaches the Maildir."""
        _deliver(self.folder, name)

    def run(self, *arguments: str) -> Said:
        """Give a command, with the configuration of this folder."""
        return self.type(*arguments, "--config", str(self.folder / "config.toml"))

    def type(self, *arguments: str) -> Said:
        """Give a command as it stands."""
        self.capture.readouterr()
        self.monkeypatch.setattr(sys, "argv", ["intake", *arguments])
        with clock.travel(NOW):
            try:
                main()
                status: int | str | None = 0
            except SystemExit as ended:
                status = ended.code
        said = self.capture.readouterr()
        return Said(int(status or 0), said.out, said.err)


def _deliver(folder: Path, name: str) -> None:
    path = folder / "mailbox" / "new" / f"{name}.test"
    path.write_bytes((DEMO / name).read_bytes())
    stamp = NOW.timestamp() - 60
    os.utime(path, (stamp, stamp))


def _prepare(folder: Path, database: Path) -> None:
    (folder / "config.toml").write_text(CONFIG, encoding="utf-8")
    (folder / "data").mkdir(parents=True)
    shutil.copyfile(database, folder / "data" / "intake.db")
    for name in ("cur", "new", "tmp"):
        (folder / "mailbox" / name).mkdir(parents=True)
    (folder / "outgoing").mkdir()


@pytest.fixture
def desk(
    tmp_path: Path, empty_database: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Desk:
    """A service with an empty store and an empty mailbox."""
    _prepare(tmp_path, empty_database)
    return Desk(tmp_path, capsys, monkeypatch)


@pytest.fixture(scope="session")
def after_a_pass(tmp_path_factory: pytest.TempPathFactory, empty_database: Path) -> Path:
    """The folder of a service after a form and an enquiry came in and one pass was done; to be copied."""
    folder = tmp_path_factory.mktemp("service")
    _prepare(folder, empty_database)
    for name in ("04-word-table.eml", "01-enquiry.eml"):
        _deliver(folder, name)
    settings = load(folder / "config.toml")
    with clock.travel(NOW), open_service(settings, programme_of(settings)) as service:
        one_pass(service)
    return folder


@pytest.fixture
def read(
    tmp_path: Path, after_a_pass: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Desk:
    """A service after a form and an enquiry came in and one pass was done."""
    shutil.copytree(after_a_pass, tmp_path, dirs_exist_ok=True)
    return Desk(tmp_path, capsys, monkeypatch)


LISTS: Sequence[tuple[str, ...]] = (("applications",), ("messages",), ("messages", "--held"), ("letters",))


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        (("applications",), "There is no application yet.\n"),
        (("messages",), "There is no mail yet.\n"),
        (("messages", "--held"), "Nothing waits for a person.\n"),
        (("letters",), "There is no letter yet.\n"),
        (("letters", "--drafts"), "There is no letter that waits to be released.\n"),
    ],
)
def test_list_of_nothing_is_a_sentence_for_people_and_a_list_for_programs(
    desk: Desk, command: tuple[str, ...], sentence: str
) -> None:
    assert desk.run(*command) == Said(0, sentence, "")
    assert desk.run(*command, "--json").json == []


def test_status_of_an_empty_store_is_a_fault_with_what_to_do(desk: Desk) -> None:
    said = desk.run("status")
    assert (said.status, said.err) == (1, "")
    assert said.out == (
        "Mail: none\nApplications: none\nLetters: none\nMailbox read until: never\n"
        "FAULT mailbox-never-read: the mailbox has never been read; start the service with `intake run`, "
        "or try the connection with `intake check`\n"
    )
    told = desk.run("status", "--json")
    assert (told.status, told.json["well"], told.json["faults"][0]["name"]) == (1, False, "mailbox-never-read")


def test_poll_without_mail_says_so(desk: Desk) -> None:
    said = desk.run("poll")
    assert (said.status, said.out) == (0, "There was no new mail.\n0 messages read, 0 letters sent.\n")
    told = desk.run("status")
    assert (told.status, told.err) == (0, "")
    assert told.out.startswith("Mail: none\nApplications: none\nLetters: none\nMailbox read until: 2014-02-10 16:0")
    assert told.out.endswith(" UTC\nAll is well.\n")


def test_poll_dry_run_changes_nothing(desk: Desk) -> None:
    desk.deliver("01-enquiry.eml")
    assert desk.run("poll", "--dry-run").out == "1 new mail would be fetched, 0 queued letters sent.\n"
    assert desk.run("poll", "--dry-run", "--json").json == {"new": 1, "due": 0}
    assert desk.run("messages", "--json").json == []
    assert [path.name for path in (desk.folder / "mailbox" / "new").iterdir()] == ["01-enquiry.eml.test"]


def test_poll_json_is_json_alone_and_the_log_goes_elsewhere(desk: Desk) -> None:
    desk.deliver("01-enquiry.eml")
    said = desk.run("poll", "--json")
    assert said.json["received"] == {"new": 1, "again": 0, "too_large": 0, "unreadable": 0}
    assert (said.json["processed"], said.json["moved"], said.json["dispatched"]["sent"]) == (1, 1, 1)
    assert '"event": "received"' in said.err


def test_lists_after_a_pass(read: Desk) -> None:
    (case,) = read.run("applications", "--json").json
    assert (case["reference"], case["authority"]["name"], case["state"]) == ("DD-0001", "Torbay Council", "complete")
    assert "answers" not in case
    assert {item["disposition"] for item in read.run("messages", "--json").json} == {"submission", "enquiry"}
    assert {item["kind"]: item["status"] for item in read.run("letters", "--json").json} == {
        "receipt": "sent",
        "enquiry": "sent",
    }
    assert "DD-0001" in read.run("applications").out


@pytest.mark.parametrize("width", [80, 160])
@pytest.mark.parametrize(
    "command",
    [*LISTS, ("status",), ("show", "DD-0001"), ("show", "DD-0001", "--evidence"), ("messages", "1"), ("letters", "1")],
)
def test_output_for_people_keeps_to_the_width(
    read: Desk, command: tuple[str, ...], width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(terminal.out, "_width", width)
    said = read.run(*command)
    tables = said.out if command[0] not in ("status",) and command != ("letters", "1") else ""
    too_wide = [line for line in tables.splitlines() if len(line.rstrip()) > width]
    assert (said.err, too_wide) == ("", [])
    assert said.out.strip() != ""


def test_show_tells_answers_findings_forms_and_history(read: Desk) -> None:
    said = read.run("show", " dd-0001 ")
    assert (said.status, said.err) == (0, "")
    assert said.out.startswith("DD-0001 Torbay Council · complete\nForm 1 counts, received at ")
    for words in ("Estimated value of the support", "£60,000", "sender-domain", "Torbay Libraries.docx", "opened"):
        assert words in said.out


def test_show_evidence_tells_keys_and_where_each_was_read(read: Desk) -> None:
    line = next(
        line for line in read.run("show", "DD-0001", "--evidence").out.splitlines() if line.startswith("support_amount")
    )
    assert line.split()[:3] == ["support_amount", "£60,000", "cell"]


def test_show_json_has_everything(read: Desk) -> None:
    found = read.run("show", "DD-0001", "--json").json
    assert found["answers"]["support_amount"]["value"] == "60000.00"
    assert [form["number"] for form in found["submissions"]] == [1]
    assert found["events"][0]["what"] == "opened"


def test_correct_stands_beside_the_reading(read: Desk) -> None:
    said = read.run("correct", "DD-0001", "support_amount", "£61,000", "--reason", "telephoned")
    assert (said.status, said.out) == (0, "DD-0001 support_amount is now '61000.00'.\n")
    answer = read.run("show", "DD-0001", "--json").json["answers"]["support_amount"]
    assert (answer["value"], answer["source"]) == ("61000.00", "person")


@pytest.mark.parametrize(
    ("command", "message"),
    [
        (("show", "DD-0099"), "there is no application DD-0099; `intake applications` lists them\n"),
        (("correct", "DD-0099", "service", "x"), "there is no application DD-0099; `intake applications` lists them\n"),
        (("messages", "99"), "there is no message 99; `intake messages` lists them\n"),
        (("letters", "99"), "there is no letter 99; `intake letters` lists them\n"),
        (("requeue", "99"), "there is no message 99; `intake messages` lists them\n"),
        (("requeue", "1"), "message 1 is processed; only held or failed mail is read again\n"),
        (("digest", "--to", "nobody"), "nobody in [[staff]] is called 'nobody' or has that address\n"),
    ],
)
def test_what_cannot_be_done_is_told_in_a_sentence_with_status_1(
    read: Desk, command: tuple[str, ...], message: str
) -> None:
    assert read.run(*command) == Said(1, "", message)


def test_digest_is_queued_once_and_sent_by_the_next_pass(read: Desk) -> None:
    first = read.run("digest")
    assert (first.status, first.out) == (0, "The digest is queued.\n")
    assert read.run("digest") == Said(1, "", "today's digest was queued already; --to sends it to one person again\n")
    read.monkeypatch.setattr(sys.modules[__name__], "NOW", NOW + timedelta(minutes=1))
    assert read.run("digest", "--to", "programme office").status == 0
    read.monkeypatch.setattr(sys.modules[__name__], "NOW", NOW + timedelta(minutes=1))
    assert read.run("poll").out.endswith("0 messages read, 2 letters sent.\n")


@pytest.mark.parametrize("form", ["json", "csv", "xlsx"])
def test_export_writes_a_file_and_says_how_many(read: Desk, form: str) -> None:
    path = read.folder / f"records.{form}"
    assert read.run("export", "--format", form, "--output", str(path)) == Said(0, f"{path}: 1 application.\n", "")
    assert path.stat().st_size > 500


@pytest.mark.parametrize(
    "command", [("show", "DD-0001", "--evidence", "--output"), ("timetable", "--out"), ("demo", "--output")]
)
def test_output_that_cannot_be_written_is_told(read: Desk, command: tuple[str, ...]) -> None:
    path = str(read.folder / "config.toml")
    said = read.type(*command, path) if command[0] == "demo" else read.run(*command, path)
    why = "Not a directory" if command[0] == "demo" else "File exists"
    assert (said.status, said.err.splitlines()[-1]) == (1, f"{path} cannot be written: {why}")


@pytest.mark.parametrize("command", [("show", "DD-0001"), ("show", "DD-0001", "--evidence", "--json")])
def test_show_has_no_page_without_evidence(read: Desk, command: tuple[str, ...]) -> None:
    said = read.run(*command, "--output", str(read.folder / "page"))
    assert (said.status, said.out, (read.folder / "page").exists()) == (2, "", False)
    assert "give --evidence" in said.err


def test_terminal_of_another_charset_ends_no_command(read: Desk) -> None:
    def typed(*words: str) -> tuple[int, bytes, bytes]:
        command = [sys.executable, "-m", "intake", *words, "--config", str(read.folder / "config.toml")]
        done = subprocess.run(command, env={"PYTHONIOENCODING": "ascii"}, capture_output=True, check=False)
        return done.returncode, done.stdout, done.stderr

    status, said, wrong = typed("show", "DD-0001")
    assert (status, wrong, said.decode("ascii").count("?60,000")) == (0, b"", 1)
    status, said, wrong = typed("letters", "--json")
    assert (status, wrong, json.loads(said.decode())[0]["subject"].count(" – ")) == (0, b"", 1)


def test_full_disk_is_a_sentence_and_no_fault_of_the_service(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", "/var/lib/intake/intake.db")

    monkeypatch.setattr(options, "load_settings", full)
    assert desk.run("applications") == Said(1, "", "/var/lib/intake/intake.db: No space left on device\n")


def test_interrupt_while_it_starts_leaves_no_traceback(desk: Desk) -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    starting = ModuleType("intake.commands.app")
    desk.monkeypatch.setattr(starting, "main", interrupted, raising=False)
    desk.monkeypatch.setitem(sys.modules, "intake.commands.app", starting)
    with pytest.raises(SystemExit) as ended:
        start()
    assert (ended.value.code, desk.capture.readouterr()) == (130, ("", ""))


def test_version_is_told(desk: Desk) -> None:
    assert desk.type("--version") == Said(0, f"intake {version('eoi-intake')}\n", "")


def test_help_has_every_command_under_a_heading(desk: Desk) -> None:
    said = desk.type("--help").out
    assert [heading for heading, _ in module.HEADINGS if f"─ {heading} ─" not in said] == []
    assert "─ Commands ─" not in said


def test_export_into_a_folder_that_is_not_there_is_told(read: Desk) -> None:
    path = read.folder / "nowhere" / "records.csv"
    said = read.run("export", "--format", "csv", "--output", str(path))
    assert said == Said(1, "", f"{path} cannot be written: No such file or directory\n")


def test_extract_prints_what_was_read(desk: Desk) -> None:
    files = (str(DEMO / "04-word-table.eml"), str(DEMO / "01-enquiry.eml"))
    said = desk.type("extract", "--programme", "delivering-differently", "--json", *files)
    form, enquiry = said.json
    assert (said.status, said.err) == (0, "")
    assert (form["file"], form["is_form"]) == (files[0], True)
    assert form["answers"]["support_amount"]["value"] == "60000.00"
    assert (enquiry["file"], enquiry["is_form"], enquiry["answers"]) == (files[1], False, {})


def test_extract_prints_answers_as_people_read_them(desk: Desk) -> None:
    said = desk.type("extract", "--programme", "delivering-differently", str(DEMO / "02-fillable-pdf.eml"))
    lines = [re.split(r"\s{2,}", line.strip()) for line in said.out.splitlines()]
    at = next(number for number, line in enumerate(lines) if line[0] == "models")
    assert (said.status, said.err, lines[at][1], lines[at + 1]) == (0, "", "Public service mutual", ["Joint venture"])
    assert next(line[1] for line in lines if line[0] == "joint_bid") == "No"
    assert next(line[1] for line in lines if line[0] == "partners") == "(left blank)"


def test_form_writes_the_blank_forms(desk: Desk) -> None:
    said = desk.type("form", "-p", "delivering-differently", "-o", str(desk.folder / "papers"))
    assert said.status == 0
    assert sorted(path.name for path in (desk.folder / "papers").iterdir()) == [
        "DD-form.docx",
        "DD-form.pdf",
        "DD-guidance.pdf",
    ]


@pytest.mark.parametrize("arguments", [("--nonsense",), ("applications", "--nonsense"), ("show",), ("nonsense",)])
def test_wrong_usage_is_status_2(desk: Desk, arguments: tuple[str, ...]) -> None:
    said = desk.type(*arguments)
    assert (said.status, said.out) == (2, "")


def test_check_tells_a_missing_password_beside_a_server_that_is_not_there(desk: Desk) -> None:
    config = desk.folder / "config.toml"
    text = config.read_text(encoding="utf-8").replace('kind = "maildir"\naddress', "address", 1)
    host = 'host = "nowhere.invalid"\nusername = "intake"\npassword_file = "secret"'
    config.write_text(text.replace('path = "mailbox"', host), encoding="utf-8")
    found = {item["name"]: item["what"] for item in desk.run("check", "--json").json}
    assert found["mailbox INBOX"] == (
        "nowhere.invalid:993: the host name is not known; check host and the machine's name service\n"
        f"  [mailbox] password_file: {desk.folder}/secret cannot be read: No such file or directory"
    )


def test_check_tells_a_pack_that_is_missing_once_and_a_data_folder_that_is_a_file(desk: Desk) -> None:
    config = desk.folder / "config.toml"
    text = config.read_text(encoding="utf-8").replace('"delivering-differently"', '"delivering-diferently"')
    config.write_text(text.replace('data = "data"', 'data = "config.toml"'), encoding="utf-8")
    found = {item["name"]: item["what"] for item in desk.run("check", "--json").json if not item["well"]}
    assert found["programme"] == (
        "delivering-diferently: 1 problem\n  there is no such pack or folder, did you mean 'delivering-differently'?"
    )
    assert found["digest"] == "its times are the programme's, which cannot be read (see above)"
    assert found["data folder"] == f"{config} is a file; name a folder in [service] data"


def test_check_tells_how_to_come_by_the_driver_of_postgresql(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    config = desk.folder / "config.toml"
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace("sqlite:///data/intake.db", "postgresql+psycopg://x@/x"), encoding="utf-8")
    found = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "psycopg" else found(name))
    told = {item["name"]: item["what"] for item in desk.run("check", "--json").json if not item["well"]}
    assert told["store"] == 'A store in PostgreSQL needs its driver: pip install "psycopg[binary,pool]".'


def test_configuration_that_is_not_there_is_status_2(desk: Desk) -> None:
    said = desk.type("applications", "--config", str(desk.folder / "other.toml"))
    assert (said.status, said.out) == (2, "")
    assert str(desk.folder / "other.toml") in said.err


def test_broken_pack_is_status_2_and_tells_every_problem(desk: Desk) -> None:
    pack = desk.folder / "pack"
    pack.mkdir()
    text = '[programme]\nname = "X"\nreferense = "X"\ntimezone = "Europe/Londn"\n\n[form]\ntitle = "X"\n'
    (pack / "programme.toml").write_text(text, encoding="utf-8")
    said = desk.type("form", "-p", str(pack))
    assert (said.status, said.out) == (2, "")
    assert f"{pack / 'programme.toml'}: " in said.err
    assert "'referense'" in said.err or "referense" in said.err


def test_every_command_has_help_and_completion_can_be_installed(desk: Desk) -> None:
    said = desk.type("--help")
    assert said.status == 0
    assert "--install-completion" in said.out
    for command in app.registered_commands:
        assert command.callback is not None
        name = command.name or command.callback.__name__
        assert desk.type(name, "--help").status == 0
        assert (command.callback.__doc__ or "").strip() != ""


def test_module_is_the_command() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "intake", "--help"], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, "applications" in done.stdout) == (0, True)
    assert module.app is app


def test_silence_of_the_mailbox_makes_status_a_fault(read: Desk) -> None:
    with clock.travel(NOW):
        assert read.run("status").status == 0
    later = NOW + timedelta(minutes=16)
    read.monkeypatch.setattr(sys.modules[__name__], "NOW", later)
    assert "FAULT mailbox-unread" in read.run("status").out
