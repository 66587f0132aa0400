"""A round is replayed: equal but for what a person did; a lost store made anew; nothing sent and nothing erased."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from intake.commands.app import app
from intake.config_file import load as load_settings
from intake.letters.kinds import Kind
from intake.replay.comparing import Count, spoken
from intake.replay.errors import NotEmptyError, NothingArchivedError
from intake.replay.replaying import Replayed, replay
from intake.replay.sealed import SealedArchive
from intake.round import programme as packs
from store import message_list
from store.archive_folder import FolderArchive
from tests.intake.replay import story
from tests.intake.replay.story import HELD, PACK, Played, at, configured, form, opened, written

DD = packs.load(PACK)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The story, played once."""
    folder = tmp_path_factory.mktemp("replay") / "round"
    story.play(folder)
    return folder


@pytest.fixture
def played(told: Path, tmp_path: Path) -> Path:
    """A copy of the story for one test."""
    return Path(shutil.copytree(told, tmp_path / "round"))


def replayed(folder: Path, *, into: str = "") -> Replayed:
    return replay(load_settings(folder / "config.toml"), DD, into=into)


def lose(folder: Path) -> str:
    """The database is gone; its URL."""
    for path in (folder / "data").glob("intake.db*"):
        path.unlink()
    return f"sqlite:///{folder / 'data' / 'intake.db'}"


def sql(folder: Path, statement: str) -> None:
    """Somebody alters the database behind our back."""
    with sqlite3.connect(folder / "data" / "intake.db") as connection:
        connection.execute(statement)


def outgoing(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "outgoing" / "new").iterdir())


def rows(folder: Path, statement: str) -> list[Any]:
    with sqlite3.connect(folder / "data" / "intake.db") as connection:
        return connection.execute(statement).fetchall()


def test_round_is_equal_but_for_the_mail_that_a_person_had_read(played: Path) -> None:
    done = replayed(played)
    assert done.comparison is not None
    assert done.comparison.unexplained == ()
    assert done.comparison.counts == {
        "message": Count(9, 1, 0),
        "application": Count(4, 1, 0),
        "submission": Count(4, 1, 0),
        "answer": Count(112, 28, 0),
        "decision": Count(3, 1, 0),
        "order": Count(3, 0, 0),
        "batch": Count(0, 1, 0),
        "assignment": Count(3, 1, 0),
        "letter": Count(29, 3, 0),
    }
    assert [(entry.actor, spoken(entry)) for entry in done.comparison.by_hand] == [
        ("pat (command line)", f"message {HELD}: held → pending"),
        ("Ruth Alder, by pat (command line)", "assignment 1: assigned, and 3 more"),
    ]
    assert {item.entry for item in done.comparison.differences} == {1}
    assert (done.mails, done.into, done.remarks) == (10, "", ())


def test_replay_sends_nothing_and_leaves_archive_and_store_as_they_were(played: Path) -> None:
    def state() -> dict[str, bytes]:
        files = [path for path in played.rglob("*") if path.is_file() and not path.name.endswith(("-wal", "-shm"))]
        return {str(path.relative_to(played)): path.read_bytes() for path in files}

    before = state()
    replayed(played)
    assert state() == before


def test_difference_that_nobody_entered_is_unexplained(played: Path) -> None:
    sql(
        played, "UPDATE application SET contact_address = 'thief@elsewhere.example' WHERE authority_name LIKE 'Torbay%'"
    )
    comparison = replayed(played).comparison
    assert comparison is not None
    (found,) = comparison.unexplained
    assert (found.kind, [change.name for change in found.changes]) == ("application", ["contact"])
    assert found.changes[0].live == "Mary-Ann Llŷr <thief@elsewhere.example>"
    assert found.changes[0].replayed == "Mary-Ann Llŷr <clerk@torbay.example>"


def test_mail_that_is_missing_in_the_archive_is_told(played: Path) -> None:
    archive = FolderArchive(played / "data" / "archive")
    (sha256,) = [row[0] for row in rows(played, "SELECT sha256 FROM inbound_message WHERE subject LIKE '%Torbay%'")]
    archive.path(sha256).unlink()
    comparison = replayed(played).comparison
    assert comparison is not None
    found = next(item for item in comparison.unexplained if item.kind == "message")
    assert {change.name: (change.live, change.replayed) for change in found.changes}["rule"] == (
        "form",
        "reading-stopped",
    )


