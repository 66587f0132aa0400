"""One run of the fuzzer: batches of cases until the time is up, some of them in the real sandbox as well."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count

from intake.sandbox import ChildFaultError, Sandbox
from parsers.form import FormDefinition
from parsers.limits import DEFAULT
from tests.fuzz.cases import Cases
from tests.fuzz.ledger import Ledger
from tests.fuzz.shrink import shrunk
from tests.fuzz.trial import Case, Fault
from tests.fuzz.workers import attempt, attempt_one

_BATCH = 40
_SANDBOXED = 20  # one in so many
_SLOW = DEFAULT.document_seconds / 4
#: Of these the service says itself that a document stopped its child.
_STOPPED = ("Reading the file took longer", "The file stopped its reader", "The file holds more than can be read")


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """What a run needs: the cases of ``seed``, where findings are kept, who is told of each batch and each finding."""

    cases: Cases
    seed: int
    form: FormDefinition
    ledger: Ledger
    tell: Callable[[int], None]
    found: Callable[[Fault], None]

    def run(self, *, minutes: float) -> None:
        """Go through the cases from the first on, for so long."""
        began = time.monotonic()
        before = self.ledger.counts.minutes
        with Sandbox(self.form) as sandbox:
            for batch in count():
                numbers = range(batch * _BATCH, (batch + 1) * _BATCH)
                self._batch(numbers, sandbox)
                self.ledger.counts.minutes = before + (time.monotonic() - began) / 60
                self.ledger.keep()
                self.tell(len(numbers))
                if time.monotonic() - began >= minutes * 60:
                    return

    def _batch(self, numbers: range, sandbox: Sandbox) -> None:
        for result in attempt(numbers, self.cases.case, self.form):
            case = self.cases.case(result.number)
            self.ledger.counts.cases[case.kind] += 1
            self.ledger.counts.slow += result.seconds > _SLOW
            fault = result.fault
            if fault is None and result.number % _SANDBOXED == 0:
                self.ledger.counts.sandboxed += 1
                fault = in_sandbox(case, sandbox)
            if fault is not None and self.ledger.is_new(fault):
                self.found(fault)
                self.ledger.add(self._small(case, fault), fault, number=result.number, seed=self.seed)

    def _small(self, case: Case, fault: Fault) -> Case:
        """The finding made small, where one attempt is quick enough to try it many times."""
        if fault.kind in ("hang", "memory", "death", "sandbox"):
            return case
        return shrunk(case, lambda smaller: _same(attempt_one(smaller, self.form), fault))


def _same(found: Fault | None, fault: Fault) -> bool:
    return found is not None and found.signature == fault.signature


def in_sandbox(case: Case, sandbox: Sandbox) -> Fault | None:
    """The case read as the service has it read: no child may die of it, no document stop one."""
    try:
        reading = sandbox.read(case.data) if case.kind == "mail" else sandbox.read_file(case.name, case.data)
    except ChildFaultError as error:
        return Fault(kind="sandbox", where=str(error.kind), detail=str(error))
    stopped = [item.reason for item in reading.mail.attachments if item.reason.startswith(_STOPPED)]
    return Fault(kind="sandbox", where=stopped[0], detail="") if stopped else None
