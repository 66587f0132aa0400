"""Both ways out: one contract for each, and SMTP against a server that misbehaves on purpose."""

from __future__ import annotations

import mailbox
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from pydantic import SecretStr

from intake.access.command import CommandSource
from intake.access.token import AccessToken
from intake.config import OutMaildirSettings, SmtpSettings
from intake.errors import ConfigurationError, DeliveryError, DeliveryRefusedError
from intake.letters.errors import DeliveryUncertainError, OutgoingServerError
from intake.letters.wire_login import connect
from intake.letters.wire_maildir import MaildirWire
from intake.letters.wire_smtp import SmtpWire
from intake.letters.wires import wire_for
from tests.intake.letters.reading import Order
from tests.servers.smtp import Reply, SmtpServer, Step

RAW = Order().letter().raw
SENDER = "team@cabinet-office.example"
CLERK = "clerk@walsall.example"
USERS = {"intake": "secret"}


@pytest.fixture
def server() -> Iterator[SmtpServer]:
    with SmtpServer() as running:
        yield running


def _settings(
    server: SmtpServer,
    *,
    security: Literal["tls", "starttls", "none"] = "none",
    auth: Literal["password", "xoauth2", "none"] = "none",
    password: str = "secret",
    token_command: str = "",
    trusting: bool = True,
) -> SmtpSettings:
    return SmtpSettings(
        host=server.host,
        port=server.port,
        security=security,
        ca_file=server.ca_file if trusting and security != "none" else None,
        auth=auth,
        username="intake",
        password=SecretStr(password),
        token_command=token_command,
        timeout_seconds=5,
    )


def _send(wire: SmtpWire | MaildirWire, *, recipient: str = CLERK, raw: bytes = RAW) -> None:
    wire.send(raw, sender=SENDER, recipient=recipient)


def test_smtp_many_letters_go_over_one_connection(server: SmtpServer) -> None:
    wire = SmtpWire(_settings(server))
    for recipient in (CLERK, "clerk@hull.example", "clerk@manchester.example"):
        wire.open()
        _send(wire, recipient=recipient)
    wire.close()
    assert [taken.rcpt_tos for taken in server.taken] == [
        (CLERK,),
        ("clerk@hull.example",),
        ("clerk@manchester.example",),
    ]
    assert [taken.data for taken in server.taken] == [RAW] * 3
    assert {taken.mail_from for taken in server.taken} == {SENDER}
    assert server.connections == 1


@pytest.mark.parametrize("raw", [b"a: b\r\n\r\n.\r\n..\r\n.x\r\nend\r\n", b"a: b\r\n\r\nno line end"])
def test_smtp_letter_with_dots_arrives_as_it_was(server: SmtpServer, raw: bytes) -> None:
    wire = SmtpWire(_settings(server))
    _send(wire, raw=raw)
    wire.close()
    assert server.taken[0].data == (raw if raw.endswith(b"\r\n") else raw + b"\r\n")


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_smtp_password_goes_only_under_tls(security: Literal["tls", "starttls"]) -> None:
    with SmtpServer(tls=security == "tls", starttls=security == "starttls", users=USERS) as server:
        wire = SmtpWire(_settings(server, security=security, auth="password"))
        _send(wire)
        wire.close()
    assert server.logins == ["intake"]
    assert len(server.taken) == 1


@pytest.mark.parametrize("security", ["none", "tls", "starttls"])
def test_smtp_small_packets_leave_at_once(security: Literal["none", "tls", "starttls"]) -> None:
    with SmtpServer(tls=security == "tls", starttls=security == "starttls", users=USERS) as server:
        auth: Literal["none", "password"] = "none" if security == "none" else "password"
        settings = _settings(server, security=security, auth=auth)
        smtp = connect(settings, token=AccessToken(CommandSource("", section="outgoing")))
        assert smtp.sock is not None
        assert smtp.sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0
        smtp.close()


def test_smtp_xoauth2_logs_in_with_what_the_command_prints() -> None:
    with SmtpServer(starttls=True, tokens={"intake": "tok123"}) as server:
        settings = _settings(server, security="starttls", auth="xoauth2", token_command="echo tok123")
        wire = SmtpWire(settings)
        _send(wire)
        wire.close()
    assert server.logins == ["intake"]


def test_smtp_xoauth2_token_refused_says_where_to_look() -> None:
    with SmtpServer(starttls=True, tokens={"intake": "tok123"}) as server:
        wire = SmtpWire(_settings(server, security="starttls", auth="xoauth2", token_command="echo stale"))
        with pytest.raises(OutgoingServerError, match="refused the access token"):
            wire.open()


def test_smtp_server_that_takes_no_password_says_what_to_set() -> None:
    with SmtpServer(starttls=True, tokens={"intake": "tok123"}) as server:
        wire = SmtpWire(_settings(server, security="starttls", auth="password"))
        with pytest.raises(OutgoingServerError, match='the server takes no password; set auth = "xoauth2"'):
            wire.open()


def test_smtp_wrong_password_concerns_no_letter() -> None:
    with SmtpServer(starttls=True, users=USERS) as server:
        wire = SmtpWire(_settings(server, security="starttls", auth="password", password="wrong"))
        with pytest.raises(OutgoingServerError, match="the server refused the user name or password") as caught:
            wire.open()
    assert caught.value.retryable
    assert "wrong" not in str(caught.value)


def test_smtp_server_without_starttls_is_not_spoken_to(server: SmtpServer) -> None:
    with pytest.raises(OutgoingServerError, match="does not offer STARTTLS"):
        SmtpWire(_settings(server, security="starttls")).open()


