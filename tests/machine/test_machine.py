"""The whole intake as a Hypothesis state machine: deliver, poll, crash, correct, resubmit, decide, in any order.

A round of some twenty steps on the real service with a Maildir and SQLite. After every step the books, the mailbox and
what the other side took are compared from outside (`tests.machine.books`), and with a model that knows nothing of the
service (`tests.machine.model`). `make machine` plays it at length; here it is played for some seconds.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from intake import clock
from intake.batches.errors import BatchError, NothingToStageError
from intake.batches.releasing import recall
from intake.batches.stage_list import STAGES
from intake.batches.staging import plan_of, stage_batch
from intake.corrections import CorrectionError, correct_answer
from intake.decisions.batch_letters import tell_plan
from intake.decisions.by_hand import obey
from intake.decisions.case_letter import send_case
from intake.decisions.giving import OrderError
from intake.sandbox import Sandbox
from store import applications, batches, letters, messages
from store.states import LetterStatus
from tests.intake.decisions.staffing import OWEN, RUTH
from tests.intake.replay.story import at
from tests.machine import books, mails
from tests.machine.mails import COUNCILS, NAMES
from tests.machine.world import FATES, Remembering, World, programme, template

BEGINS, DEADLINE, CLOSED = at(3, 10), at(10, 17), at(11, 9, 30)
#: Steps on the clock: within the time to take an order back, past it, hours, a day, up to the deadline and past it.
_LATER = (timedelta(minutes=2), timedelta(minutes=31), timedelta(hours=5), timedelta(days=1))
_MOST_EFFECTS = 120
_councils = st.sampled_from(NAMES)
_WAIT, _POLL = -1, 0
#: What the service does once mail has come: nothing yet, a whole pass, or a pass that dies at this effect.
_then = st.one_of(st.just(_POLL), st.just(_POLL), st.just(_WAIT), st.integers(1, _MOST_EFFECTS))


class Round(RuleBasedStateMachine):
    """One round."""

    template: Path
    reader: Remembering

    def __init__(self) -> None:
        super().__init__()
        self.place = Path(tempfile.mkdtemp(prefix="machine-"))
        self.world = World(self.place / "round", like=self.template, reader=self.reader, begins=BEGINS)
        self.settled = False

    def teardown(self) -> None:
        """Away with the folder."""
        self.world.close()
        self.place.rmdir()

    @initialize(begun=st.sampled_from(["", "forms", "closed", "decided"]))
    def begins(self, begun: str) -> None:
        """An empty office; or forms of three councils; or past the deadline, with a digest; or with decisions made."""
        if not begun:
            return
        for council in NAMES[:3]:
            self.world.deliver(mails.form(council, COUNCILS[council], self._number(), at=self.world.now))
        assert self.world.passes()
        if begun != "forms":
            self.world.now = CLOSED
            assert self.world.passes()
        if begun == "decided":
            self.person_decides(NAMES[0], "shortlist")
            self.person_decides(NAMES[1], "decline")
            self.person_stages("shortlist")
            assert self.world.passes()

    # ------------------------------------------------------------------ mail comes in

    @rule(council=_councils, complete=st.booleans(), thread=st.booleans(), then=_then)
    def form_comes(self, council: str, complete: bool, thread: bool, then: int) -> None:
        """A council's form, its first or a corrected one, alone or in reply to what it was last sent."""
        author = COUNCILS[council]
        last = self._last_to(author) if thread else None
        mail = mails.form(
            council, author, self._number(), complete=complete, answers=last[0] if last else "", at=self.world.now
        )
        self._deliver(replace(mail, about=last[1] if last else ""), then)

    @rule(council=_councils, other=_councils, then=_then)
    def form_of_another_comes(self, council: str, other: str, then: int) -> None:
        """A form about one council, sent by another."""
        self._deliver(mails.form(council, COUNCILS[other], self._number(), at=self.world.now), then)

    @precondition(lambda self: self.world.delivered)
    @rule(which=st.integers(0, 30), other_route=st.booleans(), then=_then)
    def mail_comes_again(self, which: int, other_route: bool, then: int) -> None:
        """The same mail once more, by the same route or another."""
        mail, _ = self.world.delivered[which % len(self.world.delivered)]
        raw = mail.raw.replace(b"[192.0.2.7]", f"[192.0.2.{40 + self._number() % 200}]".encode(), 1)
        self._deliver(replace(mail, raw=raw) if other_route else mail, then)

    @rule(
        council=_councils,
        words=st.sampled_from(["withdraw", "telephone", "asks", "thanks"]),
        quotes=_councils,
        then=_then,
    )
    def words_come(self, council: str, words: str, quotes: str, then: int) -> None:
        """A reply in words, some of which quote the reference of another case."""
        author = COUNCILS[council]
        last = self._last_to(author)
        other = self._reference(quotes)
        said = {
            "withdraw": "We withdraw our application.",
            "telephone": "Telephone number of project lead: 01632 960999",
            "asks": f"When will we hear? What of {other or 'others'}?",
            "thanks": "Thank you.",
        }[words]
        subject = f"Re: {last[2]}" if last else f"Our application {other}"
        self._deliver(
            mails.text(
                words, author, subject, said, self._number(), at=self.world.now, answers=last[0] if last else ""
            ),
            then,
        )

    @rule(again=st.booleans(), then=_then)
    def stranger_asks(self, again: bool, then: int) -> None:
        """Somebody without an application writes."""
        number = self._number()
        who = "fan@public.example" if again else f"fan{number}@public.example"
        self._deliver(
            mails.text("asks", who, "A question", "May a fire authority apply?", number, at=self.world.now), then
        )

    @precondition(lambda self: self.world.post.taken)
    @rule(which=st.integers(0, 20), how=st.sampled_from(["away", "bounce", "delay", "own"]), then=_then)
    def machine_answers(self, which: int, how: str, then: int) -> None:
        """A program answers a letter: an absence notice, a report of failure or delay, or the letter itself again."""
        item = self.world.post.taken[-1 - which % len(self.world.post.taken)]
        number = self._number()
        if how in ("bounce", "delay"):
            mail = mails.bounce(item.message_id, item.recipient, number, at=self.world.now, hard=how == "bounce")
        elif how == "away":
            mail = mails.text(
                "away",
                item.recipient,
                "Automatic reply: your letter",
                "I am away.",
                number,
                at=self.world.now,
                answers=item.message_id,
                more=("Auto-Submitted: auto-replied",),
            )
        else:
            mail = mails.Written(kind="own", author=mails.OURS, raw=item.raw, content=f"own:{item.message_id}")
        self._deliver(mail, then)

    # ------------------------------------------------------------------ the service works, or dies

    @rule(later=st.sampled_from(_LATER))
    def time_passes(self, later: timedelta) -> None:
        """The clock goes on."""
        self.world.now += later

    @rule(seconds=st.sampled_from([-1, 0, 1]))
    def deadline_comes(self, seconds: int) -> None:
        """To the second before the deadline, to the deadline, or just past it; never back."""
        self.world.now = max(self.world.now, DEADLINE + timedelta(seconds=seconds))

    @rule()
    def polls(self) -> None:
        """A whole pass, and one more, which has nothing left to do with the mail."""
        assert self.world.passes()
        self.settled = True

    @rule(dies_at=st.integers(1, _MOST_EFFECTS))
    def dies(self, dies_at: int) -> None:
        """A pass that dies at some effect, if it has so many; then the service starts again."""
        self.settled = self.world.passes(dies_at=dies_at)

    @rule(fates=st.lists(st.sampled_from(["", *FATES]), min_size=1, max_size=4))
    def server_fails(self, fates: list[str]) -> None:
        """What the mail server does with the next letters."""
        self.world.post.fates = fates

    # ------------------------------------------------------------------ people act

    @rule(council=_councils, key=st.sampled_from(["lead_phone", "service"]), number=st.integers(100, 999))
    def person_corrects(self, council: str, key: str, number: int) -> None:
        """A member of staff corrects an answer."""
        value = f"01632 960{number}" if key == "lead_phone" else f"zq{number}byhand"
        with self._acting() as session:
            case = applications.by_reference(session, self._reference(council))
            if case is None:
                return
            try:
                correct_answer(
                    session,
                    programme(),
                    case,
                    key=key,
                    text=value,
                    actor="pat",
                    reason="by telephone",
                    at=self.world.now,
                )
            except CorrectionError:
                pytest.fail("a plain value could not be put in")

    @rule(which=st.integers(0, 9), says=st.booleans())
    def person_releases(self, which: int, says: bool) -> None:
        """A held mail is read again, on a person's word; whose form it is may be part of that word."""
        held = books.rows(
            self.world.database, "SELECT id, sha256 FROM inbound_message WHERE status = 'held' ORDER BY id"
        )
        if not held:
            return
        row = held[which % len(held)]
        mail = next(mail for mail, _ in self.world.delivered if mail.sha256 == row["sha256"])
        reference = self._reference(mail.council) if says and mail.council else ""
        with self._acting() as session:
            message = messages.by_id(session, row["id"])
            case = applications.by_reference(session, reference) if reference else None
            assert message is not None
            messages.requeue(
                session,
                message,
                actor="pat",
                reason="it is a form",
                at=self.world.now,
                application_id=case.id if case else None,
            )
        self.world.rulings[row["id"]] = reference
        self.settled = False

    @rule(council=_councils, action=st.sampled_from(["shortlist", "decline"]))
    def person_decides(self, council: str, action: str) -> None:
        """A decision at the command line, or that it cannot be made."""
        reference = self._reference(council)
        if not reference:
            return
        with self._tried(OrderError) as session:
            obey(
                session,
                self.world.service.desk,
                action,
                subject=reference,
                member=RUTH,
                actor="Ruth Alder, by pat",
                at=self.world.now,
            )

    @rule(council=_councils)
    def person_asks_for_a_case(self, council: str) -> None:
        """The letter about a case goes to a member of staff, with links that decide."""
        with self._acting() as session:
            case = applications.by_reference(session, self._reference(council))
            if case is not None:
                cause = f"shown:{self.world.now.isoformat()}"
                send_case(session, self.world.service.desk, case, RUTH, cause=cause, at=self.world.now)

    @rule(stage=st.sampled_from(sorted(STAGES)))
    def person_stages(self, stage: str) -> None:
        """What is decided is frozen for release, and shown to those who may release it."""
        with self._tried(BatchError, NothingToStageError, OrderError) as session:
            desk = self.world.service.desk
            plan = plan_of(session, desk, STAGES[stage])
            batch = stage_batch(session, desk, STAGES[stage], person=RUTH, at=self.world.now)
            tell_plan(session, desk, batch, plan, at=self.world.now)

    @rule(which=st.integers(0, 3), action=st.sampled_from(["release", "release", "cancel"]))
    def person_releases_a_batch(self, which: int, action: str) -> None:
        """Somebody of another body lets a staged batch go, or calls it off."""
        staged = books.rows(self.world.database, "SELECT id FROM batch WHERE state = 'staged' ORDER BY id DESC")
        if staged:
            subject = f"batch:{staged[which % len(staged)]['id']}"
            with self._tried(OrderError, BatchError) as session:
                obey(
                    session,
                    self.world.service.desk,
                    action,
                    subject=subject,
                    member=OWEN,
                    actor="Owen Birch, by pat",
                    at=self.world.now,
                )

    @rule()
    def person_recalls_a_batch(self) -> None:
        """A released batch is taken back, while its time lasts."""
        released = books.rows(self.world.database, "SELECT id FROM batch WHERE state = 'released'")
        if released:
            with self._tried(OrderError, BatchError) as session:
                batch = batches.by_id(session, released[0]["id"])
                assert batch is not None
                recall(session, batch, actor="Owen Birch", at=self.world.now)

    @rule(which=st.integers(0, 40), text=st.sampled_from(["", "Because.", "01632 960555"]), then=_then)
    def staff_orders_by_mail(self, which: int, text: str, then: int) -> None:
        """One of the links in the letters to staff is used by the person it was made for, once or again."""
        found = self._links()
        if found:
            recipient, subject = found[-1 - which % len(found)]
            self._deliver(
                mails.text("order", recipient, subject, text, self._number(), at=self.world.now, vouched=True),
                then,
            )

    @rule(which=st.integers(0, 40), vouched=st.booleans(), then=_then)
    def somebody_forges_an_order(self, which: int, vouched: bool, then: int) -> None:
        """The same code from another member of staff, or in the person's name past our mail server's word."""
        found = self._links()
        if found:
            recipient, subject = found[-1 - which % len(found)]
            who = recipient if not vouched else next(p for p in (RUTH.email, OWEN.email) if p != recipient)
            mail = mails.text("forged", who, subject, "", self._number(), at=self.world.now, vouched=vouched)
            self._deliver(mail, then)

    @rule()
    def person_settles_doubt(self) -> None:
        """A letter in doubt is looked for by a person, who finds it if it was taken."""
        taken = {item.message_id for item in self.world.post.taken}
        with self._acting() as session:
            for item in letters.listing(session, statuses=[LetterStatus.UNKNOWN]):
                letter = letters.by_id(session, item.id)
                assert letter is not None
                to = LetterStatus.SENT if item.message_id in taken else LetterStatus.QUEUED
                letters.settle_unknown(session, letter, to, at=self.world.now, reason="looked", actor="pat")

    # ------------------------------------------------------------------ what must hold

    @invariant()
    def holds(self) -> None:
        """All of it, after every step."""
        books.compare(self.world, deadline=DEADLINE, settled=self.settled)

    # ------------------------------------------------------------------ stage hands

    def _deliver(self, mail: mails.Written, then: int) -> None:
        self.world.deliver(mail)
        self.settled = False
        if then != _WAIT:
            self.settled = self.world.passes(dies_at=then)

    def _number(self) -> int:
        return len(self.world.delivered) + 1

    @contextmanager
    def _acting(self) -> Iterator[Any]:
        with clock.still(self.world.now), self.world.service.store.begin() as session:
            yield session

    @contextmanager
    def _tried(self, *faults: type[Exception]) -> Iterator[Any]:
        """An act that may be refused; then nothing of it is written."""
        try:
            with self._acting() as session:
                yield session
        except faults:
            pass

    def _reference(self, council: str) -> str:
        found = books.rows(self.world.database, "SELECT reference FROM application WHERE authority_name = ?", council)
        return str(found[0]["reference"]) if found else ""

    def _last_to(self, address: str) -> tuple[str, str, str] | None:
        """Message-ID, case and subject of the newest letter to an address that is about a case."""
        found = books.rows(
            self.world.database,
            "SELECT m.message_id, a.reference, m.subject FROM outgoing_mail m JOIN application a"
            " ON a.id = m.application_id WHERE m.recipient = ? AND m.status = 'sent' ORDER BY m.id DESC LIMIT 1",
            address,
        )
        return (found[0]["message_id"], found[0]["reference"], found[0]["subject"]) if found else None

    def _links(self) -> list[tuple[str, str]]:
        """Whom each link in the letters to staff was made for, and the subject of the mail it opens."""
        found = []
        for item in self.world.post.taken[-15:]:
            if item.recipient in (RUTH.email, OWEN.email):
                html = message_from_bytes(item.raw, policy=default).get_body(("html",))
                for url in re.findall(r'href="(mailto:[^"]+)"', str(html.get_content()) if html else ""):
                    subject = parse_qs(urlsplit(url.replace("&amp;", "&")).query).get("subject", [""])[0]
                    if "[code " in subject:
                        found.append((item.recipient, subject))
        return found


def _profile() -> settings:
    examples = int(os.environ.get("MACHINE_EXAMPLES", "12"))
    return settings(
        max_examples=examples,
        stateful_step_count=int(os.environ.get("MACHINE_STEPS", "25")),
        derandomize="MACHINE_EXAMPLES" not in os.environ,
        print_blob=True,
        suppress_health_check=list(HealthCheck),
    )


@pytest.mark.timeout(0)
def test_round_in_any_order_keeps_every_promise(tmp_path: Path) -> None:
    with ExitStack() as stack:
        Round.template = template(tmp_path / "template")
        Round.reader = Remembering(stack.enter_context(Sandbox(programme().form)))
        run_state_machine_as_test(Round, settings=_profile())
