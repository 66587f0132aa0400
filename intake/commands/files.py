"""What commands write where they were told: a file or folder that cannot be written is a sentence, not a crash."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from intake.errors import IntakeError


@contextmanager
def writing(target: Path) -> Iterator[None]:
    """Where ``target`` is written.

    Raises:
        IntakeError: it cannot be; says where and why.
    """
    try:
        yield
    except OSError as fault:
        raise IntakeError(f"{target} cannot be written: {fault.strerror or fault}") from None
