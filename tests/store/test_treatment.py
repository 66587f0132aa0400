"""How applications were treated, as rows, on every database."""

from __future__ import annotations

from datetime import timedelta

from store import applications, batches, decisions, history, letters, treatment
from store.engine import Store
from store.states import LetterStatus, Ruling
from store.tables import Application
from store.treatment import Decided, LateForm, Notice
from tests.store.conftest import NOW
from tests.store.making import application, filed, letter

MINUTE = timedelta(minutes=1)


def test_a_notice_is_caused_by_its_mail_its_batch_or_itself(store: Store) -> None:
    filed(store, 1, received_at=NOW - MINUTE)
    with store.begin() as session:
        case = application(session)
        letter(session, "message:1", application_id=1, inbound_id=1)
        outcome = letter(session, "batch:1", application_id=1, kind="selected")
        letter(session, "reminder:1", application_id=1, kind="reminder")
        cancelled = letter(session, "other:1", application_id=1)
        letter(session, "digest:1", kind="digest")
        assert outcome is not None
        assert cancelled is not None
        letters.cancel(session, [cancelled], actor="Kim", at=NOW)
        batch = batches.stage(session, stage="outcome", plan=None, staged_by="Kim", staged_body="", at=NOW + MINUTE)
        batches.add(session, batch, case, before="", after="", letter_id=outcome.id, recipient="")
        (sent,) = letters.claim(session, [1], at=NOW)
        letters.mark_sent(session, sent, at=NOW)
    with store.begin() as session:
        found = treatment.notices(session)
        assert [(item.kind, item.caused_at, item.sent_at) for item in found] == [
            ("receipt", NOW - MINUTE, NOW),
            ("selected", NOW + MINUTE, None),
            ("reminder", NOW, None),
        ]
        assert found[0] == Notice(
            application_id=1,
            kind="receipt",
            cause="message:1",
            recipient="jane@walsall.example",
            status=LetterStatus.SENT,
            caused_at=NOW - MINUTE,
            sent_at=NOW,
        )
        history.change(session, batch, {"released_at": NOW + 2 * MINUTE})
        assert treatment.notices(session)[1].caused_at == NOW + 2 * MINUTE


def test_late_forms_have_their_newest_ruling(store: Store) -> None:
    filed(store, 1, 2, 3)
    with store.begin() as session:
        for number, late in ((1, True), (2, True), (3, False)):
            case = application(session)
            applications.add_submission(
                session, case, message_id=number, form_sha256="f" * 64, received_at=NOW, at=NOW, late=late
            )
        case = session.get_one(Application, 1)
        for ruling in ("refused", "admitted"):
            applications.rule_on_lateness(session, case, ruling, actor="Kim", reason=f"so {ruling}", at=NOW)
        assert treatment.late_forms(session) == [
            LateForm(
                application_id=1,
                received_at=NOW,
                ruling="admitted",
                ruled_at=NOW,
                ruled_by="Kim",
                reason="so admitted",
            ),
            LateForm(application_id=2, received_at=NOW, ruling="", ruled_at=None, ruled_by="", reason=""),
        ]


def test_decisions_are_those_not_taken_back(store: Store) -> None:
    with store.begin() as session:
        case = application(session)
        taken = decisions.decide(session, case, Ruling.DECLINE, actor="Kim", at=NOW)
        decisions.undo(session, taken, actor="Kim", at=NOW)
        decisions.decide(session, case, Ruling.SELECT, actor="Kim", amount=100, at=NOW)
        assert treatment.decided(session) == [
            Decided(application_id=1, ruling="select", amount=100, actor="Kim", decided_at=NOW, carried_out=False)
        ]
