"""An assessor: declares interests, scores by reply or on the sheet, and puts right what was not understood."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from intake.round.panel import Criterion, Panel, plain
from intake.simulation import mails
from intake.simulation.deeds import Deed, Ledger, Sending
from intake.simulation.mails import File, Mail, Person
from intake.simulation.reading import Letter, Link
from intake.simulation.sheets import filled_sheet
from intake.simulation.words import COMMENTS

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_CONFLICTS = ("my sister works there", "I was employed there until last year", "I advised them on this bid")
#: A line of a declaration to be filled in: the reference, a name, a colon.
_LINE = re.compile(r"^(?P<reference>[A-Z][A-Z0-9-]*-\d{4,})\b[^:]*:\s*$")
_POINTS_LINE = re.compile(r"^(?P<number>\d+)\. (?P<title>.+?) \([0-9.]+-[0-9.]+\):\s*$")
_COMMENT_LINE = re.compile(r"^\s+Comment:\s*$")


@dataclass(slots=True)
class AssessorActor:
    """One member of the panel. ``late`` ones score only when they are reminded."""

    person: Person
    panel: Panel
    mailbox: str
    ledger: Ledger
    rng: Random
    late: bool = False
    _scores: dict[str, dict[str, Decimal]] = field(default_factory=dict)
    _waiting: dict[str, Letter] = field(default_factory=dict)
    _sent: set[str] = field(default_factory=set)
    _conflicted: dict[str, str] = field(default_factory=dict)

    @property
    def addresses(self) -> tuple[str, ...]:
        """Theirs."""
        return (self.person.email,)

    def begins(self) -> Iterable[Deed]:
        """Nothing: they wait to be asked."""
        return ()

    def reads(self, letter: Letter) -> Iterator[Deed]:
        """What they do about a letter, by its subject and its links."""
        subject = letter.subject
        if subject.startswith("Declare interests"):
            yield self._declares(letter)
        elif subject.startswith("Score "):
            yield from self._is_sent(letter)
        elif subject.startswith(("Reminder", "Overdue")):
            yield from self._is_reminded(letter)
        elif subject.startswith(("Done", "Not done")):
            yield from self._is_asked_again(letter)

    # --- declarations

    def _declares(self, letter: Letter) -> Sending:
        """On everything asked: none at all in a word, or line by line in the quoted letter."""
        references = [found["reference"] for line in letter.text.splitlines() if (found := _LINE.match(line))]
        conflicts = self._conflicts(references)
        at = letter.at + _HOUR + 14 * _HOUR * self.rng.random()
        if not any(reference in conflicts for reference in references) and self.rng.random() < 0.5:
            return Sending(at=at, write=lambda when: self._reply(letter, when, "None", "declaration"))
        if self.rng.random() < 0.4:
            link = letter.links_asking("Declare interests")[0] if letter.links_asking("Declare interests") else None
            if link is not None:
                return self._declares_by(link, letter.at, mistakes=self.rng.random() < 0.3)
        return Sending(at=at, write=lambda when: self._declares_inline(letter, when, conflicts))

    def _conflicts(self, references: Iterable[str]) -> dict[str, str]:
        """All conflicts they have, with what they find among these applications."""
        found = {item: self.rng.choice(_CONFLICTS) for item in references if self.rng.random() < 0.04}
        self.ledger.conflicts |= {(reference, self.person.email) for reference in found}
        self._conflicted |= found
        return self._conflicted

    def _declares_inline(self, letter: Letter, at: datetime, conflicts: Mapping[str, str]) -> Mail:
        return mails.written(
            self.person, to=self.mailbox, at=at, subject=f"RE: {letter.subject}", text="Please see below.",
            about="declaration", answers=letter, quote=lambda line: _declared(line, conflicts),
        )  # fmt: skip

    def _declares_by(self, link: Link, since: datetime, *, mistakes: bool) -> Sending:
        """By the mail that the link opens; with a mistake one line stays empty."""

        def fill(body: str) -> str:
            lines = body.split("\n")
            places = [place for place, line in enumerate(lines) if _LINE.match(line)]
            left = places[-1] if mistakes and len(places) > 1 else -1
            return "\n".join(
                line if place == left else _declared(line, self._conflicted) for place, line in enumerate(lines)
            )

        return Sending(
            at=since + _HOUR + 8 * _HOUR * self.rng.random(),
            write=lambda at: mails.ordered(self.person, url=link.url, at=at, about="declaration", fill=fill),
        )

    # --- scores

    def _is_sent(self, letter: Letter) -> Iterator[Deed]:
        reference = letter.reference
        self._waiting[reference] = letter
        if self.late and self.rng.random() < 0.2:
            return
        yield self._scores_of(letter, letter.at + 6 * _HOUR + 2.5 * _DAY * self.rng.random())

    def _is_reminded(self, letter: Letter) -> Iterator[Deed]:
        """Scores what is outstanding by the letter that brought it, if it has not been done or begun."""
        for reference, brought in self._waiting.items():
            if reference in letter.text and reference not in self._sent:
                yield self._scores_of(brought, letter.at + 3 * _HOUR * self.rng.random())
        for link in letter.links_asking("Declare interests"):
            yield self._declares_by(link, letter.at, mistakes=False)

    def _is_asked_again(self, letter: Letter) -> Iterator[Deed]:
        """Gives what was missing or wrong, by the links of the letter that says so."""
        for link in letter.links_asking("Declare interests"):
            yield self._declares_by(link, letter.at, mistakes=False)
        for link in letter.links_asking("Score "):
            found = re.search(r"[A-Z][A-Z0-9-]*-\d{4,}", link.asks)
            if found and found[0] in self._scores:
                given = self._scores[found[0]]
                fill = self._grid({item.key: plain(given[item.key]) for item in self.panel.criteria})
                yield Sending(
                    at=letter.at + _HOUR * (1 + 5 * self.rng.random()),
                    write=lambda at, link=link, fill=fill: mails.ordered(  # type: ignore[misc]
                        self.person, url=link.url, at=at, about="scores put right", fill=fill
                    ),
                )

    def _scores_of(self, letter: Letter, at: datetime) -> Sending:
        reference = letter.reference
        self._sent.add(reference)
        given = {item.key: self._points(item) for item in self.panel.criteria}
        self._scores[reference] = given
        written = {key: plain(points) for key, points in given.items()}
        if self.rng.random() < 0.06:
            wrong = self.rng.choice(self.panel.criteria)
            written[wrong.key] = self.rng.choice(("", plain(wrong.most + 2), "quite good"))
        by_sheet = self.rng.random() < 0.4
        return Sending(at=at, write=lambda when: self._scored(letter, when, written, by_sheet=by_sheet))

    def _scored(self, letter: Letter, at: datetime, written: Mapping[str, str], *, by_sheet: bool) -> Mail:
        for key, points in self._scores[letter.reference].items():
            self.ledger.scores[letter.reference, self.person.email, key] = points
        sheet = next((file for file in letter.files if file.name.endswith(".xlsx")), None)
        if by_sheet and sheet is not None:
            titles = {item.title: written[item.key] for item in self.panel.criteria}
            comments = {title: self.rng.choice(COMMENTS) for title in titles}
            file = File(name=sheet.name, type=_XLSX, data=filled_sheet(sheet.data, titles, comments))
            return mails.written(
                self.person, to=self.mailbox, at=at, subject=f"RE: {letter.subject}", text="My scoresheet is attached.",
                files=(file,), about="scores on the sheet", answers=letter,
            )  # fmt: skip
        fill = self._line_filler(written)
        return mails.written(
            self.person, to=self.mailbox, at=at, subject=f"RE: {letter.subject}", text="Please see my scores below.",
            about="scores by reply", answers=letter, quote=fill,
        )  # fmt: skip

    def _points(self, criterion: Criterion) -> Decimal:
        """Mostly whole points, some halves, more good than bad."""
        steps = int((criterion.most - criterion.least) * 2)
        step = max(self.rng.randint(0, steps), self.rng.randint(0, steps))
        return criterion.least + Decimal(step if self.rng.random() < 0.3 else step // 2 * 2) / 2

    def _grid(self, written: Mapping[str, str]) -> _Filler:
        return _Filler(self._line_filler(written))

    def _line_filler(self, written: Mapping[str, str]) -> _Line:
        return _Line({str(place): written[item.key] for place, item in enumerate(self.panel.criteria, 1)}, self.rng)

    def _reply(self, letter: Letter, at: datetime, text: str, about: str) -> Mail:
        return mails.written(
            self.person, to=self.mailbox, at=at, subject=f"RE: {letter.subject}", text=text, about=about,
            answers=letter, quote=True,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Line:
    """What becomes of a line of the grid: points after the colon, a remark after "Comment:"."""

    points: Mapping[str, str]
    rng: Random

    def __call__(self, line: str) -> str:
        if found := _POINTS_LINE.match(line):
            return f"{line.rstrip()} {self.points[found['number']]}"
        return f"{line.rstrip()} {self.rng.choice(COMMENTS)}" if _COMMENT_LINE.match(line) else line


@dataclass(frozen=True, slots=True)
class _Filler:
    """The same for all lines of a mail."""

    line: _Line

    def __call__(self, body: str) -> str:
        return "\n".join(map(self.line, body.split("\n")))


def _declared(line: str, conflicts: Mapping[str, str]) -> str:
    found = _LINE.match(line)
    if found is None:
        return line
    why = conflicts.get(found["reference"])
    return f"{line.rstrip()} conflict: {why}" if why else f"{line.rstrip()} no"
