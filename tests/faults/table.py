"""What came of all runs: a table for the terminal, and the same as docs/faults.md."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from rich.table import Table

from tests.faults.faults import FAULTS
from tests.faults.invariants import Verdict
from tests.faults.loop import Run
from tests.faults.random_kills import Spell
from tests.faults.steps import Group

DATABASES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
_HEADINGS = ("runs", "lost", "wrong", "twice", "repeats", "not resumed", "unknown", "held")


@dataclass(slots=True)
class Count:
    """The sum of many runs."""

    runs: int = 0
    lost: int = 0
    wrong: int = 0
    twice: int = 0
    repeats: int = 0
    not_resumed: int = 0
    unknown: int = 0
    held: int = 0

    def add(self, verdict: Verdict, *, runs: int = 1) -> None:
        """One more."""
        self.runs += runs
        self.lost += len(verdict.lost)
        self.wrong += len(verdict.wrong)
        self.twice += len(verdict.duplicates)
        self.repeats += len(verdict.repeats)
        self.not_resumed += len(verdict.not_resumed)
        self.unknown += verdict.unknown
        self.held += verdict.held

    def cells(self) -> tuple[str, ...]:
        """In the order of the headings."""
        numbers = (self.runs, self.lost, self.wrong, self.twice, self.repeats, self.not_resumed)
        return tuple(f"{number:,}" for number in (*numbers, self.unknown, self.held))


@dataclass(slots=True)
class Results:
    """Everything that was run; ``steps`` is how many there are, by fault and database, where that was found."""

    runs: list[Run] = field(default_factory=list)
    spells: list[Spell] = field(default_factory=list)
    steps: dict[tuple[str, str], int] = field(default_factory=dict)

    def add(self, run: Run) -> None:
        """One more run; one that met no fault tells how many steps there are."""
        if run.met:
            self.runs.append(run)
        else:
            key = run.fault, run.database
            self.steps[key] = min(self.steps.get(key, run.number), run.number - 1)

    @property
    def bad(self) -> Iterator[str]:
        """What must not be, in words."""
        for run in self.runs:
            for fault in run.verdict.faults:
                yield f"{run.fault} {run.step} ({run.database}, no. {run.number}): {fault}"
        for spell in self.spells:
            for fault in spell.verdict.faults:
                yield f"random kills, {spell.database}, seed {spell.seed}: {fault}"

    @property
    def total(self) -> Count:
        """All together."""
        total = Count()
        for run in self.runs:
            total.add(run.verdict)
        for spell in self.spells:
            total.add(spell.verdict, runs=spell.kills)
        return total

    def rows(self) -> Iterator[tuple[str, str, str, Count]]:
        """Fault, database, what it struck, and the sum of it, in the order of the tables."""
        sums: defaultdict[tuple[str, str, str], Count] = defaultdict(Count)
        for run in self.runs:
            sums[run.fault, run.database, run.group].add(run.verdict)
        for fault in FAULTS:
            for database in DATABASES:
                for group in Group:
                    if (found := sums.get((fault.name, database, group.value))) is not None:
                        yield fault.name, database, group.value, found
        kills: defaultdict[tuple[str, bool], Count] = defaultdict(Count)
        for spell in self.spells:
            kills[spell.database, spell.real_child].add(spell.verdict, runs=spell.kills)
        for (database, real), found in sorted(kills.items()):
            yield "random kill -9", database, "anything, real child" if real else "anything", found


def table(results: Results) -> Table:
    """For the terminal."""
    made = Table("fault", "database", "struck at", *_HEADINGS)
    for fault, database, group, found in results.rows():
        made.add_row(fault, DATABASES[database], group, *found.cells())
    made.add_row("all", "", "", *results.total.cells(), style="bold")
    return made


def page(results: Results, *, day: date, seed: int) -> str:
    """docs/faults.md."""
    total = results.total
    kills = sum(spell.kills for spell in results.spells)
    mails = sum(spell.mails for spell in results.spells)
    verdict = "Not every invariant held; see below." if any(results.bad) else "Every invariant held in every run."
    return _PAGE.format(
        day=f"{day:%-d %B %Y}",
        seed=seed,
        coverage="\n".join(_coverage(results)),
        runs=f"{len(results.runs):,}",
        kills=f"{kills:,}",
        mails=f"{mails:,}",
        spells=len(results.spells),
        verdict=verdict,
        unknown=total.unknown,
        faults="\n".join(f"| {fault.name} | {fault.sentence} |" for fault in FAULTS),
        table="\n".join(_lines(results)),
        bad="".join(f"- {line}\n" for line in results.bad) or "None.\n",
        steps=_steps(results.runs),
    )


def _lines(results: Results) -> Iterable[str]:
    headings = ("fault", "database", "struck at", *_HEADINGS)
    yield f"| {' | '.join(headings)} |"
    yield f"|{' --- |' * 3}{' ---: |' * len(_HEADINGS)}"
    for fault, database, group, found in results.rows():
        yield f"| {fault} | {DATABASES[database]} | {group} | {' | '.join(found.cells())} |"
    yield f"| **all** | | | {' | '.join(results.total.cells())} |"


def _coverage(results: Results) -> Iterator[str]:
    """Of how many steps each fault was tried at."""
    struck: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
    for run in results.runs:
        struck[run.fault, run.database].add(run.number)
    yield "| fault | database | struck at | of the steps it can happen at |"
    yield "| --- | --- | ---: | ---: |"
    for fault in FAULTS:
        for database, name in DATABASES.items():
            if numbers := struck.get((fault.name, database)):
                of = results.steps.get((fault.name, database))
                told = "not known" if of is None else f"{max(of, len(numbers)):,}"  # some passes have a step more
                yield f"| {fault.name} | {name} | {len(numbers):,} | {told} |"


def _steps(runs: Sequence[Run]) -> str:
    """The names of the steps at which faults struck, by group."""
    named: defaultdict[str, set[str]] = defaultdict(set)
    for run in runs:
        if run.step:
            named[run.group].add(run.step.partition(" ")[2])
    return "\n".join(f"- **{group}**: {', '.join(sorted(names))}." for group, names in sorted(named.items()))


_PAGE = """\
# Faults

