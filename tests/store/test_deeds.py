"""The journal of what was done: in order, whole lines only, and never in the way of the archive."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from store.archive_folder import FolderArchive
from store.deeds import Deed, DeedKind, Deeds
from store.errors import StoreUnreachableError
from tests.store.conftest import NOW

CONCLUDED = Deed(
    kind=DeedKind.CONCLUDED, at=NOW, sha256="ab" * 32, reference="DD-0001", numbers={"message": 7, "order": 2}
)
CHORES = Deed(kind=DeedKind.CHORES, at=NOW + timedelta(minutes=1), cause="reminders")
GIVEN = Deed(
    kind=DeedKind.GIVEN,
    at=NOW,
    given=(("DD-0001", "tess@lga.example", 1), ("DD-0002", "tess@lga.example", 2)),
    actor="pat",
)
DIGEST = Deed(kind=DeedKind.DIGEST, at=NOW + timedelta(hours=1), cause="digest:2014-02-03", until=NOW)


def test_deeds_come_back_in_order_as_they_were_noted(tmp_path: Path) -> None:
    archive = FolderArchive(tmp_path / "archive")
    assert list(archive.done()) == []
    archive.note_done([CONCLUDED, CHORES])
    archive.note_done([])
    archive.note_done([DIGEST, GIVEN])
    assert list(archive.done()) == [CONCLUDED, CHORES, DIGEST, GIVEN]
    assert list(archive.verify()) == []


def test_deed_that_a_crash_tore_is_left_out_and_the_next_stands_on_a_line_of_its_own(tmp_path: Path) -> None:
    deeds = Deeds(tmp_path / "done.jsonl")
    deeds.append([CONCLUDED])
    with deeds.path.open("ab") as file:
        file.write(CHORES.line()[:20])
    deeds.append([DIGEST])
    assert list(deeds.entries()) == [CONCLUDED, DIGEST]


def test_deed_of_a_kind_that_later_code_knows_is_left_out(tmp_path: Path) -> None:
    deeds = Deeds(tmp_path / "done.jsonl")
    deeds.append([CONCLUDED])
    with deeds.path.open("ab") as file:
        file.write(b'{"kind": "sung", "at": "2014-02-03T10:00:00+00:00"}\n[]\n')
    assert list(deeds.entries()) == [CONCLUDED]


def test_deed_says_nothing_that_is_not_to_be_said() -> None:
    assert CHORES.line() == b'{"kind": "chores", "at": "2014-02-10T17:00:59+00:00", "cause": "reminders"}\n'


def test_deeds_are_closed_to_others(tmp_path: Path) -> None:
    deeds = Deeds(tmp_path / "archive" / "done.jsonl")
    deeds.append([CONCLUDED])
    assert (deeds.path.stat().st_mode & 0o777, deeds.path.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_deed_that_cannot_be_written_is_a_fault_of_the_store(tmp_path: Path) -> None:
    archive = FolderArchive(tmp_path / "archive")
    (tmp_path / "archive" / "done.jsonl").mkdir(parents=True)
    with pytest.raises(StoreUnreachableError):
        archive.note_done([CONCLUDED])
