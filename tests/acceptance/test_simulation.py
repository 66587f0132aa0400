"""A whole round in small, from the first enquiry to the last letter, played by invented people over real servers.

What must be true of it is `intake.simulation.checks`; that each check finds its fault is tested beside it.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from intake.simulation.checks import CHECKS
from tests.corpus.packs import folder_of

pytestmark = [pytest.mark.server("dovecot"), pytest.mark.timeout(600)]


def simulate(*arguments: str) -> tuple[int, dict[str, Any]]:
    """The command as it is given: its exit status and its report."""
    done = subprocess.run(
        [sys.executable, "-m", "intake", "simulate", "--json", *arguments],
        capture_output=True,
        text=True,
        timeout=580,
        check=False,
    )
    assert done.stderr == ""
    return done.returncode, json.loads(done.stdout)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The report on a small round of the first programme."""
    folder = tmp_path_factory.mktemp("simulation") / "round"
    status, report = simulate("--councils", "8", "--seed", "11", "--output", str(folder))
    assert (status, [check for check in report["checks"] if not check["passed"]]) == (0, [])
    assert (folder / "config.toml").is_file()
    return report


def test_every_check_was_made_and_passed(small: dict[str, Any]) -> None:
    assert [check["name"] for check in small["checks"]] == [check.name for check in CHECKS]
    assert small["passed"] is True


def test_everybody_is_at_the_end_of_the_round(small: dict[str, Any]) -> None:
    ends = {"ineligible", "not_shortlisted", "not_selected", "selected", "withdrawn"}
    assert set(small["states"]) <= ends
    assert sum(small["states"].values()) == small["councils"] == 9
    assert small["states"]["selected"] >= 1


def test_the_whole_story_was_told_by_mail(small: dict[str, Any]) -> None:
    told = {"receipt", "declaration", "assessment", "ranking", "shortlisted", "invitation", "selected", "onboarding"}
    assert told <= set(small["letters"])
    assert set(small["by_hand"]) <= {
        "applications shared out to assessors",
        "cases ruled on",
        "held mail settled",
        "letters that came back noted",
    }


def test_forged_and_used_orders_were_tried_and_refused(small: dict[str, Any]) -> None:
    assert (small["mails"]["forged order"], small["mails"]["used code"]) == (1, 1)
    assert len(small["refused"]) >= 2


def test_a_pack_without_panel_and_interviews_is_played_to_its_end(tmp_path: Path) -> None:
    pack = str(folder_of("youth-innovation"))
    status, report = simulate("--councils", "5", "--programme", pack, "--output", str(tmp_path / "round"))
    assert (status, [check for check in report["checks"] if not check["passed"]]) == (0, [])
    assert "invitation" not in report["letters"]
