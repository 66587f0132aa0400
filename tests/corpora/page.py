"""The section "Real mail" of docs/robustness.md."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.corpora.measuring import BounceMark, bounce_mark, parts_of
from tests.corpora.parts import Parts
from tests.corpora.running import Outcome, Run
from tests.corpora.shapes import Sort
from tests.sections import put_section

_TOP = """\
`make corpora` has the test mails of other projects fetched (`tests/corpora/manifest.toml` names them; none is kept
here) and gives them to the service as it is: `intake run` on a Maildir, with SQLite and the sandbox, limits on letters
lifted. A mail *ends* in a final state when it is concluded, or waits for a person with a reason. *Answered* counts
letters to its sender, those included that only the limit of one a day to an address kept back. A part is *there* when
an attachment on record has the very bytes that the standard library decodes, or when it is text of the letter and every
word of it is in the text that was read. The packages, fetched once and kept, have 660 MB, most of it Thunderbird's.
"""
_SILENT = (Sort.BOUNCE, Sort.AUTOMATIC, Sort.LIST)


def write(page: Path, run: Run) -> None:
    """Put the section into ``page``."""
    put_section(page, "Real mail", section(run))


def section(run: Run) -> str:
    """Mails by sort, faults, bounces."""
    outcomes = run.outcomes
    parts = {id(outcome): parts_of(outcome) for outcome in outcomes if outcome.item}
    groups: list[tuple[str, Sequence[Outcome]]] = [
        (str(sort), [item for item in outcomes if item.mail.sort is sort]) for sort in Sort
    ]
    rows = [_row(name, items, parts) for name, items in groups if items]
    rows.append(_row("**together**", outcomes, parts))
    lines = [
        _TOP,
        "| sort | mails | end | processed, held, failed | answered | parts | there as bytes, as text | lost |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
        *rows,
        "",
        f"Archived byte for byte: {sum(item.kept for item in outcomes):,} of {len(outcomes):,}. "
        f"The daemon ended by itself {run.exits} times.",
        f"Answered though a machine or a list had sent it: {sum(map(wrongly_answered, outcomes))}. "
        f"Forms not answered: {sum(map(_unanswered_form, outcomes))}.",
        "",
        bounces([item for item in outcomes if item.mail.sort is Sort.BOUNCE]),
    ]
    return "\n".join(lines)


def wrongly_answered(outcome: Outcome) -> bool:
    """Whether a mail was answered that must not be."""
    return outcome.mail.sort in _SILENT and bool(outcome.answered)


def _unanswered_form(outcome: Outcome) -> bool:
    return outcome.mail.sort is Sort.FORM and not outcome.answered


def _row(name: str, items: Sequence[Outcome], parts: dict[int, Parts]) -> str:
    states = Counter(item.state for item in items)
    found = [parts[id(item)] for item in items if id(item) in parts]
    cells = (
        name,
        f"{len(items):,}",
        f"{sum(item.is_settled for item in items):,}",
        ", ".join(f"{states[state]:,}" for state in ("processed", "held", "failed")),
        f"{sum(bool(item.answered) for item in items):,}",
        f"{sum(item.count for item in found):,}",
        f"{sum(item.same for item in found):,}, {sum(item.as_text for item in found):,}",
        f"{sum(len(item.lost) for item in found):,}",
    )
    return "| " + " | ".join(cells) + " |"


def bounces(items: Sequence[Outcome]) -> str:
    """What is understood of the bounces, on the half that may be tuned on and on the other."""
    marks = [bounce_mark(item.mail) for item in items]
    columns = ("tuned on", False), ("held out", True)
    rows = [
        ("seen to be automatic", lambda mark: mark.automatic),
        ("seen to be reports about a letter", lambda mark: mark.report),
        ("tied to the letter, where they name it", lambda mark: mark.tied),
        ("hard and soft told apart, where they say which", lambda mark: mark.hardness),
    ]
    lines = ["| real bounces | " + " | ".join(name for name, _ in columns) + " |", "| --- | ---: | ---: |"]
    for title, mark in rows:
        shares = (_share([item for item in marks if item.held_out == held_out], mark) for _, held_out in columns)
        lines.append(f"| {title} | " + " | ".join(shares) + " |")
    return "\n".join(lines)


def _share(marks: Sequence[BounceMark], of: Callable[[BounceMark], bool | None]) -> str:
    known = [value for mark in marks if (value := of(mark)) is not None]
    return f"{sum(known)} of {len(known)} ({100 * sum(known) / len(known):.1f} %)" if known else "–"
