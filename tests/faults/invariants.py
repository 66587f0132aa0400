"""The six invariants of the design, held against the books of a run from outside.

I1 every mail is in the archive and in the mailbox; I2 it is in exactly one state with what follows from it; I3 the SMTP
server took no letter twice; I4 each went to its row's recipient, at the address of the case it names; I5 nothing
automatic was answered; I6 the service ended well and left nothing waiting. What must have been done is what the same
morning leads to without a fault: no letter may be missing, none may be there twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from intake.letters.kinds import POLICIES, Kind
from store.states import Disposition, LetterStatus, MessageStatus
from tests.faults.books import Books, Row

#: Letters that come of the fault itself: staff are told that something is amiss, and when it is over.
_ABOUT_FAULTS = frozenset({Kind.ALARM, Kind.ALARM_OVER})
_WAITING_MAIL = frozenset({MessageStatus.PENDING, MessageStatus.PROCESSING})
_WAITING_LETTER = frozenset({LetterStatus.QUEUED, LetterStatus.SENDING})
_FOR_A_PERSON = frozenset({MessageStatus.HELD, MessageStatus.FAILED})
_NEVER_ANSWERED = frozenset({Disposition.AUTOMATIC, Disposition.BOUNCE, Disposition.OWN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What is wrong with the books of one run, in words; ``unknown`` and ``held`` are what a person is asked about.

    ``repeats`` are letters taken twice although it was known that the first might have been taken.
    """

    lost: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()
    duplicates: tuple[str, ...] = ()
    repeats: tuple[str, ...] = ()
    not_resumed: tuple[str, ...] = ()
    unknown: int = 0
    held: int = 0

    @property
    def faults(self) -> tuple[str, ...]:
        """Everything that must not be."""
        return (*self.lost, *self.wrong, *self.duplicates, *self.repeats, *self.not_resumed)

    @property
    def well(self) -> bool:
        """Whether every invariant holds."""
        return not self.faults


