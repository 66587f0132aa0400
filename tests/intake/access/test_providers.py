"""Access tokens from a token server, each way there is; what it refuses, put into words."""

from __future__ import annotations

import json
import stat
from datetime import timedelta
from pathlib import Path

import pytest

from intake import clock
from intake.access import refresh_file
from intake.access.errors import TokenError, TokenRefusedError
from intake.access.providers import PROVIDERS as TABLE
from intake.access.providers import provider_of
from intake.access.tokens import Tokens
from intake.config import Settings
from intake.errors import ConfigurationError
from tests.intake.access.conftest import ACCOUNT, CLIENT, PROVIDERS, SECRET, Settle, pair
from tests.servers.tokens import JWT_BEARER, Proxy, TokenServer


def agree(settings: Settings, server: TokenServer) -> list[str]:
    """Do as `intake authorise` does, with a person who agrees; returns what that person was told."""
    provider = provider_of(settings.oauth)
    assert provider is not None
    told: list[str] = []
    if provider.authorise is not None:
        consent = provider.authorise(
            settings.oauth, account=ACCOUNT, tell=told.append, ask=lambda _: server.agree(told[1])
        )
        refresh_file.write(settings.data, consent)
    return told


def token_of(settings: Settings) -> str:
    token = Tokens(settings).mailbox
    assert token is not None
    return token.reveal()


@pytest.fixture(params=PROVIDERS, ids="-".join)
def agreed(request: pytest.FixtureRequest, settle: Settle, server: TokenServer) -> Settings:
    """Settings of each way, where who must agree has agreed."""
    settings = settle(*request.param)
    agree(settings, server)
    return settings


def test_every_provider_of_the_table_is_tried_here() -> None:
    assert sorted(TABLE) == sorted(PROVIDERS)


def test_token_is_one_that_the_server_gave_out(agreed: Settings, server: TokenServer) -> None:
    given: list[str] = []

    def issue(user: str) -> str:
        assert user == ACCOUNT
        given.append(f"token-{len(given)}")
        return given[-1]

    server.issue = issue
    assert token_of(agreed) == "token-0"


def test_mailbox_and_outgoing_mail_share_one_token(agreed: Settings, server: TokenServer) -> None:
    tokens = Tokens(agreed)
    before = len(server.asked)
    assert tokens.mailbox is tokens.outgoing
    assert tokens.mailbox is not None
    tokens.mailbox.reveal()
    tokens.mailbox.reveal()
    assert len(server.asked) == before + 1


def test_what_is_asked_of_microsoft_as_an_application(settle: Settle, server: TokenServer) -> None:
    token_of(settle())
    (form,) = server.asked
    assert (form["grant_type"], form["client_id"], form["scope"]) == (
        "client_credentials",
        CLIENT,
        "https://outlook.office365.com/.default",
    )
    assert server.paths == [
        "/council.example/v2.0/.well-known/openid-configuration",
        "/council.example/oauth2/v2.0/token",
    ]


def test_application_proves_itself_by_certificate(settle: Settle, server: TokenServer, tmp_path: Path) -> None:
    both, thumbprint = pair(tmp_path)
    server.service_keys[CLIENT] = thumbprint
    token_of(settle(client_secret=None, certificate_file=both))
    assert "client_secret" not in server.asked[0]


def test_what_is_asked_of_google_as_a_service_account(settle: Settle, server: TokenServer) -> None:
    token_of(settle("google"))
    assert [form["grant_type"] for form in server.asked] == [JWT_BEARER]


def test_person_is_told_where_and_with_which_code(settle: Settle, server: TokenServer) -> None:
    told = agree(settle("microsoft", "delegated"), server)
    assert told == [
        f"Open https://login.example/device in a browser, enter the code ABCD-EFGH and sign in as {ACCOUNT}.",
        "Waiting for that, 15 minutes at most …",
    ]
    scopes = "https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/SMTP.Send"
    assert sorted(server.scopes_asked) == sorted(["offline_access", "openid", "profile", *scopes.split()])


