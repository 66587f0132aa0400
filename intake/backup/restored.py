"""That a service was made of a backup, and when: a mark in the data folder that keeps it from saying things twice.

What came before the restoration may have been answered by the service that was lost, and letters may have left that its
books of then do not have. So mail received before is recorded and not answered (`Correspondent.answers`), and a letter
is looked for among our own copies before it is sent (`intake.letters.dispatch`).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from intake.errors import IntakeError

#: The mark's name in the data folder.
MARK = "restored"
#: How long after a restoration each letter is looked for before it is sent.
LOOK_FOR = timedelta(days=60)


def restored_at(data: Path) -> datetime | None:
    """When the service of this data folder was made of a backup (aware); None where it never was.

    Raises:
        IntakeError: the mark is there but cannot be read.
    """
    path = data / MARK
    try:
        return datetime.fromisoformat(path.read_text(encoding="ascii").strip())
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as fault:
        raise IntakeError(f"{path} cannot be read: it should hold the instant of the restoration") from fault


def mark(data: Path, *, at: datetime) -> None:
    """Leave the mark."""
    path = data / MARK
    path.touch(mode=0o600)
    path.write_text(f"{at.isoformat()}\n", encoding="ascii")
