"""The real daemon, killed at random moments again and again while mail keeps coming; then left to its end.

One *spell* is one service on one database that is killed so many times: its real schedule, its threads and its
connections, and in every tenth spell its real sandbox as well (in the others the readings are known, so that a life
begins at once). What mail comes, and when it is killed, is drawn from a seed.
"""

from __future__ import annotations

import itertools
import multiprocessing
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from intake.round import programme as packs
from intake.sandbox import Sandbox
from parsers.reading import encode
from store import letters, message_list, messages
from store.engine import Store
from store.errors import StoreError
from store.states import LetterStatus, MessageStatus
from tests.corpus.demo import FOLDER as DEMO
from tests.faults import lives
from tests.faults.books import books_of
from tests.faults.invariants import Given, Verdict, compared
from tests.faults.scene import Scene, Stage

#: The instant at which a spell begins; time goes on from there.
BEGINS = datetime(2014, 2, 3, 10, 0, tzinfo=UTC)
#: Longest life before the kill, in seconds, and how long the last one may take until nothing waits.
LONGEST_LIFE, PATIENCE = 1.5, 120.0
KILLS = 25
_REAL_CHILD_EVERY = 10
#: Of all lives so many are killed at any time from their first instruction on; the others once they have begun to work.
_KILLED_AT_START = 0.25
_LONGEST_START = 60.0
_FORMS = ("02-fillable-pdf.eml", "04-word-table.eml", "05-flat-pdf.eml", "07-word-stacked.eml", "10-pasted.eml")
_OTHERS = ("03-out-of-office.eml", "06-bounce.eml", "18-locked.eml", "20-incomplete.eml")
_WAITING_MAIL = (MessageStatus.PENDING, MessageStatus.PROCESSING)
_WAITING_LETTER = (LetterStatus.QUEUED, LetterStatus.SENDING)
_processes = multiprocessing.get_context("forkserver")


@dataclass(frozen=True, slots=True, kw_only=True)
class Spell:
    """What came of one: its seed, how often it was killed, how many mails came, and what the books say."""

    seed: int
    database: str
    real_child: bool
    kills: int
    mails: int
    verdict: Verdict


