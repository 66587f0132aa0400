"""One service on one data folder."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from intake.daemon.lock import only_one
from intake.errors import AlreadyRunningError, DataFolderError


def test_second_is_told_who_holds_it_and_what_to_do(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with only_one(folder), pytest.raises(AlreadyRunningError) as refused, only_one(folder):
        pass
    assert str(refused.value) == (
        f"another intake service (process {os.getpid()}) is already running on {folder}; "
        "stop it first, or give this one another [service] data folder"
    )


def test_lock_is_free_again_afterwards_also_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), only_one(tmp_path):
        raise RuntimeError
    with only_one(tmp_path):
        pass


def test_lock_left_by_a_dead_process_does_not_hold(tmp_path: Path) -> None:
    (tmp_path / "intake.lock").write_text("4194304999", encoding="utf-8")
    with only_one(tmp_path):
        assert (tmp_path / "intake.lock").read_text(encoding="utf-8") == str(os.getpid())


def test_two_folders_are_two_services(tmp_path: Path) -> None:
    with only_one(tmp_path / "a"), only_one(tmp_path / "b"):
        pass


def test_data_folder_that_is_a_file_is_told_with_where_it_is_set(tmp_path: Path) -> None:
    path = tmp_path / "var"
    path.touch()
    told = r"var: it is no folder; see \[service\] data in the configuration"
    with pytest.raises(DataFolderError, match=told), only_one(path):
        pass
