"""A folder on an IMAP server as a `Mailbox`.

Lists by UID, fetches with BODY.PEEK[] in batches, waits with IDLE. It keeps no books, decides nothing and sets no flag
by reading. Logging in is in `intake.mailbox.connection`, moving mail away in `intake.mailbox.settling`. Sections named
are of RFC 3501.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from imapclient.exceptions import IMAPClientAbortError, IMAPClientError, IMAPClientReadOnlyError

from intake import clock
from intake.access.token import AccessToken
from intake.config import ImapSettings
from intake.errors import MailboxError
from intake.logs import log
from intake.mailbox.answers import instant_in, size_in
from intake.mailbox.bounded import BoundedClient
from intake.mailbox.connection import connect, hang_up, where_of
from intake.mailbox.faults import Where, translated
from intake.mailbox.folders import Folders
from intake.mailbox.idling import idle
from intake.mailbox.names import mailbox_name
from intake.mailbox.settling import Settling
from intake.mailbox.source import Listed, Place, RawMessage, Settled
from intake.mailbox.suspects import Key, Suspects
from intake.mailbox.waiting import Waiting

#: UIDs named in one FETCH of sizes: a command line under the 8,192 octets that RFC 7162 (section 4) advises.
SIZES_AT_ONCE = 500

#: One FETCH of bytes asks for at most this many mails, and this many bytes unless a single mail is larger.
MAILS_AT_ONCE = 20
BYTES_AT_ONCE = 20_000_000

_WHOLE_MAIL = ["RFC822.SIZE", "INTERNALDATE", "BODY.PEEK[]"]


def open_imap(
    settings: ImapSettings,
    *,
    folder: str | None = None,
    token: AccessToken | None = None,
    suspects: Suspects | None = None,
) -> ImapMailbox:
    """Connect, log in and select ``folder`` (the configured one unless named).

    ``token`` and ``suspects`` carry a kept access token, and what is known of mails that end connections, from one
    connection to the next. Raises as `intake.mailbox.connection.connect` does, and MailboxError when the folder cannot
    be opened.
    """
    client = connect(settings, token=token)
    try:
        return ImapMailbox(client, settings, folder=folder or settings.folder, suspects=suspects or Suspects())
    except BaseException:
        hang_up(client, seconds=1)
        raise


class ImapMailbox:
    """See `intake.mailbox.source.Mailbox`; made by `open_imap`."""

    def __init__(self, client: BoundedClient, settings: ImapSettings, *, folder: str, suspects: Suspects) -> None:
        self._client = client
        self._where = where_of(settings)
        self._lost = False
        self._idle = settings.idle
        self._waiting = Waiting()
        self._suspects = suspects
        self._known_sizes: dict[int, int] = {}
        self._unreadable: dict[int, str] = {}
        self.name = mailbox_name(settings, folder)
        with translated(self._where):
            folders = Folders(client)
            selected, writable = _select(client, folders.full_name(folder), folder, self._where)
            self.uidvalidity = _uidvalidity(selected)
            self._see_numbering(client)
            names = {Place.DONE: settings.done_folder, Place.HELD: settings.held_folder}
            self._settling = Settling(client, folders, names, writable=writable)

    @property
    def unreadable(self) -> Mapping[int, str]:
        """UIDs whose bytes the server would not give, and why."""
        return dict(self._unreadable)

    def uids_after(self, uid: int) -> Sequence[int]:
        """Every UID greater than ``uid``, ascending."""
        with self._talking() as client:
            client.noop()  # 5.2: a server may tell of new mail only when asked
            found = client.search_uids(f"UID {uid + 1}:*")
        # "n:*" is the last mail too where n is past it (6.4.8).
        return sorted({item for item in found if item > uid})

    def sizes(self, uids: Sequence[int]) -> Sequence[Listed]:
        """Size and INTERNALDATE of those of ``uids`` that are still there, ascending."""
        wanted = sorted(set(uids))
        if wanted:
            with self._talking() as client:
                client.noop()  # 7.4.1: a server may go on listing what is gone until it may say so
        plain, alone = self._by_suspicion(wanted)
        asked = [*_chunks(plain, SIZES_AT_ONCE), *([uid] for uid in alone)]
        listed = sorted((item for chunk in asked for item in self._sizes(chunk)), key=lambda item: item.uid)
        self._known_sizes.update((item.uid, item.size) for item in listed)
        return listed

    def fetch(self, uids: Sequence[int]) -> Iterator[RawMessage]:
        """The bytes of those of ``uids`` that are still there, ascending, in batches, without setting a flag.

        Mails that ended a connection before come last, each alone.
        """
        wanted = sorted(set(uids))
        unknown = [uid for uid in wanted if uid not in self._known_sizes]
        if unknown:
            self.sizes(unknown)
        plain, alone = self._by_suspicion([uid for uid in wanted if uid in self._known_sizes])
        for batch in [*self._batches(plain), *([uid] for uid in alone)]:
            yield from self._fetch_batch(batch)

    def header(self, uid: int) -> bytes | None:
        """The header block alone, or None when the mail is gone."""
        answer = self._ask([uid], ["BODY.PEEK[HEADER]"])
        header = answer.get(uid, {}).get(b"BODY[HEADER]")
        if uid in answer and not isinstance(header, bytes):
            self._note_unreadable([uid])
        return header if isinstance(header, bytes) else None

    def settle(self, uids: Iterable[int], place: Place) -> dict[int, Settled]:
        """Move mail out of the way by what the server can do; one answer for each of ``uids``."""
        with self._talking():
            return self._settling.settle(sorted(set(uids)), place)

    def wait(self, seconds: float) -> bool:
        """Wait up to ``seconds``, in IDLE where the server has it; True when it tells of new mail."""
        with self._talking() as client:
            if self._idle and client.has_capability("IDLE"):
                return idle(client, self._waiting, seconds)
        self._waiting.sleep(seconds)
        self._waiting.woken()
        return False

    def interrupt(self) -> None:
        """Let a `wait` that is running, or the next one, return at once."""
        self._waiting.wake()

    def close(self) -> None:
        """Log out; never raises."""
        if not self._lost:
            self._lost = True
            hang_up(self._client)
            self._waiting.close()

    @contextmanager
    def _talking(self) -> Iterator[BoundedClient]:
        """The connection; any fault but a plain NO makes it useless, because answers may be out of step."""
        if self._lost:
            raise MailboxError(f"{self._where}: the connection is closed; open the mailbox again")
        try:
            with translated(self._where):
                yield self._client
                self._see_numbering(self._client)
        except BaseException as error:
            if not _is_plain_no(error):
                self._lost = True
                hang_up(self._client, seconds=1)
                self._waiting.close()
            raise

    def _see_numbering(self, client: BoundedClient) -> None:
        """A UID means another mail once UIDVALIDITY changes: what was read so far must not be filed under it."""
        if len(client.uidvalidities) > 1:
            raise MailboxError(
                f"{self._where}: the server numbered the mail of the folder anew while it was read; it is opened again"
            )

    def _key(self, uid: int) -> Key:
        return self.name, self.uidvalidity, uid

    def _by_suspicion(self, uids: list[int]) -> tuple[list[int], list[int]]:
        """The UIDs to be asked for together, and those to be asked for alone; those put aside are `unreadable`."""
        suspected = [uid for uid in uids if self._suspects.alone(self._key(uid))]
        for uid in suspected:
            if reason := self._suspects.aside(self._key(uid)):
                self._unreadable[uid] = reason
        return [uid for uid in uids if uid not in suspected], [uid for uid in suspected if uid not in self._unreadable]

    def _batches(self, uids: Sequence[int]) -> Iterator[list[int]]:
        batch: list[int] = []
        total = 0
        for uid in uids:
            size = self._known_sizes[uid]
            if batch and (len(batch) == MAILS_AT_ONCE or total + size > BYTES_AT_ONCE):
                yield batch
                batch, total = [], 0
            batch.append(uid)
            total += size
        if batch:
            yield batch

    def _sizes(self, uids: list[int]) -> list[Listed]:
        answer = self._ask(uids, ["RFC822.SIZE", "INTERNALDATE"])
        return [
            Listed(uid=uid, size=size, internaldate=instant_in(items) or clock.now())
            for uid, items in sorted(answer.items())
            if (size := items.get(b"RFC822.SIZE")) is not None  # an unasked-for FETCH of flags is no answer (7.4.2)
        ]

    def _ask(self, uids: list[int], items: list[str], *, room: int = 0) -> dict[int, Mapping[bytes, Any]]:
        """FETCH. A server that fails on one mail may answer NO for all of them: then each half is asked for alone.

        ``room`` is how many bytes of mail the answer may have.
        """
        try:
            with self._talking() as client, client.room_for(room):
                answer = dict(client.fetch_mails(uids, items))
                for item in answer.values():
                    size_in(item)
        except MailboxError as error:
            if self._lost:
                self._suspects.ended([self._key(uid) for uid in uids], str(error))
                raise
            if len(uids) == 1:
                self._unreadable[uids[0]] = str(error)
                return {}
            middle = len(uids) // 2
            return self._ask(uids[:middle], items, room=room) | self._ask(uids[middle:], items, room=room)
        return answer

    def _fetch_batch(self, batch: list[int]) -> list[RawMessage]:
        promised = {uid: self._known_sizes.pop(uid) for uid in batch}
        answer = self._ask(batch, _WHOLE_MAIL, room=2 * sum(promised.values()))
        given = {uid: items for uid in batch if isinstance((items := answer.get(uid, {})).get(b"BODY[]"), bytes)}
        self._note_unreadable([uid for uid in batch if b"BODY[]" in answer.get(uid, {}) and uid not in given])
        whole = [uid for uid, items in given.items() if self._is_whole(uid, items, promised[uid])]
        return [self._message(uid, given[uid]) for uid in whole]

    def _is_whole(self, uid: int, items: Mapping[bytes, Any], promised: int) -> bool:
        """Whether these are the bytes of the mail and not a part of them.

        A literal comes complete or not at all, so fewer bytes than RFC822.SIZE says are the server's doing. There are
        servers that only guess at sizes: what they give twice is what they have.
        """
        raw: bytes = items[b"BODY[]"]
        if len(raw) == promised:
            return True
        log.info("mail-size-differs", uid=uid, size=len(raw))
        if len(raw) > promised or self._ask([uid], _WHOLE_MAIL, room=2 * promised).get(uid, {}).get(b"BODY[]") == raw:
            return True
        self._unreadable[uid] = f"{self._where}: the server gives less of this mail than it says, not always the same"
        return False

    def _note_unreadable(self, uids: list[int]) -> None:
        """Mails answered with NIL for bytes: those that another client removed just now, and those that are broken."""
        for item in self.sizes(uids):
            self._unreadable[item.uid] = f"{self._where}: the server has this mail but gives no bytes of it"

    def _message(self, uid: int, items: Mapping[bytes, Any]) -> RawMessage:
        self._unreadable.pop(uid, None)
        self._suspects.cleared(self._key(uid))
        return RawMessage(
            mailbox=self.name,
            uidvalidity=self.uidvalidity,
            uid=uid,
            internaldate=instant_in(items) or clock.now(),
            raw=items[b"BODY[]"],
        )


def _select(client: BoundedClient, full_name: str, folder: str, where: Where) -> tuple[Mapping[bytes, Any], bool]:
    """SELECT, or EXAMINE where the server only allows reading; (answer, whether mail can be moved away)."""
    try:
        return client.select_folder(full_name), True
    except IMAPClientReadOnlyError:
        return client.select_folder(full_name, readonly=True), False
    except IMAPClientAbortError:
        raise
    except IMAPClientError as error:
        raise MailboxError(
            f"{where}: the folder {folder} cannot be opened ({where.quote(error)}); check folder and junk_folder"
        ) from error


def _uidvalidity(selected: Mapping[bytes, Any]) -> int:
    """UIDVALIDITY; 0 where the server gives none that can be one, and so promises nothing about its UIDs (2.3.1.1)."""
    value = int(selected.get(b"UIDVALIDITY", 0))
    return value if 0 < value < 2**32 else 0


def _is_plain_no(error: BaseException) -> bool:
    """Whether the server answered NO or BAD to one command and all is in step still."""
    cause = error.__cause__
    return isinstance(cause, IMAPClientError) and not isinstance(cause, IMAPClientAbortError)


def _chunks(uids: Sequence[int], size: int) -> Iterator[list[int]]:
    for start in range(0, len(uids), size):
        yield list(uids[start : start + size])
