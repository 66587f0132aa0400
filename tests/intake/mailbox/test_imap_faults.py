"""What a bad network and a dying server do to reading: always an error in time, never a part of a mail."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from intake.errors import MailboxError
from intake.mailbox.source import Mailbox, RawMessage
from tests.intake.mailbox.conftest import ImapBox, mail
from tests.servers.dovecot import Dovecot
from tests.servers.proxy import Fault, Proxy

pytestmark = pytest.mark.server("dovecot")

MAILS = [mail(f"m{number}", size=300 * number) for number in range(4)]


@pytest.fixture
def own_box() -> Iterator[ImapBox]:
    """An account of a Dovecot that the test may kill."""
    with ExitStack() as stack:
        yield ImapBox(stack.enter_context(Dovecot()), stack)


@pytest.fixture
def proxy(imap_box: ImapBox) -> Iterator[Proxy]:
    with Proxy(imap_box.server.port) as running:
        yield running


def through(box: ImapBox, proxy: Proxy, **changes: Any) -> Mailbox:
    return box.open(security="none", port=proxy.port, **changes)


def test_cut_at_any_byte_is_an_error_and_no_part_of_a_mail_is_taken(imap_box: ImapBox, proxy: Proxy) -> None:
    imap_box.deliver(*MAILS)
    failures, cut, whole = 0, 1, False
    while not whole:
        proxy.fault = Fault(cut_after=cut)
        got: list[RawMessage] = []
        try:
            mailbox = through(imap_box, proxy)
            got.extend(mailbox.fetch(mailbox.uids_after(0)))
            whole = True
        except MailboxError:
            failures += 1
        assert [message.raw for message in got] == MAILS[: len(got)]
        cut += 97
    assert len(got) == len(MAILS)
    assert failures > 25


def test_after_a_cut_the_rest_is_read_by_another_connection(imap_box: ImapBox, proxy: Proxy) -> None:
    mails = [mail(f"m{number}", size=2_000) for number in range(30)]
    imap_box.deliver(*mails)
    mailbox = through(imap_box, proxy)
    uids = mailbox.uids_after(0)
    arriving = mailbox.fetch(uids)
    got = list(itertools.islice(arriving, 20))  # the first batch
    proxy.fault = Fault(cut_after=0)
    with pytest.raises(MailboxError) as caught:
        next(arriving)
    assert str(caught.value) == (
        f"localhost:{proxy.port}: the connection to the server broke off (command: FETCH => socket error: EOF)"
    )
    assert [message.raw for message in got] == mails[:20]
    proxy.fault = None
    again = through(imap_box, proxy)
    assert [message.raw for message in again.fetch(again.uids_after(got[-1].uid))] == mails[20:]


def test_a_lost_mailbox_says_so_until_it_is_opened_again(imap_box: ImapBox, proxy: Proxy) -> None:
    mailbox = through(imap_box, proxy)
    proxy.cut()
    with pytest.raises(MailboxError):
        mailbox.uids_after(0)
    for act in (lambda: mailbox.uids_after(0), lambda: mailbox.header(1), lambda: mailbox.wait(60)):
        with pytest.raises(MailboxError) as caught:
            act()
        assert str(caught.value) == f"localhost:{proxy.port}: the connection is closed; open the mailbox again"
    mailbox.close()


def test_silence_ends_in_time(imap_box: ImapBox, proxy: Proxy) -> None:
    imap_box.deliver(*MAILS)
    mailbox = through(imap_box, proxy, timeout_seconds=1)
    uids = mailbox.uids_after(0)
    proxy.fault = Fault(stall_after=0)
    with pytest.raises(MailboxError) as caught:
        list(mailbox.fetch(uids))
    assert str(caught.value) == (
        f"localhost:{proxy.port}: no answer in time (timeout_seconds is 1); the server or the network is not working, "
        "or port and security do not belong together"
    )


def test_silence_at_the_greeting_ends_in_time(imap_box: ImapBox, proxy: Proxy) -> None:
    proxy.fault = Fault(stall_after=0)
    with pytest.raises(MailboxError, match="no answer in time"):
        through(imap_box, proxy, timeout_seconds=1)


def test_silence_under_tls_ends_in_time(imap_box: ImapBox) -> None:
    fault = Fault(stall_after=0)
    with Proxy(imap_box.server.tls_port, fault=fault) as proxy, pytest.raises(MailboxError, match="no answer in time"):
        imap_box.open(port=proxy.port, timeout_seconds=1)


def test_a_slow_server_is_borne_with(imap_box: ImapBox, proxy: Proxy) -> None:
    imap_box.deliver(*MAILS)
    proxy.fault = Fault(drip=(64, 0.001))
    mailbox = through(imap_box, proxy, timeout_seconds=1)
    assert [message.raw for message in mailbox.fetch(mailbox.uids_after(0))] == MAILS


def test_cut_while_waiting_is_an_error(imap_box: ImapBox, proxy: Proxy) -> None:
    mailbox = through(imap_box, proxy)
    later = threading.Timer(0.2, proxy.cut)
    later.start()
    with pytest.raises(MailboxError):
        mailbox.wait(60)
    later.join()


def test_dead_link_while_waiting_is_noticed_before_the_usual_time_out(
    imap_box: ImapBox, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("intake.mailbox.idling.DONE_SECONDS", 0.5)
    mailbox = through(imap_box, proxy, timeout_seconds=600)

    def die() -> None:
        proxy.fault = Fault(stall_after=0)
        mailbox.interrupt()

    later = threading.Timer(0.2, die)
    later.start()
    with pytest.raises(MailboxError, match="no answer in time"):
        mailbox.wait(60)
    later.join()


def test_killed_server_is_an_error_and_serves_again_when_it_is_back(own_box: ImapBox) -> None:
    own_box.deliver(*MAILS)
    mailbox = own_box.open()
    first = next(iter(mailbox.fetch([1])))
    own_box.server.stop()
    with pytest.raises(MailboxError):
        list(mailbox.fetch([2, 3]))
    with pytest.raises(MailboxError, match="nothing answers on this port"):
        own_box.open()
    own_box.server.start()
    again = own_box.open()
    assert again.uidvalidity == mailbox.uidvalidity
    assert [first.raw, *(message.raw for message in again.fetch(again.uids_after(1)))] == MAILS


def test_sent_folder_connects_again_after_a_cut(own_box: ImapBox) -> None:
    sent = own_box.sent()
    sent.append("Sent", b"Message-ID: <1@office.example>\r\n\r\n")
    own_box.server.stop()
    with pytest.raises(MailboxError):
        sent.find_message_id("Sent", "1@office.example")
    own_box.server.start()
    assert sent.find_message_id("Sent", "1@office.example")
