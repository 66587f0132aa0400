"""From the token server to a real Dovecot and an SMTP server: XOAUTH2 with the token that was given out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from intake.access import refresh_file
from intake.access.providers import provider_of
from intake.access.tokens import Tokens
from intake.config import ImapSettings, Settings, SmtpSettings
from intake.errors import MailboxError, MailboxRefusedError
from intake.letters.errors import OutgoingServerError
from intake.letters.wires import wire_for
from intake.mailbox.opening import open_mailbox
from tests.intake.access.conftest import PROVIDERS, Settle
from tests.servers.dovecot import Dovecot
from tests.servers.smtp import SmtpServer
from tests.servers.tokens import TokenServer

pytestmark = pytest.mark.server("dovecot")


@pytest.fixture(scope="module")
def imap() -> Iterator[Dovecot]:
    with Dovecot(tokens=True) as made:
        yield made


def at_work(settings: Settings, imap: Dovecot, user: str, smtp: SmtpServer) -> Settings:
    """The settings with these two servers, and their account."""
    mailbox: dict[str, Any] = {"port": imap.tls_port, "ca_file": imap.ca_file, "username": user, "timeout_seconds": 5}
    outgoing: dict[str, Any] = {"port": smtp.port, "security": "starttls", "ca_file": smtp.ca_file, "username": user}
    assert isinstance(settings.mailbox, ImapSettings)
    assert isinstance(settings.outgoing, SmtpSettings)
    return settings.model_copy(
        update={
            "mailbox": settings.mailbox.model_copy(update=mailbox),
            "outgoing": settings.outgoing.model_copy(update=outgoing),
        }
    )


@pytest.mark.parametrize(("provider", "grant"), PROVIDERS)
def test_mail_is_read_and_sent_with_the_token(
    provider: str, grant: str, settle: Settle, server: TokenServer, imap: Dovecot
) -> None:
    user = imap.account().user
    given = imap.token(user)
    server.user, server.pending, server.issue = user, 0, lambda _: given
    with SmtpServer(starttls=True, tokens={user: given}) as smtp:
        settings = at_work(settle(provider, grant), imap, user, smtp)
        way = provider_of(settings.oauth)
        assert way is not None
        if way.authorise is not None:
            told: list[str] = []
            agreed = way.authorise(settings.oauth, account=user, tell=told.append, ask=lambda _: server.agree(told[1]))
            refresh_file.write(settings.data, agreed)
        tokens = Tokens(settings)
        mailbox = open_mailbox(settings.mailbox, token=tokens.mailbox)
        assert list(mailbox.uids_after(0)) == []
        mailbox.close()
        wire = wire_for(settings.outgoing, token=tokens.outgoing)
        wire.send(b"Subject: x\r\n\r\nx\r\n", sender="a@council.example", recipient="b@council.example")
        wire.close()
        assert smtp.logins == [user]
        assert len(smtp.taken) == 1


def test_token_for_another_account_is_refused_once_and_told(settle: Settle, server: TokenServer, imap: Dovecot) -> None:
    user = imap.account().user
    other = imap.token("somebody-else")
    server.issue = lambda _: other
    with SmtpServer(starttls=True, tokens={user: "another"}) as smtp:
        settings = at_work(settle(), imap, user, smtp)
        tokens = Tokens(settings)
        with pytest.raises(MailboxRefusedError) as caught:
            open_mailbox(settings.mailbox, token=tokens.mailbox)
        assert str(caught.value).endswith(
            "check username, and that the application may use this mailbox (docs/operations.md, OAuth 2)"
        )
        with pytest.raises(OutgoingServerError) as refused:
            wire_for(settings.outgoing, token=tokens.outgoing).open()
        assert "the server refused the access token (535); check username" in str(refused.value)
        for message in (str(caught.value), str(refused.value)):
            assert other not in message
            assert user not in message
    assert len(server.asked) == 1


def test_refused_secret_keeps_the_mailbox_from_being_tried_often(
    settle: Settle, server: TokenServer, imap: Dovecot
) -> None:
    user = imap.account().user
    server.refuse("invalid_client", number=7000222, times=2)
    with SmtpServer(starttls=True, tokens={user: "x"}) as smtp:
        settings = at_work(settle(), imap, user, smtp)
        with pytest.raises(MailboxRefusedError, match="the client secret has expired"):
            open_mailbox(settings.mailbox, token=Tokens(settings).mailbox)
        server.break_down(503, b"")
        server.refuse("temporarily_unavailable")
        with pytest.raises(OutgoingServerError, match="the client secret has expired"):
            wire_for(settings.outgoing, token=Tokens(settings).outgoing).open()
        with pytest.raises(MailboxError) as caught:
            open_mailbox(settings.mailbox, token=Tokens(settings).mailbox)
        assert caught.value.retryable
