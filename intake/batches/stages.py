"""The kinds of batch as one table: what each would do to whom, and the letter each application gets.

Adding a stage is two functions and a row in `STAGES`. Freezing, releasing and carrying out are the same for all
(`intake.batches.staging`, `intake.batches.releasing`, `intake.batches.carrying`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from intake import wording
from intake.batches.plan import Line
from intake.desk import Desk
from intake.letters.contexts import Context
from intake.letters.kinds import Kind
from intake.letters.mime import AttachedFile
from intake.round.programme import Programme
from store import history
from store.engine import Session
from store.states import ApplicationState
from store.tables import Application


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What one application is to be sent. ``calendar`` is an iCalendar object, b"" for none."""

    context: Context
    calendar: bytes = b""
    attachments: tuple[AttachedFile, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One kind of batch.

    ``lines`` says what would happen to every application it may concern, those that get nothing included, in the
    order of their numbers. ``draft`` words the letter of a line, ``cause`` being the one its outbox row will have.
    ``warnings`` are about the whole. ``frozen`` writes what must stand from the moment the batch is staged (a slot that
    is kept), ``dropped`` takes it back when the batch is cancelled, ``done`` writes what else follows when it is
    carried out.
    """

    name: str
    sentence: str
    lines: Callable[[Session, Desk], list[Line]]
    draft: Callable[[Session, Desk, Line, str], Draft]
    warnings: Callable[[Session, Desk, Sequence[Line]], tuple[str, ...]]
    frozen: Callable[[Session, Desk, Line, int, datetime], None] | None = None
    dropped: Callable[[Session, Desk, int, datetime], None] | None = None
    done: Callable[[Session, Desk, Application, datetime], None] | None = None


def line_of(case: Application, *, remarks: Sequence[str] = (), why: str = "") -> Line:
    """An application to which nothing happens."""
    return Line(
        application_id=history.id_of(case),
        reference=case.reference,
        authority=case.authority_name,
        before=case.state,
        why=why,
        remarks=tuple(remarks),
    )


def acting_line(
    case: Application,
    *,
    after: ApplicationState | None,
    letter: Kind,
    why: str,
    decision_id: int | None = None,
    amount: int | None = None,
    remarks: Sequence[str] = (),
) -> Line:
    """An application that takes a step, or gets a letter, or both."""
    return Line(
        application_id=history.id_of(case),
        reference=case.reference,
        authority=case.authority_name,
        before=case.state,
        after=after or "",
        letter=letter,
        recipient=case.contact_address,
        why=why,
        decision_id=decision_id,
        amount=amount,
        remarks=tuple(remarks),
    )


def over_the_limits(programme: Programme, *, selected: int, amount: int) -> tuple[str, ...]:
    """What would be over the places and the fund of the pack, a sentence each; ``amount`` in pence."""
    found = []
    if programme.places is not None and selected > programme.places:
        found.append(f"{selected} would be selected, and the programme has {wording.count(programme.places, 'place')}.")
    if programme.fund is not None and amount > programme.fund:
        given = wording.money(amount, programme.currency)
        found.append(f"{given} would be awarded, and the fund is {wording.money(programme.fund, programme.currency)}.")
    return tuple(found)