def test_consent_is_kept_for_the_service_alone_and_newly_at_each_renewal(settle: Settle, server: TokenServer) -> None:
    for provider in ("microsoft", "google"):
        settings = settle(provider, "delegated")
        server.pending = 0
        agree(settings, server)
        kept = settings.data / refresh_file.NAME
        first = refresh_file.read(settings.data)
        for _ in range(3):  # each refresh token is good once
            token_of(settings)
        last = refresh_file.read(settings.data)
        assert first is not None
        assert last is not None
        assert first.refresh_token != last.refresh_token
        assert server.refresh_tokens == {last.refresh_token}
        assert stat.S_IMODE(kept.stat().st_mode) == 0o600
        assert sorted(path.name for path in settings.data.iterdir()) == [
            ".oauth-consent.json.lock",
            "oauth-consent.json",
            "oauth-mailbox.json",
        ]
        server.refresh_tokens.clear()


def test_consent_that_others_can_read_is_not_used(settle: Settle, server: TokenServer) -> None:
    settings = settle("microsoft", "delegated")
    agree(settings, server)
    (settings.data / refresh_file.NAME).chmod(0o644)
    with pytest.raises(TokenRefusedError, match="can be used by others than its owner"):
        token_of(settings)


def test_consent_of_another_account_is_not_used(settle: Settle, server: TokenServer) -> None:
    settings = settle("microsoft", "delegated")
    agree(settings, server)
    mailbox = settings.mailbox.model_copy(update={"username": "other@council.example"})
    with pytest.raises(TokenRefusedError, match="for another account or application"):
        token_of(settings.model_copy(update={"mailbox": mailbox, "outgoing": settings.outgoing}))


def test_nobody_has_agreed_yet(settle: Settle) -> None:
    with pytest.raises(TokenRefusedError) as caught:
        token_of(settle("google", "delegated"))
    assert str(caught.value) == (
        "nobody has agreed yet that the service uses the mail account; run `intake authorise` as the service's user"
    )


def test_address_of_another_consent_is_not_taken(settle: Settle, server: TokenServer) -> None:
    provider = provider_of(settle("google", "delegated").oauth)
    assert provider is not None
    assert provider.authorise is not None
    with pytest.raises(TokenRefusedError, match="not the address at which the consent just asked for ended"):
        provider.authorise(
            settle("google", "delegated").oauth,
            account=ACCOUNT,
            tell=lambda _: None,
            ask=lambda _: "http://127.0.0.1:8765/?code=x&state=y",
        )


@pytest.mark.parametrize(
    ("number", "message"),
    [
        (
            7000222,
            "localhost: the client secret has expired (AADSTS7000222); make another in Microsoft Entra, under App "
            "registrations, and put it in client_secret_file",
        ),
        (
            700016,
            "localhost: the application is not known in this directory (AADSTS700016); check client_id and tenant",
        ),
        (
            999999,
            "localhost: the client or its secret is not known there (AADSTS999999); "
            "check client_id and the secret or key",
        ),
    ],
)
def test_refusal_of_microsoft_says_what_to_do(settle: Settle, server: TokenServer, number: int, message: str) -> None:
    server.refuse("invalid_client", f"Said of {ACCOUNT} with {SECRET}", number=number)
    with pytest.raises(TokenRefusedError) as caught:
        token_of(settle())
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("error", "ending"),
    [
        ("invalid_grant", "the consent is no longer good: it lapsed, was revoked, or the password was changed"),
        ("invalid_client", "the client or its secret is not known there"),
        ("Bad@address.example", "it gave no token (an answer that is none)"),
    ],
)
def test_refusal_of_a_consent_says_what_to_do(settle: Settle, server: TokenServer, error: str, ending: str) -> None:
    for provider in ("microsoft", "google"):
        settings = settle(provider, "delegated")
        server.pending = 0
        agree(settings, server)
        server.refuse(error, f"Said of {ACCOUNT}")
        with pytest.raises(TokenRefusedError) as caught:
            token_of(settings)
        assert str(caught.value).startswith(f"localhost: {ending}")


