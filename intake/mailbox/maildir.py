"""A Maildir as a `Mailbox`: for trials without a server, and where the mail server delivers into a folder.

Both ``new`` and ``cur`` are read; nothing is renamed or flagged by reading. Other programs may add and remove files at
any time. Subfolders are those of Maildir++ (``.Processed`` beside ``cur``). INTERNALDATE is the file's time of
delivery (its modification time, to the second). UIDs are in `intake.mailbox.uidlist`.
"""

from __future__ import annotations

import os
import re
import time
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from intake.config import MaildirSettings
from intake.errors import MailboxError
from intake.logs import log
from intake.mailbox.names import mailbox_name
from intake.mailbox.pieces import NotInPiecesError, pieces_of_file
from intake.mailbox.source import Listed, Place, RawMessage, Settled
from intake.mailbox.uidlist import UidList, sync_folder
from intake.mailbox.waiting import Waiting

#: How often `wait` looks whether a file was added, in seconds.
LOOK_SECONDS = 0.25

#: A folder changed more recently than this, in nanoseconds, may change again without its time changing.
_CLOCK_GRAIN = 2_000_000_000

_PARTS = ("new", "cur")

#: What follows a file's lasting name: flags, which change.
_FLAGS = re.compile(r":[12],[^:]*\Z")


def open_maildir(settings: MaildirSettings, *, folder: str | None = None) -> MaildirMailbox:
    """Open the Maildir, or its subfolder ``folder``; MailboxError when there is none."""
    root = subfolder(settings.path, folder or "INBOX")
    if not root.is_dir():
        raise MailboxError(f"there is no Maildir at {root}; check path, or make the folder")
    return MaildirMailbox(root, settings, name=mailbox_name(settings, folder or "INBOX"))


def subfolder(path: Path, folder: str) -> Path:
    """Where a folder of the Maildir at ``path`` lies: ``Round/Held`` is ``.Round.Held``."""
    if folder.upper() == "INBOX":
        return path
    return path / ("." + folder.replace("/", "."))