@dataclass(slots=True)
class _Found:
    lost: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    duplicates: list[str] = field(default_factory=list)
    repeats: list[str] = field(default_factory=list)
    not_resumed: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What a run began with: every mail that was delivered to it, as often as it was, and letters sent before.

    ``expected`` are the books that it must lead to, None where they are not known beforehand; ``wanted`` are letters,
    as (kind, recipient), that must then have been written, each once.
    """

    delivered: Sequence[bytes]
    sent_before: Sequence[str] = ()
    expected: Books | None = None
    wanted: Collection[tuple[str, str]] = ()


def compared(given: Given, books: Books, *, resumed: bool = True) -> Verdict:
    """Hold the invariants against the books of a run that is over; ``resumed`` says whether the service ended well."""
    found = _Found()
    if not resumed:
        found.not_resumed.append("the service did not come up again")
    found.not_resumed += _waiting(books)
    found.lost += _lost_mails(given.delivered, books)
    found.lost += books.faults
    found.lost += _called_sent(given.sent_before, books)
    found.wrong += _wrong_recipients(books)
    _taken_twice(given.sent_before, books, found)
    if given.expected is not None:
        found.lost += _missing(books, given.expected)
        found.duplicates += _surplus(books, given.expected)
    written = Counter((row.kind, row.recipient) for row in books.rows)
    found.lost += [f"{wanted} was never written" for wanted in given.wanted if not written[wanted]]
    found.duplicates += [f"{wanted} was written twice" for wanted in given.wanted if written[wanted] > 1]
    return Verdict(
        lost=tuple(found.lost),
        wrong=tuple(found.wrong),
        duplicates=tuple(found.duplicates),
        repeats=tuple(found.repeats),
        not_resumed=tuple(found.not_resumed),
        unknown=sum(row.status == LetterStatus.UNKNOWN for row in books.rows),
        held=sum(mail.status in _FOR_A_PERSON for mail in books.mails),
    )


def _waiting(books: Books) -> Iterator[str]:
    """I6: what the service should have come to by now."""
    for mail in books.mails:
        if mail.status in _WAITING_MAIL:
            yield f"mail {mail.sha256[:8]} is {mail.status}"
    for row in books.rows:
        if row.status in _WAITING_LETTER:
            yield f"the letter {row.kind} to {row.recipient} is {row.status}: {row.reason}"
    if books.folders["INBOX"]:
        yield f"{books.folders['INBOX'].total()} mails still lie in INBOX"


def _lost_mails(delivered: Sequence[bytes], books: Books) -> Iterator[str]:
    """I1 and I2: each mail is in the archive, once in the books, and once in the mailbox."""
    rows = Counter(mail.sha256 for mail in books.mails)
    yield from (f"mail {digest[:8]} has {number} rows" for digest, number in rows.items() if number != 1)
    folders = sum(books.folders.values(), Counter[bytes]())
    for raw, times in Counter(delivered).items():
        digest = sha256(raw).hexdigest()
        if digest not in books.archived:
            yield f"mail {digest[:8]} is not in the archive"
        if digest not in rows:
            yield f"mail {digest[:8]} is not in the books"
        if folders[raw] != times:
            yield f"mail {digest[:8]} is {folders[raw]} times in the mailbox, not {times}"
    if set(rows) != books.archived:
        yield "archive and books do not hold the same mails"
    for mail in books.mails:
        if mail.status in _FOR_A_PERSON and not mail.reason:
            yield f"mail {mail.sha256[:8]} waits for a person and nobody knows why"
        if mail.status == MessageStatus.PROCESSED and not mail.disposition:
            yield f"mail {mail.sha256[:8]} is done with and was nothing"


def _called_sent(sent_before: Sequence[str], books: Books) -> Iterator[str]:
    taken = {message_id for message_id, _ in books.taken} | set(sent_before)
    for row in books.rows:
        if row.status in (LetterStatus.SENT, LetterStatus.BOUNCED) and row.message_id not in taken:
            yield f"the letter {row.kind} to {row.recipient} is called sent and was not"


def _wrong_recipients(books: Books) -> Iterator[str]:
    """I4 and I5."""
    rows = {row.message_id: row for row in books.rows}
    for message_id, recipients in books.taken:
        row = rows.get(message_id)
        if row is None:
            yield f"a letter to {recipients} is in no book"
        elif recipients != (row.recipient,):
            yield f"the letter {row.kind} for {row.recipient} went to {recipients}"
        elif POLICIES[Kind(row.kind)].to_contact and row.application and row.contact != row.recipient:
            yield f"the letter {row.kind} about {row.application} went to {row.recipient}, not {row.contact}"
    never = {mail.sha256 for mail in books.mails if mail.disposition in _NEVER_ANSWERED}
    for row in books.rows:
        if row.answers in never and _to_its_sender(row):
            yield f"the letter {row.kind} to {row.recipient} answers an automatic mail"


def _to_its_sender(row: Row) -> bool:
    return POLICIES[Kind(row.kind)].threaded


def _taken_twice(sent_before: Sequence[str], books: Books, found: _Found) -> None:
    """I3: a repeat inside the window where the books had the letter in doubt, else a plain duplicate."""
    taken = Counter(message_id for message_id, _ in books.taken)
    taken.update(sent_before)
    rows = {row.message_id: row for row in books.rows}
    for message_id, times in taken.items():
        if times > 1:
            row = rows.get(message_id)
            what = f"the letter {row.kind} to {row.recipient}" if row else message_id
            in_doubt = row is not None and row.was_in_doubt
            (found.repeats if in_doubt else found.duplicates).append(f"{what} was taken {times} times")
    causes = Counter((row.cause, row.kind, row.recipient) for row in books.rows)
    found.duplicates += [f"{cause} has {number} letters" for cause, number in causes.items() if number > 1]


def _wanted(books: Books) -> Counter[tuple[str, str, str, str]]:
    return Counter(row.what for row in books.rows if row.kind not in _ABOUT_FAULTS)


def _missing(books: Books, expected: Books) -> Iterator[str]:
    """What a morning without a fault leads to and this one did not, but for mail that waits for a person."""
    excused = {mail.sha256 for mail in books.mails if mail.status in _FOR_A_PERSON}
    for kind, recipient, application, answers in (_wanted(expected) - _wanted(books)).elements():
        if answers not in excused:
            yield f"the letter {kind} to {recipient} about {application or 'nothing'} was never written"
    before = {row.what: row.status for row in expected.rows}
    for row in books.rows:
        if row.status == LetterStatus.FAILED and before.get(row.what) != LetterStatus.FAILED:
            yield f"the letter {row.kind} to {row.recipient} failed: {row.reason}"
    if not excused and set(books.cases) != set(expected.cases):
        yield f"the cases are {books.cases}, not {expected.cases}"


def _surplus(books: Books, expected: Books) -> Iterator[str]:
    for kind, recipient, application, _ in (_wanted(books) - _wanted(expected)).elements():
        yield f"the letter {kind} to {recipient} about {application or 'nothing'} was written once too often"
