"""A service of the first version is upgraded and goes on: mail in, answers out, the digest, what is exported."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from intake import clock
from intake.commands.app import app
from intake.config_file import load
from intake.mailbox.opening import open_mailbox
from intake.round import programme as packs
from intake.service import open_service
from intake.staff.digest_run import queue_digest
from store.engine import open_store
from tests.intake.replay.story import form
from tests.servers.postgresql import Cluster
from tests.store import first_schema

ROOT = Path(__file__).parents[2]
AFTER = datetime(2014, 2, 12, 9, 0, tzinfo=UTC)

_CONFIG = """\
[service]
programme = "delivering-differently"
data = "data"
answer_from = 2014-01-07T00:00:00+00:00

[store]
url = "{url}"

[mailbox]
kind = "maildir"
address = "deliveringdifferently@cabinet-office.example"
path = "mailbox"

[outgoing]
kind = "maildir"
path = "outgoing"

[[staff]]
name = "Programme office"
email = "programme.office@cabinet-office.example"
roles = ["digest", "alarms", "decide"]
"""


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.server("postgresql"))])
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    """The folder of a service whose database the first version made."""
    for name in ("cur", "new", "tmp"):
        (tmp_path / "mailbox" / name).mkdir(parents=True)
    if request.param == "sqlite":
        _prepare(tmp_path, f"sqlite:///{tmp_path}/data/intake.db")
        yield tmp_path
    else:
        with Cluster() as cluster:
            _prepare(tmp_path, cluster.new_database())
            yield tmp_path


def _prepare(folder: Path, url: str) -> None:
    (folder / "config.toml").write_text(_CONFIG.format(url=url), encoding="utf-8")
    store = open_store(url)
    store.upgrade()
    first_schema.make(store)
    store.close()


def intake(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command on the service."""
    return subprocess.run(
        [sys.executable, "-m", "intake", *arguments, "--config", str(folder / "config.toml")],
        cwd=ROOT, env={**os.environ, "COLUMNS": "160"}, capture_output=True, text=True, check=False,
    )  # fmt: skip


def quick(folder: Path, *arguments: str, status: int = 0) -> str:
    """The same without a process of its own, where no fault is to be worded; what it printed."""
    done = CliRunner().invoke(app, [*arguments, "--config", str(folder / "config.toml")])
    assert done.exit_code == status, done.output
    return done.stdout


def test_service_of_the_first_version_goes_on_after_the_upgrade(folder: Path) -> None:
    told = intake(folder, "applications")
    assert (told.returncode, "older version" in told.stderr) == (1, True)
    assert "of an older version; the service upgrades it when it starts" in intake(folder, "check").stdout

    settings = load(folder / "config.toml")
    programme = packs.load("delivering-differently")
    name = "1391853600.M1P1.here"
    mail = folder / "mailbox" / "new" / name
    mail.write_bytes(form("Rutland County Council", "clerk@rutland.example"))
    os.utime(mail, (AFTER.timestamp() - 90_000, AFTER.timestamp() - 90_000))
    with clock.travel(AFTER), open_service(settings, programme) as service:
        mailbox = open_mailbox(settings.mailbox)
        assert service.fetch(mailbox).new == 1
        assert service.process() == 1
        service.settle(mailbox)
        mailbox.close()
        assert queue_digest(service.desk, settings, end=clock.now(), cause="digest-by-hand:after")
        assert service.send().sent == 2

    applications = json.loads(quick(folder, "applications", "--json"))
    before = [row["reference"] for row in first_schema.rows()["application"]]
    assert [item["reference"] for item in applications] == [*before, "DD-0018"]
    export = json.loads(quick(folder, "export", "--format", "json"))
    calderdale = next(item for item in export if item["reference"] == "DD-0001")
    first = {row["key"]: row["text"] for row in first_schema.rows()["answer"] if row["submission_id"] == 1}
    assert {key: answer["text"] for key, answer in calderdale["answers"].items()} == first
    audit = json.loads(quick(folder, "audit", "--json", status=1))  # the sample has no mail of its own
    assert (audit["history"]["broken"], audit["history"]["states"]) == (None, [])


def test_store_of_a_newer_version_is_left_alone(folder: Path) -> None:
    store = open_store(load(folder / "config.toml").store.url)
    store.upgrade()
    with store.begin() as session:
        session.connection().exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    store.close()
    for command in ("run", "applications"):
        done = intake(folder, command)
        assert (done.returncode, done.stdout) == (1, "")
        assert "newer version" in done.stderr
        assert "Traceback" not in done.stderr
