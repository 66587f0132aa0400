"""Send assessors what they declared no conflict on: the pack, the applicant's files, the scoresheet, the reply grid.

One letter an application and assessor, each in a transaction of its own. Its papers are made and the applicant's files
fetched before that, while nothing is locked; what changed meanwhile leaves it for the next time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from intake.correspondence import write
from intake.decisions.tokens import Grant, TokenKey, issue
from intake.desk import Desk
from intake.errors import IntakeError
from intake.letters.contexts import Assessment, ShownCriterion
from intake.letters.kinds import Kind
from intake.letters.mime import AttachedFile
from intake.letters.readback import Answered
from intake.logs import log
from intake.panel.errors import PanelError
from intake.panel.files import MOST_BYTES, Files, fetch, passed_on
from intake.panel.grid import grid
from intake.panel.scoresheet import ForWhom, scoresheet_xlsx
from intake.panel.work import READ, Piece, assessor_of, by_mail, life, link, pieces, scores_offer
from intake.paper.case_pack import CasePack, case_pack_pdf
from intake.round.panel import Panel, plain
from store import application_files, applications, history, panel, submissions
from store.application_files import StoredFile
from store.engine import Session
from store.errors import StoreError
from store.states import AssignmentState

#: Letters that are written at a time, so that nothing else waits for long.
_AT_ONCE = 50
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: Room for the pack and the scoresheet beside the applicant's files, in bytes.
_OWN = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ready:
    """One application that waits to be sent: for whom, and what the papers are made of."""

    piece: Piece
    answers: tuple[Answered, ...]
    stored: tuple[StoredFile, ...]


def send_assessments(desk: Desk, at: datetime) -> int:
    """Send what waits to be sent, as much as is done at a time; returns how many letters were queued.

    One that cannot be sent is logged, tried again the next time, and keeps none of the others.
    """
    of = desk.programme.panel
    if of is None or not by_mail(desk):
        return 0
    sent = 0
    for _, alike in groupby(_ready(desk), key=lambda item: item.piece.case.id):
        waiting = list(alike)
        try:
            # The applicant's files are fetched once for all its assessors.
            files = Files() if of.anonymous else fetch(desk, waiting[0].stored, room=MOST_BYTES - _OWN)
            for item in waiting:
                sent += _send(desk, of, item, files, at=at)
        except (IntakeError, StoreError) as fault:
            log.warning("assessment-not-sent", reference=waiting[0].piece.case.reference, exc_info=fault)
    return sent


def _ready(desk: Desk) -> Iterator[_Ready]:
    """What waits, by application."""
    with desk.store.reading() as session:
        waiting = [
            piece
            for piece in pieces(session, states=[AssignmentState.CLEAR])
            if piece.case.state in READ and assessor_of(desk, piece.row.assessor) is not None
        ]
        found = [_gathered(session, piece) for piece in waiting[:_AT_ONCE]]
    yield from found


def _gathered(session: Session, piece: Piece) -> _Ready:
    case = applications.by_id(session, piece.case.id)
    form = piece.case.submission_id
    if case is None or form is None:
        raise PanelError(f"{piece.case.reference} has no form that counts")
    return _Ready(
        piece=piece,
        answers=tuple(submissions.answers_of(session, form).values()),
        stored=tuple(passed_on(application_files.files_of(session, case))),
    )


def _send(desk: Desk, of: Panel, item: _Ready, files: Files, *, at: datetime) -> bool:
    piece, member = item.piece, assessor_of(desk, item.piece.row.assessor)
    offered = link(desk, member, scores_offer(of, piece.case.reference), of, at=at) if member else None
    if member is None or offered is None or desk.offices.key is None:
        return False
    letter = Assessment(
        assessor=member.name,
        reference=piece.case.reference,
        authority="" if of.anonymous else piece.case.authority_name,
        criteria=tuple(
            ShownCriterion(
                title=criterion.title,
                weight=f"{plain(of.percent(criterion))}%",
                scale=f"{plain(criterion.least)} to {plain(criterion.most)}",
                guidance=criterion.guidance,
            )
            for criterion in of.criteria
        ),
        grid=tuple(grid(of).split("\n")),
        link=offered,
        due=of.due,
        anonymous=of.anonymous,
        left_out=files.left_out,
    )
    papers = _papers(desk, of, item, files, key=desk.offices.key, at=at)
    with desk.store.begin() as session:
        row = panel.assignment(session, piece.case.id, piece.row.assessor)
        case = applications.by_id(session, piece.case.id)
        if row is None or row.state != AssignmentState.CLEAR or case is None:
            return False
        if case.state not in READ or case.submission_id != piece.case.submission_id:
            return False
        cause = f"assessment:{row.id}:{row.assigned_at.isoformat()}"
        write(session, desk, Kind.ASSESSMENT, letter, to=member.email, cause=cause, application_id=case.id,
              attachments=papers)  # fmt: skip
        history.move(session, row, AssignmentState.SENT, at=at)
    return True


def _papers(
    desk: Desk, of: Panel, item: _Ready, files: Files, *, key: TokenKey, at: datetime
) -> tuple[AttachedFile, ...]:
    """The pack and the scoresheet with its code, then the applicant's files."""
    programme, case, row = desk.programme, item.piece.case, item.piece.row
    name = row.assessor_name or row.assessor
    pack = CasePack(
        reference=case.reference,
        authority=case.authority_name,
        assessor=name,
        files=(*(file.name for file in files.attached), *(file.name for file in files.left_out)),
        anonymous=of.anonymous,
    )
    grant = Grant(person=row.assessor, action="scores", subject=case.reference, expires=at + life(of, at=at))
    whom = ForWhom(
        code=issue(key, grant),
        reference=case.reference,
        assessor=name,
        authority="" if of.anonymous else case.authority_name,
    )
    return (
        AttachedFile(
            name=f"{case.reference} application.pdf",
            type="application/pdf",
            data=case_pack_pdf(programme, item.answers, pack),
        ),
        AttachedFile(name=f"{case.reference} scoresheet.xlsx", type=_XLSX, data=scoresheet_xlsx(programme, whom)),
        *files.attached,
    )
