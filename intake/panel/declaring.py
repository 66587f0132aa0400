"""An assessor declares: what is clear is written down, what is not is asked for again, conflicts are told to staff.

A conflict may be declared at any time, even on what was sent or scored: the assessor is taken off it then. One that was
declared stands until a person gives the work out anew. What the words mean is `intake.panel.declarations`'.
"""

from __future__ import annotations

from collections.abc import Sequence

from intake.correspondence import write
from intake.decisions.giving import Done, Given, OrderError
from intake.decisions.orders import whole_text
from intake.desk import Desk
from intake.letters.contexts import PanelNews
from intake.letters.kinds import Kind
from intake.panel.criteria import cut, panel_of
from intake.panel.declarations import Declared, read_declaration
from intake.panel.standing import AT_WORK
from intake.panel.work import Piece, declare_offer, life, pieces
from intake.wording import count, listed
from store import panel
from store.engine import Session
from store.states import AssignmentState

_NO_REASON = "No reason was given."
_SENT = (AssignmentState.SENT, AssignmentState.SCORED)


def declare(session: Session, desk: Desk, given: Given) -> Done:
    """Write down what an assessor declares of the applications given to them."""
    of = panel_of(desk.programme)
    work = {
        piece.case.reference: piece
        for piece in pieces(session, assessor=given.member.email)
        if piece.row.state != AssignmentState.DROPPED
    }
    if not work:
        raise OrderError("No applications are given to you to assess.")
    text = whole_text(given.incoming.mail.body) if given.incoming else given.text
    declared = read_declaration(text, list(work))
    waiting = [item for item, piece in work.items() if piece.row.state == AssignmentState.ASSIGNED]
    clear = [work[item] for item in declared.clear if item in waiting]
    conflicted = [(work[item], why) for item, why in declared.conflicts if work[item].row.state in AT_WORK]
    still = [work[item].case for item in waiting if item in declared.missing]
    standing = [
        item
        for item in (*declared.clear, *(reference for reference, _ in declared.conflicts))
        if work[item].row.state == AssignmentState.CONFLICTED
    ]
    missing = [*declared.problems]
    if still:
        missing.append(f"Please declare on {listed([case.reference for case in still])}.")
    offers, good = ((declare_offer(still),) if still else ()), life(of, at=given.at)
    if not clear and not conflicted and (missing or not _says_again(declared, work)):
        why = "We could not make out a declaration in your email."
        raise OrderError(why, further=missing, offers=offers, life=good)
    for piece in clear:
        panel.declare(session, piece.row, conflict="", actor=given.actor, at=given.at)
    sent = [piece for piece, _ in conflicted if piece.row.state in _SENT]
    for piece, why in conflicted:
        panel.declare(session, piece.row, conflict=why or _NO_REASON, actor=given.actor, at=given.at)
    if conflicted:
        _tell_staff(session, desk, given, conflicted, sent)
    return Done(
        sentences=_sentences(clear, conflicted, sent, standing),
        title="your declaration",
        missing=tuple(missing),
        offers=offers,
        life=good,
    )


def _says_again(declared: Declared, work: dict[str, Piece]) -> bool:
    """Whether it only says what was declared before."""
    return bool(declared.clear or declared.conflicts) and bool(work)


def _sentences(
    clear: Sequence[Piece],
    conflicted: Sequence[tuple[Piece, str]],
    sent: Sequence[Piece],
    standing: Sequence[str],
) -> tuple[str, ...]:
    found = []
    if clear:
        named = listed([piece.case.reference for piece in clear])
        found.append(
            f"No conflict of interest on {named}. What you need to assess {_them(len(clear))} follows by email."
        )
    for piece, why in conflicted:
        told = f": “{cut(why)}”" if why else ""
        found.append(f"A conflict of interest on {piece.case.reference}{told}. You will not assess it.")
    if sent:
        named = listed([piece.case.reference for piece in sent])
        found.append(f"Please delete what you were sent of {named}; scores you gave on it no longer count.")
    if standing:
        named = listed(list(dict.fromkeys(standing)))
        found.append(
            f"The conflict of interest that you declared before on {named} stands. If it was a mistake, write to the "
            "programme team, who can give it to you anew."
        )
    return tuple(found) or ("You had declared all of this before; nothing has changed.",)


def _them(number: int) -> str:
    return "it" if number == 1 else "them"


def _tell_staff(
    session: Session,
    desk: Desk,
    given: Given,
    conflicted: Sequence[tuple[Piece, str]],
    sent: Sequence[Piece],
) -> None:
    """One letter on all that was declared at a time, to those who decide."""
    member = given.member
    lines = []
    for piece, why in conflicted:
        before = "It had been sent; scores on it no longer count. " if piece in sent else ""
        lines.append((f"{piece.case.reference} {piece.case.authority_name}".strip(), f"{before}{why or _NO_REASON}"))
    what = count(len(conflicted), "conflict of interest", "conflicts of interest")
    news = PanelNews(
        title=f"{member.name} declared {what}",
        sentences=(
            f"{member.name}{f' ({member.body})' if member.body else ''} does not assess what is listed here. "
            "It lacks an assessor until it is given to somebody else.",
        ),
        lines=tuple(lines),
        to_do=("intake assign --evenly gives it to others", "intake assign REFERENCE ASSESSOR gives it to one of them"),
    )
    for decider in desk.offices.with_role("decide"):
        write(session, desk, Kind.PANEL_NEWS, news, to=decider.email, cause=given.cause)
