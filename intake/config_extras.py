"""Sections of the configuration that need an extra to be installed: ``[metrics]``."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field, field_validator
from pydantic_core import PydanticCustomError

_HIGHEST_PORT = 65535


class Section(BaseModel):
    """A table of the configuration: no key but those that are known, and none changes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


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
