"""The archive in a folder keeps its promise through crashes, full disks and damage."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
import textwrap
import threading
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from store.archive_folder import FolderArchive
from store.errors import StoreFullError, StoreReadOnlyError, StoreUnreachableError
from store.journal import Arrival
from tests.store.conftest import NOW

RAW = b"Subject: Our form\r\n\r\nAttached.\r\n"
DIGEST = sha256(RAW).hexdigest()


def arrival(uid: int = 1) -> Arrival:
    return Arrival(
        mailbox="INBOX", uidvalidity=7, uid=uid, internaldate=NOW - timedelta(minutes=1), filed_at=NOW, size=None
    )


@pytest.fixture
def archive(tmp_path: Path) -> FolderArchive:
    return FolderArchive(tmp_path / "archive")


def _files(archive: FolderArchive) -> list[str]:
    return sorted(str(path.relative_to(archive.folder)) for path in archive.folder.rglob("*") if path.is_file())


def test_put_again_does_not_write_again(archive: FolderArchive) -> None:
    archive.put(RAW)
    before = archive.path(DIGEST).stat()
    archive.put(RAW)
    after = archive.path(DIGEST).stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_files_and_folders_are_closed_to_others(archive: FolderArchive) -> None:
    archive.put(RAW, arrival=arrival())
    assert {path.stat().st_mode & 0o077 for path in [archive.folder, *archive.folder.rglob("*")]} == {0}


def test_a_torn_last_line_is_passed_over_and_then_taken_away(archive: FolderArchive) -> None:
    archive.put(RAW, arrival=arrival(1))
    with (archive.folder / "received.jsonl").open("ab") as file:
        file.write(b'{"sha256": "half a li')
    assert [entry.uid for entry in archive.received()] == [1]
    archive.put(b"x", arrival=arrival(2))
    assert [entry.uid for entry in archive.received()] == [1, 2]
    lines = (archive.folder / "received.jsonl").read_text().splitlines()
    assert [json.loads(line)["uid"] for line in lines] == [1, 2]


def test_a_torn_line_longer_than_a_block_is_taken_away(archive: FolderArchive) -> None:
    archive.put(RAW, arrival=arrival(1))
    with (archive.folder / "received.jsonl").open("ab") as file:
        file.write(b"x" * 10_000)
    archive.put(b"x", arrival=arrival(2))
    assert [entry.uid for entry in archive.received()] == [1, 2]


def test_put_replaces_a_damaged_copy_and_keeps_it_aside(archive: FolderArchive) -> None:
    archive.put(RAW)
    archive.path(DIGEST).write_bytes(b"damaged")
    archive.put(RAW)
    assert archive.read(DIGEST) == RAW
    assert archive.path(DIGEST).with_suffix(".eml.damaged").read_bytes() == b"damaged"
    assert list(archive) == [DIGEST]


def test_sweep_removes_what_a_crash_left(archive: FolderArchive) -> None:
    assert archive.sweep() == 0
    archive.put(RAW)
    left = archive.folder / "tmp" / "left"
    left.write_text("half a mail")
    assert archive.sweep() == 0  # another machine may be writing it
    os.utime(left, (0, 0))
    assert (archive.sweep(), archive.sweep()) == (1, 0)
    assert archive.read(DIGEST) == RAW


@pytest.mark.parametrize(
    ("number", "error"),
    [
        (errno.ENOSPC, StoreFullError),
        (errno.EDQUOT, StoreFullError),
        (errno.EROFS, StoreReadOnlyError),
        (errno.EIO, StoreUnreachableError),
    ],
)
@pytest.mark.parametrize("step", ["fsync", "replace", "write", "mkdir"])
def test_a_fault_at_any_step_leaves_nothing_half(
    archive: FolderArchive, monkeypatch: pytest.MonkeyPatch, step: str, number: int, error: type[Exception]
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    targets = {
        "fsync": "os.fsync",
        "replace": "pathlib.Path.replace",
        "write": "os.write",
        "mkdir": "pathlib.Path.mkdir",
    }
    with monkeypatch.context() as patch:
        patch.setattr(targets[step], fail)
        with pytest.raises(error) as raised:
            archive.put(RAW, arrival=arrival())
    assert getattr(raised.value, "retryable", None) is True
    left = [name for name in _files(archive) if name != "received.jsonl"]
    assert left in ([], [f"{DIGEST[:2]}/{DIGEST[2:4]}/{DIGEST}.eml"])
    assert list(archive.received()) == []
    archive.put(RAW, arrival=arrival())
    assert (archive.read(DIGEST), len(list(archive.received())), list(archive.verify())) == (RAW, 1, [])


def test_a_disk_that_fills_up_in_the_journal_leaves_whole_lines(
    archive: FolderArchive, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.put(RAW, arrival=arrival(1))
    real = os.write
    halves = iter([lambda handle, data: real(handle, data[:20])])

    def write(handle: int, data: bytes) -> int:
        half = next(halves, None)
        if half is None:
            raise OSError(errno.ENOSPC, "full")
        return half(handle, data)

    with monkeypatch.context() as patch:
        patch.setattr("os.write", write)
        with pytest.raises(StoreFullError):
            archive.put(b"x", arrival=arrival(2))
    assert (archive.folder / "received.jsonl").read_bytes().count(b"\n") == 1
    assert (archive.folder / "received.jsonl").read_bytes().endswith(b"\n")


def test_several_put_the_same_mails_at_once(archive: FolderArchive) -> None:
    raws = [f"mail {number}".encode() for number in range(30)]

    def work(worker: int) -> None:
        arrivals = [arrival(worker * 100 + number) for number in range(30)]
        FolderArchive(archive.folder).put_many(raws, arrivals=arrivals)

    threads = [threading.Thread(target=work, args=(worker,)) for worker in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(list(archive)), len(list(archive.received())), list(archive.verify())) == (30, 120, [])


#: Runs a put in a process of its own that dies at the n-th call that touches the disk.
_CRASH = textwrap.dedent("""
    import os, sys, pathlib
    from datetime import UTC, datetime
    from store.archive_folder import FolderArchive
    from store.journal import Arrival

    folder, fatal = pathlib.Path(sys.argv[1]), int(sys.argv[2])
    calls = 0

    def counted(real, *, half=False):
        def call(*arguments, **options):
            global calls
            calls += 1
            if calls == fatal:
                if half:
                    real(arguments[0], arguments[1][: len(arguments[1]) // 2])
                os._exit(9)
            return real(*arguments, **options)
        return call

    for name in ("fsync", "mkdir", "rename", "replace", "ftruncate", "open"):
        setattr(os, name, counted(getattr(os, name)))
    os.write = counted(os.write, half=True)
    pathlib.Path.replace = counted(pathlib.Path.replace)
    now = datetime(2014, 2, 10, tzinfo=UTC)
    arrivals = [Arrival(mailbox="INBOX", uidvalidity=7, uid=uid, internaldate=now, filed_at=now) for uid in (1, 2)]
    FolderArchive(folder).put_many([b"first mail", b"second mail"], arrivals=arrivals)
    print("kept", flush=True)
    os._exit(0)
""")


def test_a_crash_at_any_step_loses_nothing_that_was_promised(tmp_path: Path) -> None:
    """SQLite's method: die at step 1, then 2, then 3, until a whole put runs without meeting it."""
    whole = {sha256(raw).hexdigest(): raw for raw in (b"first mail", b"second mail")}
    for fatal in range(1, 100):
        archive = FolderArchive(tmp_path / str(fatal))
        command = [sys.executable, "-c", _CRASH, str(archive.folder), str(fatal)]
        result = subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2])
        assert result.returncode in (0, 9), result.stderr
        found = {digest: archive.read(digest) for digest in archive}
        assert found.items() <= whole.items()
        for entry in archive.received():
            assert entry.sha256 in found
        if result.returncode == 0:
            assert (result.stdout, found, fatal > 15) == ("kept\n", whole, True)
            return
        for left in (archive.folder / "tmp").glob("*"):
            os.utime(left, (0, 0))
        archive.sweep()
        archive.put_many([b"first mail", b"second mail"], arrivals=[arrival(1), arrival(2)])
        assert {digest: archive.read(digest) for digest in archive} == whole
        assert list(archive.verify()) == []
        assert not list((archive.folder / "tmp").iterdir())
    pytest.fail("the put never ran through")


def test_a_share_that_is_not_mounted_is_told_and_its_mail_not_missing(tmp_path: Path) -> None:
    folder = tmp_path / "share" / "archive"
    archive = FolderArchive(folder, must_exist=True)
    for act in (
        lambda: archive.put(RAW, arrival=arrival()),
        lambda: archive.put_pieces(iter([RAW])),
        lambda: archive.read(DIGEST),
        lambda: archive.lend(DIGEST).__enter__(),
        lambda: DIGEST in archive,
        lambda: list(archive),
        lambda: list(archive.received()),
        lambda: archive.note_done([]),
        lambda: list(archive.done()),
        lambda: archive.remove(DIGEST),
        lambda: list(archive.verify()),
        archive.probe,
    ):
        with pytest.raises(StoreUnreachableError, match="is the share mounted"):
            act()
    assert not folder.exists()
    folder.mkdir(parents=True)
    assert archive.read(archive.put(RAW)) == RAW
