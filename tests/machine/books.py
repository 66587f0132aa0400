"""The books as they are seen from outside: plain SQL on the file, past all the service's own code."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

from store import application_list, audit
from store.engine import open_store
from tests.intake.decisions.staffing import OWEN, RUTH, TESS
from tests.machine.mails import COUNCILS, Written
from tests.machine.model import Dealt, Model
from tests.machine.world import World

STAFF = frozenset({RUTH.email, OWEN.email, TESS.email})
_AUTOMATIC = ("bounce", "delay", "away")
#: What a submission, correspondence, automatic mail, or mail that a person has, can be called.
_NAMED = {"submission", "correspondence", "automatic", "bounce", "order", "enquiry", "duplicate", "subscription", "own"}
#: Letters to whoever wrote; all others to applicants go to the contact of their case alone.
_TO_WRITER = frozenset({"receipt", "receipt_corrected", "late", "acknowledgement", "enquiry", "answer", "unreadable"})


def rows(database: Path, query: str, *values: object) -> list[dict[str, Any]]:
    """What a query finds."""
    with closing(sqlite3.connect(database)) as books:
        books.row_factory = sqlite3.Row
        return [dict(row) for row in books.execute(query, values)]


def compare(world: World, *, deadline: datetime, settled: bool) -> None:
    """Everything that must hold at any time; ``settled``: and what must hold when a pass ran to its end."""
    _nothing_lost(world, settled=settled)
    _one_place_each(world)
    _letters(world)
    _secrets(world)
    _history(world)
    _corrections(world)
    _model(world, deadline)


def _nothing_lost(world: World, *, settled: bool) -> None:
    """I1: in the raw archive, or still in the mailbox; after a whole pass in the archive and in the books."""
    archived = {path.stem for path in (world.folder / "data" / "archive").rglob("*.eml")}
    inbox = [
        path.read_bytes() for part in ("new", "cur") for path in (world.folder / "mailbox" / part).glob("*.machine*")
    ]
    for mail, _ in world.delivered:
        assert mail.sha256 in archived or mail.raw in inbox, f"{mail.content} is lost"
    if settled:
        known = {row["sha256"] for row in rows(world.database, "SELECT sha256 FROM inbound_message")}
        assert {mail.sha256 for mail, _ in world.delivered} == known
        waiting = rows(
            world.database, "SELECT id, status FROM inbound_message WHERE status IN ('pending','processing')"
        )
        assert waiting == []
        sending = rows(world.database, "SELECT id FROM outgoing_mail WHERE status = 'sending'")
        assert sending == []
    assert world.faults == []


def _one_place_each(world: World) -> None:
    """I2: a mail that was dealt with is one thing, and what it is, is written down."""
    forms = Counter(row["message_id"] for row in rows(world.database, "SELECT message_id FROM submission"))
    for row in rows(world.database, "SELECT * FROM inbound_message"):
        status, what = row["status"], row["disposition"]
        assert status != "failed", row["reason"]
        if status == "held":
            assert row["reason"], row
            assert row["rule"], row
        if status == "processed":
            assert what in _NAMED, row
            assert forms[row["id"]] == (what == "submission"), row
            assert what != "correspondence" or row["application_id"] is not None, row
            assert what != "duplicate" or row["duplicate_of"] is not None, row
        else:
            assert not forms[row["id"]], row
    assert max(forms.values(), default=0) <= 1


def _letters(world: World) -> None:
    """I3, I4 and I5, over what was taken."""
    by_cause = Counter((item.cause, item.kind, item.recipient) for item in world.post.taken)
    assert max(by_cause.values(), default=0) <= 1, by_cause.most_common(1)
    outbox = {row["message_id"]: row for row in rows(world.database, "SELECT * FROM outgoing_mail")}
    taken = {item.message_id for item in world.post.taken}
    for row in outbox.values():
        if row["status"] in ("sent", "bounced"):
            assert row["message_id"] in taken, f"a letter is called sent and was not: {row}"
        elif row["status"] not in ("unknown", "sending"):
            assert row["message_id"] not in taken, f"a letter was taken, and is called {row['status']}"
    mails = {row["id"]: row["sha256"] for row in rows(world.database, "SELECT id, sha256 FROM inbound_message")}
    wrote = {mail.sha256: mail for mail, _ in world.delivered}
    for item in world.post.taken:
        source = wrote[mails[int(item.cause.partition(":")[2])]] if item.cause.startswith("message:") else None
        assert source is None or source.kind not in _AUTOMATIC, f"an automatic mail was answered: {item.kind}"
        if item.recipient in STAFF:
            continue
        meant = source.author if source and item.kind in _TO_WRITER else item.contact
        assert item.recipient == meant, f"{item.kind} for {item.cause} went to {item.recipient}, not {meant}"


def _secrets(world: World) -> None:
    """Nobody but staff is told a word of a form that they did not send themselves, but for the other forms of a case
    that a person said theirs belongs to."""
    own = {address: {m.word for m, _ in world.delivered if m.author == address} for address in COUNCILS.values()}
    wrote = {mail.sha256: mail for mail, _ in world.delivered}
    shared: dict[int, list[Written]] = {}
    for row in rows(
        world.database,
        "SELECT s.application_id, m.sha256 FROM submission s JOIN inbound_message m ON m.id = s.message_id",
    ):
        shared.setdefault(row["application_id"], []).append(wrote[row["sha256"]])
    for forms in shared.values():
        for address in {form.author for form in forms}:
            assert world.rulings or {form.author for form in forms} == {address}
            own[address] |= {form.word for form in forms}
    words = {mail.word for mail, _ in world.delivered if mail.word}
    for item in world.post.taken[-20:]:
        if item.recipient in STAFF:
            continue
        said = decoded(item.raw)
        assert not [word for word in words - own.get(item.recipient, set()) if word in said], item.kind


def decoded(raw: bytes) -> str:
    """All that a letter says, in every part and header."""
    mail = message_from_bytes(raw, policy=default)
    parts = [str(mail.items())]
    for part in mail.walk():
        parts.append(str(part.items()))
        if not part.is_multipart():
            content = part.get_content()
            parts.append(content if isinstance(content, str) else content.decode("latin-1"))
    return "\n".join(parts)


def _history(world: World) -> None:
    """The chain holds, and every row is in the state its history tells."""
    store = open_store(f"sqlite:///{world.database}")
    try:
        with store.reading() as session:
            report = audit.verify(session)
        assert report.sound, report
    finally:
        store.close()
    spent = rows(world.database, "SELECT token, count(*) n FROM staff_order WHERE token IS NOT NULL GROUP BY token")
    assert all(row["n"] == 1 for row in spent), "a code was used twice"
    forged = {mail.sha256 for mail, _ in world.delivered if mail.kind == "forged"}
    for row in rows(
        world.database,
        "SELECT m.sha256, o.action FROM staff_order o JOIN inbound_message m ON m.id = o.message_id"
        " WHERE o.outcome = 'done'",
    ):
        assert row["sha256"] not in forged, f"a forged order was obeyed: {row['action']}"


def _corrections(world: World) -> None:
    """A person's correction wins over what was read, and the newest over the others."""
    for case in rows(world.database, "SELECT id, submission_id FROM application WHERE submission_id IS NOT NULL"):
        made = rows(
            world.database,
            "SELECT key, text FROM answer WHERE submission_id = ? AND source != 'machine' ORDER BY id",
            case["submission_id"],
        )
        newest = {row["key"]: row["text"] for row in made}
        store = world.service.store
        with store.reading() as session:
            stand = application_list.answers_by_application(session, only=case["id"]).get(case["id"], {})
        for key, text in newest.items():
            assert stand[key].text == text, f"{key} stands as {stand[key].text!r}, corrected to {text!r}"


