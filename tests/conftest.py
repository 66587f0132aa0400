"""What every test shares: no stop-watch, and servers that may be missing on a laptop and must not be in CI."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import settings

from intake import clock

# A slow moment of the machine is no defect; time is measured in the benchmark.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

#: Where `.ci/servers` puts servers that cannot be installed beside another.
UNPACKED = Path(__file__).parents[1] / ".servers"

#: Server → how to tell whether this machine has it. PostgreSQL's programs are not on the path on Debian.
SERVERS: dict[str, Callable[[], object]] = {
    "courier": lambda: (UNPACKED / "courier" / ".complete").exists(),
    "cyrus": lambda: (UNPACKED / "cyrus" / ".complete").exists(),
    "bubblewrap": lambda: shutil.which("bwrap"),
    "dovecot": lambda: shutil.which("dovecot") or shutil.which("dovecot", path="/usr/sbin"),
    "libreoffice": lambda: shutil.which("soffice"),
    # LibreOffice is packaged in parts: one machine may have it for texts and not for spreadsheets.
    "libreoffice-calc": lambda: (Path(shutil.which("soffice") or "/").resolve().parent / "libsclo.so").exists(),
    "postgresql": lambda: next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))), None),
    "systemd": lambda: shutil.which("systemd-analyze"),
    "tesseract": lambda: shutil.which("tesseract"),
}


@pytest.fixture(scope="module", autouse=True)
def _clock_left_as_found() -> Iterator[None]:
    """A module that leaves the service's clock set back or on is told, and not the next one that looks at it."""
    yield
    away = clock.now() - datetime.now(UTC)
    assert abs(away) < timedelta(seconds=5), f"the service's clock was left {away} off by a test of this module"


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test whose server is missing, saying so; in CI a missing server is a failure."""
    for mark in item.iter_markers("server"):
        for name in mark.args:
            if SERVERS[name]():
                continue
            message = f"needs {name}, which is not installed on this machine"
            if os.environ.get("CI"):
                pytest.fail(message)
            pytest.skip(message)