@pytest.mark.parametrize(
    ("status", "body", "message"),
    [
        (503, b"busy with applications@council.example", "localhost: it has a fault of its own (503)"),
        (200, b"<html>applications@council.example</html>", "localhost: its answer"),
        (302, b"", "localhost: its answer"),
    ],
)
def test_token_server_that_breaks_down_is_tried_again(
    agreed: Settings, server: TokenServer, status: int, body: bytes, message: str
) -> None:
    server.break_down(status, body, times=9)
    with pytest.raises(TokenError) as caught:
        token_of(agreed)
    assert (caught.value.retryable, ACCOUNT in str(caught.value)) == (True, False)
    if agreed.oauth.provider == "microsoft":
        assert str(caught.value).startswith(message)


def test_token_server_that_is_gone_and_one_that_is_not_trusted(agreed: Settings, server: TokenServer) -> None:
    other = agreed.model_copy(update={"oauth": agreed.oauth.model_copy(update={"ca_file": None})})
    with pytest.raises(TokenError, match=r"^localhost: its certificate is not trusted; name its certificate authority"):
        token_of(other)
    server.__exit__(None, None, None)
    with pytest.raises(TokenError, match=r"^localhost: it cannot be reached; see whether this machine can reach it"):
        token_of(agreed)


def test_proxy_is_gone_through(agreed: Settings, server: TokenServer, monkeypatch: pytest.MonkeyPatch) -> None:
    with Proxy() as proxy:
        through = agreed.model_copy(update={"oauth": agreed.oauth.model_copy(update={"proxy": proxy.address})})
        token_of(through)
        seen = set(proxy.through)
        monkeypatch.setenv("HTTPS_PROXY", proxy.address)
        monkeypatch.setenv("NO_PROXY", "")
        proxy.through.clear()
        token_of(agreed)
        assert seen == set(proxy.through) == {f"localhost:{server.port}"}
    with pytest.raises(TokenError, match="proxy"):
        token_of(through)


def test_netrc_of_the_machine_puts_nothing_on_the_request(
    settle: Settle, server: TokenServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "netrc").write_text("machine localhost login somebody password other\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    token_of(settle())
    assert server.headers[-1].get("Authorization") is None


@pytest.mark.parametrize(("provider", "grant"), PROVIDERS)
def test_missing_keys_are_told_with_what_they_are_for(settle: Settle, provider: str, grant: str) -> None:
    empty = {"tenant": "", "client_id": "", "key_file": None}
    settings = settle(provider, grant, **empty)
    with pytest.raises(ConfigurationError) as caught:
        token_of(settings)
    assert caught.value.problems == tuple(
        f'[oauth] {key} is needed with provider = "{provider}" and grant = "{grant}"'
        for key in TABLE[provider, grant].needs
    )


def test_no_secret_and_no_token_is_in_what_is_kept_of_renewing(agreed: Settings, server: TokenServer) -> None:
    token = token_of(agreed)
    kept = (agreed.data / "oauth-mailbox.json").read_text()
    assert json.loads(kept).keys() == {"renewed_at", "failing_since", "why", "to_do", "may_pass"}
    assert [word for word in (token, SECRET, ACCOUNT, *server.refresh_tokens) if word in kept] == []


def test_clock_that_the_token_ends_by(settle: Settle, server: TokenServer) -> None:
    server.life = 1200
    before = clock.now()
    token = Tokens(settle("google")).mailbox
    assert token is not None
    token.reveal()
    assert token.expires_at is not None
    assert timedelta(seconds=1190) < token.expires_at - before < timedelta(seconds=1260)
