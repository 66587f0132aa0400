"""Passwords and access tokens, read when they are used and from where the configuration says.

A password is taken from the setting itself (which is also where the environment's ``INTAKE_MAILBOX__PASSWORD``
arrives), else from ``password_file``, else from the systemd credential ``mailbox.password`` or ``outgoing.password``
(``LoadCredential=`` in the unit). An access token for XOAUTH2 is what ``token_command`` prints. Nothing here prints or
logs a secret, and no error carries one. Who logs in with them: `intake.mailbox.connection`, `intake.letters`.
"""

from __future__ import annotations

import os
import shlex
import subprocess
from pathlib import Path
from typing import Protocol

from pydantic import SecretStr

from intake.errors import ConfigurationError, IntakeError

#: A token command that takes longer is stopped, in seconds.
TOKEN_SECONDS = 60


class TokenError(IntakeError):
    """The command that prints the access token failed."""

    retryable = True


class PasswordSettings(Protocol):
    """What `password` needs of ``[mailbox]`` or ``[outgoing]``."""

    @property
    def password(self) -> SecretStr | None:
        """The password itself, from the file or the environment."""

    @property
    def password_file(self) -> Path | None:
        """A file whose content is the password."""


def password(settings: PasswordSettings, *, section: str) -> str:
    """The password of the section ``"mailbox"`` or ``"outgoing"``; one line end after it is not part of it.

    Raises ConfigurationError when none is given, or its file is missing, unreadable or empty.
    """
    if settings.password is not None:
        return _not_empty(settings.password.get_secret_value(), f"[{section}] password")
    if settings.password_file is not None:
        return _content(settings.password_file, f"[{section}] password_file")
    if folder := os.environ.get("CREDENTIALS_DIRECTORY"):
        credential = Path(folder) / f"{section}.password"
        if credential.exists():
            return _content(credential, f"the systemd credential {section}.password")
    raise ConfigurationError(
        [
            f"[{section}] no password is given: set password_file, the environment variable "
            f"INTAKE_{section.upper()}__PASSWORD, or the systemd credential {section}.password"
        ]
    )


class AccessToken:
    """An OAuth 2 access token, printed by a command and kept until the server refuses it.

    The command is run without a shell; its standard output, stripped, is the token. ``section`` is for messages.
    """

    def __init__(self, command: str, *, section: str) -> None:
        self._command = command
        self._section = section
        self._token = ""

    def reveal(self) -> str:
        """The token. Raises ConfigurationError for a command that cannot be run, TokenError for one that fails."""
        if not self._token:
            self._token = self._run()
        return self._token

    def refused(self) -> None:
        """The server refused the token: the next `reveal` runs the command again."""
        self._token = ""

    def _run(self) -> str:
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
            raise TokenError(f"{where}: {words[0]} ended with status {done.returncode}; run it by hand to see why")
        token = done.stdout.decode("ascii", "replace").strip()
        if not token or len(token.split()) != 1 or not token.isascii():
            raise TokenError(f"{where}: {words[0]} did not print one token and nothing else")
        return token


def _words(command: str, where: str) -> list[str]:
    try:
        words = shlex.split(command)
    except ValueError as error:
        raise ConfigurationError([f"{where}: {error}"]) from None
    if not words:
        raise ConfigurationError([f'{where} is needed with auth = "xoauth2": a command that prints an access token'])
    return words


def _content(path: Path, where: str) -> str:
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise ConfigurationError([f"{where}: {path} is not UTF-8 text"]) from None
    except OSError as error:
        raise ConfigurationError([f"{where}: {path} cannot be read: {error.strerror}"]) from None
    return _not_empty(text.removesuffix("\n").removesuffix("\r"), f"{where}: {path}")


def _not_empty(text: str, where: str) -> str:
    if not text:
        raise ConfigurationError([f"{where} is empty"])
    return text
