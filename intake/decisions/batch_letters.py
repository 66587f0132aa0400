"""Letters to staff about batches: the plan that waits to be released, that it was released, what became of it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from intake.batches.plan import Plan
from intake.batches.releasing import consent_refusal
from intake.batches.stage_list import STAGES
from intake.batches.staging import plan_of
from intake.config import StaffMember
from intake.correspondence import write
from intake.decisions.reply_links import Offer, links_for
from intake.desk import Desk
from intake.letters.contexts import BatchNews, BatchPlan, PlanLine
from intake.letters.kinds import Kind
from intake.letters.mime import AttachedFile
from intake.wording import listed
from store import batches, history, letters
from store.batches import Part
from store.engine import Session
from store.tables import Batch


def tell_plan(session: Session, desk: Desk, batch: Batch, plan: Plan, *, at: datetime) -> int:
    """Show a staged batch to whoever may release it and to who staged it; returns to how many."""
    parts = batches.parts(session, batch)
    papers = (_letters_file(session, batch, parts),)
    told = 0
    for member in _readers(desk, batch):
        offers = _offers(desk, batch, member)
        context = plan_letter(desk, batch, plan, offers=links_for(desk, member, offers, at=at))
        queued = write(
            session,
            desk,
            Kind.BATCH_PLAN,
            context,
            to=member.email,
            cause=f"batch:{batch.id}",
            attachments=papers,
        )
        told += isinstance(queued, int)
    return told


def _readers(desk: Desk, batch: Batch) -> list[StaffMember]:
    releasing = desk.offices.with_role("release")
    staging = [member for member in desk.offices.staff if member.name == batch.staged_by]
    return list({member.email.lower(): member for member in (*releasing, *staging)}.values())


def _offers(desk: Desk, batch: Batch, member: StaffMember) -> list[Offer]:
    if "release" not in member.roles:
        return []
    subject = f"batch:{batch.id}"
    offers = [Offer("cancel", subject, f"Cancel batch {batch.id}", "say why, if you like")]
    if not consent_refusal(desk.programme.consent, batch, member):
        offers.insert(0, Offer("release", subject, f"Release batch {batch.id}"))
    return offers


def plan_letter(desk: Desk, batch: Batch, plan: Plan, *, offers: Sequence[Any] = ()) -> BatchPlan:
    """What stands in the letter about a staged batch."""
    return BatchPlan(
        number=history.id_of(batch),
        stage=batch.stage,
        staged_by=batch.staged_by,
        staged_at=batch.staged_at,
        sha256=batch.sha256,
        letters=tuple(plan.kinds.items()),
        acting=tuple(_line(line) for line in plan.as_json()["lines"] if line["letter"] or line["after"]),
        idle=tuple(_line(line) for line in plan.as_json()["lines"] if not (line["letter"] or line["after"])),
        warnings=plan.warnings,
        changes=plan.changes,
        release_by=who_releases(desk, batch),
        links=tuple(offers),
    )


def who_releases(desk: Desk, batch: Batch) -> str:
    """Who may release the batch, in a sentence."""
    able = [
        member.name
        for member in desk.offices.with_role("release")
        if not consent_refusal(desk.programme.consent, batch, member)
    ]
    if not able:
        return "Nobody who may release it is in the configuration: see [[staff]] roles and [decisions] of the pack."
    return f"It can be released by {listed(able, 'or')}."


def _line(line: Mapping[str, Any]) -> PlanLine:
    before, after = (str(line[name]).replace("_", " ") for name in ("before", "after"))
    return PlanLine(
        reference=line["reference"],
        authority=line["authority"],
        step=f"{before} → {after}" if after else before,
        letter=str(line["letter"] or ""),
        recipient=line["recipient"],
        why=line["why"],
        remarks=tuple(line["remarks"]),
    )


def _letters_file(session: Session, batch: Batch, parts: Sequence[Part]) -> AttachedFile:
    """Every letter of the batch as it would leave, in one file that mail programs can open."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in parts:
            if part.item.letter_id is not None and part.letter is not None:
                name = f"{part.application.reference}-{part.letter.kind}.eml"
                archive.writestr(name, letters.body_of(session, part.item.letter_id))
    return AttachedFile(name=f"batch-{batch.id}-letters.zip", type="application/zip", data=file.getvalue())


def tell_released(session: Session, desk: Desk, batch: Batch, *, at: datetime) -> None:
    """Tell those who may release, and who staged it, that a batch was released and until when it can be recalled."""
    if batch.leaves_at is None or batch.leaves_at <= at:
        return
    what = f"released by {batch.released_by}"
    offer = Offer("recall", f"batch:{batch.id}", f"Recall batch {batch.id}")
    cause = f"batch:{batch.id}:released:{at.isoformat()}"
    _tell(session, desk, batch, what, cause=cause, at=at, offers=[offer], leaves_at=batch.leaves_at)


def tell_done(
    session: Session, desk: Desk, batch: Batch, *, problems: Sequence[str], number: int, at: datetime
) -> None:
    """Tell the same people what became of a released batch when its time had come."""
    if problems:
        offer = Offer("cancel", f"batch:{batch.id}", f"Cancel batch {batch.id}")
        _tell(
            session, desk, batch, "stopped", cause=f"batch:{batch.id}:stopped", at=at, offers=[offer], problems=problems
        )
    else:
        what = f"carried out, {number} letters are on their way"
        _tell(session, desk, batch, what, cause=f"batch:{batch.id}:done", at=at)


def _tell(
    session: Session,
    desk: Desk,
    batch: Batch,
    what: str,
    *,
    cause: str,
    at: datetime,
    offers: Sequence[Offer] = (),
    leaves_at: datetime | None = None,
    problems: Sequence[str] = (),
) -> None:
    for member in _readers(desk, batch):
        mine = [offer for offer in offers if "release" in member.roles]
        context = BatchNews(
            number=history.id_of(batch),
            stage=batch.stage,
            what=what,
            leaves_at=leaves_at,
            problems=tuple(problems),
            links=links_for(desk, member, mine, at=at),
        )
        write(session, desk, Kind.BATCH_NEWS, context, to=member.email, cause=cause)


def plan_now(session: Session, desk: Desk, stage: str) -> Plan:
    """What a stage would do now."""
    return plan_of(session, desk, STAGES[stage])
