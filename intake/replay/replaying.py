"""The replay: a store made anew from the raw archive and its journals alone, and compared with the one in use.

From the store in use nothing is taken over but which letters left. Where it is lost, our own copies of letters say so,
and the new store can take its place.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from intake import clock
from intake.archiving import archive_of
from intake.config import Settings
from intake.daemon.lock import only_one
from intake.furnishing import KEY_FILE, desk_of
from intake.replay.comparing import Comparison, compare
from intake.replay.copies import copies_of
from intake.replay.errors import NotEmptyError, NothingArchivedError
from intake.replay.rebuild import Rebuild
from intake.replay.sealed import SealedArchive
from intake.replay.timeline import Giving, Timeline, timeline
from intake.round.programme import Programme
from intake.sandbox import Sandbox
from parsers.limits import DEFAULT
from store import by_hand, facts, letters, message_list
from store.by_hand import HandEntry
from store.deeds import Deed
from store.dialects import file_of
from store.engine import Store, open_store
from store.errors import StoreDamagedError, StoreUnreachableError
from store.facts import Fact
from store.schema import SchemaState
from store.states import LetterStatus, MessageStatus

#: No mail waits for a replay, and it reads more mails at once than a service in use: it has more time for each.
_UNHURRIED = replace(DEFAULT, document_seconds=3 * DEFAULT.document_seconds, mail_seconds=3 * DEFAULT.mail_seconds)
_LEFT = frozenset({LetterStatus.SENT, LetterStatus.BOUNCED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """What came of a replay. ``comparison`` is None where there is no store to compare with; ``remarks`` say why.

    ``into`` is the URL of the new store, "" where it was not kept; ``letters`` are counts by status. ``again`` are
    mails that a person had let go or read again, which is to be done anew in the new store.
    """

    mails: int
    into: str
    letters: Mapping[str, int]
    again: tuple[Again, ...]
    remarks: tuple[str, ...]
    comparison: Comparison | None


@dataclass(frozen=True, slots=True)
class Again:
    """A mail that was read again by a person's will: its id in the new store, when, and the application it led to."""

    message: int
    at: datetime
    reference: str


@dataclass(frozen=True, slots=True)
class _Live:
    """The store in use, as it was when the replay began."""

    facts: list[Fact]
    by_hand: list[HandEntry]
    numbers: dict[str, int]
    left: frozenset[str]
    waiting: frozenset[str]


def replay(
    settings: Settings,
    programme: Programme,
    *,
    into: str = "",
    begin: Callable[[int], None] = lambda mails: None,
    tell: Callable[[], None] = lambda: None,
) -> Replayed:
    """Make the store anew at ``into`` (a URL; a temporary file where it is "") and compare it with the one in use.

    ``begin`` is told how many mails there are, ``tell`` is called after each.

    Raises:
        NotEmptyError: there is something at ``into``.
        NothingArchivedError: the archive holds no mail.
        StoreError: a store cannot be read or written.
    """
    archive = SealedArchive(archive_of(settings))
    remarks = [] if (settings.data / KEY_FILE).exists() else [_NO_KEY.format(path=settings.data / KEY_FILE)]
    takes_its_place = bool(into) and _same(into, settings.store.url)
    with only_one(settings.data) if takes_its_place else nullcontext():
        asked = clock.now()
        live = None if takes_its_place else _live(settings.store.url, remarks, tolerant=bool(into))
        line = _line(archive, until=asked, live=live)
        begin(len(line.concluded))
        with _empty_store(into) as store, Sandbox(programme.form, limits=_UNHURRIED) as sandbox:
            left = live.left if live else copies_of(settings, remarks)
            desk = desk_of(settings, programme, store, archive=archive, reader=sandbox)
            Rebuild(desk=desk, settings=settings, left=left).run(line, tell=tell)
            return _result(store, line, live, into=into, remarks=remarks)


_NO_KEY = (
    "{path} is not there: no code of an order by mail is good without it, and letters have other Message-IDs than they "
    "had. Restore it from a backup first"
)


def _line(archive: SealedArchive, *, until: datetime, live: _Live | None) -> Timeline:
    """What happened, up to the instant at which the store in use was looked at."""
    received = [entry for entry in archive.received() if entry.filed_at < until]
    if not received:
        raise NothingArchivedError
    deeds: list[Deed] = [deed for deed in archive.done() if deed.at < until]
    return timeline(received, deeds, waiting=live.waiting if live else frozenset())


def _live(url: str, remarks: list[str], *, tolerant: bool) -> _Live | None:
    """The store in use; None where there is none, or (``tolerant``) where it is damaged."""
    file = file_of(url)
    if file is not None and not file.exists():
        remarks.append(f"there is no store at {file} to compare with")
        return None
    try:
        return _read_live(url, remarks)
    except (StoreDamagedError, StoreUnreachableError) as fault:
        if not tolerant:
            raise
        remarks.append(f"the store in use cannot be compared with: {fault}")
        return None


def _read_live(url: str, remarks: list[str]) -> _Live | None:
    store = open_store(url)
    try:
        if store.schema_state() is SchemaState.EMPTY:
            remarks.append("the store in use is empty: there is nothing to compare with")
            return None
        store.require_current()
        with store.reading() as session:
            found = message_list.listing(session)
            waiting = {
                item.sha256 for item in found if item.status in (MessageStatus.PENDING, MessageStatus.PROCESSING)
            }
            return _Live(
                facts=facts.facts(session),
                by_hand=by_hand.hand_entries(session),
                numbers=facts.message_numbers(session),
                left=frozenset(item.message_id for item in letters.listing(session) if item.status in _LEFT),
                waiting=frozenset(waiting),
            )
    finally:
        store.close()


@contextmanager
def _empty_store(into: str) -> Iterator[Store]:
    """The new store, with its tables: at ``into``, or in a folder that is gone afterwards."""
    with ExitStack() as stack:
        folder = "" if into else stack.enter_context(TemporaryDirectory(prefix="intake-replay-"))
        store = open_store(into or f"sqlite:///{Path(folder) / 'replayed.db'}")
        stack.callback(store.close)
        if store.schema_state() is not SchemaState.EMPTY:
            raise NotEmptyError
        store.upgrade()
        yield store


def _result(store: Store, line: Timeline, live: _Live | None, *, into: str, remarks: list[str]) -> Replayed:
    with store.reading() as session:
        numbers = facts.message_numbers(session)
        again = facts.facts(session) if live else []
        statuses = Counter(item.status.value for item in letters.listing(session))
    return Replayed(
        mails=len(numbers),
        into=into,
        letters=dict(sorted(statuses.items())),
        again=tuple(Again(numbers[deed.sha256], deed.at, deed.reference) for deed in line.again),
        remarks=tuple(remarks),
        comparison=_compared(line, live, again, numbers) if live else None,
    )


def _compared(line: Timeline, live: _Live, again: list[Fact], numbers: dict[str, int]) -> Comparison:
    repeated = {(step.at, step.deed.actor) for step in line.steps if isinstance(step, Giving)}
    return compare(live.facts, again, live.by_hand, numbers=numbers | live.numbers, repeated=repeated)


def _same(one: str, other: str) -> bool:
    """Whether two URLs name the same store."""
    files = [file_of(url) for url in (one, other)]
    if files[0] is not None and files[1] is not None:
        return files[0].resolve() == files[1].resolve()
    return one == other
