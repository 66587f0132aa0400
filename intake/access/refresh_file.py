"""The file that keeps a person's consent: the refresh token, readable by the service alone, replaced as a whole.

Providers give another refresh token whenever one is used (RFC 6749 6); the newest is on the disk before the access
token that came with it is given out. `holding` keeps two processes (the daemon and a command) from renewing at once.
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from intake.access.errors import TokenRefusedError
from intake.access.refusals import AUTHORISE

#: Within the data folder.
NAME = "oauth-consent.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """A refresh token, whose consent it stands for, when it was given and last renewed, when the provider ends it."""

    refresh_token: str = field(repr=False)
    provider: str
    client_id: str
    account: str
    given_at: datetime
    renewed_at: datetime
    ends_at: datetime | None = None


def read(folder: Path) -> Consent | None:
    """The consent kept in the data folder; None where nobody gave one.

    Raises:
        TokenRefusedError: others than its owner may use the file, or it is damaged.
    """
    path = folder / NAME
    try:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except FileNotFoundError:
        return None
    except OSError as fault:
        raise TokenRefusedError(f"{path} cannot be read: {fault.strerror}", to_do="mend its owner and mode") from None
    with open(handle, encoding="utf-8") as file:  # noqa: PTH123 — a descriptor, not a path
        about = os.fstat(handle)
        if not stat.S_ISREG(about.st_mode) or stat.S_IMODE(about.st_mode) & (stat.S_IRWXG | stat.S_IRWXO):
            raise TokenRefusedError(
                f"{path} can be used by others than its owner, and with it the mail account",
                to_do=f"if nobody has used it, run chmod 600 on it; else withdraw the consent and {AUTHORISE}",
            )
        try:
            return _consent(json.load(file))
        except (ValueError, KeyError, TypeError):
            raise TokenRefusedError(f"{path} is damaged", to_do=AUTHORISE) from None


def _consent(kept: dict[str, str | None]) -> Consent:
    ends = kept.get("ends_at")
    return Consent(
        refresh_token=str(kept["refresh_token"]),
        provider=str(kept["provider"]),
        client_id=str(kept["client_id"]),
        account=str(kept["account"]),
        given_at=datetime.fromisoformat(str(kept["given_at"])),
        renewed_at=datetime.fromisoformat(str(kept["renewed_at"])),
        ends_at=datetime.fromisoformat(ends) if ends else None,
    )


def write(folder: Path, consent: Consent) -> None:
    """Put ``consent`` in the place of what was kept: it is on the disk, whole, when this returns."""
    kept = {
        "refresh_token": consent.refresh_token,
        "provider": consent.provider,
        "client_id": consent.client_id,
        "account": consent.account,
        "given_at": consent.given_at.isoformat(),
        "renewed_at": consent.renewed_at.isoformat(),
        "ends_at": consent.ends_at.isoformat() if consent.ends_at else None,
    }
    replace(folder / NAME, json.dumps(kept, indent=2) + "\n")


def replace(path: Path, text: str) -> None:
    """Write a file beside ``path``, readable by its owner alone, sync it and rename it there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with open(handle, "w", encoding="utf-8") as file:  # noqa: PTH123 — a descriptor, not a path
            file.write(text)
            file.flush()
            _leave_to_the_service(handle, path.parent)
            os.fsync(handle)
        beside.rename(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    parent = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(parent)
    finally:
        os.close(parent)


def given(folder: Path, provider: str, *, client_id: str, account: str) -> Consent:
    """The consent to go by for this account.

    Raises:
        TokenRefusedError: there is none, it is another's, or its file cannot be used.
    """
    consent = read(folder)
    if consent is None:
        raise TokenRefusedError("nobody has agreed yet that the service uses the mail account", to_do=AUTHORISE)
    if (consent.provider, consent.client_id, consent.account.casefold()) != (provider, client_id, account.casefold()):
        raise TokenRefusedError("the consent that is kept is for another account or application", to_do=AUTHORISE)
    return consent


def _leave_to_the_service(handle: int, folder: Path) -> None:
    """A command that root runs must not take a file away from whose folder it is."""
    if os.geteuid() == 0:
        owner = folder.stat()
        os.fchown(handle, owner.st_uid, owner.st_gid)


@contextmanager
def holding(folder: Path) -> Iterator[None]:
    """Nobody else renews while this lasts."""
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder / f".{NAME}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        _leave_to_the_service(handle, folder)
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
