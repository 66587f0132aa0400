"""What the invariants are there to find, they find: books that are well, and each spoilt in one way."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from hashlib import sha256

import pytest

from store.states import LetterStatus, MessageStatus
from tests.faults.books import Books, Mail, Row
from tests.faults.invariants import Given, compared

RAW = b"From: clerk@walsall.example\r\n\r\nA question.\r\n"
DIGEST = sha256(RAW).hexdigest()
CLERK = "clerk@walsall.example"
ROW = Row(
    message_id="1@office.example",
    cause="message:1",
    kind="receipt",
    recipient=CLERK,
    status=LetterStatus.SENT,
    application="DD-0001",
    contact=CLERK,
    answers=DIGEST,
    automatic=True,
    reason="",
    was_in_doubt=False,
)
MAIL = Mail(sha256=DIGEST, status=MessageStatus.PROCESSED, disposition="submission", reason="")
WELL = Books(
    archived=frozenset({DIGEST}),
    folders={"INBOX": Counter(), "Processed": Counter({RAW: 1}), "Held": Counter()},
    mails=(MAIL,),
    rows=(ROW,),
    cases=(("DD-0001", "complete", 1),),
    taken=((ROW.message_id, (CLERK,)),),
    faults=(),
)
GIVEN = Given(delivered=(RAW,), expected=WELL)
TWICE = WELL.taken * 2


def test_books_that_are_well_have_no_fault() -> None:
    assert compared(GIVEN, WELL).faults == ()


@pytest.mark.parametrize(
    ("spoilt", "where"),
    [
        pytest.param({"archived": frozenset()}, "lost", id="not archived"),
        pytest.param({"mails": ()}, "lost", id="not in the books"),
        pytest.param({"mails": (MAIL, MAIL)}, "lost", id="in the books twice"),
        pytest.param({"folders": {**WELL.folders, "Processed": Counter()}}, "lost", id="gone from the mailbox"),
        pytest.param({"taken": ()}, "lost", id="called sent and not taken"),
        pytest.param({"rows": (), "taken": ()}, "lost", id="letter never written"),
        pytest.param({"cases": ()}, "lost", id="no case"),
        pytest.param({"faults": ("the chain",)}, "lost", id="audit"),
        pytest.param({"rows": (replace(ROW, status=LetterStatus.FAILED, reason="550"),)}, "lost", id="letter failed"),
        pytest.param({"taken": ((ROW.message_id, ("other@elsewhere.example",)),)}, "wrong", id="another recipient"),
        pytest.param(
            {"rows": (replace(ROW, kind="shortlisted", contact="new@walsall.example"),)}, "wrong", id="not the contact"
        ),
        pytest.param({"taken": (*WELL.taken, ("9@office.example", (CLERK,)))}, "wrong", id="in no book"),
        pytest.param({"mails": (replace(MAIL, disposition="bounce"),)}, "wrong", id="bounce answered"),
        pytest.param({"taken": TWICE}, "duplicates", id="taken twice"),
        pytest.param({"rows": (ROW, replace(ROW, message_id="2@office.example"))}, "duplicates", id="written twice"),
        pytest.param({"rows": (replace(ROW, was_in_doubt=True),), "taken": TWICE}, "repeats", id="repeat in doubt"),
        pytest.param({"rows": (replace(ROW, status=LetterStatus.SENDING),)}, "not_resumed", id="still sending"),
        pytest.param({"mails": (replace(MAIL, status=MessageStatus.PROCESSING),)}, "not_resumed", id="still read"),
        pytest.param({"folders": {**WELL.folders, "INBOX": Counter({b"x": 1})}}, "not_resumed", id="in INBOX"),
    ],
)
def test_spoilt_books_are_found_out(spoilt: dict[str, object], where: str) -> None:
    verdict = compared(GIVEN, replace(WELL, **spoilt))  # type: ignore[arg-type]  # each is a field of the books
    assert getattr(verdict, where)


def test_mail_that_waits_for_a_person_excuses_its_letters_and_no_others() -> None:
    held = replace(WELL, mails=(replace(MAIL, status=MessageStatus.HELD, reason="why"),), rows=(), taken=())
    assert compared(GIVEN, held).faults == ()
    without_reason = replace(held, mails=(replace(MAIL, status=MessageStatus.HELD),))
    assert compared(GIVEN, without_reason).lost
