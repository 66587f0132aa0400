"""Passwords come from where the configuration says, and from nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from pydantic import SecretStr

from intake.errors import ConfigurationError
from intake.secrets import password


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
