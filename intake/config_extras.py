"""Sections of the configuration that need an extra to be installed: ``[metrics]``, ``[oauth]`` and ``[work]``.

And what every section is made of: `Section`, and days of the week as the scheduler reads them.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, field_validator
from pydantic_core import PydanticCustomError

_HIGHEST_PORT = 65535


class Section(BaseModel):
    """A table of the configuration: no key but those that are known, and none changes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _weekdays(value: str) -> str:
    """Refuse what the scheduler would refuse once the service runs (APScheduler's day_of_week)."""
    for part in value.lower().split(","):
        days = [_DAYS.find(day) // len("mon") if day in _DAYS.split() else -1 for day in part.strip().split("-", 1)]
        if part.strip() != "*" and (-1 in days or days != sorted(days)):
            raise PydanticCustomError(
                "days", "{value} is not days of the week such as 'mon-fri' or 'mon, wed, fri'", {"value": repr(value)}
            )
    return value.lower()


_DAYS = "mon tue wed thu fri sat sun"
Weekdays = Annotated[str, AfterValidator(_weekdays)]


class MetricsSettings(Section):
    """``[metrics]``: figures for Prometheus, over HTTP."""

    listen: str = Field(default="", description="address and port, as 127.0.0.1:9464; empty: no metrics")

    @field_validator("listen")
    @classmethod
    def _is_address(cls, value: str) -> str:
        host, _, port = value.rpartition(":")
        if value and not (host and port.isascii() and port.isdigit() and 0 < int(port) <= _HIGHEST_PORT):
            raise PydanticCustomError("listen", 'must be an address and a port, such as "127.0.0.1:9464"')
        return value

    @property
    def place(self) -> tuple[str, int]:
        """Address (IPv6 without brackets) and port; only where ``listen`` is set."""
        host, _, port = self.listen.rpartition(":")
        return host.removeprefix("[").removesuffix("]"), int(port)


class WorkSettings(Section):
    """``[work]``: reading and sending handed to workers, on as many machines as there is work for."""

    hand_out: bool = Field(
        default=False, description="true: PostgreSQL only; reading and sending are done by `intake worker`"
    )


class OAuthSettings(Section):
    """``[oauth]``: who gives out access tokens for the mail account (`intake.access`)."""

    provider: Literal["", "microsoft", "google"] = Field(default="", description="empty: token_command of the section")
    grant: Literal["application", "delegated"] = Field(
        default="application", description="application: the service itself; delegated: a person, by intake authorise"
    )
    tenant: str = Field(default="", description="microsoft: the directory, by its domain or number")
    client_id: str = Field(default="", description="the application's number at the provider")
    client_secret: SecretStr | None = None
    client_secret_file: Path | None = None
    certificate_file: Path | None = Field(default=None, description="microsoft: PEM with certificate and private key")
    key_file: Path | None = Field(default=None, description="google: the service account's key, as JSON")
    secret_expires: date | None = Field(default=None, description="the last day of the client secret or key")
    authority: str = Field(default="", description="another token server: a national cloud's")
    resource: str = Field(default="", description="microsoft: another Exchange than that of the world-wide cloud")
    ca_file: Path | None = Field(default=None, description="certificates to trust instead of the usual ones")
    proxy: str = Field(default="", description="HTTP proxy; empty: as HTTPS_PROXY in the environment says")
    timeout_seconds: int = Field(default=20, ge=1, le=120)

    @field_validator("authority", "resource")
    @classmethod
    def _is_https(cls, value: str) -> str:
        if value and (urlsplit(value).scheme != "https" or not urlsplit(value).hostname):
            raise PydanticCustomError("https", 'must be an address that begins with "https://"')
        return value.rstrip("/")

    @field_validator("proxy")
    @classmethod
    def _is_proxy(cls, value: str) -> str:
        if value and (urlsplit(value).scheme not in ("http", "https") or not urlsplit(value).hostname):
            raise PydanticCustomError("proxy", 'must be the address of a proxy, such as "http://proxy.example:3128"')
        return value
