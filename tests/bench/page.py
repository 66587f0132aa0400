"""The results as docs/performance.md, and as a table for the terminal. No path and no name of a machine is in them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.table import Table

from tests.bench.corpus import Described
from tests.bench.memory import Memory
from tests.bench.polls import Polled
from tests.bench.runs import Compared
from tests.bench.screens import Screen

_MB = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """Everything one run of the benchmark measured; ``compared`` begins with the mix."""

    corpus: Described
    compared: tuple[Compared, ...]
    memory: Memory
    polled: tuple[Polled, ...]
    screens: tuple[Screen, ...]
    repetitions: int


_TOP = """\
# Performance

How fast mail becomes records and receipts, beside the stack anybody would write first. `make bench` writes this page
from a run of its own; do not edit it by hand.

**The service**: a mail lies in a mailbox on a real Dovecot; the clock stops when its record is committed and its
receipt queued, and once more when the receipt was handed to a real SMTP server and the mail moved away. Every promise
is on: the raw archive and the database are brought to disk (fsync), every document is read in a limited child process
of its own, every change has its event.

**The naive stack** does the same job without the promises: imapclient one mail after another with its default
settings, mail-parser for the mail, pdfplumber for the text and the fields of a PDF, python-docx for Word, a search for
the form's labels, one SQLModel commit a mail in SQLite's default journal mode, one SMTP connection a receipt.

Both are processes of their own that have warmed up on {warming} other mails, run in turns on the same mails in the
same servers; figures are medians of {repetitions} such pairs, so ratios hold where other work on the machine disturbs
both alike.

Machine: {machine}. Corpus: {mails} mails, {small}–{large} kB each, PDF forms of {fewest}–{most} pages; 30 % flat PDF,
30 % fillable PDF, 30 % Word, 10 % other (the form typed in the mail, an enquiry, a delivery report).
"""


def page(results: Results) -> str:
    """The page in Markdown."""
    corpus = results.corpus
    parts = [
        _TOP.format(
            warming=12,
            repetitions=results.repetitions,
            machine=machine(),
            mails=corpus.mails,
            small=corpus.smallest // 1000,
            large=corpus.largest // 1000,
            fewest=corpus.fewest_pages,
            most=corpus.most_pages,
        )
    ]
    for title, headings, rows, remark in _tables(results):
        parts.append(f"\n## {title}\n\n{_markdown(headings, rows)}\n\n{remark}\n")
    return "".join(parts)


def tables(results: Results) -> list[Table]:
    """The same figures for a terminal."""
    shown = []
    for title, headings, rows, _ in _tables(results):
        table = Table(*headings, title=title)
        for row in rows:
            table.add_row(*row)
        shown.append(table)
    return shown


Rows = list[tuple[str, ...]]


def _tables(results: Results) -> list[tuple[str, tuple[str, ...], Rows, str]]:
    return [
        (
            "Mails a second",
            ("Mails", "Service", "to SMTP", "Naive", "Ratio", "to SMTP", "Expected"),
            rates(results.compared),
            "“Service” and the first ratio are to the record committed and the receipt queued, “to SMTP” to the "
            "receipt taken by the SMTP server; the naive stack always includes its receipt. Its “sparing” form reads "
            "no text of a PDF whose fields hold values.",
        ),
        (
            "Processor time and waiting, a mail",
            ("Mails", "Reading, in children", "Service itself", "Fetching (of the whole)", "Whole", "Naive, processor"),
            costs(results.compared),
            "Milliseconds. Reading is processor time of all children together; fetching and the whole are by the "
            "clock.",
        ),
        (
            "Values right",
            ("Mails", "Service", "Mails dropped", "Naive", "Mails dropped"),
            right(results.compared),
            "Values as the accuracy page counts them. The naive stack's texts are taken for values as they stand.",
        ),
        (
            "Memory",
            ("What", "Peak", "Expected"),
            _memory(results.memory),
            "Resident, of the real daemon over the whole mix. A child's includes what it shares with the process it "
            "was forked from.",
        ),
        (
            "A poll that finds nothing new",
            ("Mails in the mailbox", "Poll", "Every UID compared"),
            [(f"{item.mails:,}", f"{item.poll:.1f} ms", f"{item.reconciliation:.0f} ms") for item in results.polled],
            _poll_remark(results.polled),
        ),
        (
            "What people wait for",
            ("What", "Applications", "Processor time"),
            [(item.name, f"{item.applications:,}", f"{item.milliseconds:.0f} ms") for item in results.screens],
            "From the open store to the whole answer, the garbage collector's work included. No screen should take "
            "longer than 200 ms at 10,000 applications.",
        ),
    ]


def rates(compared: Sequence[Compared]) -> Rows:
    """A row a corpus: mails a second and ratios."""
    expected = {"mix": "20×"}
    return [
        (
            item.name,
            f"{item.our_rate:.1f}",
            f"{item.our_rate_sent:.1f}",
            f"{item.naive_rate:.1f}",
            f"{item.ratio:.1f}×",
            f"{item.ratio_sent:.1f}×",
            expected.get(item.name, ""),
        )
        for item in compared
    ]


def costs(compared: Sequence[Compared]) -> Rows:
    """A row a corpus: where the time of a mail goes."""
    return [
        (
            item.name,
            f"{item.reading_cpu:.1f}",
            f"{item.own_cpu:.1f}",
            f"{item.fetching:.1f}",
            f"{1000 / item.our_rate:.1f}",
            f"{item.naive_cpu:.1f}",
        )
        for item in compared
    ]


def right(compared: Sequence[Compared]) -> Rows:
    """A row a corpus: values right and mails dropped."""
    return [
        (
            item.name,
            f"{item.last.ours.score.share:.2%}",
            str(item.last.ours.score.dropped),
            f"{item.last.naive.score.share:.2%}",
            str(item.last.naive.score.dropped),
        )
        for item in compared
    ]


def _memory(memory: Memory) -> Rows:
    return [
        ("the daemon", f"{memory.daemon / _MB:.0f} MB", "under 300 MB"),
        ("the largest process that reads", f"{memory.largest_child / _MB:.0f} MB", ""),
        ("the naive stack", f"{memory.naive / _MB:.0f} MB", ""),
    ]


def _poll_remark(polled: Sequence[Polled]) -> str:
    if len(polled) < 2:
        return "One size only."
    return (
        f"The largest takes {polled[-1].poll / polled[0].poll:.2f} times the smallest; at most 1.5 times is expected."
    )


def _markdown(headings: tuple[str, ...], rows: Rows) -> str:
    lines = [" | ".join(headings), " | ".join("---" for _ in headings), *(" | ".join(row) for row in rows)]
    return "\n".join(f"| {line} |" for line in lines)


def machine() -> str:
    """The machine in general terms."""
    memory = next(line for line in Path("/proc/meminfo").read_text().splitlines() if line.startswith("MemTotal:"))
    return f"{os.cpu_count()} cores, {round(int(memory.split()[1]) / 1024 / 1024)} GiB"
