"""A council: it asks, applies, puts right what it is told is missing, answers an invitation, and hears its outcome."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from intake.round.programme import Programme
from intake.simulation import mails
from intake.simulation.actors.habits import Habits
from intake.simulation.answers import Answers, answers_of, money
from intake.simulation.calendar_reply import Participation, calendar_reply, method_of
from intake.simulation.deeds import Deed, FormSent, Ledger, Sending
from intake.simulation.forms import Forms
from intake.simulation.mails import Mail
from intake.simulation.people import Council
from intake.simulation.reading import Letter
from parsers.form import FieldType

_MINUTE, _HOUR = timedelta(minutes=1), timedelta(hours=1)
#: An answer that a person types in a line rather than in the whole form.
_SHORT = frozenset({FieldType.TEXT, FieldType.PHONE, FieldType.EMAIL, FieldType.MONEY, FieldType.DATE})
#: What the subjects of letters say that end an application.
_NO = ("the result of your application", "cannot be considered")
_UNPUBLISHED = (
    "Could a parish council with its own budget be our partner, and would it have to sign the form as well?",
    "Our cabinet meets on the day after the deadline. Will you take a form that is signed subject to its decision?",
    "May the support be used for staff who are employed by a school rather than by us?",
)


@dataclass(slots=True)
class CouncilActor:
    """One council's project lead with a mailbox, and what has happened to their application so far."""

    programme: Programme
    council: Council
    partners: tuple[Council, ...]
    habits: Habits
    forms: Forms
    mailbox: str
    ledger: Ledger
    rng: Random
    answers: Answers = field(init=False)
    _missing: tuple[str, ...] = ()
    _was_away: bool = False
    _invited_before: bool = False
    _is_out: bool = False
    _sent: list[Mail] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.answers = answers_of(self.programme, self.council, self.partners, self.rng)
        if self.habits.leaves_out:
            taken = {self.programme.roles.authority, self.programme.roles.contact_email}
            short = [item.key for item in self.programme.form.fields if item.required and item.type in _SHORT]
            free = [key for key in short if key not in taken]
            self._missing = tuple(self.rng.sample(free, min(self.habits.leaves_out, len(free))))

    @property
    def addresses(self) -> tuple[str, ...]:
        """The project lead's."""
        return (self.council.lead.email,)

    def begins(self) -> Iterator[Deed]:
        """The question, and the form."""
        if self.habits.asks_at is not None:
            yield Sending(at=self.habits.asks_at, write=self._question)
        if self.habits.joins_list:
            yield Sending(at=self.habits.applies_at - 3 * _HOUR, write=self._joining)
        at = self.habits.applies_at
        first = self._form_mail(self.answers.without(*self._missing), at, name="EOI.docx", pasted=self.habits.pasted)
        yield first
        if self.habits.again_after is not None:
            yield Sending(at=at + self.habits.again_after, write=lambda when: self._sent[0])
        if self.habits.corrects_after is not None:
            yield self._correction(at + self.habits.corrects_after)

    def reads(self, letter: Letter) -> Iterable[Deed]:
        """What it does about a letter, by its subject and its words."""
        if self.habits.bounces_once and self.council.lead.email not in self.ledger.bounced:
            self.ledger.bounced.add(self.council.lead.email)
            return [Sending(at=letter.at + _MINUTE, write=lambda at: mails.returned(letter, to=self.mailbox, at=at))]
        deeds: list[Deed] = []
        if self.habits.away and not self._was_away:
            self._was_away = True
            deeds.append(
                Sending(
                    at=letter.at + _MINUTE,
                    write=lambda at: mails.absence(self.council.lead, to=self.mailbox, at=at, letter=letter),
                )
            )
        return [*deeds, *self._reacts(letter)]

    def _reacts(self, letter: Letter) -> Iterator[Deed]:
        subject = letter.subject.casefold()
        self._is_out = self._is_out or any(words in subject for words in _NO)
        if letter.calendar:
            yield from self._invited(letter)
        elif "needs your attention" in subject and self.habits.mends == "receipt":
            yield from self._mends(letter, within=20 * _HOUR)
        elif "is not complete yet" in subject and self.habits.mends == "reminder":
            yield from self._mends(letter, within=30 * _HOUR)
        elif "a question about your application" in subject:
            yield self._writes(letter, 5 * _HOUR, "answer to staff", "Yes, our cabinet agreed to it in January.")
        elif "you have been selected" in subject and self.habits.withdraws_if_selected:
            yield from self._gives_up_a_place(letter)
        elif "how the work begins" in subject:
            text = f"{self.council.lead.name} will be the person to talk to. Any day but Friday suits us."
            yield self._writes(letter, 8 * _HOUR, "answer to welcome", text)
        elif "received your application" in subject and self.habits.withdraws_after is not None:
            yield self._withdraws(letter, self.habits.withdraws_after)

    def _mends(self, letter: Letter, *, within: timedelta) -> Iterator[Deed]:
        """Puts right what the letter says is missing: in a line each, or by the whole form again."""
        missing = [key for key in self._missing if self.programme.form.by_key[key].label in letter.text]
        self._missing = ()
        if not missing:
            return
        at = letter.at + _MINUTE * 5 + within * self.rng.random()
        if self.programme.deadline is not None and at > self.programme.deadline:
            return  # too late, and they know it
        if not self.habits.mends_by_line:
            yield self._form_mail(self.answers, at, name="EOI complete.docx", replies_to=letter)
            return
        fields = self.programme.form.by_key
        lines = "\n".join(f"{fields[key].label}: {self.answers.written[key].text}" for key in missing)
        answers = self.answers

        def write(when: datetime) -> Mail:
            self.ledger.forms[self.council.name].append(FormSent(when, answers))
            return self._reply(
                letter, when, f"Here is what was missing.\n\n{lines}\n\nKind regards", "correction by line"
            )

        yield Sending(at=at, write=write)

    def _correction(self, at: datetime) -> Sending:
        """The form again with another amount, or with another telephone number where it asks for none."""
        key = self.programme.roles.amount
        if key:
            self.answers = self.answers.changed(key, money(self.programme, self.programme.form.by_key[key], self.rng))
        return self._form_mail(self.answers, at, name="EOI v2.docx", about="corrected form")

    def _form_mail(
        self,
        answers: Answers,
        at: datetime,
        *,
        name: str,
        pasted: bool = False,
        replies_to: Letter | None = None,
        about: str = "form",
    ) -> Sending:
        subject = f"{self.programme.name} – {self.council.name}"

        def write(when: datetime) -> Mail:
            self.ledger.forms.setdefault(self.council.name, []).append(FormSent(when, answers))
            text = "Dear team\n\nOur form is attached.\n\nKind regards"
            if pasted:
                text = f"Dear team\n\nOur form is below.\n\n{self.forms.typed(answers)}"
            files = () if pasted else (self.forms.word(answers, name=name),)
            mail = mails.written(
                self.council.lead, to=self.mailbox, at=when, subject=subject, text=text, files=files,
                answers=replies_to, about=about,
            )  # fmt: skip
            self._sent.append(mail)
            return mail

        return Sending(at=at, write=write)

    def _question(self, at: datetime) -> Mail:
        published = [question.question for question in self.programme.questions]
        if self.habits.asks_published and published:
            asked, about = self.rng.choice(published), "published question"
        else:
            asked, about = self.rng.choice(_UNPUBLISHED), "enquiry"
        return self._plain(at, subject="A question", text=f"Dear team\n\n{asked}\n\nKind regards", about=about)

    def _joining(self, at: datetime) -> Mail:
        text = "Please add us to your update list.\n\nThank you"
        return self._plain(at, subject="Updates please", text=text, about="joins the list")

    def _plain(self, at: datetime, *, subject: str, text: str, about: str) -> Mail:
        return mails.written(self.council.lead, to=self.mailbox, at=at, subject=subject, text=text, about=about)

    def _withdraws(self, letter: Letter, after: timedelta) -> Sending:
        reference = letter.reference

        def write(when: datetime) -> Mail | None:
            if self._is_out:
                return None  # there is nothing to withdraw any more
            self.ledger.withdrawn.add(self.council.name)
            return self._reply(letter, when, f"We withdraw our application {reference}.\n\nKind regards", "withdrawal")

        return Sending(at=letter.at + after, write=write)

    def _gives_up_a_place(self, letter: Letter) -> Iterator[Deed]:
        """Of those selected one cannot take part after all: whoever reads it first."""
        if not self.ledger.gave_up:
            self.ledger.gave_up = self.council.name
            yield self._withdraws(letter, 20 * _HOUR)

    def _invited(self, letter: Letter) -> Iterator[Deed]:
        """Answers an invitation by calendar or in words; a second one to the same interview is accepted."""
        if method_of(letter.calendar) != "REQUEST":
            return
        at = letter.at + _HOUR + 20 * _HOUR * self.rng.random()
        answer = self.habits.rsvp if not self._invited_before else "accepted"
        self._invited_before = True
        if answer in ("words", "declined-words"):
            said = "Yes, we will be there, thank you." if answer == "words" else "I am sorry, we cannot make that time."
            yield Sending(at=at, write=lambda when: self._reply(letter, when, said, f"rsvp in words: {answer}"))
            return
        meant = Participation[answer.upper()]
        yield Sending(
            at=at, write=lambda when: calendar_reply(self.council.lead, letter, meant, to=self.mailbox, at=when)
        )

    def _writes(self, letter: Letter, after: timedelta, about: str, text: str) -> Sending:
        return Sending(at=letter.at + after, write=lambda when: self._reply(letter, when, text, about))

    def _reply(self, letter: Letter, at: datetime, text: str, about: str) -> Mail:
        return mails.written(
            self.council.lead, to=self.mailbox, at=at, subject=f"RE: {letter.subject}", text=text, about=about,
            answers=letter, quote=True,
        )  # fmt: skip
