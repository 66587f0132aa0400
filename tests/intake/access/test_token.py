"""One token: kept, renewed early, renewed once when it is refused, and what is noted of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from intake import clock
from intake.access import record
from intake.access.errors import TokenError, TokenRefusedError
from intake.access.record import FileRecord, Renewing
from intake.access.token import AccessToken, Grant

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


class Source:
    """Numbered tokens, good for ``life``; ``fault`` is raised instead while it is set."""

    look_at = "username"

    def __init__(self, life: timedelta | None = HOUR) -> None:
        self.life, self.count = life, 0
        self.fault: TokenError | None = None

    def obtain(self) -> Grant:
        self.count += 1
        if self.fault is not None:
            raise self.fault
        return Grant(token=f"token-{self.count}", expires_at=clock.now() + self.life if self.life else None)


def at(minutes: float, token: AccessToken) -> str:
    with clock.still(START + timedelta(minutes=minutes)):
        return token.reveal()


def test_token_is_renewed_a_quarter_of_an_hour_before_its_end() -> None:
    token = AccessToken(Source())
    assert [at(minute, token) for minute in (0, 44, 45, 89, 90)] == [
        "token-1", "token-1", "token-2", "token-2", "token-3",
    ]  # fmt: skip


def test_short_token_is_renewed_when_a_quarter_of_its_life_is_left() -> None:
    token = AccessToken(Source(timedelta(minutes=8)))
    assert [at(minute, token) for minute in (0, 5.9, 6)] == ["token-1", "token-1", "token-2"]


def test_token_whose_end_nobody_tells_is_kept() -> None:
    token = AccessToken(Source(None))
    assert [at(minute, token) for minute in (0, 10_000)] == ["token-1", "token-1"]


def test_renewal_that_fails_does_no_harm_while_the_older_token_is_good() -> None:
    source = Source()
    token = AccessToken(source)
    at(0, token)
    source.fault = TokenError("localhost: it cannot be reached")
    assert [at(minute, token) for minute in (45, 50, 59)] == ["token-1"] * 3
    with pytest.raises(TokenError):
        at(59.9, token)
    source.fault = None
    assert at(62, token) == "token-5"


def test_token_server_is_left_alone_for_a_minute_after_a_failure() -> None:
    source = Source()
    source.fault = TokenRefusedError("it has expired", to_do="make another")
    token = AccessToken(source)
    for seconds in (0, 20, 40, 59):
        with pytest.raises(TokenRefusedError, match=r"^it has expired; make another$"):
            at(seconds / 60, token)
    assert source.count == 1
    source.fault = None
    assert at(1, token) == "token-2"


def test_refused_token_is_renewed_but_not_one_that_is_new() -> None:
    token = AccessToken(Source())
    at(0, token)
    with clock.still(START + timedelta(seconds=30)):
        assert not token.refused()
    assert at(0.6, token) == "token-1"
    with clock.still(START + timedelta(minutes=2)):
        assert token.refused()
    assert at(2, token) == "token-2"


def test_grant_never_shows_its_token() -> None:
    assert "token-1" not in repr(Grant(token="token-1", expires_at=START))


def test_how_renewing_goes_is_noted_with_since_when(tmp_path: Path) -> None:
    source = Source(timedelta(minutes=8))
    token = AccessToken(source, record=FileRecord(tmp_path, section="mailbox"))
    at(0, token)
    assert record.read(tmp_path, section="mailbox") == Renewing(section="mailbox", renewed_at=START)
    source.fault = TokenRefusedError("it has expired", to_do="make another")
    for minute in (20, 25):
        with pytest.raises(TokenRefusedError):
            at(minute, token)
    assert record.read(tmp_path, section="mailbox") == Renewing(
        section="mailbox",
        renewed_at=START,
        failing_since=START + timedelta(minutes=20),
        why="it has expired",
        to_do="make another",
        may_pass=False,
    )
    source.fault = None
    at(30, token)
    assert record.read(tmp_path, section="mailbox") == Renewing(
        section="mailbox", renewed_at=START + timedelta(minutes=30)
    )


def test_restart_forgets_not_since_when_it_fails(tmp_path: Path) -> None:
    source = Source()
    source.fault = TokenError("localhost: it cannot be reached")
    for minute in (0, 30):
        with pytest.raises(TokenError):
            at(minute, AccessToken(source, record=FileRecord(tmp_path, section="mailbox")))
    assert record.read(tmp_path, section="mailbox").failing_since == START


def test_damaged_note_is_no_fault_of_the_service(tmp_path: Path) -> None:
    (tmp_path / "oauth-mailbox.json").write_text("{")
    assert record.read(tmp_path, section="mailbox") == Renewing(section="mailbox")