What the service survives. `make faults` writes this page from a run of its own; do not edit it by hand. Last run on
{day}, with seed {seed}.

The method is SQLite's: a pass over the whole service meets a fault at step 1; then, in a world of its own, another
pass meets it at step 2; and so on until a pass meets none. The morning that is played has everything due at once, over
a real Dovecot, a real SMTP server and a real database: a completed form, enquiries, a bounce of an earlier letter, an
automatic reply, an order of staff by mail, a released batch, declarations that assessors are asked for, the digest, the
alarms, a letter in doubt, a letter that was refused for now, and a mail that an earlier process left half read. After
the fault the service lives on or is started again, time passes, and the three books are compared from outside: mailbox
and raw archive, database, what the SMTP server took; and with what the same morning leads to without a fault.

{runs} passes met a fault. Beside them the real daemon was killed {kills} times at random moments in {spells}
spells while {mails} mails came. {verdict}

{table}

*runs* passes that met the fault (or kills). *lost* mails, letters or records that are missing, and whatever an audit
finds. *wrong* letters that went to another than they were for, or that answered what must not be answered. *twice*
letters taken or written twice; *repeats* those among them whose first sending had been in doubt. *not resumed* what was
still waiting in the end. All of these must be 0. *unknown* letters that nobody can know about (the server had taken
them, and we were stopped before we noted it; RFC 1047): they wait for a person and are never sent again by themselves.
*held* mails that wait for a person with their reason.

A run that is cut short (`--minutes`) has struck each fault at steps spread over the whole pass:

{coverage}

## What must not be

{bad}
## The faults

A fault strikes only at steps where it can happen: a full disk where something is written, a lock where a transaction
takes its turn, a dropped connection or a time-out on a wire. Rows of the history are written with the row they tell of
and count as one step with it.

| fault | what it is |
| --- | --- |
{faults}

## The steps

{steps}

## How to run it again

`make faults` takes some two hours on two cores. `FAULTS="--sweeps 2"` strikes at an eighth of the steps,
`FAULTS="--minutes 30"` stops striking after half an hour, `FAULTS="--fault 'kill -9'"` tries one fault,
`FAULTS="--step 'answer to DATA'"` some of the steps, `FAULTS="--database sqlite"` one database, and
`FAULTS="--sweeps 0 --kills 200 --seed 7"` so many random kills alone, from
that seed. It needs Dovecot, PostgreSQL and bubblewrap. `tests/acceptance/test_faults.py` runs a part with every change.
"""
