"""A tiny run of the benchmark, held to what it finds and never to how long it takes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bench import corpus
from tests.bench.corpus import Kind
from tests.bench.memory import Memory
from tests.bench.page import Results, page
from tests.bench.polls import Polled, polls
from tests.bench.runs import Bench, Compared
from tests.bench.screens import Screen, screens
from tests.servers.dovecot import Dovecot, dovecot
from tests.servers.smtp import SmtpServer

__all__ = ["dovecot"]


def test_mix_has_its_shares() -> None:
    kinds = [mail.kind for mail in corpus.mix(20)]
    assert {kind: kinds.count(kind) for kind in Kind} == {
        Kind.FLAT: 6,
        Kind.FILLABLE: 6,
        Kind.WORD: 6,
        Kind.OTHER: 2,
    }


@pytest.mark.server("dovecot", "bubblewrap")
@pytest.mark.timeout(600)
def test_every_value_is_right_and_every_row_is_there(dovecot: Dovecot, tmp_path: Path) -> None:
    mails = corpus.mix(10)
    with SmtpServer(starttls=True, users={"round": "letters"}) as smtp:
        bench = Bench(dovecot, smtp, tmp_path)
        compared = Compared("mix", (bench.pair(mails),))
        polled = polls(bench, (20,), repetitions=3, tell=lambda: None)
    ours = compared.last.ours
    assert (ours.mails, ours.score.dropped, ours.score.wrong) == (10, 0, ())
    assert (compared.last.naive.mails, compared.last.naive.score.dropped) == (10, 0)
    shown = screens(tmp_path, 20, repetitions=1)
    assert [item.mails for item in polled] == [20]
    assert [item.applications for item in shown] == [20] * 4
    text = page(_results((compared,), polled, shown))
    headings = [line for line in text.splitlines() if line.startswith("## ")]
    assert headings == [
        "## Mails a second",
        "## Processor time and waiting, a mail",
        "## Values right",
        "## Memory",
        "## A poll that finds nothing new",
        "## What people wait for",
    ]
    assert [line.split(" | ")[0] for line in text.splitlines() if line.startswith("| mix")] == ["| mix"] * 3


def _results(compared: tuple[Compared, ...], polled: list[Polled], shown: list[Screen]) -> Results:
    return Results(
        corpus=corpus.described(corpus.mix(10)),
        compared=compared,
        memory=Memory(daemon=1, largest_child=1, naive=1),
        polled=tuple(polled),
        screens=tuple(shown),
        repetitions=1,
    )
