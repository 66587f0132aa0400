"""The scripted SMTP server behaves as its tests' authors expect, good and bad."""

from __future__ import annotations

import smtplib
import ssl

import pytest

from tests.servers.smtp import Reply, SmtpServer, Step, Taken

LETTER = b"From: us@office.example\r\nTo: clerk@walsall.example\r\nSubject: x\r\n\r\n.dot\r\nend\r\n"
SENT = Taken("us@office.example", ("clerk@walsall.example",), LETTER)


def client(server: SmtpServer) -> smtplib.SMTP:
    context = ssl.create_default_context(cafile=str(server.ca_file))
    if server.tls:
        return smtplib.SMTP_SSL(server.host, server.port, timeout=5, context=context)
    connection = smtplib.SMTP(server.host, server.port, timeout=5)
    if server.starttls:
        connection.starttls(context=context)
    return connection


def send(connection: smtplib.SMTP) -> None:
    connection.sendmail("us@office.example", ["clerk@walsall.example"], LETTER)


@pytest.mark.parametrize("security", ["none", "starttls", "tls"])
def test_letter_is_taken_after_login(security: str) -> None:
    with SmtpServer(users={"intake": "secret"}, starttls=security == "starttls", tls=security == "tls") as server:
        with client(server) as connection:
            connection.login("intake", "secret")
            send(connection)
            send(connection)
        assert (server.taken, server.connections, server.logins) == ([SENT, SENT], 1, ["intake"])


def test_wrong_password_is_refused() -> None:
    with SmtpServer(starttls=True, users={"intake": "secret"}) as server, client(server) as connection:
        with pytest.raises(smtplib.SMTPAuthenticationError) as caught:
            connection.login("intake", "wrong")
        assert caught.value.smtp_code == 535


def test_mail_without_login_is_refused() -> None:
    with SmtpServer(users={"intake": "secret"}) as server, client(server) as connection:
        with pytest.raises(smtplib.SMTPSenderRefused) as caught:
            send(connection)
        assert caught.value.smtp_code == 530


@pytest.mark.parametrize(("token", "code"), [("good", 235), ("stale", 535)])
def test_xoauth2_checks_the_token(token: str, code: int) -> None:
    with SmtpServer(tls=True, tokens={"intake": "good"}) as server, client(server) as connection:
        connection.ehlo()

        def answer(challenge: bytes | None = None) -> str:
            return "" if challenge else f"user=intake\x01auth=Bearer {token}\x01\x01"

        try:
            got = connection.auth("XOAUTH2", answer)[0]
        except smtplib.SMTPAuthenticationError as error:
            got = error.smtp_code
        assert got == code


@pytest.mark.parametrize("step", [Step.MAIL, Step.RCPT, Step.DATA, Step.DATA_END])
def test_scripted_refusal_is_given_once(step: Step) -> None:
    with SmtpServer(script=[Reply(step, 451, "later")]) as server, client(server) as connection:
        with pytest.raises(smtplib.SMTPException, match="451"):
            send(connection)
        connection.rset()
        send(connection)
        assert server.taken == [SENT]


def test_refusal_of_one_recipient_leaves_the_others() -> None:
    with SmtpServer(script=[Reply(Step.RCPT, 550, "unknown", recipient="a@b.example", times=0)]) as server:
        with client(server) as connection:
            refused = connection.sendmail("us@office.example", ["a@b.example", "clerk@walsall.example"], LETTER)
        assert (list(refused), server.taken) == (["a@b.example"], [SENT])


@pytest.mark.parametrize("take", [True, False])
def test_drop_after_data_may_have_taken_the_letter(take: bool) -> None:
    with SmtpServer(script=[Reply(Step.DATA_END, drop=True, take=take)]) as server:
        with client(server) as connection, pytest.raises(smtplib.SMTPServerDisconnected):
            send(connection)
        assert server.taken == [SENT] * take


def test_421_closes_the_connection() -> None:
    with SmtpServer(script=[Reply(Step.MAIL, 421, "closing", drop=True)]) as server:
        with client(server) as connection, pytest.raises(smtplib.SMTPSenderRefused) as caught:
            send(connection)
        assert caught.value.smtp_code == 421


def test_greeting_may_be_a_refusal() -> None:
    with SmtpServer(script=[Reply(Step.CONNECT, 554, "no service")]) as server:
        with pytest.raises(smtplib.SMTPConnectError, match="no service"):
            client(server)
        client(server).close()


def test_null_return_path_is_kept_as_empty() -> None:
    with SmtpServer() as server, client(server) as connection:
        connection.sendmail("", ["clerk@walsall.example"], LETTER)
        assert server.wait_for(1)[0].mail_from == ""