class MaildirMailbox:
    """See `intake.mailbox.source.Mailbox`; made by `open_maildir`."""

    def __init__(self, root: Path, settings: MaildirSettings, *, name: str) -> None:
        self._root = root
        self._top = settings.path
        self._places = {Place.DONE: settings.done_folder, Place.HELD: settings.held_folder}
        self._waiting = Waiting()
        self._listed_at: tuple[int, ...] = ()  # the folder as it was last listed …
        self._paths: dict[int, str] = {}
        self.name = name
        self.unreadable: dict[int, str] = {}
        _make_parts(root)
        self._uids = UidList(root)
        self._told_of = self._stamp()  # … and as the last hint left it

    @property
    def uidvalidity(self) -> int:
        """Fixed when the folder was first opened."""
        return self._uids.uidvalidity

    def uids_after(self, uid: int) -> Sequence[int]:
        """Every UID greater than ``uid``, ascending."""
        self._look()
        return sorted(item for item in self._paths if item > uid)

    def sizes(self, uids: Sequence[int]) -> Sequence[Listed]:
        """Size of the file and its time of delivery, of those of ``uids`` that are still there, ascending."""
        self._look()
        listed = []
        for uid in sorted(set(uids)):
            path = self._paths.get(uid)
            if path is not None:
                with suppress(FileNotFoundError):
                    status = os.stat(path)  # noqa: PTH116 (asked for each of many files)
                    listed.append(Listed(uid=uid, size=status.st_size, internaldate=_instant(status)))
        return listed

    def fetch(self, uids: Sequence[int]) -> Iterator[RawMessage]:
        """The bytes of those of ``uids`` that are still there, ascending, one file at a time."""
        self._look()
        for uid in sorted(set(uids)):
            read = self._read(uid)
            if read is not None:
                raw, internaldate = read
                yield RawMessage(
                    mailbox=self.name, uidvalidity=self.uidvalidity, uid=uid, internaldate=internaldate, raw=raw
                )

    def pieces(self, uid: int) -> Iterator[bytes]:
        """The bytes of one large file."""
        self._look()
        path = self._find(uid)
        if path is None:
            raise NotInPiecesError
        yield from pieces_of_file(path)

    def header(self, uid: int) -> bytes | None:
        """The header block with the empty line that ends it, or None when the mail is gone."""
        path = self._find(uid)
        if path is None:
            return None
        lines = []
        with path.open("rb") as file:
            for line in file:
                lines.append(line)
                if not line.strip(b"\r\n"):
                    break
        return b"".join(lines)

    def settle(self, uids: Iterable[int], place: Place) -> dict[int, Settled]:
        """Move the files into the folder of ``place``; one answer for each of ``uids``."""
        wanted = sorted(set(uids))
        self._look()
        folder = self._folder_of(place)
        settled = {uid: self._move(uid, folder) for uid in wanted}
        if folder is not None and Settled.MOVED in settled.values():
            for part in _PARTS:
                sync_folder(folder / part)
                sync_folder(self._root / part)
            self._look(anew=True)  # a name that is free again may come back with another mail
        return settled

    def wait(self, seconds: float) -> bool:
        """Wait up to ``seconds``; True as soon as a file was added or removed since the last listing or hint."""
        until = time.monotonic() + seconds
        while (stamp := self._stamp()) == self._told_of and (left := until - time.monotonic()) > 0:
            if self._waiting.woken():
                return False
            self._waiting.sleep(min(left, LOOK_SECONDS))
        hint = stamp != self._told_of
        self._told_of = stamp
        return hint

    def interrupt(self) -> None:
        """Let a `wait` that is running, or the next one, return at once."""
        self._waiting.wake()

    def close(self) -> None:
        """Nothing is held but the sleeper's descriptors."""
        self._waiting.close()

    def _look(self, *, anew: bool = False) -> None:
        """See what is there now, and give UIDs to what is new, in order of delivery."""
        stamp = self._stamp()
        steady = max(stamp) < time.time_ns() - _CLOCK_GRAIN
        if stamp == self._listed_at and steady and not anew:
            return
        found: dict[str, str] = {}
        with _worded(self._root):
            for part in _PARTS:
                with os.scandir(self._root / part) as entries:
                    for entry in entries:
                        name = entry.name
                        if not name.startswith(".") and entry.is_file(follow_symlinks=False):
                            found.setdefault(_FLAGS.sub("", name) if ":" in name else name, entry.path)
        uids = self._uids.update(found)
        self._paths = {uids[name]: path for name, path in found.items() if name in uids}
        self._listed_at = self._told_of = stamp

    def _stamp(self) -> tuple[int, ...]:
        """Changes whenever a file is added to the folder or taken from it."""
        with _worded(self._root):
            return tuple((self._root / part).stat().st_mtime_ns for part in _PARTS)

    def _find(self, uid: int) -> Path | None:
        """Where the mail is now: another program may have changed its flags, and so its file's name, meanwhile."""
        path = self._paths.get(uid)
        if path is None or not os.path.exists(path):  # noqa: PTH110 (asked for each of many files)
            self._look(anew=True)
            path = self._paths.get(uid)
        return Path(path) if path is not None else None

    def _read(self, uid: int) -> tuple[bytes, datetime] | None:
        path = self._find(uid)
        if path is None:
            return None
        try:
            with path.open("rb") as file:
                before = os.fstat(file.fileno())
                raw = file.read()
                after = os.fstat(file.fileno())
        except FileNotFoundError:
            return None
        except OSError as error:
            self.unreadable[uid] = f"{path} cannot be read: {error.strerror}"
            return None
        if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns) or len(raw) != after.st_size:
            self.unreadable[uid] = f"{path} is still being written"  # by a program that does not use tmp
            return None
        self.unreadable.pop(uid, None)
        return raw, _instant(after)

    def _folder_of(self, place: Place) -> Path | None:
        """The folder mail of this place goes to, made if need be; None where it stays."""
        name = self._places[place]
        if not name:
            return None
        folder = subfolder(self._top, name)
        try:
            _make_parts(folder)
        except MailboxError:
            log.warning("folder-not-usable", place=place.value)
            return None
        return folder

    def _move(self, uid: int, folder: Path | None) -> Settled:
        path = self._find(uid)
        if path is None:
            return Settled.GONE
        if folder is None:
            return Settled.LEFT
        target = folder / path.parent.name / path.name
        if target.exists():
            target = target.with_name(f"{uuid.uuid4().hex}.{path.name}")
        try:
            path.rename(target)
        except FileNotFoundError:
            return Settled.GONE
        except OSError:
            log.warning("mail-not-moved", uid=uid)
            return Settled.LEFT
        return Settled.MOVED


def _make_parts(folder: Path) -> None:
    with _worded(folder):
        for part in ("tmp", *_PARTS):
            (folder / part).mkdir(parents=True, exist_ok=True)


def _instant(status: os.stat_result) -> datetime:
    return datetime.fromtimestamp(int(status.st_mtime), tz=UTC)


@contextmanager
def _worded(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise MailboxError(f"the Maildir at {folder} cannot be used: {error.strerror}; check who owns it") from error
