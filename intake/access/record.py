"""How renewing goes, kept in the data folder so that `intake status` knows it without the running service.

No secret is in it: when each section's token was last renewed, and since when and why that fails.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from intake.access.errors import TokenError
from intake.access.refresh_file import replace

_NAME = "oauth-{section}.json"
#: While all goes well the file is written this often only.
_WRITE_EVERY = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewing:
    """How it goes for one section: when it last went well; since when it fails ("" for why: it does not)."""

    section: str
    renewed_at: datetime | None = None
    failing_since: datetime | None = None
    why: str = ""
    to_do: str = ""
    #: Whether it may go well without a person changing anything.
    may_pass: bool = True


class FileRecord:
    """See `intake.access.token.Record`. A disk that is full must not keep a token from being used."""

    def __init__(self, folder: Path, *, section: str) -> None:
        self._path = folder / _NAME.format(section=section)
        self._section = section
        self._now = read(folder, section=section)

    def renewed(self, *, at: datetime) -> None:
        """See `Record.renewed`."""
        last = self._now
        if last.failing_since is None and last.renewed_at is not None and at - last.renewed_at < _WRITE_EVERY:
            return
        self._write(Renewing(section=self._section, renewed_at=at))

    def failed(self, fault: TokenError, *, at: datetime) -> None:
        """See `Record.failed`."""
        self._write(
            Renewing(
                section=self._section,
                renewed_at=self._now.renewed_at,
                failing_since=self._now.failing_since or at,
                why=fault.what,
                to_do=fault.to_do,
                may_pass=fault.retryable,
            )
        )

    def _write(self, now: Renewing) -> None:
        self._now = now
        kept = {
            "renewed_at": now.renewed_at.isoformat() if now.renewed_at else None,
            "failing_since": now.failing_since.isoformat() if now.failing_since else None,
            "why": now.why,
            "to_do": now.to_do,
            "may_pass": now.may_pass,
        }
        with suppress(OSError):
            replace(self._path, json.dumps(kept, indent=2) + "\n")


def read(folder: Path, *, section: str) -> Renewing:
    """What is known of a section; nothing, where nothing was written or it cannot be read."""
    try:
        kept = json.loads((folder / _NAME.format(section=section)).read_text(encoding="utf-8"))
        renewed, failing = kept["renewed_at"], kept["failing_since"]
        return Renewing(
            section=section,
            renewed_at=datetime.fromisoformat(renewed) if renewed else None,
            failing_since=datetime.fromisoformat(failing) if failing else None,
            why=str(kept["why"]),
            to_do=str(kept["to_do"]),
            may_pass=bool(kept["may_pass"]),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return Renewing(section=section)
