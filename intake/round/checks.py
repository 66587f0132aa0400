"""What is checked on every submission: an ordered table, each check a pure function with one sentence of policy.

A finding never decides. "blocks" makes the application incomplete, "person" asks staff to rule, "notice" is told to
the applicant or staff. Messages are worded for the applicant unless the check says that they are for staff.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from intake.round.bodies import Body
from intake.round.programme import Programme
from intake.wording import clock, instant, money
from parsers.extraction import Answer, Extraction, ProblemCode


class Weight(StrEnum):
    """What a finding asks for."""

    BLOCKS = "blocks"  # the application is incomplete until it is mended
    PERSON = "person"  # staff must rule
    NOTICE = "notice"  # worth knowing


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One finding. ``key`` is the field's, "" for the application as a whole; ``private`` ones are for staff only."""

    check: str
    weight: Weight
    message: str
    key: str = ""
    private: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What the checks look at. ``hop_at`` is the first trusted Received hop; ``claims`` maps the code of a body of this
    application to the references of other applications that name it."""

    programme: Programme
    form: Extraction
    bodies: tuple[Body, ...]
    received_at: datetime
    hop_at: datetime | None
    sender: str
    claims: Mapping[str, tuple[str, ...]]

    @property
    def answers(self) -> dict[str, Answer]:
        """The answers by field key."""
        return {answer.key: answer for answer in self.form.answers}

    @property
    def lead(self) -> Body | None:
        """The lead body, where the form names one."""
        return next((body for body in self.bodies if body.role == "lead"), None)


@dataclass(frozen=True, slots=True)
class Check:
    """One check: its name, its policy in a sentence, and the function that finds."""

    name: str
    sentence: str
    find: Callable[[Check, Subject], Iterator[Found]]

    def found(self, weight: Weight, message: str, *, key: str = "", private: bool = False) -> Found:
        """A finding in this check's name."""
        return Found(check=self.name, weight=weight, message=message, key=key, private=private)


def _late(check: Check, subject: Subject) -> Iterator[Found]:
    programme = subject.programme
    if programme.deadline is None:
        return
    by_server = programme.is_late(subject.received_at)
    by_hop = by_server if subject.hop_at is None else programme.is_late(subject.hop_at)
    if by_server != by_hop and subject.hop_at is not None:
        yield check.found(
            Weight.PERSON,
            f"The mail server dates this mail {instant(subject.received_at, programme.zone)}, its own Received header "
            f"{instant(subject.hop_at, programme.zone)}: one is after the deadline.",
            private=True,
        )
    elif by_server:
        yield check.found(
            Weight.PERSON,
            f"It was received at {instant(subject.received_at, programme.zone)}, after the deadline: "
            f"{clock(programme.deadline, programme.zone)}.",
        )


def _missing(check: Check, subject: Subject) -> Iterator[Found]:
    for key in subject.form.missing:
        label = subject.programme.form.by_key[key].label
        yield check.found(Weight.BLOCKS, f"“{label}” is not answered.", key=key)


#: Problem of the reading → how much it weighs when the field is required, and when it is not.
_PROBLEM_WEIGHTS: dict[ProblemCode, tuple[Weight, Weight]] = {
    ProblemCode.NOT_TYPED: (Weight.BLOCKS, Weight.NOTICE),
    ProblemCode.AMBIGUOUS: (Weight.BLOCKS, Weight.NOTICE),
    ProblemCode.NOT_AN_OPTION: (Weight.BLOCKS, Weight.NOTICE),
    ProblemCode.OVER_WORDS: (Weight.NOTICE, Weight.NOTICE),
    ProblemCode.OVER_MAXIMUM: (Weight.NOTICE, Weight.NOTICE),
    ProblemCode.UNDER_MINIMUM: (Weight.NOTICE, Weight.NOTICE),
    ProblemCode.DISAGREEMENT: (Weight.PERSON, Weight.PERSON),
    ProblemCode.ALTERED_QUESTION: (Weight.NOTICE, Weight.NOTICE),
    ProblemCode.TRUNCATED: (Weight.PERSON, Weight.PERSON),
    ProblemCode.OLD_EDITION: (Weight.PERSON, Weight.PERSON),
}


def _answers(check: Check, subject: Subject) -> Iterator[Found]:
    fields = subject.programme.form.by_key
    amount = subject.programme.roles.amount if subject.programme.award_cap is not None else None
    for problem in subject.form.problems:
        weights = _PROBLEM_WEIGHTS.get(problem.code)
        if weights is None or (problem.code is ProblemCode.OVER_MAXIMUM and problem.key == amount):
            continue
        required = problem.key in fields and fields[problem.key].required
        yield check.found(weights[0] if required else weights[1], problem.message, key=problem.key)


