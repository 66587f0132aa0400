"""The evidence for an application's answers: where each was read, how surely, and the picture of the place.

Gathers what the books say (inside a session) and has the pictures drawn in the child (outside one). What is made of
them is `intake.staff.evidence_page` and the digest's doubts (`intake.staff.doubts`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from intake.errors import ReadingFaultError
from intake.letters.contexts import ShownAnswer
from intake.letters.readback import shown_answer
from intake.round.programme import Programme
from parsers.document import Box
from parsers.extraction import Method
from parsers.form import FormDefinition, FormField
from parsers.showing import OWN_TEXT, Region, Shown
from store import history, messages, readings, submissions
from store.archive import Archive
from store.engine import Session
from store.errors import ArchiveDamagedError
from store.lending import Lent
from store.tables import Application, StoredAnswer, Submission

#: An answer read with less confidence than this is for a person to look at.
DOUBT_BELOW = 0.8


class Shower(Protocol):
    """What shows the regions of a mail's documents: the sandbox."""

    def pictures(self, raw: Lent, regions: Sequence[Region]) -> tuple[Shown, ...]:
        """What stands in each region; raises ReadingFaultError when the child was stopped or died."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """One answer as it stands, and how it was read.

    ``read`` is what the machine read where a correction stands instead, None else; ``alternatives`` are other readings
    of the same place, each with why. ``box`` is in points from the top left of ``page``.
    """

    field: FormField
    section: str
    answer: ShownAnswer
    source: str
    actor: str
    method: str
    confidence: float
    page: int | None
    box: Box | None
    read: ShownAnswer | None
    alternatives: tuple[str, ...]
    region: Region | None

    @property
    def doubtful(self) -> bool:
        """Whether a person should look: read with little confidence, or in two ways, and corrected by nobody."""
        unsure = self.confidence < DOUBT_BELOW and not self.answer.blank
        return self.source == submissions.MACHINE and (unsure or bool(self.alternatives))


@dataclass(frozen=True, slots=True, kw_only=True)
class Docket:
    """The proofs of one submission. ``file`` is the form's file, "" where it stood in the mail itself."""

    reference: str
    authority: str
    number: int
    received_at: datetime
    file: str
    mail_sha256: str
    proofs: tuple[Proof, ...]


def docket_of(session: Session, programme: Programme, case: Application) -> Docket | None:
    """The proofs of the submission that counts, every field of the form in printed order; None without one."""
    submission = submissions.by_id(session, case.submission_id) if case.submission_id is not None else None
    message = messages.by_id(session, submission.message_id) if submission else None
    if submission is None or message is None:
        return None
    number = history.id_of(submission)
    standing, read = submissions.answers_of(session, number), readings.read_answers(session, number)
    titles = {section.key: section.title for section in programme.form.sections}
    return Docket(
        reference=case.reference,
        authority=case.authority_name,
        number=submission.number,
        received_at=submission.received_at,
        file=submission.form_name,
        mail_sha256=message.sha256,
        proofs=tuple(
            _proof(field, titles.get(field.section, ""), standing[field.key], read, submission, programme.form)
            for field in programme.form.fields
            if field.key in standing
        ),
    )


def _proof(
    field: FormField,
    section: str,
    row: StoredAnswer,
    read: Mapping[str, StoredAnswer],
    submission: Submission,
    form: FormDefinition,
) -> Proof:
    machine = read.get(field.key)
    corrected = row.source != submissions.MACHINE
    place = machine or row
    box = Box(*place.box) if place.box else None
    found = machine is not None and machine.method != Method.NONE
    return Proof(
        field=field,
        section=section,
        answer=shown_answer(field, row, currency=form.currency),
        source=row.source,
        actor=row.actor,
        method=place.method,
        confidence=place.confidence,
        page=place.page,
        box=box,
        read=shown_answer(field, machine, currency=form.currency) if corrected and machine else None,
        alternatives=tuple(_alternative(item) for item in place.alternatives or ()),
        region=_region(field, place, box, submission) if found else None,
    )


def _alternative(item: Mapping[str, Any]) -> str:
    why = f" ({item['why']})" if item.get("why") else ""
    return f"“{item.get('text', '')}”{why}"


def _region(field: FormField, place: StoredAnswer, box: Box | None, submission: Submission) -> Region | None:
    if box is None and not place.text.strip():
        return None
    document = OWN_TEXT if place.position is None else submission.form_sha256
    return Region(sha256=document, page=place.page, box=box, text=place.text, question=field.label)


def show(archive: Archive, shower: Shower, mail_sha256: str, regions: Sequence[Region]) -> tuple[Shown, ...]:
    """What stands in each region of a mail in the archive; where it cannot be shown, why."""
    try:
        with archive.lend(mail_sha256) as mail:
            return shower.pictures(mail, regions)
    except (ReadingFaultError, ArchiveDamagedError) as fault:
        return (Shown(reason=f"It cannot be shown ({fault})."),) * len(regions)
