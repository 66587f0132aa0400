"""Plan a batch, and freeze it: the letters are composed as drafts, and a digest is taken of all that was agreed to.

What is frozen is who takes which step from which state, who gets which letter at which address, and every byte of it.
`problems` compares that with the books as they are now; a batch with problems is neither released nor carried out.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from intake.batches.errors import BatchError, ChangedError, NothingToStageError
from intake.batches.plan import Line, Plan, changes_since
from intake.batches.stages import Stage
from intake.config import StaffMember
from intake.correspondence import write
from intake.desk import Desk
from store import applications, batches, history, letters
from store.batches import Part
from store.engine import Session
from store.states import LetterStatus
from store.tables import Batch


def plan_of(session: Session, desk: Desk, stage: Stage) -> Plan:
    """What a batch of this stage would do now, with what differs from the last one that was staged."""
    lines = stage.lines(session, desk)
    last = batches.last_of(session, stage.name)
    waiting = batches.waiting_in(session, [line.application_id for line in lines])
    twice = tuple(
        f"{line.reference} is in batch {waiting[line.application_id]} already, which has not left yet."
        for line in lines
        if line.acts and line.application_id in waiting
    )
    return Plan(
        stage=stage.name,
        lines=tuple(lines),
        warnings=(*twice, *stage.warnings(session, desk, lines)),
        changes=changes_since(last.plan if last else None, lines),
    )


def stage_batch(session: Session, desk: Desk, stage: Stage, *, person: StaffMember, at: datetime) -> Batch:
    """Freeze what a stage would do now. Nothing leaves by this.

    Raises:
        NothingToStageError: nobody would get a letter or take a step.
        BatchError: somebody would be in two batches at a time.
    """
    plan = plan_of(session, desk, stage)
    if not plan.acting:
        raise NothingToStageError
    waiting = batches.waiting_in(session, [line.application_id for line in plan.acting])
    if waiting:
        numbers = ", ".join(str(number) for number in sorted(set(waiting.values())))
        raise BatchError(f"some of these applications wait in batch {numbers}: release or cancel it first")
    batch = batches.stage(
        session,
        stage=stage.name,
        plan=plan.as_json(),
        staged_by=person.name,
        staged_body=person.body,
        at=at,
    )
    number = history.id_of(batch)
    for line in plan.acting:
        if stage.frozen is not None:
            stage.frozen(session, desk, line, number, at)
        _add(session, desk, stage, batch, line)
    session.flush()
    batches.seal(session, batch, digest_of(session, batches.parts(session, batch)))
    return batch


def _add(session: Session, desk: Desk, stage: Stage, batch: Batch, line: Line) -> None:
    case = applications.by_id(session, line.application_id)
    if case is None:
        raise LookupError(line.reference)
    letter_id = None
    if line.letter is not None:
        cause = cause_of(batch, line.reference)
        draft = stage.draft(session, desk, line, cause)
        queued = write(
            session,
            desk,
            line.letter,
            draft.context,
            to=line.recipient,
            cause=cause,
            application_id=line.application_id,
            attachments=draft.attachments,
            calendar=draft.calendar,
        )
        if not isinstance(queued, int):
            raise BatchError(f"the letter to {line.reference} could not be written")
        letter_id = queued
    batches.add(
        session,
        batch,
        case,
        before=line.before,
        after=line.after,
        letter_id=letter_id,
        recipient=line.recipient,
        decision_id=line.decision_id,
    )


def cause_of(batch: Batch, reference: str) -> str:
    """What the outbox names as the cause of a letter of this batch."""
    return f"batch:{batch.id}:{reference}"


def digest_of(session: Session, parts: Sequence[Part]) -> str:
    """The SHA-256 of what was frozen, as the letters' bytes stand in the outbox now."""
    frozen = [
        (
            part.application.reference,
            part.item.before,
            part.item.after,
            part.item.recipient,
            part.letter.kind if part.letter else "",
            sha256(letters.body_of(session, part.item.letter_id)).hexdigest() if part.item.letter_id else "",
        )
        for part in parts
    ]
    return sha256(json.dumps(frozen, ensure_ascii=False).encode()).hexdigest()


def require_unchanged(session: Session, batch: Batch) -> list[Part]:
    """What the batch holds, if it still is what was frozen.

    Raises:
        ChangedError: it is not; the error names every difference.
    """
    parts = batches.parts(session, batch)
    found = [problem for part in parts if (problem := _problem(part))]
    if not found and digest_of(session, parts) != batch.sha256:
        found = ["what it holds is not what was frozen"]
    if found:
        raise ChangedError(found)
    return parts


def _problem(part: Part) -> str:
    case, item, letter = part.application, part.item, part.letter
    if case.state != item.before:
        was, now = item.before.replace("_", " "), case.state.replace("_", " ")
        return f"{case.reference} was {was} when it was frozen, and is {now} now"
    if item.recipient and case.contact_address != item.recipient:
        return f"{case.reference} has another address now"
    if letter is not None and letter.status != LetterStatus.DRAFT:
        return f"the letter to {case.reference} is {letter.status}"
    return ""