def _over_cap(check: Check, subject: Subject) -> Iterator[Found]:
    programme, key = subject.programme, subject.programme.roles.amount
    answer = subject.answers.get(key)
    if programme.award_cap is None or answer is None or not isinstance(answer.value, str):
        return
    asked = int(Decimal(answer.value) * 100)
    if asked > programme.award_cap:
        yield check.found(
            Weight.PERSON,
            f"It asks for {money(asked, programme.currency)}; the most that can be given is "
            f"{money(programme.award_cap, programme.currency)}.",
            key=key,
        )


def _register(check: Check, subject: Subject) -> Iterator[Found]:
    programme, lead = subject.programme, subject.lead
    if programme.eligibility is None or lead is None or lead.match.authority is not None:
        return
    near = lead.match.runner_up
    hint = f" The nearest name is {near.name}." if near else ""
    yield check.found(
        Weight.PERSON,
        f"“{lead.name}” was not found in the list of bodies that may apply.{hint}",
        key=programme.roles.authority,
    )


def _required_columns(check: Check, subject: Subject) -> Iterator[Found]:
    programme, lead = subject.programme, subject.lead
    if programme.eligibility is None or lead is None or lead.match.authority is None:
        return
    for column, wanted in programme.eligibility.require:
        value = lead.match.authority.columns.get(column, "")
        if value.casefold() != wanted.casefold():
            yield check.found(
                Weight.PERSON,
                f"{lead.match.authority.name} may not be eligible: {column} is {value or 'not known'}, and must be "
                f"{wanted}.",
                key=programme.roles.authority,
            )


def _already(check: Check, subject: Subject) -> Iterator[Found]:
    if not subject.programme.one_per_authority:
        return
    for body in subject.bodies:
        for reference in subject.claims.get(body.code, ()):
            yield check.found(
                Weight.PERSON,
                f"{body.shown_name} ({body.role} here) is also named in {reference}; each authority may apply once.",
                private=True,
            )


def _domain(check: Check, subject: Subject) -> Iterator[Found]:
    programme, lead = subject.programme, subject.lead
    if programme.eligibility is None or lead is None or lead.match.authority is None:
        return
    authority = lead.match.authority
    if not authority.domains or authority in programme.eligibility.register.of_domain(subject.sender):
        return
    yield check.found(
        Weight.NOTICE,
        f"It was sent from an address that is not at a known domain of {authority.name}.",
        private=True,
    )


def _joint(check: Check, subject: Subject) -> Iterator[Found]:
    roles = subject.programme.roles
    joint = subject.answers.get(roles.joint)
    if joint is not None and joint.value is True and not any(body.role == "partner" for body in subject.bodies):
        yield check.found(
            Weight.NOTICE, "It says that it is a joint bid but names no partner.", key=roles.partners or roles.joint
        )


def _guessed(check: Check, subject: Subject) -> Iterator[Found]:
    """A name that is not the register's word for word: whom it was taken for, and who comes next where it is close."""
    if subject.programme.eligibility is None:
        return
    for body in subject.bodies:
        authority, near = body.match.authority, body.match.runner_up
        if authority is not None and body.match.score < 1:
            hint = f" The next nearest name is {near.name}." if near else ""
            said = f"“{body.name}” ({body.role}) was taken to be {authority.name}.{hint}"
            yield check.found(Weight.NOTICE, said, private=True)


#: In order. Adding a check is one function and one row.
CHECKS: tuple[Check, ...] = (
    Check("late", "A form must reach the mail server by the deadline, to the second.", _late),
    Check("missing", "Every required question must be answered.", _missing),
    Check("answer", "Every answer must be of its kind and within its limits.", _answers),
    Check("over-cap", "No more can be asked for than can be given.", _over_cap),
    Check("not-in-register", "The lead must be a body that may apply.", _register),
    Check("near-name", "A name that is nearly one of the register's is taken for it, and staff are told.", _guessed),
    Check("not-eligible", "The lead must have what the programme requires of it.", _required_columns),
    Check("already-applied", "An authority may be in one application only, as lead or partner.", _already),
    Check("sender-domain", "The sender's domain should be the authority's; often it is not.", _domain),
    Check("joint-without-partners", "A joint bid names its partners.", _joint),
)


def run(subject: Subject) -> tuple[Found, ...]:
    """Everything the checks find about a submission, in the table's order."""
    return tuple(found for check in CHECKS for found in check.find(check, subject))
