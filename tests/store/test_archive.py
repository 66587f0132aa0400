"""What every archive promises, held against a folder and against a bucket of a real S3-compatible server."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol

import pytest

from store.archive import Archive
from store.archive_opening import open_archive
from store.deeds import Deed, DeedKind
from store.errors import ArchiveDamagedError
from store.journal import Arrival, JournalEntry
from store.lending import LARGE, LentFile
from tests.servers.s3 import S3Server
from tests.store.conftest import NOW

RAW = b"Subject: Our form\r\n\r\nAttached.\r\n"
DIGEST = sha256(RAW).hexdigest()
BIG = [bytes([number]) * 400_000 for number in range(5)]
BIG_DIGEST = sha256(b"".join(BIG)).hexdigest()


def arrival(uid: int = 1) -> Arrival:
    return Arrival(mailbox="INBOX", uidvalidity=7, uid=uid, internaldate=NOW - timedelta(minutes=1), filed_at=NOW)


class Place(Protocol):
    """Where an archive lies, for a test to look into it behind the archive's back."""

    def open(self) -> Archive: ...
    def overwrite(self, digest: str, data: bytes) -> None: ...
    def lose(self, digest: str) -> None: ...
    def stray(self, digest: str) -> None: ...
    def spoil_journal(self, line: bytes) -> None: ...


@dataclass(frozen=True)
class Folder:
    folder: Path

    def open(self) -> Archive:
        return open_archive(self.folder, spool=self.folder.parent / "spool")

    def overwrite(self, digest: str, data: bytes) -> None:
        Path(self.open().where(digest)).write_bytes(data)

    def lose(self, digest: str) -> None:
        Path(self.open().where(digest)).unlink()

    def stray(self, digest: str) -> None:
        Path(self.open().where(digest)).with_name("note.txt").write_text("")

    def spoil_journal(self, line: bytes) -> None:
        with (self.folder / "received.jsonl").open("ab") as file:
            file.write(line)


@dataclass(frozen=True)
class Bucket:
    client: Any
    name: str
    spool: Path

    def open(self) -> Archive:
        return open_archive(f"s3://{self.name}/round/one", spool=self.spool)

    def _key(self, digest: str) -> str:
        return self.open().where(digest).removeprefix(f"s3://{self.name}/")

    def overwrite(self, digest: str, data: bytes) -> None:
        self.client.put_object(Bucket=self.name, Key=self._key(digest), Body=data)

    def lose(self, digest: str) -> None:
        self.client.delete_object(Bucket=self.name, Key=self._key(digest))

    def stray(self, digest: str) -> None:
        key = self._key(digest).rpartition("/")[0] + "/note.txt"
        self.client.put_object(Bucket=self.name, Key=key, Body=b"")

    def spoil_journal(self, line: bytes) -> None:
        self.client.put_object(Bucket=self.name, Key="round/one/received/9999/12/31/last.jsonl", Body=line)


@pytest.fixture(scope="module")
def server() -> Iterator[S3Server]:
    with S3Server() as running:
        yield running


@pytest.fixture(params=["folder", "bucket", "bucket with versions"])
def place(request: pytest.FixtureRequest, tmp_path: Path, server: S3Server, monkeypatch: pytest.MonkeyPatch) -> Place:
    if request.param == "folder":
        return Folder(tmp_path / "archive")
    for name, value in server.environment().items():
        monkeypatch.setenv(name, value)
    name = server.bucket(versions="versions" in request.param)
    return Bucket(server.client(), name, tmp_path / "spool")


@pytest.fixture
def archive(place: Place) -> Archive:
    return place.open()


def test_put_keeps_the_bytes_under_their_digest(archive: Archive) -> None:
    assert archive.put(RAW) == DIGEST
    assert (archive.read(DIGEST), DIGEST in archive, "0" * 64 in archive) == (RAW, True, False)
    assert archive.where(DIGEST).endswith(f"/{DIGEST[:2]}/{DIGEST[2:4]}/{DIGEST}.eml")


def test_an_archive_that_is_not_there_yet_is_empty(archive: Archive) -> None:
    assert (list(archive), list(archive.received()), list(archive.done()), list(archive.verify())) == ([], [], [], [])
    assert (archive.sweep(), DIGEST in archive, archive.remove(DIGEST)) == (0, False, False)


def test_put_many_answers_in_order_and_keeps_a_mail_once(archive: Archive) -> None:
    digests = archive.put_many([b"b", b"a", b"b", b""])
    assert digests == [sha256(raw).hexdigest() for raw in (b"b", b"a", b"b", b"")]
    assert list(archive) == sorted(set(digests))


def test_put_many_of_nothing_is_nothing(archive: Archive) -> None:
    assert archive.put_many([]) == []


def test_put_many_refuses_arrivals_for_some_only(archive: Archive) -> None:
    with pytest.raises(ValueError, match="2 mails with 1 arrivals"):
        archive.put_many([b"a", b"b"], arrivals=[arrival()])
    assert list(archive) == []


def test_a_mail_in_pieces_is_kept_like_any_other(archive: Archive) -> None:
    kept = archive.put_pieces(iter(BIG), arrival=arrival())
    assert (kept.sha256, kept.size, kept.head) == (BIG_DIGEST, 2_000_000, b"\x00" * 262_144)
    assert archive.read(BIG_DIGEST) == b"".join(BIG)
    assert [(entry.sha256, entry.size) for entry in archive.received()] == [(BIG_DIGEST, None)]
    assert archive.put_pieces(iter(BIG)).sha256 == BIG_DIGEST
    assert (list(archive), list(archive.verify())) == ([BIG_DIGEST], [])


