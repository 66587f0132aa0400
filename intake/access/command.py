"""Access tokens that a command of the operator's prints: ``token_command``, for providers we do not speak ourselves.

The command is run without a shell; its standard output, stripped, is the token. What it prints is never quoted.
"""

from __future__ import annotations

import shlex
import subprocess

from intake.access.errors import TokenError
from intake.access.token import Grant
from intake.errors import ConfigurationError

#: A token command that takes longer is stopped, in seconds.
TOKEN_SECONDS = 60


class CommandSource:
    """See `intake.access.token.Source`. ``section`` is for messages."""

    look_at = "username and token_command"

    def __init__(self, command: str, *, section: str) -> None:
        self._command = command
        self._section = section

    def obtain(self) -> Grant:
        """See `Source.obtain`. Nobody says how long the token is good."""
        where = f"[{self._section}] token_command"
        words = _words(self._command, where)
        try:
            done = subprocess.run(  # noqa: S603 (the operator's own command, without a shell)
                words, stdin=subprocess.DEVNULL, capture_output=True, timeout=TOKEN_SECONDS, check=False
            )
        except OSError as error:
            raise ConfigurationError([f"{where}: {words[0]} cannot be run: {error.strerror}"]) from None
        except subprocess.TimeoutExpired:
            raise TokenError(f"{where}: {words[0]} printed no token within {TOKEN_SECONDS} seconds") from None
        if done.returncode != 0:
            raise TokenError(
                f"{where}: {words[0]} ended with status {done.returncode}", to_do="run it by hand to see why"
            )
        token = done.stdout.decode("ascii", "replace").strip()
        if not token or len(token.split()) != 1 or not token.isascii():
            raise TokenError(f"{where}: {words[0]} did not print one token and nothing else")
        return Grant(token=token)


def _words(command: str, where: str) -> list[str]:
    try:
        words = shlex.split(command)
    except ValueError as error:
        raise ConfigurationError([f"{where}: {error}"]) from None
    if not words:
        raise ConfigurationError([f"{where} is needed: a command that prints an access token"])
    return words
