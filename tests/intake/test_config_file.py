"""The configuration file: what is right is read, what is wrong is told whole, with its place."""

from __future__ import annotations

import tomllib
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from intake import clock
from intake.config import SECTIONS, ImapSettings
from intake.config_file import load
from intake.daemon.scheduler import daily_trigger
from intake.errors import ConfigurationError

EXAMPLE = Path(__file__).parents[2] / "config.example.toml"

WRONG = """\
[service]
programe = "delivering-differently"

[mailbox]
adress = "eoi@council.example"
host = "imap.council.example"
port = "many"
username = "eoi"

[outgoin]
host = "smtp.council.example"

[digest]
at = "25:00"

[[staff]]
name = "Office"
email = "nobody"
roles = ["digst"]
"""


def problems(text: str, folder: Path) -> tuple[str, ...]:
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError) as caught:
        load(path)
    return caught.value.problems


def test_example_is_valid_and_resolves_paths_from_its_folder() -> None:
    settings = load(EXAMPLE)
    assert settings.data == EXAMPLE.parent / "var"
    assert settings.store.url == f"sqlite:///{EXAMPLE.parent}/var/intake.db"
    assert isinstance(settings.mailbox, ImapSettings)
    assert settings.mailbox.password_file == EXAMPLE.parent / "secrets/imap"
    assert settings.from_address == "deliveringdifferently@cabinet-office.example"
    assert [member.name for member in settings.staff_with("alarms")] == ["Programme office"]


@pytest.mark.parametrize("section", sorted(SECTIONS))
def test_every_key_is_in_the_example(section: str) -> None:
    table = section.split(".")[0]
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    start = next(number for number, line in enumerate(lines) if line.strip("[]") == table)
    end = next((n for n in range(start + 1, len(lines)) if lines[n].startswith("[")), len(lines))
    keys = {line.removeprefix("# ").split("=")[0].strip() for line in lines[start + 1 : end] if "=" in line}
    assert sorted(set(SECTIONS[section].model_fields) - keys) == []


def test_wrong_file_reports_every_problem_with_its_line(tmp_path: Path) -> None:
    assert problems(WRONG, tmp_path) == (
        "file: required section 'outgoing' is missing",
        "line 1: [service] required key 'programme' is missing",
        "line 2: [service] unknown key 'programe', did you mean 'programme'?",
        "line 4: [mailbox] required key 'address' is missing",
        "line 5: [mailbox] unknown key 'adress', did you mean 'address'?",
        "line 7: [mailbox] port must be a whole number, not 'many'",
        "line 10: unknown section 'outgoin', did you mean 'outgoing'?",
        "line 14: [digest] at: '25:00' is not a time of day such as \"08:30\"",
        "line 18: [[staff]] number 1, email: value is not a valid email address: An email address must have an @-sign.",
        "line 19: [[staff]] number 1, roles must be 'digest', 'alarms', 'assess', 'decide' or 'release', not 'digst'",
    )


def test_unknown_kind_of_mailbox_is_told(tmp_path: Path) -> None:
    text = EXAMPLE.read_text(encoding="utf-8").replace('kind = "imap"', 'kind = "pop3"', 1)
    line = text.splitlines().index("[mailbox]") + 1
    assert problems(text, tmp_path) == (f"line {line}: [mailbox] kind must be one of 'imap', 'maildir', not 'pop3'",)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("workers = 2 ", "workers = 0 ", "[service] workers must be more than 0, not 0"),
        ("workers = 2 ", "workers = 1.5 ", "[service] workers must be a whole number, not 1.5"),
        ("idle = true", 'idle = "perhaps"', "[mailbox] idle must be true or false, not 'perhaps'"),
        (
            "= 2014-01-07T00:00:00Z",
            "= 2014-01-07T00:00:00",
            "[service] answer_from must have its offset from UTC, such as 2014-01-07T00:00:00Z",
        ),
        ('folder = "INBOX"', "folder = 7", "[mailbox] folder must be text in quotes, not 7"),
        (
            'days = "mon-fri"',
            'days = "mon-fry"',
            "[digest] days: 'mon-fry' is not days of the week such as 'mon-fri' or 'mon, wed, fri'",
        ),
        (
            'days = "mon-fri"',
            'days = "fri-mon"',
            "[digest] days: 'fri-mon' is not days of the week such as 'mon-fri' or 'mon, wed, fri'",
        ),
    ],
)
def test_wrong_value_is_told_in_plain_words(tmp_path: Path, before: str, after: str, told: str) -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    assert text.count(before) == 1
    (problem,) = problems(text.replace(before, after), tmp_path)
    assert problem.partition(": ")[2] == told


