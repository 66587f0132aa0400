"""Facts that follow from applicants' mail: messages, applications, forms, answers, letters, the update list."""

from __future__ import annotations

import json
from collections.abc import Iterator

from store.application_list import answers_by_application
from store.engine import Session
from store.fact import OF_BATCH, OF_MESSAGE, Fact, Names, instant, number, one, rows
from store.tables import Application, Assignment, InboundMessage, OutgoingMail, Submission, Subscriber


def messages(session: Session, names: Names) -> Iterator[Fact]:
    """What every mail turned out to be."""
    assessed = _assessed(session, names)
    for row in rows(session, InboundMessage):
        case = names.case(row["application_id"])
        yield Fact(
            kind="message",
            key=(row["sha256"],),
            values={
                "status": row["status"].value,
                "disposition": row["disposition"],
                "rule": row["rule"],
                "application": case,
                "duplicate of": names.mail(row["duplicate_of"]),
            },
            applications=one(case) | assessed.get(row["from_address"].lower(), frozenset()),
            messages=one(row["sha256"]),
        )


def _assessed(session: Session, names: Names) -> dict[str, frozenset[str]]:
    """Assessor → the applications given to them: what they declare and score by mail is about these."""
    found: dict[str, set[str]] = {}
    for row in rows(session, Assignment):
        found.setdefault(row["assessor"], set()).add(names.case(row["application_id"]))
    return {assessor: frozenset(cases) for assessor, cases in found.items()}


def applications(session: Session, names: Names) -> Iterator[Fact]:
    """Every application as it stands."""
    forms = {row["id"]: row for row in rows(session, Submission)}
    for row in rows(session, Application):
        counts = forms.get(row["submission_id"])
        yield Fact(
            kind="application",
            key=(row["reference"],),
            values={
                "authority": f"{row['authority_name']} ({row['authority_code'] or 'not in the register'})",
                "state": row["state"].value,
                "contact": f"{row['contact_name']} <{row['contact_address']}>",
                "late ruling": row["late_ruling"],
                "counting form": f"{counts['number']} ({counts['form_sha256'][:12]})" if counts else "",
            },
            applications=one(row["reference"]),
            batches=names.batches_of.get(row["reference"], frozenset()),
        )


def submissions(session: Session, names: Names) -> Iterator[Fact]:
    """Every form received."""
    for row in rows(session, Submission):
        case, mail = names.case(row["application_id"]), names.mail(row["message_id"])
        yield Fact(
            kind="submission",
            key=(case, mail),
            values={
                "number": row["number"],
                "form": row["form_sha256"],
                "late": row["late"],
                "received": instant(row["received_at"]),
            },
            applications=one(case),
            messages=one(mail),
        )


def answers(session: Session, names: Names) -> Iterator[Fact]:
    """The standing answers of the form that counts."""
    for case_id, standing in answers_by_application(session).items():
        case = names.case(case_id)
        for key, item in standing.items():
            value = json.dumps(item.value, ensure_ascii=False, sort_keys=True)
            yield Fact(
                kind="answer",
                key=(case, key),
                values={"value": value, "source": item.source},
                applications=one(case),
            )


def letters(session: Session, names: Names) -> Iterator[Fact]:
    """The outbox; a letter to an assessor that is about no one application is about all that he or she was given."""
    assessed = _assessed(session, names)
    for row in rows(session, OutgoingMail):
        cause = row["cause"]
        mail = names.mail(row["inbound_id"]) or names.mail(number(OF_MESSAGE, cause))
        batch = number(OF_BATCH, cause)
        case = names.case(row["application_id"])
        yield Fact(
            kind="letter",
            key=(cause, row["kind"], row["recipient"]),
            values={"application": case, "Message-ID": row["message_id"]},
            applications=one(case) or assessed.get(row["recipient"].lower(), frozenset()),
            messages=one(mail),
            batches=frozenset() if batch is None else frozenset({batch}),
        )


def subscribers(session: Session, names: Names) -> Iterator[Fact]:
    """Who is on the update list."""
    for row in rows(session, Subscriber):
        yield Fact(
            kind="subscriber",
            key=(row["address"],),
            values={"on the list": row["left_at"] is None, "code": row["code"]},
            messages=one(names.mail(row["message_id"])),
        )