def test_smtp_certificate_of_nobody_we_trust_is_refused() -> None:
    with SmtpServer(starttls=True) as server, pytest.raises(OutgoingServerError, match="certificate is not trusted"):
        SmtpWire(_settings(server, security="starttls", trusting=False)).open()


def test_smtp_in_the_clear_is_only_for_this_machine() -> None:
    settings = SmtpSettings(host="smtp.cabinet-office.example", security="none")
    with pytest.raises(ConfigurationError, match="only for this machine itself"):
        SmtpWire(settings).open()


def test_smtp_server_that_is_not_there_is_said_to_be(unused_port: int) -> None:
    settings = SmtpSettings(host="127.0.0.1", port=unused_port, security="none", auth="none")
    with pytest.raises(OutgoingServerError, match="nothing answers on this port"):
        SmtpWire(settings).open()


@pytest.fixture
def unused_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (Reply(Step.CONNECT, 421, "busy"), OutgoingServerError),
        (Reply(Step.MAIL, 421, "closing"), OutgoingServerError),
        (Reply(Step.MAIL, 550, "sender not allowed"), OutgoingServerError),
        (Reply(Step.MAIL, 552, "too large"), DeliveryRefusedError),
        (Reply(Step.MAIL, 451, "later"), DeliveryError),
        (Reply(Step.RCPT, 450, "greylisted"), DeliveryError),
        (Reply(Step.RCPT, 550, "no such user"), DeliveryRefusedError),
        (Reply(Step.DATA, 451, "later"), DeliveryError),
        (Reply(Step.DATA, 554, "no"), DeliveryRefusedError),
        (Reply(Step.DATA_END, 452, "full"), DeliveryError),
        (Reply(Step.DATA_END, 421, "closing"), DeliveryError),
        (Reply(Step.DATA_END, 554, "spam"), DeliveryRefusedError),
        (Reply(Step.MAIL, drop=True), DeliveryError),
        (Reply(Step.RCPT, drop=True), DeliveryError),
        (Reply(Step.DATA, drop=True), DeliveryError),
        (Reply(Step.DATA_END, drop=True), DeliveryUncertainError),
        (Reply(Step.DATA_END, drop=True, take=True), DeliveryUncertainError),
    ],
)
def test_smtp_fault_is_told_apart_and_the_next_letter_goes(
    server: SmtpServer, reply: Reply, error: type[DeliveryError]
) -> None:
    server.script.append(reply)
    wire = SmtpWire(_settings(server))
    with pytest.raises(DeliveryError) as caught:
        _send(wire)
    assert type(caught.value) is error
    assert CLERK not in str(caught.value)
    taken = len(server.taken)
    wire.open()
    _send(wire, recipient="clerk@hull.example")
    wire.close()
    assert [letter.rcpt_tos for letter in server.taken[taken:]] == [("clerk@hull.example",)]


def test_smtp_silence_after_the_final_dot_leaves_the_letter_in_doubt(server: SmtpServer) -> None:
    server.script.append(Reply(Step.DATA_END, stall=30))
    wire = SmtpWire(_settings(server), final_dot_seconds=0.3)
    with pytest.raises(DeliveryUncertainError, match="after the letter was sent"):
        _send(wire)
    wire.close()


def test_smtp_refusal_does_not_repeat_the_address(server: SmtpServer) -> None:
    server.script.append(Reply(Step.RCPT, 550, f"<{CLERK}> unknown"))
    wire = SmtpWire(_settings(server))
    with pytest.raises(DeliveryRefusedError, match="answered RCPT with 550 <…> unknown"):
        _send(wire)
    wire.close()


def test_smtp_connection_that_died_while_idle_is_made_anew(server: SmtpServer, monkeypatch: pytest.MonkeyPatch) -> None:
    wire = SmtpWire(_settings(server))
    _send(wire)
    smtp = wire._smtp
    assert smtp is not None
    assert smtp.sock is not None
    smtp.sock.shutdown(socket.SHUT_RDWR)
    monkeypatch.setattr("intake.letters.wire_smtp.IDLE_SECONDS", -1.0)
    _send(wire)
    wire.close()
    assert len(server.taken) == 2
    assert server.connections == 2


def test_maildir_letter_lies_whole_in_new(tmp_path: Path) -> None:
    wire = wire_for(OutMaildirSettings(kind="maildir", path=tmp_path / "outgoing"))
    wire.open()
    for _ in range(2):
        wire.send(RAW, sender=SENDER, recipient=CLERK)
    wire.close()
    box = mailbox.Maildir(tmp_path / "outgoing", create=False)
    assert [box.get_bytes(key) for key in box.keys()] == [RAW] * 2  # noqa: SIM118 (not a dict)
    assert sorted(path.suffix for path in (tmp_path / "outgoing" / "new").iterdir()) == [".eml", ".eml"]
    assert list((tmp_path / "outgoing" / "tmp").iterdir()) == []


def test_maildir_that_cannot_be_made_concerns_no_letter(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="ascii")
    with pytest.raises(OutgoingServerError, match="cannot be made or written to"):
        MaildirWire(tmp_path / "file" / "outgoing").open()


def test_maildir_that_is_gone_leaves_the_letter_to_be_tried_again(tmp_path: Path) -> None:
    with pytest.raises(DeliveryError, match="could not be written") as caught:
        _send(MaildirWire(tmp_path / "gone"))
    assert caught.value.retryable
