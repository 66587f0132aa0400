"""What staff and a monitor are told of access tokens, and what `intake check` says."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from intake import clock
from intake.access import refresh_file
from intake.access.errors import TokenError, TokenRefusedError
from intake.access.record import FileRecord
from intake.access.refresh_file import Consent
from intake.access.tokens import Tokens
from intake.config import Settings
from intake.daemon.access import access_faults, try_access
from intake.errors import IntakeError
from tests.intake.access.conftest import ACCOUNT, CLIENT, Settle, nothing_around, pair, server, settle
from tests.servers.tokens import TokenServer

__all__ = ["nothing_around", "server", "settle"]
NOW = datetime(2026, 11, 10, 9, tzinfo=UTC)


def told(settings: Settings, now: datetime = NOW) -> list[tuple[str, str, str]]:
    return [(fault.name, fault.what, fault.to_do) for fault in access_faults(settings, now=now)]


def test_client_secret_is_told_of_three_weeks_before_its_last_day(settle: Settle) -> None:
    settings = settle(secret_expires=date(2026, 12, 1))
    assert told(settings) == []
    assert told(settings, NOW + timedelta(days=1)) == [
        (
            "access-ends",
            "the client secret ends on 1 December 2026",
            "make another at the provider, put it in its file, and change secret_expires",
        )
    ]
    assert told(settings, datetime(2026, 12, 2, 1, tzinfo=UTC))[0][1] == "the client secret ended on 1 December 2026"


def test_certificate_is_told_of_by_its_own_end(settle: Settle, tmp_path: Path) -> None:
    both, _ = pair(tmp_path, days=30)
    settings = settle(client_secret=None, certificate_file=both)
    made = datetime.now(UTC)  # by the clock that openssl goes by
    assert told(settings, made) == []
    ((name, what, to_do),) = told(settings, made + timedelta(days=12))
    assert (name, to_do) == ("access-ends", "make another, upload it at the provider, and put it in certificate_file")
    assert what.startswith("the application's certificate ends on ")


@pytest.mark.parametrize(("provider", "days"), [("microsoft", 90), ("google", 180)])
def test_consent_is_told_of_before_it_lapses_unused(settle: Settle, provider: str, days: int) -> None:
    settings = settle(provider, "delegated")
    consent(settings, provider, renewed_at=NOW)
    assert told(settings, NOW + timedelta(days=days - 22)) == []
    ((name, what, to_do),) = told(settings, NOW + timedelta(days=days - 20))
    assert (name, what.split(" on ")[0]) == ("access-ends", "the consent to use the mail account ends")
    assert to_do == "run `intake authorise` as the service's user; until then nothing is read or sent"


def test_consent_of_an_application_in_testing_is_told_of_at_once(settle: Settle) -> None:
    settings = settle("google", "delegated")
    consent(settings, "google", renewed_at=NOW, ends_at=NOW + timedelta(days=7))
    assert [what for _, what, _ in told(settings)] == ["the consent to use the mail account ends on 17 November 2026"]


def consent(settings: Settings, provider: str, *, renewed_at: datetime, ends_at: datetime | None = None) -> None:
    refresh_file.write(
        settings.data,
        Consent(
            refresh_token="refresh-1",
            provider=provider,
            client_id=CLIENT,
            account=ACCOUNT,
            given_at=renewed_at,
            renewed_at=renewed_at,
            ends_at=ends_at,
        ),
    )


def test_renewal_that_is_refused_is_a_fault_at_once(settle: Settle) -> None:
    settings = settle()
    note = FileRecord(settings.data, section="mailbox")
    note.failed(TokenRefusedError("login.example: the client secret has expired", to_do="make another"), at=NOW)
    assert told(settings) == [
        (
            "token-not-renewed",
            "the access token of [mailbox] cannot be renewed since 2026-11-10 09:00 UTC: login.example: the client "
            "secret has expired",
            "make another",
        )
    ]
    note.renewed(at=NOW + timedelta(hours=1))
    assert told(settings) == []


def test_renewal_that_may_yet_go_well_is_a_fault_after_ten_minutes(settle: Settle) -> None:
    settings = settle()
    FileRecord(settings.data, section="outgoing").failed(TokenError("login.example: it cannot be reached"), at=NOW)
    assert told(settings, NOW + timedelta(minutes=9)) == []
    ((name, _, to_do),) = told(settings, NOW + timedelta(minutes=10))
    assert (name, to_do) == (
        "token-not-renewed",
        "`intake check` tries it; nothing is read or sent until it works again",
    )


def test_service_with_a_password_is_told_nothing_of_tokens(settle: Settle) -> None:
    settings = settle(secret_expires=date(2020, 1, 1))
    password = {"auth": "password"}
    without = settings.model_copy(
        update={
            "mailbox": settings.mailbox.model_copy(update=password),
            "outgoing": settings.outgoing.model_copy(update=password),
        }
    )
    assert told(without) == []
    assert try_access(without, tokens=Tokens(without)) == "none is needed"


def test_check_says_whose_token_from_whom_and_until_when(settle: Settle) -> None:
    settings = settle(secret_expires=date(2030, 12, 1))
    assert try_access(settings, tokens=Tokens(settings)) == (
        f"Microsoft, as an application, for {ACCOUNT}; the client secret until 1 December 2030"
    )


def test_check_fails_on_what_ends_soon_and_on_what_is_refused(settle: Settle, server: TokenServer) -> None:
    soon = settle(secret_expires=(clock.now() + timedelta(days=3)).date())
    with pytest.raises(IntakeError, match=r"^the client secret ends on "):
        try_access(soon, tokens=Tokens(soon))
    server.refuse("invalid_client", number=7000222)
    settings = settle()
    with pytest.raises(TokenRefusedError, match="the client secret has expired"):
        try_access(settings, tokens=Tokens(settings))
    note = json.loads((settings.data / "oauth-mailbox.json").read_text())
    assert note["why"] == "localhost: the client secret has expired (AADSTS7000222)"
