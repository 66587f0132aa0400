"""Every check of a played round finds the fault it is there for, and nothing in a sound round."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from intake.assurance.audit import ArchiveReport, Audit
from intake.interviews.invitation import Invitation, request
from intake.interviews.invitation import Person as Attendee
from intake.interviews.slots import Slot
from intake.panel.ranking import Given, ranking
from intake.round.programme import load
from intake.simulation.answers import answers_of
from intake.simulation.checks import CHECKS
from intake.simulation.deeds import FormSent, Ledger, Sent
from intake.simulation.evidence import Evidence
from intake.simulation.mails import written
from intake.simulation.people import world_of
from intake.simulation.play import Played
from intake.simulation.reading import Letter
from store.application_list import AnswerItem, ApplicationItem
from store.audit import AuditReport, ChainHead
from store.letters import LetterItem
from store.message_list import MessageItem
from store.states import ApplicationState, LetterStatus, MessageStatus
from tests.intake.simulation.letters import BOX, NOW, letter

DD = load("delivering-differently")
WORLD = world_of(DD, councils=2, rng=Random(1))
WALSALL, HULL = WORLD.councils[0], WORLD.councils[1]
ASSESSOR = WORLD.assessors[0].person.email
SOUND = Audit(
    history=AuditReport(events=1, erased=0, head=ChainHead(position=1, hash="00")),
    archive=ArchiveReport(mails=1, erased=0, lines=1),
)


def sound() -> Evidence:
    """One council applied, was scored, was selected; everything is as it must be."""
    assert DD.panel is not None
    answers = answers_of(DD, WALSALL, (), Random(3))
    form = written(WALSALL.lead, to=BOX, at=NOW, subject="Form", text="Attached.", about="form")
    order = written(WORLD.office.person, to=BOX, at=NOW, subject="Select", text="", about="order")
    ledger = Ledger(
        sent=[Sent(NOW, form), Sent(NOW, order)],
        forms={WALSALL.name: [FormSent(datetime(2014, 2, 1, tzinfo=UTC), answers)]},
        scores={("DD-0001", ASSESSOR, item.key): Decimal(4) for item in DD.panel.criteria},
        orders=[order.message_id],
        letters=[
            letter(
                "DD-0001: received",
                to=WALSALL.lead.email,
                Message_ID="<1@x.example>",
                In_Reply_To=f"<{form.message_id}>",
            ),
            letter("DD-0001: you have been selected", to=WALSALL.lead.email, Message_ID="<2@x.example>"),
        ],
    )
    given = [Given(reference=r, assessor=a, criterion=c, points=p) for (r, a, c), p in ledger.scores.items()]
    return Evidence(
        played=Played(programme=DD, world=WORLD, ledger=ledger, config=Path(), began=NOW, ended=NOW, passes=1),
        applications=(_application(),),
        answers={1: {key: _answer(key, item.value) for key, item in answers.written.items()}},
        letters=(_row(1, "receipt"), _row(2, "selected")),
        messages=(_message(1, form.message_id), _message(2, order.message_id)),
        ranking=ranking(DD.panel, ["DD-0001"], assigned=[("DD-0001", ASSESSOR)], given=given),
        awards={"DD-0001": 5_000_000},
        conflicted=frozenset(),
        obeyed=frozenset({order.message_id}),
        held={"INBOX": 0, "Processed": 2},
        audit=SOUND,
    )


def _application(**changes: Any) -> ApplicationItem:
    values: dict[str, Any] = {
        "id": 1, "number": 1, "reference": "DD-0001", "state": ApplicationState.SELECTED,
        "authority_code": WALSALL.code, "authority_name": WALSALL.name, "contact_name": WALSALL.lead.name,
        "contact_address": WALSALL.lead.email, "late_ruling": "", "created_at": NOW, "submission_id": 1,
        "submission_number": 1, "received_at": NOW, "form_sha256": "", "message_id": 1,
    }  # fmt: skip
    return ApplicationItem(**{**values, **changes})


def _answer(key: str, value: Any) -> AnswerItem:
    return AnswerItem(key, value, "", 1.0, "native", None, None, None, "machine", "")


def _row(number: int, kind: str, **changes: Any) -> LetterItem:
    values: dict[str, Any] = {
        "id": number, "kind": kind, "recipient": WALSALL.lead.email, "subject": "", "status": LetterStatus.SENT,
        "application": "DD-0001", "cause": f"message:{number}", "message_id": f"{number}@x.example", "attempts": 1,
        "reason": "", "automatic": True, "created_at": NOW, "not_before": NOW, "sent_at": NOW,
    }  # fmt: skip
    return LetterItem(**{**values, **changes})


def _message(number: int, message_id: str, **changes: Any) -> MessageItem:
    values: dict[str, Any] = {
        "id": number, "mailbox": "INBOX", "uidvalidity": 1, "uid": number, "message_id": message_id, "sha256": "",
        "size": 1, "received_at": NOW, "status": MessageStatus.PROCESSED, "disposition": "submission", "rule": "form",
        "reason": "", "application": "DD-0001", "attempts": 1, "from_name": "", "from_address": "", "subject": "",
    }  # fmt: skip
    return MessageItem(**{**values, **changes})


def failed(evidence: Evidence) -> list[str]:
    """The names of the checks that find a fault."""
    return [check.name for check in CHECKS if list(check.faults(evidence))]


def with_ledger(evidence: Evidence, **changes: Any) -> Evidence:
    """The same with another memory of the world."""
    ledger = replace(evidence.played.ledger, **changes)
    return replace(evidence, played=replace(evidence.played, ledger=ledger))


def with_letter(evidence: Evidence, more: Letter, kind: str) -> Evidence:
    """The same with one more letter taken, which the outbox knows."""
    row = _row(9, kind, message_id=more.message_id, recipient=more.recipient)
    changed = replace(evidence, letters=(*evidence.letters, row))
    return with_ledger(changed, letters=[*evidence.taken, more])


def _wrong_recipient(evidence: Evidence) -> Evidence:
    return with_letter(evidence, letter("DD-0001: news", to=HULL.lead.email), "update")


def _stranger(evidence: Evidence) -> Evidence:
    return with_ledger(evidence, strangers=[letter("Hello", to="who@nowhere.example")])


def _conflict(evidence: Evidence) -> Evidence:
    sent = with_letter(evidence, letter("Score DD-0001", to=ASSESSOR), "assessment")
    return with_ledger(
        replace(sent, conflicted=frozenset({("DD-0001", ASSESSOR)}), ranking=()),
        conflicts={("DD-0001", ASSESSOR)},
        scores={},
    )


def _sent_twice(evidence: Evidence) -> Evidence:
    return with_ledger(evidence, letters=[*evidence.taken, evidence.taken[0]])


def _never_taken(evidence: Evidence) -> Evidence:
    return replace(evidence, letters=(*evidence.letters, _row(7, "update")))


def _not_answered(evidence: Evidence) -> Evidence:
    asked = written(HULL.lead, to=BOX, at=NOW, subject="?", text="?", about="enquiry")
    more = [*evidence.played.ledger.sent, Sent(NOW, asked)]
    messages = (*evidence.messages, _message(3, asked.message_id))
    return replace(with_ledger(evidence, sent=more), messages=messages, held={"Processed": 3})


def _two_outcomes(evidence: Evidence) -> Evidence:
    return with_letter(evidence, letter("DD-0001: the result", to=WALSALL.lead.email), "not_selected")


def _other_outcome(evidence: Evidence) -> Evidence:
    return replace(evidence, letters=(evidence.letters[0], _row(2, "not_selected")))


def _still_open(evidence: Evidence) -> Evidence:
    forms = evidence.played.ledger.forms[WALSALL.name]
    return with_ledger(evidence, forms={WALSALL.name: forms, HULL.name: forms})


def _misread(evidence: Evidence) -> Evidence:
    return replace(evidence, answers={1: {**evidence.answers[1], "lead_name": _answer("lead_name", "Somebody")}})


def _misranked(evidence: Evidence) -> Evidence:
    return replace(evidence, ranking=tuple(replace(item, mean=Decimal("3.9999")) for item in evidence.ranking))


def _bad_manners(evidence: Evidence) -> Evidence:
    notice = replace(evidence.played.ledger.sent[0].mail, automatic=True)
    return with_ledger(evidence, sent=[Sent(NOW, notice), evidence.played.ledger.sent[1]])


def _over_the_cap(evidence: Evidence) -> Evidence:
    return replace(evidence, awards={"DD-0001": 10_000_001})


def _slot_twice(evidence: Evidence) -> Evidence:
    for number, council in enumerate((WALSALL, HULL)):
        start = datetime(2014, 2, 19, 9, 30, tzinfo=UTC)
        invitation = Invitation(
            uid=f"{number}@x.example",
            slot=Slot(start, start + timedelta(minutes=45), ""),
            zone=ZoneInfo("Europe/London"),
            organiser=Attendee(name="", address=BOX),
            attendees=(Attendee(name="", address=council.lead.email),),
            summary="Interview",
        )
        more = letter(f"Interview {number}", to=council.lead.email, calendar=request(invitation, at=NOW))
        row = _row(20 + number, "invitation", message_id=more.message_id, recipient=more.recipient)
        evidence = replace(with_ledger(evidence, letters=[*evidence.taken, more]), letters=(*evidence.letters, row))
    return evidence


def _forged(evidence: Evidence) -> Evidence:
    forged = evidence.played.ledger.orders[0]
    return with_ledger(evidence, orders=[], forgeries=[forged])


def _not_obeyed(evidence: Evidence) -> Evidence:
    return replace(evidence, obeyed=frozenset())


def _lost(evidence: Evidence) -> Evidence:
    return replace(evidence, held={"Processed": 1})


def _waiting(evidence: Evidence) -> Evidence:
    held = replace(evidence.messages[1], status=MessageStatus.HELD)
    return replace(evidence, messages=(evidence.messages[0], held))


def _tampered(evidence: Evidence) -> Evidence:
    return replace(evidence, audit=replace(SOUND, history=replace(SOUND.history, expected="another link")))


def test_a_sound_round_has_no_faults() -> None:
    assert failed(sound()) == []


@pytest.mark.parametrize(
    ("spoil", "names"),
    [
        (_wrong_recipient, ["recipients"]),
        (_stranger, ["recipients"]),
        (_conflict, ["conflicts"]),
        (_sent_twice, ["once"]),
        (_never_taken, ["once"]),
        (_not_answered, ["answered"]),
        (_two_outcomes, ["outcomes"]),
        (_other_outcome, ["outcomes"]),
        (_still_open, ["states"]),
        (_misread, ["recorded"]),
        (_misranked, ["ranking"]),
        (_bad_manners, ["manners"]),
        (_over_the_cap, ["awards"]),
        (_slot_twice, ["slots"]),
        (_forged, ["orders"]),
        (_not_obeyed, ["orders"]),
        (_lost, ["mailbox"]),
        (_waiting, ["waiting"]),
        (_tampered, ["audit"]),
    ],
)
def test_each_check_finds_its_fault(spoil: Callable[[Evidence], Evidence], names: list[str]) -> None:
    assert failed(spoil(sound())) == names


def test_an_admitted_late_form_is_the_one_that_counts() -> None:
    evidence = sound()
    (form,) = evidence.played.ledger.forms[WALSALL.name]
    late = FormSent(datetime(2014, 2, 10, 18, 0, tzinfo=UTC), form.answers.without("lead_name"))
    both = {WALSALL.name: [form, late]}
    assert failed(with_ledger(evidence, forms=both)) == []
    assert failed(with_ledger(evidence, forms=both, admitted={"DD-0001"})) == ["recorded"]


def test_withdrawals_are_told_by_both_sides_and_need_no_outcome() -> None:
    evidence = sound()
    withdrawn = replace(evidence, applications=(_application(state=ApplicationState.WITHDRAWN),))
    told = replace(withdrawn, letters=(evidence.letters[0], _row(2, "withdrawn")))
    assert failed(with_ledger(told, withdrawn={WALSALL.name})) == []
    assert failed(told) == ["states"]
