"""Passwords and other secrets, read when they are used and from where the configuration says.

A password is taken from the setting itself (which is also where the environment's ``INTAKE_MAILBOX__PASSWORD``
arrives), else from ``password_file``, else from the systemd credential ``mailbox.password`` or ``outgoing.password``
(``LoadCredential=`` in the unit). Nothing here prints or logs a secret, and no error carries one. Who logs in with
them: `intake.mailbox.connection`, `intake.letters`; access tokens are in `intake.access`.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Protocol

from pydantic import SecretStr

from intake.errors import ConfigurationError


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
    found = secret(settings.password, settings.password_file, section=section, key="password")
    if found is None:
        raise ConfigurationError(
            [
                f"[{section}] no password is given: set password_file, the environment variable "
                f"INTAKE_{section.upper()}__PASSWORD, or the systemd credential {section}.password"
            ]
        )
    return found


def secret(given: SecretStr | None, file: Path | None, *, section: str, key: str) -> str | None:
    """The secret of a section's ``key``: the setting itself, else its file, else the systemd credential; None for none.

    Raises ConfigurationError when it is empty or its file cannot be read.
    """
    if given is not None:
        return _not_empty(given.get_secret_value(), f"[{section}] {key}")
    if file is not None:
        return content(file, f"[{section}] {key}_file")
    if folder := os.environ.get("CREDENTIALS_DIRECTORY"):
        credential = Path(folder) / f"{section}.{key}"
        if credential.exists():
            return content(credential, f"the systemd credential {section}.{key}")
    return None


def content(path: Path, where: str) -> str:
    """What a file holds but for one line end; ``where`` is the setting that names it, for messages.

    Raises ConfigurationError when it cannot be read, is not UTF-8 text, or is empty.
    """
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
