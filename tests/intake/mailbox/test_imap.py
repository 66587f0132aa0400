"""IMAP on a real Dovecot: security, logging in, what servers cannot do, waiting."""

from __future__ import annotations

import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from intake.errors import ConfigurationError, MailboxError, MailboxRefusedError
from intake.mailbox.imap import open_imap
from intake.mailbox.source import Place, Settled
from tests.intake.mailbox.conftest import ImapBox, mail
from tests.servers.dovecot import Dovecot
from tests.servers.proxy import Proxy

pytestmark = pytest.mark.server("dovecot")

BASIC = "IMAP4rev1 ID IDLE NAMESPACE LITERAL+"


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as opened:
        yield opened


def variant(stack: ExitStack, **options: Any) -> ImapBox:
    """An account of a Dovecot of its own."""
    return ImapBox(stack.enter_context(Dovecot(**options)), stack)


def message_of(box: ImapBox, **changes: Any) -> str:
    """The error that opening ends in, with the server's name for its port replaced."""
    with pytest.raises(MailboxError) as caught:
        box.open(**changes)
    ports = (box.server.tls_port, box.server.port)
    text = str(caught.value)
    for port in ports:
        text = text.replace(str(port), "PORT")
    return text


@pytest.mark.parametrize("security", ["tls", "starttls", "none"])
def test_every_security_reads(imap_box: ImapBox, security: str) -> None:
    imap_box.deliver(mail("a"))
    port = imap_box.server.tls_port if security == "tls" else imap_box.server.port
    mailbox = imap_box.open(security=security, port=port)
    assert [message.raw for message in mailbox.fetch(mailbox.uids_after(0))] == [mail("a")]


def test_starttls_hides_what_is_said(imap_box: ImapBox) -> None:
    imap_box.deliver(mail("a"))
    with Proxy(imap_box.server.port) as proxy:
        mailbox = imap_box.open(security="starttls", port=proxy.port)
        list(mailbox.fetch(mailbox.uids_after(0)))
        mailbox.close()
        commands = [line.split(b" ")[1] for line in bytes(proxy.sent).split(b"\x16")[0].splitlines()]
        assert commands == [b"CAPABILITY", b"STARTTLS"]


def test_no_security_is_refused_for_another_machine(imap_box: ImapBox) -> None:
    with pytest.raises(ConfigurationError) as caught:
        imap_box.open(security="none", host="imap.office.example", port=143)
    assert caught.value.problems == (
        '[mailbox] security = "none" is only for this machine itself; '
        'imap.office.example:143 needs "tls" or "starttls"',
    )


def test_wrong_password_is_refused(imap_box: ImapBox) -> None:
    with pytest.raises(MailboxRefusedError) as caught:
        imap_box.open(password=SecretStr("wrong"))
    assert str(caught.value) == (
        f"localhost:{imap_box.server.tls_port}: the server refused the user name or password "
        "([AUTHENTICATIONFAILED] Authentication failed.); "
        "check username, and password_file or the environment"
    )
    assert not caught.value.retryable


def test_nobody_answering_is_said(imap_box: ImapBox) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
        with pytest.raises(MailboxError) as caught:
            imap_box.open(port=port)
    assert str(caught.value) == (
        f"localhost:{port}: nothing answers on this port; check host and port, and that the server runs"
    )
    assert caught.value.retryable


def test_unknown_host_is_said(imap_box: ImapBox) -> None:
    assert message_of(imap_box, host="imap.nowhere.invalid") == (
        "imap.nowhere.invalid:PORT: the host name is not known; check host and the machine's name service"
    )


def test_untrusted_certificate_is_refused(imap_box: ImapBox) -> None:
    assert message_of(imap_box, ca_file=None) == (
        "localhost:PORT: the server's certificate is not trusted (unable to get local issuer certificate); "
        "check host, or name its certificate authority in ca_file"
    )


def test_untrusted_certificate_is_refused_in_starttls(imap_box: ImapBox) -> None:
    changes = {"ca_file": None, "security": "starttls", "port": imap_box.server.port}
    assert message_of(imap_box, **changes).startswith("localhost:PORT: the server's certificate is not trusted (")


def test_certificate_of_another_host_is_refused(imap_box: ImapBox) -> None:
    assert message_of(imap_box, host="127.0.0.2") in (
        "127.0.0.2:PORT: the server's certificate is not trusted (IP address mismatch, certificate is not valid for "
        "'127.0.0.2'.); check host, or name its certificate authority in ca_file",
        "127.0.0.2:PORT: nothing answers on this port; check host and port, and that the server runs",
    )