@dataclass
class _Post:
    """The mail of one spell, drawn as it goes."""

    rng: random.Random
    delivered: list[bytes] = field(default_factory=list)
    wanted: set[tuple[str, str]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._numbers = itertools.count(1)

    def next(self) -> bytes:
        """One more mail: mostly enquiries of people who write once; forms, oddities, and mails that came before."""
        drawn = self.rng.random()
        if drawn < 0.15 and self.delivered:
            raw = self.rng.choice(self.delivered)
        elif drawn < 0.35:
            raw = _crlf((DEMO / self.rng.choice(_FORMS)).read_bytes())
        elif drawn < 0.45:
            raw = _crlf((DEMO / self.rng.choice(_OTHERS)).read_bytes())
        else:
            raw = self._enquiry(next(self._numbers))
        self.delivered.append(raw)
        return raw

    def _enquiry(self, number: int) -> bytes:
        sender = f"clerk{number}@parish{self.rng.randrange(10**6)}.example"
        self.wanted.add(("enquiry", sender))
        return (
            f"Return-Path: <{sender}>\r\nFrom: {sender}\r\nTo: us@cabinet-office.example\r\n"
            f"Subject: Question {number}\r\nDate: Mon, 3 Feb 2014 10:00:00 +0000\r\n"
            f"Message-ID: <{number}.{self.rng.randrange(10**9)}@mail.example>\r\n\r\n"
            f"Good morning,\r\n\r\nmay a parish of {number} hundred people take part?\r\n"
        ).encode()


class Killing:
    """Spells on one stage, whose servers they share; a context manager, for it keeps a process to fork from."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._readings: dict[str, bytes] = {}

    def __enter__(self) -> Killing:
        _processes.set_forkserver_preload(["tests.faults.lives"])
        self._lives, theirs = _processes.Pipe()
        self._process = _processes.Process(target=lives.serve, args=(theirs,))
        self._process.start()
        theirs.close()
        self._sandbox = Sandbox(packs.load("delivering-differently").form)
        self._sandbox.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._lives.send(None)
        self._process.join(10)
        self._process.kill()
        self._sandbox.close()

    def spells(self, kills: int, *, seed: int) -> Iterator[Spell]:
        """Spells until there were so many kills; their seeds follow from ``seed``."""
        for number in itertools.count():
            left = kills - number * KILLS
            if left <= 0:
                return
            yield self.spell(
                min(KILLS, left), seed=seed + number, real_child=number % _REAL_CHILD_EVERY == _REAL_CHILD_EVERY - 1
            )

    def spell(self, kills: int, *, seed: int, real_child: bool) -> Spell:
        """One service, killed so many times, then left to its end."""
        rng = random.Random(seed)
        post, scene, began = _Post(rng), self._stage.empty_scene(), time.monotonic()
        _deliver(scene, self._draw(post, 3))
        for _ in range(kills):
            coming = self._draw(post, rng.choice((0, 1, 1, 2)))  # before: a life knows the readings it begins with
            before = _starts(scene)
            life = self._begin(scene, began, known=not real_child)
            length = rng.random() * LONGEST_LIFE
            if rng.random() > _KILLED_AT_START:
                _until_started(scene, but=before)
            first = rng.random() * length
            time.sleep(first)
            _deliver(scene, coming)
            time.sleep(length - first)
            self._lives.send(life)
            self._lives.recv()
        last = self._begin(scene, began, known=not real_child)
        resumed = _until_nothing_waits(scene)
        given_up = _let_go_on(scene)
        resumed = resumed and _until_nothing_waits(scene)
        self._lives.send(last)
        self._lives.recv()
        given = Given(delivered=post.delivered, wanted=post.wanted)
        verdict = compared(given, books_of(scene, at=BEGINS + timedelta(days=1)), resumed=resumed)
        if verdict.well:
            self._stage.clear(scene)
        return Spell(
            seed=seed,
            database=self._stage.kind,
            real_child=real_child,
            kills=kills,
            mails=len(post.delivered),
            verdict=replace(verdict, held=verdict.held + given_up),
        )

    def _draw(self, post: _Post, number: int) -> list[bytes]:
        """So many mails, with what the real child reads of them."""
        raws = [post.next() for _ in range(number)]
        for raw in raws:
            digest = sha256(raw).hexdigest()
            if digest not in self._readings:
                self._readings[digest] = encode(self._sandbox.read(raw))
        return raws

    def _begin(self, scene: Scene, began: float, *, known: bool) -> int:
        """A process of the daemon; its id."""
        moment = BEGINS + timedelta(seconds=time.monotonic() - began)
        self._lives.send(
            lives.Life(
                config=str(scene.place.config),
                moment=moment,
                readings=self._readings if known else {},
                complaints=str(scene.complaints),
            )
        )
        process = self._lives.recv()
        assert isinstance(process, int)
        return process


def _deliver(scene: Scene, raws: Sequence[bytes]) -> None:
    if raws:
        scene.place.account.deliver(*raws, internaldate=BEGINS)


def _let_go_on(scene: Scene) -> int:
    """A person has read what the service gave up on, for it was killed three times over it; returns how many mails."""
    store = scene.store()
    try:
        with store.begin() as session:
            held = [item for item in message_list.listing(session, held=True) if item.rule == "gave-up"]
            for item in held:
                row = messages.by_id(session, item.id)
                assert row is not None
                messages.requeue(session, row, actor="somebody", reason="it was not its fault", at=BEGINS)
        return len(held)
    finally:
        store.close()


def _until_started(scene: Scene, *, but: int) -> None:
    """Until one more life than so many has said that it works."""
    until = time.monotonic() + _LONGEST_START
    while _starts(scene) == but and time.monotonic() < until:
        time.sleep(0.02)


def _starts(scene: Scene) -> int:
    return scene.complaints.read_bytes().count(b'"event": "started"') if scene.complaints.exists() else 0


def _until_nothing_waits(scene: Scene) -> bool:
    until = time.monotonic() + PATIENCE
    store = scene.store()
    try:
        while time.monotonic() < until:
            if not _waits(store) and not scene.place.account.contents("INBOX"):
                return True
            time.sleep(0.2)
        return False
    finally:
        store.close()


def _waits(store: Store) -> bool:
    try:
        with store.reading() as session:
            mails: Sequence[MessageStatus] = [item.status for item in message_list.listing(session)]
            waiting = letters.listing(session, statuses=_WAITING_LETTER)
    except StoreError:
        return True  # its schema is not there yet
    return bool(waiting) or any(status in _WAITING_MAIL for status in mails)


def _crlf(raw: bytes) -> bytes:
    return raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
