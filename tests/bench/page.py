"""The results as docs/performance.md, and as a table for the terminal. No path and no name of a machine is in them."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.table import Table

from tests.bench.growth import Grown
from tests.bench.memory import Memory
from tests.bench.paper import on_paper
from tests.bench.plot import Line, log_plot
from tests.bench.polls import Polled
from tests.bench.results import Results, figures
from tests.bench.runs import Compared
from tests.bench.screens import Screen
from tests.bench.single import Times

_MB = 1_000_000


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


def page(results: Results, last: Mapping[str, float]) -> str:
    """The page in Markdown; ``last`` are the figures of the last committed run."""
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
    for title, headings, rows, remark in _tables(results, last):
        parts.append(f"\n## {title}\n\n{_markdown(headings, rows)}\n\n{remark}\n")
    parts.append(on_paper(results))
    return "".join(parts)


def plots(results: Results) -> dict[str, str]:
    """The pictures of the page, by file name."""
    by_name: dict[str, list[tuple[float, float]]] = {}
    for screen in results.screens:
        by_name.setdefault(screen.name.replace("`", ""), []).append((screen.applications, screen.milliseconds))
    polled = tuple((float(item.mails), item.poll) for item in results.polled)
    mails = tuple((float(item.messages), item.times.own_cpu) for item in results.grown)
    return {
        "applications.svg": log_plot(
            [Line(name=name, points=tuple(points)) for name, points in by_name.items()],
            title="What people wait for",
            across="applications in the books",
            up="processor time, ms",
        ),
        "messages.svg": log_plot(
            [
                Line(name="a mail, taken the whole way", points=mails),
                Line(name="a poll that finds nothing", points=polled),
            ],
            title="What a mail and a poll cost as the books grow",
            across="messages in the books",
            up="ms",
        ),
    }


def tables(results: Results, last: Mapping[str, float]) -> list[Table]:
    """The same figures for a terminal."""
    shown = []
    for title, headings, rows, _ in _tables(results, last):
        table = Table(*headings, title=title)
        for row in rows:
            table.add_row(*row)
        shown.append(table)
    return shown


Rows = list[tuple[str, ...]]


def _tables(results: Results, last: Mapping[str, float]) -> list[tuple[str, tuple[str, ...], Rows, str]]:
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
            "One mail at a time",
            ("Mails", "Half take less than", "95 in 100 less than", "Processor, service itself"),
            [_single(results.single)],
            "By the clock, from the hint that a mail came to its receipt taken by the SMTP server, everything that the "
            "service and its reading child do included; what a server waits before it tells of new mail is not. At "
            "most 50 ms is wanted for 95 in 100.",
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
            "Resident, of the real daemon over the whole mix, and over one mail of nearly 50 MB alone. A child's "
            "includes what it shares with the process it was forked from.",
        ),
        (
            "A poll that finds nothing new",
            ("Mails in the mailbox", "Poll", "Every UID compared"),
            [(f"{item.mails:,}", f"{item.poll:.1f} ms", f"{item.reconciliation:.0f} ms") for item in results.polled],
            _poll_remark(results.polled),
        ),
        (
            "A mail as the books grow",
            ("Messages in the books", "Half take less than", "95 in 100 less than", "Processor, service itself"),
            [(f"{item.messages:,}", *_single(item.times)[1:]) for item in results.grown],
            _growth_remark(results.grown),
        ),
        (
            "What people wait for",
            ("What", "Applications", "Processor time"),
            [(item.name, f"{item.applications:,}", f"{item.milliseconds:.0f} ms") for item in results.screens],
            _screens_remark(results.screens),
        ),
        (
            "Beside the last committed run",
            ("Figure", "Then", "Now", "Change"),
            compared_with(last, figures(results)),
            "Runs on different days and machines differ; ratios less than times.",
        ),
    ]


def rates(compared: Sequence[Compared]) -> Rows:
    """A row a corpus: mails a second and ratios."""
    expected = {"mix": "60×", "flat PDF": "60×", "fillable PDF": "40×", "Word": "30×"}
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


def _single(times: Times) -> tuple[str, ...]:
    return (str(times.mails), f"{times.median:.0f} ms", f"{times.p95:.0f} ms", f"{times.own_cpu:.1f} ms")


def _growth_remark(grown: Sequence[Grown]) -> str:
    if len(grown) < 2:
        return "One size only."
    times = grown[-1].times.own_cpu / grown[0].times.own_cpu
    return (
        f"In the largest books a mail takes the service {times:.2f} times the processor time it takes in the "
        "smallest.\n\n![What a mail and a poll cost as the books grow](figures/messages.svg)"
    )


def _screens_remark(screens: Sequence[Screen]) -> str:
    return (
        "From the open store to the whole answer, the garbage collector's work included. No screen should take longer "
        "than 200 ms at 10,000 applications; an export is a file and is written piece by piece."
        + (
            "\n\n![What people wait for](figures/applications.svg)"
            if len({s.applications for s in screens}) > 1
            else ""
        )
    )


def compared_with(last: Mapping[str, float], now: Mapping[str, float]) -> Rows:
    """A row a figure that both runs have."""
    return [
        (name, f"{last[name]:g}", f"{value:g}", f"{(value / last[name] - 1):+.0%}" if last[name] else "")
        for name, value in now.items()
        if name in last
    ]


def _memory(memory: Memory) -> Rows:
    return [
        ("the daemon", f"{memory.daemon / _MB:.0f} MB", "under 300 MB"),
        ("the largest process that reads", f"{memory.largest_child / _MB:.0f} MB", ""),
        ("the daemon, one mail of nearly 50 MB", f"{memory.daemon_large / _MB:.0f} MB", ""),
        ("the largest process that reads it", f"{memory.child_large / _MB:.0f} MB", "under 100 MB"),
        ("the naive stack, over the mix", f"{memory.naive / _MB:.0f} MB", ""),
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
