"""Facts that follow from what staff and assessors say: decisions, orders, batches, the panel's work, interviews."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import func, select

from store.columns import table_of
from store.engine import Session
from store.fact import BY_HAND, OF_BATCH, Fact, Names, instant, number, one, rows
from store.tables import Assignment, Batch, BatchItem, Decision, Interview, Score, StaffOrder


def decisions(session: Session, names: Names) -> Iterator[Fact]:
    """What people decided of each application."""
    for row in rows(session, Decision):
        case, mail = names.case(row["application_id"]), names.mail(row["message_id"])
        yield Fact(
            kind="decision",
            key=(case, mail or f"{BY_HAND} {instant(row['decided_at'])}"),
            values={
                "ruling": row["ruling"],
                "amount": row["amount"],
                "reason": row["reason"],
                "by": row["actor"],
                "taken back": row["undone_at"] is not None,
                "carried out by batch": row["batch_id"],
            },
            applications=one(case),
            messages=one(mail),
            batches=frozenset() if row["batch_id"] is None else frozenset({row["batch_id"]}),
        )


def orders(session: Session, names: Names) -> Iterator[Fact]:
    """What staff ordered, obeyed or refused."""
    for row in rows(session, StaffOrder):
        case, mail = names.case(row["application_id"]), names.mail(row["message_id"])
        batch = row["batch_id"] or number(OF_BATCH, row["subject"])
        yield Fact(
            kind="order",
            key=(mail or f"{BY_HAND} {instant(row['at'])}", row["action"], row["subject"]),
            values={
                "by": row["person"],
                "text": row["text"],
                "outcome": row["outcome"],
                "reason": row["reason"],
                "taken back": row["undone_at"] is not None,
            },
            applications=one(case),
            messages=one(mail),
            batches=frozenset() if batch is None else frozenset({batch}),
        )


def batches(session: Session, names: Names) -> Iterator[Fact]:
    """The batches and what became of them."""
    members: dict[int, set[str]] = {}
    for row in rows(session, BatchItem):
        members.setdefault(row["batch_id"], set()).add(names.case(row["application_id"]))
    for row in rows(session, Batch):
        yield Fact(
            kind="batch",
            key=(str(row["id"]),),
            values={
                "stage": row["stage"],
                "state": row["state"].value,
                "staged by": row["staged_by"],
                "released by": row["released_by"],
                "applications": ", ".join(sorted(members.get(row["id"], ()))),
            },
            applications=frozenset(members.get(row["id"], ())),
            batches=frozenset({row["id"]}),
        )


def assignments(session: Session, names: Names) -> Iterator[Fact]:
    """What each assessor was given, and declared."""
    for row in rows(session, Assignment):
        case = names.case(row["application_id"])
        yield Fact(
            kind="assignment",
            key=(case, row["assessor"]),
            values={"state": row["state"].value, "conflict": row["conflict"]},
            applications=one(case),
        )


def scores(session: Session, names: Names) -> Iterator[Fact]:
    """The newest of each assessor on each criterion."""
    score, work = table_of(Score), table_of(Assignment)
    newest = select(func.max(score.c.id)).group_by(score.c.assignment_id, score.c.criterion)
    query = (
        select(work.c.application_id, work.c.assessor, score.c.criterion, score.c.points, score.c.comment)
        .add_columns(score.c.message_id)
        .join_from(score, work, score.c.assignment_id == work.c.id)
        .where(score.c.id.in_(newest))
        .order_by(score.c.id)
    )
    for row in session.execute(query).mappings():
        case = names.case(row["application_id"])
        yield Fact(
            kind="score",
            key=(case, row["assessor"], row["criterion"]),
            values={"points": row["points"], "comment": row["comment"]},
            applications=one(case),
            messages=one(names.mail(row["message_id"])),
        )


def interviews(session: Session, names: Names) -> Iterator[Fact]:
    """The interviews, in the order an application had them."""
    seen: dict[str, int] = {}
    for row in rows(session, Interview):
        case = names.case(row["application_id"])
        seen[case] = seen.get(case, 0) + 1
        yield Fact(
            kind="interview",
            key=(case, str(seen[case])),
            values={
                "state": row["state"].value,
                "starts": instant(row["starts_at"]) if row["starts_at"] else "",
                "room": row["room"],
                "sequence": row["sequence"],
                "attendee": row["attendee"],
                "reply": row["reply"],
            },
            applications=one(case),
            messages=one(names.mail(row["message_id"])),
        )
