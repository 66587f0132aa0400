"""The stage of a simulated round: time moves in steps, mail goes both ways, and everybody does what is due.

In each step all mail that is due is delivered, each with its own time of arrival; then the clock is set to the end of
the step and the service does what the daemon would (fetch, read, settle, chores, digest, send); then the letters that
left are handed to those they are for, who plan what they do about them.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, time, timedelta

from intake import clock
from intake.mailbox.opening import open_mailbox
from intake.service import Service
from intake.simulation.deeds import Actor, ByHand, Deed, Ledger, Sending, Sent
from intake.simulation.post import Delivery, PostOffice
from intake.simulation.reading import Letter
from intake.staff.digest_run import queue_due_digest
from store import batches, letters
from store.states import BatchState, LetterStatus

#: Mail that comes within a step is fetched together at its end.
STEP = timedelta(minutes=10)
#: The service is looked after at these times of every day, whether anything came or not.
_DAILY = (time(8, 31), time(12, 1), time(17, 1))
#: How long the service may take for what is due in a step, in the simulated time.
_A_MOMENT = timedelta(seconds=20)
#: The round is over when nobody has done anything for so long.
_QUIET = timedelta(days=7)
#: A round that does not come to an end is broken off so long after its last date.
_LONGEST = timedelta(days=60)


class Stage:
    """One round as it is played: the service on real servers, and everybody who writes to it or hears from it."""

    def __init__(
        self, service: Service, post: PostOffice, delivery: Delivery, actors: Sequence[Actor], ledger: Ledger
    ) -> None:
        self._service, self._post, self._delivery, self.ledger = service, post, delivery, ledger
        self._actors = {address: actor for actor in actors for address in actor.addresses}
        self._heap: list[tuple[datetime, int, Deed]] = []
        self._planned = self._read = self.passes = 0
        self._mailboxes = [open_mailbox(service.settings.mailbox, folder=folder) for folder in service.folders]
        for actor in actors:
            self._plan(actor.begins())

    def play(self, begin: datetime, last: datetime, *, tell: Callable[[datetime], None]) -> datetime:
        """Play from ``begin`` until nobody has done anything for a week after ``last``; returns when it was over."""
        now = acted = begin
        while now < min(max(acted, last) + _QUIET, last + _LONGEST):
            now = self._next(after=now) + STEP
            for deed in self._due(now):
                self._do(deed)
                acted = now
            self._pass(now)
            self._hand_out()
            tell(now)
        return now

    def close(self) -> None:
        """Close the service's connections."""
        for mailbox in self._mailboxes:
            mailbox.close()

    def _next(self, *, after: datetime) -> datetime:
        """When something is due: a deed, a look at the clock, a letter or a batch whose time comes."""
        times = [self._next_look(after)]
        if self._heap:
            times.append(self._heap[0][0])
        with self._service.store.reading() as session:
            times += [item.not_before for item in letters.listing(session, statuses=[LetterStatus.QUEUED])]
            times += [batch.leaves_at for batch in batches.listing(session, [BatchState.RELEASED]) if batch.leaves_at]
        return max(after, min(times))

    def _next_look(self, after: datetime) -> datetime:
        zone = self._service.programme.zone
        today = after.astimezone(zone).date()
        looks = (datetime.combine(today + timedelta(days=day), at, zone) for day in (0, 1) for at in _DAILY)
        return min(look for look in looks if look > after)

    def _due(self, until: datetime) -> Iterable[Deed]:
        while self._heap and self._heap[0][0] <= until:
            yield heapq.heappop(self._heap)[2]

    def _plan(self, deeds: Iterable[Deed]) -> None:
        for deed in deeds:
            heapq.heappush(self._heap, (deed.at, self._planned, deed))
            self._planned += 1

    def _do(self, deed: Deed) -> None:
        if isinstance(deed, Sending):
            mail = deed.write(deed.at)
            if mail is None:
                return
            self._delivery.deliver(mail, deed.at)
            self.ledger.sent.append(Sent(deed.at, mail))
            return
        with clock.travel(deed.at):
            self._by_hand(deed)

    def _by_hand(self, deed: ByHand) -> None:
        deed.do(self._service, clock.now())
        self.ledger.by_hand.append((deed.at, deed.what))

    def _pass(self, at: datetime) -> None:
        """What the daemon does, at ``at``."""
        service = self._service
        with clock.travel(at + _A_MOMENT):
            for mailbox in self._mailboxes:
                service.fetch(mailbox)
                service.process()
                service.settle(mailbox)
            service.chores()
            queue_due_digest(service.desk, service.settings, at=clock.now(), show=service.show)
            service.send()
        self.passes += 1

    def _hand_out(self) -> None:
        """Every letter that was taken goes to whom it is for."""
        new = self._post.taken[self._read :]
        self._read += len(new)
        for taken in new:
            for recipient in taken.recipients:
                letter = Letter(taken, recipient)
                self.ledger.letters.append(letter)
                actor = self._actors.get(letter.recipient)
                if actor is None:
                    self.ledger.strangers.append(letter)
                else:
                    self._plan(actor.reads(letter))
