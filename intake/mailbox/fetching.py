"""Sizes, headers and bytes of mail in the folder that is selected: asked for in bounded pieces, checked, never flagged.

A mail that the server fails on, lies about or breaks off at does not keep the others from being read: it is named in
`Fetching.unreadable`, with the reason. What is in an answer is read by `intake.mailbox.answers`. Sections named are of
RFC 3501.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from intake import clock
from intake.errors import MailboxError
from intake.logs import log
from intake.mailbox.answers import instant_in
from intake.mailbox.link import Link
from intake.mailbox.pieces import PIECE, NotInPiecesError
from intake.mailbox.source import Listed, RawMessage
from intake.mailbox.suspects import Key, Suspects

#: UIDs named in one FETCH of sizes: a command line under the 8,192 octets that RFC 7162 (section 4) advises.
SIZES_AT_ONCE = 500

#: One FETCH of bytes asks for at most this many mails, and this many bytes unless a single mail is larger.
MAILS_AT_ONCE = 20
BYTES_AT_ONCE = 20_000_000

_WHOLE_MAIL = ["RFC822.SIZE", "INTERNALDATE", "BODY.PEEK[]"]


class Fetching:
    """What is asked about mail over one connection; ``name`` and ``uidvalidity`` are those of the folder.

    ``unreadable`` names UIDs whose bytes the server would not give, and why.
    """

    def __init__(self, link: Link, *, name: str, uidvalidity: int, suspects: Suspects) -> None:
        self._link, self._name, self._uidvalidity, self._suspects = link, name, uidvalidity, suspects
        self._known_sizes: dict[int, int] = {}
        self.unreadable: dict[int, str] = {}

    def sizes(self, uids: Sequence[int]) -> Sequence[Listed]:
        """See `Mailbox.sizes`."""
        wanted = sorted(set(uids))
        if wanted:
            with self._link.talking() as client:
                client.noop()  # 7.4.1: a server may go on listing what is gone until it may say so
        plain, alone = self._by_suspicion(wanted)
        asked = [plain[start : start + SIZES_AT_ONCE] for start in range(0, len(plain), SIZES_AT_ONCE)]
        asked += [[uid] for uid in alone]
        listed = sorted((item for uids in asked for item in self._sizes(uids)), key=lambda item: item.uid)
        self._known_sizes.update((item.uid, item.size) for item in listed)
        return listed

    def fetch(self, uids: Sequence[int]) -> Iterator[RawMessage]:
        """See `Mailbox.fetch`. Mails that ended a connection before come last, each alone."""
        wanted = sorted(set(uids))
        unknown = [uid for uid in wanted if uid not in self._known_sizes]
        if unknown:
            self.sizes(unknown)
        plain, alone = self._by_suspicion([uid for uid in wanted if uid in self._known_sizes])
        for batch in [*self._batches(plain), *([uid] for uid in alone)]:
            yield from self._fetch_batch(batch)

    def pieces(self, uid: int) -> Iterator[bytes]:
        """See `Mailbox.pieces`. The last piece is the one that is shorter than was asked for (6.4.5)."""
        if uid not in self._known_sizes:
            self.sizes([uid])
        promised = self._known_sizes.get(uid, 0)
        position, last = 0, PIECE
        while last == PIECE:
            answer = self._ask([uid], [f"BODY.PEEK[]<{position}.{PIECE}>"], room=2 * PIECE)
            piece = answer.get(uid, {}).get(f"BODY[]<{position}>".encode("ascii"))
            if not isinstance(piece, bytes):
                raise NotInPiecesError(f"UID {uid} at {position}: no bytes")
            position, last = position + len(piece), len(piece)
            if last > PIECE or position > promised:
                raise NotInPiecesError(f"UID {uid}: more bytes than were promised or asked for")
            yield piece
        if position != promised:
            raise NotInPiecesError(f"UID {uid}: {position} bytes of {promised}")
        self._known_sizes.pop(uid, None)
        self.unreadable.pop(uid, None)
        self._suspects.cleared(self._key(uid))

    def header(self, uid: int) -> bytes | None:
        """See `Mailbox.header`."""
        answer = self._ask([uid], ["BODY.PEEK[HEADER]"])
        header = answer.get(uid, {}).get(b"BODY[HEADER]")
        if uid in answer and not isinstance(header, bytes):
            self._note_unreadable([uid])
        return header if isinstance(header, bytes) else None

    def _key(self, uid: int) -> Key:
        return self._name, self._uidvalidity, uid

    def _by_suspicion(self, uids: list[int]) -> tuple[list[int], list[int]]:
        """The UIDs to be asked for together, and those alone, the worst last; those put aside are `unreadable`."""
        suspected = {uid: self._suspects.aside(self._key(uid)) for uid in uids if self._suspects.alone(self._key(uid))}
        self.unreadable.update((uid, reason) for uid, reason in suspected.items() if reason)
        alone = [uid for uid, reason in suspected.items() if not reason]
        alone.sort(key=lambda uid: self._suspects.ends(self._key(uid)))
        return [uid for uid in uids if uid not in suspected], alone

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
            with self._link.talking() as client, client.room_for(room):
                answer = dict(client.fetch_mails(uids, items))
        except MailboxError as error:
            if self._link.lost:
                self._suspects.ended([self._key(uid) for uid in uids], str(error))
                raise
            if len(uids) == 1:
                self.unreadable[uids[0]] = str(error)
                return {}
            middle = len(uids) // 2
            return self._ask(uids[:middle], items, room=room) | self._ask(uids[middle:], items, room=room)
        return answer

    def _fetch_batch(self, batch: list[int]) -> list[RawMessage]:
        promised = {uid: self._known_sizes.pop(uid) for uid in batch}
        answer = self._ask(batch, _WHOLE_MAIL, room=2 * sum(promised.values()))
        given = {uid: items for uid in batch if isinstance((items := answer.get(uid, {})).get(b"BODY[]"), bytes)}
        if len(given) < len(batch):
            self._note_unreadable([uid for uid in batch if uid not in given and uid not in self.unreadable])
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
        self.unreadable[uid] = (
            f"{self._link.where}: the server says this mail has {promised} bytes, gave {len(raw)} of them, "
            "and then something else"
        )
        return False

    def _note_unreadable(self, uids: list[int]) -> None:
        """Mails without bytes in the answer: those that another client removed just now, and those that are broken."""
        for item in self.sizes(uids):
            self.unreadable[item.uid] = f"{self._link.where}: the server has this mail but gives no bytes of it"

    def _message(self, uid: int, items: Mapping[bytes, Any]) -> RawMessage:
        self.unreadable.pop(uid, None)
        self._suspects.cleared(self._key(uid))
        return RawMessage(
            mailbox=self._name,
            uidvalidity=self._uidvalidity,
            uid=uid,
            internaldate=instant_in(items) or clock.now(),
            raw=items[b"BODY[]"],
        )
