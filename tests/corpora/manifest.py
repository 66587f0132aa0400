"""The list of archives that bring mails (manifest.toml): which, from where, under which licence, what is in them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter

_FILE = Path(__file__).with_name("manifest.toml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """One archive. ``source`` is the program that fetches it; ``mails`` tells by pattern what its mails are."""

    source: Literal["apt", "pip"]
    name: str
    version: str
    sha256: str
    licence: str
    mails: dict[str, str]

    def sort_of(self, path: str) -> str:
        """What the mail at ``path`` in the archive is; "" for what is none of the mails."""
        return next((sort for pattern, sort in self.mails.items() if fnmatchcase(path, pattern)), "")


def archives() -> list[Archive]:
    """All of them."""
    listed = tomllib.loads(_FILE.read_text(encoding="utf-8"))["archive"]
    return TypeAdapter(list[Archive]).validate_python(listed)
