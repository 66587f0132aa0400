"""That poller and workers are of one version and share one data folder: written down by the poller, compared by all.

The poller makes the work queue's tables when there are none, upgrades them when its library is newer, and writes down
what it is: the version of the service, of the queue, the pack it runs, and the mark of the shared data folder. A worker
that is anything else does nothing: two versions would read and answer by two sets of rules.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

import psycopg
from procrastinate.schema import SchemaManager

from intake.backup.restored import restored_at
from intake.round.programme import Programme
from intake.work.connecting import connect, translated
from intake.work.errors import OtherVersionError, QueueMissingError, SharedFolderError
from store.errors import SchemaNewerError, SchemaOlderError

#: The file in the data folder that tells it from any other: a number drawn once.
MARK = "service.id"

_TABLE = """
CREATE TABLE IF NOT EXISTS intake_work (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    service text NOT NULL, queue text NOT NULL, pack text NOT NULL, folder text NOT NULL,
    written_at timestamptz NOT NULL
)
"""
_WRITE = """
INSERT INTO intake_work (service, queue, pack, folder, written_at) VALUES (%s, %s, %s, %s, now())
ON CONFLICT (one) DO UPDATE SET
    service = excluded.service, queue = excluded.queue, pack = excluded.pack,
    folder = excluded.folder, written_at = excluded.written_at
"""
_READ = "SELECT service, queue, pack, folder, (SELECT version_num FROM alembic_version) FROM intake_work"


@dataclass(frozen=True, slots=True, kw_only=True)
class Versions:
    """What one process is: versions of service and queue, the digest of its pack, the mark of its data folder."""

    service: str
    queue: str
    pack: str
    folder: str


def own(programme: Programme, data: Path) -> Versions:
    """What this process is; the folder's mark is "" where it has none."""
    return Versions(
        service=version("eoi-intake"), queue=version("procrastinate"), pack=_pack(programme.folders), folder=_mark(data)
    )


def prepare(url: str, programme: Programme, data: Path) -> None:
    """Make the queue, or upgrade it, and write down what this process is. Only for the one poller.

    Raises:
        OtherVersionError: the queue was made by a newer library than is installed here.
        SharedFolderError: the data folder is not the one that the books know.
        StoreUnreachableError: the database is away; nothing was changed.
    """
    mine = own(programme, data)
    with connect(url, what="poller") as connection, translated(), connection.transaction():
        connection.execute(_TABLE)
        row = connection.execute(_READ).fetchone()
        known = str(row[3]) if row else ""
        if known and known != mine.folder and not (mine.folder == "" and _restored_since(connection, data)):
            raise SharedFolderError(_folder_message(data, mine.folder))
        _prepare_queue(connection, before=str(row[1]) if row else "", now=mine.queue)
        mark = mine.folder or _draw_mark(data)
        connection.execute(_WRITE, [mine.service, mine.queue, mine.pack, mark])


def compare(driver: Any, mine: Versions, *, schema: str, data: Path) -> None:
    """Make sure that this process is what the poller wrote down, over a connection of the store or of our own.

    ``schema`` is the migration that this process knows the database to be at.

    Raises:
        QueueMissingError: no poller was ever here.
        OtherVersionError, SchemaNewerError, SchemaOlderError, SharedFolderError: it is not; the message says in what.
    """
    try:
        row = driver.execute(_READ).fetchone()
    except psycopg.errors.UndefinedTable as fault:
        raise QueueMissingError from fault
    if row is None:
        raise QueueMissingError
    service, queue, pack, folder, revision = row
    if schema and revision != schema:
        raise (SchemaNewerError if revision > schema else SchemaOlderError)(
            "it was changed while this process ran; start it again with the version that the service runs"
        )
    for what, here, there in (("intake", mine.service, service), ("procrastinate", mine.queue, queue)):
        if here != there:
            raise OtherVersionError(
                f"this is {what} {here}, and the service on this database runs {what} {there}: "
                "install the same version on every machine, the poller's first, and start the workers again"
            )
    if mine.pack != pack:
        raise OtherVersionError(
            "the programme pack on this machine differs from the one the service runs: "
            "copy the same pack to every machine, and start everything again"
        )
    here = _mark(data)
    if here != folder:
        raise SharedFolderError(_folder_message(data, here))


def _restored_since(connection: psycopg.Connection, data: Path) -> bool:
    """Whether this folder was made of a backup after the books learnt of the one before."""
    at = restored_at(data)
    row = connection.execute("SELECT written_at FROM intake_work").fetchone()
    return at is not None and row is not None and at > row[0]


def _folder_message(data: Path, here: str) -> str:
    what = "is another service's" if here else f"is not there, or has no {MARK}"
    return (
        f"the shared data folder {data} {what}: see that it is mounted on this machine "
        "([service] data; docs/scaling.md). Nothing is done until it is back"
    )


def _mark(data: Path) -> str:
    try:
        return (data / MARK).read_text(encoding="ascii").strip()
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except (OSError, UnicodeDecodeError) as fault:
        raise SharedFolderError(f"{data / MARK} cannot be read: {fault}") from fault


def _draw_mark(data: Path) -> str:
    mark = secrets.token_hex(16)
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    (data / MARK).write_text(f"{mark}\n", encoding="ascii")
    return mark


@cache
def _pack(folders: tuple[Path, ...]) -> str:
    """A digest of every file of a pack, by name and content."""
    whole = sha256()
    for folder in folders:
        for path in sorted(path for path in folder.rglob("*") if path.is_file() and _counts(path)):
            whole.update(f"{path.relative_to(folder)}\0{sha256(path.read_bytes()).hexdigest()}\n".encode())
    return whole.hexdigest()


def _counts(path: Path) -> bool:
    return path.suffix != ".pyc" and "demo" not in path.parts


def _prepare_queue(connection: psycopg.Connection, *, before: str, now: str) -> None:
    """The queue's tables as the installed library wants them."""
    there = connection.execute("SELECT to_regclass('procrastinate_jobs')").fetchone()
    if there is None or there[0] is None:
        connection.execute(SchemaManager.get_schema())
        return
    if before and _numbers(before) > _numbers(now):
        raise OtherVersionError(
            f"the work queue was made by procrastinate {before}, and {now} is installed here: install {before} or newer"
        )
    folder = files("procrastinate.sql") / "migrations"
    for name in sorted(item.name for item in folder.iterdir() if item.name.endswith(".sql")):
        if before and _numbers(before) < _numbers(name.partition("_")[0]) <= _numbers(now):
            connection.execute((folder / name).read_text(encoding="utf-8"))


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(".") if part.isdigit())
