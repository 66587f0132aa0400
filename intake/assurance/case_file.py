"""The whole file of one application, as data: every mail, form, value, correction, finding, score, letter and event.

Internal: it names assessors and holds what staff noted. Of mail that belongs to another application as well only that
it came is told, so a file never holds anything of another. The page for people is `intake.assurance.case_page`, the
files beside it are written by `intake.assurance.packing`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from intake.round.programme import Programme
from store import case_rows, history, letters
from store.archive import Archive
from store.case_rows import CaseRows
from store.columns import Row
from store.engine import Session
from store.errors import ArchiveDamagedError
from store.tables import Application, Assignment, InboundMessage, OutgoingMail, Submission


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """One application's file: ``data`` for programs, and the raw mails and letters by their names in the file."""

    reference: str
    data: dict[str, Any]
    files: Mapping[str, bytes]


def case_file(
    session: Session, archive: Archive, programme: Programme, application: Application, *, at: datetime
) -> CaseFile:
    """Everything that is held on one application."""
    rows = case_rows.rows_of(session, application)
    files: dict[str, bytes] = {}
    data = {
        "made_at": at,
        "programme": {"name": programme.name, "deadline": programme.deadline, "timezone": programme.zone.key},
        "reference": application.reference,
        "authority": {"name": application.authority_name, "code": application.authority_code},
        "state": application.state,
        "contact": {"name": application.contact_name, "address": application.contact_address},
        "late_ruling": application.late_ruling,
        "opened_at": application.created_at,
        "erased_at": application.erased_at,
        "submissions": [_submission(rows, form, application) for form in rows.submissions],
        "messages": [_message(rows, row, archive, files) for row in rows.messages],
        "withheld": [
            {"message": row.id, "received_at": row.received_at, "why": "it belongs to another application as well"}
            for row in rows.shared
        ],
        "letters": [_letter(session, row, files) for row in rows.letters],
        "orders": _plain(rows.orders, leave=("id", "application_id", "token", "undo")),
        "decisions": _plain(rows.decisions, leave=("application_id",)),
        "batches": _batches(rows),
        "assessments": [_assessment(rows, row) for row in rows.assignments],
        "interviews": _plain(rows.interviews, leave=("id", "application_id")),
        "events": _plain(rows.events, leave=("seal", "erased_by")),
    }
    return CaseFile(reference=application.reference, data=data, files=files)


def _plain(rows: Iterable[Row], *, leave: Sequence[str] = ()) -> list[dict[str, Any]]:
    """Rows as they stand, without what only the database needs."""
    return [row.model_dump(exclude=set(leave)) for row in rows]


def _submission(rows: CaseRows, form: Submission, application: Application) -> dict[str, Any]:
    """One form: every value read from it and every correction, in the order they were written."""
    answers: dict[str, list[dict[str, Any]]] = {}
    for row in rows.answers:
        if row.submission_id == form.id:
            value = row.model_dump(exclude={"id", "submission_id", "key", "position"})
            answers.setdefault(row.key, []).append({**value, "attachment": row.position})
    return {
        **form.model_dump(exclude={"id", "application_id", "message_id"}),
        "message": form.message_id,
        "counts": form.id == application.submission_id,
        "answers": answers,
        "findings": _plain((row for row in rows.findings if row.submission_id == form.id), leave=_OWN),
        "bodies": _plain((row for row in rows.bodies if row.submission_id == form.id), leave=_OWN),
    }


_OWN = ("id", "submission_id", "application_id")


def _message(rows: CaseRows, row: InboundMessage, archive: Archive, files: dict[str, bytes]) -> dict[str, Any]:
    number = history.id_of(row)
    name = f"mails/message-{number:04d}.eml"
    fault = "" if row.erased_at is None else "erased"
    if not fault:
        try:
            files[name] = archive.read(row.sha256)
        except ArchiveDamagedError as damage:
            fault = str(damage)
    leave = {"application_id", "claimed_at", "attempts"}
    return {
        **row.model_dump(exclude=leave),
        "file": None if fault else name,
        "fault": fault,
        "attachments": _plain((leaf for leaf in rows.attachments if leaf.message_id == number), leave=_LEAF),
        "seen": _plain((seen for seen in rows.sightings if seen.message_id == number), leave=_LEAF),
    }


_LEAF = ("id", "message_id")


def _letter(session: Session, row: OutgoingMail, files: dict[str, bytes]) -> dict[str, Any]:
    name = f"letters/letter-{row.id:04d}.eml"
    raw = letters.body_of(session, history.id_of(row))
    if raw:
        files[name] = raw
    return {**row.model_dump(exclude={"application_id", "claimed_at"}), "file": name if raw else None}


def _batches(rows: CaseRows) -> list[dict[str, Any]]:
    """The batches it was in, with its own part only: what else was in them is other applications'."""
    batches = {batch.id: batch for batch in rows.batches}
    leave = ("id", "application_id", "batch_id")
    return [
        {
            **batches[item.batch_id].model_dump(exclude={"plan", "reason"}),
            "item": item.model_dump(exclude=set(leave)),
        }
        for item in rows.items
    ]


def _assessment(rows: CaseRows, row: Assignment) -> dict[str, Any]:
    scores = (score for score in rows.scores if score.assignment_id == row.id)
    return {
        **row.model_dump(exclude={"id", "application_id"}),
        "scores": _plain(scores, leave=("id", "assignment_id")),
    }
