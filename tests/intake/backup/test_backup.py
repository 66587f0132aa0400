"""Backups of a service in use, and services made of them: whole, verified, and nothing is said twice."""

from __future__ import annotations

import io
import json
import os
import shutil
import tarfile
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from email import message_from_bytes
from pathlib import Path

import pytest

from intake import clock
from intake.commands.options import programme_of
from intake.config_file import load
from intake.daemon.lock import only_one
from intake.mailbox.opening import open_mailbox
from intake.service import one_pass, open_service
from store import letters
from store.engine import open_store
from tests.corpus.demo import FOLDER as DEMO
from tests.intake.commands.test_commands import NOW, Desk, after_a_pass, read
from tests.store.conftest import Cluster, cluster

__all__ = ["after_a_pass", "cluster", "read"]  # fixtures

FORMS = ("05-flat-pdf.eml", "07-word-stacked.eml", "08-word-beneath.eml", "09-word-controls.eml", "13-annexes.eml")


@dataclass(frozen=True, slots=True)
class Round:
    """A service in a folder, whose passes can be run and whose letters can be looked at."""

    folder: Path

    def passes(self, *, hours: float = 0) -> None:
        settings = load(self.folder / "config.toml")
        with (
            clock.travel(NOW + timedelta(hours=hours)),
            only_one(settings.data),
            open_service(settings, programme_of(settings)) as service,
        ):
            service.recover(at_start=True)
            one_pass(service)

    def deliver(self, name: str) -> None:
        path = self.folder / "mailbox" / "new" / f"{name}.test"
        path.write_bytes((DEMO / name).read_bytes())
        os.utime(path, (NOW.timestamp() - 30, NOW.timestamp() - 30))

    def moves_back(self) -> None:
        """All mail that was done with lies in the folder that is read again."""
        for place in ("Processed", "Held"):
            for path in (self.folder / "mailbox" / f".{place}").glob("[nc]*/*"):
                path.rename(self.folder / "mailbox" / "new" / path.name.partition(":")[0])

    def sent(self) -> Counter[str]:
        """What was sent: recipient and subject → how often."""
        mails = [message_from_bytes(path.read_bytes()) for path in (self.folder / "outgoing" / "new").iterdir()]
        return Counter(f"{mail['To']} {mail['Subject']}" for mail in mails)

    def statuses(self) -> Counter[str]:
        store = open_store(load(self.folder / "config.toml").store.url)
        with store.reading() as session:
            found = Counter(item.status.value for item in letters.listing(session))
        store.close()
        return found

    def uses(self, data: Path) -> None:
        """The configuration names a restored folder."""
        text = (self.folder / "config.toml").read_text()
        text = text.replace('data = "data"', f'data = "{data}"')
        text = text.replace('url = "sqlite:///data/intake.db"', f'url = "sqlite:///{data}/intake.db"')
        (self.folder / "config.toml").write_text(text)


@pytest.mark.parametrize("name", ["backup", "backup.tar"])
def test_service_made_of_a_backup_is_sound_and_says_nothing_twice(read: Desk, name: str) -> None:
    round_, backup, data = Round(read.folder), read.folder / "keep" / name, read.folder / "restored"
    round_.deliver(FORMS[0])
    settings = load(read.folder / "config.toml")
    with clock.travel(NOW), open_service(settings, programme_of(settings)) as service:
        # A pass that stops before it sends: the receipt waits in the outbox as the backup is made.
        mailbox = open_mailbox(settings.mailbox)
        service.fetch(mailbox)
        service.process()
        mailbox.close()
    assert round_.statuses()["queued"] == 1
    said = read.run("backup", str(backup))
    assert (said.status, said.err) == (0, "")
    assert said.out.startswith(f"{backup}: 3 mails, ")

    round_.passes()
    round_.deliver(FORMS[1])
    round_.passes(hours=1)
    before = round_.sent()
    assert set(before.values()) == {1}
    cases = [item["authority"]["code"] for item in read.run("applications", "--json").json]

    told = read.type("restore", str(backup), "--into", str(data))
    assert (told.status, told.err) == (0, "")
    assert "1 letter that waited may have left since" in told.out
    assert "its history and archive are sound" in told.out
    round_.uses(data)
    assert read.run("audit").status == 0
    assert round_.statuses()["unknown"] == 1

    round_.moves_back()
    round_.passes(hours=2)
    assert round_.sent() == before
    # What waited is found among the copies; what came since the backup is recorded, and not answered.
    assert round_.statuses() == Counter(sent=3)
    assert read.run("audit").status == 0
    messages = read.run("messages", "--json").json
    assert sorted({item["status"] for item in messages}) == ["processed"]
    assert [item["authority"]["code"] for item in read.run("applications", "--json").json] == cases


