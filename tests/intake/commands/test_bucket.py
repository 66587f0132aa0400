"""A service whose raw archive is in a bucket: the pass, the check, the backup, and a store that goes away."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from intake.archiving import archive_of
from intake.config_file import load
from store.archive import Archive
from tests.intake.commands.test_commands import Desk, desk
from tests.servers.s3 import S3Server

__all__ = ["desk"]  # fixtures


@pytest.fixture
def server() -> Iterator[S3Server]:
    with S3Server() as running:
        yield running


@pytest.fixture
def place(desk: Desk, server: S3Server, monkeypatch: pytest.MonkeyPatch) -> str:
    """Where the archive of the desk's service is."""
    for name, value in server.environment().items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("store.s3_bucket._TRIES", 1)
    place = f"s3://{server.bucket()}/round"
    config = desk.folder / "config.toml"
    config.write_text(config.read_text().replace('data = "data"', f'data = "data"\narchive = "{place}"', 1))
    return place


def archive(desk: Desk) -> Archive:
    return archive_of(load(desk.folder / "config.toml"))


def waiting(desk: Desk) -> int:
    return sum(len(list((desk.folder / "mailbox" / part).iterdir())) for part in ("new", "cur"))


def test_a_pass_files_and_reads_mail_in_the_bucket(desk: Desk, place: str) -> None:
    desk.deliver("04-word-table.eml")
    desk.deliver("01-enquiry.eml")
    assert desk.run("poll").status == 0
    assert (len(list(archive(desk))), len(list(archive(desk).received())), waiting(desk)) == (2, 2, 0)
    assert len([deed for deed in archive(desk).done() if deed.sha256]) == 2
    assert not (desk.folder / "data" / "archive").exists()
    assert f"{place}/mail/" in desk.run("messages", "1").out
    assert "nothing is missing or damaged" in desk.run("audit").out


def test_check_tries_the_bucket(desk: Desk, place: str, server: S3Server, monkeypatch: pytest.MonkeyPatch) -> None:
    assert place in desk.run("check").out
    assert list(archive(desk)) == []
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:1")
    said = desk.run("check")
    assert said.status == 1
    assert "it does not answer" in said.out + said.err


def test_nothing_is_settled_while_the_bucket_is_away(
    desk: Desk, place: str, server: S3Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.deliver("04-word-table.eml")
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:1")
    said = desk.run("poll")
    assert said.status == 1
    assert "see AWS_ENDPOINT_URL_S3 and the network" in said.err
    assert waiting(desk) == 1
    assert desk.run("messages").out == "There is no mail yet.\n"
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", server.url)
    assert desk.run("poll").status == 0
    assert (waiting(desk), len(list(archive(desk)))) == (0, 1)


def test_a_backup_leaves_the_mail_where_it_is_and_looks_for_it(desk: Desk, place: str) -> None:
    desk.deliver("04-word-table.eml")
    desk.deliver("01-enquiry.eml")
    desk.run("poll")
    backup, data = desk.folder / "keep", desk.folder / "restored"
    said = desk.run("backup", str(backup))
    assert (said.status, said.err) == (0, "")
    digests = list(archive(desk))
    assert (backup / "archive" / "mails.txt").read_text().split() == digests
    assert not list((backup / "archive").rglob("*.eml"))
    told = desk.type("restore", str(backup), "--into", str(data))
    assert (told.status, "NOT SOUND" in told.out) == (0, False)
    archive(desk).remove(digests[0])
    assert f"Mail {digests[0]} is missing from the archive" in desk.run("backup", str(desk.folder / "later")).err
