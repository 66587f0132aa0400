"""The disks and the certificates that the service stands on, and what of them is a fault."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from intake.config import OutMaildirSettings, Settings, SmtpSettings, StoreSettings
from intake.config_file import load
from intake.daemon.surroundings import Certificates, Room, certificate_faults, disk_faults, rooms, status_of
from tests.intake.office import Office
from tests.servers.smtp import SmtpServer

EXAMPLE = Path(__file__).parents[3] / "config.example.toml"
NOW = datetime(2014, 2, 10, 12, 0, tzinfo=UTC)
GB = 1_000_000_000
DISK = Room(what="the data folder", folder=Path("/srv/intake"), free=2 * GB, total=100 * GB, files_total=1_000_000)
DISK = replace(DISK, files_free=900_000)


def _settings(folder: Path, outgoing: SmtpSettings | OutMaildirSettings | None = None) -> Settings:
    settings = load(EXAMPLE)
    service = settings.service.model_copy(update={"data": folder})
    store = StoreSettings(url=f"sqlite:///{folder}/intake.db")
    return settings.model_copy(update={"service": service, "store": store, "outgoing": outgoing or settings.outgoing})


@pytest.mark.parametrize(
    ("disk", "told"),
    [
        (DISK, []),
        (replace(DISK, free=GB), []),
        (replace(DISK, free=GB - 1), ["the disk of the data folder (/srv/intake) has 1000.0 MB left"]),
        (replace(DISK, free=60_000_000, total=500_000_000), []),
        (
            replace(DISK, free=40_000_000, total=500_000_000),
            ["the disk of the data folder (/srv/intake) has 40.0 MB left"],
        ),
        (
            replace(DISK, files_free=9_999),
            ["the disk of the data folder (/srv/intake) has room for 9,999 more files only"],
        ),
        (replace(DISK, files_free=0, files_total=0), []),
    ],
)
def test_disk_is_a_fault_when_little_is_left_of_it(disk: Room, told: list[str]) -> None:
    assert [fault.what for fault in disk_faults([disk], least=GB)] == told


def test_several_full_disks_are_one_fault() -> None:
    full = replace(DISK, free=0)
    other = replace(full, what="temporary files", folder=Path("/tmp"))
    (fault,) = disk_faults([full, DISK, other], least=GB)
    assert (fault.name, fault.what) == (
        "disk-low",
        "the disk of the data folder (/srv/intake) has 0 bytes left and temporary files (/tmp) has 0 bytes left",
    )


def test_folders_on_one_disk_are_one_room(tmp_path: Path) -> None:
    (room,) = rooms(_settings(tmp_path))
    assert (room.what, room.folder) == ("the data folder", tmp_path)
    assert room.total == shutil.disk_usage(tmp_path).total


def test_status_tells_of_a_disk_that_has_less_room_than_configured(office: Office) -> None:
    settings = _settings(office.folder)
    greedy = settings.service.model_copy(update={"disk_free_mb": 10**12})
    with office.store.reading() as session:
        names = [fault.name for fault in status_of(session, settings, at=NOW).faults]
        # A tenth of the disk is the most that is asked for, and this one may have that.
        asked = status_of(session, settings.model_copy(update={"service": greedy}), at=NOW)
        low = [fault.name for fault in asked.faults]
    usage = shutil.disk_usage(office.folder)
    assert names == ["mailbox-never-read"]
    assert low == ["mailbox-never-read", *(["disk-low"] if usage.free < usage.total / 10 else [])]


@pytest.mark.parametrize(
    ("left", "told"),
    [
        (timedelta(days=14), []),
        (timedelta(days=13, hours=23), ["the certificate of imap.office.example:993 ends on 24 February 2014"]),
        (timedelta(hours=-1), ["the certificate of imap.office.example:993 ended on 10 February 2014"]),
    ],
)
def test_certificate_is_a_fault_two_weeks_before_it_ends(left: timedelta, told: list[str]) -> None:
    found = certificate_faults({"imap.office.example:993": NOW + left}, now=NOW)
    assert [fault.what for fault in found] == told


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_certificate_is_seen_without_logging_in(tmp_path: Path, security: str) -> None:
    with SmtpServer(tls=security == "tls", starttls=security == "starttls", users={"a": "b"}) as server:
        settings = _settings(
            tmp_path,
            SmtpSettings.model_validate(
                {"host": "localhost", "port": server.port, "security": security, "ca_file": server.ca_file}
            ),
        )
        mailbox = settings.mailbox.model_copy(update={"host": "localhost", "port": 1, "timeout_seconds": 1})
        seen = Certificates(settings.model_copy(update={"mailbox": mailbox}))
        seen.look()
    assert list(seen.ends) == [f"localhost:{server.port}"]
    (end,) = seen.ends.values()
    assert timedelta(days=89) < end - datetime.now(UTC) < timedelta(days=90)  # what a test certificate is made for
    assert not seen.known  # the IMAP server could not be asked


def test_server_without_tls_has_no_certificate(tmp_path: Path) -> None:
    with SmtpServer() as server:
        seen = Certificates(
            _settings(tmp_path, SmtpSettings(host="127.0.0.1", port=server.port, security="none", auth="none"))
        )
        seen.look()
    assert seen.ends == {}
