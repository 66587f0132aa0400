"""A tiny run of the benchmark, held to what it finds and never to how long it takes."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from tests.bench import corpus
from tests.bench.__main__ import write
from tests.bench.corpus import Kind
from tests.bench.growth import Grown, growth
from tests.bench.memory import Memory
from tests.bench.plot import Line, log_plot
from tests.bench.polls import Polled, polls
from tests.bench.results import Results, figures, last_figures
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
        grown = growth(bench, (20,), mails[:2], tell=lambda: None)
    ours = compared.last.ours
    assert (ours.mails, ours.score.dropped, ours.score.wrong) == (10, 0, ())
    assert (compared.last.naive.mails, compared.last.naive.score.dropped) == (10, 0)
    shown = screens(tmp_path, 20, repetitions=1)
    assert [item.mails for item in polled] == [20]
    assert [item.applications for item in shown] == [20] * 5
    assert [(item.messages, item.times.mails) for item in grown] == [(20, 2)]
    results = _results((compared,), polled, grown, shown)
    write(results, {"mix: mails a second": 1.0}, tmp_path / "docs")
    text = (tmp_path / "docs" / "performance.md").read_text(encoding="utf-8")
    headings = [line for line in text.splitlines() if line.startswith("## ")]
    assert headings == [
        "## Mails a second",
        "## Processor time and waiting, a mail",
        "## One mail at a time",
        "## Values right",
        "## Memory",
        "## A poll that finds nothing new",
        "## A mail as the books grow",
        "## What people wait for",
        "## Beside the last committed run",
        "## Ten million mails a year, on paper",
    ]
    beside = [line.split(" | ")[0] for line in text.splitlines() if line.startswith("| mix")]
    assert beside == ["| mix"] * 3 + ["| mix: mails a second"]
    assert last_figures(tmp_path / "docs" / "performance.json") == figures(results)
    for name in ("applications.svg", "messages.svg"):
        assert etree.fromstring((tmp_path / "docs" / "figures" / name).read_bytes()).tag.endswith("svg")


def _results(compared: tuple[Compared, ...], polled: list[Polled], grown: list[Grown], shown: list[Screen]) -> Results:
    return Results(
        corpus=corpus.described(corpus.mix(10)),
        compared=compared,
        single=grown[0].times,
        memory=Memory(daemon=1, largest_child=1, naive=1, daemon_large=1, child_large=1),
        polled=tuple(polled),
        grown=tuple(grown),
        screens=tuple(shown),
        repetitions=1,
    )


def test_plot_places_every_point_between_its_axes() -> None:
    drawn = log_plot(
        [Line(name="a <b>", points=((1, 0.5), (1000, 20))), Line(name="c", points=((10, 3),))],
        title="t",
        across="x",
        up="y",
    )
    svg = etree.fromstring(drawn.encode())
    circles = [(float(dot.get("cx", "")), float(dot.get("cy", ""))) for dot in svg.iter("{*}circle")]
    assert len(circles) == 3
    assert all(70 <= x <= 530 and 40 <= y <= 330 for x, y in circles)
    assert "a <b>" in [text.text for text in svg.iter("{*}text")]