def test_backups_made_while_passes_run_are_sound(read: Desk) -> None:
    round_, stop, failures = Round(read.folder), threading.Event(), []
    folder = read.folder

    def work() -> None:
        try:
            for hour, name in enumerate(FORMS):
                round_.deliver(name)
                round_.passes(hours=hour)
        except Exception as fault:  # noqa: BLE001 - told by the assertion below
            failures.append(fault)
        finally:
            stop.set()

    worker = threading.Thread(target=work)
    worker.start()
    made: list[Path] = []
    while not stop.is_set() or len(made) < 2:
        made.append(folder / "keep" / f"{len(made)}")
        assert read.run("backup", str(made[-1])).status == 0
    worker.join()
    assert failures == []
    config = (folder / "config.toml").read_text()
    sent = round_.sent()
    for number in sorted({0, len(made) // 2, len(made) - 1}):
        data = folder / f"restored-{number}"
        assert read.type("restore", str(made[number]), "--into", str(data)).status == 0
        (folder / "config.toml").write_text(config)
        round_.uses(data)
        assert read.run("audit").status == 0
        round_.moves_back()
        round_.passes(hours=10)
        assert round_.sent() == sent
        assert read.run("audit").status == 0


def test_backup_is_closed_to_others_and_holds_key_and_journals(read: Desk) -> None:
    backup = read.folder / "keep"
    assert read.run("backup", str(backup), "--json").json["remarks"] == []
    modes = {path.relative_to(backup).as_posix(): path.stat().st_mode & 0o777 for path in backup.rglob("*")}
    assert {mode for name, mode in modes.items() if (backup / name).is_file()} == {0o600}
    assert {mode for name, mode in modes.items() if (backup / name).is_dir()} | {backup.stat().st_mode & 0o777} == {
        0o700
    }
    names = {name for name in modes if "/" not in name or name.endswith(".jsonl")}
    assert names == {
        "manifest.json",
        "intake.db",
        "codes.key",
        "config.toml",
        "archive",
        "archive/received.jsonl",
        "archive/done.jsonl",
    }
    assert (backup / "codes.key").read_bytes() == (read.folder / "data" / "codes.key").read_bytes()
    listed = json.loads((backup / "manifest.json").read_text())
    assert (listed["database"], listed["programme"]) == ("sqlite", "delivering-differently")
    assert listed["schema"] != ""


def _changed(backup: Path) -> str:
    path = next((backup / "archive").rglob("*.eml"))
    path.unlink()
    path.write_bytes(b"something else")
    return f"{path.relative_to(backup).as_posix()} is not as it was written"


def _missing(backup: Path) -> str:
    (backup / "codes.key").unlink()
    return "codes.key is missing from the backup"


def _added(backup: Path) -> str:
    (backup / "more").write_text("")
    return "more does not belong to the backup"


def _unlisted(backup: Path) -> str:
    (backup / "manifest.json").unlink()
    return f"{backup} is not a backup: it has no manifest.json"


def _outside(backup: Path) -> str:
    path = backup / "manifest.json"
    path.write_text(path.read_text().replace('"codes.key"', '"../codes.key"'))
    return "manifest.json names a file outside the backup: ../codes.key"


def _newer(backup: Path) -> str:
    path = backup / "manifest.json"
    path.write_text(path.read_text().replace('"form": 1', '"form": 2').replace('"version": "', '"version": "9.'))
    return f"the backup was made by a newer version ({json.loads(path.read_text())['version']})"


@pytest.mark.parametrize("harm", [_changed, _missing, _added, _unlisted, _outside, _newer])
def test_damaged_backup_is_refused_and_leaves_nothing(read: Desk, harm: Callable[[Path], str]) -> None:
    backup, data = read.folder / "keep", read.folder / "restored"
    assert read.run("backup", str(backup)).status == 0
    expected = harm(backup)
    said = read.type("restore", str(backup), "--into", str(data))
    assert (said.status, said.out) == (1, "")
    assert said.err.startswith(expected)
    assert not data.exists()


def test_damaged_tar_is_refused_whatever_was_done_to_it(read: Desk) -> None:
    backup, data = read.folder / "keep.tar", read.folder / "restored"
    assert read.run("backup", str(backup)).status == 0
    whole = backup.read_bytes()
    place = whole.index(b"codes.key", whole.index(b"config.toml")) + 512  # the first byte of the key
    for harmed in (whole[: len(whole) // 2], whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :], b"no tar"):
        backup.write_bytes(harmed)
        said = read.type("restore", str(backup), "--into", str(data))
        assert said.status == 1
        assert "BackupDamagedError" not in said.err
        assert not data.exists()


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.CHRTYPE])
def test_tar_with_anything_but_files_is_refused(read: Desk, kind: bytes) -> None:
    folder, backup = read.folder / "keep", read.folder / "keep.tar"
    assert read.run("backup", str(folder)).status == 0
    with tarfile.open(backup, "w") as packed:
        packed.add(folder / "manifest.json", "manifest.json")
        member = tarfile.TarInfo("codes.key")
        member.type, member.linkname = kind, "/etc/passwd"
        packed.addfile(member, io.BytesIO())
    said = read.type("restore", str(backup), "--into", str(read.folder / "restored"))
    assert (said.status, said.err) == (1, f"{backup} holds something that is no file\n")
    assert not (read.folder / "restored").exists()


def test_restore_overwrites_nothing(read: Desk) -> None:
    backup = read.folder / "keep"
    assert read.run("backup", str(backup)).status == 0
    said = read.type("restore", str(backup), "--into", str(read.folder / "data"))
    assert (said.status, said.err) == (
        1,
        f"{read.folder / 'data'} is not empty; name a new folder, nothing is overwritten\n",
    )
    with only_one(read.folder / "data"):
        running = read.type("restore", str(backup), "--into", str(read.folder / "data"))
    assert running.status == 1
    assert running.err.startswith(f"another intake service (process {os.getpid()}) is already running")
    again = read.run("backup", str(backup))
    assert (again.status, again.err) == (1, f"{backup} is there already; give each backup a name of its own\n")


def test_interrupted_backup_is_never_taken_for_one(read: Desk) -> None:
    backup = read.folder / "keep"
    (read.folder / ".keep.partial").mkdir()
    said = read.run("backup", str(backup))
    assert said.status == 1
    assert "a backup is being made, or was interrupted" in said.err
    assert not backup.exists()


def test_backup_tells_of_a_mail_that_is_missing(read: Desk) -> None:
    path = next((read.folder / "data" / "archive").rglob("*.eml"))
    path.unlink()
    said = read.run("backup", str(read.folder / "keep"))
    assert (said.status, said.err) == (
        0,
        f"Mail {path.stem} is missing from the archive; `intake audit` says which it is.\n",
    )
    told = read.type("restore", str(read.folder / "keep"), "--into", str(read.folder / "restored"))
    assert told.status == 1
    assert "NOT SOUND" in told.out


def test_new_numbers_go_on_behind_a_gap(read: Desk) -> None:
    backup, data = read.folder / "keep", read.folder / "restored"
    read.run("backup", str(backup))
    read.type("restore", str(backup), "--into", str(data))
    round_ = Round(read.folder)
    round_.uses(data)
    round_.deliver(FORMS[0])
    round_.passes(hours=1)
    assert [item["id"] for item in read.run("messages", "--json").json] == [1, 2, 10_003]


def test_pack_of_ones_own_goes_along(read: Desk) -> None:
    shutil.copytree(Path("templates/delivering-differently"), read.folder / "packs" / "delivering-differently")
    config = read.folder / "config.toml"
    config.write_text(config.read_text().replace('"delivering-differently"', '"packs/delivering-differently"'))
    assert read.run("backup", str(read.folder / "keep")).status == 0
    assert (read.folder / "keep" / "pack" / "programme.toml").is_file()


@pytest.mark.server("postgresql")
def test_service_on_postgresql_is_backed_up_and_restored(read: Desk, cluster: Cluster) -> None:
    config, backup = read.folder / "config.toml", read.folder / "keep.tar"
    text = config.read_text()
    config.write_text(text.replace("sqlite:///data/intake.db", cluster.new_database()))
    round_ = Round(read.folder)
    round_.moves_back()
    shutil.rmtree(read.folder / "data" / "archive")
    round_.passes()
    sent = round_.sent()
    assert read.run("backup", str(backup)).status == 0
    cluster.run("createdb", "-h", str(cluster.folder), "-U", "tester", "-T", "template0", "again")
    url, data = cluster.url("again"), read.folder / "restored"
    without = read.type("restore", str(backup), "--into", str(data))
    assert without.err.startswith("the backup is of PostgreSQL; name an empty database with --url")
    assert read.type("restore", str(backup), "--into", str(data), "--url", url).status == 0
    assert sorted(path.name for path in data.iterdir()) == ["archive", "codes.key", "config.toml", "restored"]
    config.write_text(text.replace("sqlite:///data/intake.db", url).replace('data = "data"', f'data = "{data}"'))
    assert read.run("audit").status == 0
    round_.moves_back()
    round_.passes(hours=1)
    assert round_.sent() == sent
    other = read.folder / "other"
    taken = read.type("restore", str(backup), "--into", str(other), "--url", url)
    assert taken.err == "there are records in that database already; name an empty one with --url\n"
    assert not any(other.iterdir())
