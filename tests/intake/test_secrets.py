"""Passwords and tokens come from where the configuration says, and from nowhere else."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from pydantic import SecretStr

from intake.errors import ConfigurationError
from intake.secrets import AccessToken, TokenError, password


@dataclass(frozen=True)
class Section:
    password: SecretStr | None = None
    password_file: Path | None = None


@pytest.fixture(autouse=True)
def no_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)


def problem_of(section: Section, name: str = "mailbox") -> str:
    with pytest.raises(ConfigurationError) as caught:
        password(section, section=name)
    (problem,) = caught.value.problems
    return problem


def test_the_setting_itself_comes_first(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("from the file")
    section = Section(SecretStr("from the setting"), tmp_path / "file")
    assert password(section, section="mailbox") == "from the setting"


@pytest.mark.parametrize(
    ("content", "secret"),
    [("secret", "secret"), ("secret\n", "secret"), ("secret\r\n", "secret"), (" two words \n\n", " two words \n")],
)
def test_one_line_end_of_the_file_is_not_part_of_it(tmp_path: Path, content: str, secret: str) -> None:
    (tmp_path / "file").write_bytes(content.encode())
    assert password(Section(None, tmp_path / "file"), section="mailbox") == secret


def test_systemd_credential_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "outgoing.password").write_text("from systemd\n")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    assert password(Section(), section="outgoing") == "from systemd"
    assert problem_of(Section(), "mailbox").startswith("[mailbox] no password is given")


def test_no_password_at_all_says_where_it_may_be_put() -> None:
    assert problem_of(Section()) == (
        "[mailbox] no password is given: set password_file, the environment variable INTAKE_MAILBOX__PASSWORD, "
        "or the systemd credential mailbox.password"
    )


def test_missing_empty_and_binary_files_are_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "file"
    section = Section(None, path)
    assert problem_of(section) == f"[mailbox] password_file: {path} cannot be read: No such file or directory"
    path.write_bytes(b"\n")
    assert problem_of(section) == f"[mailbox] password_file: {path} is empty"
    path.write_bytes(b"\xff\xfe\x00")
    assert problem_of(section) == f"[mailbox] password_file: {path} is not UTF-8 text"


def script(folder: Path, text: str) -> str:
    program = folder / "a program.py"
    program.write_text(text)
    return f'{sys.executable} "{program}"'


def test_token_is_kept_until_it_is_refused(tmp_path: Path) -> None:
    counter = tmp_path / "count"
    counter.write_text("0")
    command = script(
        tmp_path,
        f"import pathlib; p = pathlib.Path({str(counter)!r}); n = int(p.read_text()) + 1; p.write_text(str(n)); "
        "print(f'token-{n}')",
    )
    token = AccessToken(command, section="mailbox")
    assert (token.reveal(), token.reveal()) == ("token-1", "token-1")
    token.refused()
    assert token.reveal() == "token-2"


def test_token_command_is_not_given_to_a_shell(tmp_path: Path) -> None:
    command = script(tmp_path, "import sys; print(sys.argv[1])")
    assert AccessToken(f"{command} $HOME;ls", section="mailbox").reveal() == "$HOME;ls"


@pytest.mark.parametrize(
    ("text", "ending"),
    [
        ("import sys; print('half-a-token'); sys.exit(3)", "ended with status 3; run it by hand to see why"),
        ("print('two tokens')", "did not print one token and nothing else"),
        ("pass", "did not print one token and nothing else"),
        ("print('tökén')", "did not print one token and nothing else"),
    ],
)
def test_failing_token_command_is_worded_without_what_it_printed(tmp_path: Path, text: str, ending: str) -> None:
    with pytest.raises(TokenError) as caught:
        AccessToken(script(tmp_path, text), section="mailbox").reveal()
    assert str(caught.value) == f"[mailbox] token_command: {sys.executable} {ending}"
    assert caught.value.retryable


@pytest.mark.parametrize(
    ("command", "problem"),
    [
        ("", '[mailbox] token_command is needed with auth = "xoauth2": a command that prints an access token'),
        ("/nowhere/token", "[mailbox] token_command: /nowhere/token cannot be run: No such file or directory"),
        ('token "unfinished', "[mailbox] token_command: No closing quotation"),
    ],
)
def test_token_command_that_cannot_be_run_is_a_problem_of_the_configuration(command: str, problem: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        AccessToken(command, section="mailbox").reveal()
    assert caught.value.problems == (problem,)