def test_a_mail_whose_pieces_break_off_is_not_kept(archive: Archive) -> None:
    def broken() -> Iterator[bytes]:
        yield from BIG
        raise ConnectionResetError("gone")

    with pytest.raises(ConnectionResetError):
        archive.put_pieces(broken(), arrival=arrival())
    assert (list(archive), list(archive.received()), list(archive.verify())) == ([], [], [])


def test_a_small_mail_is_lent_as_bytes_and_a_large_one_as_a_file_of_its_own(archive: Archive) -> None:
    archive.put(RAW)
    archive.put_pieces(iter(BIG))
    with archive.lend(DIGEST) as small:
        assert small == RAW
    with archive.lend(BIG_DIGEST) as lent:
        assert isinstance(lent, LentFile)
        assert (lent.sha256, lent.size, lent.size > LARGE) == (BIG_DIGEST, 2_000_000, True)
        path = Path(f"/proc/self/fd/{lent.descriptor}")
        assert path.read_bytes() == b"".join(BIG)
        path.write_bytes(b"whoever it is lent to may spoil it")
    assert archive.read(BIG_DIGEST) == b"".join(BIG)


@pytest.mark.parametrize("reading", ["read", "lend"])
@pytest.mark.parametrize("raw", [RAW, b"".join(BIG)], ids=["small", "large"])
def test_what_has_changed_or_is_missing_is_not_handed_over(place: Place, raw: bytes, reading: str) -> None:
    archive = place.open()
    digest = archive.put(raw)

    def take() -> None:
        if reading == "read":
            archive.read(digest)
        else:
            with archive.lend(digest):
                pass

    place.overwrite(digest, raw + b"!")
    with pytest.raises(ArchiveDamagedError, match="has changed"):
        take()
    place.lose(digest)
    with pytest.raises(ArchiveDamagedError, match="is missing"):
        take()


def test_the_journal_tells_where_each_mail_was_seen(archive: Archive) -> None:
    archive.put_many([RAW, b"x"], arrivals=[arrival(1), arrival(2)])
    archive.put(RAW, arrival=arrival(3))
    assert [(entry.sha256, entry.uid) for entry in archive.received()] == [
        (DIGEST, 1),
        (sha256(b"x").hexdigest(), 2),
        (DIGEST, 3),
    ]
    assert next(archive.received()) == JournalEntry.of(DIGEST, arrival(1))


def test_both_journals_keep_their_order(place: Place) -> None:
    archive = place.open()
    deeds = [Deed(kind=DeedKind.CHORES, at=NOW + timedelta(seconds=number)) for number in range(40)]
    for number in range(40):
        archive.put(b"%d" % number, arrival=arrival(number))
        archive.note_done([deeds[number]])
    archive.note_done([])
    assert [entry.uid for entry in place.open().received()] == list(range(40))
    assert list(place.open().done()) == deeds


@pytest.mark.parametrize("line", [b"{}\n", b"not json\n", b'{"sha256": 5}\n', b"[]\n"])
def test_a_wrong_line_in_the_journal_is_damage(place: Place, line: bytes) -> None:
    archive = place.open()
    archive.put(RAW, arrival=arrival(1))
    place.spoil_journal(line)
    with pytest.raises(ArchiveDamagedError, match=r"is not an entry|no entry"):
        list(archive.received())


@pytest.mark.parametrize("put", [lambda archive: archive.put(RAW), lambda archive: archive.put_pieces(iter([RAW]))])
def test_put_replaces_a_damaged_copy_and_tells_of_it(place: Place, put: Callable[[Archive], object]) -> None:
    archive = place.open()
    archive.put(RAW)
    place.overwrite(DIGEST, b"damaged")
    put(archive)
    assert (archive.read(DIGEST), list(archive)) == (RAW, [DIGEST])
    assert [damage.what for damage in archive.verify()] == ["was damaged and has been replaced"]


def test_verify_finds_everything_that_is_not_as_it_was_put(place: Place) -> None:
    archive = place.open()
    kept, changed, lost = archive.put_many([b"1", b"2", b"3"], arrivals=[arrival(uid) for uid in (1, 2, 3)])
    assert list(archive.verify()) == []
    place.overwrite(changed, b"!")
    place.lose(lost)
    place.stray(kept)
    assert sorted((damage.path.name, damage.what) for damage in archive.verify(erased=())) == sorted(
        [
            (f"{changed}.eml", "its content has changed"),
            (f"{lost}.eml", "is missing"),
            ("note.txt", "does not belong here"),
        ]
    )
    assert "is missing" not in [damage.what for damage in archive.verify(erased={lost})]


def test_remove_erases_one_mail_and_leaves_its_lines(archive: Archive) -> None:
    kept, gone = archive.put_many([b"one", b"two"], arrivals=[arrival(1), arrival(2)])
    assert (archive.remove(gone), archive.remove(gone)) == (True, False)
    assert (list(archive), len(list(archive.received()))) == ([kept], 2)
    assert [damage.what for damage in archive.verify()] == ["is missing"]
    assert list(archive.verify(erased={gone})) == []


def test_several_put_the_same_mails_at_once(place: Place) -> None:
    raws = [f"mail {number}".encode() for number in range(10)]

    def work(worker: int) -> None:
        arrivals = [arrival(worker * 100 + number) for number in range(10)]
        place.open().put_many(raws, arrivals=arrivals)

    threads = [threading.Thread(target=work, args=(worker,)) for worker in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    archive = place.open()
    assert (len(list(archive)), len(list(archive.received())), list(archive.verify())) == (10, 40, [])


def test_a_probe_leaves_nothing_behind(archive: Archive) -> None:
    archive.put(RAW)
    archive.probe()
    assert (list(archive), list(archive.received()), list(archive.verify())) == ([DIGEST], [], [])
