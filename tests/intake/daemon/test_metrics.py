"""The figures that Prometheus reads: what the books say, and nothing about anybody."""

from __future__ import annotations

import re
import sys
from datetime import timedelta
from pathlib import Path
from urllib.request import urlopen

import pytest

from intake import clock
from intake.child_run import FaultKind
from intake.config import Settings, StoreSettings
from intake.config_extras import MetricsSettings
from intake.config_file import load
from intake.daemon.metrics import FAULTS, serving
from intake.errors import ConfigurationError
from intake.sandbox import Sandbox
from intake.tally import BOUNDS, DONE, Tally
from parsers.mail import Outcome
from store import progress
from tests.intake.office import DD, IN_TIME, MAILBOX, Office, completed, letter_from
from tests.pages import named, section
from tests.test_docs_operations import _faults

EXAMPLE = Path(__file__).parents[3] / "config.example.toml"


def settings_of(office: Office, listen: str = "127.0.0.1:0") -> Settings:
    """The example's settings for an office."""
    settings = load(EXAMPLE)
    return settings.model_copy(
        update={
            "service": settings.service.model_copy(update={"data": office.folder}),
            "store": StoreSettings(url=f"sqlite:///{office.folder}/intake.db"),
            "metrics": MetricsSettings.model_construct(listen=listen),
        }
    )


def _told(office: Office, tally: Tally | None = None) -> dict[str, float]:
    """Every figure at a moment an hour after mail came, but for those of disks and the library's own."""
    with (
        clock.travel(IN_TIME + timedelta(hours=1)),
        serving(settings_of(office), office.store, tally or Tally()) as port,
        urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer,
    ):
        text = answer.read().decode()
    lines = [line.rpartition(" ") for line in text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in lines}


def _worth_telling(figures: dict[str, float]) -> dict[str, float]:
    return {name: value for name, value in figures.items() if value and "seconds" not in name}


def test_figures_are_what_the_books_say(office: Office) -> None:
    office.receives(letter_from(), completed())
    office.receives(letter_from("stranger@elsewhere.example"), fault="crash: it died")
    with office.begin() as session:
        progress.read_complete(session, MAILBOX, at=IN_TIME + timedelta(minutes=59))
    told = _told(office)
    assert _worth_telling(told) == {
        'intake_info{version="0.1.0"}': 1,
        "intake_store_readable": 1,
        'intake_messages{status="held"}': 1,
        'intake_messages{status="processed"}': 1,
        'intake_letters{status="queued"}': 1,
        'intake_applications{state="complete"}': 1,
        'intake_fault{name="held"}': 1,
        'intake_fault{name="letters-overdue"}': 1,
        "intake_mailbox_read": 1,
    }
    assert 59 <= told["intake_mailbox_unread_seconds"] <= 70
    assert 3500 <= told["intake_held_oldest_seconds"] <= 3600
    assert 3500 <= told["intake_outbox_due_seconds"] <= 3600
    assert told["intake_pending_oldest_seconds"] == 0


def test_figures_of_children_are_counted_and_summed(office: Office) -> None:
    tally = Tally()
    for outcome, seconds in ((DONE, 0.1), (DONE, 0.3), (FaultKind.TIME, 61.0)):
        tally.add(outcome, seconds=seconds)
    told = _told(office, tally)
    assert (told['intake_children_total{end="done"}'], told['intake_children_total{end="time"}']) == (2, 1)
    assert told['intake_children_total{end="memory"}'] == 0
    buckets = [told[f'intake_reading_seconds_bucket{{le="{bound}"}}'] for bound in (*BOUNDS, "+Inf")]
    assert buckets == [1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 3]
    assert (told["intake_reading_seconds_count"], round(told["intake_reading_seconds_sum"], 3)) == (3, 61.4)


def test_children_are_counted_by_how_they_end() -> None:
    with Sandbox(DD.form) as sandbox:
        reading = sandbox.read_file("note.txt", b"Good morning")
        counted = sandbox.tally.counted()
    assert [item.outcome for item in reading.mail.attachments] != [Outcome.DAMAGED]
    assert (counted.outcomes, sum(counted.classes)) == ({DONE: 1}, 1)
    assert 0 < counted.seconds < 60


def test_no_figure_says_anything_about_anybody(office: Office) -> None:
    office.receives(letter_from(), completed())
    told = " ".join(_told(office))
    labels = set(re.findall(r'="([^"]*)"', told))
    assert [label for label in labels if "@" in label or "walsall" in label.lower() or "INBOX" in label] == []
    assert set(re.findall(r"(\w+)=", told)) == {"version", "end", "le", "status", "state", "name"}


def test_books_that_cannot_be_read_are_a_figure(office: Office) -> None:
    office.store.close()
    (office.folder / "intake.db").write_bytes(b"no database at all" * 100)
    told = _told(office)
    assert told["intake_store_readable"] == 0
    assert "intake_mailbox_read" not in told


def test_every_figure_and_fault_is_documented(office: Office) -> None:
    office.receives(letter_from(), completed())
    names = {re.sub(r"_(bucket|count|sum)$", "", re.sub(r"\{.*", "", name)) for name in _told(office)}
    assert set(named(section("docs/operations.md", "## Metrics"))) == names
    assert set(FAULTS) == _faults()


def test_nothing_listens_where_none_is_wanted(office: Office) -> None:
    with serving(settings_of(office, listen=""), office.store, Tally()) as port:
        assert port == 0


def test_missing_library_is_a_clear_configuration_error(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "prometheus_client", None)
    with pytest.raises(ConfigurationError) as caught, serving(settings_of(office), office.store, Tally()):
        pass
    assert caught.value.problems == (
        '[metrics] listen needs the extra "metrics": pip install prometheus-client, or set listen = ""',
    )


def test_port_that_is_taken_is_a_clear_configuration_error(office: Office) -> None:
    with serving(settings_of(office), office.store, Tally()) as port:
        listen = f"127.0.0.1:{port}"
        with pytest.raises(ConfigurationError) as caught, serving(settings_of(office, listen), office.store, Tally()):
            pass
    assert caught.value.problems == (f"[metrics] listen: {listen}: Address already in use",)


@pytest.mark.parametrize(
    ("listen", "place"), [("127.0.0.1:9464", ("127.0.0.1", 9464)), ("[::1]:9464", ("::1", 9464)), ("box:1", ("box", 1))]
)
def test_address_and_port_are_told_apart(listen: str, place: tuple[str, int]) -> None:
    assert MetricsSettings(listen=listen).place == place


@pytest.mark.parametrize("listen", ["9464", ":9464", "127.0.0.1", "127.0.0.1:0", "127.0.0.1:70000", "127.0.0.1:x"])
def test_what_is_no_address_and_port_is_refused(listen: str, tmp_path: Path) -> None:
    text = EXAMPLE.read_text(encoding="utf-8").replace('listen = ""', f'listen = "{listen}"')
    (tmp_path / "config.toml").write_text(text)
    line = next(number for number, row in enumerate(text.splitlines(), 1) if row.startswith("listen"))
    with pytest.raises(ConfigurationError) as caught:
        load(tmp_path / "config.toml")
    assert caught.value.problems == (
        f'line {line}: [metrics] listen: must be an address and a port, such as "127.0.0.1:9464"',
    )