@pytest.mark.parametrize("days", ["mon-fri", "Mon, wed,fri", "sat", "*", "mon-wed,fri-sun"])
def test_days_that_the_scheduler_knows_are_taken(tmp_path: Path, days: str) -> None:
    path = tmp_path / "config.toml"
    path.write_text(
        EXAMPLE.read_text(encoding="utf-8").replace('days = "mon-fri"', f'days = "{days}"'), encoding="utf-8"
    )
    digest = load(path).digest
    assert daily_trigger(digest.at, digest.days, ZoneInfo("Europe/London")).get_next_fire_time(None, clock.now())


def test_two_of_the_staff_may_not_share_an_address(tmp_path: Path) -> None:
    again = '[[staff]]\nname = "Ann"\nemail = "Programme.Office@cabinet-office.example"\nroles = ["release"]\n'
    (problem,) = problems(EXAMPLE.read_text(encoding="utf-8") + again, tmp_path)
    assert problem == (
        "file: [[staff]]: the tables of Programme office and Ann have the same address; give each person one, with all "
        "their roles"
    )


def test_file_that_is_not_toml_or_no_file_is_told(tmp_path: Path) -> None:
    assert problems("[service]\ndata = var\n", tmp_path) == (
        "it is not TOML: Invalid value (at line 2, column 8); text stands in quotes",
    )
    with pytest.raises(ConfigurationError, match="it cannot be read: Is a directory"):
        load(tmp_path)


def test_environment_overrides_the_file_and_is_never_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTAKE_MAILBOX__PASSWORD", "correct horse")
    settings = load(EXAMPLE)
    assert isinstance(settings.mailbox, ImapSettings)
    assert settings.mailbox.password is not None
    assert settings.mailbox.password.get_secret_value() == "correct horse"
    assert "correct horse" not in repr(settings)


def test_misspelt_environment_variable_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTAKE_MAILBOX__PASWORD", "correct horse")
    with pytest.raises(ConfigurationError) as caught:
        load(EXAMPLE)
    assert caught.value.problems == (
        "environment INTAKE_MAILBOX__PASWORD: [mailbox] unknown key 'pasword', did you mean 'password'?",
    )
    assert "correct horse" not in str(caught.value)


def test_missing_file_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"there is no such file; copy config\.example\.toml"):
        load(tmp_path / "config.toml")


def test_broken_toml_is_told_with_its_place(tmp_path: Path) -> None:
    text = "[service\n"
    with pytest.raises(tomllib.TOMLDecodeError):
        tomllib.loads(text)
    told = "it is not TOML: Expected ']' at the end of a table declaration (at line 1, column 9)"
    assert problems(text, tmp_path) == (told,)


def test_work_is_handed_out_on_postgresql_only(tmp_path: Path) -> None:
    text = EXAMPLE.read_text(encoding="utf-8").replace("hand_out = false", "hand_out = true")
    (problem,) = problems(text, tmp_path)
    assert "hand_out = true needs PostgreSQL" in problem
    (tmp_path / "config.toml").write_text(
        text.replace("sqlite:///var/intake.db", "postgresql+psycopg://intake@db.council.example/intake"),
        encoding="utf-8",
    )
    assert load(tmp_path / "config.toml").work.hand_out
