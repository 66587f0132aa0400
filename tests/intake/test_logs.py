"""No address, subject, name or body reaches a log, whatever a caller hands over."""

from __future__ import annotations

import json

import pytest

from intake.logs import configure, log


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    """The log lines written so far."""
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_line_is_one_json_object_with_its_level_and_instant(capsys: pytest.CaptureFixture[str]) -> None:
    configure("json")
    log.info("concluded", message=7, rule="form")
    (line,) = lines(capsys)
    assert str(line.pop("timestamp")).endswith("Z")
    assert line == {"event": "concluded", "level": "info", "message": 7, "rule": "form"}


def test_key_nobody_knows_is_dropped(capsys: pytest.CaptureFixture[str]) -> None:
    configure("json")
    log.info("received", subject="Our form", sender="Pat Holloway", body="Dear all", new=1)
    (line,) = lines(capsys)
    assert set(line) == {"event", "level", "timestamp", "new"}


def test_address_in_a_value_is_withheld(capsys: pytest.CaptureFixture[str]) -> None:
    configure("json")
    log.warning("mailbox-failed", folder="INBOX of clerk@walsall.gov.uk")
    (line,) = lines(capsys)
    assert line["folder"] == "INBOX of [address]"


def test_fault_is_told_by_its_type_and_place_and_never_by_its_words(capsys: pytest.CaptureFixture[str]) -> None:
    configure("json")
    try:
        int("Pat Holloway <pat@walsall.gov.uk>")
    except ValueError as fault:
        log.error("job-failed", job="poll", exc_info=fault)
    (line,) = lines(capsys)
    assert line["fault"] == "ValueError"
    assert str(line["place"]).startswith("test_logs.py:")
    assert "Holloway" not in json.dumps(line)


def test_text_style_is_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    configure("text")
    log.info("started", pid=1)
    told = capsys.readouterr()
    assert (told.out, "started" in told.err, "pid=1" in told.err) == ("", True, True)
