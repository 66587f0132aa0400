"""The measured part of docs/scaling.md says what was measured, and the page has a place for it."""

from __future__ import annotations

from xml.etree import ElementTree

from tests.bench.workers import _PAGE, BEGIN, END, Run, section
from tests.bench.workers_plot import plot

RUNS = [
    Run(name="scans", workers=1, mails=12, seconds=60.0),
    Run(name="scans", workers=2, mails=12, seconds=32.0),
]


def test_section_has_a_row_a_run_and_compares_with_one_worker() -> None:
    rows = [line for line in section(RUNS).splitlines() if line.startswith("| scans")]
    assert rows == ["| scans | 1 | 12 | 60.0 | 12.0 | 1.00 |", "| scans | 2 | 12 | 32.0 | 22.5 | 1.88 |"]


def test_plot_is_a_picture_of_both_points() -> None:
    svg = plot([(run.name, run.workers, run.rate) for run in RUNS])
    circles = ElementTree.fromstring(svg).findall("{http://www.w3.org/2000/svg}circle")
    assert len(circles) == 2


def test_page_has_one_place_for_what_is_measured() -> None:
    page = _PAGE.read_text(encoding="utf-8")
    assert (page.count(BEGIN), page.count(END)) == (1, 1)
    assert page.index(BEGIN) < page.index(END)