def test_archive_without_the_journal_of_what_was_done_is_replayed_by_the_clock(tmp_path: Path) -> None:
    folder = tmp_path / "round"
    configured(folder)
    with opened(folder) as round_:
        incomplete = form("Plymouth City Council", "clerk@plymouth.example", without="01632 960067")
        round_.delivers(incomplete, at=at(3, 10))
        round_.delivers(form("Torbay Council", "clerk@torbay.example"), at=at(4, 10))
        _every_hour(round_, at(4, 11), at(8, 10))
        round_.delivers(form("Salford City Council", "clerk@salford.example"), at=at(8, 10))
    (folder / "data" / "archive" / "done.jsonl").unlink()
    comparison = replayed(folder).comparison
    assert comparison is not None
    assert comparison.unexplained == ()
    assert comparison.counts["letter"].equal == 8  # three receipts, a reminder, four digests


def _every_hour(round_: Played, start: datetime, end: datetime) -> None:
    moment = start
    while moment < end:
        round_.passes(at=moment)
        moment += timedelta(hours=1)


def test_lost_store_is_made_anew_and_sends_nothing_twice(played: Path) -> None:
    before = outgoing(played)
    url = lose(played)
    done = replayed(played, into=url)
    assert (done.comparison, done.into, done.letters) == (None, url, {"sent": 29})
    assert [(item.message, item.reference) for item in done.again] == [(HELD, "DD-0004")]
    with opened(played) as round_:
        round_.passes(at=at(11, 12, 30))
        assert outgoing(played) == before
        assert Counter(item.status.value for item in round_.letters()) == {"sent": 29}


def test_store_made_anew_keeps_the_threads_and_the_numbers(played: Path) -> None:
    case = "SELECT reference FROM application WHERE authority_name LIKE 'Salford%'"
    (reference,) = rows(played, case)[0]
    with opened(played) as round_:
        receipt = round_.receipt("clerk@salford.example")
    replayed(played, into=lose(played))
    assert rows(played, case) == [(reference,)]
    with opened(played) as round_:
        answer = written(
            "clerk@salford.example",
            "Thank you",
            "Thank you.",
            answers=receipt.message_id,
            message_id="thanks@s.example",
        )
        round_.delivers(answer, at=at(12, 9))
        with round_.service.store.reading() as session:
            last = message_list.listing(session)[-1]
    assert (last.rule, last.application) == ("thread", reference)


def test_letter_without_a_copy_is_unknown_until_somebody_settles_it(played: Path) -> None:
    shutil.rmtree(played / "outgoing")
    (played / "outgoing").mkdir()
    done = replayed(played, into=lose(played))
    # Two receipts were answered, so they were sent; nothing shows it of the others.
    assert done.letters == {"sent": 2, "unknown": 27}
    sent = rows(played, "SELECT DISTINCT kind FROM outgoing_mail WHERE status = 'sent'")
    assert sorted(kind for (kind,) in sent) == [Kind.RECEIPT]
    with opened(played) as round_:
        round_.passes(at=at(11, 13))
    assert not (played / "outgoing" / "new").exists()


def test_replay_into_a_store_with_something_in_it_is_refused(played: Path) -> None:
    with pytest.raises(NotEmptyError, match="name one that is empty"):
        replayed(played, into=f"sqlite:///{played / 'data' / 'intake.db'}")


def test_replay_of_an_empty_archive_says_so(tmp_path: Path) -> None:
    configured(tmp_path / "round")
    with pytest.raises(NothingArchivedError):
        replayed(tmp_path / "round")


def test_sealed_archive_erases_and_notes_nothing(tmp_path: Path) -> None:
    archive = FolderArchive(tmp_path)
    digest = archive.put(b"Subject: Our form\r\n\r\n")
    sealed = SealedArchive(archive)
    assert (sealed.remove(digest), digest in archive, sealed.remove("0" * 64)) == (True, True, False)
    with pytest.raises(PermissionError):
        sealed.put(b"Subject: Another\r\n\r\n")


def test_command_says_in_words_and_in_json_what_was_found(played: Path) -> None:
    config = ["--config", str(played / "config.toml")]
    words = CliRunner().invoke(app, ["replay", *config])
    assert words.exit_code == 0
    assert (
        "10 mails replayed. The archive leads to what the records say, but for what was entered by hand."
        in words.output
    )
    data = json.loads(CliRunner().invoke(app, ["replay", *config, "--json"]).stdout)
    assert (data["mails"], data["compared"], data["equal"]) == (10, True, True)
    assert data["counts"]["message"] == {"equal": 9, "explained": 1, "different": 0}
    assert [item["what"] for item in data["by_hand"]] == [
        f"message {HELD}: held → pending",
        "assignment 1: assigned, and 3 more",
    ]
    sql(played, "UPDATE application SET contact_name = 'Nobody' WHERE authority_name LIKE 'Torbay%'")
    assert CliRunner().invoke(app, ["replay", *config]).exit_code == 1
