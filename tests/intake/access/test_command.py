"""Tokens that a command prints."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from intake.access.command import CommandSource
from intake.access.errors import TokenError
from intake.access.token import AccessToken, Grant
from intake.errors import ConfigurationError


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
    token = AccessToken(CommandSource(command, section="mailbox"))
    assert (token.reveal(), token.reveal()) == ("token-1", "token-1")
    token.refused()
    assert token.reveal() == "token-2"


def test_token_command_is_not_given_to_a_shell(tmp_path: Path) -> None:
    command = script(tmp_path, "import sys; print(sys.argv[1])")
    assert CommandSource(f"{command} $HOME;ls", section="mailbox").obtain() == Grant(token="$HOME;ls")


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
        CommandSource(script(tmp_path, text), section="mailbox").obtain()
    assert str(caught.value) == f"[mailbox] token_command: {sys.executable} {ending}"
    assert caught.value.retryable


@pytest.mark.parametrize(
    ("command", "problem"),
    [
        ("", "[mailbox] token_command is needed: a command that prints an access token"),
        ("/nowhere/token", "[mailbox] token_command: /nowhere/token cannot be run: No such file or directory"),
        ('token "unfinished', "[mailbox] token_command: No closing quotation"),
    ],
)
def test_token_command_that_cannot_be_run_is_a_problem_of_the_configuration(command: str, problem: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        AccessToken(CommandSource(command, section="mailbox")).reveal()
    assert caught.value.problems == (problem,)