def _model(world: World, deadline: datetime) -> None:
    """Cases, submissions, contacts and fates are those of the model."""
    order = _dealt(world)
    model = Model(deadline).deal(order)
    books = {row["id"]: row for row in rows(world.database, "SELECT * FROM inbound_message")}
    for number, fate in model.fates.items():
        row = books[number]
        if not fate.disposition or row["status"] == "pending":
            continue
        found = (row["disposition"], row["status"] == "held")
        assert found == (fate.disposition, fate.held), (row["rule"], row["reason"], fate)
        if fate.answer:
            _answered(world, number, fate.answer)
    cases = rows(world.database, "SELECT * FROM application ORDER BY number")
    if any(case["late_ruling"] for case in cases):
        return  # what counts is a person's word then
    assert [case["reference"] for case in cases] == [model.reference(case) for case in model.cases]
    for row, case in zip(cases, model.cases, strict=True):
        forms = rows(world.database, "SELECT * FROM submission WHERE application_id = ? ORDER BY number", row["id"])
        assert [form["message_id"] for form in forms] == [form.number for form in case.forms]
        assert [form["number"] for form in forms] == list(range(1, len(forms) + 1))
        counting = next(form["message_id"] for form in forms if form["id"] == row["submission_id"])
        assert counting == case.counting.number, f"{row['reference']} counts message {counting}"
        assert (row["authority_name"], row["contact_address"]) == (case.council, case.contact)


def _answered(world: World, number: int, kind: str) -> None:
    """Exactly one answer, or exactly one reason why there is none."""
    answers = rows(
        world.database,
        "SELECT kind FROM outgoing_mail WHERE cause = ? AND kind NOT IN ('enquiry_passed', 'case_withdrawn')",
        f"message:{number}",
    )
    silences = rows(
        world.database,
        "SELECT reason FROM event WHERE subject = 'message' AND subject_id = ? AND what = 'not-answered'",
        number,
    )
    kinds = [row["kind"] for row in answers]
    assert len(kinds) + bool(silences) >= 1, f"message {number} has no answer, where {kind} is due"
    assert set(kinds) <= {kind, "acknowledgement"}, kinds
    assert len(kinds) == len(set(kinds)), kinds


def _dealt(world: World) -> Sequence[Dealt]:
    """The mails in the order in which they were last concluded, with what a person said of them."""
    steps = rows(
        world.database,
        "SELECT e.subject_id AS number, max(e.id) AS last, m.sha256, m.released_by, m.received_at, m.status"
        " FROM event e JOIN inbound_message m ON m.id = e.subject_id"
        " WHERE e.subject = 'message' AND e.what = 'status' AND e.after IN ('processed', 'held')"
        " AND m.status IN ('processed', 'held') GROUP BY e.subject_id ORDER BY last",
    )
    wrote = {mail.sha256: mail for mail, _ in world.delivered}
    return [
        Dealt(
            number=row["number"],
            mail=wrote[row["sha256"]],
            received_at=instant(row["received_at"]),
            released=bool(row["released_by"]),
            ruled=world.rulings.get(row["number"], ""),
        )
        for row in steps
    ]


def instant(stored: str) -> datetime:
    """A stored instant, aware."""
    return datetime.fromisoformat(stored).replace(tzinfo=UTC)
