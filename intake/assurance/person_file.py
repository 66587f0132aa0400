"""A copy of everything that is held on one person, for that person (UK GDPR articles 15 and 20): data, mails, letters.

Theirs alone: their mail as it came, letters to them as they left, and of applications they are the contact of the
facts, forms, rulings and steps. What staff and assessors said among themselves, and the names of those people, is not
in it (article 15(4)); a person decides on that. Gathered in the shape `intake.assurance.packing` writes.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from intake import wording
from intake.assurance.packing import as_json
from intake.round.programme import Programme
from store import case_rows, history, letters, person_rows, submissions
from store.archive import Archive
from store.columns import Row
from store.engine import Session
from store.errors import ArchiveDamagedError
from store.person_rows import PersonRows
from store.tables import Application, InboundMessage, OutgoingMail

#: Steps of an application that its applicant was or will be told of.
_TOLD = frozenset({"opened", "state", "submission", "late_ruling"})

_README = """\
{programme}: what is held on {address}
Made at {made}.

person.json   everything below as data, for programs
mails/        the mails received from this address, as they came
letters/      the letters written to this address, as they left

{counts}

Not in this copy: what staff and assessors wrote among themselves. To have a mistake corrected, to object, or to have
this erased, write to the address the letters came from.
"""


def person_files(
    session: Session, archive: Archive, programme: Programme, address: str, *, at: datetime
) -> dict[str, bytes]:
    """Every file of the copy by its name. A person of whom nothing is held gets a copy that says so."""
    rows = person_rows.rows_of(session, address)
    files: dict[str, bytes] = {}
    data = {
        "made_at": at,
        "programme": programme.name,
        "address": rows.address,
        "messages": [_message(row, archive, files) for row in rows.messages],
        "letters": [_letter(session, row, files) for row in rows.letters if row.sent_at is not None],
        "applications": [_application(session, programme, case) for case in rows.cases],
        "named_in": [{"application": reference, "field": key} for reference, key in rows.in_answers],
        "interviews": _plain(rows.interviews, keep=("state", "starts_at", "ends_at", "attendee", "reply")),
        "update_list": _plain(rows.own.subscribers, keep=("address", "name", "joined_at", "left_at")),
        "assessments": _plain(rows.assignments, keep=("state", "conflict", "assigned_at", "declared_at", "scored_at")),
        "scores": _plain(rows.scores, keep=("criterion", "points", "comment", "given_at")),
        "orders": _plain(rows.orders, keep=("action", "subject", "text", "outcome", "reason", "at")),
    }
    readme = _README.format(
        programme=programme.name,
        address=rows.address,
        made=wording.instant(at, programme.zone),
        counts=_counts(rows),
    )
    return {"README.txt": readme.encode(), "person.json": as_json(data), **files}


def _plain(rows: Iterable[Row], *, keep: tuple[str, ...]) -> list[dict[str, Any]]:
    return [row.model_dump(include=set(keep)) for row in rows]


def _message(row: InboundMessage, archive: Archive, files: dict[str, bytes]) -> dict[str, Any]:
    name = f"mails/message-{row.id:04d}.eml"
    try:
        files[name] = archive.read(row.sha256)
    except ArchiveDamagedError:
        name = ""
    keep = {"message_id", "received_at", "subject", "from_name", "from_address", "disposition", "sha256"}
    return {**row.model_dump(include=keep), "file": name or None}


def _letter(session: Session, row: OutgoingMail, files: dict[str, bytes]) -> dict[str, Any]:
    """A letter as it left; one that waits to be released was not written to anybody yet, and is not in the copy."""
    name, raw = f"letters/letter-{row.id:04d}.eml", letters.body_of(session, history.id_of(row))
    if raw:
        files[name] = raw
    keep = {"message_id", "kind", "recipient", "subject", "status", "created_at", "sent_at"}
    return {**row.model_dump(include=keep), "file": name if name in files else None}


def _application(session: Session, programme: Programme, case: Application) -> dict[str, Any]:
    rows = case_rows.rows_of(session, case)
    labels = {field.key: field.label for field in programme.form.fields}
    return {
        "reference": case.reference,
        "authority": case.authority_name,
        "state": case.state,
        "contact": {"name": case.contact_name, "address": case.contact_address},
        "opened_at": case.created_at,
        "forms": [
            {
                "number": form.number,
                "received_at": form.received_at,
                "late": form.late,
                "file": form.form_name,
                "answers": [
                    {"field": key, "question": labels.get(key, key), "value": item.value, "text": item.text}
                    for key, item in submissions.answers_of(session, history.id_of(form)).items()
                ],
                "findings": [item.message for item in rows.findings if item.submission_id == form.id],
            }
            for form in rows.submissions
        ],
        "history": [
            {"at": event.at, "what": event.what, "before": event.before, "after": event.after}
            for event in rows.events
            if event.subject == "application" and event.what in _TOLD
        ],
    }


def _counts(rows: PersonRows) -> str:
    lines = [
        wording.count(len(rows.messages), "mail"),
        wording.count(sum(row.sent_at is not None for row in rows.letters), "letter"),
        wording.count(len(rows.cases), "application"),
        wording.count(len(rows.own.subscribers), "entry on the update list", "entries on the update list"),
    ]
    return "\n".join(lines)
