"""The paraphrases of ``paraphrases.toml``, and what of them is answered: how many, and how many rightly."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from intake.notices.questions import Matcher
from intake.round import programme as packs
from intake.round.programme import Question

_FILE = Path(__file__).with_name("paraphrases.toml")

#: Another programme than the first: shorter questions, and more of them.
BROADBAND = tuple(
    Question(number=number, question=question, answer=answer, aliases=aliases)
    for number, (question, answer, aliases) in enumerate(
        (
            ("Can parish councils apply?", "Yes.", ()),
            ("What is the most that one project can receive?", "£250,000.", ("Is there a limit on the award?",)),
            ("Does the match funding have to be in cash?", "No.", ("Can match funding be in kind?",)),
            ("Can work that has already started be funded?", "No.", ()),
            ("Do we need quotes from suppliers?", "Yes, three.", ("Must we provide quotes?",)),
            ("When will we hear whether we have been successful?", "By 30 June.", ("When are decisions announced?",)),
            ("May the form be sent by post?", "No, by email only.", ()),
            ("Who will own the equipment at the end of the project?", "The applicant.", ()),
        ),
        1,
    )
)


@dataclass(frozen=True, slots=True)
class Paraphrase:
    """One mail: its text and the published question it asks, None for one that is not published."""

    text: str
    asks: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Of so many mails that ask a published question and so many that do not: how many were answered, and rightly."""

    published: int
    unpublished: int
    answered: int
    rightly: int
    wrong: tuple[str, ...]

    @property
    def precision(self) -> float:
        """The part of the answers that are right."""
        return self.rightly / self.answered if self.answered else 1.0

    @property
    def recall(self) -> float:
        """The part of the published questions that are answered rightly."""
        return self.rightly / self.published


def matchers() -> dict[str, Matcher]:
    """The matcher of each programme in the file."""
    challenge = packs.load("delivering-differently")
    return {
        "challenge": Matcher(challenge.questions, name=challenge.name),
        "broadband": Matcher(BROADBAND, name="Rural Broadband Fund"),
    }


def paraphrases(programme: str, *, held_out: bool) -> Iterator[Paraphrase]:
    """The mails of one programme: every second of each list is held out, and all that were written afterwards."""
    listed = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    for key, texts in listed[programme].items():
        for text in texts[1 if held_out else 0 :: 2]:
            yield Paraphrase(text, None if key == "none" else int(key))
    for key, texts in listed[f"{programme}_afterwards"].items() if held_out else ():
        for text in texts:
            yield Paraphrase(text, None if key == "none" else int(key))


def measure(*, held_out: bool) -> Measured:
    """What comes of the held-out half, or of the one that was tuned on."""
    mails = [(matcher, item) for name, matcher in matchers().items() for item in paraphrases(name, held_out=held_out)]
    given = [(item, [question.number for question in matcher.answers(item.text)]) for matcher, item in mails]
    answered = [(item, numbers) for item, numbers in given if numbers]
    wrong = [(item, numbers) for item, numbers in answered if numbers != [item.asks]]
    return Measured(
        published=sum(item.asks is not None for _, item in mails),
        unpublished=sum(item.asks is None for _, item in mails),
        answered=len(answered),
        rightly=len(answered) - len(wrong),
        wrong=tuple(f"{item.text} → {numbers}" for item, numbers in wrong),
    )