def test_tls_on_a_plain_port_is_said(imap_box: ImapBox) -> None:
    assert message_of(imap_box, port=imap_box.server.port) == (
        "localhost:PORT: TLS failed (WRONG_VERSION_NUMBER); check that port and security belong together"
    )


def test_starttls_not_offered_is_refused(stack: ExitStack) -> None:
    box = variant(stack, starttls=False)
    assert message_of(box, security="starttls", port=box.server.port) == (
        'localhost:PORT: the server does not offer STARTTLS; set security = "tls" and its port (993), '
        "or let its operator switch STARTTLS on"
    )


def test_missing_folder_is_said(imap_box: ImapBox) -> None:
    assert message_of(imap_box, folder="Forms").startswith("localhost:PORT: the folder Forms cannot be opened (select")
    assert message_of(imap_box, folder="Forms").endswith("; check folder and junk_folder")


def test_missing_ca_file_is_said(imap_box: ImapBox, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as caught:
        imap_box.open(ca_file=tmp_path / "ca.pem")
    assert caught.value.problems == (
        f"[mailbox] ca_file: {tmp_path / 'ca.pem'} cannot be used: No such file or directory",
    )


def test_no_error_tells_the_password_or_the_user_name(imap_box: ImapBox) -> None:
    with pytest.raises(MailboxError) as caught:
        imap_box.open(password=SecretStr("wrong-but-secret"))
    assert "wrong-but-secret" not in str(caught.value)
    assert imap_box.account.user not in str(caught.value)


def token_command(folder: Path, *tokens: str) -> str:
    """A command that prints the tokens one after the other, the last one for ever."""
    (folder / "tokens").write_text("\n".join(tokens))
    program = folder / "token.py"
    program.write_text(
        "import pathlib\n"
        f"path = pathlib.Path({str(folder / 'tokens')!r})\n"
        "first, *rest = path.read_text().split()\n"
        "path.write_text('\\n'.join(rest or [first]))\n"
        "print(first)\n"
    )
    return f"{sys.executable} {program}"


def test_xoauth2_logs_in_with_a_token(stack: ExitStack, tmp_path: Path) -> None:
    box = variant(stack, tokens=True)
    box.deliver(mail("a"))
    command = token_command(tmp_path, box.server.token(box.account.user))
    mailbox = box.open(auth="xoauth2", token_command=command)
    assert [message.raw for message in mailbox.fetch(mailbox.uids_after(0))] == [mail("a")]


def test_xoauth2_fetches_a_fresh_token_when_one_is_refused(stack: ExitStack, tmp_path: Path) -> None:
    box = variant(stack, tokens=True)
    command = token_command(tmp_path, "stale", box.server.token(box.account.user))
    assert list(box.open(auth="xoauth2", token_command=command).uids_after(0)) == []


def test_xoauth2_refused_twice_is_refused(stack: ExitStack, tmp_path: Path) -> None:
    box = variant(stack, tokens=True)
    with pytest.raises(MailboxRefusedError, match=r"check username and token_command$"):
        box.open(auth="xoauth2", token_command=token_command(tmp_path, "stale"))


def test_xoauth2_not_offered_is_said(imap_box: ImapBox) -> None:
    assert message_of(imap_box, auth="xoauth2", token_command="true") == (
        'localhost:PORT: the server does not offer XOAUTH2; set auth = "password"'
    )


@pytest.mark.parametrize(
    ("capabilities", "outcome", "verbs"),
    [
        (f"{BASIC} MOVE UIDPLUS", Settled.MOVED, {b"MOVE"}),
        (f"{BASIC} MOVE", Settled.MOVED, {b"MOVE"}),
        (f"{BASIC} UIDPLUS", Settled.MOVED, {b"COPY", b"STORE", b"EXPUNGE"}),
        (BASIC, Settled.LEFT, set()),
    ],
    ids=["move-and-uidplus", "move", "uidplus", "neither"],
)
def test_settling_uses_what_the_server_can_do(
    stack: ExitStack, capabilities: str, outcome: Settled, verbs: set[bytes]
) -> None:
    box = variant(stack, capabilities=capabilities)
    box.deliver(mail("a"), mail("b"))
    with box.account.connect() as other:
        other.select()
        other.uid("STORE", "2", "+FLAGS", r"(\Deleted)")  # somebody else's mark, not ours to expunge
    proxy = stack.enter_context(Proxy(box.server.port))
    mailbox = box.open(security="none", port=proxy.port)
    assert mailbox.settle([1], Place.DONE) == {1: outcome}
    commands = [line.split(b" ") for line in bytes(proxy.sent).splitlines() if b" " in line]
    by_uid = {words[2] for words in commands if words[1] == b"UID"}
    assert by_uid - {b"SEARCH", b"FETCH"} == verbs
    assert [words for words in commands if words[1] in (b"EXPUNGE", b"CLOSE")] == []
    moved = outcome is Settled.MOVED
    assert box.contents("INBOX") == ([mail("b")] if moved else [mail("a"), mail("b")])
    assert box.contents("Processed") == ([mail("a")] if moved else [])


def test_prefix_and_delimiter_of_the_server_are_honoured(stack: ExitStack) -> None:
    box = variant(stack, prefix="INBOX.", separator=".")
    box.deliver(mail("a"))
    mailbox = box.open(done_folder="Round/Processed")
    assert mailbox.settle([1], Place.DONE) == {1: Settled.MOVED}
    assert box.contents("INBOX.Round.Processed") == [mail("a")]
    assert [message.raw for message in box.open(folder="Round/Processed").fetch([1])] == [mail("a")]


def test_read_only_mailbox_is_read_and_left(stack: ExitStack) -> None:
    box = variant(stack, rights="* owner lr")
    box.account.drop(mail("a"))
    mailbox = box.open()
    assert [message.raw for message in mailbox.fetch(mailbox.uids_after(0))] == [mail("a")]
    assert mailbox.settle([1, 2], Place.DONE) == {1: Settled.LEFT, 2: Settled.GONE}


def test_folder_that_may_not_be_made_leaves_mail(stack: ExitStack) -> None:
    box = variant(stack, rights="INBOX owner lrswipte\n* owner lr")
    box.deliver(mail("a"))
    mailbox = box.open()
    assert mailbox.settle([1], Place.DONE) == {1: Settled.LEFT}
    assert list(mailbox.uids_after(0)) == [1]


def test_wait_without_idle_sleeps(stack: ExitStack) -> None:
    box = variant(stack, capabilities="IMAP4rev1 MOVE UIDPLUS")
    mailbox = box.open()
    box.deliver(mail("a"))
    assert not mailbox.wait(0.05)
    assert list(mailbox.uids_after(0)) == [1]


def test_mail_that_came_before_the_wait_is_told_of_at_once(imap_box: ImapBox) -> None:
    mailbox = imap_box.open()
    mailbox.uids_after(0)
    imap_box.deliver(mail("a"))
    assert mailbox.wait(60)


def test_connection_serves_again_after_idle(imap_box: ImapBox) -> None:
    mailbox = imap_box.open()
    for number in range(3):
        later = threading.Timer(0.1, imap_box.deliver, [mail(f"m{number}")])
        later.start()
        assert mailbox.wait(30)
        later.join()
        assert [message.raw for message in mailbox.fetch(mailbox.uids_after(number))] == [mail(f"m{number}")]


def test_folder_with_a_name_in_other_letters_is_made_and_read(imap_box: ImapBox) -> None:
    imap_box.deliver(mail("a"))
    mailbox = imap_box.open(done_folder="Erledigt – Übersicht")
    assert mailbox.settle([1], Place.DONE) == {1: Settled.MOVED}
    again = open_imap(imap_box.settings(), folder="Erledigt – Übersicht")
    assert [message.raw for message in again.fetch(again.uids_after(0))] == [mail("a")]
    again.close()


def test_batches_are_bounded_by_bytes_and_by_number(imap_box: ImapBox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("intake.mailbox.fetching.BYTES_AT_ONCE", 10_000)
    monkeypatch.setattr("intake.mailbox.fetching.MAILS_AT_ONCE", 3)
    sizes = [0, 0, 0, 0, 6_000, 6_000, 30_000, 0]
    mails = [mail(f"m{number}", size=size) for number, size in enumerate(sizes)]
    imap_box.deliver(*mails)
    with Proxy(imap_box.server.port) as proxy:
        mailbox = imap_box.open(security="none", port=proxy.port)
        assert [message.raw for message in mailbox.fetch(mailbox.uids_after(0))] == mails
        asked = [line.split(b" ")[3] for line in bytes(proxy.sent).splitlines() if b"BODY.PEEK[]" in line]
    assert asked == [b"1,2,3", b"4,5", b"6", b"7", b"8"]


def test_a_long_wait_is_many_idles(imap_box: ImapBox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("intake.mailbox.idling.LONGEST_IDLE", 0.05)
    with Proxy(imap_box.server.port) as proxy:
        mailbox = imap_box.open(security="none", port=proxy.port)
        assert not mailbox.wait(0.5)
        words = [line.split(b" ")[-1] for line in bytes(proxy.sent).splitlines()]
        assert list(mailbox.uids_after(0)) == []
    assert words.count(b"IDLE") > 1
    assert words.count(b"DONE") == words.count(b"IDLE")
