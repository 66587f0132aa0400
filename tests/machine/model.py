"""What must have come of the mails, computed without the service: a pure fold over them in the order they were dealt
with. It knows councils, forms, threads, withdrawals and what a person ruled, and nothing of how the service works.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from tests.machine.mails import Written

#: Kinds of mail whose verdict never depends on anything else, and those whose verdict only depends on whether they
#: came before.
FIXED = {"bounce": "bounce", "delay": "automatic", "own": "own"}
ONCE = {"away": "automatic"}


@dataclass(frozen=True, slots=True)
class Dealt:
    """One mail that was concluded: its id in the books, what it is, when it came, and the case a person said it is
    about ("" for none; None where no person released it)."""

    number: int
    mail: Written
    received_at: datetime
    released: bool = False
    ruled: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """One form that counts as a submission."""

    number: int
    mail: Written
    received_at: datetime
    late: bool


@dataclass
class Case:
    """One application as it must be."""

    council: str
    contact: str
    forms: list[Form] = field(default_factory=list)

    @property
    def counting(self) -> Form:
        """The newest in time; where none was, the newest."""
        return max(self.forms, key=lambda form: (not form.late, form.received_at, form.number))


@dataclass(frozen=True, slots=True)
class Expected:
    """What must have become of one mail: its disposition, whether a person must look, and the answer that is due."""

    disposition: str
    held: bool = False
    answer: str = ""


@dataclass
class Model:
    """The cases and the fate of each mail."""

    deadline: datetime
    cases: list[Case] = field(default_factory=list)
    fates: dict[int, Expected] = field(default_factory=dict)
    _seen: dict[str, int] = field(default_factory=dict)

    def deal(self, mails: Iterable[Dealt]) -> Model:
        """Take them in, in the order in which they were concluded."""
        for item in mails:
            self.fates[item.number] = self._fate(item)
            self._seen.setdefault(item.mail.content, item.number)
        return self

    def reference(self, case: Case) -> str:
        """Its reference: numbered in the order in which they were opened."""
        return f"DD-{self.cases.index(case) + 1:04d}"

    def _fate(self, item: Dealt) -> Expected:
        if item.mail.kind in FIXED:
            return Expected(FIXED[item.mail.kind])
        if self._seen.get(item.mail.content, item.number) < item.number:
            return Expected("duplicate")
        if item.mail.kind in ONCE:
            return Expected(ONCE[item.mail.kind])
        if item.mail.kind == "form":
            return self._form(item)
        return Expected("")  # words: the service's own invariants are asked

    def _form(self, item: Dealt) -> Expected:
        mail = item.mail
        thread = next((case for case in self.cases if self.reference(case) == mail.about), None)
        if thread is not None and thread.contact != mail.author:
            thread = None
        case = next((case for case in self.cases if case.council == mail.council), None)
        if item.ruled:
            case = next(case for case in self.cases if self.reference(case) == item.ruled)
        elif (thread is not None and thread.council != mail.council and not item.released) or (
            case is not None and case.contact != mail.author
        ):
            return Expected("submission", held=True, answer="acknowledgement")
        late = item.received_at > self.deadline
        kind = "late" if late else "receipt_corrected" if case is not None else "receipt"
        if case is None:
            case = Case(mail.council, mail.author)
            self.cases.append(case)
        case.forms.append(Form(item.number, mail, item.received_at, late))
        if case.counting.number == item.number:
            case.contact = mail.author
            case.council = mail.council
        return Expected("submission", answer=kind)
