"""A proxy that cuts, stalls and drips before an honest Dovecot: whatever it does, the books are right afterwards.

A pass over three mails is cut after so many bytes of the server's, at every place in turn; then the cable is mended and
another pass made. What a cut does to reading alone is in `tests/intake/mailbox/test_imap_faults.py`.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from intake.config import ImapSettings
from intake.errors import MailboxError
from intake.mailbox.imap import open_imap
from tests.acceptance.polls import archived, filed, whole_pass
from tests.intake.conftest import empty_database
from tests.intake.mailbox.conftest import imap_settings, mail
from tests.intake.office import Office
from tests.servers.dovecot import Account, Dovecot, dovecot
from tests.servers.proxy import Fault, Proxy

__all__ = ["dovecot", "empty_database"]

pytestmark = [pytest.mark.server("dovecot"), pytest.mark.timeout(180)]

MAILS = [mail(f"m{number}", size=300 * number) for number in range(3)]
#: A step from one place of a cut to the next, in bytes: not a divisor of any line, so that all sorts of places come.
STEP = 83


class Scene:
    """A fresh account with the three mails behind a proxy, and empty books."""

    def __init__(self, folder: Path, database: Path, server: Dovecot, proxy: Proxy) -> None:
        self.office = Office(folder, database)
        self.account: Account = server.account()
        self.account.drop(*MAILS)
        self.settings: ImapSettings = imap_settings(
            server, self.account, security="none", port=proxy.port, host="127.0.0.1"
        )

    def passes(self, *, seconds: float = 10) -> None:
        """One pass over a connection of its own."""
        settings = self.settings.model_copy(update={"timeout_seconds": seconds})
        with closing(open_imap(settings)) as mailbox:
            whole_pass(self.office, mailbox)

    def check(self, *, whole: bool) -> None:
        """Nothing in part, nothing twice, nothing lost."""
        books = archived(self.office)
        there = self.account.contents("INBOX") + self.account.contents("Processed")
        assert sorted(books) == sorted(set(books) & set(MAILS))
        assert sorted(there) == sorted(MAILS)
        assert set(self.account.contents("Processed")) <= set(books)
        if whole:
            assert sorted(books) == sorted(MAILS)
            assert sorted(filed(self.office).values()) == sorted(MAILS)
            assert self.account.contents("INBOX") == []

    def close(self) -> None:
        """Let go of the store."""
        self.office.store.close()


@pytest.fixture
def proxy(dovecot: Dovecot) -> Iterator[Proxy]:
    with Proxy(dovecot.port) as running:
        yield running


def test_cut_at_any_byte_of_a_pass_leaves_books_that_the_next_pass_makes_whole(
    tmp_path: Path, empty_database: Path, dovecot: Dovecot, proxy: Proxy
) -> None:
    for number in itertools.count():
        scene = Scene(tmp_path / str(number), empty_database, dovecot, proxy)
        proxy.fault = Fault(cut_after=1 + number * STEP)
        try:
            scene.passes()
            met = False
        except MailboxError:
            met = True
        scene.check(whole=not met)
        proxy.fault = None
        if met:
            scene.passes()
            scene.check(whole=True)
        scene.close()
        if not met:
            break
    assert number > 25  # commands and answers of a whole pass


@pytest.mark.parametrize("after", [0, 40, 700, 1_500, 2_000, 2_600])
def test_silence_in_a_pass_leaves_books_that_the_next_pass_makes_whole(
    tmp_path: Path, empty_database: Path, dovecot: Dovecot, proxy: Proxy, after: int
) -> None:
    scene = Scene(tmp_path / "office", empty_database, dovecot, proxy)
    proxy.fault = Fault(stall_after=after)
    with pytest.raises(MailboxError, match="no answer in time"):
        scene.passes(seconds=0.5)
    scene.check(whole=False)
    proxy.fault = None
    scene.passes()
    scene.check(whole=True)
    scene.close()


def test_dripping_pass_is_a_pass(tmp_path: Path, empty_database: Path, dovecot: Dovecot, proxy: Proxy) -> None:
    scene = Scene(tmp_path / "office", empty_database, dovecot, proxy)
    proxy.fault = Fault(drip=(16, 0.0005))
    scene.passes()
    scene.check(whole=True)
    scene.close()


def test_dripping_slower_than_any_line_is_a_fault_in_time(
    tmp_path: Path, empty_database: Path, dovecot: Dovecot, proxy: Proxy
) -> None:
    scene = Scene(tmp_path / "office", empty_database, dovecot, proxy)
    proxy.fault = Fault(drip=(1, 0.2))
    with pytest.raises(MailboxError, match="no answer in time"):
        scene.passes(seconds=0.5)
    proxy.fault = None
    scene.passes()
    scene.check(whole=True)
    scene.close()
